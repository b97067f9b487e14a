/** Making, rewriting, reading and freeing tensors. All are f32, contiguous, and on the shared device. */
import type { Tensor } from 'webgpu-torch';
import { nn } from 'webgpu-torch';
import { forgetValues, noteValues } from './indices';
import { runtime } from './runtime';
import { storageOf, type GpuStorage } from './webgpu-torch';

/** Numbers, nested as the tensor's axes are. */
export type Nested = number | readonly Nested[];

/** Elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Whether two shapes are the same. */
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((extent, k) => extent === b[k]);

/** A tensor of given values, row-major, rounded to f32.
 *  @throws RangeError when values and shape disagree */
export function tensor(
  values: ArrayLike<number>,
  shape: readonly number[] = [values.length],
  requiresGrad = false,
): Tensor {
  if (values.length !== sizeOf(shape)) {
    throw new RangeError(`Shape [${shape.join(', ')}] holds ${sizeOf(shape)} numbers, got ${values.length}`);
  }
  const [, made] = runtime().allocate(shape, requiresGrad);
  const rounded = Float32Array.from(values);
  if (values.length > 0) runtime().write(made, rounded);
  noteValues(made, rounded);
  return made;
}

/** A tensor from nested arrays.
 *  @throws RangeError when they are ragged */
export function nested(data: Nested, requiresGrad = false): Tensor {
  const shape: number[] = [];
  for (let level = data; typeof level !== 'number'; level = level[0] ?? 0) shape.push(level.length);
  const flat: number[] = [];
  const collect = (part: Nested, axis: number): void => {
    if (typeof part === 'number') {
      if (axis !== shape.length) throw new RangeError('Ragged nested arrays have no shape');
      flat.push(part);
      return;
    }
    if (part.length !== shape[axis]) throw new RangeError('Ragged nested arrays have no shape');
    for (const inner of part) collect(inner, axis + 1);
  };
  collect(data, 0);
  return tensor(flat, shape, requiresGrad);
}

/** A tensor of one value everywhere. */
export const full = (shape: readonly number[], value: number): Tensor =>
  runtime().run({ skeleton: 'elementwise', operation: 'result[i] = job.numbers.x;' }, [], shape, {
    count: sizeOf(shape),
    numbers: [value],
  });

/** Zeros; webgpu-torch's own gives ones. */
export const zeros = (shape: readonly number[]): Tensor => full(shape, 0);

/** Ones. */
export const ones = (shape: readonly number[]): Tensor => full(shape, 1);

/** A model's parameter, which `setValues` can rewrite. Create it outside of any `tidy`. */
export function parameter(values: ArrayLike<number>, shape: readonly number[] = [values.length]): nn.Parameter {
  return new nn.Parameter(tensor(values, shape), true);
}

/** Rewrites a tensor in place, row-major. The tape does not see it: evaluate anew afterwards. */
export function setValues(target: Tensor, values: ArrayLike<number>): void {
  if (values.length !== sizeOf(target.shape)) {
    throw new RangeError(
      `Shape [${target.shape.join(', ')}] holds ${sizeOf(target.shape)} numbers, got ${values.length}`,
    );
  }
  forgetValues(target);
  runtime().write(target, Float32Array.from(values));
}

/** The values of tensors, row-major, with one readback for all.
 *  @throws GpuRunError when a kernel was refused or failed; DeviceLostError */
export const read = (...tensors: readonly Tensor[]): Promise<Float32Array[]> => runtime().read(tensors);

/** The value of a tensor of one element. */
export async function readNumber(scalar: Tensor): Promise<number> {
  const [values] = await read(scalar);
  return values![0]!;
}

/** Frees one tensor. */
export const dispose = (unwanted: Tensor): void => runtime().memory.dispose(storageOf(unwanted));

/** Runs an evaluation and frees every tensor that it made, except those that it returns.
 *  @throws whatever `evaluation` throws, after freeing */
export async function tidy<T>(evaluation: () => T | Promise<T>): Promise<T> {
  const { memory } = runtime();
  const scope = memory.enter();
  let kept: GpuStorage[] = [];
  try {
    const value = await evaluation();
    kept = tensorsIn(value).map(storageOf);
    return value;
  } finally {
    memory.leave(scope, kept);
  }
}

function tensorsIn(value: unknown): Tensor[] {
  if (isTensor(value)) return [value];
  return Array.isArray(value) ? value.flatMap(tensorsIn) : [];
}

/** Whether a value is one of webgpu-torch's tensors. */
export const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'storage' in value && 'gradFunc' in value;
