/** The softmax model in plain f64: what judges every trained model, whichever engine trained it. */
import type { Digits, DigitSet } from './data';
import { pixelsOf } from './data';
import type { ModelView } from './protocol';

/** The loss as people write it, for the compiler; `penalty` is data. */
export const lossText = `def loss(W, b):
    logits = images @ W.T + b
    return F.cross_entropy(logits, labels) + penalty / 2 * torch.sum(W ** 2)
`;

/** Numbers of a model of images with this edge: weights and biases. */
export const modelSize = (side: number): number => 10 * side * side + 10;

/** What a model says of images. */
interface Answers {
  /** the likeliest digit (count), and its probability */
  readonly predictions: Uint8Array;
  readonly confidence: Float32Array;
  readonly accuracy: number;
  /** mean of −log p of the right digit */
  readonly crossEntropy: number;
}

/** Judges models on both sets. Cost: one pass over the images, 10·side² multiplications each. */
export class Judge {
  private readonly train: Float64Array;
  private readonly test: Float64Array;

  constructor(private readonly digits: Digits) {
    this.train = pixelsOf(digits.train, digits.highest);
    this.test = pixelsOf(digits.test, digits.highest);
  }

  /** @param x  W row by row, then b; copied */
  view(x: Float64Array): ModelView {
    const test = this.answers(x, this.digits.test, this.test);
    return {
      x: x.slice(),
      trainAccuracy: this.answers(x, this.digits.train, this.train).accuracy,
      testAccuracy: test.accuracy,
      predictions: test.predictions,
      confidence: test.confidence,
    };
  }

  /** The training loss with its penalty. */
  loss(x: Float64Array, penalty: number): number {
    const weights = x.subarray(0, x.length - 10);
    const squares = weights.reduce((total, weight) => total + weight * weight, 0);
    return this.answers(x, this.digits.train, this.train).crossEntropy + (penalty / 2) * squares;
  }

  private answers(x: Float64Array, { count, labels }: DigitSet, pixels: Float64Array): Answers {
    const size = this.digits.side ** 2;
    const predictions = new Uint8Array(count);
    const confidence = new Float32Array(count);
    const logits = new Float64Array(10);
    let right = 0;
    let total = 0;
    for (let image = 0; image < count; image++) {
      for (let digit = 0; digit < 10; digit++) {
        let logit = x[10 * size + digit]!;
        for (let k = 0; k < size; k++) logit += x[digit * size + k]! * pixels[image * size + k]!;
        logits[digit] = logit;
      }
      const highest = Math.max(...logits);
      const sum = logits.reduce((partial, logit) => partial + Math.exp(logit - highest), 0);
      predictions[image] = logits.indexOf(highest);
      confidence[image] = 1 / sum;
      if (predictions[image] === labels[image]) right++;
      total += highest + Math.log(sum) - logits[labels[image]!]!;
    }
    return { predictions, confidence, accuracy: right / count, crossEntropy: total / count };
  }
}
