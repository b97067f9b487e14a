/**
 * Latin hypercube designs; point for point scipy.stats.qmc.LatinHypercube.
 *
 * Source: M. D. McKay, R. J. Beckman, W. J. Conover (1979) for strength 1: each of n equal slices of every axis holds one
 * point. Strength 2: B. Tang, "Orthogonal array-based Latin hypercubes" (1993), over Bose's array for a prime p, n = p².
 */
import type { Generator } from '../random/generator';
import { engineRng, type QmcEngine, type QmcRng } from './engine';

export interface LatinHypercubeOptions {
  /** a random place in each cell (true, the default) or its center */
  readonly scramble?: boolean;
  /** 1, or 2: an orthogonal array of strength two */
  readonly strength?: 1 | 2;
  readonly rng?: QmcRng;
}

/** Latin hypercube samples of [0, 1)^d. Each call is a design of its own. */
export class LatinHypercube implements QmcEngine {
  private readonly rng: Generator;
  private readonly scramble: boolean;
  private readonly strength: 1 | 2;

  constructor(
    readonly d: number,
    options: LatinHypercubeOptions = {},
  ) {
    this.rng = engineRng(options.rng ?? 0);
    this.scramble = options.scramble ?? true;
    this.strength = options.strength ?? 1;
  }

  /** A design of `count` points, row-major (count·d).
   *  @throws RangeError at strength 2 when count is not the square of a prime p ≥ d − 1 */
  random(count: number): Float64Array {
    return this.strength === 1 ? this.sliced(count) : this.orthogonal(count);
  }

  private sliced(n: number): Float64Array {
    const { d } = this;
    const offsets = this.scramble ? this.rng.randomArray(n * d) : new Float64Array(n * d).fill(0.5);
    for (let k = 0; k < d; k++) {
      const slices = this.rng.permutation(n);
      for (let i = 0; i < n; i++) offsets[i * d + k] = (slices[i] + 1 - offsets[i * d + k]) / n;
    }
    return offsets;
  }

  private orthogonal(n: number): Float64Array {
    const p = Math.floor(Math.sqrt(n));
    const columns = p + 1;
    if (p * p !== n || !isPrime(p)) throw new RangeError(`LatinHypercube: ${n} is not the square of a prime number.`);
    if (this.d > columns) throw new RangeError(`LatinHypercube: n must be larger than (d − 1)²; got ${n}.`);
    const levels = Array.from({ length: columns }, (_, j) => {
      const relabeled = this.rng.permutation(p);
      return Array.from({ length: n }, (_row, i) => relabeled[boseEntry(i, j, p)]);
    });
    const placer = new LatinHypercube(1, { scramble: this.scramble, rng: this.rng });
    const out = new Float64Array(n * this.d);
    for (let j = 0; j < columns; j++) {
      for (let level = 0; level < p; level++) {
        const within = placer.random(p);
        let used = 0;
        for (let i = 0; i < n; i++) {
          if (levels[j][i] !== level) continue;
          const value = (within[used++] + level) / p;
          if (j < this.d) out[i * this.d + j] = value;
        }
      }
    }
    return out;
  }
}

/** Entry of Bose's orthogonal array: the two digits of the row, then their sums a + j·b (mod p). */
function boseEntry(row: number, column: number, p: number): number {
  const a = row % p;
  const b = Math.floor(row / p);
  if (column === 0) return a;
  if (column === 1) return b;
  return (a + (column - 1) * b) % p;
}

function isPrime(n: number): boolean {
  for (let k = 2; k * k <= n; k++) if (n % k === 0) return false;
  return n > 1;
}
