/** Losses and layers of classification and regression. */
import { nn, type Tensor } from 'webgpu-torch';
import { checkIndices } from '../indices';
import { parameter, sameShape, sizeOf } from '../tensors';
import { add, neg, sub } from './arithmetic';
import { mmTransposed } from './matmul';
import { exp, log, square } from './pointwise';
import { mean, rowMaximum, sum } from './reduce';
import { pickColumns } from './shape';

/** log softmax along the last axis. The row's maximum is taken off first, so that nothing overflows. */
export function logSoftmax(input: Tensor): Tensor {
  if (input.shape.length === 0) throw new RangeError('A softmax needs at least one axis');
  const shifted = sub(input, rowMaximum(input));
  return sub(shifted, log(sum(exp(shifted), -1, true)));
}

/** Softmax along the last axis. */
export const softmax = (input: Tensor): Tensor => exp(logSoftmax(input));

/** Mean cross-entropy of logits (m·k) and class numbers (m), PyTorch's `cross_entropy`. */
export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  if (logits.shape.length !== 2 || sizeOf(labels.shape) !== logits.shape[0]) {
    throw new RangeError(
      `crossEntropy needs logits [m, k] and m labels, got [${logits.shape.join(', ')}] and [${labels.shape.join(', ')}]`,
    );
  }
  checkIndices(labels, logits.shape[1]!, 'classes');
  return neg(mean(pickColumns(logSoftmax(logits), labels)));
}

/** Mean squared error, PyTorch's `mse_loss`.
 *  @throws RangeError when the shapes differ: [m] against [m, 1] would broadcast to m·m differences */
export function mseLoss(prediction: Tensor, target: Tensor): Tensor {
  if (!sameShape(prediction.shape, target.shape)) {
    throw new RangeError(
      `mseLoss needs equal shapes, got [${prediction.shape.join(', ')}] and [${target.shape.join(', ')}]. Reshape one.`,
    );
  }
  return mean(square(sub(prediction, target)));
}

/** A linear layer x·Wᵀ + b; webgpu-torch's has neither parameters nor a forward. */
export class Linear extends nn.Module {
  readonly weight: nn.Parameter;
  readonly bias: nn.Parameter | null;

  /** @param random  uniform numbers in [0, 1), for PyTorch's initial values ±1/√inFeatures; zeros without it */
  constructor(inFeatures: number, outFeatures: number, { bias = true, random }: LinearOptions = {}) {
    super();
    const bound = 1 / Math.sqrt(inFeatures);
    const draw = (count: number): number[] =>
      Array.from({ length: count }, () => (random ? (2 * random() - 1) * bound : 0));
    this.weight = parameter(draw(outFeatures * inFeatures), [outFeatures, inFeatures]);
    this.bias = bias ? parameter(draw(outFeatures)) : null;
  }

  /** Applies the layer to rows (m·inFeatures). */
  forward(input: Tensor): Tensor {
    const product = mmTransposed(input, this.weight);
    return this.bias ? add(product, this.bias) : product;
  }
}

export interface LinearOptions {
  readonly bias?: boolean;
  readonly random?: () => number;
}
