/**
 * The Newton step −B⁻¹·g of the limited-memory matrix by two passes over its pairs.
 *
 * Source: Nocedal (1980), "Updating quasi-Newton matrices with limited storage", §4. Without bounds it is the same step as
 * the compact form's in exact arithmetic, and needs neither K nor its inner products: for long vectors that is faster.
 * Each update of the vector and the next inner product with it share one loop.
 */
import { blasDot } from './kernels';
import type { CompactMemory } from './memory';

/** Computes steps; holds the coefficients of one run. */
export class TwoLoop {
  private readonly alpha: Float64Array;
  // Views of the columns by slot: plain indices keep the inner loop short.
  private readonly s: readonly Float64Array[];
  private readonly y: readonly Float64Array[];

  constructor(private readonly memory: CompactMemory) {
    const { n, m, S, Y } = memory;
    this.alpha = new Float64Array(m);
    this.s = Array.from({ length: m }, (_, slot) => S.subarray(slot * n, (slot + 1) * n));
    this.y = Array.from({ length: m }, (_, slot) => Y.subarray(slot * n, (slot + 1) * n));
  }

  /** step := B⁻¹·g·θ (n): the Newton step times −θ, which the caller applies with its own loop.
   *  Cost: 4·n·size products, no allocation. */
  solveScaled(g: Float64Array, step: Float64Array): void {
    const { memory, alpha, s, y } = this;
    const { m, size, head, theta, SY } = memory;
    step.set(g);
    const last = size - 1;
    let product = blasDot(s[(head + last) % m], 0, step, 0, step.length);
    for (let j = last; j >= 0; j--) {
      alpha[j] = product / SY[j + m * j];
      const slot = (head + j) % m;
      // The way back begins with the oldest y.
      const next = j > 0 ? s[(head + j - 1) % m] : y[slot];
      product = addThenDot(step, y[slot], -alpha[j], next);
    }
    for (let j = 0; j < size; j++) {
      const coefficient = theta * alpha[j] - product / SY[j + m * j];
      product = addThenDot(step, s[(head + j) % m], coefficient, y[(head + Math.min(j + 1, last)) % m]);
    }
  }
}

/** v += coefficient·a.
 *  @returns  the inner product of the new v with b */
function addThenDot(v: Float64Array, a: Float64Array, coefficient: number, b: Float64Array): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = v.length - (v.length % 4);
  for (let i = 0; i < whole; i += 4) {
    const v0 = v[i] + coefficient * a[i];
    const v1 = v[i + 1] + coefficient * a[i + 1];
    const v2 = v[i + 2] + coefficient * a[i + 2];
    const v3 = v[i + 3] + coefficient * a[i + 3];
    v[i] = v0;
    v[i + 1] = v1;
    v[i + 2] = v2;
    v[i + 3] = v3;
    s0 += v0 * b[i];
    s1 += v1 * b[i + 1];
    s2 += v2 * b[i + 2];
    s3 += v3 * b[i + 3];
  }
  let sum = s0 + s1 + (s2 + s3);
  for (let i = whole; i < v.length; i++) {
    v[i] += coefficient * a[i];
    sum += v[i] * b[i];
  }
  return sum;
}
