/**
 * LDP: min ‖x‖ subject to G·x ≥ h, the point of a polyhedron nearest to the origin, through its dual NNLS problem.
 *
 * Source: Lawson & Hanson (1974), ch. 23, §4.
 */
import { addTransposedProduct } from './blas-order';
import type { NnlsSolver } from './nnls';

/** How a least-squares problem ended. */
export type LeastSquaresStatus =
  | 'solved'
  | 'too-many-equalities'
  | 'iterations-exhausted'
  | 'incompatible'
  | 'singular-matrix'
  | 'singular-equalities'
  | 'rank-deficient';

/** Solves LDP problems up to a size. */
export class LdpSolver {
  private readonly dual: Float64Array;
  private readonly target: Float64Array;
  private readonly y: Float64Array;

  constructor(
    maxVariables: number,
    maxRows: number,
    private readonly nnls: NnlsSolver,
  ) {
    this.dual = new Float64Array((maxVariables + 1) * maxRows);
    this.target = new Float64Array(maxVariables + 1);
    this.y = new Float64Array(maxRows);
  }

  /** @param G  (rows·n, column-major with leading dimension `rows`);  @param h  (rows)
   *  @param x  receives the solution (n);  @param multipliers  receives them (rows) */
  solve(
    G: Float64Array,
    h: Float64Array,
    rows: number,
    n: number,
    x: Float64Array,
    multipliers: Float64Array,
  ): LeastSquaresStatus {
    const { dual, target, y } = this;
    x.fill(0, 0, n);
    if (rows === 0) return 'solved';
    // min ‖[Gᵀ; hᵀ]·y − (0, …, 0, 1)‖ with y ≥ 0
    for (let j = 0; j < rows; j++) {
      const column = j * (n + 1);
      for (let i = 0; i < n; i++) dual[column + i] = G[j + rows * i];
      dual[column + n] = h[j];
    }
    target.fill(0, 0, n);
    target[n] = 1;
    const { isSolved, residual } = this.nnls.solve(dual, target, y, n + 1, rows, 3 * rows);
    if (!isSolved) return 'iterations-exhausted';
    if (residual <= 0) return 'incompatible';
    let hy = 0;
    for (let j = 0; j < rows; j++) hy += h[j] * y[j];
    const slack = 1 - hy;
    // A slack that vanishes beside 1 means that no point satisfies all the constraints.
    if (!(1 + slack - 1 > 0)) return 'incompatible';
    const scale = 1 / slack;
    addTransposedProduct(G, 0, rows, rows, n, y, 0, scale, x, 0);
    for (let j = 0; j < rows; j++) multipliers[j] = scale * y[j];
    return 'solved';
  }
}
