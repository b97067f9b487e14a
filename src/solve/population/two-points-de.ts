/**
 * TwoPointsDE: differential evolution with two-point crossover, Nevergrad's default for parallel, dependent variables.
 *
 * Source: J. Rapin and O. Teytaud, Nevergrad (2018); the mutant is current-to-best with F1 = F2 = 0.8 (Storn & Price 1997), and the
 * child takes one contiguous (cyclic) stretch of coordinates from it. A generation is one batch.
 */
import { argmin } from '../global/numpy-order';
import type { Generator } from '../../math/random/generator';
import type { Method, OptionSpec, Setup } from '../method';
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import {
  begin,
  Best,
  clip,
  limitReached,
  maxfevOption,
  maxiterOption,
  STOPPED,
  uniformPoints,
  wholeOption,
} from './common';

const optionSpecs: readonly OptionSpec[] = [
  { name: 'popsize', kind: 'integer', default: 30, min: 4, description: 'Number of members.' },
  { name: 'F1', kind: 'number', default: 0.8, description: 'Weight of the difference of two random members.' },
  { name: 'F2', kind: 'number', default: 0.8, description: 'Weight of the way to the best member.' },
  maxiterOption,
  maxfevOption,
];

function* twoPoints(setup: Setup): Search<OptimizeResult> {
  const { n, options, rng, limits, bounds } = begin(setup, optionSpecs, true);
  const size = wholeOption(options, 'popsize', 4, 30);
  const F1 = options.number('F1');
  const F2 = options.number('F2');

  const best = new Best(n);
  const members = uniformPoints(bounds!, size, rng);
  const first = members.slice();
  const fun = ((yield { kind: 'batch', points: first, count: size }) as Float64Array).slice();
  best.see(first, fun);
  for (let nit = 0; ; nit++) {
    const lead = argmin(fun.map((value) => (Number.isNaN(value) ? Infinity : value)));
    const event = { type: 'population' as const, points: members.slice(), fun: fun.slice(), best: lead };
    const isStopped = yield* reportIterate({ x: best.x, fun: best.fun, nit, event, ...(nit === 0 && { quiet: true }) });
    const end = isStopped ? ([99, STOPPED] as const) : limitReached(nit, best.nfev, limits);
    if (end) return best.result(nit, end[0], end[1], options.warnings);

    const children = members.slice();
    for (let i = 0; i < size; i++) {
      const [a, b] = [rng.integers(0, size), rng.integers(0, size)];
      const [start, stop] = stretch(n, rng);
      for (let step = start; step < stop; step++) {
        const k = step % n;
        const here = members[i * n + k];
        const mutant = here + F1 * (members[a * n + k] - members[b * n + k]) + F2 * (members[lead * n + k] - here);
        children[i * n + k] = clip(mutant, k, bounds);
      }
    }
    const values = (yield { kind: 'batch', points: children, count: size }) as Float64Array;
    best.see(children, values);
    for (let i = 0; i < size; i++) {
      if (!(values[i] <= fun[i] || Number.isNaN(fun[i]))) continue;
      fun[i] = values[i];
      members.set(children.subarray(i * n, (i + 1) * n), i * n);
    }
  }
}

/** A cyclic stretch of at least one coordinate between two cuts. */
function stretch(n: number, rng: Generator): [number, number] {
  const a = rng.integers(0, n);
  const b = rng.integers(0, n);
  return a < b ? [a, b] : [a, b + n];
}

/** Nevergrad's variant of differential evolution. */
export const twoPointsDeMethod: Method = {
  name: 'TwoPointsDE',
  family: 'population',
  summary:
    'Differential evolution whose children inherit one unbroken stretch of coordinates from the mutant, so that neighboring ' +
    'variables that belong together stay together. A generation is one batch. Robust on rugged losses; a favorite of the ' +
    'Nevergrad comparisons.',
  source: 'J. Rapin and O. Teytaud, "Nevergrad: A gradient-free optimization platform" (2018).',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'required', constraints: 'ignored' },
  options: optionSpecs,
  solve: twoPoints,
};
