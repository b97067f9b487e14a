/** The map between the unit cube, where members evolve, and the box of the problem. */
import { OptionError } from '../../errors';
import type { Bounds } from '../../method';
import { nextAfter, roundHalfEven } from '../numpy-order';

/** x = center + (u − ½)·width, rounded to integers where asked. */
export interface Scaling {
  readonly n: number;
  /** after widening integer coordinates by just under ½ on each side, so that each integer is equally likely */
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  /** whether a coordinate takes integers only; null: none does */
  readonly integrality: readonly boolean[] | null;
  /** writes the points of the first `count` unit-cube rows of `members` to `out`, from `offset` on */
  toBox(members: Float64Array, count: number, out: Float64Array, offset?: number): void;
  /** a point of the box in the unit cube (n) */
  toUnit(x: ArrayLike<number>): Float64Array;
}

/** @throws OptionError when an integer coordinate has no integer between its bounds */
export function makeScaling(bounds: Bounds, integrality: readonly boolean[] | null): Scaling {
  const n = bounds.lb.length;
  const center = new Float64Array(n);
  const width = new Float64Array(n);
  const inverse = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    center[k] = 0.5 * (bounds.lb[k] + bounds.ub[k]);
    width[k] = Math.abs(bounds.lb[k] - bounds.ub[k]);
    inverse[k] = Number.isFinite(1 / width[k]) ? 1 / width[k] : 0;
  }
  const { lb, ub } = integrality ? widenIntegers(bounds, integrality) : bounds;
  return {
    n,
    lb,
    ub,
    integrality,
    toBox(members, count, out, offset = 0) {
      for (let i = 0; i < count * n; i += n) {
        for (let k = 0; k < n; k++) out[offset + i + k] = center[k] + (members[i + k] - 0.5) * width[k];
        if (integrality === null) continue;
        for (let k = 0; k < n; k++) if (integrality[k]) out[offset + i + k] = roundHalfEven(out[offset + i + k]);
      }
    },
    toUnit(x) {
      return Float64Array.from({ length: n }, (_, k) => (x[k] - center[k]) * inverse[k] + 0.5);
    },
  };
}

function widenIntegers({ lb, ub }: Bounds, integrality: readonly boolean[]): Bounds {
  const low = lb.map((value, k) => (integrality[k] ? nextAfter(Math.ceil(value) - 0.5, 1) : value));
  const high = ub.map((value, k) => (integrality[k] ? nextAfter(Math.floor(value) + 0.5, -1) : value));
  if (integrality.some((isInteger, k) => isInteger && Math.ceil(lb[k]) > Math.floor(ub[k]))) {
    throw new OptionError(
      'One of the integrality constraints does not have any possible integer values between the lower/upper bounds. Widen those bounds.',
      'integrality',
    );
  }
  return { lb: low, ub: high };
}
