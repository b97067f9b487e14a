/**
 * The inverse Hessian that L-BFGS-B leaves behind, as an operator made of its correction pairs.
 *
 * Source: Nocedal (1980), "Updating quasi-Newton matrices with limited storage", §4 (the two-loop recursion).
 */
import { dot } from '../../../math/linalg/sums';

/** Correction pairs in the order in which they are stored: `count` rows of n numbers each, row-major. */
export interface CorrectionPairs {
  readonly n: number;
  readonly count: number;
  readonly sk: Float64Array;
  readonly yk: Float64Array;
}

/** H·v for the L-BFGS approximation H of the inverse Hessian; H = I without pairs.
 *  @param v    vector (n); read only
 *  @param out  receives the product (n); may be `v`
 *  Cost: O(n·count). */
export function multiplyInverseHessian(pairs: CorrectionPairs, v: Float64Array, out: Float64Array): Float64Array {
  const { n, count, sk, yk } = pairs;
  const alpha = new Float64Array(count);
  const rho = new Float64Array(count);
  const q = out === v ? out : (out.set(v), out);
  for (let i = count - 1; i >= 0; i--) {
    const s = sk.subarray(i * n, (i + 1) * n);
    const y = yk.subarray(i * n, (i + 1) * n);
    rho[i] = 1 / dot(s, y);
    alpha[i] = rho[i] * dot(s, q);
    for (let k = 0; k < n; k++) q[k] -= alpha[i] * y[k];
  }
  for (let i = 0; i < count; i++) {
    const s = sk.subarray(i * n, (i + 1) * n);
    const beta = rho[i] * dot(yk.subarray(i * n, (i + 1) * n), q);
    for (let k = 0; k < n; k++) q[k] += s[k] * (alpha[i] - beta);
  }
  return q;
}

/** H as a full matrix, row-major (n·n): column j is H·e_j.
 *  Cost: O(n²·count): for small n only. */
export function denseInverseHessian(pairs: CorrectionPairs): Float64Array {
  const { n } = pairs;
  const dense = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    column.fill(0);
    column[j] = 1;
    multiplyInverseHessian(pairs, column, column);
    for (let i = 0; i < n; i++) dense[i * n + j] = column[i];
  }
  return dense;
}
