/** The least-squares chain of SLSQP: optimality conditions on seeded random problems, and the status of bad ones. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplyFactored, resetToIdentity, updateFactors } from '../ldl';
import { LdpSolver } from './ldp';
import { LseiSolver } from './lsei';
import { NnlsSolver } from './nnls';
import { PivotedSolver } from './pivoted-qr';

const entry = fc.double({ min: -2, max: 2, noNaN: true }).map((v) => Math.round(v * 64) / 64);
const numbers = (count: number) => fc.array(entry, { minLength: count, maxLength: count });

// A·x for a column-major matrix.
function times(A: ArrayLike<number>, x: ArrayLike<number>, rows: number): number[] {
  return Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < x.length; j++) sum += A[i + rows * j] * x[j];
    return sum;
  });
}

describe('NNLS', () => {
  it('satisfies the Kuhn–Tucker conditions', () => {
    fc.assert(
      fc.property(numbers(20), numbers(4), (A, b) => {
        const [rows, n] = [4, 5];
        const x = new Float64Array(n);
        const solver = new NnlsSolver(rows, n, new Int32Array(n));
        const { isSolved, residual } = solver.solve(Float64Array.from(A), Float64Array.from(b), x, rows, n, 3 * n);
        expect(isSolved).toBe(true);
        const r = times(A, x, rows).map((value, i) => b[i] - value);
        expect(Math.hypot(...r)).toBeCloseTo(residual, 8);
        for (let j = 0; j < n; j++) {
          let w = 0;
          for (let i = 0; i < rows; i++) w += A[i + rows * j] * r[i];
          expect(x[j]).toBeGreaterThanOrEqual(0);
          expect(w).toBeLessThan(1e-7);
          expect(Math.abs(w * x[j])).toBeLessThan(1e-6);
        }
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('stops when its iterations run out', () => {
    const x = new Float64Array(2);
    const solver = new NnlsSolver(2, 2, new Int32Array(2));
    expect(solver.solve(Float64Array.of(1, 0, 0, 1), Float64Array.of(1, 1), x, 2, 2, 1).isSolved).toBe(false);
  });
});

describe('LDP', () => {
  const solve = (G: number[], h: number[], n: number) => {
    const rows = h.length;
    const x = new Float64Array(n);
    const multipliers = new Float64Array(rows);
    const solver = new LdpSolver(n, rows, new NnlsSolver(n + 1, rows, new Int32Array(rows)));
    const status = solver.solve(Float64Array.from(G), Float64Array.from(h), rows, n, x, multipliers);
    return { status, x, multipliers };
  };

  it('finds the nearest point of a half plane and of a corner', () => {
    expect(Array.from(solve([1, 1], [2], 2).x)).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
    const corner = solve([1, 0, 0, 1], [3, 4], 2);
    expect(Array.from(corner.x)).toEqual([expect.closeTo(3, 12), expect.closeTo(4, 12)]);
    expect(Array.from(corner.multipliers)).toEqual([expect.closeTo(3, 12), expect.closeTo(4, 12)]);
  });

  it('knows an empty polyhedron', () => {
    expect(solve([1, -1], [1, 1], 1).status).toBe('incompatible');
  });
});

describe('LSEI', () => {
  it('is feasible and stationary: ∇ = Eᵀλ + Gᵀμ with μ ≥ 0 complementary', () => {
    fc.assert(
      fc.property(numbers(16), numbers(4), numbers(4), numbers(8), numbers(2), (A0, b, E, G, slack) => {
        const n = 4;
        // Well conditioned, and feasible at a known point.
        const A = A0.map((value, k) => value / 4 + (k % 5 === 0 ? 2 : 0));
        if (Math.hypot(...E) < 0.3) return;
        const inside = [0.5, -0.25, 0.75, 0.125];
        const f = times(E, inside, 1);
        const h = times(G, inside, 2).map((value, i) => value - Math.abs(slack[i]));
        const ldp = new LdpSolver(n, 2, new NnlsSolver(n + 1, 2, new Int32Array(8)));
        const solver = new LseiSolver(n, 1, 2, ldp, new Int32Array(8));
        const x = new Float64Array(n);
        const [lambda, mu] = [new Float64Array(1), new Float64Array(2)];
        const status = solver.solve(
          {
            n,
            rows: n,
            equalities: 1,
            inequalities: 2,
            A: Float64Array.from(A),
            b: Float64Array.from(b),
            E: Float64Array.from(E),
            f: Float64Array.from(f),
            G: Float64Array.from(G),
            h: Float64Array.from(h),
            aligned: { b: true, target: false, h: true },
          },
          x,
          lambda,
          mu,
        );
        expect(status).toBe('solved');
        expect(times(E, x, 1)[0]).toBeCloseTo(f[0], 7);
        const distance = times(G, x, 2).map((value, i) => value - h[i]);
        const residual = times(A, x, n).map((value, i) => value - b[i]);
        for (let i = 0; i < 2; i++) {
          expect(distance[i]).toBeGreaterThan(-1e-7);
          expect(mu[i]).toBeGreaterThanOrEqual(0);
          expect(Math.abs(mu[i] * distance[i])).toBeLessThan(1e-5);
        }
        for (let j = 0; j < n; j++) {
          let gradient = 0;
          for (let i = 0; i < n; i++) gradient += A[i + n * j] * residual[i];
          expect(gradient).toBeCloseTo(E[j] * lambda[0] + G[2 * j] * mu[0] + G[1 + 2 * j] * mu[1], 5);
        }
      }),
      { seed: 17, numRuns: 300 },
    );
  });
});

describe('pivoted QR', () => {
  it('solves what has full rank and refuses what has not', () => {
    const A = [4, 1, 0, 2, 3, 1, 0, 5, 6];
    const exact = [1, -2, 3];
    const x = new Float64Array(3);
    expect(
      new PivotedSolver(3).solve(
        Float64Array.from(A),
        Float64Array.from(times(A, exact, 3)),
        x,
        3,
        3,
        new Int32Array(3),
      ),
    ).toBe(true);
    exact.forEach((value, i) => expect(x[i]).toBeCloseTo(value, 12));
    const singular = Float64Array.of(1, 2, 3, 2, 4, 6, 0, 1, 1);
    expect(new PivotedSolver(3).solve(singular, Float64Array.of(1, 1, 1), x, 3, 3, new Int32Array(3))).toBe(false);
  });
});

describe('factored BFGS matrix', () => {
  it('adds and removes rank-one terms', () => {
    fc.assert(
      fc.property(numbers(4), numbers(4), numbers(4), (u, w, v) => {
        const n = 4;
        const packed = new Float64Array(10);
        resetToIdentity(packed, n);
        updateFactors(packed, n, Float64Array.from(u), 1.5, new Float64Array(n));
        updateFactors(packed, n, Float64Array.from(w), 0.25, new Float64Array(n));
        updateFactors(packed, n, Float64Array.from(u), -1.5, new Float64Array(n));
        const out = new Float64Array(n);
        multiplyFactored(packed, n, Float64Array.from(v), out);
        const inner = w.reduce((sum, value, i) => sum + value * v[i], 0);
        for (let i = 0; i < n; i++) expect(out[i]).toBeCloseTo(v[i] + 0.25 * inner * w[i], 8);
      }),
      { seed: 23, numRuns: 300 },
    );
  });
});
