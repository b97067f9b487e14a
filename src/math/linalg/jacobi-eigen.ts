/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi rotations in cyclic order: slow, and it cannot fail.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), algorithm 8.5.3.
 */
const SWEEPS = 60;
const EPS = 2 ** -52;

export interface SymmetricEigen {
  /** (n), ascending */
  readonly values: Float64Array;
  /** row-major (n·n): row k is the unit eigenvector of values[k] */
  readonly vectors: Float64Array;
}

/** Decomposes A, row-major (n·n), symmetric. Cost: O(n³) a sweep, usually six to ten sweeps. */
export function jacobiEigen(matrix: Float64Array, n: number): SymmetricEigen {
  const A = matrix.slice();
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let isDiagonal = true;
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = A[p * n + q];
        if (!(Math.abs(off) > (EPS / 4) * Math.sqrt(Math.abs(A[p * n + p] * A[q * n + q])))) continue;
        if (Math.abs(off) < Number.MIN_VALUE * 2 ** 52) continue;
        isDiagonal = false;
        const tau = (A[q * n + q] - A[p * n + p]) / (2 * off);
        const tangent = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const cos = 1 / Math.sqrt(1 + tangent * tangent);
        const sin = cos * tangent;
        rotateRows(A, n, p, q, cos, sin);
        rotateColumns(A, n, p, q, cos, sin);
        A[p * n + q] = A[q * n + p] = 0;
        rotateRows(vectors, n, p, q, cos, sin);
      }
    }
    if (isDiagonal) break;
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => A[a * n + a] - A[b * n + b]);
  const sorted = new Float64Array(n * n);
  order.forEach((from, to) => sorted.set(vectors.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => A[i * n + i]), vectors: sorted };
}

function rotateRows(A: Float64Array, n: number, p: number, q: number, cos: number, sin: number): void {
  for (let j = 0; j < n; j++) {
    const first = A[p * n + j];
    const second = A[q * n + j];
    A[p * n + j] = cos * first - sin * second;
    A[q * n + j] = sin * first + cos * second;
  }
}

function rotateColumns(A: Float64Array, n: number, p: number, q: number, cos: number, sin: number): void {
  for (let i = 0; i < n; i++) {
    const first = A[i * n + p];
    const second = A[i * n + q];
    A[i * n + p] = cos * first - sin * second;
    A[i * n + q] = sin * first + cos * second;
  }
}
