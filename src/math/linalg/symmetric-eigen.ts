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
import { Splitting } from './mrrr/split';
import { RepresentationTree } from './mrrr/tree';
import { Tridiagonal } from './mrrr/tridiagonal';

export type { SymmetricEigen };

/** Decomposes A, row-major (n·n), symmetric, finite. Cost: O(n³), of which 4/3·n³ are the reduction. */
export function symmetricEigen(matrix: Float64Array, n: number): SymmetricEigen {
  return new SymmetricEigenSolver(n).decompose(matrix);
}

/** Decomposes one matrix of order n after another in the same arrays. */
export class SymmetricEigenSolver {
  private readonly tridiagonal: Tridiagonal;
  private readonly splitting: Splitting;
  private readonly trees: (RepresentationTree | undefined)[] = [];
  private readonly values: Float64Array;
  private readonly vectors: Float64Array;

  constructor(readonly n: number) {
    this.tridiagonal = new Tridiagonal(n);
    this.splitting = new Splitting(n);
    this.values = new Float64Array(n);
    this.vectors = new Float64Array(n * n);
  }

  /** As `symmetricEigen`; the arrays of the answer hold until the next call. */
  decompose(matrix: Float64Array): SymmetricEigen {
    const { n, tridiagonal, splitting, values, vectors } = this;
    if (n < 3) return jacobiEigen(matrix, n);
    tridiagonal.reduce(matrix);
    splitting.split(tridiagonal);
    vectors.fill(0);
    for (let b = 0, begin = 0; b < splitting.count; begin = splitting.ends[b++]) {
      if (!this.solveBlock(begin, splitting.ends[b])) return jacobiEigen(matrix, n);
    }
    if (splitting.count > 1) sortAscending(values, vectors, n);
    tridiagonal.restore(vectors);
    return { values, vectors };
  }

  private solveBlock(begin: number, end: number): boolean {
    const { n, tridiagonal, splitting, values, vectors, trees } = this;
    const size = end - begin;
    if (size === 1) {
      vectors[begin * n + begin] = 1;
      // A zero without a sign, as the sum with a shift has.
      values[begin] = tridiagonal.diagonal[begin] + 0;
      return true;
    }
    const tree = (trees[size] ??= new RepresentationTree(size));
    if (!tree.run(splitting, begin, vectors)) return false;
    for (let k = 0; k < size; k++) values[begin + k] = tree.eigenvalues[k];
    return true;
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
