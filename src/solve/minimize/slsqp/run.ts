/** A run of SLSQP between its requests; source and differences stand in `solve.ts`. */
import { copyInto, copyOf } from '../../../math/linalg/copy';
import { dot, nrm2 } from '../../../math/linalg/sums';
import type { Bounds } from '../../method';
import type { Objective } from '../../objective';
import type { Iterate } from '../../protocol';
import type { OptimizeResult } from '../../result';
import type { ConstraintSet } from './constraint-set';
import { FreeProgram } from './free-program';
import { multiplyFactored, resetToIdentity, updateFactors } from './ldl';
import { addTransposedProduct } from './least-squares/blas-order';
import type { LeastSquaresStatus } from './least-squares/ldp';
import { QuadraticProgram, type Subproblem } from './quadratic-program';

/** Resets of the matrix after which the search gives up. */
const MAX_RESETS = 5;
/** Trials of one line search after which the last one is taken. */
const MAX_TRIALS = 10;
const MIN_CONTRACTION = 0.1;
const FIRST_WEIGHT = 100;
const MAX_WEIGHT_INCREASES = 5;

/** Why a run ended. */
type SlsqpStatus = Exclude<LeastSquaresStatus, 'solved'> | 'converged' | 'ascent' | 'max-iterations' | 'stopped';

const ENDS: Readonly<Record<SlsqpStatus, { readonly code: number; readonly message: string }>> = {
  converged: { code: 0, message: 'Optimization terminated successfully' },
  stopped: { code: 1, message: 'Function evaluation required (f & c)' },
  'too-many-equalities': { code: 2, message: 'More equality constraints than independent variables' },
  'iterations-exhausted': { code: 3, message: 'More than 3*n iterations in LSQ subproblem' },
  incompatible: { code: 4, message: 'Inequality constraints incompatible' },
  'singular-matrix': { code: 5, message: 'Singular matrix E in LSQ subproblem' },
  'singular-equalities': { code: 6, message: 'Singular matrix C in LSQ subproblem' },
  'rank-deficient': { code: 7, message: 'Rank-deficient equality constraint subproblem HFTI' },
  ascent: { code: 8, message: 'Positive directional derivative for linesearch' },
  'max-iterations': { code: 9, message: 'Iteration limit reached' },
};

/** x moved into the bounds, fresh; NaN stays NaN, as in np.clip. */
export function moveInside(x: Float64Array, bounds: Bounds | null): Float64Array {
  if (bounds === null) return copyOf(x);
  const { lb, ub } = bounds;
  return x.map((value, i) => (value < lb[i] ? lb[i] : value > ub[i] ? ub[i] : value));
}

// C's fmax: a NaN loses against a number.
function larger(a: number, b: number): number {
  return a > b || b !== b ? a : b;
}

export interface Settings {
  readonly maxiter: number;
  readonly accuracy: number;
  readonly bounds: Bounds | null;
  /** the bounds, where finite differences insist on them */
  readonly differenceBounds: Bounds | null;
}

/** A run between its requests: the iterate, its linearization, and the penalties of the merit function. Fields that hold numbers
 *  start as NaN: a field that was ever undefined holds each number in a box of its own. */
export class Run {
  /** the iterate, f and its gradient there, values and normals (column-major) of the constraints */
  readonly x: Float64Array;
  f = NaN;
  g: Float64Array;
  readonly d: Float64Array;
  readonly C: Float64Array;
  /** the point to evaluate (n), fresh: inside the bounds where finite differences insist on it */
  point: Float64Array;
  /** whether the line search wants f there, and how often it has asked */
  isTrying = false;
  trials = 0;
  /** why the run ended, and whether its last iterate is to be reported once more */
  status: SlsqpStatus = 'converged';
  reportsEnd = false;

  private nit = 0;
  private resets = 0;
  private readonly n: number;
  private readonly m: number;
  private readonly equalities: number;
  // L·D·Lᵀ
  private readonly packed: Float64Array;
  // Step (and the relaxing variable), its bounds, multipliers and penalties.
  private readonly s: Float64Array;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly multipliers: Float64Array;
  private readonly penalties: Float64Array;
  private readonly program: Subproblem;
  /** whether the last program had to be relaxed, and the part of the violation that its step still removes */
  private isRelaxed = false;
  private remaining = 1;
  // Before the step: the point, f, the merit function, and the gradient of the Lagrangian.
  private readonly xStart: Float64Array;
  private fStart = NaN;
  private startMerit = NaN;
  private readonly lagrangian: Float64Array;
  private readonly change: Float64Array;
  private readonly product: Float64Array;
  // Of the line search: the slope of the merit function, and how much the step shrinks next.
  private descent = NaN;
  private contraction = NaN;

  constructor(
    private readonly objective: Objective,
    constraints: ConstraintSet,
    private readonly settings: Settings,
  ) {
    const n = (this.n = objective.n);
    const m = (this.m = constraints.m);
    this.equalities = constraints.equalities;
    this.x = copyOf(objective.x);
    this.point = objective.x;
    this.f = objective.f;
    this.g = objective.g;
    this.packed = new Float64Array((n * (n + 1)) / 2);
    this.d = new Float64Array(m);
    this.C = new Float64Array(m * n);
    this.s = new Float64Array(n + 1);
    this.lower = new Float64Array(n);
    this.upper = new Float64Array(n);
    this.multipliers = new Float64Array(m);
    this.penalties = new Float64Array(m);
    const isFree = m === 0 && settings.bounds === null;
    this.program = isFree ? new FreeProgram(n) : new QuadraticProgram(n, m, constraints.equalities);
    this.xStart = new Float64Array(n);
    this.lagrangian = new Float64Array(n);
    this.change = new Float64Array(n);
    this.product = new Float64Array(n);
    this.resetMatrix();
  }

  /** Solves the quadratic program and begins the search along its step, unless the run is at its end.
   *  @returns  whether it goes on */
  aim(): boolean {
    const { accuracy, maxiter } = this.settings;
    for (;;) {
      if (this.nit >= maxiter) return this.stop('max-iterations');
      this.nit++;
      const status = this.solveProgram();
      if (status !== 'solved') return this.stopWithReport(status);
      this.lagrangianGradient(this.lagrangian);
      this.fStart = this.f;
      copyInto(this.x, this.xStart);
      const slope = dot(this.g, this.s, this.n);
      if (this.isOptimal(slope) && !this.isRelaxed) return this.stopWithReport('converged');
      const penalty = this.penalty();
      this.startMerit = this.f + penalty;
      this.descent = slope - penalty * this.remaining;
      if (!(this.descent >= 0)) break;
      if (this.resetMatrix()) continue;
      return this.stopWithReport(this.isStill(10 * accuracy) && !this.isRelaxed ? 'converged' : 'ascent');
    }
    this.contraction = 1;
    this.trials = 0;
    this.propose();
    return true;
  }

  // Lays out the next trial.
  private propose(): void {
    const { contraction, n, s, x, xStart } = this;
    this.trials++;
    this.descent = contraction * this.descent;
    for (let i = 0; i < n; i++) s[i] *= contraction;
    for (let i = 0; i < n; i++) x[i] = xStart[i] + s[i];
    this.clamp();
    this.point = moveInside(x, this.settings.differenceBounds);
    this.isTrying = true;
  }

  /** Takes f and the constraints at the trial: good enough, or a shorter step. */
  judge(): void {
    const { descent } = this;
    const gain = this.merit() - this.startMerit;
    this.isTrying = !(gain <= descent / 10 || this.trials > MAX_TRIALS);
    if (!this.isTrying) return;
    this.contraction = larger(descent / (2 * (descent - gain)), MIN_CONTRACTION);
    this.propose();
  }

  /** Whether f or x has stopped changing at a feasible point: then the run is at its end. */
  isSettled(): boolean {
    const isStill = this.isStill(this.settings.accuracy);
    if (isStill) this.stop('converged');
    return isStill;
  }

  /** Learns from the gradient and the normals at the new iterate.
   *  @returns  whether the run goes on */
  learn(): boolean {
    if (this.updateMatrix()) return true;
    return this.stop(this.isStill(10 * this.settings.accuracy) ? 'converged' : 'ascent');
  }

  iterate(): Iterate {
    return { x: copyOf(this.x), fun: this.f, nit: this.nit };
  }

  private stop(status: SlsqpStatus): false {
    this.status = status;
    return false;
  }

  private stopWithReport(status: SlsqpStatus): false {
    this.reportsEnd = true;
    return this.stop(status);
  }

  // Adding a clamped step may still miss the bound by a rounding error.
  private clamp(): void {
    const { bounds } = this.settings;
    if (bounds === null) return;
    const { lb, ub } = bounds;
    const { x } = this;
    for (let i = 0; i < this.n; i++) {
      if (x[i] < lb[i]) x[i] = lb[i];
      else if (x[i] > ub[i]) x[i] = ub[i];
    }
  }

  /** B := I.
   *  @returns  false when that has been done too often */
  private resetMatrix(): boolean {
    this.resets++;
    if (this.resets > MAX_RESETS) return false;
    resetToIdentity(this.packed, this.n);
    return true;
  }

  // The step s and the multipliers; an inconsistent linearization is relaxed with growing weight.
  private solveProgram(): LeastSquaresStatus {
    const { bounds } = this.settings;
    const { n, x, s, lower, upper, multipliers, program } = this;
    for (let i = 0; i < n; i++) {
      lower[i] = bounds && Number.isFinite(bounds.lb[i]) ? -x[i] + bounds.lb[i] : NaN;
      upper[i] = bounds && Number.isFinite(bounds.ub[i]) ? -x[i] + bounds.ub[i] : NaN;
    }
    const { packed, g, C, d } = this;
    const linearization = { packed, g, C, d, lower, upper };
    let status = program.solve(linearization, null, s, multipliers);
    if (status === 'singular-equalities' && n === this.equalities) status = 'incompatible';
    this.isRelaxed = status === 'incompatible';
    this.remaining = 1;
    let weight = FIRST_WEIGHT;
    for (let increases = 0; status === 'incompatible' && increases <= MAX_WEIGHT_INCREASES; increases++) {
      status = program.solve(linearization, weight, s, multipliers);
      this.remaining = 1 - s[n];
      weight *= 10;
    }
    return status;
  }

  // out := ∇f − Cᵀ·λ
  private lagrangianGradient(out: Float64Array): void {
    const { n, m, C, g, multipliers } = this;
    copyInto(g, out);
    addTransposedProduct(C, 0, m, m, n, multipliers, 0, -1, out, 0);
  }

  private violationOf(j: number): number {
    const value = this.d[j];
    return larger(-value, j < this.equalities ? value : 0);
  }

  /** Tests the first-order conditions, and lets the penalties follow the multipliers. */
  private isOptimal(slope: number): boolean {
    const { m, d, multipliers, penalties } = this;
    const { accuracy } = this.settings;
    let gap = Math.abs(slope);
    let violation = 0;
    for (let j = 0; j < m; j++) {
      violation += this.violationOf(j);
      const size = Math.abs(multipliers[j]);
      penalties[j] = larger(size, (penalties[j] + size) / 2);
      gap += size * Math.abs(d[j]);
    }
    return gap < accuracy && violation < accuracy && this.f === this.f;
  }

  private merit(): number {
    let sum = this.f;
    for (let j = 0; j < this.m; j++) sum += this.penalties[j] * this.violationOf(j);
    return sum;
  }

  private penalty(): number {
    let sum = 0;
    for (let j = 0; j < this.m; j++) sum += this.penalties[j] * this.violationOf(j);
    return sum;
  }

  // Whether f or x has stopped changing at a feasible point.
  private isStill(tolerance: number): boolean {
    let violation = 0;
    for (let j = 0; j < this.m; j++) violation += this.violationOf(j);
    const isStill = Math.abs(this.f - this.fStart) < tolerance || this.isShort(tolerance);
    return isStill && violation < tolerance && this.f === this.f;
  }

  // Whether ‖s‖ is below the tolerance; mostly one entry alone is not.
  private isShort(tolerance: number): boolean {
    const { n, s } = this;
    for (let i = 0; i < n; i++) if (!(Math.abs(s[i]) < tolerance)) return false;
    return nrm2(s, 0, n) < tolerance;
  }

  /** Powell's damped BFGS update; a singular one resets the matrix.
   *  @returns  false when it has been reset too often */
  private updateMatrix(): boolean {
    const { n, packed, s, lagrangian, change, product } = this;
    this.lagrangianGradient(change);
    for (let i = 0; i < n; i++) change[i] -= lagrangian[i];
    multiplyFactored(packed, n, s, product);
    let sy = dot(s, change, n);
    const sBs = dot(s, product, n);
    const least = 0.2 * sBs;
    if (sy < least) {
      const part = (sBs - least) / (sBs - sy);
      sy = least;
      for (let i = 0; i < n; i++) change[i] = part * change[i] + (1 - part) * product[i];
    }
    if (sy === 0 || sBs === 0) return this.resetMatrix();
    updateFactors(packed, n, change, 1 / sy, product);
    updateFactors(packed, n, product, -1 / sBs, change);
    return true;
  }

  /** The result as SciPy words it. */
  result(warnings: string[]): OptimizeResult {
    const { objective, x, f, g, nit, multipliers, d } = this;
    const isKnown = Number.isFinite(f) && !d.some(Number.isNaN);
    const status = this.status === 'converged' && !isKnown ? 'ascent' : this.status;
    return {
      x,
      fun: f,
      jac: g,
      nit,
      nfev: objective.nfev,
      njev: objective.njev,
      status: ENDS[status].code,
      success: status === 'converged',
      message: ENDS[status].message,
      multipliers,
      warnings,
    };
  }
}
