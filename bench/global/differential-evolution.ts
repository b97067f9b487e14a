/**
 * Differential evolution on Rastrigin-10: popsize 15 (150 members), 200 generations, no polish, tol 0, so that every
 * side makes 150 + 200·150 evaluations.
 *
 * The hand-written anchor is the loop of best/1/bin with dither as a person writes it around a callback: flat arrays,
 * mulberry32 as its generator. Ours draws NumPy's PCG64 stream in SciPy's order. SciPy's own runs `vectorized=True`,
 * its fastest, and there ours uses the same deferred updating.
 */
import { differentialEvolution } from '../../src/drive/global/differential-evolution';
import type { SciPy } from '../scipy';
import { compare, timerOf, type BenchRow } from '../timing';

const N = 10;
const REACH = 5.12;
const MEMBERS = 15 * N;
const GENERATIONS = 200;

function rastrigin(x: Float64Array): number {
  let sum = 10 * x.length;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]! - 10 * Math.cos(2 * Math.PI * x[i]!);
  return sum;
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function evolveByHand(fun: (x: Float64Array) => number, seed: number): number {
  const random = mulberry32(seed);
  const members = Float64Array.from({ length: MEMBERS * N }, () => (2 * random() - 1) * REACH);
  const values = new Float64Array(MEMBERS);
  const trial = new Float64Array(N);
  let best = 0;
  for (let i = 0; i < MEMBERS; i++) {
    values[i] = fun(members.subarray(i * N, (i + 1) * N));
    if (values[i]! < values[best]!) best = i;
  }
  for (let generation = 0; generation < GENERATIONS; generation++) {
    const scale = 0.5 + 0.5 * random();
    for (let i = 0; i < MEMBERS; i++) {
      let a = i;
      while (a === i) a = (random() * MEMBERS) | 0;
      let b = i;
      while (b === i || b === a) b = (random() * MEMBERS) | 0;
      const forced = (random() * N) | 0;
      for (let k = 0; k < N; k++) {
        let value = members[i * N + k]!;
        if (k === forced || random() < 0.7) {
          value = members[best * N + k]! + scale * (members[a * N + k]! - members[b * N + k]!);
          if (value < -REACH || value > REACH) value = (2 * random() - 1) * REACH;
        }
        trial[k] = value;
      }
      const f = fun(trial);
      if (f > values[i]!) continue;
      values[i] = f;
      members.set(trial, i * N);
      if (f < values[best]!) best = i;
    }
  }
  return values[best]!;
}

/** Against the loop by hand, and against SciPy. */
export async function benchDifferentialEvolution(scipy: SciPy | null): Promise<BenchRow[]> {
  const bounds = Array.from({ length: N }, () => [-REACH, REACH] as const);
  const evolve = (updating: 'immediate' | 'deferred') => (): number =>
    differentialEvolution({ fun: rastrigin }, bounds, {
      popsize: 15,
      maxiter: GENERATIONS,
      tol: 0,
      polish: false,
      rng: 1,
      updating,
    }).fun;
  const byHand = timerOf(() => evolveByHand(rastrigin, 1));
  const theirs = scipy?.timer('evolve') ?? null;
  return [
    await compare('DE, against a loop by hand', 2, timerOf(evolve('immediate')), byHand, 1500),
    await compare('DE, against SciPy, vectorized=True', 1 / 15, timerOf(evolve('deferred')), theirs, 3000),
  ];
}
