/**
 * Takes variables that the bounds fix out of a problem and puts them back into its results, as SciPy does for
 * methods whose finite differences could not move them.
 */
import type { Bounds, ConstraintInfo } from '../solve/method';
import type { Iterate } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';
import type { AsyncEvaluator } from './evaluator';
import type { Later } from './user-loss';

/** A problem of fewer variables, and the way back. */
export interface ReducedProblem {
  readonly x0: Float64Array;
  readonly bounds: Bounds;
  readonly constraints: readonly ConstraintInfo[];
  readonly evaluator: AsyncEvaluator;
  restoreIterate(iterate: Iterate): Iterate;
  restoreResult(result: OptimizeResult): OptimizeResult;
}

/** Removes the variables marked in `isFixed`; they keep their bound. Not all of them may be fixed. */
export function removeFixed(
  isFixed: readonly boolean[],
  problem: Pick<ReducedProblem, 'x0' | 'bounds' | 'constraints' | 'evaluator'>,
): ReducedProblem {
  const { bounds, evaluator } = problem;
  const n = isFixed.length;
  const free = Array.from({ length: n }, (_, i) => i).filter((i) => !isFixed[i]);
  const pick = (v: Float64Array): Float64Array => Float64Array.from(free, (i) => v[i]!);
  const expand = (v: Float64Array, fill: (i: number) => number): Float64Array => {
    const full = Float64Array.from({ length: n }, (_, i) => fill(i));
    free.forEach((i, k) => (full[i] = v[k]!));
    return full;
  };
  const place = (v: Float64Array): Float64Array => expand(v, (i) => bounds.lb[i]!);
  const pickColumns = (M: Float64Array): Float64Array => {
    const rows = M.length / n;
    return Float64Array.from({ length: rows * free.length }, (_, k) => {
      return M[Math.floor(k / free.length) * n + free[k % free.length]!]!;
    });
  };

  return {
    x0: pick(problem.x0),
    bounds: { lb: pick(bounds.lb), ub: pick(bounds.ub) },
    constraints: problem.constraints.map((info) => reduceConstraint(info, isFixed, bounds, pickColumns)),
    evaluator: {
      n: free.length,
      fun: (x) => evaluator.fun(place(x)),
      ...(evaluator.grad && { grad: (x) => later(evaluator.grad!(place(x)), pick) }),
      ...(evaluator.constraint && { constraint: (index, x) => evaluator.constraint!(index, place(x)) }),
      ...(evaluator.constraintJac && {
        constraintJac: (index, x) => later(evaluator.constraintJac!(index, place(x)), pickColumns),
      }),
    },
    restoreIterate: (iterate) => ({ ...iterate, x: place(iterate.x) }),
    restoreResult(result) {
      const { hess_inv, ...rest } = result;
      return {
        ...rest,
        x: place(result.x),
        ...(result.jac && { jac: expand(result.jac, () => NaN) }),
        ...(hess_inv !== undefined && { hess_inv: null as unknown as Float64Array }),
      } as OptimizeResult;
    },
  };
}

function later<T, R>(value: Later<T>, map: (value: T) => R): Later<R> {
  return value instanceof Promise ? value.then(map) : map(value);
}

// A linear constraint loses the fixed columns; what they contribute moves into its bounds.
function reduceConstraint(
  info: ConstraintInfo,
  isFixed: readonly boolean[],
  { lb: fixedAt }: Bounds,
  pickColumns: (M: Float64Array) => Float64Array,
): ConstraintInfo {
  if (!info.A) return info;
  const n = isFixed.length;
  const contribution = Array.from({ length: info.m! }, (_, row) => {
    let total = 0;
    for (let j = 0; j < n; j++) if (isFixed[j]) total += info.A![row * n + j]! * fixedAt[j]!;
    return total;
  });
  return {
    ...info,
    A: pickColumns(info.A),
    lb: info.lb!.map((value, row) => value - contribution[row]!),
    ub: info.ub!.map((value, row) => value - contribution[row]!),
  };
}
