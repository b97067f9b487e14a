/**
 * The problem as COBYQA sees it: free variables only, optionally scaled by finite bounds; linear constraints
 * A·x ≤ b and A·x = b; nonlinear ones as c_ub(x) ≤ 0 and c_eq(x) = 0; and the filter of evaluated points.
 *
 * Source: T. M. Ragonneau (2022), "Model-based derivative-free optimization methods and software", PhD thesis,
 * The Hong Kong Polytechnic University, chapter 7; T. M. Ragonneau & Z. Zhang, "COBYQA version 1.1".
 * Differs: SciPy hands constraint functions the free variables only when bounds fix some; ours see the whole point.
 */
import { applyRows, kernelNorm } from '../../../math/linalg/kernels';
import type { Bounds, Setup } from '../../method';
import type { Search } from '../../protocol';
import type { LinearSystem } from './linear-system';
import { linearConstraints, limitsOf, type Limits } from './linear-system';

const EPS = 2 ** -52;
const NONE = new Float64Array(0);
/** Values beyond this, and NaN, are replaced by it. */
export const BARRIER = 2 ** 100;

/** What is known at one evaluated point. */
export interface Evaluation {
  readonly fun: number;
  readonly cub: Float64Array;
  readonly ceq: Float64Array;
  /** violation of every nonlinear component, as the merit function sees it */
  readonly violation: Float64Array;
}

/** Thrown out of an evaluation that ends the run. */
export type Ending = 'target' | 'callback' | 'evaluations';

interface Filtered {
  /** in the user's variables */
  readonly point: Float64Array;
  readonly fun: number;
  readonly maxcv: number;
}

/** See the header. */
export class CobyqaProblem {
  readonly n: number;
  readonly x0: Float64Array;
  readonly xl: Float64Array;
  readonly xu: Float64Array;
  readonly linear: LinearSystem;
  evaluations = 0;
  /** the outcome that the last evaluation decided, if any */
  ending: Ending | null = null;
  private filter: Filtered[] = [];
  private readonly free: readonly number[];
  private readonly whole: Float64Array;
  private readonly factor: Float64Array;
  private readonly shift: Float64Array;
  /** whether a nonlinear constraint has components: known after the first evaluation */
  hasNonlinear = false;

  constructor(
    private readonly setup: Setup,
    private readonly tolerance: number,
    private readonly target: number,
    private readonly maxEvaluations: number,
    wantsScale: boolean,
  ) {
    const { x0 } = setup;
    const bounds = cleanBounds(setup.bounds, x0.length);
    const fixed = fixedVariables(bounds);
    this.whole = x0.slice();
    for (const i of fixed) {
      this.whole[i] = clamp(0.5 * (bounds.lb[i] + bounds.ub[i]), bounds.lb[i], bounds.ub[i]);
    }
    this.free = Array.from(x0, (_, i) => i).filter((i) => !fixed.has(i));
    this.n = this.free.length;
    const lb = Float64Array.from(this.free, (i) => bounds.lb[i]);
    const ub = Float64Array.from(this.free, (i) => bounds.ub[i]);
    const start = Float64Array.from(this.free, (i, k) => clamp(x0[i], lb[k], ub[k]));
    const scales = wantsScale && [...lb, ...ub].every(Number.isFinite);
    this.factor = lb.map((low, k) => (scales ? 0.5 * (ub[k] - low) : 1));
    this.shift = lb.map((low, k) => (scales ? 0.5 * (ub[k] + low) : 0));
    this.xl = scales ? new Float64Array(this.n).fill(-1) : lb;
    this.xu = scales ? new Float64Array(this.n).fill(1) : ub;
    this.x0 = start.map((value, k) => (value - this.shift[k]) / this.factor[k]);
    this.linear = linearConstraints(setup, this.whole, this.free, this.factor, this.shift);
  }

  /** Whether there are constraints beside bounds. */
  get hasGeneralConstraints(): boolean {
    return this.hasNonlinear || this.linear.bub.length + this.linear.beq.length > 0;
  }

  /** The whole point in the user's variables. */
  expand(x: Float64Array): Float64Array {
    const { free, factor, shift } = this;
    const { bounds } = this.setup;
    const whole = this.whole.slice();
    for (let k = 0; k < free.length; k++) {
      const at = free[k];
      const value = x[k] * factor[k] + shift[k];
      whole[at] = bounds === null ? value : clamp(value, orInfinite(bounds.lb[at], -1), orInfinite(bounds.ub[at], 1));
    }
    return whole;
  }

  /** Evaluates everything at x (n), files it in the filter, and reports the best point so far.
   *  Sets `ending` when the target is reached, the callback asks to stop, or no evaluation is left.
   *  @param penalty  in force, for choosing the best point
   *  @returns        tamed values; null when no evaluation was left */
  *evaluate(x: Float64Array, penalty: number): Search<Evaluation | null> {
    if (this.evaluations >= this.maxEvaluations) {
      this.ending = 'evaluations';
      return null;
    }
    const point = this.expand(x);
    this.evaluations++;
    const fun = (yield { kind: 'fun', x: point }) as number;
    const cub: number[] = [];
    const ceq: number[] = [];
    const violation: number[] = [];
    for (let index = 0; index < this.setup.constraints.length; index++) {
      if (this.setup.constraints[index].A !== undefined) continue;
      const value = (yield { kind: 'constraint', index, x: point }) as Float64Array;
      splitConstraint(value, limitsOf(this.setup.constraints[index], value.length), cub, ceq, violation);
    }
    this.hasNonlinear = cub.length + ceq.length > 0;
    const evaluation: Evaluation = {
      fun: tame(fun),
      cub: this.hasNonlinear ? Float64Array.from(cub, tame) : NONE,
      ceq: this.hasNonlinear ? Float64Array.from(ceq, tame) : NONE,
      violation: violation.length > 0 ? Float64Array.from(violation) : NONE,
    };
    const maxcv = this.maxcv(x, evaluation.violation);
    this.file({ point, fun, maxcv });
    const best = this.best(penalty);
    const iterate = { x: best.point, fun: best.fun, nit: this.evaluations, extra: { maxcv: best.maxcv } };
    if ((yield { kind: 'iterate', iterate }) as boolean) this.ending = 'callback';
    else if (evaluation.fun <= this.target && maxcv <= this.tolerance) this.ending = 'target';
    return evaluation;
  }

  /** All violations at x in the order of the merit function: linear, then nonlinear. */
  violations(x: Float64Array, nonlinear: Float64Array): Float64Array {
    const { aub, bub, aeq, beq } = this.linear;
    const m = bub.length;
    const values = new Float64Array(m + beq.length + nonlinear.length);
    if (m > 0) applyRows(aub, x, values, m, x.length);
    for (let k = 0; k < m; k++) values[k] = Math.max(values[k] - bub[k], 0);
    if (beq.length > 0) applyRows(aeq, x, values.subarray(m), beq.length, x.length);
    for (let k = m; k < m + beq.length; k++) values[k] = Math.abs(values[k] - beq[k - m]);
    values.set(nonlinear, bub.length + beq.length);
    return values;
  }

  /** The greatest of the violations; NaN where one is. */
  maxcv(x: Float64Array, nonlinear: Float64Array): number {
    if (!this.hasGeneralConstraints) return 0;
    let worst = 0;
    for (const value of this.violations(x, nonlinear)) {
      if (Number.isNaN(value)) return NaN;
      worst = Math.max(worst, value);
    }
    return worst;
  }

  /** f + penalty·‖violations‖. */
  merit(x: Float64Array, fun: number, nonlinear: Float64Array, penalty: number): number {
    if (!(penalty > 0) || !this.hasGeneralConstraints) return fun;
    const violations = this.violations(x, nonlinear);
    return fun + penalty * kernelNorm(violations);
  }

  /** The point to return: the least f among feasible ones, else the least merit. */
  best(penalty: number): Filtered {
    const { filter, tolerance } = this;
    if (filter.length === 1) return filter[0];
    const finite = filter.filter(({ maxcv }) => Number.isFinite(maxcv));
    const feasible = finite.filter(({ maxcv }) => maxcv <= tolerance);
    const least = (points: readonly Filtered[], value: (point: Filtered) => number): Filtered[] => {
      const known = points.map(value).filter((v) => !Number.isNaN(v));
      const lowest = Math.min(...known);
      return points.filter((point) => value(point) <= lowest);
    };
    let candidates: Filtered[];
    if (feasible.length > 0) {
      candidates = feasible.some(({ fun }) => !Number.isNaN(fun)) ? least(feasible, ({ fun }) => fun) : feasible;
      if (candidates !== feasible) candidates = least(candidates, ({ maxcv }) => maxcv);
    } else if (finite.length > 0) {
      const merit = ({ fun, maxcv }: Filtered): number => fun + penalty * maxcv;
      candidates = finite.every((point) => Number.isNaN(merit(point)))
        ? least(finite, ({ maxcv }) => maxcv)
        : least(
            least(least(finite, merit), ({ maxcv }) => maxcv),
            ({ fun }) => fun,
          );
    } else candidates = filter.some(({ fun }) => !Number.isNaN(fun)) ? least(filter, ({ fun }) => fun) : filter;
    return candidates.at(-1)!;
  }

  private file(point: Filtered): void {
    const { filter } = this;
    const { fun, maxcv } = point;
    const isBetterThan = (other: Filtered): boolean => {
      if (Number.isNaN(fun)) return (Number.isNaN(other.fun) && maxcv < other.maxcv) || Number.isNaN(other.maxcv);
      if (Number.isNaN(maxcv)) return (Number.isNaN(other.maxcv) && fun < other.fun) || Number.isNaN(other.fun);
      return fun < other.fun || maxcv < other.maxcv;
    };
    const isWanted =
      Number.isNaN(fun) && Number.isNaN(maxcv) ? filter.length === 0 : filter.every((other) => isBetterThan(other));
    if (!isWanted) return;
    const isBeaten = (other: Filtered): boolean => {
      if (Number.isNaN(fun)) return Number.isNaN(other.fun);
      if (Number.isNaN(maxcv)) return Number.isNaN(other.maxcv);
      return Number.isNaN(other.fun) || Number.isNaN(other.maxcv) || (fun <= other.fun && maxcv <= other.maxcv);
    };
    this.filter = [...filter.filter((other) => !isBeaten(other)), point];
  }
}

function splitConstraint(value: Float64Array, limits: Limits, cub: number[], ceq: number[], violation: number[]): void {
  const { lb, ub } = limits;
  const isEqual = (k: number): boolean => Math.abs(ub[k] - lb[k]) <= limits.tolerance;
  const all = Array.from(value, (_, k) => k);
  const unequal = all.filter((k) => !isEqual(k));
  cub.push(...unequal.filter((k) => lb[k] > -Infinity).map((k) => lb[k] - value[k]));
  cub.push(...unequal.filter((k) => ub[k] < Infinity).map((k) => value[k] - ub[k]));
  ceq.push(...all.filter(isEqual).map((k) => value[k] - 0.5 * (ub[k] + lb[k])));
  violation.push(...all.map((k) => Math.max(lb[k] - value[k], 0) + Math.max(value[k] - ub[k], 0)));
}

function cleanBounds(bounds: Bounds | null, n: number): { lb: Float64Array; ub: Float64Array } {
  if (bounds === null) return { lb: new Float64Array(n).fill(-Infinity), ub: new Float64Array(n).fill(Infinity) };
  return { lb: bounds.lb.map((low) => orInfinite(low, -1)), ub: bounds.ub.map((high) => orInfinite(high, 1)) };
}

function fixedVariables({ lb, ub }: { lb: Float64Array; ub: Float64Array }): Set<number> {
  const tolerance = arraysTolerance(lb, ub);
  return new Set(Array.from(lb, (_, i) => i).filter((i) => lb[i] <= ub[i] && Math.abs(lb[i] - ub[i]) < tolerance));
}

/** Ten units of rounding of the largest finite entry and the longest array. */
export function arraysTolerance(...arrays: readonly Float64Array[]): number {
  let weight = 1;
  let size = 1;
  for (const array of arrays) {
    size = Math.max(size, array.length);
    for (const value of array) if (Number.isFinite(value)) weight = Math.max(weight, Math.abs(value));
  }
  return 10 * EPS * size * weight;
}

function orInfinite(value: number, sign: 1 | -1): number {
  return Number.isNaN(value) ? sign * Infinity : value;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function tame(value: number): number {
  return Number.isNaN(value) ? BARRIER : clamp(value, -BARRIER, BARRIER);
}
