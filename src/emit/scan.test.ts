/** Sequential loops as code: what they carry, stack and capture, and their derivatives by differences. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../ir/evaluate';
import { Graph, type Node } from '../ir/graph';
import { emitJavaScript } from './javascript';
import { compileProgram } from './loss';
import { seeded } from './random-program';

const n = 36;
const random = seeded(3);
const x = Float64Array.from({ length: n }, () => random() - 0.5);
const p = Float64Array.from({ length: n }, () => random() - 0.5);

/** Code against meaning, gradient and products against differences. n = 36 keeps these programs arrays. */
function expectRight(build: (g: Graph, x: Node) => Node): void {
  const g = new Graph();
  const input = g.input('x', [n]);
  const program = g.program([input], [build(g, input)]);
  const loss = compileProgram(program, { names: [] });
  const value = evaluate(program, [x])[0]![0]!;
  expect(emitJavaScript(program).run(x)).toBeCloseTo(value, 13);
  expect(loss.fun(x)).toBeCloseTo(value, 13);
  const h = 1e-6;
  const along = (step: number): Float64Array => x.map((v, i) => v + step * p[i]!);
  const slope = loss.grad(x).reduce((sum, s, i) => sum + s * p[i]!, 0);
  expect(slope).toBeCloseTo((loss.fun(along(h)) - loss.fun(along(-h))) / (2 * h), 6);
  const [up, down] = [loss.grad(along(h)), loss.grad(along(-h))];
  loss.hessp(x, p).forEach((v, i) => expect(v).toBeCloseTo((up[i]! - down[i]!) / (2 * h), 5));
}

describe('sequential loops', () => {
  it('replace all carries at once', () => {
    expectRight((g, v) => {
      const { carry } = g.scan({
        length: n,
        init: [g.scalar(0.3), g.scalar(-0.2), g.slice(v, [{ start: 0, step: 1, count: 3 }])],
        xs: [v],
        body: ([a, b, row], [s]) => ({
          carry: [b!, g.unary('sin', g.binary('add', a!, s!)), g.binary('mul', g.unary('cos', row!), b!)],
          ys: [],
        }),
      });
      return g.binary('add', g.binary('mul', carry[0]!, carry[1]!), g.reduce('sum', carry[2]!));
    });
  });

  it('nest, and capture from both sides', () => {
    expectRight((g, v) => {
      const rows = g.reshape(v, [6, 6]);
      const weight = g.unary('exp', g.at(v, 7));
      const { carry, ys } = g.scan({
        length: 6,
        init: [g.scalar(0.1)],
        xs: [rows],
        body: ([outer], [row], i) => {
          const twice = g.binary('mul', outer!, weight);
          const inner = g.scan({
            length: 6,
            reverse: true,
            init: [g.scalar(1)],
            xs: [row!],
            body: ([q], [s], j) => {
              const next = g.binary('add', g.binary('mul', q!, s!), g.binary('mul', twice, g.binary('add', i, j)));
              return { carry: [g.unary('tanh', next)], ys: [next] };
            },
          });
          return { carry: [g.binary('add', inner.carry[0]!, g.unary('sin', outer!))], ys: [inner.ys[0]!] };
        },
      });
      return g.binary('add', carry[0]!, g.reduce('sum', g.unary('sin', ys[0]!)));
    });
  });

  it('carry matrices through products', () => {
    expectRight((g, v) => {
      const step = g.reshape(g.slice(v, [{ start: 0, step: 1, count: 9 }]), [3, 3]);
      const { carry, ys } = g.scan({
        length: 12,
        init: [g.constant([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3])],
        xs: [g.reshape(v, [12, 3])],
        body: ([m], [row]) => {
          const next = g.unary('tanh', g.matmul(m!, step));
          return { carry: [next], ys: [g.matmul(next, row!)] };
        },
      });
      return g.binary('add', g.reduce('sum', g.unary('square', ys[0]!)), g.reduce('prod', g.at(carry[0]!, 0)));
    });
  });

  it('carry a window that other loops of the step read at other places', () => {
    expectRight((g, v) => {
      const { carry } = g.scan({
        length: 20,
        init: [v],
        xs: [],
        body: ([u], _, k) => {
          const left = g.concat(
            [g.slice(u!, [{ start: n - 1, step: 1, count: 1 }]), g.slice(u!, [{ start: 0, step: 1, count: n - 1 }])],
            0,
          );
          const moved = g.binary('add', g.binary('mul', 0.6, u!), g.binary('mul', 0.4, g.unary('sin', left)));
          return { carry: [g.binary('add', moved, g.binary('mul', 0.001, k))], ys: [] };
        },
      });
      return g.reduce('sum', g.unary('square', carry[0]!));
    });
  });

  it('take no steps, or keep what they carry', () => {
    expectRight((g, v) => {
      const first = g.at(v, 0);
      const none = g.scan({
        length: 0,
        init: [first],
        xs: [],
        body: ([a]) => ({ carry: [g.unary('exp', a!)], ys: [] }),
      });
      const kept = g.scan({
        length: 4,
        init: [first, v],
        xs: [],
        body: ([a, all]) => ({ carry: [g.binary('mul', a!, g.at(all!, 2)), all!], ys: [] }),
      });
      const size = g.reduce('sum', g.unary('square', kept.carry[1]!));
      return g.binary('add', g.binary('add', none.carry[0]!, kept.carry[0]!), size);
    });
  });
});
