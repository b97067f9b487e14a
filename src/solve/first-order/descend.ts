/**
 * The loop of every first-order method: evaluate, test, schedule the learning rate, update, report.
 *
 * It is PyTorch's training loop with a fixed number of steps, and so returns the last point and not the best one;
 * the driver keeps the best. Where PyTorch would go on with NaN, the run ends at the last finite point.
 */
import { maxAbs } from '../../math/linalg/sums';
import type { Method, Setup } from '../method';
import { createObjective, type Objective } from '../objective';
import { readOptions, type Options } from '../options';
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { loopOptions, numberIn } from './option-specs';
import type { FirstOrderSpec, Rule, Schedule } from './rule';
import { createSchedule, scheduleOptions } from './schedules';

/** How a run ended. */
export const outcomes = {
  converged: { status: 0, success: true, message: 'Optimization terminated successfully: the gradient is below gtol.' },
  stepsTaken: { status: 1, success: false, message: 'Maximum number of iterations has been exceeded.' },
  untested: {
    status: 1,
    success: false,
    message: 'All steps were taken. Convergence was not tested, because gtol is 0.',
  },
  unchanged: { status: 2, success: true, message: 'The step or the change of the loss fell below tolerance_change.' },
  nonFinite: {
    status: 3,
    success: false,
    message: 'The loss or its gradient is NaN or infinite; this is the last finite point. A smaller lr may help.',
  },
  stopped: { status: 99, success: false, message: '`callback` raised `StopIteration`.' },
} as const;

export type Outcome = (typeof outcomes)[keyof typeof outcomes];

/** Makes a registry entry of an update rule. */
export function firstOrderMethod(spec: FirstOrderSpec): Method {
  const options = [...loopOptions(spec.lr), ...spec.options, ...scheduleOptions];
  return {
    name: spec.name,
    family: 'first-order',
    summary: spec.summary,
    source: spec.source,
    needs: { grad: 'required', hess: 'ignored', bounds: 'ignored', constraints: 'ignored' },
    options,
    solve(setup) {
      const given = readOptions(setup, options, ['gtol']);
      const lr = numberIn(given, 'lr', 0);
      const maxiter = Math.floor(numberIn(given, 'maxiter', 0));
      const rule = spec.createRule(given, setup.x0.length);
      return descend(setup, given, rule, createSchedule(given, lr, maxiter), maxiter);
    },
  };
}

function* descend(
  setup: Setup,
  options: Options,
  rule: Rule,
  schedule: Schedule,
  maxiter: number,
): Search<OptimizeResult> {
  const gtol = numberIn(options, 'gtol', 0);
  const objective = yield* createObjective({ x0: setup.x0, jac: setup.jac });
  let { x, f, g } = objective;
  const finish = (nit: number, outcome: Outcome): OptimizeResult =>
    result(objective, { x, f, g }, nit, outcome, options.warnings, rule.state?.());
  if (!isFinitePoint(objective)) return finish(0, outcomes.nonFinite);
  for (let nit = 0; ; nit++) {
    const end = endOf(g, gtol, nit, maxiter);
    if (end) return finish(nit, end);
    const { lr, momentum } = schedule(f);
    const next = x.slice();
    rule(next, g, lr, momentum);
    yield* objective.funAndGrad(next);
    if (!isFinitePoint(objective)) return finish(nit, outcomes.nonFinite);
    ({ x, f, g } = objective);
    const stop = yield* reportIterate({ x, fun: f, nit: nit + 1, extra: { lr } });
    if (stop) return finish(nit + 1, outcomes.stopped);
  }
}

function endOf(g: Float64Array, gtol: number, nit: number, maxiter: number): Outcome | null {
  // With gtol = 0 an exactly flat point is no reason to stop: momentum may carry on.
  if (gtol > 0 && maxAbs(g) <= gtol) return outcomes.converged;
  if (nit < maxiter) return null;
  return gtol > 0 ? outcomes.stepsTaken : outcomes.untested;
}

/** Whether the value and the gradient at the objective's point are all finite. */
export const isFinitePoint = ({ f, g }: Objective): boolean => Number.isFinite(f) && Number.isFinite(maxAbs(g));

/** The result at a point. */
export function result(
  objective: Objective,
  { x, f, g }: Pick<Objective, 'x' | 'f' | 'g'>,
  nit: number,
  outcome: Outcome,
  warnings: string[],
  state: Readonly<Record<string, Float64Array>> = {},
): OptimizeResult {
  return { x, fun: f, jac: g, nit, nfev: objective.nfev, njev: objective.njev, ...outcome, warnings, ...state };
}
