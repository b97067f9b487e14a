/** Every row of the op table: its f64 meaning against an independent formula, its derivatives against differences. */
import { describe, expect, it } from 'vitest';
import { gradient, hessianVector } from './autodiff';
import { evaluate } from './evaluate';
import { Graph, type Node, type Program } from './graph';
import type { BinaryOp, UnaryOp } from './node';
import { binaryOps, unaryOps } from './ops';

/** Formulas written another way than the table's, and where they hold. */
const unary: Record<UnaryOp, { formula: (a: number) => number; domain: [number, number] }> = {
  neg: { formula: (a) => 0 - a, domain: [-3, 3] },
  abs: { formula: (a) => Math.sqrt(a * a), domain: [-3, 3] },
  sign: { formula: (a) => a / Math.abs(a), domain: [-3, 3] },
  sqrt: { formula: (a) => Math.exp(Math.log(a) / 2), domain: [0.1, 9] },
  cbrt: { formula: (a) => Math.sign(a) * Math.exp(Math.log(Math.abs(a)) / 3), domain: [-9, 9] },
  exp: { formula: (a) => Math.pow(Math.E, a), domain: [-3, 3] },
  expm1: { formula: (a) => 2 * Math.exp(a / 2) * Math.sinh(a / 2), domain: [-3, 3] },
  log: { formula: (a) => Math.log2(a) * Math.LN2, domain: [0.1, 9] },
  log1p: { formula: (a) => 2 * Math.atanh(a / (2 + a)), domain: [-0.9, 3] },
  log2: { formula: (a) => Math.log(a) / Math.LN2, domain: [0.1, 9] },
  log10: { formula: (a) => Math.log(a) / Math.LN10, domain: [0.1, 9] },
  sin: { formula: (a) => 2 * Math.sin(a / 2) * Math.cos(a / 2), domain: [-5, 5] },
  cos: { formula: (a) => 1 - 2 * Math.sin(a / 2) ** 2, domain: [-5, 5] },
  tan: { formula: (a) => Math.sin(a) / Math.cos(a), domain: [-1.3, 1.3] },
  asin: { formula: (a) => Math.atan2(a, Math.sqrt(1 - a * a)), domain: [-0.95, 0.95] },
  acos: { formula: (a) => Math.atan2(Math.sqrt(1 - a * a), a), domain: [-0.95, 0.95] },
  atan: { formula: (a) => Math.asin(a / Math.sqrt(1 + a * a)), domain: [-4, 4] },
  sinh: { formula: (a) => (Math.exp(a) - Math.exp(-a)) / 2, domain: [-3, 3] },
  cosh: { formula: (a) => (Math.exp(a) + Math.exp(-a)) / 2, domain: [-3, 3] },
  tanh: { formula: (a) => 1 - 2 / (Math.exp(2 * a) + 1), domain: [-3, 3] },
  asinh: { formula: (a) => Math.log(a + Math.sqrt(a * a + 1)), domain: [-3, 3] },
  acosh: { formula: (a) => Math.log(a + Math.sqrt(a * a - 1)), domain: [1.1, 5] },
  atanh: { formula: (a) => Math.log((1 + a) / (1 - a)) / 2, domain: [-0.9, 0.9] },
  floor: { formula: (a) => a - (((a % 1) + 1) % 1), domain: [-5, 5] },
  ceil: { formula: (a) => -Math.floor(-a), domain: [-5, 5] },
  round: { formula: (a) => Math.floor(a + 0.5), domain: [-5, 5] },
  trunc: { formula: (a) => a - (a % 1), domain: [-5, 5] },
  erf: { formula: erfByQuadrature, domain: [-4, 4] },
  square: { formula: (a) => Math.pow(a, 2), domain: [-3, 3] },
  reciprocal: { formula: (a) => Math.pow(a, -1), domain: [0.2, 3] },
  relu: { formula: (a) => (a + Math.abs(a)) / 2, domain: [-3, 3] },
  sigmoid: { formula: (a) => (1 + Math.tanh(a / 2)) / 2, domain: [-5, 5] },
  softplus: { formula: (a) => Math.log(1 + Math.exp(a)), domain: [-5, 5] },
  not: { formula: () => 0, domain: [-3, 3] },
  isnan: { formula: () => 0, domain: [-3, 3] },
  isfinite: { formula: () => 1, domain: [-3, 3] },
};

const binary: Record<BinaryOp, (a: number, b: number) => number> = {
  add: (a, b) => a - -b,
  sub: (a, b) => a + -b,
  mul: (a, b) => a / (1 / b),
  div: (a, b) => a * (1 / b),
  pow: (a, b) => Math.exp(b * Math.log(a)),
  atan2: (a, b) => 2 * Math.atan(a / (Math.sqrt(a * a + b * b) + b)),
  hypot: (a, b) => Math.sqrt(a * a + b * b),
  min: (a, b) => (a + b - Math.abs(a - b)) / 2,
  max: (a, b) => (a + b + Math.abs(a - b)) / 2,
  mod: (a, b) => a - b * Math.floor(a / b),
  rem: (a, b) => a - b * Math.trunc(a / b),
  floordiv: (a, b) => (a - (((a % b) + b) % b)) / b,
  lt: (a, b) => Number(!(a >= b)),
  le: (a, b) => Number(!(a > b)),
  gt: (a, b) => Number(b < a),
  ge: (a, b) => Number(b <= a),
  eq: (a, b) => Number(Object.is(a, b)),
  ne: (a, b) => Number(!Object.is(a, b)),
  and: (a, b) => Number(Boolean(a) && Boolean(b)),
  or: (a, b) => Number(Boolean(a) || Boolean(b)),
  maskmul: (a, b) => a * b,
};

/** Simpson's rule on 2/√π e^(−t²). */
function erfByQuadrature(x: number): number {
  const steps = 2000;
  const h = x / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) sum += Math.exp(-((i * h) ** 2)) * (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2);
  return (sum * h * 2) / (3 * Math.sqrt(Math.PI));
}

function points(lo: number, hi: number, count: number): number[] {
  // A fixed irrational rotation: seedless, never on a kink or an integer.
  return Array.from({ length: count }, (_, i) => lo + (hi - lo) * (((i + 1) * 0.6180339887498949) % 1));
}

function programOf(n: number, build: (g: Graph, ...xs: Node[]) => Node): Program {
  const g = new Graph();
  const x = g.input('x', [n]);
  return g.program([x], [build(g, ...Array.from({ length: n }, (_, i) => g.at(x, i)))]);
}

const value = (program: Program, x: number[]): number => evaluate(program, [Float64Array.from(x)])[0]![0]!;
const slope = (program: Program, x: number[]): number[] => [...evaluate(gradient(program), [Float64Array.from(x)])[1]!];
const product = (program: Program, x: number[], p: number[]): number[] => [
  ...evaluate(hessianVector(program), [Float64Array.from(x), Float64Array.from(p)])[0]!,
];

/** Gradient and Hessian products of a program against central differences at one point. */
function expectDerivatives(program: Program, x: number[], label: string): void {
  const h = 1e-5;
  const p = x.map((_, i) => 1 - 0.4 * i);
  const moved = (step: number): number[] => x.map((v, i) => v + step * p[i]!);
  const directional = (value(program, moved(h)) - value(program, moved(-h))) / (2 * h);
  const bySlope = slope(program, x).reduce((sum, s, i) => sum + s * p[i]!, 0);
  expect(Math.abs(bySlope - directional) / Math.max(1, Math.abs(directional)), `slope of ${label}`).toBeLessThan(1e-7);
  const up = slope(program, moved(h));
  const down = slope(program, moved(-h));
  product(program, x, p).forEach((actual, i) => {
    const expected = (up[i]! - down[i]!) / (2 * h);
    expect(Math.abs(actual - expected) / Math.max(1, Math.abs(expected)), `curvature of ${label}`).toBeLessThan(1e-6);
  });
}

describe('functions of one number', () => {
  it.each(Object.keys(unaryOps) as UnaryOp[])('%s', (op) => {
    const { formula, domain } = unary[op];
    const program = programOf(1, (g, a) => g.unary(op, a));
    for (const x of points(...domain, 40)) {
      const expected = formula(x);
      expect(Math.abs(unaryOps[op].cpu(x) - expected), `${op}(${x})`).toBeLessThan(
        2e-13 * Math.max(1, Math.abs(expected)),
      );
      expectDerivatives(program, [x], `${op}(${x})`);
    }
  });
});

// Recorded from NumPy 2.4's floor_divide.
describe('floor division', () => {
  it.each([
    [1, 0.1, 9],
    [-1, 0.1, -10],
    [1, -0.1, -10],
    [0.3, 0.1, 2],
    [0.6, 0.2, 2],
    [7, 2, 3],
    [-7, 2, -4],
    [7, -2, -4],
    [1e16, 3, 3333333333333333],
    [0, 3, 0],
    [-0, 3, -0],
    [0.2, -Infinity, -1],
    [0.2, Infinity, 0],
    [1, 0, Infinity],
    [-1, 0, -Infinity],
    [0, 0, NaN],
    [Infinity, 2, NaN],
  ])('%d // %d is %d', (a, b, expected) => {
    expect(binaryOps.floordiv.cpu(a, b)).toBe(expected);
    const program = programOf(2, (g, x, y) => g.binary('floordiv', x, y));
    expect(value(program, [a, b])).toBe(expected);
  });
});

describe('functions of two numbers', () => {
  it.each(Object.keys(binaryOps) as BinaryOp[])('%s', (op) => {
    const program = programOf(2, (g, a, b) => g.binary(op, a, b));
    const seconds = points(0.3, 2.5, 23);
    points(0.2, 3, 23).forEach((a, i) => {
      const b = seconds[(i * 7) % 23]!;
      const expected = binary[op](a, b);
      expect(Math.abs(binaryOps[op].cpu(a, b) - expected), `${op}(${a}, ${b})`).toBeLessThan(1e-12);
      expectDerivatives(program, [a, b], `${op}(${a}, ${b})`);
    });
  });

  it('follows Python in mod and JavaScript in rem', () => {
    expect(binaryOps.mod.cpu(-7, 3)).toBe(2);
    expect(binaryOps.mod.cpu(7, -3)).toBe(-2);
    expect(binaryOps.rem.cpu(-7, 3)).toBe(-1);
    expect([0.5, 1.5, 2.5, -0.5, -1.5].map(unaryOps.round.cpu)).toEqual([0, 2, 2, -0, -2]);
  });
});

describe('where a derivative does not exist', () => {
  const at = (x: number[], build: (g: Graph, ...xs: Node[]) => Node): number[] => slope(programOf(x.length, build), x);
  it.each<[string, number[], number[], (g: Graph, ...xs: Node[]) => Node]>([
    ['|x| at 0 is flat', [0], [0], (g, a) => g.unary('abs', a)],
    ['relu at 0 is flat', [0], [0], (g, a) => g.unary('relu', a)],
    ['√x at 0 is flat', [0], [0], (g, a) => g.unary('sqrt', a)],
    ['a tie of max is shared', [1, 1], [0.5, 0.5], (g, a, b) => g.binary('max', a, b)],
    ['a tie of min is shared', [1, 1], [0.5, 0.5], (g, a, b) => g.binary('min', a, b)],
    ['hypot at the origin is flat', [0, 0], [0, 0], (g, a, b) => g.binary('hypot', a, b)],
    ['√x at 0 in a power', [0], [0], (g, a) => g.binary('pow', a, 0.3)],
    ['x^1.5 at 0', [0], [0], (g, a) => g.binary('pow', a, 1.5)],
    ['x^y at x = 0 by y', [0, 2], [0, 0], (g, a, b) => g.binary('pow', a, b)],
    ['x^y at x < 0 by y', [-2, 3], [12, 0], (g, a, b) => g.binary('pow', a, b)],
    ['the maximum of equals', [2, 2, 1], [0.5, 0.5, 0], (g, ...xs) => g.reduce('max', g.stack(xs, 0))],
    ['a product with a zero', [0, 3, 4], [12, 0, 0], (g, ...xs) => g.reduce('prod', g.stack(xs, 0))],
    [
      'a norm at the origin',
      [0, 0],
      [0, 0],
      (g, a, b) => g.unary('sqrt', g.binary('add', g.unary('square', a), g.unary('square', b))),
    ],
  ])('%s', (_name, x, expected, build) => {
    expect(at(x, build).map((v) => v + 0)).toEqual(expected);
    expect(
      product(
        programOf(x.length, build),
        x,
        x.map(() => 1),
      ).every(Number.isFinite),
    ).toBe(true);
  });
});

describe('nothing leaks from a branch that was not taken', () => {
  it.each<[string, number, number, (g: Graph, x: Node) => Node]>([
    [
      'where(x > 0, log x, x²) at 0',
      0,
      0,
      (g, x) => g.select(g.binary('gt', x, 0), g.unary('log', x), g.unary('square', x)),
    ],
    [
      'where(x > 0, √x·log x, 3x) at 0',
      0,
      3,
      (g, x) =>
        g.select(g.binary('gt', x, 0), g.binary('mul', g.unary('sqrt', x), g.unary('log', x)), g.binary('mul', 3, x)),
    ],
    ['where(x > 0, 1/x, x) at 0', 0, 1, (g, x) => g.select(g.binary('gt', x, 0), g.binary('div', 1, x), x)],
    [
      'where(x > 0, log log x, 2x) at −1',
      -1,
      2,
      (g, x) => g.select(g.binary('gt', x, 0), g.unary('log', g.unary('log', x)), g.binary('mul', 2, x)),
    ],
    ['max(log x, x) at 0', 0, 1, (g, x) => g.binary('max', g.unary('log', x), x)],
    [
      'where inside a sum',
      0,
      2,
      (g, x) => {
        const v = g.binary('mul', g.constant([1, 0.5], [2]), x);
        return g.reduce(
          'sum',
          g.select(g.binary('gt', v, 0), g.unary('log', v), g.binary('mul', g.constant([1, 2], [2]), v)),
        );
      },
    ],
  ])('%s', (_name, x, expected, build) => {
    const program = programOf(1, build);
    expect(slope(program, [x])).toEqual([expected]);
    expect(product(program, [x], [1]).every(Number.isFinite)).toBe(true);
  });

  it('nor through a loop', () => {
    const g = new Graph();
    const x = g.input('x', [30]);
    const { carry } = g.scan({
      length: 30,
      init: [g.scalar(0)],
      xs: [x],
      body: ([s], [v]) => {
        const safe = g.select(g.binary('gt', v!, 0), g.unary('log', v!), v!);
        return { carry: [g.binary('add', s!, safe)], ys: [] };
      },
    });
    const program = g.program([x], [carry[0]!]);
    const point = Float64Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 0 : i % 3 === 1 ? -1 : i));
    const [, grad] = evaluate(gradient(program), [point]);
    expect([...grad!]).toEqual([...point].map((v) => (v > 0 ? 1 / v : 1)));
    expect(evaluate(hessianVector(program), [point, point])[0]!.every(Number.isFinite)).toBe(true);
  });
});
