/**
 * Recording: how an operation of ours goes onto webgpu-torch's tape. The derivative is a function of the tensors
 * that went in, so that it can be evaluated on detached tensors (a plain gradient) or on the tape's own (a gradient
 * that can be differentiated again).
 */
import type { Tensor } from 'webgpu-torch';
import { GradientContext } from 'webgpu-torch/autograd';

/** Gradients with respect to the inputs, in their order; null where there is none.
 *  @param g       gradient with respect to the output, of its shape
 *  @param inputs  the operation's inputs, detached or on the tape
 *  @param output  its output, likewise */
export type Derivative = (g: Tensor, inputs: readonly Tensor[], output: Tensor) => readonly (Tensor | null)[];

/** One recorded operation of ours. */
export interface Entry {
  readonly inputs: readonly Tensor[];
  readonly derivative: Derivative;
}

const entries = new WeakMap<object, Entry>();

/** Puts a fresh output on the tape when an input requires a gradient.
 *  @returns output */
export function record(output: Tensor, inputs: readonly Tensor[], derivative: Derivative): Tensor {
  if (!inputs.some((input) => input.requiresGrad)) return output;
  const context = new GradientContext([...inputs]);
  entries.set(context, { inputs, derivative });
  output.setGradientFunction(context, (_, g) => [
    ...derivative(
      g.detach(),
      inputs.map((input) => input.detach()),
      output.detach(),
    ),
  ]);
  return output;
}

/** The entry behind a context of the tape, or null when webgpu-torch's own operation made it. */
export const entryOf = (context: object): Entry | null => entries.get(context) ?? null;
