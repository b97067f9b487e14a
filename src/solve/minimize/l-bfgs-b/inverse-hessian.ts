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
  multiplyColumns(pairs, out, 1);
  return out;
}

/** H as a full matrix, row-major (n·n).
 *  Cost: O(n²·count): for small n only. */
export function denseInverseHessian(pairs: CorrectionPairs): Float64Array {
  const { n } = pairs;
  const dense = new Float64Array(n * n);
  for (let i = 0; i < n; i++) dense[i * n + i] = 1;
  multiplyColumns(pairs, dense, n);
  return dense;
}

// Q := H·Q for a row-major matrix of `width` columns: the two loops over the pairs, all columns side by side.
function multiplyColumns({ n, count, sk, yk }: CorrectionPairs, Q: Float64Array, width: number): void {
  const rho: number[] = [];
  const alpha: number[] = [];
  for (let i = count - 1; i >= 0; i--) {
    const row = i * n;
    const inverse = 1 / columnDot(sk, row, yk, row, 1, n);
    rho.push(inverse);
    for (let j = 0; j < width; j++) {
      const a = inverse * columnDot(sk, row, Q, j, width, n);
      alpha.push(a);
      for (let k = 0; k < n; k++) Q[k * width + j] -= a * yk[row + k];
    }
  }
  for (let i = 0; i < count; i++) {
    const row = i * n;
    const at = count - 1 - i;
    for (let j = 0; j < width; j++) {
      const change = alpha[at * width + j] - rho[at] * columnDot(yk, row, Q, j, width, n);
      for (let k = 0; k < n; k++) Q[k * width + j] += sk[row + k] * change;
    }
  }
}

// a[p …]ᵀ·(a column of Q)
function columnDot(a: Float64Array, p: number, Q: Float64Array, column: number, width: number, n: number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += a[p + i] * Q[i * width + column];
  return total;
}
