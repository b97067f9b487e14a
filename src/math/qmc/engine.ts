/** What the quasi-random engines share: a private random stream, and how a seed becomes one. */
import { defaultRng, Generator } from '../random/generator';

/** A seed, or a generator from which an independent child is spawned, as scipy.stats.qmc does. */
export type QmcRng = Generator | number;

/** The stream of an engine: NumPy's default_rng(seed), or a child of the given generator. */
export function engineRng(rng: QmcRng): Generator {
  return rng instanceof Generator ? rng.spawn(1)[0] : defaultRng(rng);
}

/** A source of points in the unit cube [0, 1)^d. */
export interface QmcEngine {
  readonly d: number;
  /** the next `count` points, row-major (count·d) */
  random(count: number): Float64Array;
}
