/**
 * LSEI: min ‖A·x − b‖ subject to E·x = f and G·x ≥ h.
 *
 * Source: Lawson & Hanson (1974), ch. 20 (equalities by a change of basis) and ch. 23, §5 (inequalities by LDP);
 * Kraft (1988), §2.2.3. The change of basis is E = [0 R]·Q: in the new coordinates the last ones are fixed by E·x = f.
 * All matrices are column-major with their row count as leading dimension, and are overwritten.
 */
import { addProduct, addTransposedProduct, divideByUpper, solveUpper, solveUpperTransposed } from './blas-order';
import { makeReflection, reflectColumns, triangularize } from './householder';
import { type LdpSolver, type LeastSquaresStatus } from './ldp';
import { PivotedSolver } from './pivoted-qr';

const EPSILON = 2 ** -52;

/** One problem; sizes: A (rows·n), b (rows), E (equalities·n), f (equalities), G (inequalities·n), h (inequalities). */
export interface LseiProblem {
  readonly n: number;
  readonly rows: number;
  readonly equalities: number;
  readonly inequalities: number;
  readonly A: Float64Array;
  readonly b: Float64Array;
  readonly E: Float64Array;
  readonly f: Float64Array;
  readonly G: Float64Array;
  readonly h: Float64Array;
  /** which of b, its reduced copy and h SciPy keeps at multiples of 16 bytes: it decides the order of sums */
  readonly aligned: { readonly b: boolean; readonly target: boolean; readonly h: boolean };
}

/** Solves LSEI problems up to a size. */
export class LseiSolver {
  private readonly pivoted: PivotedSolver;
  private readonly tau: Float64Array;
  private readonly work: Float64Array;
  private readonly target: Float64Array;
  private readonly pull = new Float64Array(1);
  private readonly A2: Float64Array;
  private readonly G2: Float64Array;

  constructor(
    maxVariables: number,
    maxEqualities: number,
    maxInequalities: number,
    private readonly ldp: LdpSolver,
    private readonly indices: Int32Array,
  ) {
    this.pivoted = new PivotedSolver(maxVariables);
    this.tau = new Float64Array(Math.max(maxEqualities, maxVariables));
    this.work = new Float64Array(Math.max(maxVariables, maxEqualities, maxInequalities));
    this.target = new Float64Array(maxVariables);
    this.A2 = new Float64Array(maxVariables * maxVariables);
    this.G2 = new Float64Array(maxInequalities * maxVariables);
  }

  /** @param x  receives the solution (n)
   *  @param ofEqualities, ofInequalities  receive the multipliers */
  solve(
    problem: LseiProblem,
    x: Float64Array,
    ofEqualities: Float64Array,
    ofInequalities: Float64Array,
  ): LeastSquaresStatus {
    const { n, rows, equalities, inequalities, A, b, E, f, G, aligned } = problem;
    const free = n - equalities;
    x.fill(0, 0, n);
    if (equalities > n) return 'too-many-equalities';
    this.changeBasis(problem);
    for (let i = 0; i < equalities; i++) {
      if (!(Math.abs(E[i + equalities * (free + i)]) >= EPSILON)) return 'singular-equalities';
    }
    for (let i = 0; i < equalities; i++) x[free + i] = f[i];
    solveUpper(E, equalities * free, equalities, equalities, x, free);
    ofInequalities.fill(0, 0, inequalities);
    if (free > 0) {
      const status = this.solveFree(problem, free, x, ofInequalities);
      if (equalities === 0 && inequalities > 0) return status;
      if (status !== 'solved') return status;
    }
    // Residual A·x − b and, from stationarity, Rᵀ·λ = A₁ᵀ·residual − G₁ᵀ·μ.
    for (let i = 0; i < rows; i++) b[i] = -b[i];
    addProduct(A, 0, rows, n, x, 0, 1, b, aligned.b);
    f.fill(0, 0, equalities);
    addTransposedProduct(A, rows * free, rows, rows, equalities, b, 0, 1, f, 0);
    addTransposedProduct(G, inequalities * free, inequalities, inequalities, equalities, ofInequalities, 0, -1, f, 0);
    for (let i = 0; i < equalities; i++) {
      this.reflectSolution(E, equalities, free + i, i, x);
    }
    for (let i = 0; i < equalities; i++) ofEqualities[i] = f[i];
    solveUpperTransposed(E, equalities * free, equalities, equalities, ofEqualities);
    return 'solved';
  }

  // E := [0 R], A := A·Qᵀ, G := G·Qᵀ; the reflections stay in the rows of E.
  private changeBasis({ n, rows, equalities, inequalities, A, E, G }: LseiProblem): void {
    const { tau, work } = this;
    const free = n - equalities;
    for (let i = equalities - 1; i >= 0; i--) {
      const last = free + i;
      tau[i] = makeReflection(E, i + equalities * last, i, last, equalities);
      reflectColumns(E, i, equalities, last, tau[i], E, 0, equalities, i, work);
    }
    for (let i = equalities - 1; i >= 0; i--) {
      reflectColumns(E, i, equalities, free + i, tau[i], A, 0, rows, rows, work);
    }
    for (let i = equalities - 1; i >= 0; i--) {
      reflectColumns(E, i, equalities, free + i, tau[i], G, 0, inequalities, inequalities, work);
    }
  }

  // x := H·x for the reflection in row i of E, whose 1 meets x[last].
  private reflectSolution(E: Float64Array, equalities: number, last: number, i: number, x: Float64Array): void {
    const { tau, work, pull } = this;
    if (tau[i] === 0) return;
    for (let j = 0; j < last; j++) work[j] = E[i + equalities * j];
    work[last] = 1;
    pull[0] = 0;
    addTransposedProduct(x, 0, last + 1, last + 1, 1, work, 0, 1, pull, 0);
    const factor = -tau[i] * pull[0];
    for (let j = 0; j <= last; j++) x[j] += factor * work[j];
  }

  // The first `free` coordinates, with the last ones known.
  private solveFree(
    { n, rows, equalities, inequalities, A, b, G, h, aligned }: LseiProblem,
    free: number,
    x: Float64Array,
    multipliers: Float64Array,
  ): LeastSquaresStatus {
    const { target, A2, G2 } = this;
    for (let i = 0; i < rows; i++) target[i] = b[i];
    addProduct(A, rows * free, rows, equalities, x, free, -1, target, aligned.target);
    for (let i = 0; i < rows * free; i++) A2[i] = A[i];
    if (inequalities === 0) {
      return this.pivoted.solve(A2, target, x, rows, free, this.indices) ? 'solved' : 'rank-deficient';
    }
    for (let i = 0; i < inequalities * free; i++) G2[i] = G[i];
    addProduct(G, inequalities * free, inequalities, n - free, x, free, -1, h, aligned.h);
    return this.solveInequalities(rows, inequalities, free, x, h, multipliers, aligned.h);
  }

  // LSI: min ‖A₂·x − target‖ subject to G₂·x ≥ h, as the LDP problem in y = R·x − Qᵀ·target.
  private solveInequalities(
    rows: number,
    inequalities: number,
    n: number,
    x: Float64Array,
    h: Float64Array,
    multipliers: Float64Array,
    isAligned: boolean,
  ): LeastSquaresStatus {
    const { A2, G2, target } = this;
    triangularize(A2, target, rows, n, this.work);
    for (let j = 0; j < n; j++) if (!(Math.abs(A2[j + rows * j]) >= EPSILON)) return 'singular-matrix';
    divideByUpper(A2, rows, n, G2, inequalities);
    addProduct(G2, 0, inequalities, n, target, 0, -1, h, isAligned);
    const status = this.ldp.solve(G2, h, inequalities, n, x, multipliers);
    if (status !== 'solved') return status;
    for (let j = 0; j < n; j++) x[j] += target[j];
    solveUpper(A2, 0, rows, n, x, 0);
    return 'solved';
  }
}
