/** What a caller may give as constraints: SciPy's three forms, checked, described for the solver, made evaluable. */
import { OptionError } from '../solve/errors';
import type { Bounds, ConstraintInfo } from '../solve/method';
import { describe } from '../solve/options';
import type { AsyncEvaluator } from './evaluator';
import { settle, toMatrix, toVector, type Later, type Matrix, type Vector } from './user-loss';

type Side = number | Vector;

/** c(x) = 0 or c(x) ≥ 0. */
export interface DictConstraint {
  readonly type: 'eq' | 'ineq';
  readonly fun: (x: Float64Array) => Later<number | Vector>;
  readonly jac?: (x: Float64Array) => Later<Vector | Matrix | number>;
}
/** lb ≤ c(x) ≤ ub. */
export interface NonlinearConstraint {
  readonly fun: (x: Float64Array) => Later<number | Vector>;
  readonly lb: Side;
  readonly ub: Side;
  readonly jac?: ((x: Float64Array) => Later<Vector | Matrix | number>) | '2-point' | '3-point';
  readonly hess?: ((x: Float64Array, v: Float64Array) => Later<Matrix>) | '2-point' | '3-point' | 'BFGS' | 'SR1';
  readonly keep_feasible?: boolean | readonly boolean[];
}
/** lb ≤ A x ≤ ub. */
export interface LinearConstraint {
  readonly A: Matrix | Vector;
  readonly lb?: Side;
  readonly ub?: Side;
  readonly keep_feasible?: boolean | readonly boolean[];
}
export type UserConstraint = DictConstraint | NonlinearConstraint | LinearConstraint;

type ConstraintPart = Required<Pick<AsyncEvaluator, 'constraint' | 'constraintJac' | 'constraintHess'>>;

/** @returns what the solver is told, and what answers its requests
 *  @throws OptionError for a constraint without type or function, of unknown type or wrong shape */
export function readConstraints(
  given: readonly unknown[],
  n: number,
  isAsync: boolean,
): { infos: ConstraintInfo[]; evaluator: ConstraintPart } {
  const constraints = given.map(checkForm);
  const infos = constraints.map((constraint) => describeConstraint(constraint, n));
  const at = (index: number): UserConstraint => constraints[index]!;
  const sizes = rememberedSizes(infos);
  return {
    infos,
    evaluator: {
      constraint(index, x) {
        const constraint = at(index);
        if ('A' in constraint) return multiply(infos[index]!, x);
        return settle(constraint.fun(x.slice()), (c) => sizes.check(index, toVector(c, null, 'constraint')), isAsync);
      },
      constraintJac(index, x) {
        const constraint = at(index);
        if ('A' in constraint) return infos[index]!.A!;
        const { jac } = constraint;
        if (typeof jac !== 'function') throw new OptionError('This constraint has no jac function.', 'constraints');
        const rows = sizes.of(index);
        return settle(jac(x.slice()), (J) => toMatrix(J, rows, n, 'constraint jac'), isAsync);
      },
      constraintHess(index, x, v) {
        const constraint = at(index);
        if ('A' in constraint) return new Float64Array(n * n);
        const hess = 'hess' in constraint ? constraint.hess : undefined;
        if (typeof hess !== 'function') throw new OptionError('This constraint has no hess function.', 'constraints');
        return settle(hess(x.slice(), v.slice()), (H) => toMatrix(H, n, n, 'constraint hess'), isAsync);
      },
    },
  };
}

// A constraint has as many components as when it was first evaluated, and as many bounds or one.
function rememberedSizes(infos: readonly ConstraintInfo[]) {
  const known: (number | null)[] = infos.map(({ m }) => m);
  return {
    of: (index: number): number | null => known[index]!,
    check(index: number, values: Float64Array): Float64Array {
      if (known[index] === null) {
        known[index] = values.length;
        const { lb, ub } = infos[index]!;
        for (const side of [lb, ub]) {
          if (!side || side.length === 1 || side.length === values.length) continue;
          throw new OptionError(
            `Constraint ${index} has ${values.length} components and ${side.length} bounds. Give one bound, or one for each.`,
            'constraints',
          );
        }
      } else if (values.length !== known[index]) {
        throw new OptionError(
          `Constraint ${index} returned ${values.length} numbers after ${known[index]}. Return as many at every point.`,
          'constraints',
        );
      }
      return values;
    },
  };
}

function checkForm(value: unknown, index: number): UserConstraint {
  if (typeof value !== 'object' || value === null) {
    throw new OptionError(
      `Constraints must be defined using objects such as { type: 'ineq', fun }, got ${describe(value)}.`,
      'constraints',
    );
  }
  const constraint = value as Record<string, unknown>;
  if ('A' in constraint) return constraint as unknown as LinearConstraint;
  const isInterval = 'lb' in constraint || 'ub' in constraint;
  const type = isInterval ? null : checkType(constraint.type, index);
  if (typeof constraint.fun !== 'function') {
    throw new OptionError(`Constraint ${index} has no function defined. Give it "fun".`, 'constraints');
  }
  checkDerivative(constraint, 'jac', ['2-point', '3-point']);
  if (type !== null) return { ...constraint, type } as unknown as DictConstraint;
  checkDerivative(constraint, 'hess', ['2-point', '3-point', 'BFGS', 'SR1']);
  return {
    ...constraint,
    lb: constraint.lb ?? -Infinity,
    ub: constraint.ub ?? Infinity,
  } as unknown as NonlinearConstraint;
}

function checkDerivative(constraint: Record<string, unknown>, name: string, choices: readonly string[]): void {
  const value = constraint[name];
  if (value === undefined || value === null || typeof value === 'function' || choices.includes(value as string)) return;
  throw new OptionError(
    `A constraint's "${name}" must be a function or one of '${choices.join("', '")}', got ${describe(value)}.`,
    'constraints',
  );
}

function checkType(type: unknown, index: number): 'eq' | 'ineq' {
  if (type === undefined) {
    throw new OptionError(`Constraint ${index} has no type defined. Give it type 'eq' or 'ineq'.`, 'constraints');
  }
  if (typeof type !== 'string') {
    throw new OptionError(`Constraint's type must be a string, 'eq' or 'ineq', got ${describe(type)}.`, 'constraints');
  }
  const lower = type.toLowerCase();
  if (lower === 'eq' || lower === 'ineq') return lower;
  throw new OptionError(`Unknown constraint type '${type}'. Use 'eq' or 'ineq'.`, 'constraints');
}

function describeConstraint(constraint: UserConstraint, n: number): ConstraintInfo {
  if ('A' in constraint) return describeLinear(constraint, n);
  const jac = typeof constraint.jac === 'function' ? 'exact' : ((constraint.jac as '2-point' | undefined) ?? '2-point');
  if (!('lb' in constraint)) return { form: constraint.type, m: null, jac, hess: 'BFGS' };
  const { lb, ub, hess, keep_feasible: keep } = constraint;
  return {
    form: 'interval',
    m: null,
    lb: toVector(lb, null, 'constraint lb'),
    ub: toVector(ub, null, 'constraint ub'),
    jac,
    hess: typeof hess === 'function' ? 'exact' : (hess ?? 'BFGS'),
    ...(keep !== undefined && { keepFeasible: typeof keep === 'boolean' ? [keep] : keep }),
  };
}

function describeLinear({ A, lb, ub, keep_feasible: keep }: LinearConstraint, n: number): ConstraintInfo {
  const flat = toMatrix(A, null, n, 'constraint A');
  const m = flat.length / n;
  const side = (value: Side | undefined, missing: number): Float64Array => {
    const vector = toVector(value ?? missing, null, 'constraint bound');
    if (vector.length === m) return vector;
    if (vector.length === 1) return new Float64Array(m).fill(vector[0]!);
    throw new OptionError(`A linear constraint of ${m} rows needs ${m} bounds, got ${vector.length}.`, 'constraints');
  };
  return {
    form: 'interval',
    m,
    lb: side(lb, -Infinity),
    ub: side(ub, Infinity),
    A: flat,
    jac: 'exact',
    hess: 'exact',
    ...(keep !== undefined && {
      keepFeasible: typeof keep === 'boolean' ? Array.from({ length: m }, () => keep) : keep,
    }),
  };
}

function multiply({ A, m }: ConstraintInfo, x: Float64Array): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: m! }, (_, i) => {
    let total = 0;
    for (let j = 0; j < n; j++) total += A![i * n + j]! * x[j]!;
    return total;
  });
}

/** The largest violation of all constraints at x, for a problem that leaves nothing to choose. */
export function largestViolation(infos: readonly ConstraintInfo[], values: readonly Float64Array[]): number {
  let worst = 0;
  infos.forEach(({ form, lb, ub }, index) => {
    values[index]!.forEach((value, i) => {
      const low = form === 'interval' ? lb![lb!.length === 1 ? 0 : i]! : 0;
      const high = form === 'interval' ? ub![ub!.length === 1 ? 0 : i]! : form === 'eq' ? 0 : Infinity;
      worst = Math.max(worst, low - value, value - high);
    });
  });
  return worst;
}

/** Which variables the bounds fix. */
export function fixedVariables({ lb, ub }: Bounds): boolean[] {
  return Array.from(lb, (low, i) => low === ub[i]);
}
