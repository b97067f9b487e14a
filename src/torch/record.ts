/**
 * Recording: how an operation of ours goes onto webgpu-torch's tape. The derivative is a function of the tensors
 * that went in, so that it can be evaluated on detached tensors (a plain gradient) or on the tape's own (a gradient
 * that can be differentiated again).
 */
import type { Tensor } from 'webgpu-torch';
import { GradientContext } from 'webgpu-torch/autograd';
import { versionOf } from './versions';

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
 *  @returns output; its derivative throws once an input has been rewritten */
export function record(output: Tensor, inputs: readonly Tensor[], derivative: Derivative): Tensor {
  if (!inputs.some((input) => input.requiresGrad)) return output;
  const used = [...inputs, output];
  const versions = used.map(versionOf);
  const checked: Derivative = (...at) => {
    if (used.some((tensor, k) => versionOf(tensor) !== versions[k])) {
      throw new Error(
        'A tensor was rewritten between the computation and its derivative, which needs the old values. ' +
          'Compute the loss anew after setValues or an operation in place.',
      );
    }
    return derivative(...at);
  };
  const context = new GradientContext([...inputs]);
  entries.set(context, { inputs, derivative: checked });
  output.setGradientFunction(context, (_, g) => [
    ...checked(
      g.detach(),
      inputs.map((input) => input.detach()),
      output.detach(),
    ),
  ]);
  return output;
}

/** The entry behind a context of the tape, or null when webgpu-torch's own operation made it. */
export const entryOf = (context: object): Entry | null => entries.get(context) ?? null;
