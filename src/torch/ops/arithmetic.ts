/** Arithmetic of two tensors, or of a tensor and a number, with NumPy's broadcasting. */
import type { Tensor } from 'webgpu-torch';
import { record } from '../record';
import { runtime } from '../runtime';
import { full, isTensor, sameShape, sizeOf } from '../tensors';
import { broadcastShape, broadcastStrides, sumTo } from './broadcast';

/** A tensor or a number. */
export type Operand = Tensor | number;

function binary(expression: string, left: Tensor, right: Tensor): Tensor {
  if (sameShape(left.shape, right.shape)) {
    const operation = `let x = a[i]; let y = b[i]; result[i] = ${expression};`;
    return runtime().run({ skeleton: 'elementwise', operation }, [left, right], left.shape, {
      count: sizeOf(left.shape),
    });
  }
  const shape = broadcastShape(left.shape, right.shape);
  const operation = `let x = a[at_a(i)]; let y = b[at_b(i)]; result[i] = ${expression};`;
  return runtime().run({ skeleton: 'elementwise', operation }, [left, right], shape, {
    count: sizeOf(shape),
    shape,
    stridesA: broadcastStrides(left.shape, shape),
    stridesB: broadcastStrides(right.shape, shape),
  });
}

/** slope·x + offset. */
function affine(input: Tensor, slope: number, offset: number): Tensor {
  const operation = 'result[i] = job.numbers.x * a[i] + job.numbers.y;';
  const output = runtime().run({ skeleton: 'elementwise', operation }, [input], input.shape, {
    count: sizeOf(input.shape),
    numbers: [slope, offset],
  });
  return record(output, [input], (g) => [affine(g, slope, 0)]);
}

/** A tensor times a number. */
export const scale = (input: Tensor, factor: number): Tensor => affine(input, factor, 0);

/** −x. */
export const neg = (input: Tensor): Tensor => affine(input, -1, 0);

/** x + alpha·y. */
export function add(left: Operand, right: Operand, alpha = 1): Tensor {
  if (isTensor(right) && alpha !== 1) return add(left, scale(right, alpha));
  if (!isTensor(right)) return affine(asTensor(left), 1, alpha * right);
  if (!isTensor(left)) return affine(right, 1, left);
  return record(binary('x + y', left, right), [left, right], (g) => [sumTo(g, left.shape), sumTo(g, right.shape)]);
}

/** x − alpha·y. */
export function sub(left: Operand, right: Operand, alpha = 1): Tensor {
  if (!isTensor(right)) return affine(asTensor(left), 1, -alpha * right);
  if (!isTensor(left) || alpha !== 1) return add(left, right, -alpha);
  return record(binary('x - y', left, right), [left, right], (g) => [sumTo(g, left.shape), sumTo(neg(g), right.shape)]);
}

/** x·y. */
export function mul(left: Operand, right: Operand): Tensor {
  if (!isTensor(right)) return scale(asTensor(left), right);
  if (!isTensor(left)) return scale(right, left);
  return record(binary('x * y', left, right), [left, right], (g, [p, q]) => [
    needed(left, () => sumTo(mul(g, q!), left.shape)),
    needed(right, () => sumTo(mul(g, p!), right.shape)),
  ]);
}

/** x / y. */
export function div(left: Operand, right: Operand): Tensor {
  if (!isTensor(right)) return scale(asTensor(left), 1 / right);
  const top = isTensor(left) ? left : full(right.shape, left);
  return record(binary('x / y', top, right), [top, right], (g, [, q], ratio) => [
    needed(top, () => sumTo(div(g, q!), top.shape)),
    needed(right, () => sumTo(neg(div(mul(g, ratio), q!)), right.shape)),
  ]);
}

/** 1 where the comparison holds, else 0; a constant for the tape. */
export function compare(relation: '<' | '<=' | '>' | '>=' | '==', left: Tensor, right: Operand): Tensor {
  const holds = (y: string): string => `select(0.0, 1.0, x ${relation} ${y})`;
  if (isTensor(right)) return binary(holds('y'), left.detach(), right.detach());
  const operation = `let x = a[i]; result[i] = ${holds('job.numbers.x')};`;
  return runtime().run({ skeleton: 'elementwise', operation }, [left.detach()], left.shape, {
    count: sizeOf(left.shape),
    numbers: [right],
  });
}

const needed = (input: Tensor, gradient: () => Tensor): Tensor | null => (input.requiresGrad ? gradient() : null);

function asTensor(value: Operand): Tensor {
  if (isTensor(value)) return value;
  throw new TypeError('At least one operand must be a tensor');
}
