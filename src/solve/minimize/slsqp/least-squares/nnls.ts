/**
 * NNLS: min ‖A·x − b‖ subject to x ≥ 0, by the active set method.
 *
 * Source: Lawson & Hanson (1974), "Solving Least Squares Problems", ch. 23, algorithm NNLS. P is the set of variables
 * that may be positive, in the order in which they came; Z the rest. A is kept as Q·A with Q·A_P upper triangular.
 */
import { normOf, hypotenuse, makeNonnegativeReflection, reflectRows } from './householder';

export interface NnlsResult {
  /** false when the iterations ran out */
  readonly isSolved: boolean;
  /** ‖A·x − b‖ */
  readonly residual: number;
}

/** Solves one problem; holds the work arrays for problems up to a size. */
export class NnlsSolver {
  private readonly w: Float64Array;
  private readonly z: Float64Array;
  private readonly single = new Float64Array(1);
  private size = 0;
  // The reflection of the column tried last: τ, and what it makes of the head.
  private tau = 0;
  private pivot = 0;
  private rows = 0;
  private columns = 0;

  /** @param order  work array (maxColumns): order[0 … size − 1] is P, the rest Z */
  constructor(
    maxRows: number,
    maxColumns: number,
    private readonly order: Int32Array,
  ) {
    this.w = new Float64Array(maxColumns);
    this.z = new Float64Array(maxRows);
  }

  /** @param A  (rows·columns, column-major); overwritten by Q·A
   *  @param b  (rows); overwritten by Q·b
   *  @param x  receives the solution (columns)
   *  @param maxIterations  inner iterations allowed */
  solve(
    A: Float64Array,
    b: Float64Array,
    x: Float64Array,
    rows: number,
    columns: number,
    maxIterations: number,
  ): NnlsResult {
    this.rows = rows;
    this.columns = columns;
    this.size = 0;
    for (let j = 0; j < columns; j++) this.order[j] = j;
    x.fill(0, 0, columns);
    let iterations = 0;
    while (this.size < Math.min(rows, columns)) {
      this.computeDuals(A, b);
      if (!this.admitBest(A, b)) break;
      this.solveTriangle(A, b);
      for (;;) {
        if (++iterations >= maxIterations) return { isSolved: false, residual: this.residual(b) };
        const blocking = this.stepTowardZ(x);
        if (blocking < 0) break;
        this.expelNonpositive(A, b, x, blocking);
        this.solveTriangle(A, b);
      }
      for (let k = 0; k < this.size; k++) x[this.order[k]] = this.z[k];
    }
    return { isSolved: true, residual: this.residual(b) };
  }

  private residual(b: Float64Array): number {
    return normOf(b, this.size, this.rows - this.size);
  }

  // w = Aᵀ(b − A·x) on Z.
  private computeDuals(A: Float64Array, b: Float64Array): void {
    const { rows, columns, size, order, w } = this;
    for (let k = size; k < columns; k++) {
      const column = order[k] * rows;
      let sum = 0;
      for (let i = size; i < rows; i++) sum += A[column + i] * b[i];
      w[order[k]] = sum;
    }
  }

  /** Moves the variable with the largest dual that is independent of P and would become positive from Z to P.
   *  @returns  false when there is none: the point is optimal */
  private admitBest(A: Float64Array, b: Float64Array): boolean {
    const { columns, size, order, w } = this;
    for (;;) {
      let best = -1;
      let largest = 0;
      for (let k = size; k < columns; k++) {
        if (w[order[k]] > largest) {
          largest = w[order[k]];
          best = k;
        }
      }
      if (best < 0) return false;
      const variable = order[best];
      if (this.tryColumn(A, b, variable)) {
        this.admit(A, b, best);
        return true;
      }
      w[variable] = 0;
    }
  }

  /** Reflects the column of `variable`, and a copy of b in z, unless the column depends on P or would get a coefficient
   *  that is not positive. The reflection stays in the column, its head in `pivot`.
   *  @returns  whether the variable may join P; a refused column keeps its head, but its tail is already the reflection's,
   *            as in SciPy's path */
  private tryColumn(A: Float64Array, b: Float64Array, variable: number): boolean {
    const { rows, size, z, single } = this;
    const head = variable * rows + size;
    const kept = A[head];
    this.tau = makeNonnegativeReflection(A, head, rows - size - 1);
    this.pivot = A[head];
    A[head] = kept;
    const inside = normOf(A, variable * rows, size);
    if (!(inside + Math.abs(this.pivot) * 0.01 - inside > 0)) return false;
    z.set(b.subarray(0, rows));
    A[head] = 1;
    reflectRows(A, head, rows - size, this.tau, z, size, rows, 1, single);
    if (z[size] / this.pivot > 0) return true;
    A[head] = kept;
    return false;
  }

  private admit(A: Float64Array, b: Float64Array, position: number): void {
    const { rows, columns, order, w, z, tau, single } = this;
    const row = this.size;
    const variable = order[position];
    const head = variable * rows + row;
    b.set(z.subarray(0, rows));
    order[position] = order[row];
    order[row] = variable;
    this.size++;
    for (let k = this.size; k < columns; k++) {
      reflectRows(A, head, rows - row, tau, A, order[k] * rows + row, rows, 1, single);
    }
    A[head] = this.pivot;
    A.fill(0, head + 1, (variable + 1) * rows);
    w[variable] = 0;
  }

  // z := the unconstrained solution over P.
  private solveTriangle(A: Float64Array, b: Float64Array): void {
    const { rows, size, order, z } = this;
    for (let i = 0; i < size; i++) z[i] = b[i];
    for (let k = size - 1; k >= 0; k--) {
      const column = order[k] * rows;
      const value = (z[k] /= A[column + k]);
      for (let i = 0; i < k; i++) z[i] -= A[column + i] * value;
    }
  }

  /** Moves x toward z until the first variable reaches 0.
   *  @returns  that variable's position in P, −1 when z itself is feasible (x is then unchanged) */
  private stepTowardZ(x: Float64Array): number {
    const { size, order, z } = this;
    let step = 2;
    let blocking = -1;
    for (let k = 0; k < size; k++) {
      if (z[k] > 0) continue;
      const current = x[order[k]];
      const ratio = -current / (z[k] - current);
      if (ratio < step) {
        step = ratio;
        blocking = k;
      }
    }
    if (blocking >= 0) for (let k = 0; k < size; k++) x[order[k]] += step * (z[k] - x[order[k]]);
    return blocking;
  }

  /** Takes the variable at `position`, and every other one that rounding left at or below 0, out of P. */
  private expelNonpositive(A: Float64Array, b: Float64Array, x: Float64Array, position: number): void {
    const { order } = this;
    for (let k = position; k >= 0; k = this.firstNonpositive(x)) {
      const variable = order[k];
      x[variable] = 0;
      for (let j = k + 1; j < this.size; j++) {
        order[j - 1] = order[j];
        this.rotate(A, b, j, order[j]);
      }
      this.size--;
      order[this.size] = variable;
    }
  }

  private firstNonpositive(x: Float64Array): number {
    for (let k = 0; k < this.size; k++) if (x[this.order[k]] <= 0) return k;
    return -1;
  }

  // A rotation of rows j − 1 and j that makes entry j of the column of `variable` vanish.
  private rotate(A: Float64Array, b: Float64Array, j: number, variable: number): void {
    const { rows, columns } = this;
    const at = variable * rows + j;
    const r = lengthOf(A[at - 1], A[at]);
    const cosine = r === 0 ? 1 : A[at - 1] / r;
    const sine = r === 0 ? 0 : A[at] / r;
    A[at - 1] = r;
    A[at] = 0;
    for (let k = 0; k < columns; k++) {
      if (k === variable) continue;
      const p = k * rows + j;
      const upper = A[p - 1];
      A[p - 1] = cosine * upper + sine * A[p];
      A[p] = -sine * upper + cosine * A[p];
    }
    const upper = b[j - 1];
    b[j - 1] = cosine * upper + sine * b[j];
    b[j] = -sine * upper + cosine * b[j];
  }
}

/** √(a² + b²), the plain formula unless a square leaves the range of doubles. */
function lengthOf(a: number, b: number): number {
  if (a === 0 || b === 0) return Math.abs(a + b);
  const largest = Math.max(Math.abs(a), Math.abs(b));
  return largest > 1e-130 && largest < 1e130 ? Math.sqrt(a * a + b * b) : hypotenuse(a, b);
}
