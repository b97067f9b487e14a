/**
 * The linear system whose solution is a quadratic model of least Hessian change, in displacements scaled to at most
 * one: [½(yᵢᵀyⱼ)², 1, yᵢᵀ; 1, 0, 0; yⱼ, 0, 0].
 *
 * Source: Powell (2004), "Least Frobenius norm updating of quadratic models that satisfy interpolation conditions",
 * Math. Program. 100; Ragonneau (2022), section 5.2: it is solved by its eigenvalues, those within machine precision
 * of zero left out, so that ill-conditioned sets give the shortest solution.
 */
import { applyRows, kernelDot } from '../../../math/linalg/kernels';
import { vecMat } from '../../../math/linalg/products';
import type { SymmetricEigenSolver } from '../../../math/linalg/symmetric-eigen';

const EPS = 2 ** -52;

/** The interpolation system cannot be solved: NaN or infinite entries. */
export class LinearAlgebraError extends Error {
  override readonly name = 'LinearAlgebraError';

  constructor() {
    super('The interpolation system has entries that are not finite.');
  }
}

/** See the header. Right-hand sides and solutions have npt + n + 1 entries. */
export class InterpolationSystem {
  readonly size: number;
  /** whether an eigenvalue was left out */
  readonly isIllConditioned: boolean;
  /** factor of each entry between the given and the scaled displacements */
  private readonly scaling: Float64Array;
  /** the eigenvectors that count, row-major (rank·size), and their reciprocal eigenvalues */
  private readonly basis: Float64Array;
  private readonly inverses: Float64Array;
  private readonly rank: number;
  private readonly isFinite: boolean;
  private readonly weights: Float64Array;
  private readonly scaled: Float64Array;

  /** @param points  displacements, row-major (n·npt)
   *  @param solver  for matrices of order npt + n + 1
   *  Cost: O((npt + n)³) */
  constructor(points: Float64Array, n: number, npt: number, solver: SymmetricEigenSolver) {
    const size = npt + n + 1;
    const lengths = new Float64Array(npt);
    for (let i = 0; i < n; i++) for (let k = 0; k < npt; k++) lengths[k] += points[i * npt + k] * points[i * npt + k];
    let scale = EPS;
    for (let k = 0; k < npt; k++) scale = Math.max(scale, Math.sqrt(lengths[k]));
    const y = new Float64Array(points.length);
    for (let i = 0; i < y.length; i++) y[i] = points[i] / scale;
    this.size = size;
    this.scaling = new Float64Array(size).fill(1 / (scale * scale), 0, npt).fill(scale, npt + 1);
    this.scaling[npt] = scale * scale;
    const matrix = systemMatrix(y, n, npt);
    this.isFinite = isFinite(matrix);
    this.scaled = new Float64Array(size);
    const decomposed = this.isFinite ? solver.decompose(matrix) : null;
    const values = decomposed?.values ?? new Float64Array(0);
    this.basis = new Float64Array(values.length * size);
    this.inverses = new Float64Array(values.length);
    let rank = 0;
    for (let k = 0; k < values.length; k++) {
      if (!(Math.abs(values[k]) > EPS)) continue;
      this.basis.set(decomposed!.vectors.subarray(k * size, (k + 1) * size), rank * size);
      this.inverses[rank++] = 1 / values[k];
    }
    this.rank = rank;
    this.weights = new Float64Array(rank);
    this.isIllConditioned = rank < size;
  }

  /** Solves for a right-hand side.
   *  @param out  receives the solution. @throws LinearAlgebraError when anything is not finite */
  solve(right: Float64Array, out: Float64Array): Float64Array {
    const { size, scaling, scaled, basis, inverses, weights, rank } = this;
    for (let i = 0; i < size; i++) scaled[i] = right[i] * scaling[i];
    if (!this.isFinite || !isFinite(scaled)) throw new LinearAlgebraError();
    applyRows(basis, scaled, weights, rank, size);
    for (let k = 0; k < rank; k++) weights[k] *= inverses[k];
    return this.expand(out);
  }

  /** Solves for a right-hand side with one entry `value` at k, as `solve`. */
  solveUnit(k: number, value: number, out: Float64Array): Float64Array {
    const { size, scaling, basis, inverses, weights, rank } = this;
    const entry = value * scaling[k];
    if (!this.isFinite || !Number.isFinite(entry)) throw new LinearAlgebraError();
    for (let j = 0; j < rank; j++) weights[j] = basis[j * size + k] * entry * inverses[j];
    return this.expand(out);
  }

  /** Entry k of the solution for the unit vector k: a diagonal entry of the inverse. Cost: O(npt + n).
   *  @throws LinearAlgebraError when anything is not finite */
  inverseDiagonal(k: number): number {
    const { size, scaling, basis, inverses, rank } = this;
    if (!this.isFinite) throw new LinearAlgebraError();
    let total = 0;
    for (let j = 0; j < rank; j++) {
      const entry = basis[j * size + k];
      total += entry * (entry * scaling[k] * inverses[j]);
    }
    return total * scaling[k];
  }

  // basisᵀ·weights, scaled back.
  private expand(out: Float64Array): Float64Array {
    const { size, scaling, basis, weights, rank } = this;
    vecMat(weights, basis, out, rank, size);
    for (let i = 0; i < size; i++) out[i] *= scaling[i];
    return out;
  }
}

function isFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

function systemMatrix(y: Float64Array, n: number, npt: number): Float64Array {
  const size = npt + n + 1;
  const A = new Float64Array(size * size);
  for (let a = 0; a < npt; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = 0; i < n; i++) product += y[i * npt + a] * y[i * npt + b];
      A[a * size + b] = A[b * size + a] = 0.5 * (product * product);
    }
    A[a * size + npt] = A[npt * size + a] = 1;
    for (let i = 0; i < n; i++) A[a * size + npt + 1 + i] = A[(npt + 1 + i) * size + a] = y[i * npt + a];
  }
  return A;
}

/** By what factors the determinant of the system changes when a point is replaced by the one at displacement d.
 *  @param points  displacements (n·npt), of which `system` is
 *  @param only    the point that is replaced; null for each of them
 *  @returns       (npt), or one entry. @throws LinearAlgebraError
 *  Source: Powell (2004), "On updating the inverse of a KKT matrix", equation (2.12). */
export function determinantRatios(
  system: InterpolationSystem,
  points: Float64Array,
  npt: number,
  d: Float64Array,
  only: number | null,
): Float64Array {
  const n = d.length;
  const column = new Float64Array(system.size);
  vecMat(d, points, column, n, npt);
  for (let k = 0; k < npt; k++) column[k] = 0.5 * (column[k] * column[k]);
  column[npt] = 1;
  column.set(d, npt + 1);
  const solved = system.solve(column, new Float64Array(system.size));
  const square = kernelDot(d, d);
  const beta = 0.5 * (square * square) - kernelDot(column, solved);
  const ratio = (k: number): number => system.inverseDiagonal(k) * beta + solved[k] * solved[k];
  if (only !== null) return Float64Array.of(ratio(only));
  const ratios = new Float64Array(npt);
  for (let k = 0; k < npt; k++) ratios[k] = ratio(k);
  return ratios;
}
