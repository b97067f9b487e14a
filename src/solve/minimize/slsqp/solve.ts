/**
 * SLSQP: sequential quadratic programming with least-squares subproblems, for smooth functions with equality and
 * inequality constraints and bounds.
 *
 * Source: Kraft (1988), "A software package for sequential quadratic programming", DFVLR-FB 88-28; Kraft (1994),
 * Algorithm 733, ACM Trans. Math. Softw. 20. The merit function and its line search are Han (1977) and Powell (1978), the
 * damped update Powell (1978). Order of tests, counting and messages are those of SciPy 1.17.1, whose line search is
 * the inexact one.
 * Differs: an end that SciPy calls successful, but at which f is not finite or a constraint is NaN, has status 8; points are
 * moved into the bounds before finite differences, where SciPy may raise an error after a rounding of the step.
 */
import { copyInto, copyOf } from '../../../math/linalg/copy';
import { dot, nrm2 } from '../../../math/linalg/sums';
import type { DifferenceOptions } from '../../differences';
import type { Bounds, Setup } from '../../method';
import { createObjective, DEFAULT_EPSILON, type Objective } from '../../objective';
import { readOptions } from '../../options';
import type { Search } from '../../protocol';
import { markStoppedByCallback, type OptimizeResult } from '../../result';
import { type ConstraintSet, gatherConstraints } from './constraint-set';
import { multiplyFactored, resetToIdentity, updateFactors } from './ldl';
import { addTransposedProduct } from './least-squares/blas-order';
import type { LeastSquaresStatus } from './least-squares/ldp';
import { slsqpOptions } from './options';
import { QuadraticProgram } from './quadratic-program';

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

/** Runs SLSQP.
 *  @throws OptionError on a bad option, before the first request */
export function* solveSlsqp(setup: Setup): Search<OptimizeResult> {
  const n = setup.x0.length;
  const options = readOptions(setup, slsqpOptions, ['ftol']);
  const maxiter = Math.trunc(options.number('maxiter'));
  const accuracy = options.number('ftol');
  const epsilon = options.vector('eps', n) ?? new Float64Array(n).fill(DEFAULT_EPSILON);
  const relStep = options.vector('finite_diff_rel_step', n);
  const { jac, bounds } = setup;
  const isScheme = jac === '2-point' || jac === '3-point';
  const differences: DifferenceOptions = {
    scheme: isScheme ? jac : '2-point',
    absStep: isScheme ? null : epsilon,
    relStep: isScheme ? relStep : null,
    bounds,
  };
  const x0 = moveInside(setup.x0, bounds);
  const constraints = yield* gatherConstraints(setup, setup.x0, x0, differences);
  const objective = yield* createObjective({ x0, jac, epsilon, relStep, bounds });
  const run = new Run(objective, constraints, jac === 'exact' ? null : bounds, bounds, Math.abs(accuracy));
  const status = yield* run.iterate(maxiter);
  const result = run.result(status, [...options.warnings, ...constraints.warnings]);
  return status === 'stopped' ? markStoppedByCallback(result) : result;
}

// NaN stays NaN, as in np.clip.
function moveInside(x: Float64Array, bounds: Bounds | null): Float64Array {
  if (bounds === null) return copyOf(x);
  const { lb, ub } = bounds;
  return x.map((value, i) => (value < lb[i] ? lb[i] : value > ub[i] ? ub[i] : value));
}

// C's fmax: a NaN loses against a number.
function larger(a: number, b: number): number {
  return a > b || b !== b ? a : b;
}

/** One run: the iterate, its linearization, and the penalties of the merit function. */
class Run {
  private readonly x: Float64Array;
  private f: number;
  private g: Float64Array;
  private nit = 0;
  private resets = 0;
  private readonly n: number;
  private readonly m: number;
  private readonly equalities: number;
  // L·D·Lᵀ, constraint values and normals.
  private readonly packed: Float64Array;
  private readonly d: Float64Array;
  private readonly C: Float64Array;
  // Step (and the relaxing variable), its bounds, multipliers and penalties.
  private readonly s: Float64Array;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly multipliers: Float64Array;
  private readonly penalties: Float64Array;
  private readonly program: QuadraticProgram;
  // Before the step: the point, f, and the gradient of the Lagrangian.
  private readonly xStart: Float64Array;
  private fStart = 0;
  private readonly lagrangian: Float64Array;
  private readonly change: Float64Array;
  private readonly product: Float64Array;
  private wasStopped = false;
  /** a driver that replies nothing to a report wants no further ones */
  private isWatched = true;

  constructor(
    private readonly objective: Objective,
    private readonly constraints: ConstraintSet,
    private readonly differenceBounds: Bounds | null,
    private readonly bounds: Bounds | null,
    private readonly accuracy: number,
  ) {
    const n = (this.n = objective.n);
    const m = (this.m = constraints.m);
    this.equalities = constraints.equalities;
    this.x = objective.x.slice();
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
    this.program = new QuadraticProgram(n, m, constraints.equalities, bounds !== null);
    this.xStart = new Float64Array(n);
    this.lagrangian = new Float64Array(n);
    this.change = new Float64Array(n);
    this.product = new Float64Array(n);
  }

  /** The algorithm, to its end. */
  *iterate(maxiter: number): Search<SlsqpStatus> {
    const { constraints, objective, x, s, d, xStart, accuracy } = this;
    this.f = yield* objective.fun(this.point());
    this.g = yield* objective.grad(this.point());
    const isConstrained = this.m > 0;
    yield* constraints.normals(x, this.C);
    yield* constraints.values(x, d);
    this.resetMatrix();
    for (;;) {
      if (this.nit >= maxiter) return 'max-iterations';
      this.nit++;
      const { status, isRelaxed, remaining } = this.solveProgram();
      if (status !== 'solved') return yield* this.end(status);
      this.lagrangianGradient(this.lagrangian);
      this.fStart = this.f;
      copyInto(x, xStart);
      const slope = dot(this.g, s, this.n);
      if (this.isOptimal(slope) && !isRelaxed) return yield* this.end('converged');

      const startPenalty = this.penalty();
      const startMerit = this.f + startPenalty;
      let descent = slope - startPenalty * remaining;
      if (descent >= 0) {
        if (this.resetMatrix()) continue;
        return yield* this.end(this.isSettled(10 * accuracy) && !isRelaxed ? 'converged' : 'ascent');
      }
      let contraction = 1;
      for (let trial = 1; ; trial++) {
        descent = contraction * descent;
        for (let i = 0; i < this.n; i++) s[i] *= contraction;
        for (let i = 0; i < this.n; i++) x[i] = xStart[i] + s[i];
        this.clamp();
        const point = this.point();
        const askFun = objective.requestFun(point);
        this.f = askFun === null ? yield* objective.fun(point) : objective.takeFun((yield askFun) as number);
        if (isConstrained) yield* constraints.values(x, d);
        if (trial === 1 && this.isWatched) {
          yield* this.report();
          if (this.wasStopped) return 'stopped';
        }
        const gain = this.merit() - startMerit;
        if (gain <= descent / 10 || trial > MAX_TRIALS) break;
        contraction = larger(descent / (2 * (descent - gain)), MIN_CONTRACTION);
      }
      if (this.isSettled(accuracy)) return 'converged';
      const point = this.point();
      const askGrad = objective.requestGrad(point);
      this.g = askGrad === null ? yield* objective.grad(point) : objective.takeGrad((yield askGrad) as Float64Array);
      if (isConstrained) yield* constraints.normals(x, this.C);
      if (!this.updateMatrix()) return this.isSettled(10 * accuracy) ? 'converged' : 'ascent';
    }
  }

  // Adding a clamped step may still miss the bound by a rounding error.
  private clamp(): void {
    if (this.bounds === null) return;
    const { lb, ub } = this.bounds;
    const { x } = this;
    for (let i = 0; i < this.n; i++) {
      if (x[i] < lb[i]) x[i] = lb[i];
      else if (x[i] > ub[i]) x[i] = ub[i];
    }
  }

  // The point to evaluate, fresh: inside the bounds where finite differences insist on it.
  private point(): Float64Array {
    return moveInside(this.x, this.differenceBounds);
  }

  private *report(): Search<void> {
    const iterate = { x: copyOf(this.x), fun: this.f, nit: this.nit };
    const reply = (yield { kind: 'iterate', iterate }) as boolean | undefined;
    this.wasStopped = reply === true;
    this.isWatched = reply !== undefined;
  }

  private *end(status: SlsqpStatus): Search<SlsqpStatus> {
    if (this.isWatched) yield* this.report();
    return this.wasStopped ? 'stopped' : status;
  }

  /** B := I.
   *  @returns  false when that has been done too often */
  private resetMatrix(): boolean {
    this.resets++;
    if (this.resets > MAX_RESETS) return false;
    resetToIdentity(this.packed, this.n);
    return true;
  }

  /** The step s and the multipliers; an inconsistent linearization is relaxed with growing weight.
   *  @returns  `remaining`: the part of the violation that the step still removes, 1 unless relaxed */
  private solveProgram(): { status: LeastSquaresStatus; isRelaxed: boolean; remaining: number } {
    const { n, x, s, bounds, lower, upper, multipliers, program } = this;
    for (let i = 0; i < n; i++) {
      lower[i] = bounds && Number.isFinite(bounds.lb[i]) ? -x[i] + bounds.lb[i] : NaN;
      upper[i] = bounds && Number.isFinite(bounds.ub[i]) ? -x[i] + bounds.ub[i] : NaN;
    }
    const { packed, g, C, d } = this;
    const linearization = { packed, g, C, d, lower, upper };
    let status = program.solve(linearization, null, s, multipliers);
    if (status === 'singular-equalities' && n === this.equalities) status = 'incompatible';
    if (status !== 'incompatible') return { status, isRelaxed: false, remaining: 1 };
    let weight = FIRST_WEIGHT;
    for (let increases = 0; ;) {
      status = program.solve(linearization, weight, s, multipliers);
      if (status !== 'incompatible') return { status, isRelaxed: true, remaining: 1 - s[n] };
      weight *= 10;
      if (++increases > MAX_WEIGHT_INCREASES) return { status, isRelaxed: true, remaining: 1 - s[n] };
    }
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
    const { m, d, multipliers, penalties, accuracy } = this;
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

  /** Whether f or x has stopped changing at a feasible point. */
  private isSettled(tolerance: number): boolean {
    let violation = 0;
    for (let j = 0; j < this.m; j++) violation += this.violationOf(j);
    const isStill = Math.abs(this.f - this.fStart) < tolerance || nrm2(this.s, 0, this.n) < tolerance;
    return isStill && violation < tolerance && this.f === this.f;
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
  result(end: SlsqpStatus, warnings: string[]): OptimizeResult {
    const { objective, x, f, g, nit, multipliers, d } = this;
    const isKnown = Number.isFinite(f) && !d.some(Number.isNaN);
    const status = end === 'converged' && !isKnown ? 'ascent' : end;
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
