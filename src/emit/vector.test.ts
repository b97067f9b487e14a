import { describe, expect, it } from 'vitest';
import { Graph, type Node } from '../ir/graph';
import { emitJavaScript } from './javascript';
import { compileVector, type VectorFunction } from './vector';
import { seeded } from './random-program';

function expectConsistent(c: VectorFunction, x: Float64Array, v: Float64Array): void {
  const { n, m } = c;
  const h = 1e-6;
  const jac = c.jac(x);
  const hess = c.hess(x, v);
  for (let i = 0; i < n; i++) {
    const up = x.slice();
    const down = x.slice();
    up[i]! += h;
    down[i]! -= h;
    const [fUp, fDown] = [c.fun(up), c.fun(down)];
    for (let k = 0; k < m; k++) expect(jac[k * n + i]).toBeCloseTo((fUp[k]! - fDown[k]!) / (2 * h), 6);
    const [jUp, jDown] = [c.jac(up), c.jac(down)];
    for (let j = 0; j < n; j++) {
      let expected = 0;
      for (let k = 0; k < m; k++) expected += (v[k]! * (jUp[k * n + j]! - jDown[k * n + j]!)) / (2 * h);
      expect(hess[i * n + j]).toBeCloseTo(expected, 5);
      expect(hess[i * n + j]).toBe(hess[j * n + i]);
    }
  }
}

const random = seeded(5);
const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => 2 * random() - 1);

describe('functions with several values', () => {
  it('have the Jacobian and weighted Hessian that differences see, written out', () => {
    const g = new Graph();
    const x = g.input('x', [3]);
    const [a, b, c] = [g.at(x, 0), g.at(x, 1), g.at(x, 2)];
    const parts = [g.binary('mul', a, g.unary('exp', b)), g.binary('sub', g.unary('sin', c), a)];
    expectConsistent(compileVector(g.program([x], [g.stack(parts, 0)])), numbers(3), numbers(2));
  });

  it.each([
    ['columns', 40, 60],
    ['rows', 60, 40],
  ])('take large Jacobians by %s', (_name, n, m) => {
    const g = new Graph();
    const x = g.input('x', [n]);
    const product = g.matmul(g.constant(numbers(m * n), [m, n]), g.unary('sin', x));
    expectConsistent(compileVector(g.program([x], [g.binary('mul', product, product)])), numbers(n), numbers(m));
  });
});

describe('matrix products', () => {
  const shapes: [number, number, number][] = [
    [1, 1, 1],
    [5, 3, 1],
    [4, 6, 3],
    [3, 4, 9],
    [1, 7, 6],
    [6, 1, 5],
  ];
  const flips = [false, true];
  const cases = shapes.flatMap(([m, k, n]) => flips.flatMap((ta) => flips.map((tb) => ({ m, k, n, ta, tb }))));
  it.each(cases)('$m×$k by $k×$n, transposed: $ta, $tb', ({ m, k, n, ta, tb }) => {
    const g = new Graph();
    const a = g.input('a', [m * k]);
    const b = g.input('b', [k * n]);
    const matrix = (v: Node, rows: number, columns: number, flipped: boolean): Node =>
      flipped ? g.transpose(g.reshape(v, [columns, rows])) : g.reshape(v, [rows, columns]);
    const { run } = emitJavaScript(g.program([a, b], [g.matmul(matrix(a, m, k, ta), matrix(b, k, n, tb))]));
    const [left, right, out] = [numbers(m * k), numbers(k * n), new Float64Array(m * n)];
    run(left, right, out);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += left[ta ? l * m + i : i * k + l]! * right[tb ? j * k + l : l * n + j]!;
        expect(out[i * n + j]).toBeCloseTo(sum, 13);
      }
    }
  });

  it('do not grow with the data they multiply', () => {
    const g = new Graph();
    const x = g.input('x', [640]);
    const data = g.constant(numbers(1797 * 64), [1797, 64]);
    const scores = g.matmul(data, g.reshape(x, [64, 10]));
    const { source } = emitJavaScript(g.program([x], [g.reduce('sum', g.unary('exp', scores))]));
    expect(source.length).toBeLessThan(900);
  });
});
