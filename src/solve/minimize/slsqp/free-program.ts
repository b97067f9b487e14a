/**
 * The quadratic subproblem of SLSQP without constraints and bounds: plain least squares, which is never relaxed.
 *
 * Source: Kraft (1988), DFVLR-FB 88-28, §2.2.3.
 */
import type { LeastSquaresStatus } from './least-squares/ldp';
import { PivotedSolver } from './least-squares/pivoted-qr';
import { type Linearization, placeObjective, type Subproblem } from './quadratic-program';

/** See the header; holds the work arrays of one run. */
export class FreeProgram implements Subproblem {
  private readonly pivoted: PivotedSolver;
  private readonly A: Float64Array;
  private readonly b: Float64Array;
  // Kept for the whole run, as SciPy does: columns that were pivoted once are pivoted no more.
  private readonly pivots: Int32Array;

  /** @param n  variables */
  constructor(private readonly n: number) {
    this.pivoted = new PivotedSolver(n);
    this.A = new Float64Array(n * n);
    this.b = new Float64Array(n);
    this.pivots = new Int32Array(n);
  }

  solve(at: Linearization, _weight: number | null, s: Float64Array): LeastSquaresStatus {
    const { n, A, b, pivots } = this;
    placeObjective(at, n, A, b, n, null);
    for (let i = 0; i < n; i++) s[i] = 0;
    return this.pivoted.solve(A, b, s, n, n, pivots) ? 'solved' : 'rank-deficient';
  }
}
