/**
 * Multi-start: a local method from several points of the box; the best of the minima that they reach.
 *
 * The starts are numpy's `default_rng(seed).uniform(lb, ub, (n_iter, n))`. The same starts can be run one after the other (here), in
 * lockstep over one batch evaluator, or over workers: `multiStartSetups` gives the separate problems and `bestOf` joins them.
 */
import { OptionError } from '../errors';
import { localMethod } from '../global/local-methods';
import { minimizeLocally } from '../global/local-search';
import type { Method, OptionSpec, Setup } from '../method';
import { readOptions } from '../options';
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { begin, uniformPoints, wholeOption } from './common';
import { DEFAULT_STARTS, MULTI_START } from './multi-start-name';

const optionSpecs: readonly OptionSpec[] = [
  { name: 'n_iter', kind: 'integer', default: DEFAULT_STARTS, min: 1, description: 'Number of starts.' },
  {
    name: 'method',
    kind: 'choice',
    default: 'L-BFGS-B',
    choices: ['L-BFGS-B', 'BFGS', 'CG', 'Nelder-Mead', 'Powell', 'SLSQP', 'TNC', 'Newton-CG', 'trust-constr'],
    description: 'The local method.',
  },
  {
    name: 'tol',
    kind: 'number',
    default: null,
    min: 0,
    description: 'Tolerance of the local method, as `tol` of minimize.',
  },
  { name: 'options', kind: 'choice', default: null, description: 'Options of the local method (library only).' },
];

/** A multi-start as separate local problems. */
export interface Starts {
  readonly method: Method;
  /** one for each start, in order */
  readonly setups: readonly Setup[];
  readonly warnings: string[];
}

/** The local problems of a multi-start, or of its share.
 *  @throws OptionError on missing bounds or an unknown method */
export function multiStartSetups(setup: Setup): Starts {
  const { n, rng, bounds } = begin({ ...setup, options: {} }, optionSpecs, true);
  const options = readOptions({ ...setup, tol: null }, optionSpecs);
  const count = wholeOption(options, 'n_iter', 1, DEFAULT_STARTS);
  const local = (options.raw('options') ?? {}) as Setup['options'];
  if (typeof local !== 'object') throw new OptionError('options must be an object.', 'options');
  const tol = options.numberOrNull('tol') ?? setup.tol;
  const [first, end] = setup.share ?? [0, count];
  const points = uniformPoints(bounds!, Math.min(end, count), rng);
  return {
    method: localMethod(options.text('method')),
    setups: Array.from({ length: Math.min(end, count) - first }, (_, i) => ({
      ...setup,
      x0: points.slice((first + i) * n, (first + i + 1) * n),
      options: local,
      tol,
    })),
    warnings: options.warnings,
  };
}

/** Joins the results of the starts: the lowest value wins (the earliest of equal ones), counts add up.
 *  @returns  with `starts`: every local result, in order */
export function bestOf(results: readonly OptimizeResult[], warnings: readonly string[]): OptimizeResult {
  let best = results[0];
  for (const result of results) if (result.fun < best.fun || Number.isNaN(best.fun)) best = result;
  const sum = (field: 'nfev' | 'njev' | 'nhev'): number =>
    results.reduce((total, result) => total + (result[field] ?? 0), 0);
  const all = [...warnings, ...results.flatMap((result) => result.warnings)];
  return {
    ...best,
    nfev: sum('nfev'),
    njev: sum('njev'),
    nhev: sum('nhev'),
    nit: results.length,
    warnings: [...new Set(all)],
    starts: results,
  };
}

function* multiStart(setup: Setup): Search<OptimizeResult> {
  const { method, setups, warnings } = multiStartSetups(setup);
  const results: OptimizeResult[] = [];
  for (const local of setups) {
    const from = local.x0;
    const result = yield* minimizeLocally(method, local, ({ x, fun }) => reportIterate({ x, fun, quiet: true }));
    results.push(result);
    const { x, fun } = result;
    const accepted = results.every((other) => fun <= other.fun);
    const event = { type: 'jump' as const, from, landed: from, to: x, fun, accepted, stepSize: 0 };
    if (yield* reportIterate({ x, fun, nit: results.length, accept: accepted, event })) break;
  }
  return bestOf(results, warnings);
}

/** Any local method, many times. */
export const multiStartMethod: Method = {
  name: MULTI_START,
  family: 'population',
  summary:
    'Runs a local method from many random points of the box and returns the best minimum, with all the others. The simplest ' +
    'way from a local to a global method, and a good one where a local search is cheap and the minima are not too many.',
  source:
    'C. G. E. Boender and A. H. G. Rinnooy Kan, "Bayesian stopping rules for multistart", Math. Program. 37 (1987).',
  needs: { grad: 'used', hess: 'used', bounds: 'required', constraints: 'used' },
  options: optionSpecs,
  solve: multiStart,
};
