/**
 * Eigenvalues and eigenvectors of a small symmetric matrix.
 *
 * Source: C. G. J. Jacobi (1846), cyclic sweeps; rotation formulas after Golub & Van Loan, Matrix Computations, §8.5.2. Chosen over
 * tridiagonal QR for its accuracy on small eigenvalues of positive definite matrices, which CMA-ES lives on.
 */

/** A = Σ values[i]·v[i]·v[i]ᵀ; row i of `vectors` (n·n) is v[i]. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** @param A  symmetric, row-major (n·n); read only
 *  Cost: O(n³) per sweep, about six to ten sweeps. */
export function symmetricEigen(A: Float64Array, n: number): SymmetricEigen {
  const a = A.slice();
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < 50; sweep++) {
    let isDiagonal = true;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q];
        const size = Math.abs(a[p * n + p]) + Math.abs(a[q * n + q]);
        if (Math.abs(off) <= 1e-17 * size || off === 0) continue;
        isDiagonal = false;
        rotate(a, vectors, n, p, q);
      }
    }
    if (isDiagonal) break;
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]), vectors };
}

function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const x = a[k * n + p];
    const y = a[k * n + q];
    a[k * n + p] = c * x - s * y;
    a[k * n + q] = s * x + c * y;
  }
  for (let k = 0; k < n; k++) {
    const x = a[p * n + k];
    const y = a[q * n + k];
    a[p * n + k] = c * x - s * y;
    a[q * n + k] = s * x + c * y;
    const v = vectors[p * n + k];
    const w = vectors[q * n + k];
    vectors[p * n + k] = c * v - s * w;
    vectors[q * n + k] = s * v + c * w;
  }
  a[p * n + q] = 0;
  a[q * n + p] = 0;
}
