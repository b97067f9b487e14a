/**
 * Puts our operations in the place of webgpu-torch's own methods, so that code in its style (`x.mul(w).sum()`) is right
 * too. Each method of 0.3.5 that gives a wrong number in silence is either replaced, checked, or made to throw.
 *
 * Out of reach from outside are its module functions (`torch.zeros` returns ones, `torch.add` and its kind); use the
 * functions of this folder.
 */
import { Tensor } from 'webgpu-torch';
import { forgetValues } from './indices';
import { add, div, mul, neg, sub, type Operand } from './ops/arithmetic';
import { broadcastShape, expand, reshape, stridesOf } from './ops/broadcast';
import { mm } from './ops/matmul';
import * as pointwise from './ops/pointwise';
import { mean, sum } from './ops/reduce';
import { t } from './ops/shape';
import { backward } from './tape';
import { read, sameShape, sizeOf, type Nested } from './tensors';
import { markRewritten } from './versions';

type Method = (this: Tensor, ...args: unknown[]) => unknown;

// Its kernels run 8 elements a workgroup and at most 65,535 workgroups; beyond that they return zeros.
const mostElements = 65_535 * 8;

const replacements: Readonly<Record<string, Method>> = {
  add(other, alpha) {
    return add(this, other as Operand, alpha as number | undefined);
  },
  sub(other, alpha) {
    return sub(this, other as Operand, alpha as number | undefined);
  },
  mul(other) {
    return mul(this, other as Operand);
  },
  div(other) {
    return div(this, other as Operand);
  },
  pow(exponent) {
    if (typeof exponent === 'number') return pointwise.pow(this, exponent);
    throw new TypeError('pow() is repaired for a number as exponent only. Use exp(mul(y, log(x))) for a tensor.');
  },
  neg() {
    return neg(this);
  },
  sum(dim, keepdim) {
    return sum(this, dim as number | undefined, keepdim === true);
  },
  mean(dim, keepdim) {
    return mean(this, dim as number | undefined, keepdim === true);
  },
  norm(dim, keepdim) {
    return pointwise.sqrt(sum(pointwise.square(this), dim as number | undefined, keepdim === true));
  },
  mm(other) {
    return mm(this, other as Tensor);
  },
  t() {
    return t(this);
  },
  expand(shape) {
    return expand(this, shape as readonly number[]);
  },
  withShape(shape, strides) {
    const wanted = shape as readonly number[];
    const given = strides as readonly number[];
    if (sameShape(given, stridesOf(wanted))) return reshape(this, wanted);
    throw new Error('withShape() makes strided views, which kernels misread. Use t(), permute() or expand().');
  },
  async toArrayAsync() {
    const [values] = await read(this);
    return nest([...values!], this.shape);
  },
  backward(seed) {
    backward(this, seed as Tensor | undefined);
  },
};

const synonyms: Readonly<Record<string, string>> = {
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  negative: 'neg',
  absolute: 'abs',
};

const { exp, log, log1p, expm1, sin, cos, tan, tanh, sigmoid, silu, square, sqrt, reciprocal, relu, abs, sign } =
  pointwise;
const ours = { exp, log, log1p, expm1, sin, cos, tan, tanh, sigmoid, silu, square, sqrt, reciprocal, relu, abs, sign };

/** Two-operand methods that stay webgpu-torch's: it checks the rank alone, and loses the second gradient. */
const binary = ['atan2', 'arctan2', 'copysign', 'hypot', 'ldexp', 'logaddexp', 'logaddexp2', 'xlogy'];

/** One-operand methods that stay webgpu-torch's: right up to a size. */
const unary =
  'acos arccos acosh arccosh asin arcsin asinh arcsinh atan arctan ceil cosh deg2rad exp2 floor frac log10 log2 positive rad2deg round rsqrt sinc sinh trunc fix'.split(
    ' ',
  );

/** Methods that give wrong numbers and have no repair. */
const broken: Readonly<Record<string, string>> = {
  prod: 'its gradient is missing. Use exp(sum(log(x))) for positive numbers',
  all: 'its kernel is invalid. Use compare() and sum()',
  any: 'its kernel is invalid. Use compare() and sum()',
  countNonzero: 'it ignores its axis. Use compare() and sum()',
};

let installed = false;

/** Repairs webgpu-torch's tensor methods, once; `openTorch` calls this. */
export function installRepairs(): void {
  if (installed) return;
  installed = true;
  const methods = Tensor.prototype as unknown as Record<string, Method | undefined>;
  Object.assign(methods, replacements);
  for (const [name, operation] of Object.entries(ours)) {
    methods[name] = function () {
      return operation(this);
    };
  }
  for (const [name, of] of Object.entries(synonyms)) methods[name] = methods[of];
  for (const name of unary) methods[name] = limited(name, methods[name]!);
  for (const name of binary) methods[name] = broadcasting(name, methods[name]!);
  for (const name of Object.keys(methods).filter((key) => key.endsWith('_'))) {
    methods[name] = inPlace(name, methods[name]!);
  }
  for (const [name, reason] of Object.entries(broken)) {
    methods[name] = () => {
      throw new Error(`${name}() of webgpu-torch 0.3.5 gives wrong numbers: ${reason}.`);
    };
  }
}

const limited = (name: string, method: Method): Method =>
  function (...args) {
    assertSize(name, this);
    return method.apply(this, args);
  };

const broadcasting = (name: string, method: Method): Method =>
  function (other, ...rest) {
    const right = other as Tensor;
    const shape = broadcastShape(this.shape, right.shape);
    const left = expand(this, shape);
    const wide = expand(right, shape);
    assertSize(name, left);
    if (wide.requiresGrad && !left.requiresGrad) {
      throw new Error(
        `${name}() of webgpu-torch loses the gradient of its second operand here. Exchange the operands.`,
      );
    }
    return method.call(left, wide, ...rest);
  };

const inPlace = (name: string, method: Method): Method =>
  function (...args) {
    assertSize(name, this);
    const other = args[0];
    if (typeof other === 'number')
      throw new TypeError(`${name}() takes a tensor; use ${name.slice(0, -1)}() for a number.`);
    if (other instanceof Tensor && !sameShape(other.shape, this.shape)) {
      throw new RangeError(
        `${name}() in place needs equal shapes, got [${this.shape.join(', ')}] and [${other.shape.join(', ')}]`,
      );
    }
    markRewritten(this);
    forgetValues(this);
    return method.apply(this, args);
  };

function nest(values: readonly number[], shape: readonly number[]): Nested {
  const [extent, ...rest] = shape;
  if (extent === undefined) return values[0]!;
  const size = sizeOf(rest);
  return Array.from({ length: extent }, (_, k) => nest(values.slice(k * size, (k + 1) * size), rest));
}

function assertSize(name: string, operand: Tensor): void {
  if (sizeOf(operand.shape) > mostElements) {
    throw new RangeError(
      `${name}() of webgpu-torch handles at most ${mostElements} elements, got ${sizeOf(operand.shape)}`,
    );
  }
}
