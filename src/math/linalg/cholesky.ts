/**
 * Cholesky factorization A = UᵀU of a dense symmetric matrix, and triangular systems.
 * Source: Golub & Van Loan (2013), §4.2; order of operations as LAPACK's unblocked `potf2` (upper form).
 */

/** Factors the upper triangle of A (n·n, row-major) into U (n·n), zero below the diagonal.
 *  @returns 0, or k ≥ 1 when the leading k × k part is not positive definite: rows 0 … k − 2 of U are then valid
 *  Cost: n³/3 operations, no allocation. */
export function choleskyUpper(A: Float64Array, U: Float64Array, n: number): number {
  U.fill(0, 0, n * n);
  for (let j = 0; j < n; j++) {
    let squares = 0;
    for (let k = 0; k < j; k++) squares += U[k * n + j] * U[k * n + j];
    const pivot = A[j * n + j] - squares;
    if (pivot <= 0) return j + 1;
    const diagonal = Math.sqrt(pivot);
    U[j * n + j] = diagonal;
    const inverse = 1 / diagonal;
    for (let i = j + 1; i < n; i++) {
      let inner = 0;
      for (let k = 0; k < j; k++) inner += U[k * n + j] * U[k * n + i];
      U[j * n + i] = (A[j * n + i] - inner) * inverse;
    }
  }
  return 0;
}

/** Solves Uᵀ y = b in place. U is upper triangular with leading dimension `stride`. */
export function solveTransposedUpper(U: Float64Array, b: Float64Array, n: number, stride = n): void {
  for (let i = 0; i < n; i++) {
    let value = b[i];
    for (let k = 0; k < i; k++) value -= U[k * stride + i] * b[k];
    b[i] = value / U[i * stride + i];
  }
}

/** Solves U x = b in place. U is upper triangular with leading dimension `stride`. */
export function solveUpper(U: Float64Array, b: Float64Array, n: number, stride = n): void {
  for (let i = n - 1; i >= 0; i--) {
    let value = b[i];
    for (let k = i + 1; k < n; k++) value -= U[i * stride + k] * b[k];
    b[i] = value / U[i * stride + i];
  }
}
