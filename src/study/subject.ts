/**
 * What a session drives its method over: a compiled loss with exact derivatives on this thread, or a plain function
 * that answers from elsewhere and has values only. It says how a method is set up, driven, timed and advised.
 */
import { createDriver, type Driver } from '../drive/driver';
import type { AsyncEvaluator } from '../drive/evaluator';
import { createRemoteDriver, type Opening } from '../drive/remote-driver';
import type { RunOptions } from '../drive/run';
import { withDifferences } from '../drive/with-differences';
import type { Loss } from '../emit/loss';
import type { Method, Setup } from '../solve/method';
import { constraintAnswers, type CompiledConstraint } from './constraints';
import { evaluatorOf } from './evaluator';
import { scalingAdvice } from './scaling';
import { buildSetup, refusal } from './setup';
import type { RunSpec } from './types';

export interface Subject {
  readonly n: number;
  /** why a method is not run on this, or null */
  refusal(spec: RunSpec, method: Method): string | null;
  /** @throws OptionError for mistakes in the spec */
  setup(spec: RunSpec, method: Method): Setup;
  /** Starts the method; f at the start goes to `opening`, now or when it is known. */
  drive(method: Method, setup: Setup, options: RunOptions, opening: Opening): Driver & { readonly isWaiting?: boolean };
  /** f′ at a point, for the picture of a loss of one variable; absent where there is none to be had */
  readonly slope?: (x: Float64Array) => number;
  /** seconds of evaluation on other threads */
  readonly secondsElsewhere: number;
  /** a word on the result of a run that came to its own end, or null */
  advice(x: Float64Array, method: Method): string | null;
  /** nobody waits for an answer that is on its way */
  abandon(): void;
}

/** A compiled loss and its constraints. */
export function compiledSubject(loss: Loss, constraints: readonly CompiledConstraint[]): Subject {
  return {
    n: loss.n,
    refusal,
    setup: (spec, method) => buildSetup(spec, method, loss.n, constraints),
    drive(method, setup, options, opening) {
      warmUp(loss, setup, constraints);
      opening.accept(loss.fun(opening.x));
      return createDriver(method.solve(setup), evaluatorOf(loss, constraints, setup.constraints), options);
    },
    ...(loss.n === 1 ? { slope: (x: Float64Array) => loss.grad(x)[0]! } : {}),
    secondsElsewhere: 0,
    advice: (x) => scalingAdvice(loss, x),
    abandon: () => undefined,
  };
}

/** A plain function that answers later, and knows how long it took. */
export interface RemoteLoss extends AsyncEvaluator {
  readonly seconds: number;
  abandon(): void;
}

// SciPy lets these learn a Hessian (`hess=BFGS()`); trust-constr does so by default.
const learnsHessian: ReadonlySet<string> = new Set(['Newton-CG', 'trust-ncg', 'trust-krylov', 'trust-constr']);

/** A plain function and its constraints, which are compiled and exact.
 *  @param onAnswer  called when a waiting run can go on */
export function plainSubject(
  loss: RemoteLoss,
  constraints: readonly CompiledConstraint[],
  onAnswer: () => void,
): Subject {
  return {
    n: loss.n,
    refusal: (spec, method) => refusal(spec, method) ?? hessianRefusal(method),
    setup: (spec, method) => ({
      ...buildSetup(spec, method, loss.n, constraints),
      // A method that requires a gradient asks for one, and gets differences.
      jac: method.needs.grad === 'ignored' ? null : method.needs.grad === 'required' ? 'exact' : '2-point',
      hess: learnsHessian.has(method.name) ? 'BFGS' : null,
      hessp: false,
    }),
    drive(method, setup, options, opening) {
      const { constraints: told, bounds } = setup;
      const evaluator: AsyncEvaluator = {
        n: loss.n,
        fun: (x) => loss.fun(x),
        batch: loss.batch && ((points, count) => loss.batch!(points, count)),
        ...(told.length > 0 && constraintAnswers(constraints, told)),
      };
      const search = withDifferences(method.solve(setup), bounds);
      return createRemoteDriver(search, evaluator, options, opening, onAnswer);
    },
    get secondsElsewhere() {
      return loss.seconds;
    },
    advice: (_, method) => differencesAdvice(method),
    abandon: () => loss.abandon(),
  };
}

function hessianRefusal({ name, needs }: Method): string | null {
  if (needs.hess !== 'required' || learnsHessian.has(name)) return null;
  return `${name} needs an exact Hessian, which plain JavaScript does not have, so it was not run. trust-ncg and trust-krylov learn one from gradients; BFGS needs none.`;
}

function differencesAdvice({ name, needs, family }: Method): string | null {
  if (needs.grad === 'ignored') return null;
  const hessian = learnsHessian.has(name) ? ', the Hessian was learned from them (BFGS)' : '';
  const liberty = needs.grad === 'required' && family === 'minimize' ? ` SciPy's ${name} takes no differences.` : '';
  return `Gradients were forward differences of plain JavaScript, good to about 8 digits${hessian}.${liberty}`;
}

/** Derivatives are compiled when first asked for; that time belongs to no method's race. */
function warmUp(
  loss: Loss,
  { x0, jac, hess, hessp, constraints: told }: Setup,
  constraints: readonly CompiledConstraint[],
): void {
  if (jac !== null) loss.grad(x0);
  if (hess !== null) loss.hess(x0);
  if (hessp) loss.hessp(x0, x0);
  told.forEach((info, k) => {
    if (info.A) return;
    const { residual } = constraints[k]!;
    residual.jac(x0);
    if (info.hess === 'exact' && info.form === 'interval') residual.hess(x0, new Float64Array(residual.m));
  });
}
