/**
 * Random array programs for tests: smooth, of moderate values, drawing on every operation of the graph.
 *
 * Test-only. Programs are a function of the seed, so that a failure is reproduced by its number.
 */
import { Graph, type Node, type Program } from '../ir/graph';
import { sizeOf } from '../ir/shape';

/** Mulberry32: uniform on [0, 1). Enough for tests. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const unary = ['sin', 'cos', 'tanh', 'sigmoid', 'softplus', 'atan', 'erf', 'neg', 'square', 'asinh'] as const;
const binary = ['add', 'sub', 'mul', 'hypot', 'add', 'mul'] as const;
const MAX_SIZE = 60;

/** A program of one input x (n) and one number, made of about `steps` operations. */
export function randomProgram(seed: number, n: number, steps: number): Program {
  const random = seeded(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  const whole = (below: number): number => Math.floor(random() * below);
  const g = new Graph();
  const x = g.input('x', [n]);
  const pool: Node[] = [x];
  const constant = (shape: readonly number[]): Node =>
    g.constant(
      Array.from({ length: sizeOf(shape) }, () => 2 * random() - 1),
      shape,
    );
  const tame = (a: Node): Node => g.unary('sin', a);
  const array = (): Node => pick(pool.filter((node) => node.shape.length > 0));

  const moves: (() => Node)[] = [
    () => g.unary(pick(unary), pick(pool)),
    () => g.unary('exp', tame(pick(pool))),
    () => g.unary('sqrt', g.binary('add', 1.5, tame(pick(pool)))),
    () => g.binary('div', pick(pool), g.binary('add', 2, tame(g.at(x, whole(n))))),
    () => g.binary('pow', g.binary('add', 1.5, tame(pick(pool))), pick([2, 3, -1, 0.7, 2.5])),
    () => {
      const a = pick(pool);
      const b = pick(pool.filter((node) => node.shape.join() === a.shape.join() || node.shape.length === 0));
      return g.binary(pick(binary), a, b);
    },
    () => {
      const a = array();
      return g.binary(pick(binary), a, constant([a.shape.at(-1)!]));
    },
    () => {
      const a = array();
      return g.select(g.binary('gt', a, 0.3), g.unary('sin', a), g.binary('mul', 2, a));
    },
    () => {
      const a = array();
      const axis = whole(a.shape.length);
      return g.reduce(pick(['sum', 'prod', 'max', 'min', 'sum'] as const), tame(a), [axis], random() < 0.3);
    },
    () => {
      const a = array();
      return g.cumulative(pick(['sum', 'prod'] as const), tame(a), whole(a.shape.length), {
        reverse: random() < 0.5,
        exclusive: random() < 0.5,
      });
    },
    () => {
      const a = array();
      const ranges = a.shape.map((extent) => {
        const count = 1 + whole(extent);
        const step = count === 1 ? 1 : Math.max(1, whole(Math.floor((extent - 1) / (count - 1)) + 1));
        const start = whole(extent - (count - 1) * step);
        return random() < 0.3 ? { start: start + (count - 1) * step, step: -step, count } : { start, step, count };
      });
      return g.slice(a, ranges);
    },
    () => {
      const a = array();
      const axis = whole(a.shape.length);
      return g.gather(
        a,
        Array.from({ length: 1 + whole(4) }, () => whole(a.shape[axis]!)),
        axis,
      );
    },
    () => g.transpose(array()),
    () => {
      const a = array();
      const size = sizeOf(a.shape);
      const rows = pick([1, 2, 3, size].filter((d) => size % d === 0));
      return g.reshape(a, [rows, size / rows]);
    },
    () => {
      const a = array();
      return g.broadcastTo(a, [2, ...a.shape]);
    },
    () => {
      const a = array();
      return g.concat([a, tame(a), a], whole(a.shape.length));
    },
    () => g.stack([g.at(x, whole(n)), g.reduce('sum', tame(pick(pool))), g.at(x, whole(n))], 0),
    () => {
      const a = array();
      const inner = a.shape.at(-1)!;
      const b = random() < 0.5 ? constant([inner, 2 + whole(5)]) : g.broadcastTo(tame(g.at(x, 0)), [inner]);
      return a.shape.length <= 2 ? tame(g.matmul(a, b)) : a;
    },
    () => {
      const a = array();
      return a.shape.length === 2
        ? tame(g.matmul(g.transpose(a), a))
        : g.matmul(constant([3, a.shape[0]!]), g.reshape(a, [a.shape[0]!, -1 + 1 + sizeOf(a.shape) / a.shape[0]!]));
    },
    () => {
      const a = array();
      const outer = g.at(x, whole(n));
      const { carry, ys } = g.scan({
        length: a.shape[0]!,
        reverse: random() < 0.3,
        init: [g.at(x, whole(n)), g.broadcastTo(outer, a.shape.slice(1))],
        xs: [a],
        body: ([s, row], [value], index) => {
          const next = g.unary('sin', g.binary('add', g.binary('mul', row!, outer), value!));
          const sum = g.binary('add', g.binary('mul', s!, 0.5), g.reduce('sum', g.binary('mul', next, index)));
          return { carry: [g.unary('tanh', sum), next], ys: [g.binary('mul', next, s!)] };
        },
      });
      return random() < 0.5 ? ys[0]! : pick(carry);
    },
  ];
  for (let step = 0; step < steps; step++) {
    const node = pick(moves)();
    const size = sizeOf(node.shape);
    if (size > 0 && size <= MAX_SIZE && node.shape.length <= 3) pool.push(node);
  }
  const ends = pool.slice(-4).map((node) => g.reduce('sum', tame(node)));
  return g.program([x], [ends.reduce((sum, end) => g.binary('add', g.binary('mul', 1.1, sum), end))]);
}
