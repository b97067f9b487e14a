/**
 * Constraints of a study: from their texts to what solvers are told, what answers their requests, and how far a point
 * is from keeping them.
 *
 * SLSQP, COBYLA and SHGO get SciPy's dictionary form (c = 0, c ≥ 0), the others intervals; affine ones without
 * requests where a method takes a matrix. All derivatives are exact.
 */
import type { Evaluator } from '../drive/evaluator';
import { compileVector, type VectorFunction } from '../emit/vector';
import { LossSyntaxError, parseConstraint, type Diagnostic, type LinearForm } from '../lang';
import type { Bounds, ConstraintInfo, Method } from '../solve/method';
import type { CompiledLoss } from './compile';

/** A constraint that compiled. */
export interface CompiledConstraint {
  readonly text: string;
  /** c = 0 or c ≥ 0 */
  readonly kind: 'eq' | 'ineq';
  readonly linear: LinearForm | null;
  /** the residual c(x) of m components */
  readonly residual: VectorFunction;
  readonly warnings: readonly Diagnostic[];
}

const dictionaryMethods: ReadonlySet<string> = new Set(['SLSQP', 'COBYLA', 'shgo']);

/** Compiles one text, or says what is wrong with it. Never throws on a user's mistake. */
export function tryConstraint(
  text: string,
  { source, options, parsed }: CompiledLoss,
): CompiledConstraint | { readonly diagnostics: readonly Diagnostic[] } {
  const { language, n, signature } = parsed;
  const { params, data } = options;
  const outcome = parseConstraint(text, { source, language, n, signature, params, data });
  if (!outcome.ok) return outcome;
  const { kind, linear, warnings, program } = outcome;
  return { text, kind, linear, warnings, residual: compileVector(program) };
}

/** Compiles all of a problem's constraints.
 *  @throws LossSyntaxError for the first text that is not a constraint on this loss */
export function compileConstraints(texts: readonly string[], loss: CompiledLoss): CompiledConstraint[] {
  return texts.map((text) => {
    const outcome = tryConstraint(text, loss);
    if ('diagnostics' in outcome) throw new LossSyntaxError(text, outcome.diagnostics);
    return outcome;
  });
}

/** What a method is told of the constraints, in the form that it takes. */
export function constraintInfos(constraints: readonly CompiledConstraint[], method: Method): ConstraintInfo[] {
  return constraints.map((constraint) => infoOf(constraint, method.name));
}

function infoOf({ kind, linear, residual: { m } }: CompiledConstraint, method: string): ConstraintInfo {
  if (dictionaryMethods.has(method)) return { form: kind, m, jac: 'exact', hess: 'BFGS' };
  if (linear) return { form: 'interval', m: linear.lb.length, ...linear, jac: 'exact', hess: 'exact' };
  return {
    form: 'interval',
    m,
    lb: new Float64Array(m),
    ub: new Float64Array(m).fill(kind === 'eq' ? 0 : Infinity),
    jac: 'exact',
    hess: 'exact',
  };
}

/** What answers a method's requests about constraints; `infos` are those that it was told. */
export function constraintAnswers(
  constraints: readonly CompiledConstraint[],
  infos: readonly ConstraintInfo[],
): Pick<Evaluator, 'constraint' | 'constraintJac' | 'constraintHess'> {
  return {
    constraint(index, x) {
      const { A, m } = infos[index]!;
      return A ? product(A, m!, x) : constraints[index]!.residual.fun(x);
    },
    constraintJac: (index, x) => infos[index]!.A?.slice() ?? constraints[index]!.residual.jac(x),
    constraintHess(index, x, v) {
      const isLinear = infos[index]!.A !== undefined;
      return isLinear ? new Float64Array(x.length ** 2) : constraints[index]!.residual.hess(x, v);
    },
  };
}

function product(A: Float64Array, m: number, x: Float64Array): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: m }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += A[k * n + i]! * x[i]!;
    return sum;
  });
}

/** SciPy's maxcv: the largest violation of any constraint or bound at x; 0 inside, ∞ where one is NaN. */
export function violationAt(
  x: Float64Array,
  constraints: readonly CompiledConstraint[],
  bounds: Bounds | null,
): number {
  let worst = 0;
  const note = (violation: number): void => {
    if (!(violation <= worst)) worst = Number.isNaN(violation) ? Infinity : violation;
  };
  for (const { kind, residual } of constraints) {
    for (const c of residual.fun(x)) note(kind === 'eq' ? Math.abs(c) : -c);
  }
  if (bounds) {
    for (let i = 0; i < x.length; i++) {
      note(bounds.lb[i]! - x[i]!);
      note(x[i]! - bounds.ub[i]!);
    }
  }
  return worst;
}
