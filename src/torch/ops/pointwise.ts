/** Functions of one tensor, element by element: one row each, its WGSL and its derivative in differentiable terms. */
import type { Tensor } from 'webgpu-torch';
import { record } from '../record';
import { runtime } from '../runtime';
import { full, sizeOf } from '../tensors';
import { add, compare, mul, neg, scale, sub, type Operand } from './arithmetic';
import { broadcastShape, expand, sumTo } from './broadcast';

type Unary = (input: Tensor) => Tensor;

function apply(expression: string, input: Tensor, numbers: readonly number[] = []): Tensor {
  const operation = `let x = a[i]; result[i] = ${expression};`;
  return runtime().run({ skeleton: 'elementwise', operation }, [input], input.shape, {
    count: sizeOf(input.shape),
    numbers,
  });
}

/** @param slope  the derivative as a function of input and output */
const unary =
  (expression: string, slope: (x: Tensor, y: Tensor) => Operand): Unary =>
  (input) =>
    record(apply(expression, input), [input], (g, [x], y) => [mul(g, slope(x!, y))]);

export const exp: Unary = unary('exponential(x)', (_, y) => y);
export const log: Unary = unary('logarithm(x)', (x) => reciprocal(x));
export const log1p: Unary = unary('log_one_plus(x)', (x) => reciprocal(add(x, 1)));
export const expm1: Unary = unary('exponential_minus_one(x)', (_, y) => add(y, 1));
export const sin: Unary = unary('sine(x)', (x) => cos(x));
export const cos: Unary = unary('cosine(x)', (x) => neg(sin(x)));
export const tan: Unary = unary('sine(x) / cosine(x)', (_, y) => add(square(y), 1));
export const tanh: Unary = unary('hyperbolic_tangent(x)', (_, y) => sub(1, square(y)));
export const sigmoid: Unary = unary('logistic(x)', (_, y) => mul(y, sub(1, y)));
export const softplus: Unary = unary('soft_plus(x)', (x) => sigmoid(x));
export const silu: Unary = unary('x * logistic(x)', (x, y) => add(sigmoid(x), mul(y, sub(1, sigmoid(x)))));
export const square: Unary = unary('x * x', (x) => scale(x, 2));
export const sqrt: Unary = unary('sqrt(x)', (_, y) => scale(reciprocal(y), 0.5));
export const reciprocal: Unary = unary('1.0 / x', (_, y) => neg(square(y)));
// At 0 the derivative is 0, as in PyTorch.
export const relu: Unary = (input) =>
  record(apply('select(x, 0.0, x <= 0.0)', input), [input], (g, [x]) => [masked(g, compare('>', x!, 0))]);
export const abs: Unary = unary('abs(x)', (x) => sign(x));
export const sign: Unary = (input) => apply('sign(x)', input.detach());

/** x^p for a number p. Whole p up to 64 work for every x; others give NaN where x < 0. */
export function pow(input: Tensor, exponent: number): Tensor {
  return record(apply('power(x, job.numbers.x)', input, [exponent]), [input], (g, [x]) => [
    exponent === 0 ? null : mul(g, scale(pow(x!, exponent - 1), exponent)),
  ]);
}

/** Limits values to [lo, hi]; NaN stays. The derivative is 1 within, ends included.
 *  @throws RangeError unless lo ≤ hi */
export function clamp(input: Tensor, lo = -Infinity, hi = Infinity): Tensor {
  if (!(lo <= hi)) throw new RangeError(`clamp needs lo ≤ hi, got ${lo} and ${hi}`);
  const limits = [Math.max(lo, -3.4028234e38), Math.min(hi, 3.4028234e38)];
  const expression = 'select(select(x, job.numbers.x, x < job.numbers.x), job.numbers.y, x > job.numbers.y)';
  return record(apply(expression, input, limits), [input], (g, [x]) => [
    masked(g, mul(compare('>=', x!, limits[0]!), compare('<=', x!, limits[1]!))),
  ]);
}

const choose = {
  skeleton: 'elementwise',
  // By bits: a compiler may take NaN != 0 for false.
  operation: 'result[i] = select(c[i], b[i], (bitcast<u32>(a[i]) & 0x7fffffffu) != 0u);',
} as const;

/** `yes` where the condition is not 0, else `no`; all three broadcast. NaN of the branch not taken does not leak. */
export function where(condition: Tensor, yes: Tensor, no: Tensor): Tensor {
  const shape = broadcastShape(condition.shape, broadcastShape(yes.shape, no.shape));
  const mask = expand(condition.detach(), shape);
  const output = runtime().run(choose, [mask, expand(yes.detach(), shape), expand(no.detach(), shape)], shape, {
    count: sizeOf(shape),
  });
  return record(output, [yes, no], (g) => {
    const none = full(shape, 0);
    return [sumTo(where(mask, g, none), yes.shape), sumTo(where(mask, none, g), no.shape)];
  });
}

/** g where the mask is 1, else 0, whatever g is there: 0·∞ would be NaN. */
const masked = (g: Tensor, mask: Tensor): Tensor => where(mask, g, full(g.shape, 0));
