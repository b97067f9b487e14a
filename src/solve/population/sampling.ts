/**
 * Random and quasi-random search: points spread over the box, in batches, without any learning; the baselines of every comparison.
 *
 * Source: J. Bergstra and Y. Bengio, JMLR 13 (2012), for random search; the sequences are those of math/qmc.
 */
import { Halton } from '../../math/qmc/halton';
import { LatinHypercube } from '../../math/qmc/latin-hypercube';
import { Sobol } from '../../math/qmc/sobol';
import type { Generator } from '../../math/random/generator';
import { OptionError } from '../errors';
import { argmin } from '../global/numpy-order';
import type { Method, OptionSpec, Setup } from '../method';
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { begin, Best, STOPPED, wholeOption } from './common';

const commonOptions: readonly OptionSpec[] = [
  { name: 'samples', kind: 'integer', default: 1024, min: 1, description: 'Number of points.' },
  { name: 'batch', kind: 'integer', default: 128, min: 1, description: 'Points asked for at a time.' },
];

const sequenceOption: OptionSpec = {
  name: 'sequence',
  kind: 'choice',
  default: 'sobol',
  choices: ['sobol', 'halton', 'latinhypercube'],
  description: 'Which sequence; all are scrambled by the seed.',
};

/** A source of points of the unit cube, row-major (count·n). */
type Source = (count: number) => Float64Array;

function* sampleBox(setup: Setup, specs: readonly OptionSpec[], makeSource: SourceMaker): Search<OptimizeResult> {
  const { n, options, rng, bounds } = begin(setup, specs, true);
  const samples = wholeOption(options, 'samples', 1, 1024);
  const batch = wholeOption(options, 'batch', 1, 128);
  const { lb, ub } = bounds!;
  const source = makeSource(n, rng, options.raw('sequence'));
  const best = new Best(n);
  let nit = 0;
  while (best.nfev < samples) {
    const count = Math.min(batch, samples - best.nfev);
    const points = source(count).map((u, i) => lb[i % n] + (ub[i % n] - lb[i % n]) * u);
    const fun = ((yield { kind: 'batch', points, count }) as Float64Array).slice();
    best.see(points, fun);
    nit += 1;
    const event = { type: 'population' as const, points, fun, best: argmin(fun) };
    if (yield* reportIterate({ x: best.x, fun: best.fun, nit, event })) {
      return best.result(nit, 99, STOPPED, options.warnings);
    }
  }
  return best.result(nit, 0, 'All samples were evaluated.', options.warnings);
}

type SourceMaker = (n: number, rng: Generator, sequence: unknown) => Source;

const randomSource: SourceMaker = (n, rng) => (count) => rng.randomArray(count * n);

const quasiRandomSource: SourceMaker = (n, rng, sequence) => {
  const engine =
    sequence === 'halton'
      ? new Halton(n, { rng })
      : sequence === 'latinhypercube'
        ? new LatinHypercube(n, { rng })
        : sequence === 'sobol'
          ? new Sobol(n, { rng })
          : null;
  if (engine) return (count) => engine.random(count);
  throw new OptionError(`sequence must be 'sobol', 'halton' or 'latinhypercube'; got ${String(sequence)}.`, 'sequence');
};

const quasiOptions: readonly OptionSpec[] = [sequenceOption, ...commonOptions];

/** Uniform random points. */
export const randomSearchMethod: Method = {
  name: 'random search',
  family: 'population',
  summary:
    'Draws points uniformly from the box and keeps the best. Learns nothing, and therefore shows what a method must beat; ' +
    'surprisingly hard to beat where few of many variables matter.',
  source: 'J. Bergstra and Y. Bengio, "Random Search for Hyper-Parameter Optimization", JMLR 13 (2012) 281–305.',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'required', constraints: 'ignored' },
  options: commonOptions,
  solve: (setup) => sampleBox(setup, commonOptions, randomSource),
};

/** Points of a low-discrepancy sequence. */
export const quasiRandomSearchMethod: Method = {
  name: 'quasi-random search',
  family: 'population',
  summary:
    'As random search, but with points that keep out of each other’s way (Sobol, Halton, Latin hypercube), so that no part of ' +
    'the box is left out. The better baseline in up to about ten variables.',
  source: 'H. Niederreiter, Random Number Generation and Quasi-Monte Carlo Methods (1992), ch. 6.',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'required', constraints: 'ignored' },
  options: quasiOptions,
  solve: (setup) => sampleBox(setup, quasiOptions, quasiRandomSource),
};
