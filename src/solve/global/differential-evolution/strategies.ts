/**
 * The mutation strategies of differential evolution and its two crossovers.
 *
 * Source: R. Storn and K. Price, "Differential evolution: a simple and efficient heuristic", J. Global Optim. 11 (1997);
 * randtobest and currenttobest as in K. Price, R. Storn, J. Lampinen (2005). A name is base, number of differences, crossover:
 * 'best1bin' adds one difference to the best member and crosses coordinate by coordinate.
 */
import type { Generator } from '../../../math/random/generator';
import { MOST_PARTNERS, TrialDraws } from '../../../math/random/trial-draws';
import { OptionError } from '../../errors';
import type { Population } from './population';

type Mutation = 'best1' | 'rand1' | 'randtobest1' | 'currenttobest1' | 'best2' | 'rand2';
type Crossover = 'bin' | 'exp';
export type Strategy = `${Mutation}${Crossover}`;

/** A user's own strategy: makes the trial (n, in the box) for member `candidate` of the population (rows in the box). */
export type StrategyFunction = (candidate: number, population: Float64Array[], rng: Generator) => ArrayLike<number>;

// Members that a mutation takes, besides the best and the current one.
const partners: Readonly<Record<Mutation, number>> = {
  best1: 2,
  rand1: 3,
  randtobest1: 3,
  currenttobest1: 2,
  best2: 4,
  rand2: 5,
};

/** All strategies, binomial crossover first. */
export const strategyNames: readonly Strategy[] = (['bin', 'exp'] as const).flatMap((crossover) =>
  (Object.keys(partners) as Mutation[]).map((mutation): Strategy => `${mutation}${crossover}`),
);

export function isStrategy(name: string): name is Strategy {
  return (strategyNames as readonly string[]).includes(name);
}

/** Makes trials; draws in SciPy's order. One per run. */
export class Mutator {
  private readonly mutation: Mutation;
  private readonly isBinomial: boolean;
  private readonly draws: TrialDraws;

  /** @throws OptionError when the population is too small for the strategy */
  constructor(
    strategy: Strategy,
    private readonly recombination: number,
    private readonly rng: Generator,
    private readonly population: Population,
  ) {
    this.mutation = strategy.slice(0, -3) as Mutation;
    this.isBinomial = strategy.endsWith('bin');
    if (population.size <= partners[this.mutation]) {
      throw new OptionError(
        `Strategy ${strategy} needs more than ${partners[this.mutation]} members; the population has ${population.size}.`,
        'popsize',
      );
    }
    this.draws = new TrialDraws(rng, population.size, population.n);
  }

  /** The trial for one member (n, unit cube), written into `trial`. */
  one(candidate: number, F: number, trial: Float64Array): void {
    const { draws } = this;
    const fill = draws.next(candidate);
    this.mutate(candidate, draws.partners, 0, F, trial, 0);
    this.cross(candidate, fill, draws.uniforms, 0, trial);
  }

  /** Trials for all members (size·n). */
  all(F: number): Float64Array {
    const { size, n } = this.population;
    const { partners: chosen, coordinates, uniforms } = this.draws.all();
    const trials = new Float64Array(size * n);
    for (let i = 0; i < size; i++) {
      this.mutate(i, chosen, i * MOST_PARTNERS, F, trials, i * n);
      this.cross(i, coordinates[i], uniforms, i * n, trials);
    }
    return trials;
  }

  private mutate(
    candidate: number,
    chosen: Int32Array,
    at: number,
    F: number,
    out: Float64Array,
    offset: number,
  ): void {
    const { members: p, n } = this.population;
    const a = chosen[at] * n;
    const b = chosen[at + 1] * n;
    const c = chosen[at + 2] * n;
    const d = chosen[at + 3] * n;
    const e = chosen[at + 4] * n;
    const current = candidate * n;
    switch (this.mutation) {
      case 'best1':
        for (let k = 0; k < n; k++) out[offset + k] = p[k] + F * (p[a + k] - p[b + k]);
        return;
      case 'rand1':
        for (let k = 0; k < n; k++) out[offset + k] = p[a + k] + F * (p[b + k] - p[c + k]);
        return;
      case 'randtobest1':
        for (let k = 0; k < n; k++) {
          const toBest = p[a + k] + F * (p[k] - p[a + k]);
          out[offset + k] = toBest + F * (p[b + k] - p[c + k]);
        }
        return;
      case 'currenttobest1':
        for (let k = 0; k < n; k++) {
          out[offset + k] = p[current + k] + F * (p[k] - p[current + k] + p[a + k] - p[b + k]);
        }
        return;
      case 'best2':
        for (let k = 0; k < n; k++) out[offset + k] = p[k] + F * (p[a + k] + p[b + k] - p[c + k] - p[d + k]);
        return;
      case 'rand2':
        for (let k = 0; k < n; k++) out[offset + k] = p[a + k] + F * (p[b + k] + p[c + k] - p[d + k] - p[e + k]);
        return;
      default:
        this.mutation satisfies never;
    }
  }

  // Gives a mutant the candidate's coordinates back. At least the coordinate `fill` stays the mutant's; exponential crossover
  // keeps a run that starts there. What stays and lies outside the cube starts anew.
  private cross(candidate: number, fill: number, uniforms: Float64Array, offset: number, trial: Float64Array): void {
    const { recombination } = this;
    const { members, n } = this.population;
    const current = candidate * n;
    if (this.isBinomial) {
      for (let k = 0; k < n; k++) {
        if (uniforms[offset + k] >= recombination && k !== fill) trial[offset + k] = members[current + k];
        else if (trial[offset + k] > 1 || trial[offset + k] < 0) trial[offset + k] = this.rng.random();
      }
      return;
    }
    let run = 1;
    while (run < n && uniforms[offset + run] < recombination) run += 1;
    for (let i = run; i < n; i++) {
      const k = (fill + i) % n;
      trial[offset + k] = members[current + k];
    }
    redrawOutside(trial, offset, offset + n, this.rng);
  }
}

/** Draws the coordinates `from` … `end` − 1 anew that left the unit cube: SciPy's remedy, in its order. */
export function redrawOutside(trials: Float64Array, from: number, end: number, rng: Generator): void {
  for (let i = from; i < end; i++) if (trials[i] > 1 || trials[i] < 0) trials[i] = rng.random();
}
