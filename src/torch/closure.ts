/**
 * What a training step hands to an optimizer: something that computes the loss of the model as it is now.
 *
 * Two forms. A *function*, as in PyTorch: it computes the loss, calls `backward()` and returns the loss. Or a *Closure*
 * object with `loss(model)`: it only computes, and the optimizer differentiates, so that methods which need second
 * derivatives get exact Hessian-vector products.
 */
import type { Tensor } from 'webgpu-torch';
import { OptionError } from '../solve/errors';
import { isTensor, sizeOf } from './tensors';

/** A loss of a model. Extend it, or use `closureOf`. */
export abstract class Closure<Model = unknown> {
  readonly model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  /** The loss of the model as it is now, one number; without `backward()`. */
  abstract loss(model: Model): Tensor | Promise<Tensor>;
}

/** PyTorch's form: computes the loss, calls `backward()` unless the method needs no gradient, returns the loss. */
export type ClosureFunction = () => Tensor | Promise<Tensor>;

/** Either form. */
export type AnyClosure = Closure | ClosureFunction;

/** A Closure from a function of the model. */
export function closureOf<Model>(model: Model, loss: (model: Model) => Tensor | Promise<Tensor>): Closure<Model> {
  return new (class extends Closure<Model> {
    override loss(current: Model): Tensor | Promise<Tensor> {
      return loss(current);
    }
  })(model);
}

/** A closure that does not do its part; the message says which, and what to add. */
export class ClosureError extends OptionError {
  constructor(message: string) {
    super(message, 'closure');
  }
}

/** Checks what a closure returned.
 *  @throws ClosureError */
export function requireLoss(value: unknown): Tensor {
  if (!isTensor(value))
    throw new ClosureError('The closure must return the loss, a tensor of one number. Add `return loss`.');
  if (sizeOf(value.shape) !== 1) {
    throw new ClosureError(
      `The loss must be one number, got shape [${value.shape.join(', ')}]. Take its sum or its mean.`,
    );
  }
  return value;
}
