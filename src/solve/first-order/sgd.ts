/**
 * Stochastic gradient descent with momentum; on a loss without noise, plain gradient descent.
 *
 * Polyak (1964), "Some methods of speeding up the convergence of iteration methods", for momentum; Sutskever et al.
 * (2013), "On the importance of initialization and momentum in deep learning", for Nesterov's form as PyTorch
 * has it: b ← μ·b + (1 − dampening)·g, x ← x − lr·(g + μ·b). The first b is g itself, undamped.
 */
import { OptionError } from '../errors';
import { numberIn, weightDecayOption } from './option-specs';
import { withDecay, type FirstOrderSpec } from './rule';

export const sgd: FirstOrderSpec = {
  name: 'SGD',
  summary:
    'Gradient descent: a step against the gradient, of a length that the learning rate fixes. Momentum carries it through ' +
    'long valleys. Simple and cheap; slow where the curvature differs between directions.',
  source: 'B. T. Polyak (1964), USSR Comput. Math. Math. Phys. 4(5); I. Sutskever et al. (2013), ICML',
  lr: 1e-3,
  options: [
    {
      name: 'momentum',
      kind: 'number',
      default: 0,
      min: 0,
      description: 'How much of the last step is repeated; 0.9 is usual.',
    },
    { name: 'dampening', kind: 'number', default: 0, description: 'How much of a new gradient momentum leaves out.' },
    weightDecayOption(),
    {
      name: 'nesterov',
      kind: 'boolean',
      default: false,
      description: "Nesterov's look-ahead; needs momentum and no dampening.",
    },
  ],
  createRule(options, n) {
    const ownMomentum = numberIn(options, 'momentum', 0);
    const dampening = options.number('dampening');
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const nesterov = options.boolean('nesterov');
    if (nesterov && (ownMomentum <= 0 || dampening !== 0)) {
      throw new OptionError('Option "nesterov" needs a momentum above 0 and a dampening of 0.', 'nesterov');
    }
    const scratch = new Float64Array(n);
    let velocity: Float64Array | null = null;
    return (x, gradient, lr, cycled) => {
      const g = withDecay(gradient, x, weightDecay, scratch);
      const momentum = cycled ?? ownMomentum;
      if (momentum === 0) {
        for (let i = 0; i < n; i++) x[i] -= lr * g[i];
        return;
      }
      const fresh = velocity === null;
      velocity ??= new Float64Array(n);
      for (let i = 0; i < n; i++) {
        velocity[i] = fresh ? g[i] : momentum * velocity[i] + (1 - dampening) * g[i];
        x[i] -= lr * (nesterov ? g[i] + momentum * velocity[i] : velocity[i]);
      }
    };
  },
};
