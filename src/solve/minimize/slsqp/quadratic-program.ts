/**
 * The quadratic subproblem of SLSQP as a least-squares problem:
 *   min ‖D^½·Lᵀ·s + D^−½·L⁻¹·g‖  subject to  C_eq·s + d_eq = 0,  C_ineq·s + d_ineq ≥ 0,  lower ≤ s ≤ upper.
 *
 * Source: Kraft (1988), DFVLR-FB 88-28, §2.2.3, with its remedy for inconsistent linearizations: one more variable δ in
 * [0, 1], penalized by a weight, that relaxes the constraints.
 */
import { LdpSolver, type LeastSquaresStatus } from './least-squares/ldp';
import { type LseiProblem, LseiSolver } from './least-squares/lsei';
import { NnlsSolver } from './least-squares/nnls';
import { solveUnitLower } from './ldl';

/** The linearized problem at one iterate; matrices column-major. */
export interface Linearization {
  /** packed L·D·Lᵀ (n·(n + 1)/2) */
  readonly packed: Float64Array;
  /** gradient of f (n) */
  readonly g: Float64Array;
  /** constraint normals (m·n), equalities first */
  readonly C: Float64Array;
  /** constraint values (m) */
  readonly d: Float64Array;
  /** bounds of the step (n); NaN where there is none */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Subproblems of one run. */
export interface Subproblem {
  /** @param weight       penalty of the relaxing variable, or null for the problem as it is
   *  @param s            receives the step (n), and δ in s[n] when relaxed
   *  @param multipliers  receives those of the constraints (m) when solved */
  solve(at: Linearization, weight: number | null, s: Float64Array, multipliers: Float64Array): LeastSquaresStatus;
}

/** Writes A (size·size) and b (size) of the least-squares problem in n variables and perhaps one that relaxes the constraints. */
export function placeObjective(
  { packed, g }: Pick<Linearization, 'packed' | 'g'>,
  n: number,
  A: Float64Array,
  b: Float64Array,
  size: number,
  weight: number | null,
): void {
  for (let i = 0; i < size * size; i++) A[i] = 0;
  for (let i = 0; i < size; i++) b[i] = i < n ? g[i] : 0;
  solveUnitLower(packed, n, b);
  for (let j = 0, at = 0; j < n; at += n - j, j++) {
    const root = Math.sqrt(packed[at]);
    A[j + size * j] = root;
    for (let i = j + 1; i < n; i++) A[j + size * i] = packed[at + i - j] * root;
    b[j] /= -root;
  }
  if (weight !== null) A[size * size - 1] = weight;
}

/** Solves the subproblems of one run. */
export class QuadraticProgram implements Subproblem {
  private readonly lsei: LseiSolver;
  private readonly A: Float64Array;
  private readonly b: Float64Array;
  private readonly E: Float64Array;
  private readonly f: Float64Array;
  private readonly G: Float64Array;
  private readonly h: Float64Array;
  private readonly ofEqualities: Float64Array;
  private readonly ofInequalities: Float64Array;

  /** @param n  variables;  @param m  constraints, the first `equalities` of them equalities */
  constructor(
    private readonly n: number,
    private readonly m: number,
    private readonly equalities: number,
  ) {
    const variables = n + 1;
    const rows = m - equalities + 2 * variables;
    // SciPy keeps one index array for the whole run, so that an earlier subproblem's order of columns decides which
    // columns a later unconstrained one may pivot.
    const indices = new Int32Array(rows + variables);
    const ldp = new LdpSolver(variables, rows, new NnlsSolver(variables + 1, rows, indices));
    this.lsei = new LseiSolver(variables, equalities, rows, ldp, indices);
    this.A = new Float64Array(variables * variables);
    this.b = new Float64Array(variables);
    this.E = new Float64Array(equalities * variables);
    this.f = new Float64Array(equalities);
    this.G = new Float64Array(rows * variables);
    this.h = new Float64Array(rows);
    this.ofEqualities = new Float64Array(equalities);
    this.ofInequalities = new Float64Array(rows);
  }

  solve(at: Linearization, weight: number | null, s: Float64Array, multipliers: Float64Array): LeastSquaresStatus {
    const { m, equalities, A, b, E, f, G, h, ofEqualities, ofInequalities } = this;
    const n = weight === null ? this.n : this.n + 1;
    placeObjective(at, this.n, A, b, n, weight);
    this.placeEqualities(at, n);
    const inequalities = this.placeInequalities(at, n);
    const aligned = this.alignment(n, inequalities);
    const problem = { n, rows: n, equalities, inequalities, A, b, E, f, G, h, aligned };
    const status = this.lsei.solve(problem, s, ofEqualities, ofInequalities);
    if (status === 'solved') {
      for (let i = 0; i < equalities; i++) multipliers[i] = ofEqualities[i];
      for (let i = equalities; i < m; i++) multipliers[i] = ofInequalities[i - equalities];
    }
    // The transformations may leave the bounds by a rounding error.
    for (let i = 0; i < n; i++) {
      const lower = i < this.n ? at.lower[i] : 0;
      const upper = i < this.n ? at.upper[i] : 1;
      if (s[i] < lower) s[i] = lower;
      else if (s[i] > upper) s[i] = upper;
    }
    return status;
  }

  /** Where SciPy's single work array puts b, its reduced copy and h: an even offset is a multiple of 16 bytes. */
  private alignment(size: number, inequalities: number): LseiProblem['aligned'] {
    const { n, m, equalities } = this;
    const start = (n * (n + 1)) / 2 + n + m + 3 * (n + 1);
    const b = start + size * (size + 1);
    const G = b + size + size * equalities + equalities;
    const rows = m - equalities + 2 * size;
    const h = G + rows * size;
    const target = h + rows + equalities + inequalities;
    return { b: b % 2 === 0, target: target % 2 === 0, h: h % 2 === 0 };
  }

  private placeEqualities({ C, d }: Linearization, size: number): void {
    const { n, m, equalities, E, f } = this;
    for (let j = 0; j < n; j++) for (let i = 0; i < equalities; i++) E[i + equalities * j] = C[i + m * j];
    for (let i = 0; i < equalities; i++) {
      if (size > n) E[i + equalities * n] = -d[i];
      f[i] = -d[i];
    }
  }

  /** Stacks the inequalities, then the lower bounds, then the upper bounds.
   *  @returns  how many rows there are */
  private placeInequalities({ C, d, lower, upper }: Linearization, size: number): number {
    const { n, m, equalities, G, h } = this;
    const general = m - equalities;
    let count = general;
    for (let i = 0; i < general; i++) h[i] = -d[equalities + i];
    for (let i = 0; i < size; i++) {
      const bound = i < n ? lower[i] : 0;
      if (bound === bound) h[count++] = bound;
    }
    for (let i = 0; i < size; i++) {
      const bound = i < n ? upper[i] : 1;
      if (bound === bound) h[count++] = -bound;
    }
    G.fill(0, 0, count * size);
    for (let j = 0; j < n; j++) for (let i = 0; i < general; i++) G[i + count * j] = C[equalities + i + m * j];
    if (size > n) {
      for (let i = 0; i < general; i++) G[i + count * n] = d[equalities + i] < 0 ? -d[equalities + i] : 0;
    }
    let row = general;
    for (let i = 0; i < size; i++) if (i >= n || lower[i] === lower[i]) G[row++ + count * i] = 1;
    for (let i = 0; i < size; i++) if (i >= n || upper[i] === upper[i]) G[row++ + count * i] = -1;
    return count;
  }
}
