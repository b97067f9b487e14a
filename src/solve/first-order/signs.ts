/**
 * Rprop and Lion: the sign of the gradient decides, its size does not.
 *
 * Riedmiller & Braun (1993), "A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
 * in the form (iRprop−) that PyTorch has: after a change of sign the step is shortened and the coordinate rests once.
 * Chen et al. (2023), "Symbolic discovery of optimization algorithms", algorithm 2, for Lion.
 */
import { OptionError } from '../errors';
import { betasOption, numberIn, readBetas, readPair, weightDecayOption } from './option-specs';
import type { FirstOrderSpec } from './rule';

export const rprop: FirstOrderSpec = {
  name: 'Rprop',
  summary:
    'Each coordinate has a step of its own, which grows while the slope keeps its sign and shrinks when it turns. Robust on ' +
    'losses without noise, whatever their scaling; blind to coupling between coordinates.',
  source: 'M. Riedmiller, H. Braun (1993), IEEE ICNN',
  lr: 1e-2,
  options: [
    {
      name: 'etas',
      kind: 'vector',
      default: [0.5, 1.2],
      description: 'Factors by which a step shrinks after a change of sign, and grows otherwise.',
    },
    { name: 'step_sizes', kind: 'vector', default: [1e-6, 50], description: 'Smallest and largest step.' },
  ],
  createRule(options, n) {
    const [shrink, grow] = readPair(options, 'etas');
    const [smallest, largest] = readPair(options, 'step_sizes');
    if (!(shrink > 0 && shrink < 1 && grow > 1)) {
      throw new OptionError(`Option "etas" expects 0 < first < 1 < second, got ${shrink} and ${grow}.`, 'etas');
    }
    let steps: Float64Array | null = null;
    const previous = new Float64Array(n);
    return (x, g, lr) => {
      // As in PyTorch a schedule acts through the first rate alone.
      steps ??= new Float64Array(n).fill(lr);
      for (let i = 0; i < n; i++) {
        const agreement = g[i] * previous[i];
        if (agreement !== 0) steps[i] = clamp(steps[i] * (agreement > 0 ? grow : shrink), smallest, largest);
        else steps[i] = clamp(steps[i], smallest, largest);
        previous[i] = agreement < 0 ? 0 : g[i];
        x[i] -= Math.sign(previous[i]) * steps[i];
      }
    };
  },
};

const clamp = (value: number, lo: number, hi: number): number => Math.min(Math.max(value, lo), hi);

export const lion: FirstOrderSpec = {
  name: 'Lion',
  summary: 'Moves every coordinate by exactly the learning rate, in the direction of the sign of a blended gradient.',
  source: 'X. Chen et al. (2023), NeurIPS, arXiv:2302.06675',
  lr: 1e-4,
  options: [betasOption(0.9, 0.99), weightDecayOption()],
  createRule(options, n) {
    const betas = readBetas(options);
    const weightDecay = numberIn(options, 'weight_decay', 0);
    const m = new Float64Array(n);
    return (x, g, lr, cycled) => {
      const beta1 = cycled ?? betas.beta1;
      for (let i = 0; i < n; i++) {
        const blend = beta1 * m[i] + (1 - beta1) * g[i];
        x[i] -= lr * (Math.sign(blend) + weightDecay * x[i]);
        m[i] = betas.beta2 * m[i] + (1 - betas.beta2) * g[i];
      }
    };
  },
};
