/**
 * The inverse of the edge matrix, by LU factorization with partial pivoting.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), algorithm 3.4.1.
 */

/** Inverse of the matrix whose columns are the rows of `edges`: row-major `inverse` with
 *  Σ_i inverse[a·n+i]·edges[b·n+i] = δ_ab; null when the matrix is singular to working precision.
 *  Cost: O(n³). */
export function invert(edges: Float64Array, n: number): Float64Array | null {
  // `lu` is the transpose: row i, column j holds edges[j][i].
  const lu = new Float64Array(n * n);
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) lu[i * n + j] = edges[j * n + i];
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  for (let k = 0; k < n; k++) {
    let pivot = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(lu[i * n + k]) > Math.abs(lu[pivot * n + k])) pivot = i;
    if (!(Math.abs(lu[pivot * n + k]) > 0)) return null;
    if (pivot !== k) {
      swapRows(lu, n, k, pivot);
      swapRows(inverse, n, k, pivot);
    }
    for (let i = k + 1; i < n; i++) {
      const factor = lu[i * n + k] / lu[k * n + k];
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j++) lu[i * n + j] -= factor * lu[k * n + j];
      for (let j = 0; j < n; j++) inverse[i * n + j] -= factor * inverse[k * n + j];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = 0; j < n; j++) {
      let value = inverse[k * n + j];
      for (let i = k + 1; i < n; i++) value -= lu[k * n + i] * inverse[i * n + j];
      inverse[k * n + j] = value / lu[k * n + k];
    }
  }
  return inverse;
}

function swapRows(matrix: Float64Array, n: number, a: number, b: number): void {
  for (let j = 0; j < n; j++) {
    const kept = matrix[a * n + j];
    matrix[a * n + j] = matrix[b * n + j];
    matrix[b * n + j] = kept;
  }
}
