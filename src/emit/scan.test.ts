/** Sequential loops as code: what they carry, stack and capture, and their derivatives by differences. */
import { describe, expect, it } from 'vitest';
import { gradient, hessianVector, HISTORY_LIMIT } from '../ir/autodiff';
import { segmentLength } from '../ir/checkpoints';
import { evaluate } from '../ir/evaluate';
import { Graph, type Node, type Program } from '../ir/graph';
import { emitJavaScript } from './javascript';
import { compileProgram } from './loss';
import { lower } from './lower';
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
  expectSameBits(program, x, p);
}

/** The derivatives with checkpoints and with every step kept, as code and by meaning. */
function expectSameBits(program: Program, at: Float64Array, direction: Float64Array): void {
  const derivative = (limit: number, build: typeof gradient): Float64Array => {
    const made = build(program, limit);
    const slopes = { ...made, outputs: made.outputs.slice(-1) };
    const out = new Float64Array(at.length);
    emitJavaScript(slopes).run(...[at, direction].slice(0, made.inputs.length), out);
    return out;
  };
  for (const build of [gradient, hessianVector]) {
    expect(derivative(0, build)).toEqual(derivative(Infinity, build));
  }
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

/** A recurrence that reads x along, captures from it, uses its index, stacks, and carries a number and three more. */
function recurrence(length: number, reverse: boolean): Program {
  const g = new Graph();
  const v = g.input('x', [length]);
  const weight = g.unary('tanh', g.at(v, 1));
  const { carry, ys } = g.scan({
    length,
    reverse,
    init: [g.at(v, 0), g.slice(v, [{ start: 0, step: 1, count: 3 }]), g.scalar(0)],
    xs: [v],
    body: ([a, row, total], [s], k) => {
      const drift = g.binary('mul', 1e-3, g.unary('sin', g.binary('add', k, g.binary('mul', weight, row!))));
      const next = g.unary('tanh', g.binary('add', g.binary('mul', 0.9, g.binary('mul', a!, weight)), s!));
      return {
        carry: [
          next,
          g.binary('add', g.binary('mul', row!, 0.97), g.binary('mul', drift, next)),
          g.binary('add', total!, next),
        ],
        ys: [g.binary('mul', next, g.at(row!, 1))],
      };
    },
  });
  const ends = g.binary('add', g.reduce('sum', g.unary('square', carry[1]!)), g.binary('mul', carry[0]!, carry[2]!));
  return g.program([v], [g.binary('add', ends, g.reduce('sum', g.unary('sin', ys[0]!)))]);
}

const scratchOf = (program: Program): number =>
  lower(program)
    .buffers.filter((buffer) => buffer.role === 'scratch')
    .reduce((sum, buffer) => sum + buffer.size, 0);

describe('checkpoints', () => {
  it.each([
    [1, false],
    [2, true],
    [97, false],
    [97, true],
    [10_000, false],
    [10_007, true],
    [10_007, false],
    [100_000, false],
  ])('%i steps, reverse %s: the same bits as with every step kept', (length, reverse) => {
    const noise = seeded(length);
    const at = Float64Array.from({ length: Math.max(length, 3) }, () => noise() - 0.5).subarray(0, length);
    if (length >= 3)
      expectSameBits(
        recurrence(length, reverse),
        at,
        at.map((value) => Math.cos(9 * value)),
      );
    const every = segmentLength(length);
    expect(every * Math.ceil(length / every)).toBeLessThan(length + every);
    expect(every).toBeLessThanOrEqual(1.5 * Math.sqrt(length) + 1);
  });

  it('hold about √T carries of each segment and √T between them, where the history is T', () => {
    // Six numbers in all: x drives a chain of three carries that feed each other.
    const chain = (length: number): Program => {
      const g = new Graph();
      const v = g.input('x', [6]);
      const row = g.slice(v, [{ start: 0, step: 1, count: 3 }]);
      const { carry } = g.scan({
        length,
        init: [row],
        xs: [],
        body: ([u], _, k) => {
          const turned = g.gather(u!, [1, 2, 0], 0);
          const pull = g.unary('sin', g.binary('add', turned, g.binary('mul', g.at(v, 4), g.binary('mul', 0.01, k))));
          return { carry: [g.binary('add', g.binary('mul', 0.5, u!), g.binary('mul', 0.4, pull))], ys: [] };
        },
      });
      return g.program([v], [g.reduce('sum', g.unary('square', carry[0]!))]);
    };
    const point = Float64Array.of(0.3, -0.2, 0.5, 0.1, 0.7, 0.9);
    for (const length of [10_000, 100_000]) {
      const slopes = (limit: number): Program => ({
        ...gradient(chain(length), limit),
        outputs: gradient(chain(length), limit).outputs.slice(1),
      });
      expect(scratchOf(slopes(Infinity))).toBeGreaterThan(3 * length);
      expect(scratchOf(slopes(0))).toBeLessThan(2.1 * 3 * Math.sqrt(length) + 60);
      expect(scratchOf(hessianVector(chain(length), 0))).toBeLessThan(2 * (2.1 * 3 * Math.sqrt(length)) + 120);
      expectSameBits(chain(length), point, Float64Array.of(1, 0, -1, 0.5, 2, 0));
    }
    // As it is compiled by default: short histories are kept, long ones are not.
    const byDefault = (length: number): Program => ({
      ...gradient(chain(length)),
      outputs: gradient(chain(length)).outputs.slice(1),
    });
    expect(scratchOf(byDefault(HISTORY_LIMIT / 4))).toBeGreaterThan(HISTORY_LIMIT / 2);
    expect(scratchOf(byDefault(HISTORY_LIMIT))).toBeLessThan(10_000);
    const text = compileProgram(chain(10_000), { names: [] }).wgsl();
    expect(text.ok).toBe(true);
  });

  it('serve nested loops, and derivatives of derivatives in reverse', () => {
    const g = new Graph();
    const v = g.input('x', [30]);
    const { carry } = g.scan({
      length: 30,
      init: [g.scalar(0.2)],
      xs: [v],
      body: ([outer], [s]) => {
        const inner = g.scan({
          length: 50,
          init: [outer!],
          xs: [],
          body: ([q], _, j) => ({
            carry: [g.unary('sin', g.binary('add', g.binary('mul', q!, s!), g.binary('mul', 0.1, j)))],
            ys: [],
          }),
        });
        return { carry: [g.binary('add', inner.carry[0]!, g.binary('mul', 0.5, outer!))], ys: [] };
      },
    });
    const program = g.program([v], [carry[0]!]);
    const at = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const direction = at.map((value) => value * value - 0.3);
    expectSameBits(program, at, direction);
    const product = new Float64Array(30);
    emitJavaScript(hessianVector(program, 0)).run(at, direction, product);
    // The gradient's own adjoint: the same product, by reverse over reverse.
    const twice = (limit: number): Float64Array => {
      const slopes = gradient(program, limit);
      const along = g.reduce('sum', g.binary('mul', slopes.outputs[1]!, g.constant(direction, [30])));
      const out = new Float64Array(30);
      const again = gradient(g.program([v], [along]), limit);
      emitJavaScript({ ...again, outputs: again.outputs.slice(1) }).run(at, out);
      return out;
    };
    twice(0).forEach((value, i) => expect(value).toBeCloseTo(product[i]!, 10));
    twice(Infinity).forEach((value, i) => expect(value).toBeCloseTo(product[i]!, 10));
  });
});
