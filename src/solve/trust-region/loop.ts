/**
 * The loop of every trust-region method: trust the model within a radius, take its step if f falls as promised,
 * and adapt the radius.
 *
 * Source: Nocedal & Wright (2006), Algorithm 4.1, with SciPy's constants and order of evaluations.
 */
import { hasNaN } from '../minimize/vector-norm';
import { messages } from '../minimize/messages';
import { OptionError } from '../errors';
import type { OptionSpec, Setup } from '../method';
import { disp, maxiterPerDimension, returnAll, workers } from '../minimize/common-options';
import { createObjective } from '../objective';
import type { Options } from '../options';
import type { Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { along, Curvature, QuadraticModel } from './model';

/** Solves the subproblems of one run, one model after another. When a step was rejected, the same model comes again with
 *  a smaller radius; what was worked out for it may serve once more. */
export interface Subproblem {
  /** what SciPy asks for at a proposed point before it knows f there */
  readonly opening: 'gradient' | 'Hessian' | 'nothing';
  /** the step found (n), written again by the next `solve` */
  readonly step: Float64Array;
  /** whether the step ends on the boundary */
  readonly hitsBoundary: boolean;
  /** Finds the step of a model whose f and ∇f are known, and its Hessian where it is a matrix.
   *  @returns  false when the linear algebra failed */
  solve(model: QuadraticModel, radius: number): Search<boolean>;
}

/** Options that all trust-region methods share. */
export const trustRegionOptions: readonly OptionSpec[] = [
  {
    name: 'initial_trust_radius',
    kind: 'number',
    default: 1,
    min: 0,
    description: 'First trust radius; greater than 0 and less than the largest one.',
  },
  { name: 'max_trust_radius', kind: 'number', default: 1000, min: 0, description: 'No step is longer than this.' },
  {
    name: 'eta',
    kind: 'number',
    default: 0.15,
    min: 0,
    max: 0.25,
    description: 'A step is accepted when f falls by more than this fraction of what the model promised.',
  },
  { name: 'gtol', kind: 'number', default: 1e-4, description: 'Stop when the gradient norm is below this.' },
  maxiterPerDimension,
  disp,
  returnAll,
  workers,
];

const verdicts = [
  messages.success,
  messages.maxiter,
  'A bad approximation caused failure to predict improvement.',
  'A linalg error occurred, such as a non-psd Hessian.',
  messages.nan,
] as const;

/** Runs a trust-region method.
 *  @param subproblem  of this run alone
 *  @throws OptionError for radii or eta out of range, or a NaN in x0 */
export function* trustRegion(setup: Setup, read: Options, subproblem: Subproblem): Search<OptimizeResult> {
  const n = setup.x0.length;
  const { radius: firstRadius, maxRadius, eta } = requireRadii(read);
  const gtol = read.number('gtol');
  const maxiter = read.numberOrNull('maxiter') ?? 200 * n;
  if (hasNaN(setup.x0)) throw new OptionError('x0 must not contain NaN: array must not contain infs or NaNs.', 'x0');

  const curvature = new Curvature(setup);
  const needsMatrix = curvature.source === 'matrix';
  const objective = yield* createObjective({ x0: setup.x0, jac: 'exact', hess: setup.hess });
  const { opening } = subproblem;
  const Hs = new Float64Array(n);
  let radius = firstRadius;
  let model = new QuadraticModel(objective, objective.x, curvature);
  yield* model.needFun();
  yield* model.needGrad();
  let k = 0;
  let status = 0;
  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  const visited = read.boolean('return_all') ? [model.x] : null;

  while (model.gradNorm >= gtol) {
    const askHess = needsMatrix ? model.requestHess() : null;
    if (askHess !== null) model.takeHess((yield askHess) as Float64Array);
    else if (needsMatrix && !model.hasMatrix) yield* model.needHess();
    if (!(yield* subproblem.solve(model, radius))) {
      status = 3;
      break;
    }
    const { step } = subproblem;
    const product = model.hasMatrix ? model.multiply(step, Hs) : yield* model.product(step, Hs);
    const predicted = model.value(step, product);

    const proposed = new QuadraticModel(objective, along(model.x, 1, step), curvature);
    if (opening === 'gradient') yield* proposed.needGrad();
    else if (opening === 'Hessian') yield* proposed.needHess();
    const askFun = proposed.requestFun();
    if (askFun === null) yield* proposed.needFun();
    else proposed.takeFun((yield askFun) as number);
    const actualReduction = model.fun - proposed.fun;
    const predictedReduction = model.fun - predicted;
    if (predictedReduction <= 0) {
      status = 2;
      break;
    }
    const ratio = actualReduction / predictedReduction;
    if (ratio < 0.25) radius *= 0.25;
    else if (ratio > 0.75 && subproblem.hitsBoundary) radius = maxRadius < 2 * radius ? maxRadius : 2 * radius;
    if (ratio > eta) model = proposed;
    visited?.push(model.x);
    k++;
    if (isWatched) {
      const iterate = { x: model.x, fun: model.fun, nit: k, extra: { tr_radius: radius } };
      const reply = (yield { kind: 'iterate', iterate }) as boolean | undefined;
      if (reply === true) break;
      isWatched = reply !== undefined;
    }
    const askGrad = model.requestGrad();
    if (askGrad === null) yield* model.needGrad();
    else model.takeGrad((yield askGrad) as Float64Array);
    if (model.gradNorm < gtol) break;
    if (k >= maxiter) {
      status = 1;
      break;
    }
  }

  const { fun } = model;
  const jac = yield* model.needGrad();
  // Differs: SciPy raises, or calls it a success, when f or its gradient is not finite at the end.
  if (status === 0 && !(Number.isFinite(fun) && Number.isFinite(model.gradNorm))) status = 4;
  const { nfev, njev, nhev } = objective;
  const result: OptimizeResult = {
    x: model.x,
    fun,
    jac,
    nit: k,
    nfev,
    njev,
    nhev: nhev + curvature.products,
    status,
    success: status === 0,
    message: verdicts[status],
    warnings: read.warnings,
  };
  if (setup.hess === 'exact') result.hess = yield* model.needHess();
  if (visited) result.allvecs = visited;
  return result;
}

function requireRadii(read: Options): { radius: number; maxRadius: number; eta: number } {
  const eta = read.number('eta');
  const maxRadius = read.number('max_trust_radius');
  const radius = read.number('initial_trust_radius');
  if (!(eta >= 0 && eta < 0.25)) {
    throw new OptionError(`invalid acceptance stringency: "eta" must be in [0, 0.25), got ${eta}.`, 'eta');
  }
  if (maxRadius <= 0) {
    throw new OptionError(`the max trust radius must be positive, got ${maxRadius}.`, 'max_trust_radius');
  }
  if (radius <= 0) {
    throw new OptionError(`the initial trust radius must be positive, got ${radius}.`, 'initial_trust_radius');
  }
  if (radius >= maxRadius) {
    throw new OptionError(
      `the initial trust radius must be less than the max trust radius, got ${radius} and ${maxRadius}.`,
      'initial_trust_radius',
    );
  }
  return { radius, maxRadius, eta };
}
