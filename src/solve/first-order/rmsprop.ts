/**
 * RMSprop: the gradient divided by its root mean square.
 *
 * Hinton (2012), "Neural networks for machine learning", lecture 6e; centered as in Graves (2013), "Generating sequences
 * with recurrent neural networks", equations 38 to 40. As in PyTorch, ε is added after the root. Differs: the
 * centered variance is kept from going negative by rounding, where PyTorch's becomes NaN.
 */
import { epsOption, numberIn, weightDecayOption } from './option-specs';
import { withDecay, type FirstOrderSpec } from './rule';

export const rmsprop: FirstOrderSpec = {
  name: 'RMSprop',
  summary: 'Divides the gradient by its recent root mean square: steps of about the learning rate in every coordinate.',
  source: 'G. Hinton (2012), Coursera lecture 6e; A. Graves (2013), arXiv:1308.0850',
  lr: 1e-2,
  options: [
    {
      name: 'alpha',
      kind: 'number',
      default: 0.99,
      min: 0,
      description: 'How much of the running mean of squares is kept at each step.',
    },
    epsOption(1e-8),
    weightDecayOption(),
    { name: 'momentum', kind: 'number', default: 0, min: 0, description: 'How much of the last step is repeated.' },
    {
      name: 'centered',
      kind: 'boolean',
      default: false,
      description: 'Divide by the standard deviation of the gradient in place of its root mean square.',
    },
  ],
  createRule(options, n) {
    const alpha = numberIn(options, 'alpha', 0);
    const eps = numberIn(options, 'eps', 0);
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const ownMomentum = numberIn(options, 'momentum', 0);
    const centered = options.boolean('centered');
    const squares = new Float64Array(n);
    const means = new Float64Array(n);
    const velocity = new Float64Array(n);
    const scratch = new Float64Array(n);
    return (x, gradient, lr, cycled) => {
      const g = withDecay(gradient, x, weightDecay, scratch);
      const momentum = cycled ?? ownMomentum;
      for (let i = 0; i < n; i++) {
        squares[i] = alpha * squares[i] + (1 - alpha) * g[i] * g[i];
        if (centered) means[i] += (g[i] - means[i]) * (1 - alpha);
        const variance = centered ? Math.max(0, squares[i] - means[i] * means[i]) : squares[i];
        velocity[i] = momentum * velocity[i] + g[i] / (Math.sqrt(variance) + eps);
        x[i] -= lr * velocity[i];
      }
    };
  },
};
