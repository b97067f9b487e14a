/**
 * One row for every elementwise function of two arrays: f64 meaning, JavaScript and WGSL text, both partials as IR.
 *
 * Subgradients: min and max split a tie in halves; hypot and atan2 take 0 at the origin; x^y takes 0 at x = 0 where
 * 0 ≤ y < 1 (elsewhere the limit, infinite for y < 0), and its derivative by y counts for x > 0 alone.
 */
import type { BinaryOp, Builder, Node, Partial2 } from './node';
import { floorDivide, floorMod } from './special';

export interface BinaryRow {
  /** f64 meaning; also what constants are folded with. */
  readonly cpu: (a: number, b: number) => number;
  /** JavaScript text; arguments are names or literals. */
  readonly js: (a: string, b: string) => string;
  /** WGSL text over f32; `tw_` functions come from the prelude. */
  readonly wgsl: (a: string, b: string) => string;
  /** Python text over NumPy's float64. */
  readonly python: (a: string, b: string) => string;
  /** The bare comparison in each language, for use as a condition. */
  readonly test?: (a: string, b: string) => string;
  readonly wgslTest?: (a: string, b: string) => string;
  readonly pythonTest?: (a: string, b: string) => string;
  /** dy/da and dy/db; null where the derivative is zero everywhere. */
  readonly partials: readonly [Partial2 | null, Partial2 | null];
  /** Rough cost in additions. */
  readonly cost: number;
  /** The derivative switches a branch off: see UnaryRow. */
  readonly masks?: boolean;
}

const CHEAP = 1;
const DIVISION = 4;
const TRANSCENDENTAL = 20;

const one: Partial2 = (g) => g.scalar(1);
const minusOne: Partial2 = (g) => g.scalar(-1);
const NONE = [null, null] as const;

function infix(symbol: string): Pick<BinaryRow, 'js' | 'wgsl' | 'python'> {
  const text = (a: string, b: string): string => `${a} ${symbol} ${b}`;
  return { js: text, wgsl: (a, b) => `(${text(a, b)})`, python: text };
}

function comparison(symbol: string, cpu: (a: number, b: number) => boolean): BinaryRow {
  const js = symbol === '==' ? '===' : symbol === '!=' ? '!==' : symbol;
  return {
    cpu: (a, b) => (cpu(a, b) ? 1 : 0),
    js: (a, b) => `${a} ${js} ${b} ? 1 : 0`,
    wgsl: (a, b) => `select(0.0, 1.0, ${a} ${symbol} ${b})`,
    python: (a, b) => `1 if ${a} ${symbol} ${b} else 0`,
    test: (a, b) => `${a} ${js} ${b}`,
    wgslTest: (a, b) => `${a} ${symbol} ${b}`,
    pythonTest: (a, b) => `${a} ${symbol} ${b}`,
    partials: NONE,
    cost: CHEAP,
  };
}

/** 1 where the first argument wins, ½ at a tie, 0 where it loses. */
function winner(wins: 'lt' | 'gt', first: boolean): Partial2 {
  return (g, a, b) => {
    const [mine, other] = first ? [a, b] : [b, a];
    return g.select(g.binary(wins, mine, other), 1, g.select(g.binary('eq', a, b), 0.5, 0));
  };
}

function overRadius(g: Builder, numerator: Node, radius: Node): Node {
  return g.select(g.binary('eq', radius, 0), 0, g.binary('div', numerator, radius));
}

const square = (g: Builder, a: Node): Node => g.binary('mul', a, a);

const powByBase: Partial2 = (g, a, b) => {
  const slope = g.binary('mul', b, g.binary('pow', a, g.binary('sub', b, 1)));
  const flat = g.binary('and', g.binary('ge', b, 0), g.binary('lt', b, 1));
  return g.select(g.binary('and', g.binary('eq', a, 0), flat), 0, slope);
};

const powByExponent: Partial2 = (g, a, _b, y) =>
  g.select(g.binary('gt', a, 0), g.binary('mul', y, g.unary('log', a)), 0);

export const binaryOps: Record<BinaryOp, BinaryRow> = {
  add: { cpu: (a, b) => a + b, ...infix('+'), partials: [one, one], cost: CHEAP },
  sub: { cpu: (a, b) => a - b, ...infix('-'), partials: [one, minusOne], cost: CHEAP },
  mul: { cpu: (a, b) => a * b, ...infix('*'), partials: [(_g, _a, b) => b, (_g, a) => a], cost: CHEAP },
  div: {
    cpu: (a, b) => a / b,
    ...infix('/'),
    partials: [(g, _a, b) => g.binary('div', 1, b), (g, _a, b, y) => g.unary('neg', g.binary('div', y, b))],
    cost: DIVISION,
  },
  pow: {
    cpu: Math.pow,
    js: (a, b) => `Math.pow(${a}, ${b})`,
    wgsl: (a, b) => `tw_pow(${a}, ${b})`,
    python: (a, b) => `np.power(${a}, ${b})`,
    partials: [powByBase, powByExponent],
    cost: 2 * TRANSCENDENTAL,
  },
  atan2: {
    cpu: Math.atan2,
    js: (a, b) => `Math.atan2(${a}, ${b})`,
    wgsl: (a, b) => `tw_atan2(${a}, ${b})`,
    python: (a, b) => `np.arctan2(${a}, ${b})`,
    partials: [
      (g, a, b) => overRadius(g, b, g.binary('add', square(g, a), square(g, b))),
      (g, a, b) => overRadius(g, g.unary('neg', a), g.binary('add', square(g, a), square(g, b))),
    ],
    cost: TRANSCENDENTAL,
  },
  hypot: {
    cpu: (a, b) => Math.hypot(a, b),
    js: (a, b) => `Math.hypot(${a}, ${b})`,
    wgsl: (a, b) => `tw_hypot(${a}, ${b})`,
    python: (a, b) => `np.hypot(${a}, ${b})`,
    partials: [(g, a, _b, y) => overRadius(g, a, y), (g, _a, b, y) => overRadius(g, b, y)],
    cost: TRANSCENDENTAL,
  },
  min: {
    cpu: Math.min,
    js: (a, b) => `Math.min(${a}, ${b})`,
    wgsl: (a, b) => `tw_min(${a}, ${b})`,
    python: (a, b) => `np.minimum(${a}, ${b})`,
    partials: [winner('lt', true), winner('lt', false)],
    cost: CHEAP,
    masks: true,
  },
  max: {
    cpu: Math.max,
    js: (a, b) => `Math.max(${a}, ${b})`,
    wgsl: (a, b) => `tw_max(${a}, ${b})`,
    python: (a, b) => `np.maximum(${a}, ${b})`,
    partials: [winner('gt', true), winner('gt', false)],
    cost: CHEAP,
    masks: true,
  },
  mod: {
    cpu: floorMod,
    js: (a, b) => `floorMod(${a}, ${b})`,
    wgsl: (a, b) => `tw_floor_mod(${a}, ${b})`,
    python: (a, b) => `np.mod(${a}, ${b})`,
    partials: [one, (g, a, b) => g.unary('neg', g.unary('floor', g.binary('div', a, b)))],
    cost: 2 * DIVISION,
  },
  rem: {
    cpu: (a, b) => a % b,
    ...infix('%'),
    python: (a, b) => `np.fmod(${a}, ${b})`,
    partials: [one, (g, a, b) => g.unary('neg', g.unary('trunc', g.binary('div', a, b)))],
    cost: 2 * DIVISION,
  },
  floordiv: {
    cpu: floorDivide,
    js: (a, b) => `floorDivide(${a}, ${b})`,
    wgsl: (a, b) => `tw_floor_divide(${a}, ${b})`,
    python: (a, b) => `np.floor_divide(${a}, ${b})`,
    partials: NONE,
    cost: 2 * DIVISION,
  },
  lt: comparison('<', (a, b) => a < b),
  le: comparison('<=', (a, b) => a <= b),
  gt: comparison('>', (a, b) => a > b),
  ge: comparison('>=', (a, b) => a >= b),
  eq: comparison('==', (a, b) => a === b),
  // NaN differs from everything, which WGSL compilers may forget.
  ne: {
    ...comparison('!=', (a, b) => a !== b),
    wgsl: (a, b) => `select(0.0, 1.0, tw_differ(${a}, ${b}))`,
    wgslTest: (a, b) => `tw_differ(${a}, ${b})`,
  },
  and: {
    cpu: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
    js: (a, b) => `${a} !== 0 && ${b} !== 0 ? 1 : 0`,
    wgsl: (a, b) => `select(0.0, 1.0, tw_is_true(${a}) && tw_is_true(${b}))`,
    python: (a, b) => `1 if ${a} != 0 and ${b} != 0 else 0`,
    partials: NONE,
    cost: CHEAP,
  },
  or: {
    cpu: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
    js: (a, b) => `${a} !== 0 || ${b} !== 0 ? 1 : 0`,
    wgsl: (a, b) => `select(0.0, 1.0, tw_is_true(${a}) || tw_is_true(${b}))`,
    python: (a, b) => `1 if ${a} != 0 or ${b} != 0 else 0`,
    partials: NONE,
    cost: CHEAP,
  },
  maskmul: {
    cpu: (a, b) => (a === 0 ? 0 : a * b),
    js: (a, b) => `${a} === 0 ? 0 : ${a} * ${b}`,
    wgsl: (a, b) => `select(${a} * ${b}, 0.0, ${a} == 0.0)`,
    python: (a, b) => `0 if ${a} == 0 else ${a} * ${b}`,
    partials: [(_g, _a, b) => b, (_g, a) => a],
    cost: CHEAP,
  },
};
