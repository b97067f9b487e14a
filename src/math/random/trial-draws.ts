/**
 * What one trial of differential evolution draws, in SciPy's order: a coordinate, a few other members, a uniform for each coordinate.
 *
 * SciPy finds the members by shuffling one standing permutation of all indices again for each trial and looking at its front.
 * That is nearly all of the draws, so it happens in the kernel, where the permutation stays from one trial to the next.
 */
import type { Generator, Shuffleable } from './generator';
import { Pcg64 } from './pcg64';
import {
  CAPACITY,
  INTEGER,
  ORDER,
  PARTNER_COUNT,
  PARTNERS,
  type PcgKernel,
  RESULTS,
  type Tenant,
} from './pcg64-kernel';

/** Members that are looked for; a population of five has one less. */
export const MOST_PARTNERS = PARTNER_COUNT;

/** Draws for a whole generation. */
export interface GenerationDraws {
  /** different members other than the candidate (size·MOST_PARTNERS) */
  readonly partners: Int32Array;
  /** one coordinate for each candidate (size) */
  readonly coordinates: Int32Array;
  /** on [0, 1) (size·n) */
  readonly uniforms: Float64Array;
}

/** The draws of one run. What the fields hold is good until the next call. */
export class TrialDraws implements Tenant {
  /** different members other than the candidate */
  readonly partners: Int32Array;
  /** on [0, 1), one for each coordinate */
  readonly uniforms: Float64Array<ArrayBuffer>;
  private order: Int32Array;
  private readonly kernel: PcgKernel | null;
  private readonly stream: Pcg64 | null;

  /** @param size  members, at least 5
   *  @param n     coordinates */
  constructor(
    private readonly rng: Generator,
    private readonly size: number,
    private readonly n: number,
  ) {
    this.order = Int32Array.from({ length: size }, (_, i) => i);
    this.stream = rng.bits instanceof Pcg64 ? rng.bits : null;
    const isSmall = size <= CAPACITY && size > MOST_PARTNERS && n > 1 && 2 * n <= CAPACITY;
    this.kernel = isSmall ? (this.stream?.kernel ?? null) : null;
    this.partners = this.kernel?.words.subarray(PARTNERS, PARTNERS + MOST_PARTNERS) ?? new Int32Array(MOST_PARTNERS);
    this.uniforms = this.kernel?.doubles.subarray(RESULTS / 2, RESULTS / 2 + n) ?? new Float64Array(n);
  }

  /** Draws for one candidate.
   *  @returns  the coordinate; the rest is in `partners` and `uniforms` */
  next(candidate: number): number {
    const { kernel } = this;
    if (kernel) {
      this.lodge(kernel);
      kernel.trial(this.n, this.size - 1, candidate);
      return kernel.words[INTEGER];
    }
    const coordinate = this.rng.integers(0, this.n);
    this.shuffle(candidate, this.partners, 0);
    this.rng.fillRandom(this.uniforms);
    return coordinate;
  }

  /** Draws for all candidates at once: then SciPy draws all partners first, next all coordinates, then all uniforms. */
  all(): GenerationDraws {
    const { size, n, kernel } = this;
    const partners = new Int32Array(size * MOST_PARTNERS);
    const coordinates = new Int32Array(size);
    if (kernel) {
      this.lodge(kernel);
      const most = Math.floor((CAPACITY - 1) / MOST_PARTNERS);
      for (let first = 0; first < size; first += most) {
        const end = Math.min(size, first + most);
        kernel.partners(first, size - 1, end);
        partners.set(kernel.results((end - first) * MOST_PARTNERS), first * MOST_PARTNERS);
      }
      kernel.integers(size, n);
      coordinates.set(kernel.results(size));
    } else {
      for (let i = 0; i < size; i++) this.shuffle(i, partners, i * MOST_PARTNERS);
      for (let i = 0; i < size; i++) coordinates[i] = this.rng.integers(0, n);
    }
    return { partners, coordinates, uniforms: this.rng.randomArray(size * n) };
  }

  takeBack(): void {
    this.order = this.kernel!.words.slice(ORDER, ORDER + this.size);
  }

  private lodge(kernel: PcgKernel): void {
    this.stream!.lodge();
    if (kernel.permutation === this) return;
    kernel.permutation?.takeBack();
    kernel.permutation = this;
    kernel.words.set(this.order, ORDER);
  }

  private shuffle(candidate: number, partners: Shuffleable, at: number): void {
    const { order } = this;
    this.rng.shuffle(order);
    let count = 0;
    for (let i = 0; i < order.length && count < MOST_PARTNERS; i++) {
      if (order[i] !== candidate) partners[at + count++] = order[i];
    }
  }
}
