/**
 * COBYQA: constrained optimization by quadratic approximations, without derivatives.
 *
 * Source: T. M. Ragonneau (2022), "Model-based derivative-free optimization methods and software", PhD thesis, The
 * Hong Kong Polytechnic University, chapters 5 to 7; T. M. Ragonneau & Z. Zhang, COBYQA 1.1, which SciPy 1.17.1
 * runs. The parts: `problem`, `interpolation` and `quadratic` under `models`, the steps (`normal`, `tangential`,
 * `constrained-tangential`, `geometry`), `framework` around them, and the loop here.
 */
import { norm2 } from '../../../math/linalg/sums';
import { OptionError } from '../../errors';
import type { Method, OptionSpec, Setup } from '../../method';
import { readOptions, type Options } from '../../options';
import type { Search } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { plus } from './boundaries';
import { Framework, LOW_RATIO, NORMAL_SHARE } from './framework';
import type { Radii } from './interpolation';
import { LinearAlgebraError } from './interpolation-system';
import { Models } from './models';
import { CobyqaProblem } from './problem';
import { remainingDescent } from './multipliers';
import { geometryStep } from './repair';

const SHORT_STEP = 0.5;
const SHRINK_AFTER_SHORT_STEP = 0.1;
const LARGE_SHIFT = 10;
const FAR_FROM_RESOLUTION = 2;
const VERY_LOW_RATIO = 0.01;
const LARGE_GRADIENT = 10;
const STALLED =
  'COBYQA stopped where its models still fall within the constraints: the point may not be a minimum. ' +
  'Start again from another point, or compare with SLSQP or trust-constr.';

const options: readonly OptionSpec[] = [
  { name: 'disp', kind: 'boolean', default: false, description: 'Nothing is printed; the result carries the message.' },
  {
    name: 'maxfev',
    kind: 'integer',
    default: null,
    min: 1,
    description: 'Largest number of evaluations. Empty: 500 per variable.',
  },
  {
    name: 'maxiter',
    kind: 'integer',
    default: null,
    min: 1,
    description: 'Largest number of iterations. Empty: 1000 per variable.',
  },
  { name: 'f_target', kind: 'number', default: null, description: 'Stop at a feasible point with f ≤ this.' },
  {
    name: 'feasibility_tol',
    kind: 'number',
    default: 1e-8,
    description: 'Constraint violations up to this count as satisfied.',
  },
  { name: 'initial_tr_radius', kind: 'number', default: 1, description: 'First trust radius: a typical change of x.' },
  { name: 'final_tr_radius', kind: 'number', default: 1e-6, description: 'Accuracy of x at which the run ends.' },
  {
    name: 'scale',
    kind: 'boolean',
    default: false,
    description: 'Scale the variables by their bounds, where all are finite.',
  },
];

const tolOptions = ['final_tr_radius'] as const;

export const cobyqaMethod: Method = {
  name: 'COBYQA',
  family: 'minimize',
  summary:
    'Interpolates the objective and every constraint by quadratic models on 2n + 1 points and takes SQP steps on them in a ' +
    'trust region. It needs values only, never leaves the bounds, and is the most accurate of the derivative-free methods ' +
    'here; each iteration costs linear algebra in the number of points.',
  source: 'Ragonneau, PhD thesis, The Hong Kong Polytechnic University (2022); Ragonneau & Zhang, COBYQA 1.1',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'used', constraints: 'used' },
  options,
  tolOptions,
  solve: (setup) => solve(setup, readOptions(setup, options, tolOptions)),
};

type End = 'radius' | 'target' | 'fixed' | 'callback' | 'evaluations' | 'iterations' | 'algebra';

const endings: Record<End, { readonly status: number; readonly message: string }> = {
  radius: { status: 0, message: 'The lower bound for the trust-region radius has been reached' },
  target: { status: 1, message: 'The target objective function value has been reached' },
  fixed: { status: 2, message: 'All variables are fixed by the bound constraints' },
  callback: { status: 3, message: 'The callback requested to stop the optimization procedure' },
  evaluations: { status: 5, message: 'The maximum number of function evaluations has been exceeded' },
  iterations: { status: 6, message: 'The maximum number of iterations has been exceeded' },
  algebra: { status: -2, message: 'A linear algebra error occurred' },
};
const SUCCESSES: readonly End[] = ['radius', 'target', 'fixed', 'callback'];

function* solve(setup: Setup, read: Options): Search<OptimizeResult> {
  const n = setup.x0.length;
  const radii = readRadii(read);
  const maxfev = positive(read, 'maxfev', 500 * n, 'function evaluations');
  const maxiter = positive(read, 'maxiter', 1000 * n, 'iterations');
  const tolerance = read.number('feasibility_tol');
  const target = read.numberOrNull('f_target') ?? -Infinity;
  const problem = new CobyqaProblem(setup, tolerance, target, maxfev, read.boolean('scale'));
  const run = new CobyqaRun(problem, radii, maxiter);
  let end: End;
  try {
    end = yield* run.start();
    if (end === 'radius') end = yield* run.loop();
  } catch (error) {
    if (!(error instanceof LinearAlgebraError)) throw error;
    end = 'algebra';
  }
  const best = problem.best(run.penalty);
  const { status, message } = endings[end];
  const isFeasible = end === 'target' || best.maxcv <= tolerance;
  return {
    x: best.point,
    fun: best.fun,
    maxcv: best.maxcv,
    nit: run.iterations,
    nfev: problem.evaluations,
    status,
    success: SUCCESSES.includes(end) && Number.isFinite(best.fun) && Number.isFinite(best.maxcv) && isFeasible,
    message,
    warnings: [...read.warnings, ...(end === 'radius' && isFeasible ? run.doubts(radii) : [])],
  };
}

function readRadii(read: Options): Radii {
  const initial = read.number('initial_tr_radius');
  const final = read.number('final_tr_radius');
  if (!(initial > 0)) {
    throw new OptionError(`The initial trust-region radius must be positive, got ${initial}.`, 'initial_tr_radius');
  }
  if (final < 0) {
    throw new OptionError(`The final trust-region radius must be nonnegative, got ${final}.`, 'final_tr_radius');
  }
  if (initial < final) {
    throw new OptionError(
      `The initial trust-region radius must be greater than or equal to the final trust-region radius: ${initial} < ${final}.`,
      'initial_tr_radius',
    );
  }
  return { initial, final };
}

function positive(read: Options, name: string, fallback: number, what: string): number {
  const value = read.numberOrNull(name) ?? fallback;
  if (Math.trunc(value) <= 0)
    throw new OptionError(`The maximum number of ${what} must be positive, got ${value}.`, name);
  return Math.trunc(value);
}

// The main loop: one method for each of its parts.
class CobyqaRun {
  iterations = 0;
  private framework: Framework | null = null;
  private shortSteps = 0;
  private veryShortSteps = 0;
  private alternativeModels = 0;

  constructor(
    private readonly problem: CobyqaProblem,
    private readonly radii: Radii,
    private readonly maxiter: number,
  ) {}

  get penalty(): number {
    return this.framework?.penalty ?? 0;
  }

  /** SciPy's steps can stall in a corner of the constraints although the models fall: said where it is plain. */
  doubts({ initial, final }: Radii): string[] {
    const { problem, framework } = this;
    if (framework === null) return [];
    const x = framework.xBest;
    const gradient = framework.models.funGrad(x);
    const { slope, size } = remainingDescent(problem, framework.linearization(), gradient, x, 100 * final);
    const isPlain = slope > 0.1 * size && slope * initial > 1e-3 * Math.max(1, Math.abs(framework.best.fun));
    return isPlain ? [STALLED] : [];
  }

  /** Evaluates the first points. @returns 'radius' when the loop may begin */
  *start(): Search<End> {
    const { problem } = this;
    if (problem.n === 0) {
      yield* problem.evaluate(problem.x0, 0);
      return problem.ending === 'callback' ? 'callback' : 'fixed';
    }
    const models = yield* Models.create(problem, 2 * problem.n + 1, this.radii);
    // As in SciPy, running out among the first points counts as running out of iterations.
    if (models === null) return problem.ending === 'evaluations' ? 'iterations' : problem.ending!;
    this.framework = new Framework(problem, models, models.interpolation.radii);
    return 'radius';
  }

  *loop(): Search<End> {
    const framework = this.framework!;
    const { models } = framework;
    for (;;) {
      if (this.iterations >= this.maxiter) return 'iterations';
      this.iterations++;
      const fromBase = norm2(models.interpolation.fromBase(framework.xBest));
      if (fromBase >= LARGE_SHIFT * framework.radius) models.shiftBase(framework.xBest);
      const radiusBefore = framework.radius;
      const { normal, tangential } = framework.trustRegionStep();
      const step = plus(normal, tangential);
      let plan: Plan;
      if (norm2(step) <= SHORT_STEP * framework.resolution) plan = this.afterShortStep(norm2(step), radiusBefore);
      else if (framework.raisePenalty(step)) {
        const outcome = yield* this.tryStep(step, norm2(normal), radiusBefore);
        if (typeof outcome === 'string') return outcome;
        plan = outcome;
      } else plan = { enhances: false, improves: null };

      if (plan.enhances) {
        if (framework.resolution <= models.interpolation.radii.final) return 'radius';
        framework.enhanceResolution();
        framework.lowerPenalty();
      }
      if (plan.improves !== null) {
        const repair = geometryStep(framework, plan.improves);
        const x = plus(framework.xBest, repair);
        const evaluation = yield* this.problem.evaluate(x, framework.penalty);
        if (this.problem.ending !== null || evaluation === null) return this.problem.ending ?? 'evaluations';
        models.replace(plan.improves, x, evaluation);
        framework.chooseBest();
      }
    }
  }

  // A step that is short next to the resolution is not worth an evaluation.
  private afterShortStep(length: number, radiusBefore: number): Plan {
    const framework = this.framework!;
    framework.radius *= SHRINK_AFTER_SHORT_STEP;
    if (radiusBefore > framework.resolution) {
      this.shortSteps = 0;
      this.veryShortSteps = 0;
    } else {
      this.shortSteps++;
      this.veryShortSteps = length > 0.1 * framework.resolution ? 0 : this.veryShortSteps + 1;
    }
    if (this.shortSteps >= 5 || this.veryShortSteps >= 3) {
      this.shortSteps = 0;
      this.veryShortSteps = 0;
      return { enhances: true, improves: null };
    }
    const { index, distance } = framework.pointToDrop(null);
    return { enhances: false, improves: this.isFar(distance) ? index : null };
  }

  private *tryStep(trial: Float64Array, normalLength: number, radiusBefore: number): Search<Plan | End> {
    const { problem } = this;
    const framework = this.framework!;
    const { models } = framework;
    let step = trial;
    const x = framework.xBest;
    let next = plus(x, step);
    let evaluation = yield* problem.evaluate(next, framework.penalty);
    if (problem.ending !== null || evaluation === null) return problem.ending ?? 'evaluations';
    const isWorse = framework.merit(next, evaluation) > framework.merit(x, framework.best);
    const wantsCorrection = isWorse && normalLength > NORMAL_SHARE ** 2 * framework.radius;
    if (problem.hasNonlinear && wantsCorrection) {
      const correction = framework.secondOrderCorrection(step);
      if (norm2(correction) > 0) {
        step = plus(step, correction);
        next = plus(x, step);
        evaluation = yield* problem.evaluate(next, framework.penalty);
        if (problem.ending !== null || evaluation === null) return problem.ending ?? 'evaluations';
      }
    }
    const ratio = framework.reductionRatio(step, evaluation);
    const isIllConditioned = models.replace(framework.pointToDrop(next).index, next, evaluation);
    framework.chooseBest();
    framework.updateRadius(step, ratio);
    if (framework.radius <= framework.resolution) this.watchModels(ratio);
    framework.multipliers.update(plus(framework.xBest, step), framework.best.cub);
    const { index, distance } = framework.pointToDrop(null);
    const improves = isIllConditioned || (ratio <= LOW_RATIO && this.isFar(distance));
    const enhances = radiusBefore <= framework.resolution && ratio <= LOW_RATIO && !improves;
    return { enhances, improves: improves ? index : null };
  }

  // Three bad ratios in a row while the models without memory have far smaller gradients: start the models anew.
  private watchModels(ratio: number): void {
    const { models, xBest } = this.framework!;
    if (ratio >= VERY_LOW_RATIO) {
      this.alternativeModels = 0;
      return;
    }
    this.alternativeModels++;
    const isModelFine = norm2(models.funGrad(xBest)) < LARGE_GRADIENT * norm2(models.alternativeGrad(xBest));
    if (isModelFine) this.alternativeModels = 0;
    if (this.alternativeModels >= 3) {
      models.reset();
      this.alternativeModels = 0;
    }
  }

  private isFar(distance: number): boolean {
    const { radius, resolution } = this.framework!;
    return distance > Math.max(radius, FAR_FROM_RESOLUTION * resolution);
  }
}

// What follows a step: a finer resolution, a geometry step for a point, or neither.
interface Plan {
  readonly enhances: boolean;
  readonly improves: number | null;
}
