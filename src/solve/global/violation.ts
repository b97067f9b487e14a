/** How far a point violates the constraints of a setup: what DE and SHGO compare. */
import { matVec } from '../../math/linalg/products';
import { OptionError } from '../errors';
import type { ConstraintInfo } from '../method';
import type { Search } from '../protocol';

/** Values (m) of one constraint: linear ones are computed here, others are asked for. */
export function* constraintValues(info: ConstraintInfo, index: number, x: Float64Array): Search<Float64Array> {
  if (!info.A) return (yield { kind: 'constraint', index, x }) as Float64Array;
  const rows = info.A.length / x.length;
  return matVec(info.A, x, new Float64Array(rows), rows, x.length);
}

/** Amounts (Σm) by which x leaves lb ≤ c(x) ≤ ub, one after the other.
 *  @throws OptionError for SciPy's dictionary constraints, which differential evolution does not take */
export function* violations(constraints: readonly ConstraintInfo[], x: Float64Array): Search<Float64Array> {
  const parts: Float64Array[] = [];
  for (const [index, info] of constraints.entries()) {
    if (info.form !== 'interval') {
      throw new OptionError(
        '`constraint` of an unknown type is passed. Give { fun, lb, ub } or { A, lb, ub }.',
        'constraints',
      );
    }
    const values = yield* constraintValues(info, index, x);
    const { lb, ub } = info;
    parts.push(
      values.map(
        (value, k) => Math.max(entry(lb, k, -Infinity) - value, 0) + Math.max(value - entry(ub, k, Infinity), 0),
      ),
    );
  }
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

// A bound of length one stands for all components.
function entry(bound: Float64Array | undefined, k: number, none: number): number {
  if (!bound || bound.length === 0) return none;
  return bound.length === 1 ? bound[0] : bound[k];
}

/** Whether x satisfies all constraints as SHGO asks: c ≥ 0, also for equalities, and lb ≤ c ≤ ub. */
export function* isFeasible(constraints: readonly ConstraintInfo[], x: Float64Array): Search<boolean> {
  for (const [index, info] of constraints.entries()) {
    const values = yield* constraintValues(info, index, x);
    for (const [k, value] of values.entries()) {
      if (info.form !== 'interval') {
        if (value < 0) return false;
        continue;
      }
      const low = entry(info.lb, k, -Infinity);
      const high = entry(info.ub, k, Infinity);
      // An equality is asked for as value − lb ≥ 0 alone.
      if (value - low < 0 || (low !== high && high - value < 0)) return false;
    }
  }
  return true;
}
