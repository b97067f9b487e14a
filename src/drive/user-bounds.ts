/** What a caller may give as bounds, and SciPy's checks of them. */
import { OptionError } from '../solve/errors';
import type { Bounds } from '../solve/method';
import { describe } from '../solve/options';

export type Bound = number | null;
type Side = Bound | readonly Bound[] | Float64Array;

/** `[lo, hi][]` with null for none, or arrays (or one number for all) `lb` and `ub`. */
export type UserBounds =
  | readonly (readonly [Bound, Bound] | Float64Array)[]
  | {
      readonly lb: Side;
      readonly ub: Side;
      readonly keep_feasible?: boolean | readonly boolean[];
    };

/** Bounds of n variables.
 *  @throws OptionError when they have the wrong shape, the wrong length, or cross */
export function readBounds(given: UserBounds, n: number): Bounds {
  const bounds = isPairs(given) ? fromPairs(given, n) : fromArrays(given, n);
  for (let i = 0; i < n; i++) {
    if (bounds.ub[i]! < bounds.lb[i]!) {
      throw new OptionError(
        `An upper bound is less than the corresponding lower bound: variable ${i} has [${bounds.lb[i]}, ${bounds.ub[i]}]. Swap the two.`,
        'bounds',
      );
    }
  }
  return bounds;
}

type Pairs = Extract<UserBounds, readonly unknown[]>;

function isPairs(given: UserBounds): given is Pairs {
  return Array.isArray(given);
}

function fromPairs(pairs: Pairs, n: number): Bounds {
  for (const pair of pairs) {
    if (!(Array.isArray(pair) || pair instanceof Float64Array) || pair.length !== 2) {
      throw new OptionError(`Each bound is a pair [lo, hi] with null for none, got ${JSON.stringify(pair)}.`, 'bounds');
    }
  }
  requireLength(pairs.length, n);
  const end = (i: number, side: 0 | 1): number => oneBound(pairs[pairs.length === 1 ? 0 : i]![side], side);
  return {
    lb: Float64Array.from({ length: n }, (_, i) => end(i, 0)),
    ub: Float64Array.from({ length: n }, (_, i) => end(i, 1)),
  };
}

function fromArrays(given: Exclude<UserBounds, Pairs>, n: number): Bounds {
  if (typeof given !== 'object' || given.lb === undefined || given.ub === undefined) {
    throw new OptionError('Bounds are pairs [lo, hi], or an object { lb, ub }. Give both lb and ub.', 'bounds');
  }
  const { lb, ub, keep_feasible: keep } = given;
  const side = (values: Side, which: 0 | 1): Float64Array => {
    const list = typeof values === 'object' && values !== null ? values : [values];
    requireLength(list.length, n);
    return Float64Array.from({ length: n }, (_, i) => oneBound(list[list.length === 1 ? 0 : i], which));
  };
  const keepFeasible = typeof keep === 'boolean' ? Array.from({ length: n }, () => keep) : keep;
  return { lb: side(lb, 0), ub: side(ub, 1), ...(keepFeasible && { keepFeasible }) };
}

function oneBound(value: Bound | undefined, side: 0 | 1): number {
  if (value === null || value === undefined) return side === 0 ? -Infinity : Infinity;
  if (typeof value === 'number') return value;
  throw new OptionError(`A bound is a number, or null for none, got ${describe(value)}.`, 'bounds');
}

// One bound for all is allowed, as NumPy would broadcast it.
function requireLength(length: number, n: number): void {
  if (length === n || length === 1) return;
  throw new OptionError(
    `The number of bounds is not compatible with the length of 'x0': got ${length}, need ${n}. Give one pair per variable.`,
    'bounds',
  );
}
