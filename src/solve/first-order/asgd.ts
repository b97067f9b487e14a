/**
 * Averaged stochastic gradient descent: a decaying rate and a small pull towards zero; the average of the late points
 * converges faster than the points. Polyak & Juditsky (1992), "Acceleration of stochastic approximation by averaging",
 * with the rate of Bottou's implementation, as in PyTorch: η = lr/(1 + λ·lr·t)^α.
 *
 * The point that moves is the result, as PyTorch's parameters are; the average is the result's field `ax`. Averaging
 * begins after `t0` steps; until then the average is the point itself.
 */
import { numberIn, weightDecayOption } from './option-specs';
import { withDecay, type FirstOrderSpec } from './rule';

export const asgd: FirstOrderSpec = {
  name: 'ASGD',
  summary:
    'Gradient descent whose rate decays by a law that suits averaging. Meant for noisy gradients. Its lambd pulls the ' +
    'point a little towards zero.',
  source: 'B. T. Polyak, A. B. Juditsky (1992), SIAM J. Control Optim. 30(4)',
  lr: 1e-2,
  options: [
    { name: 'lambd', kind: 'number', default: 1e-4, description: 'Decay term, in the rate and as a pull to zero.' },
    { name: 'alpha', kind: 'number', default: 0.75, description: 'Power of the decay of the rate.' },
    { name: 't0', kind: 'number', default: 1e6, min: 0, description: 'Steps after which averaging begins.' },
    weightDecayOption(),
  ],
  createRule(options, n) {
    const lambd = options.number('lambd');
    const alpha = options.number('alpha');
    const t0 = numberIn(options, 't0', 0);
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const average = new Float64Array(n);
    const scratch = new Float64Array(n);
    // The rate of the first step, which a warm-up lowers.
    let eta = NaN;
    let mu = 1;
    let t = 0;
    const rule = (x: Float64Array, gradient: Float64Array, lr: number): void => {
      if (t === 0) eta = lr;
      t++;
      const g = withDecay(gradient, x, weightDecay, scratch);
      for (let i = 0; i < n; i++) {
        x[i] = x[i] * (1 - lambd * eta) - eta * g[i];
        average[i] += (x[i] - average[i]) * mu;
      }
      eta = lr / (1 + lambd * lr * t) ** alpha;
      mu = 1 / Math.max(1, t - t0);
    };
    return Object.assign(rule, { state: () => ({ ax: average }) });
  },
};
