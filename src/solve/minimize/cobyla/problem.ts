/**
 * The problem as COBYLA sees it: free variables only, and all constraints as one vector c(x) ≤ 0, bounds and
 * linear constraints first. Values are tamed at this boundary: NaN and anything above 1e30 become 1e30, so that
 * linear models stay finite (the "moderated extreme barrier" of Z. Zhang (2023), PRIMA).
 *
 * Differs: SciPy hands constraint functions the free variables only when a variable is fixed by its bounds; ours
 * see the whole point.
 */
import type { Setup } from '../../method';
import type { Search } from '../../protocol';
import { HUGE } from './filter';

const EPS = 2 ** -52;
const BOUND_MAX = Number.MAX_VALUE / 4;

/** One evaluation. */
export interface Values {
  readonly fun: number;
  /** c(x) (m), each ≤ 0 when satisfied */
  readonly constraints: Float64Array;
  /** max(0, c(x)) */
  readonly violation: number;
}

/** See the header. */
export class CobylaProblem {
  /** free variables */
  readonly n: number;
  /** start (n), free variables only */
  readonly start: Float64Array;
  /** gradients of the linear constraints, row-major */
  readonly linearRows: Float64Array;
  private readonly linearRight: Float64Array;
  private readonly free: readonly number[];
  private readonly whole: Float64Array;

  constructor(
    private readonly setup: Setup,
    start: Float64Array,
  ) {
    const { bounds, x0 } = setup;
    this.whole = start.slice();
    const fixed = fixedVariables(setup);
    if (bounds !== null) {
      for (const i of fixed) {
        const middle = 0.5 * (bounds.lb[i] + bounds.ub[i]);
        this.whole[i] = Math.min(Math.max(middle, bounds.lb[i]), bounds.ub[i]);
      }
    }
    this.free = Array.from(x0, (_, i) => i).filter((i) => !fixed.has(i));
    this.n = this.free.length;
    this.start = Float64Array.from(this.free, (i) => start[i]);
    const rows = this.linearConstraints();
    this.linearRows = Float64Array.from(rows.flatMap((row) => this.free.map((i) => row.a[i])));
    this.linearRight = Float64Array.from(rows, (row) => {
      let fixedPart = 0;
      for (const i of fixed) fixedPart += row.a[i] * this.whole[i];
      return row.b - fixedPart;
    });
  }

  /** The whole point (all variables) of a free one. */
  expand(x: Float64Array): Float64Array {
    const whole = this.whole.slice();
    this.free.forEach((at, i) => {
      whole[at] = x[i];
    });
    return whole;
  }

  /** f and all constraints at x (n). */
  *evaluate(x: Float64Array): Search<Values> {
    const point = this.expand(x.map(tameCoordinate));
    const fun = tameFun((yield { kind: 'fun', x: point }) as number);
    const values: number[] = [];
    const { n, linearRows, linearRight } = this;
    for (let k = 0; k < linearRight.length; k++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += x[i] * linearRows[k * n + i];
      values.push(sum - linearRight[k]);
    }
    for (let index = 0; index < this.setup.constraints.length; index++) {
      if (this.setup.constraints[index].A !== undefined) continue;
      const value = (yield { kind: 'constraint', index, x: point }) as Float64Array;
      values.push(...this.nonlinear(index, value));
    }
    return { fun, constraints: Float64Array.from(values), violation: Math.max(0, ...values) };
  }

  // lb − c ≤ 0 for every finite lower limit, then c − ub ≤ 0 for every finite upper one.
  private nonlinear(index: number, value: Float64Array): number[] {
    const constraint = this.setup.constraints[index];
    const lower = (k: number): number => (constraint.form === 'interval' ? at(constraint.lb, k, -Infinity) : 0);
    const upper = (k: number): number => {
      if (constraint.form === 'interval') return at(constraint.ub, k, Infinity);
      return constraint.form === 'eq' ? 0 : Infinity;
    };
    const below: number[] = [];
    const above: number[] = [];
    value.forEach((c, k) => {
      if (lower(k) > -Infinity) below.push(tameConstraint(lower(k) - c));
      if (upper(k) < Infinity) above.push(tameConstraint(c - upper(k)));
    });
    return [...below, ...above];
  }

  // a·x ≤ b: lower bounds, upper bounds, then the linear constraints (equalities as a pair).
  private linearConstraints(): { a: Float64Array; b: number }[] {
    const { bounds, constraints, x0 } = this.setup;
    const size = x0.length;
    const unit = (i: number, value: number): Float64Array => {
      const row = new Float64Array(size);
      row[i] = value;
      return row;
    };
    const lower: { a: Float64Array; b: number }[] = [];
    const upper: { a: Float64Array; b: number }[] = [];
    for (const i of bounds === null ? [] : this.free) {
      if (bounds!.lb[i] > -BOUND_MAX) lower.push({ a: unit(i, -1), b: -bounds!.lb[i] });
      if (bounds!.ub[i] < BOUND_MAX) upper.push({ a: unit(i, 1), b: bounds!.ub[i] });
    }
    const equal: typeof lower = [];
    const equalNegated: typeof lower = [];
    const atLeast: typeof lower = [];
    const atMost: typeof lower = [];
    for (const { A, lb, ub } of constraints) {
      if (A === undefined) continue;
      for (let k = 0; k * size < A.length; k++) {
        const a = A.slice(k * size, (k + 1) * size);
        const lo = at(lb, k, -Infinity);
        const hi = at(ub, k, Infinity);
        if (hi <= lo + 2 * EPS) {
          const b = (lo + hi) / 2;
          equalNegated.push({ a: a.map((value) => -value), b: -b });
          equal.push({ a, b });
          continue;
        }
        if (lo > -Infinity) atLeast.push({ a: a.map((value) => -value), b: -lo });
        if (hi < Infinity) atMost.push({ a, b: hi });
      }
    }
    return [...lower, ...upper, ...equalNegated, ...equal, ...atLeast, ...atMost];
  }
}

/** Variables whose bounds coincide up to rounding. */
export function fixedVariables({ bounds, x0 }: Setup): Set<number> {
  if (bounds === null) return new Set();
  let weight = 1;
  for (const limit of [...bounds.lb, ...bounds.ub]) {
    if (Number.isFinite(limit)) weight = Math.max(weight, Math.abs(limit));
  }
  const tolerance = 10 * EPS * Math.max(x0.length, 1) * weight;
  const indices = Array.from(x0, (_, i) => i);
  return new Set(
    indices.filter((i) => bounds.lb[i] <= bounds.ub[i] && Math.abs(bounds.lb[i] - bounds.ub[i]) < tolerance),
  );
}

function at(limits: Float64Array | undefined, k: number, absent: number): number {
  return limits === undefined ? absent : limits.length === 1 ? limits[0] : limits[k];
}

function tameCoordinate(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

function tameFun(value: number): number {
  return Number.isNaN(value) ? HUGE : Math.min(Math.max(value, -Number.MAX_VALUE), HUGE);
}

function tameConstraint(value: number): number {
  return Number.isNaN(value) ? HUGE : Math.min(Math.max(value, -HUGE), HUGE);
}
