/**
 * (1+1)-ES: one parent, one child by a normal step, the better survives; the step size follows the one-fifth rule.
 *
 * Source: I. Rechenberg, Evolutionsstrategie (1973); the rule in its continuous form after S. Kern et al., Natural Computing 3 (2004):
 * sigma grows at a success and shrinks at a failure so that it stands still at one success in five.
 */
import { OptionError } from '../errors';
import type { Method, OptionSpec, Setup } from '../method';
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { begin, Best, clip, limitReached, maxfevOption, maxiterOption, STOPPED } from './common';

const TARGET_RATE = 1 / 5;

const optionSpecs: readonly OptionSpec[] = [
  {
    name: 'sigma0',
    kind: 'number',
    default: null,
    description: 'First step size; default 0.3 times the widest finite bound, or 0.3.',
  },
  {
    name: 'tolx',
    kind: 'number',
    default: 1e-12,
    min: 0,
    description: 'Ends when the step size is below this share of the first.',
  },
  maxiterOption,
  maxfevOption,
];

function* onePlusOne(setup: Setup): Search<OptimizeResult> {
  const { n, options, rng, limits, bounds } = begin(setup, optionSpecs, false);
  const widths = bounds ? Array.from(bounds.ub, (high, k) => high - bounds.lb[k]).filter(Number.isFinite) : [];
  const sigma0 = (options.numberOrNull('sigma0') ?? 0.3 * Math.max(0, ...widths)) || 0.3;
  if (!(sigma0 > 0)) throw new OptionError(`sigma0 must be positive; got ${sigma0}.`, 'sigma0');
  const tolx = options.number('tolx');
  const damping = Math.sqrt(n + 1);

  const best = new Best(n);
  const first = setup.x0.map((value, k) => clip(value, k, bounds));
  best.see(first, Float64Array.of((yield { kind: 'fun', x: first }) as number));
  let sigma = sigma0;
  for (let nit = 0; ; nit++) {
    const end = limitReached(nit, best.nfev, limits);
    if (end) return best.result(nit, end[0], end[1], options.warnings);
    if (sigma < tolx * sigma0) return best.result(nit, 0, 'The step size has vanished.', options.warnings);
    const child = best.x.map((value, k) => clip(value + sigma * rng.standardNormal(), k, bounds));
    const value = (yield { kind: 'fun', x: child }) as number;
    const isSuccess = value <= best.fun || Number.isNaN(best.fun);
    best.nfev += 1;
    if (isSuccess) {
      best.x = child;
      best.fun = value;
    }
    sigma *= Math.exp(((isSuccess ? 1 : 0) - TARGET_RATE) / (1 - TARGET_RATE) / damping);
    const isStopped = yield* reportIterate({ x: best.x, fun: best.fun, nit: nit + 1, extra: { sigma } });
    if (isStopped) return best.result(nit + 1, 99, STOPPED, options.warnings);
  }
}

/** The oldest evolution strategy. */
export const onePlusOneMethod: Method = {
  name: '(1+1)-ES',
  family: 'population',
  summary:
    'Takes a random step, keeps it if it is no worse, and lengthens its steps when more than one in five succeed. Needs nothing but ' +
    'values and a start; a fair baseline for unimodal losses, slow on narrow valleys, lost among many minima.',
  source: 'I. Rechenberg, Evolutionsstrategie (1973); S. Kern et al., Natural Computing 3 (2004) 77–112.',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'used', constraints: 'ignored' },
  options: optionSpecs,
  solve: onePlusOne,
};
