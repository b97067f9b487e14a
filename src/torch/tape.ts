/**
 * The tape: reverse-mode derivatives over the graph that webgpu-torch records.
 *
 * webgpu-torch walks its graph from the loss by recursion and visits shared parts once for every path, which takes
 * exponential time, and it detaches what it saves, so that its gradients have no derivatives. Here the graph is walked
 * once in topological order, and our operations' derivatives are written in differentiable operations: with
 * `createGraph` the gradient is itself on the tape (Griewank & Walther (2008), "Evaluating derivatives", chapter 3).
 */
import type { Tensor } from 'webgpu-torch';
import { add, mul } from './ops/arithmetic';
import { sum } from './ops/reduce';
import { entryOf } from './record';
import { full, sameShape } from './tensors';
import { recordedContext } from './webgpu-torch';

export interface GradOptions {
  /** put the gradient on the tape too, so that it can be differentiated */
  readonly createGraph?: boolean;
  /** gradient with respect to the output, of its shape; ones by default */
  readonly seed?: Tensor;
}

/** Gradients of the sum of `output` with respect to each of `inputs`.
 *  @returns one tensor for each input, of its shape; zeros where the output does not depend on it
 *  @throws Error when an input does not require a gradient: what depends on it was not recorded
 *  @throws Error with createGraph, when an operation of webgpu-torch itself is on the way: its derivative is not
 *          differentiable. Use the functions of this folder, or the repaired methods, there
 *  Cost: a small multiple of the forward evaluation, linear in the number of operations. */
export function grad(output: Tensor, inputs: readonly Tensor[], options: GradOptions = {}): Tensor[] {
  for (const input of inputs) {
    if (!input.requiresGrad) {
      throw new Error(
        'A gradient was asked for with respect to a tensor that does not require one, so nothing was recorded. ' +
          'Make it with parameter(), or tensor(values, shape, true).',
      );
    }
  }
  const gradients = propagate(output, options);
  return inputs.map((input) => {
    const gradient = gradients.get(input) ?? full(input.shape, 0);
    if (options.createGraph) differentiable.add(gradient);
    return gradient;
  });
}

/** Gradients that were made with createGraph. */
const differentiable = new WeakSet<Tensor>();

/** Adds the gradients of a loss to the `grad` of every leaf that requires one, as PyTorch's `backward()` does. */
export function backward(output: Tensor, seed?: Tensor): void {
  if (!output.requiresGrad) {
    throw new Error('backward() needs a tensor that depends on a parameter. Does the loss use the model?');
  }
  const size = output.shape.reduce((product, extent) => product * extent, 1);
  if (!seed && size !== 1) {
    throw new Error(
      `backward() needs one number, got shape [${output.shape.join(', ')}]. Take its sum or its mean first.`,
    );
  }
  for (const [tensor, gradient] of propagate(output, { seed })) {
    if (recordedContext(tensor) || !tensor.requiresGrad) continue;
    tensor.grad = tensor.grad ? add(tensor.grad, gradient) : gradient;
  }
}

/** The product of the Hessian of a loss (one number) with a direction, given for each input in its shape.
 *  @param gradients  what `grad(loss, inputs, { createGraph: true })` gave
 *  @returns one tensor for each input, of its shape
 *  @throws Error when the gradients were made without createGraph, or a direction has another shape */
export function hessianVector(
  gradients: readonly Tensor[],
  inputs: readonly Tensor[],
  direction: readonly Tensor[],
): Tensor[] {
  gradients.forEach((gradient, k) => {
    if (!differentiable.has(gradient)) {
      throw new Error('These gradients cannot be differentiated. Make them with grad(…, { createGraph: true }).');
    }
    assertShape('A direction', direction[k]?.shape, gradient.shape);
  });
  const slopes = gradients.map((gradient, k) => sum(mul(gradient, direction[k]!)));
  const slope = slopes.reduce((total, part) => add(total, part));
  return slope.requiresGrad ? grad(slope, inputs) : inputs.map((input) => full(input.shape, 0));
}

function assertShape(what: string, got: readonly number[] | undefined, wanted: readonly number[]): void {
  if (got && sameShape(got, wanted)) return;
  throw new RangeError(
    `${what} must have the shape [${wanted.join(', ')}], got ${got ? `[${got.join(', ')}]` : 'none'}`,
  );
}

function propagate(output: Tensor, { createGraph = false, seed }: GradOptions): Map<Tensor, Tensor> {
  if (seed) assertShape('The gradient that backward() starts with', seed.shape, output.shape);
  const gradients = new Map<Tensor, Tensor>([[output, seed ?? full(output.shape, 1)]]);
  for (const tensor of fromOutput(output)) {
    const context = recordedContext(tensor);
    const g = gradients.get(tensor);
    if (!context || !g) continue;
    const parts = derivatives(tensor, context, g, createGraph);
    sourcesOf(tensor).forEach((source, k) => {
      const part = parts[k];
      if (!source || !part) return;
      const before = gradients.get(source);
      gradients.set(source, before ? add(before, part) : part);
    });
  }
  return gradients;
}

function derivatives(tensor: Tensor, context: object, g: Tensor, createGraph: boolean): readonly (Tensor | null)[] {
  const entry = entryOf(context);
  if (entry && createGraph) return entry.derivative(g, entry.inputs, tensor);
  if (createGraph) {
    throw new Error(
      "An operation of webgpu-torch itself has no second derivative. Use Thalweg's tensor functions here.",
    );
  }
  return tensor.gradFunc!(context as Parameters<NonNullable<Tensor['gradFunc']>>[0], g);
}

const sourcesOf = (tensor: Tensor): readonly (Tensor | null)[] => recordedContext(tensor)?.inputsWithGradient ?? [];

/** Every tensor that the output depends on, each before the tensors that it was computed from. */
function fromOutput(output: Tensor): Tensor[] {
  const done: Tensor[] = [];
  const seen = new Set<Tensor>([output]);
  const stack: { tensor: Tensor; next: number }[] = [{ tensor: output, next: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const sources = sourcesOf(top.tensor);
    if (top.next === sources.length) {
      done.push(top.tensor);
      stack.pop();
      continue;
    }
    const source = sources[top.next++];
    if (source && !seen.has(source)) {
      seen.add(source);
      stack.push({ tensor: source, next: 0 });
    }
  }
  return done.reverse();
}
