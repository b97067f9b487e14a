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
import { SymmetricEigenSolver } from '../../../math/linalg/symmetric-eigen';

const EPS = 2 ** -52;

/** The interpolation system cannot be solved: NaN or infinite entries. */
export class LinearAlgebraError extends Error {
  override readonly name = 'LinearAlgebraError';

  constructor() {
    super('The interpolation system has entries that are not finite.');
  }
}

/** See the header, of one set after another in the same arrays. Right-hand sides and solutions have npt + n + 1 entries. */
export class InterpolationSystem {
  readonly size: number;
  /** whether an eigenvalue was left out */
  isIllConditioned = false;
  /** factor of each entry between the given and the scaled displacements */
  private readonly scaling: Float64Array;
  /** displacements, row-major (n·npt), and scaled ones */
  private readonly y: Float64Array;
  private readonly matrix: Float64Array;
  private readonly solver: SymmetricEigenSolver;
  /** the eigenvectors that count, row-major (rank·size), and their reciprocal eigenvalues */
  private basis: Float64Array;
  private readonly inverses: Float64Array;
  private rank = 0;
  private isFinite = false;
  private readonly weights: Float64Array;
  private readonly scaled: Float64Array;
  private readonly column: Float64Array;
  private readonly solved: Float64Array;

  constructor(
    private readonly n: number,
    private readonly npt: number,
    private readonly points: Float64Array,
  ) {
    const size = npt + n + 1;
    this.size = size;
    this.scaling = new Float64Array(size);
    this.y = new Float64Array(n * npt);
    this.matrix = new Float64Array(size * size);
    this.solver = new SymmetricEigenSolver(size);
    this.basis = this.matrix;
    this.inverses = new Float64Array(size);
    this.weights = new Float64Array(size);
    this.scaled = new Float64Array(size);
    this.column = new Float64Array(size);
    this.solved = new Float64Array(size);
  }

  /** Decomposes the system of the points as they are now. Cost: O((npt + n)³), no allocation of arrays. */
  decompose(): void {
    const { n, npt, size, points, scaling, y, matrix, inverses } = this;
    const scale = longest(points, n, npt);
    for (let i = 0; i < y.length; i++) y[i] = points[i] / scale;
    scaling.fill(1 / (scale * scale), 0, npt);
    scaling[npt] = scale * scale;
    scaling.fill(scale, npt + 1);
    fillSystem(matrix, y, n, npt);
    this.rank = 0;
    this.isFinite = areFinite(matrix);
    if (this.isFinite) {
      const { values, vectors } = this.solver.decompose(matrix);
      this.basis = vectors;
      for (let k = 0; k < size; k++) {
        if (!(Math.abs(values[k]) > EPS)) continue;
        if (this.rank < k) vectors.copyWithin(this.rank * size, k * size, (k + 1) * size);
        inverses[this.rank++] = 1 / values[k];
      }
    }
    this.isIllConditioned = this.rank < size;
  }

  /** Solves for a right-hand side.
   *  @param out  receives the solution. @throws LinearAlgebraError when anything is not finite */
  solve(right: Float64Array, out: Float64Array): Float64Array {
    const { size, scaling, scaled, basis, inverses, weights, rank } = this;
    for (let i = 0; i < size; i++) scaled[i] = right[i] * scaling[i];
    if (!this.isFinite || !areFinite(scaled)) throw new LinearAlgebraError();
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

  /** By what factors the determinant of the system changes when each point is replaced by the one at displacement d.
   *  @param out  receives them (npt). @throws LinearAlgebraError
   *  Source: Powell (2004), "On updating the inverse of a KKT matrix", equation (2.12). */
  determinantRatios(d: Float64Array, out: Float64Array): Float64Array {
    const beta = this.solveFor(d);
    for (let k = 0; k < this.npt; k++) out[k] = this.inverseDiagonal(k) * beta + this.solved[k] * this.solved[k];
    return out;
  }

  /** As `determinantRatios`, for point k alone. */
  determinantRatio(d: Float64Array, k: number): number {
    const beta = this.solveFor(d);
    return this.inverseDiagonal(k) * beta + this.solved[k] * this.solved[k];
  }

  // Solves for the system's column of a point at displacement d. Returns Powell's β.
  private solveFor(d: Float64Array): number {
    const { n, npt, points, column, solved } = this;
    vecMat(d, points, column, n, npt);
    for (let k = 0; k < npt; k++) column[k] = 0.5 * (column[k] * column[k]);
    column[npt] = 1;
    for (let i = 0; i < n; i++) column[npt + 1 + i] = d[i];
    this.solve(column, solved);
    const square = kernelDot(d, d);
    return 0.5 * (square * square) - kernelDot(column, solved);
  }

  // Entry k of the solution for the unit vector k. Cost: O(npt + n).
  private inverseDiagonal(k: number): number {
    const { size, scaling, basis, inverses, rank } = this;
    const factor = scaling[k];
    let total = 0;
    for (let j = 0; j < rank; j++) {
      const entry = basis[j * size + k];
      total += entry * (entry * factor * inverses[j]);
    }
    return total * factor;
  }

  // basisᵀ·weights, scaled back.
  private expand(out: Float64Array): Float64Array {
    const { size, scaling, basis, weights, rank } = this;
    vecMat(weights, basis, out, rank, size);
    for (let i = 0; i < size; i++) out[i] *= scaling[i];
    return out;
  }
}

function areFinite(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

// Length of the longest displacement, at least the machine's precision.
function longest(points: Float64Array, n: number, npt: number): number {
  let scale = EPS;
  for (let k = 0; k < npt; k++) {
    let square = 0;
    for (let i = 0; i < n; i++) square += points[i * npt + k] * points[i * npt + k];
    scale = Math.max(scale, Math.sqrt(square));
  }
  return scale;
}

function fillSystem(A: Float64Array, y: Float64Array, n: number, npt: number): void {
  const size = npt + n + 1;
  for (let a = 0; a < npt; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = 0; i < n; i++) product += y[i * npt + a] * y[i * npt + b];
      A[a * size + b] = A[b * size + a] = 0.5 * (product * product);
    }
    A[a * size + npt] = A[npt * size + a] = 1;
    for (let i = 0; i < n; i++) A[a * size + npt + 1 + i] = A[(npt + 1 + i) * size + a] = y[i * npt + a];
  }
}
