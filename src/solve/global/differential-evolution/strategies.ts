/**
 * The mutation strategies of differential evolution and its two crossovers.
 *
 * Source: R. Storn and K. Price, "Differential evolution: a simple and efficient heuristic", J. Global Optim. 11 (1997);
 * randtobest and currenttobest as in K. Price, R. Storn, J. Lampinen (2005). A name is base, number of differences, crossover:
 * 'best1bin' adds one difference to the best member and crosses coordinate by coordinate.
 */
import type { Generator } from '../../../math/random/generator';
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
  private readonly order: Int32Array;
  private readonly sample = new Int32Array(5);
  private readonly mutant: Float64Array;
  private readonly draws: Float64Array<ArrayBuffer>;

  /** @throws OptionError when the population is too small for the strategy */
  constructor(
    strategy: Strategy,
    private readonly recombination: number,
    private readonly rng: Generator,
    private readonly population: Population,
  ) {
    this.mutation = strategy.slice(0, -3) as Mutation;
    this.isBinomial = strategy.endsWith('bin');
    this.order = Int32Array.from({ length: population.size }, (_, i) => i);
    this.mutant = new Float64Array(population.n);
    this.draws = new Float64Array(population.n);
    if (population.size <= partners[this.mutation]) {
      throw new OptionError(
        `Strategy ${strategy} needs more than ${partners[this.mutation]} members; the population has ${population.size}.`,
        'popsize',
      );
    }
  }

  /** The trial for one member (n, unit cube, possibly outside), written into `trial`. */
  one(candidate: number, F: number, trial: Float64Array): void {
    const fill = this.rng.integers(0, this.population.n);
    this.select(candidate);
    this.mutate(candidate, F);
    this.cross(candidate, fill, this.rng.fillRandom(this.draws), 0, trial, 0);
  }

  /** Trials for all members (size·n): SciPy then draws all partners first, next all fill points, then all crossovers. */
  all(F: number): Float64Array {
    const { size, n } = this.population;
    const mutants = new Float64Array(size * n);
    for (let i = 0; i < size; i++) {
      this.select(i);
      this.mutate(i, F);
      mutants.set(this.mutant, i * n);
    }
    const fills = Int32Array.from({ length: size }, () => this.rng.integers(0, n));
    const draws = this.rng.randomArray(size * n);
    const trials = new Float64Array(size * n);
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < n; k++) this.mutant[k] = mutants[i * n + k];
      this.cross(i, fills[i], draws, i * n, trials, i * n);
    }
    return trials;
  }

  // Different members other than the candidate: the front of a standing permutation, shuffled again each time.
  private select(candidate: number): void {
    this.rng.shuffle(this.order);
    let count = 0;
    for (let i = 0; i < this.order.length && count < 5; i++) {
      if (this.order[i] !== candidate) this.sample[count++] = this.order[i];
    }
  }

  private mutate(candidate: number, F: number): void {
    const { members: p, n } = this.population;
    const out = this.mutant;
    const a = this.sample[0] * n;
    const b = this.sample[1] * n;
    const c = this.sample[2] * n;
    const d = this.sample[3] * n;
    const e = this.sample[4] * n;
    const current = candidate * n;
    switch (this.mutation) {
      case 'best1':
        for (let k = 0; k < n; k++) out[k] = p[k] + F * (p[a + k] - p[b + k]);
        return;
      case 'rand1':
        for (let k = 0; k < n; k++) out[k] = p[a + k] + F * (p[b + k] - p[c + k]);
        return;
      case 'randtobest1':
        for (let k = 0; k < n; k++) {
          const toBest = p[a + k] + F * (p[k] - p[a + k]);
          out[k] = toBest + F * (p[b + k] - p[c + k]);
        }
        return;
      case 'currenttobest1':
        for (let k = 0; k < n; k++) out[k] = p[current + k] + F * (p[k] - p[current + k] + p[a + k] - p[b + k]);
        return;
      case 'best2':
        for (let k = 0; k < n; k++) out[k] = p[k] + F * (p[a + k] + p[b + k] - p[c + k] - p[d + k]);
        return;
      case 'rand2':
        for (let k = 0; k < n; k++) out[k] = p[a + k] + F * (p[b + k] + p[c + k] - p[d + k] - p[e + k]);
        return;
      default:
        this.mutation satisfies never;
    }
  }

  // At least the coordinate `fill` comes from the mutant; exponential crossover takes a run that starts there.
  private cross(
    candidate: number,
    fill: number,
    draws: Float64Array,
    offset: number,
    trial: Float64Array,
    at: number,
  ): void {
    const { mutant, recombination } = this;
    const { members, n } = this.population;
    for (let k = 0; k < n; k++) trial[at + k] = members[candidate * n + k];
    if (this.isBinomial) {
      for (let k = 0; k < n; k++) if (k === fill || draws[offset + k] < recombination) trial[at + k] = mutant[k];
      return;
    }
    for (let i = 0; i < n && (i === 0 || draws[offset + i] < recombination); i++) {
      const k = (fill + i) % n;
      trial[at + k] = mutant[k];
    }
  }
}
