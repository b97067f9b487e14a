/**
 * Adam, its AMSGrad variant, and AdamW.
 *
 * Kingma & Ba (2015), "Adam: A method for stochastic optimization", algorithm 1; Reddi, Kale & Kumar (2018), "On the
 * convergence of Adam and beyond", algorithm 2; Loshchilov & Hutter (2019), "Decoupled weight decay regularization",
 * algorithm 2. As in PyTorch, ε is added after the bias correction: √v/√(1 − β₂ᵗ) + ε.
 * m, v: running means of the gradient and of its square (n).
 */
import { betasOption, epsOption, numberIn, readBetas, weightDecayOption } from './option-specs';
import { withDecay, type FirstOrderSpec, type Rule } from './rule';
import type { Options } from '../options';

const amsgradOption = {
  name: 'amsgrad',
  kind: 'boolean',
  default: false,
  description: 'Divide by the largest running mean so far, so that steps never grow again.',
} as const;

function createRule(options: Options, n: number, decoupled: boolean): Rule {
  const betas = readBetas(options);
  const eps = numberIn(options, 'eps', 0);
  const weightDecay = numberIn(options, 'weight_decay', 0);
  const amsgrad = options.boolean('amsgrad');
  const m = new Float64Array(n);
  const v = new Float64Array(n);
  const largest = amsgrad ? new Float64Array(n) : v;
  const scratch = new Float64Array(n);
  let t = 0;
  return (x, gradient, lr, cycled) => {
    t++;
    const beta1 = cycled ?? betas.beta1;
    const { beta2 } = betas;
    if (decoupled) for (let i = 0; i < n; i++) x[i] *= 1 - lr * weightDecay;
    const g = decoupled ? gradient : withDecay(gradient, x, weightDecay, scratch);
    const stepSize = lr / (1 - beta1 ** t);
    const correction = Math.sqrt(1 - beta2 ** t);
    for (let i = 0; i < n; i++) {
      m[i] += (g[i] - m[i]) * (1 - beta1);
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      if (amsgrad) largest[i] = Math.max(largest[i], v[i]);
      x[i] -= (stepSize * m[i]) / (Math.sqrt(largest[i]) / correction + eps);
    }
  };
}

export const adam: FirstOrderSpec = {
  name: 'Adam',
  summary:
    'Steps of about the learning rate in every coordinate, in the direction of a running mean of the gradient. ' +
    'Forgiving of bad scaling and of noise; it circles a minimum rather than landing on it unless the rate decays.',
  source: 'D. P. Kingma, J. Ba (2015), ICLR, arXiv:1412.6980; S. J. Reddi et al. (2018), ICLR',
  lr: 1e-3,
  options: [betasOption(), epsOption(1e-8), weightDecayOption(), amsgradOption],
  createRule: (options, n) => createRule(options, n, false),
};

export const adamW: FirstOrderSpec = {
  name: 'AdamW',
  summary:
    'Adam with weight decay taken off x directly, so that it does not depend on the size of the gradients. Note that its ' +
    'default decay moves the minimum a little towards zero.',
  source: 'I. Loshchilov, F. Hutter (2019), ICLR, arXiv:1711.05101',
  lr: 1e-3,
  options: [betasOption(), epsOption(1e-8), weightDecayOption(1e-2), amsgradOption],
  createRule: (options, n) => createRule(options, n, true),
};
