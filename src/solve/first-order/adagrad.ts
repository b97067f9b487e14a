/**
 * Adagrad and Adadelta: steps divided by the gradients seen so far, all of them or a running mean.
 *
 * Duchi, Hazan & Singer (2011), "Adaptive subgradient methods"; Zeiler (2012), "ADADELTA: An adaptive learning rate
 * method", algorithm 1, with PyTorch's learning rate in front of the step.
 */
import { epsOption, numberIn, weightDecayOption } from './option-specs';
import { withDecay, type FirstOrderSpec } from './rule';

export const adagrad: FirstOrderSpec = {
  name: 'Adagrad',
  summary:
    'Divides each step by the root of the sum of all squared gradients: large steps first, ever smaller ones later. ' +
    'Good for sparse gradients; it slows down for good.',
  source: 'J. Duchi, E. Hazan, Y. Singer (2011), J. Mach. Learn. Res. 12',
  lr: 1e-2,
  options: [
    { name: 'lr_decay', kind: 'number', default: 0, min: 0, description: 'Divides lr by 1 + lr_decay·steps.' },
    weightDecayOption(),
    {
      name: 'initial_accumulator_value',
      kind: 'number',
      default: 0,
      min: 0,
      description: 'Where the sums of squares begin.',
    },
    epsOption(1e-10),
  ],
  createRule(options, n) {
    const lrDecay = numberIn(options, 'lr_decay', 0);
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const eps = numberIn(options, 'eps', 0);
    const squares = new Float64Array(n).fill(numberIn(options, 'initial_accumulator_value', 0));
    const scratch = new Float64Array(n);
    let taken = 0;
    return (x, gradient, lr) => {
      const g = withDecay(gradient, x, weightDecay, scratch);
      const rate = lr / (1 + taken++ * lrDecay);
      for (let i = 0; i < n; i++) {
        squares[i] += g[i] * g[i];
        x[i] -= (rate * g[i]) / (Math.sqrt(squares[i]) + eps);
      }
    };
  },
};

export const adadelta: FirstOrderSpec = {
  name: 'Adadelta',
  summary:
    'Chooses the length of its steps from the lengths of the last ones, so that it needs no learning rate. It starts ' +
    'very slowly.',
  source: 'M. D. Zeiler (2012), arXiv:1212.5701',
  lr: 1,
  options: [
    {
      name: 'rho',
      kind: 'number',
      default: 0.9,
      min: 0,
      max: 1,
      description: 'How much of the running means is kept at each step.',
    },
    epsOption(1e-6),
    weightDecayOption(),
  ],
  createRule(options, n) {
    const rho = numberIn(options, 'rho', 0, 1 + Number.EPSILON);
    const eps = numberIn(options, 'eps', 0);
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const gradients = new Float64Array(n);
    const steps = new Float64Array(n);
    const scratch = new Float64Array(n);
    return (x, gradient, lr) => {
      const g = withDecay(gradient, x, weightDecay, scratch);
      for (let i = 0; i < n; i++) {
        gradients[i] = rho * gradients[i] + (1 - rho) * g[i] * g[i];
        const step = (Math.sqrt(steps[i] + eps) / Math.sqrt(gradients[i] + eps)) * g[i];
        steps[i] = rho * steps[i] + (1 - rho) * step * step;
        x[i] -= lr * step;
      }
    };
  },
};
