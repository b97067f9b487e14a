/** Linear constraints as A·x ≤ b and A·x = b in the free, scaled variables, in SciPy's order of rows. */
import type { ConstraintInfo, Setup } from '../../method';

const EPS = 2 ** -52;

/** Rows are row-major (rows·n). */
export interface LinearSystem {
  readonly aub: Float64Array;
  readonly bub: Float64Array;
  readonly aeq: Float64Array;
  readonly beq: Float64Array;
}

/** lb ≤ c ≤ ub of one constraint, componentwise. */
export interface Limits {
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  /** limits closer than this make an equality */
  readonly tolerance: number;
}

/** The limits of a constraint with m components. */
export function limitsOf(info: ConstraintInfo, m: number): Limits {
  const fill = (limit: Float64Array | undefined, absent: number): Float64Array => {
    if (limit === undefined) return new Float64Array(m).fill(absent);
    return limit.length === m ? limit : new Float64Array(m).fill(limit[0]);
  };
  const isDictionary = info.form !== 'interval';
  const lb = isDictionary ? new Float64Array(m) : fill(info.lb, -Infinity);
  const ub = isDictionary ? new Float64Array(m).fill(info.form === 'eq' ? 0 : Infinity) : fill(info.ub, Infinity);
  let weight = 1;
  for (const value of [...lb, ...ub]) if (Number.isFinite(value)) weight = Math.max(weight, Math.abs(value));
  return { lb, ub, tolerance: 10 * EPS * Math.max(m, 1) * weight };
}

/** Collects the linear constraints of a setup.
 *  @param whole   a point that holds the fixed variables
 *  @param free    indices of the free variables
 *  @param factor  x = factor·scaled + shift, per free variable */
export function linearConstraints(
  setup: Setup,
  whole: Float64Array,
  free: readonly number[],
  factor: Float64Array,
  shift: Float64Array,
): LinearSystem {
  const size = whole.length;
  const isFree = new Set(free);
  const upper: { a: number[]; b: number }[] = [];
  const equal: { a: number[]; b: number }[] = [];
  for (const info of setup.constraints) {
    if (info.A === undefined) continue;
    const A = info.A;
    const m = A.length / size;
    const { lb, ub, tolerance } = limitsOf(info, m);
    const row = (k: number, sign: 1 | -1, limit: number): { a: number[]; b: number } => {
      let b = sign * limit;
      for (let i = 0; i < size; i++) if (!isFree.has(i)) b -= sign * orZero(A[k * size + i]) * whole[i];
      const a = free.map((i, f) => {
        const entry = sign * orZero(A[k * size + i]);
        b -= entry * shift[f];
        return entry * factor[f];
      });
      return { a, b };
    };
    const all = Array.from({ length: m }, (_, k) => k);
    const isEqual = (k: number): boolean => Math.abs(ub[k] - lb[k]) <= tolerance;
    equal.push(...all.filter(isEqual).map((k) => row(k, 1, 0.5 * (lb[k] + ub[k]))));
    const unequal = all.filter((k) => !isEqual(k));
    upper.push(...unequal.map((k) => row(k, 1, ub[k])), ...unequal.map((k) => row(k, -1, lb[k])));
  }
  const finite = upper.filter(({ b }) => Number.isFinite(b));
  const defined = equal.filter(({ b }) => !Number.isNaN(b));
  return {
    aub: Float64Array.from(finite.flatMap(({ a }) => a)),
    bub: Float64Array.from(finite, ({ b }) => b),
    aeq: Float64Array.from(defined.flatMap(({ a }) => a)),
    beq: Float64Array.from(defined, ({ b }) => b),
  };
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
