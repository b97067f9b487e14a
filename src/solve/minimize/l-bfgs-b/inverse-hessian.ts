/**
 * The inverse Hessian that L-BFGS-B leaves behind, as an operator made of its correction pairs.
 *
 * Source: Nocedal (1980), "Updating quasi-Newton matrices with limited storage", §4 (the two-loop recursion).
 */

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
  if (out !== v) out.set(v);
  multiplyInPlace(pairs, curvatures(pairs), [], out);
  return out;
}

// 1/(sᵀy) of each pair.
function curvatures({ n, count, sk, yk }: CorrectionPairs): readonly number[] {
  const rho: number[] = [];
  for (let i = 0; i < count; i++) rho.push(1 / rowDot(sk, i * n, yk, i * n, n));
  return rho;
}

// q := H·q; alpha is work space.
function multiplyInPlace(
  { n, count, sk, yk }: CorrectionPairs,
  rho: readonly number[],
  alpha: number[],
  q: Float64Array,
): void {
  for (let i = count - 1; i >= 0; i--) {
    const row = i * n;
    const a = rho[i] * rowDot(sk, row, q, 0, n);
    alpha[count - 1 - i] = a;
    for (let k = 0; k < n; k++) q[k] -= a * yk[row + k];
  }
  for (let i = 0; i < count; i++) {
    const row = i * n;
    const change = alpha[count - 1 - i] - rho[i] * rowDot(yk, row, q, 0, n);
    for (let k = 0; k < n; k++) q[k] += sk[row + k] * change;
  }
}

function rowDot(a: Float64Array, p: number, b: Float64Array, q: number, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += a[p + i] * b[q + i];
  return total;
}

/** H as a full matrix, row-major (n·n): column j is H·e_j.
 *  Cost: O(n²·count): for small n only. */
export function denseInverseHessian(pairs: CorrectionPairs): Float64Array {
  const { n } = pairs;
  const dense = new Float64Array(n * n);
  const column = new Float64Array(n);
  const rho = curvatures(pairs);
  const alpha: number[] = [];
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) column[i] = i === j ? 1 : 0;
    multiplyInPlace(pairs, rho, alpha, column);
    for (let i = 0; i < n; i++) dense[i * n + j] = column[i];
  }
  return dense;
}
