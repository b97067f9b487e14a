/**
 * Projections on the null space and the row space of a full-rank Jacobian, and least-squares multipliers.
 *
 * Source: Gould, Hribar & Nocedal (2001), "On the solution of equality constrained quadratic programming problems
 * arising in optimization", SIAM J. Sci. Comput. 23, sections 3–5 (with iterative refinement); the factorization
 * is QR with column pivoting, or the singular value decomposition where the Jacobian is rank deficient.
 * Bounds alone make a sparse Jacobian in SciPy, which factorizes the augmented system instead (`augmented`).
 */
import { applyRows, kernelDot, kernelNorm } from '../../../math/linalg/kernels';
import { vecMat } from '../../../math/linalg/products';
import { BoundsSystem } from './augmented';
import { OptionError } from '../../errors';
import { pivotedQr, solveUpper, solveUpperTransposed } from '../../../math/linalg/qr';
import { thinSvd } from '../../../math/linalg/svd';

const ORTHOGONALITY = 1e-12;
const MAX_REFINEMENTS = 3;
const RANK_TOLERANCE = 1e-15;

/** For a Jacobian A (m·n). */
export interface Projections {
  /** Z·x: the part of x (n) in the null space of A */
  nullSpace(x: Float64Array): Float64Array;
  /** the v (m) that minimizes ‖Aᵀv − x‖ */
  leastSquares(x: Float64Array): Float64Array;
  /** Y·b: the shortest x (n) with A·x = b */
  rowSpace(b: Float64Array): Float64Array;
  /** whether the decomposition fell back to singular values */
  readonly isSingular: boolean;
}

interface Factors {
  leastSquares(x: Float64Array): Float64Array;
  rowSpace(b: Float64Array): Float64Array;
}

/** How to factorize: by QR with pivoting; by singular values even at full rank; or as bounds. */
export type Factorization = 'QR' | 'SVD' | 'bounds';

/** Factorizes A, row-major (m·n).
 *  @throws OptionError when there are more constraints than variables and QR was asked for
 *  Cost: O(m²n) */
export function projections(A: Float64Array, m: number, n: number, factorization: Factorization): Projections {
  if (m === 0) {
    return {
      nullSpace: (x) => x.slice(),
      leastSquares: () => new Float64Array(0),
      rowSpace: () => new Float64Array(n),
      isSingular: false,
    };
  }
  const system = factorization === 'bounds' ? BoundsSystem.of(A, m, n) : null;
  if (system !== null) return boundsProjections(system, A, m, n);
  const qr = factorization === 'SVD' ? null : qrFactors(A, m, n);
  const factors = qr ?? svdFactors(A, m, n);
  const remove = (x: Float64Array): Float64Array => {
    const along = vecMat(factors.leastSquares(x), A, new Float64Array(n), m, n);
    return x.map((value, i) => value - along[i]);
  };
  return {
    ...factors,
    nullSpace(x) {
      let z = remove(x);
      for (let k = 0; k < MAX_REFINEMENTS && leak(A, z, m, n) > ORTHOGONALITY; k++) z = remove(z);
      return z;
    },
    isSingular: qr === null && factorization !== 'SVD',
  };
}

function boundsProjections(system: BoundsSystem, A: Float64Array, m: number, n: number): Projections {
  const withZeros = (x: Float64Array, at: number): Float64Array => {
    const right = new Float64Array(n + m);
    right.set(x, at);
    return right;
  };
  return {
    nullSpace(x) {
      const right = withZeros(x, 0);
      const solution = system.solve(right);
      for (let k = 0; k < MAX_REFINEMENTS && leak(A, solution.subarray(0, n), m, n) > ORTHOGONALITY; k++) {
        const along = vecMat(solution.subarray(n), A, new Float64Array(n), m, n);
        const across = applyRows(A, solution.subarray(0, n), new Float64Array(m), m, n);
        const rest = right.map((value, i) => value - (i < n ? solution[i] + along[i] : across[i - n]));
        const update = system.solve(rest);
        for (let i = 0; i < n + m; i++) solution[i] += update[i];
      }
      return solution.slice(0, n);
    },
    leastSquares: (x) => system.solve(withZeros(x, 0)).slice(n),
    rowSpace: (b) => system.solve(withZeros(b, n)).slice(0, n),
    isSingular: false,
  };
}

// How far z is from the null space of A, relative to both sizes.
function leak(A: Float64Array, z: Float64Array, m: number, n: number): number {
  const sizes = kernelNorm(A) * kernelNorm(z);
  return sizes === 0 ? 0 : kernelNorm(applyRows(A, z, new Float64Array(m), m, n)) / sizes;
}

function qrFactors(A: Float64Array, m: number, n: number): Factors | null {
  if (m > n) {
    throw new OptionError(
      `There are ${m} equality constraints for ${n} variables: their Jacobian cannot have full rank. Remove ` +
        "constraints that repeat each other, or set factorization_method to 'SVDFactorization'.",
      'factorization_method',
    );
  }
  const { qTransposed, r, order } = pivotedQr(A, n, m);
  if (Math.abs(r[(m - 1) * m + (m - 1)]) < RANK_TOLERANCE) return null;
  return {
    leastSquares(x) {
      const right = applyRows(qTransposed, x, new Float64Array(m), m, n);
      const solution = solveUpper(r, right, m);
      const v = new Float64Array(m);
      for (let k = 0; k < m; k++) v[order[k]] = solution[k];
      return v;
    },
    rowSpace(b) {
      const right = Float64Array.from(order, (index) => b[index]);
      return vecMat(solveUpperTransposed(r, right, m), qTransposed, new Float64Array(n), m, n);
    },
  };
}

function svdFactors(A: Float64Array, m: number, n: number): Factors {
  const terms = thinSvd(A, m, n).filter(({ value }) => value > RANK_TOLERANCE);
  return {
    leastSquares(x) {
      const v = new Float64Array(m);
      for (const { value, left, right } of terms) {
        const weight = kernelDot(right, x) / value;
        for (let k = 0; k < m; k++) v[k] += weight * left[k];
      }
      return v;
    },
    rowSpace(b) {
      const x = new Float64Array(n);
      for (const { value, left, right } of terms) {
        const weight = kernelDot(left, b) / value;
        for (let i = 0; i < n; i++) x[i] += weight * right[i];
      }
      return x;
    },
  };
}
