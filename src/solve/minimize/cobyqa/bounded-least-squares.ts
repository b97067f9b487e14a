/**
 * Least squares with some variables that must not be negative: an active-set method whose subproblems are least squares
 * on the free variables. In the order of operations of `scipy.optimize.lsq_linear(method='bvls')`.
 *
 * Source: Stark & Parker (1995), "Bounded-variable least-squares: an algorithm and applications", Comput. Stat. 10.
 */
import { applyRows, kernelDot } from '../../../math/linalg/kernels';
import { leastSquares } from '../../../math/linalg/least-squares';
import { vecMat } from '../../../math/linalg/products';
import { LinearAlgebraError } from './interpolation-system';

const TOLERANCE = 1e-10;
// SciPy's for the solution without signs: one that dependent rows may pass, with enormous x.
const SMALLEST_SHARE = 2 ** -53;

/** Minimizes ‖Σ x_k·a_k − b‖.
 *  @param rows      a_k (each n)
 *  @param isSigned  whether x_k must be ≥ 0
 *  @param b         (n)
 *  @param share     of the largest singular value, up to which others count as zero, without signs
 *  @returns         x, one entry for each row. @throws LinearAlgebraError where singular values do not converge
 *  Cost: a singular value decomposition for each change of the active set */
export function boundedLeastSquares(
  rows: readonly Float64Array[],
  isSigned: readonly boolean[],
  b: Float64Array,
  share = SMALLEST_SHARE,
): Float64Array {
  const columns = new Float64Array(rows.length * b.length);
  rows.forEach((row, k) => columns.set(row, k * b.length));
  const free = leastSquares(columns, rows.length, b.length, b, share);
  if (free === null) throw new LinearAlgebraError();
  return free.some((value, k) => isSigned[k] && value < 0)
    ? new BoundedLeastSquares(columns, isSigned, b, free).run()
    : free;
}

class BoundedLeastSquares {
  private readonly n: number;
  private readonly x: Float64Array;
  private readonly isActive: boolean[];
  /** gradient of half the squared residual, and that half */
  private gradient: Float64Array;
  private cost = 0;
  private changes = 0;

  constructor(
    private readonly columns: Float64Array,
    private readonly isSigned: readonly boolean[],
    private readonly b: Float64Array,
    start: Float64Array,
  ) {
    this.n = b.length;
    this.isActive = Array.from(start, (value, k) => isSigned[k] && value <= 0);
    this.x = start.map((value, k) => (this.isActive[k] ? 0 : value));
    this.gradient = new Float64Array(start.length);
  }

  run(): Float64Array {
    this.becomeFeasible();
    const most = this.changes + this.x.length;
    for (; this.changes < most; this.changes++) {
      if (this.violation() < TOLERANCE) break;
      this.isActive[this.toFree()] = false;
      this.solveInside();
      const before = this.cost;
      this.evaluate();
      if (before - this.cost < TOLERANCE * this.cost) break;
    }
    return this.x;
  }

  // Solves on the free variables and gives up those that turn negative, until none does.
  private becomeFeasible(): void {
    const { x, isSigned, isActive } = this;
    this.evaluate();
    while (isActive.includes(false)) {
      this.changes++;
      const { free, solution } = this.solveFree();
      let isFeasible = true;
      free.forEach((k, at) => {
        const isNegative = isSigned[k] && solution[at] < 0;
        x[k] = isNegative ? 0 : solution[at];
        isActive[k] = isNegative;
        if (isNegative) isFeasible = false;
      });
      this.evaluate();
      if (isFeasible) return;
    }
  }

  // Moves towards the solution on the free variables as far as all of them allow, until it is reached.
  private solveInside(): void {
    const { x, isSigned, isActive } = this;
    for (;;) {
      const { free, solution } = this.solveFree();
      let nearest = -1;
      let share = Infinity;
      free.forEach((k, at) => {
        if (!isSigned[k] || !(solution[at] < 0)) return;
        const reach = -x[k] / (solution[at] - x[k]);
        if (nearest >= 0 && !(reach < share)) return;
        nearest = k;
        share = reach;
      });
      if (nearest < 0) {
        for (let at = 0; at < free.length; at++) x[free[at]] = solution[at];
        return;
      }
      for (let at = 0; at < free.length; at++) {
        x[free[at]] = x[free[at]] * (1 - share) + share * solution[at];
      }
      isActive[nearest] = true;
    }
  }

  // The active variables keep what rounding left of them.
  private solveFree(): { readonly free: readonly number[]; readonly solution: Float64Array } {
    const { n, columns, b, x, isActive } = this;
    const free: number[] = [];
    isActive.forEach((active, k) => {
      if (!active) free.push(k);
    });
    const held = x.map((value, k) => (isActive[k] ? value : 0));
    const target = vecMat(held, columns, new Float64Array(n), x.length, n);
    for (let i = 0; i < n; i++) target[i] = b[i] - target[i];
    const chosen = new Float64Array(free.length * n);
    free.forEach((k, at) => chosen.set(columns.subarray(k * n, (k + 1) * n), at * n));
    const solution = leastSquares(chosen, free.length, n, target);
    if (solution === null) throw new LinearAlgebraError();
    return { free, solution };
  }

  private evaluate(): void {
    const { n, columns, b, x, gradient } = this;
    const residual = vecMat(x, columns, new Float64Array(n), x.length, n);
    for (let i = 0; i < n; i++) residual[i] -= b[i];
    this.cost = 0.5 * kernelDot(residual, residual);
    applyRows(columns, residual, gradient, x.length, n);
  }

  // The largest violation of the optimality conditions.
  private violation(): number {
    return this.gradient.reduce(
      (most, slope, k) => Math.max(most, this.isActive[k] ? -slope : Math.abs(slope)),
      -Infinity,
    );
  }

  // The active variable whose release promises most; as in SciPy a free one where none promises anything.
  private toFree(): number {
    const gain = (k: number): number => (this.isActive[k] ? -this.gradient[k] : 0);
    let best = 0;
    for (let k = 1; k < this.x.length; k++) if (gain(k) > gain(best)) best = k;
    return best;
  }
}
