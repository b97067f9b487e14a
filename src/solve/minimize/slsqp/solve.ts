/**
 * SLSQP: sequential quadratic programming with least-squares subproblems, for smooth functions with equality and
 * inequality constraints and bounds.
 *
 * Source: Kraft (1988), "A software package for sequential quadratic programming", DFVLR-FB 88-28; Kraft (1994),
 * Algorithm 733, ACM Trans. Math. Softw. 20. The merit function and its line search are Han (1977) and Powell (1978), the
 * damped update Powell (1978). Order of tests, counting and messages are those of SciPy 1.17.1, whose line search is
 * the inexact one.
 * Differs: an end that SciPy calls successful, but at which f is not finite or a constraint is NaN, has status 8; points are
 * moved into the bounds before finite differences, where SciPy may raise an error after a rounding of the step.
 */
import type { DifferenceOptions } from '../../differences';
import type { Setup } from '../../method';
import { DEFAULT_EPSILON, Objective } from '../../objective';
import { readOptions } from '../../options';
import type { Search } from '../../protocol';
import { markStoppedByCallback, type OptimizeResult } from '../../result';
import { hasNaN } from '../vector-norm';
import { gatherConstraints, noConstraints } from './constraint-set';
import { slsqpOptions } from './options';
import { moveInside, Run } from './run';

/** Runs SLSQP.
 *  @throws OptionError on a bad option, before the first request */
export function* solveSlsqp(setup: Setup): Search<OptimizeResult> {
  const n = setup.x0.length;
  const options = readOptions(setup, slsqpOptions, ['ftol']);
  const maxiter = Math.trunc(options.number('maxiter'));
  const accuracy = Math.abs(options.number('ftol'));
  const epsilon = options.vector('eps', n) ?? new Float64Array(n).fill(DEFAULT_EPSILON);
  const relStep = options.vector('finite_diff_rel_step', n);
  const { jac, bounds } = setup;
  const isScheme = jac === '2-point' || jac === '3-point';
  const differences: DifferenceOptions = {
    scheme: isScheme ? jac : '2-point',
    absStep: isScheme ? null : epsilon,
    relStep: isScheme ? relStep : null,
    bounds,
  };
  const x0 = moveInside(setup.x0, bounds);
  const isConstrained = setup.constraints.length > 0;
  const constraints = isConstrained
    ? yield* gatherConstraints(setup, setup.x0, x0, differences)
    : noConstraints(differences);
  const objective = new Objective({ x0, jac, epsilon, relStep, bounds });
  const atStart = objective.requestStart();
  if (atStart === null) yield* objective.start();
  else objective.takeBoth((yield atStart) as number, atStart);
  // SciPy asks again here; what it remembers answers, unless x0 holds a NaN, and the counts show it.
  if (hasNaN(x0)) {
    yield* objective.fun(x0);
    yield* objective.grad(x0);
  }
  const run = new Run(objective, constraints, {
    maxiter,
    accuracy,
    bounds,
    differenceBounds: jac === 'exact' ? null : bounds,
  });
  if (isConstrained) {
    yield* constraints.normals(run.x, run.C);
    yield* constraints.values(run.x, run.d);
  }

  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  let wasStopped = false;
  while (!wasStopped && run.aim()) {
    while (run.isTrying) {
      const { point } = run;
      const askFun = objective.requestFun(point);
      run.f = askFun === null ? yield* objective.fun(point) : objective.takeFun((yield askFun) as number);
      if (isConstrained) yield* constraints.values(run.x, run.d);
      if (isWatched && run.trials === 1) {
        const reply = (yield { kind: 'iterate', iterate: run.iterate() }) as boolean | undefined;
        isWatched = reply !== undefined;
        wasStopped = reply === true;
        if (wasStopped) break;
      }
      run.judge();
    }
    if (wasStopped || run.isSettled()) break;
    const { g, point } = run;
    const askGrad = objective.requestGrad(point);
    run.g = askGrad === null ? yield* objective.grad(point) : objective.takeGrad((yield askGrad) as Float64Array);
    if (isConstrained) yield* constraints.normals(run.x, run.C);
    if (!run.learn()) break;
    // A step too short to change x leaves the gradient where it was.
    if (g !== run.g) objective.recycle(g);
  }
  if (!wasStopped && isWatched && run.reportsEnd) {
    wasStopped = ((yield { kind: 'iterate', iterate: run.iterate() }) as boolean | undefined) === true;
  }
  if (wasStopped) run.status = 'stopped';
  const result = run.result([...options.warnings, ...constraints.warnings]);
  return wasStopped ? markStoppedByCallback(result) : result;
}
