/**
 * One row for every elementwise function of one array: its f64 meaning, how it is written in JavaScript and in WGSL,
 * and its partial derivative as IR.
 *
 * Subgradients, where a derivative does not exist: |x|, sign and relu take 0 at their kink. √x and ∛x take 0 at x = 0,
 * so that a norm has its subgradient of least length there instead of 0·∞. Steps (floor, sign, …) have derivative 0.
 */
import type { Builder, Node, Partial1, UnaryOp } from './node';
import { erf, roundHalfEven, softplus } from './special';

export interface UnaryRow {
  /** f64 meaning; also what constants are folded with. */
  readonly cpu: (a: number) => number;
  /** JavaScript text; `a` is a name or a literal. */
  readonly js: (a: string) => string;
  /** WGSL text over f32; `tw_` functions come from the prelude. */
  readonly wgsl: (a: string) => string;
  /** Python text over NumPy's float64. */
  readonly python: (a: string) => string;
  /** dy/da, or null where the derivative is zero everywhere. */
  readonly partial: Partial1 | null;
  /** Rough cost in additions: decides whether a value is stored or computed again. */
  readonly cost: number;
  /** The derivative switches a branch off, so that the adjoint behind it must not be multiplied by ∞ or NaN. */
  readonly masks?: boolean;
}

const CHEAP = 1;
const DIVISION = 4;
const TRANSCENDENTAL = 20;

const math =
  (name: string) =>
  (a: string): string =>
    `Math.${name}(${a})`;
const call =
  (name: string) =>
  (a: string): string =>
    `${name}(${a})`;
const numpy = (name: string): ((a: string) => string) => call(`np.${name}`);
const oneMinus = (g: Builder, a: Node): Node => g.binary('sub', 1, a);
const onePlus = (g: Builder, a: Node): Node => g.binary('add', 1, a);
const over = (g: Builder, a: Node | number, b: Node): Node => g.binary('div', a, b);
const times = (g: Builder, a: Node | number, b: Node): Node => g.binary('mul', a, b);
const zeroAtZero = (g: Builder, a: Node, partial: Node): Node => g.select(g.binary('eq', a, 0), 0, partial);

export const unaryOps: Record<UnaryOp, UnaryRow> = {
  neg: {
    cpu: (a) => -a,
    js: (a) => `-${a}`,
    wgsl: (a) => `-(${a})`,
    python: (a) => `-${a}`,
    partial: (g) => g.scalar(-1),
    cost: CHEAP,
  },
  abs: {
    cpu: Math.abs,
    js: math('abs'),
    wgsl: call('abs'),
    python: numpy('abs'),
    partial: (g, a) => g.unary('sign', a),
    cost: CHEAP,
  },
  sign: { cpu: Math.sign, js: math('sign'), wgsl: call('tw_sign'), python: numpy('sign'), partial: null, cost: CHEAP },
  sqrt: {
    cpu: Math.sqrt,
    js: math('sqrt'),
    wgsl: call('tw_sqrt'),
    python: numpy('sqrt'),
    partial: (g, a, y) => zeroAtZero(g, a, over(g, 0.5, y)),
    cost: DIVISION,
  },
  cbrt: {
    cpu: Math.cbrt,
    js: math('cbrt'),
    wgsl: call('tw_cbrt'),
    python: numpy('cbrt'),
    partial: (g, a, y) => zeroAtZero(g, a, over(g, 1 / 3, times(g, y, y))),
    cost: TRANSCENDENTAL,
  },
  exp: {
    cpu: Math.exp,
    js: math('exp'),
    wgsl: call('tw_exp'),
    python: numpy('exp'),
    partial: (_g, _a, y) => y,
    cost: TRANSCENDENTAL,
  },
  expm1: {
    cpu: Math.expm1,
    js: math('expm1'),
    wgsl: call('tw_expm1'),
    python: numpy('expm1'),
    partial: (g, _a, y) => onePlus(g, y),
    cost: TRANSCENDENTAL,
  },
  log: {
    cpu: Math.log,
    js: math('log'),
    wgsl: call('tw_log'),
    python: numpy('log'),
    partial: (g, a) => over(g, 1, a),
    cost: TRANSCENDENTAL,
  },
  log1p: {
    cpu: Math.log1p,
    js: math('log1p'),
    wgsl: call('tw_log1p'),
    python: numpy('log1p'),
    partial: (g, a) => over(g, 1, onePlus(g, a)),
    cost: TRANSCENDENTAL,
  },
  log2: {
    cpu: Math.log2,
    js: math('log2'),
    wgsl: (a) => `(tw_log(${a}) * 1.4426950408889634)`,
    python: numpy('log2'),
    partial: (g, a) => over(g, Math.LOG2E, a),
    cost: TRANSCENDENTAL,
  },
  log10: {
    cpu: Math.log10,
    js: math('log10'),
    wgsl: (a) => `(tw_log(${a}) * 0.4342944819032518)`,
    python: numpy('log10'),
    partial: (g, a) => over(g, Math.LOG10E, a),
    cost: TRANSCENDENTAL,
  },
  sin: {
    cpu: Math.sin,
    js: math('sin'),
    wgsl: call('tw_sin'),
    python: numpy('sin'),
    partial: (g, a) => g.unary('cos', a),
    cost: TRANSCENDENTAL,
  },
  cos: {
    cpu: Math.cos,
    js: math('cos'),
    wgsl: call('tw_cos'),
    python: numpy('cos'),
    partial: (g, a) => g.unary('neg', g.unary('sin', a)),
    cost: TRANSCENDENTAL,
  },
  tan: {
    cpu: Math.tan,
    js: math('tan'),
    wgsl: call('tw_tan'),
    python: numpy('tan'),
    partial: (g, _a, y) => onePlus(g, times(g, y, y)),
    cost: TRANSCENDENTAL,
  },
  asin: {
    cpu: Math.asin,
    js: math('asin'),
    wgsl: call('tw_asin'),
    python: numpy('arcsin'),
    partial: (g, a) => over(g, 1, g.unary('sqrt', times(g, oneMinus(g, a), onePlus(g, a)))),
    cost: TRANSCENDENTAL,
  },
  acos: {
    cpu: Math.acos,
    js: math('acos'),
    wgsl: call('tw_acos'),
    python: numpy('arccos'),
    partial: (g, a) => over(g, -1, g.unary('sqrt', times(g, oneMinus(g, a), onePlus(g, a)))),
    cost: TRANSCENDENTAL,
  },
  atan: {
    cpu: Math.atan,
    js: math('atan'),
    wgsl: call('tw_atan'),
    python: numpy('arctan'),
    partial: (g, a) => over(g, 1, onePlus(g, times(g, a, a))),
    cost: TRANSCENDENTAL,
  },
  sinh: {
    cpu: Math.sinh,
    js: math('sinh'),
    wgsl: call('tw_sinh'),
    python: numpy('sinh'),
    partial: (g, a) => g.unary('cosh', a),
    cost: TRANSCENDENTAL,
  },
  cosh: {
    cpu: Math.cosh,
    js: math('cosh'),
    wgsl: call('tw_cosh'),
    python: numpy('cosh'),
    partial: (g, a) => g.unary('sinh', a),
    cost: TRANSCENDENTAL,
  },
  tanh: {
    cpu: Math.tanh,
    js: math('tanh'),
    wgsl: call('tw_tanh'),
    python: numpy('tanh'),
    partial: (g, _a, y) => oneMinus(g, times(g, y, y)),
    cost: TRANSCENDENTAL,
  },
  asinh: {
    cpu: Math.asinh,
    js: math('asinh'),
    wgsl: call('tw_asinh'),
    python: numpy('arcsinh'),
    partial: (g, a) => over(g, 1, g.unary('sqrt', onePlus(g, times(g, a, a)))),
    cost: TRANSCENDENTAL,
  },
  acosh: {
    cpu: Math.acosh,
    js: math('acosh'),
    wgsl: call('tw_acosh'),
    python: numpy('arccosh'),
    partial: (g, a) => over(g, 1, times(g, g.unary('sqrt', g.binary('sub', a, 1)), g.unary('sqrt', onePlus(g, a)))),
    cost: TRANSCENDENTAL,
  },
  atanh: {
    cpu: Math.atanh,
    js: math('atanh'),
    wgsl: call('tw_atanh'),
    python: numpy('arctanh'),
    partial: (g, a) => over(g, 1, times(g, oneMinus(g, a), onePlus(g, a))),
    cost: TRANSCENDENTAL,
  },
  floor: {
    cpu: Math.floor,
    js: math('floor'),
    wgsl: call('floor'),
    python: numpy('floor'),
    partial: null,
    cost: CHEAP,
  },
  ceil: { cpu: Math.ceil, js: math('ceil'), wgsl: call('ceil'), python: numpy('ceil'), partial: null, cost: CHEAP },
  round: {
    cpu: roundHalfEven,
    js: call('roundHalfEven'),
    wgsl: call('round'),
    python: numpy('rint'),
    partial: null,
    cost: DIVISION,
  },
  trunc: {
    cpu: Math.trunc,
    js: math('trunc'),
    wgsl: call('trunc'),
    python: numpy('trunc'),
    partial: null,
    cost: CHEAP,
  },
  erf: {
    cpu: erf,
    js: call('erf'),
    wgsl: call('tw_erf'),
    python: call('erf'),
    partial: (g, a) => times(g, 2 / Math.sqrt(Math.PI), g.unary('exp', g.unary('neg', times(g, a, a)))),
    cost: 2 * TRANSCENDENTAL,
  },
  square: {
    cpu: (a) => a * a,
    js: (a) => `${a} * ${a}`,
    wgsl: (a) => `(${a} * ${a})`,
    python: (a) => `${a} * ${a}`,
    partial: (g, a) => times(g, 2, a),
    cost: CHEAP,
  },
  reciprocal: {
    cpu: (a) => 1 / a,
    js: (a) => `1 / ${a}`,
    wgsl: (a) => `(1.0 / ${a})`,
    python: (a) => `1 / ${a}`,
    partial: (g, _a, y) => g.unary('neg', times(g, y, y)),
    cost: DIVISION,
  },
  relu: {
    cpu: (a) => Math.max(a, 0),
    js: (a) => `Math.max(${a}, 0)`,
    wgsl: (a) => `tw_max(${a}, 0.0)`,
    python: (a) => `np.maximum(${a}, 0)`,
    partial: (g, a) => g.binary('gt', a, 0),
    cost: CHEAP,
    masks: true,
  },
  sigmoid: {
    cpu: (a) => 1 / (1 + Math.exp(-a)),
    js: (a) => `1 / (1 + Math.exp(-${a}))`,
    wgsl: call('tw_sigmoid'),
    python: (a) => `1 / (1 + np.exp(-${a}))`,
    partial: (g, _a, y) => times(g, y, oneMinus(g, y)),
    cost: TRANSCENDENTAL,
  },
  softplus: {
    cpu: softplus,
    js: call('softplus'),
    wgsl: call('tw_softplus'),
    python: (a) => `np.logaddexp(0, ${a})`,
    partial: (g, a) => g.unary('sigmoid', a),
    cost: 2 * TRANSCENDENTAL,
  },
  not: {
    cpu: (a) => (a !== 0 ? 0 : 1),
    js: (a) => `${a} !== 0 ? 0 : 1`,
    wgsl: (a) => `select(1.0, 0.0, tw_is_true(${a}))`,
    python: (a) => `0 if ${a} != 0 else 1`,
    partial: null,
    cost: CHEAP,
  },
  isnan: {
    cpu: (a) => (Number.isNaN(a) ? 1 : 0),
    js: (a) => `${a} !== ${a} ? 1 : 0`,
    wgsl: (a) => `select(0.0, 1.0, tw_is_nan(${a}))`,
    python: (a) => `1 if ${a} != ${a} else 0`,
    partial: null,
    cost: CHEAP,
  },
  isfinite: {
    cpu: (a) => (Number.isFinite(a) ? 1 : 0),
    js: (a) => `${a} - ${a} === 0 ? 1 : 0`,
    wgsl: (a) => `select(0.0, 1.0, tw_is_finite(${a}))`,
    python: (a) => `1 if ${a} - ${a} == 0 else 0`,
    partial: null,
    cost: CHEAP,
  },
};
