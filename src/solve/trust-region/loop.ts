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
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { QuadraticModel, type Curvature } from './model';

/** A step of a subproblem; `null` in its place means that the linear algebra failed. */
export interface TrustStep {
  readonly step: Float64Array;
  readonly hitsBoundary: boolean;
}

/** Solves the subproblem of one model, possibly several times with shrinking radius. */
export interface Subproblem {
  solve(radius: number): Search<TrustStep | null>;
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
 *  @param open  starts the subproblem of a model; may ask for what it needs at once
 *  @throws OptionError for radii or eta out of range, or a NaN in x0 */
export function* trustRegion(
  setup: Setup,
  read: Options,
  open: (model: QuadraticModel) => Search<Subproblem>,
): Search<OptimizeResult> {
  const n = setup.x0.length;
  const { radius: firstRadius, maxRadius, eta } = requireRadii(read);
  const gtol = read.number('gtol');
  const maxiter = read.numberOrNull('maxiter') ?? 200 * n;
  if (hasNaN(setup.x0)) throw new OptionError('x0 must not contain NaN: array must not contain infs or NaNs.', 'x0');

  const curvature = curvatureOf(setup);
  const objective = yield* createObjective({ x0: setup.x0, jac: 'exact', hess: setup.hess });
  let radius = firstRadius;
  let model = new QuadraticModel(objective, objective.x, curvature);
  let subproblem = yield* open(model);
  let k = 0;
  let status = 0;
  const visited = read.boolean('return_all') ? [model.x] : null;

  yield* model.needGrad();
  while (model.gradNorm >= gtol) {
    const found = yield* subproblem.solve(radius);
    if (found === null) {
      status = 3;
      break;
    }
    const { step, hitsBoundary } = found;
    const predicted = yield* model.value(step);
    const proposed = new QuadraticModel(
      objective,
      model.x.map((component, i) => component + step[i]),
      curvature,
    );
    const proposedSubproblem = yield* open(proposed);
    const actualReduction = (yield* model.needFun()) - (yield* proposed.needFun());
    const predictedReduction = model.fun - predicted;
    if (predictedReduction <= 0) {
      status = 2;
      break;
    }
    const ratio = actualReduction / predictedReduction;
    if (ratio < 0.25) radius *= 0.25;
    else if (ratio > 0.75 && hitsBoundary) radius = maxRadius < 2 * radius ? maxRadius : 2 * radius;
    if (ratio > eta) {
      model = proposed;
      subproblem = proposedSubproblem;
    }
    visited?.push(model.x);
    k++;
    const { x } = model;
    const fun = yield* model.needFun();
    if (yield* reportIterate({ x, fun, nit: k, extra: { tr_radius: radius } })) break;
    yield* model.needGrad();
    if (model.gradNorm < gtol) break;
    if (k >= maxiter) {
      status = 1;
      break;
    }
  }

  const fun = yield* model.needFun();
  const jac = yield* model.needGrad();
  // Differs: SciPy raises, or calls it a success, when f or its gradient is not finite at the end.
  if (status === 0 && !(Number.isFinite(fun) && Number.isFinite(model.gradNorm))) status = 4;
  const { nfev, njev, nhev } = objective;
  const hess = setup.hess === 'exact' ? yield* model.needHess() : null;
  return {
    x: model.x,
    fun,
    jac,
    ...(hess && { hess }),
    nit: k,
    nfev,
    njev,
    nhev: nhev + curvature.products,
    status,
    success: status === 0,
    message: verdicts[status],
    warnings: read.warnings,
    ...(visited && { allvecs: visited }),
  };
}

// Products where they can be had, as SciPy prefers them; its count starts at 1 without a Hessian function.
function curvatureOf({ hess, hessp }: Setup): Curvature {
  if (hessp) return { source: 'products', products: hess === null ? 1 : 0 };
  if (hess === 'exact') return { source: 'matrix', products: 0 };
  return { source: 'strategy or differences', products: 0 };
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
