import { describe, expect, it } from 'vitest';
import { Sobol } from '../../../math/qmc/sobol';
import { defaultRng } from '../../../math/random/generator';
import { delaunay } from './delaunay';

/** Signed volume times d!, by elimination. */
function determinant(rows: number[][]): number {
  const a = rows.map((row) => [...row]);
  let det = 1;
  for (let k = 0; k < a.length; k++) {
    const p = a.reduce((best, row, r) => (r >= k && Math.abs(row[k]) > Math.abs(a[best][k]) ? r : best), k);
    if (p !== k) det = -det;
    [a[k], a[p]] = [a[p], a[k]];
    det *= a[k][k];
    for (let r = k + 1; r < a.length; r++) {
      const factor = a[r][k] / a[k][k];
      for (let c = k; c < a.length; c++) a[r][c] -= factor * a[k][c];
    }
  }
  return det;
}

function volume(points: Float64Array, d: number, simplex: number[]): number {
  const rows = simplex
    .slice(1)
    .map((p) => Array.from({ length: d }, (_, k) => points[p * d + k] - points[simplex[0] * d + k]));
  return Math.abs(determinant(rows));
}

const corners = (d: number): number[] =>
  Array.from({ length: 2 ** d }, (_, i) => Array.from({ length: d }, (_x, k) => (i >> k) & 1)).flat();

describe.each([2, 3, 4])('in %d dimensions', (d) => {
  const random = Float64Array.from([...corners(d), ...defaultRng(d).randomArray(40 * d)]);

  it('fills the convex hull without overlap', () => {
    const total = delaunay(random, d).reduce((sum, simplex) => sum + volume(random, d, simplex), 0);
    const factorial = Array.from({ length: d }, (_, k) => k + 1).reduce((product, k) => product * k, 1);
    expect(total / factorial).toBeCloseTo(1, 9);
  });

  it('uses every point, also those of a lattice', () => {
    const lattice = new Sobol(d, { scramble: false }).random(64);
    for (const points of [random, lattice]) {
      expect(new Set(delaunay(points, d).flat()).size).toBe(points.length / d);
    }
  });
});

describe('in the plane', () => {
  it('leaves no point inside a circumcircle', () => {
    const points = defaultRng(8).randomArray(120);
    for (const [a, b, c] of delaunay(points, 2)) {
      const at = (p: number): [number, number] => [points[2 * p], points[2 * p + 1]];
      for (let p = 0; p < 60; p++) {
        if (p === a || p === b || p === c) continue;
        const rows = [a, b, c].map((q) => {
          const [x, y] = [at(q)[0] - at(p)[0], at(q)[1] - at(p)[1]];
          return [x, y, x * x + y * y];
        });
        const [u, v, w] = [at(a), at(b), at(c)];
        const orientation = Math.sign((v[0] - u[0]) * (w[1] - u[1]) - (v[1] - u[1]) * (w[0] - u[0]));
        expect(determinant(rows) * orientation).toBeLessThan(1e-9);
      }
    }
  });

  it('has nothing to say about points on a line', () => {
    expect(delaunay(Float64Array.of(0, 0, 1, 1, 2, 2, 3, 3), 2).length).toBeLessThanOrEqual(2);
  });
});
