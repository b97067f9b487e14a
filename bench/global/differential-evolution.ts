/**
 * Differential evolution on Rastrigin-10: popsize 15 (150 members), 200 generations, no polish, tol 0, so that every
 * side makes 150 + 200·150 evaluations.
 *
 * The hand-written anchor is the loop of best/1/bin with dither as a person writes it around a callback: flat arrays,
 * mulberry32 as its generator, one trial buffer. Ours draws NumPy's PCG64 stream in SciPy's order, and every point it asks about stays as it is.
 * SciPy's own runs `vectorized=True`, its fastest: deferred updating and one call of NumPy for a generation. There ours uses the
 * same deferred updating and has a `funBatch`; both follow the same path.
 *
 * Both goals are missed. What a trial cost on one machine (3.5 GHz, times of the processor alone) until way 6: 0.40 µs by hand, of which
 * 0.15 µs are Rastrigin; 1.25 µs ours, of which 0.51 µs are draws that SciPy's path asks for. SciPy's permutation is shuffled for
 * every trial: 149 indices by masking and rejection take 216 draws, 108 steps of PCG64, and then 149 exchanges. Tried, and measured
 * per trial:
 * 1. PCG64 in WebAssembly instead of 32-bit halves in JavaScript: 0.75 µs for the draws of a trial instead of 3.
 * 2. Steps whose upper half is multiplied last, and that carry the increment inside the partial products: 2.2 ns (8 cycles) a step
 *    instead of 2.7. There is no product of 64-bit integers with its upper half in WebAssembly, so 7 products stand for 3, and 108 steps
 *    cannot take less than 0.24 µs this way: the chain of one stream is 4 cycles, the throughput 8.
 * 3. Accepting without a branch, by the sign of a difference; masks constant in an inner loop: 0.39 µs for steps and rejection, where
 *    0.24 are the steps and most of the rest the eight ends of the classes of one mask, which nobody can predict.
 * 4. All draws into memory first, then rejection, one by one: 0.24 + 0.21 µs; two draws at a time, the threshold of the second made
 *    from the first so that both compare at once: 0.24 + 0.17 µs. No better than 3, where the steps hide behind the rejection.
 * 5. Tracing the few places that matter back through the exchanges: the permutation is carried over to the next trial, so that each
 *    place would be traced back to the first. The exchanges take 0.13 µs.
 * 6. One call for all draws of a trial with the permutation and the stream at home in WebAssembly's memory, the requests asked
 *    by the outermost generator, pictures only where somebody looks: 46.7 → 37.5 ms a run, and 55 → 37 ms with deferred updating.
 * What follows was measured later by turns on a machine with other work, where all takes 1.6 times as long (way 3: 0.64 µs).
 * 7. Three products instead of four for the upper half of a step (Karatsuba), six in all: 0.83 of a step, but 0.97 of the draws, most of
 *    which hid behind the rejection. Kept.
 * 8. Two streams side by side in the lanes of vectors, each two steps ahead by the squared multiplier, ten products of 32 bits for two
 *    steps (extmul and i64x2.mul), the turn of the output by scalars, draws in blocks in memory: 0.31 µs for 108 steps instead of 0.42.
 *    Then rejection from memory, four draws at a time, accepted ones moved together by a shuffle, one by one where a draw is within
 *    three of the bound: 0.32 µs. Together 0.63, and 7 with its rejection 0.62: no better, since there the steps hide it.
 * 9. Around the draws: one request object for a run, a view made from its buffer (32 ns) instead of by subarray (48 ns), a coordinate that
 *    left the cube drawn anew in the loop that crosses, a generation without constraints asked about without lists of rows: with 7
 *    together 0.95 of a run, and 0.91 with deferred updating. Kept. All loops of a trial in one, for best/1/bin alone: another 0.97.
 * What is left of a run, found by turning it off piece by piece: draws 0.54, Rastrigin 0.17, the generator and its driver 0.04, the view
 * 0.06, the rest 0.19. Draws and Rastrigin alone are 2.1 times the loop by hand, and a twelfth of SciPy.
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

function rastriginBatch(points: Float64Array): Float64Array {
  const values = new Float64Array(points.length / N);
  for (let i = 0; i < values.length; i++) {
    let sum = 10 * N;
    for (let k = i * N; k < (i + 1) * N; k++) sum += points[k]! * points[k]! - 10 * Math.cos(2 * Math.PI * points[k]!);
    values[i] = sum;
  }
  return values;
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
    differentialEvolution({ fun: rastrigin, funBatch: rastriginBatch }, bounds, {
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
