/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix, as `scipy.linalg.eigh`: Householder reduction to
 * tridiagonal form, then multiple relatively robust representations (`mrrr/`), in LAPACK's order of operations. The
 * last bits matter: COBYQA drops eigenvalues below one unit of rounding, and its paths fork on ties.
 *
 * Source: Dhillon, Parlett & Vömel (2006), "The design and implementation of the MRRR algorithm", ACM Trans. Math.
 * Softw. 32. Differs: where the representations fail, cyclic Jacobi rotations (Golub & Van Loan, Matrix Computations,
 * 4th ed., algorithm 8.5.3) take over; LAPACK bisects.
 */
import { jacobiEigen, type SymmetricEigen } from './jacobi-eigen';
import { rootRepresentations } from './mrrr/root';
import { blockEigenvectors } from './mrrr/tree';
import { Tridiagonal } from './mrrr/tridiagonal';

export type { SymmetricEigen };

/** Decomposes A, row-major (n·n), symmetric, finite. Cost: O(n³), of which 4/3·n³ are the reduction. */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  return new SymmetricEigenSolver(n).decompose(matrix);
}

/** Decomposes one matrix of order n after another in the same arrays. */
export class SymmetricEigenSolver {
  private readonly tridiagonal: Tridiagonal;
  private readonly values: Float64Array;
  private readonly vectors: Float64Array;

  constructor(readonly n: number) {
    this.tridiagonal = new Tridiagonal(n);
    this.values = new Float64Array(n);
    this.vectors = new Float64Array(n * n);
  }

  /** As `symmetricEigen`; the arrays of the answer hold until the next call. */
  decompose(matrix: Float64Array): SymmetricEigen {
    const { n, tridiagonal, values, vectors } = this;
    if (n < 3) return jacobiEigen(matrix, n);
    tridiagonal.reduce(matrix);
    const roots = rootRepresentations(tridiagonal);
    if (roots === null) return jacobiEigen(matrix, n);
    const { blocks, minPivot, low } = roots;
    vectors.fill(0);
    for (const block of blocks) {
      const found = blockEigenvectors(block, minPivot, low, n, block.begin, vectors);
      if (found === null) return jacobiEigen(matrix, n);
      values.set(found, block.begin);
    }
    if (blocks.length > 1) sortAscending(values, vectors, n);
    tridiagonal.restore(vectors);
    return { values, vectors };
  }
}

// By selection, which moves equal values as LAPACK does.
function sortAscending(values: Float64Array, vectors: Float64Array, n: number): void {
  for (let k = 0; k < n - 1; k++) {
    let least = k;
    for (let j = k + 1; j < n; j++) if (values[j] < values[least]) least = j;
    if (least === k) continue;
    [values[k], values[least]] = [values[least], values[k]];
    const row = vectors.slice(k * n, (k + 1) * n);
    vectors.copyWithin(k * n, least * n, (least + 1) * n);
    vectors.set(row, least * n);
  }
}
