/**
 * Adamax, NAdam and RAdam: Adam with another norm, with Nesterov's momentum, with a rectified start.
 *
 * Kingma & Ba (2015), algorithm 2, for Adamax; Dozat (2016), "Incorporating Nesterov momentum into Adam", with the
 * momentum schedule of PyTorch's formula, μₜ = β₁(1 − ½·0.96^(t·ψ)); Liu et al. (2020), "On the variance of the adaptive
 * learning rate and beyond", algorithm 2. m, v, u: running means of g and g², running maximum of |g| (n).
 */
import type { OptionSpec } from '../method';
import { betasOption, epsOption, numberIn, readBetas, weightDecayOption } from './option-specs';
import { withDecay, type FirstOrderSpec } from './rule';

const decoupledOption: OptionSpec = {
  name: 'decoupled_weight_decay',
  kind: 'boolean',
  default: false,
  description: 'Take the decay off x directly, as AdamW does.',
};

/** The gradient to use: x shrinks first where the decay is decoupled, else the decay joins the gradient. */
function decayed(
  x: Float64Array,
  g: Float64Array,
  weightDecay: number,
  decoupledLr: number | null,
  out: Float64Array,
): Float64Array {
  if (decoupledLr === null) return withDecay(g, x, weightDecay, out);
  for (let i = 0; i < x.length; i++) x[i] *= 1 - decoupledLr * weightDecay;
  return g;
}

export const adamax: FirstOrderSpec = {
  name: 'Adamax',
  summary: 'Adam with the largest recent gradient in place of the root mean square; steadier where gradients spike.',
  source: 'D. P. Kingma, J. Ba (2015), ICLR, arXiv:1412.6980, section 7.1',
  lr: 2e-3,
  options: [betasOption(), epsOption(1e-8), weightDecayOption()],
  createRule(options, n) {
    const betas = readBetas(options);
    const eps = numberIn(options, 'eps', 0);
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const m = new Float64Array(n);
    const u = new Float64Array(n);
    const scratch = new Float64Array(n);
    let t = 0;
    return (x, gradient, lr, cycled) => {
      t++;
      const beta1 = cycled ?? betas.beta1;
      const g = withDecay(gradient, x, weightDecay, scratch);
      const rate = lr / (1 - beta1 ** t);
      for (let i = 0; i < n; i++) {
        m[i] += (g[i] - m[i]) * (1 - beta1);
        u[i] = Math.max(betas.beta2 * u[i], Math.abs(g[i]) + eps);
        x[i] -= (rate * m[i]) / u[i];
      }
    };
  },
};

export const nadam: FirstOrderSpec = {
  name: 'NAdam',
  summary: "Adam with Nesterov's look-ahead: it corrects its course a step earlier.",
  source: 'T. Dozat (2016), ICLR workshop',
  lr: 2e-3,
  options: [
    betasOption(),
    epsOption(1e-8),
    weightDecayOption(),
    {
      name: 'momentum_decay',
      kind: 'number',
      default: 4e-3,
      min: 0,
      description: 'How fast the momentum rises to beta1.',
    },
    decoupledOption,
  ],
  createRule(options, n) {
    const betas = readBetas(options);
    const eps = numberIn(options, 'eps', 0);
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const momentumDecay = numberIn(options, 'momentum_decay', 0);
    const decoupled = options.boolean('decoupled_weight_decay');
    const m = new Float64Array(n);
    const v = new Float64Array(n);
    const scratch = new Float64Array(n);
    let t = 0;
    let product = 1;
    return (x, gradient, lr, cycled) => {
      t++;
      const beta1 = cycled ?? betas.beta1;
      const { beta2 } = betas;
      const g = decayed(x, gradient, weightDecay, decoupled ? lr : null, scratch);
      const mu = beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
      const muNext = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentumDecay));
      product *= mu;
      const gradientRate = (lr * (1 - mu)) / (1 - product);
      const meanRate = (lr * muNext) / (1 - product * muNext);
      const correction = 1 - beta2 ** t;
      for (let i = 0; i < n; i++) {
        m[i] += (g[i] - m[i]) * (1 - beta1);
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        const scale = Math.sqrt(v[i] / correction) + eps;
        x[i] -= (gradientRate * g[i] + meanRate * m[i]) / scale;
      }
    };
  },
};

// Below this length of the running mean its variance cannot be rectified, and the step is not divided at all.
const shortestMean = 5;

export const radam: FirstOrderSpec = {
  name: 'RAdam',
  summary: 'Adam that waits until its running mean of squares is reliable; it needs no warm-up.',
  source: 'L. Liu et al. (2020), ICLR, arXiv:1908.03265',
  lr: 1e-3,
  options: [betasOption(), epsOption(1e-8), weightDecayOption(), decoupledOption],
  createRule(options, n) {
    const betas = readBetas(options);
    const eps = numberIn(options, 'eps', 0);
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const decoupled = options.boolean('decoupled_weight_decay');
    const m = new Float64Array(n);
    const v = new Float64Array(n);
    const scratch = new Float64Array(n);
    let t = 0;
    return (x, gradient, lr, cycled) => {
      t++;
      const beta1 = cycled ?? betas.beta1;
      const { beta2 } = betas;
      const g = decayed(x, gradient, weightDecay, decoupled ? lr : null, scratch);
      const correction = 1 - beta2 ** t;
      const longest = 2 / (1 - beta2) - 1;
      const length = longest - (2 * t * beta2 ** t) / correction;
      const rectifier = Math.sqrt(((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length));
      const rate = lr / (1 - beta1 ** t);
      for (let i = 0; i < n; i++) {
        m[i] += (g[i] - m[i]) * (1 - beta1);
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        const scale = length > shortestMean ? (rectifier * Math.sqrt(correction)) / (Math.sqrt(v[i]) + eps) : 1;
        x[i] -= rate * m[i] * scale;
      }
    };
  },
};
