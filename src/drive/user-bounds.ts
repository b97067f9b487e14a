/** What a caller may give as bounds, and SciPy's checks of them. */
import { OptionError } from '../solve/errors';
import type { Bounds } from '../solve/method';

export type Bound = number | null;

/** `[lo, hi][]` with null for none, or arrays (or one number for all) `lb` and `ub`. */
export type UserBounds =
  | readonly (readonly [Bound, Bound])[]
  | {
      readonly lb: number | readonly number[] | Float64Array;
      readonly ub: number | readonly number[] | Float64Array;
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

function isPairs(given: UserBounds): given is readonly (readonly [Bound, Bound])[] {
  return Array.isArray(given);
}

function fromPairs(pairs: readonly (readonly [Bound, Bound])[], n: number): Bounds {
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new OptionError(`Each bound is a pair [lo, hi] with null for none, got ${JSON.stringify(pair)}.`, 'bounds');
    }
  }
  requireLength(pairs.length, n);
  return {
    lb: Float64Array.from({ length: n }, (_, i) => pairs[pairs.length === 1 ? 0 : i]![0] ?? -Infinity),
    ub: Float64Array.from({ length: n }, (_, i) => pairs[pairs.length === 1 ? 0 : i]![1] ?? Infinity),
  };
}

function fromArrays(given: Exclude<UserBounds, readonly (readonly [Bound, Bound])[]>, n: number): Bounds {
  const { lb, ub, keep_feasible: keep } = given;
  if (lb === undefined || ub === undefined) {
    throw new OptionError('Bounds are pairs [lo, hi], or an object { lb, ub }. Give both lb and ub.', 'bounds');
  }
  const side = (values: typeof lb): Float64Array => {
    if (typeof values === 'number') return new Float64Array(n).fill(values);
    requireLength(values.length, n);
    return values.length === 1 ? new Float64Array(n).fill(values[0]!) : Float64Array.from(values);
  };
  const keepFeasible = typeof keep === 'boolean' ? Array.from({ length: n }, () => keep) : keep;
  return { lb: side(lb), ub: side(ub), ...(keepFeasible && { keepFeasible }) };
}

// One bound for all is allowed, as NumPy would broadcast it.
function requireLength(length: number, n: number): void {
  if (length === n || length === 1) return;
  throw new OptionError(
    `The number of bounds is not compatible with the length of 'x0': got ${length}, need ${n}. Give one pair per variable.`,
    'bounds',
  );
}
