/**
 * BFGS: quasi-Newton minimization with a dense approximation of the inverse Hessian.
 *
 * Source: Nocedal & Wright (2006), Algorithm 6.1 with update (6.17); strong Wolfe steps (`../line-search/wolfe`).
 * Follows SciPy step by step: identity start without rescaling, the first step sized by ‖∇f‖/2, ρ = 1000 where
 * yᵀs vanishes.
 * The generator asks and nothing else; the state between two requests is `Descent`, the matrix `InverseUpdate`.
 */
import { matVec } from '../../math/linalg/products';
import { maxAbs, norm2 } from '../../math/linalg/sums';
import { requireWolfeParameters, WolfeSearch, type WolfeStart } from '../line-search/wolfe';
import type { Method, OptionSpec, Setup } from '../method';
import { Objective } from '../objective';
import { readOptions, type Options } from '../options';
import type { Iterate, Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { firstInverseHessian, InverseUpdate } from './bfgs-inverse';
import * as common from './common-options';
import { messages } from './messages';
import { hasNaN, vectorNorm } from './vector-norm';

const options: readonly OptionSpec[] = [
  { name: 'gtol', kind: 'number', default: 1e-5, description: 'Stop when the gradient norm is at most this.' },
  common.norm,
  common.maxiterPerDimension,
  common.eps,
  common.finiteDiffRelStep,
  {
    name: 'xrtol',
    kind: 'number',
    default: 0,
    description: 'Stop when the step is at most xrtol·(xrtol + ‖x‖).',
  },
  {
    name: 'c1',
    kind: 'number',
    default: 1e-4,
    description: 'Sufficient decrease in the Wolfe conditions, 0 < c1 < c2.',
  },
  { name: 'c2', kind: 'number', default: 0.9, description: 'Curvature in the Wolfe conditions, c1 < c2 < 1.' },
  {
    name: 'hess_inv0',
    kind: 'vector',
    default: null,
    description: 'First inverse Hessian, symmetric positive definite (n rows of n). Empty: the identity.',
  },
  common.disp,
  common.returnAll,
  common.workers,
];

const tolOptions = ['gtol'] as const;

/** SciPy's shortest step of the first search. */
const AMIN = 1e-100;

export const bfgs: Method = {
  name: 'BFGS',
  family: 'minimize',
  summary:
    'Builds a picture of the curvature from the gradients it meets and takes Newton-like steps with it. The default for ' +
    'smooth problems without bounds up to some hundred variables: few iterations, no Hessian to supply. It keeps an n × n ' +
    'matrix, so for thousands of variables take L-BFGS-B; for kinks or noise take Nelder-Mead.',
  source:
    'Broyden, Fletcher, Goldfarb, Shanno (1970); as in Nocedal & Wright, Numerical Optimization, 2nd ed. (2006), Algorithm 6.1',
  needs: { grad: 'used', hess: 'ignored', bounds: 'ignored', constraints: 'ignored' },
  options,
  tolOptions,
  solve: (setup) => solve(setup, readOptions(setup, options, tolOptions)),
};

interface Settings {
  readonly gtol: number;
  /** of the gradient norm */
  readonly order: number;
  readonly maxiter: number;
  readonly xrtol: number;
  readonly c1: number;
  readonly c2: number;
  readonly keepsAll: boolean;
  /** inverse Hessian (n·n), the run's own */
  readonly H: Float64Array;
  readonly warnings: string[];
}

function readSettings(read: Options, n: number): Settings {
  return {
    gtol: read.number('gtol'),
    order: read.number('norm'),
    maxiter: read.numberOrNull('maxiter') ?? 200 * n,
    xrtol: read.number('xrtol'),
    c1: read.number('c1'),
    c2: read.number('c2'),
    keepsAll: read.boolean('return_all'),
    H: firstInverseHessian(read, n),
    warnings: read.warnings,
  };
}

function* solve(setup: Setup, read: Options): Search<OptimizeResult> {
  const { x0, jac } = setup;
  const settings = readSettings(read, x0.length);
  const { epsilon, relStep } = common.readDifferences(read, setup);
  const objective = new Objective({ x0, jac, epsilon, relStep });
  const first = objective.requestStart();
  if (first === null) yield* objective.start();
  else objective.takeBoth((yield first) as number, first);
  // SciPy asks again here; what it remembers answers, unless x0 holds a NaN, and the counts show it.
  if (hasNaN(x0)) {
    yield* objective.fun(x0);
    yield* objective.grad(x0);
  }
  const descent = new Descent(objective, settings);
  const { lineSearch } = descent;

  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  let goesOn = descent.aim();
  while (goesOn) {
    while (lineSearch.isTrying) {
      const both = objective.requestBoth(lineSearch.trial);
      if (both === null) yield* objective.funAndGrad(lineSearch.trial);
      else objective.takeBoth((yield both) as number, both);
      lineSearch.advance();
    }
    if (!lineSearch.isFound && !(yield* lineSearch.fallBack())) {
      descent.precisionLoss = true;
      break;
    }
    descent.move();
    if (lineSearch.grad === null) yield* objective.grad(descent.x);
    if (isWatched) {
      const reply = (yield { kind: 'iterate', iterate: descent.iterate() }) as boolean | undefined;
      if (reply === true) {
        descent.takeGradient();
        break;
      }
      isWatched = reply !== undefined;
    }
    goesOn = descent.goOn();
  }
  return descent.result();
}

/** A run between its requests: where it stands, the search from there, and the inverse Hessian. Apart from the
 *  generator, whose local variables are saved and restored at each request. Fields that hold numbers start as NaN:
 *  a field that was ever undefined holds each number in a box of its own. */
class Descent {
  readonly lineSearch: WolfeSearch;
  precisionLoss = false;

  /** the point and its gradient, as the search wants them */
  private readonly at: WolfeStart;
  private readonly direction: Float64Array;
  /** ‖direction‖² */
  private squaredLength = NaN;
  private gradNorm = NaN;
  private k = 0;

  private readonly update: InverseUpdate;
  private readonly visited: Float64Array[] | null;

  constructor(
    private readonly objective: Objective,
    private readonly settings: Settings,
  ) {
    const { n, x, f: fun, g: grad } = objective;
    const { c1, c2 } = settings;
    this.visited = settings.keepsAll ? [x] : null;
    this.gradNorm = vectorNorm(grad, settings.order);
    this.direction = new Float64Array(n);
    this.update = new InverseUpdate(settings.H);
    // So that the first trial step has length about 1.
    const previousFun = fun + norm2(grad) / 2;
    this.at = { x, direction: this.direction, grad, fun, previousFun };
    this.lineSearch = new WolfeSearch(objective, { c1, c2, amin: AMIN, amax: 1e100, boundsBracketing: true });
    if (this.isWanted()) requireWolfeParameters(c1, c2);
  }

  get x(): Float64Array {
    return this.at.x;
  }

  /** Begins the search along −H∇f, unless the run is at its end.
   *  @returns  whether it goes on */
  aim(): boolean {
    if (!this.isWanted()) return false;
    this.lineSearch.begin(this.at, this.turn());
    return true;
  }

  /** Takes the step that the search found. */
  move(): void {
    const { at, lineSearch } = this;
    const { alpha, grad } = lineSearch;
    at.previousFun = at.fun;
    at.fun = lineSearch.fun;
    // The accepted point is usually the last one evaluated, and need not be made again.
    at.x = grad === null ? pointAlong(at.x, alpha, this.direction) : this.objective.x;
    this.visited?.push(at.x);
    this.k++;
  }

  iterate(): Iterate {
    const { x, fun } = this.at;
    return { x, fun, nit: this.k };
  }

  /** Takes the gradient of the new point.
   *  @returns  the one before */
  takeGradient(): Float64Array {
    const { at } = this;
    const before = at.grad;
    at.grad = this.lineSearch.grad ?? this.objective.g;
    return before;
  }

  /** Learns from the gradient of the new point and begins the next search.
   *  @returns  whether the run goes on */
  goOn(): boolean {
    const { at } = this;
    const { order, gtol } = this.settings;
    const { alpha } = this.lineSearch;
    const before = this.takeGradient();
    this.gradNorm = order === Infinity ? maxAbs(at.grad) : vectorNorm(at.grad, order);
    if (this.gradNorm <= gtol) return false;
    if (this.mayBeShort(alpha) && this.isShort(alpha)) return false;
    this.precisionLoss = !Number.isFinite(at.fun);
    if (this.precisionLoss) return false;
    this.update.apply(alpha, this.direction, before, at.grad);
    // A step too short to change x leaves the gradient where it was.
    if (before !== at.grad) this.objective.recycle(before);
    return this.aim();
  }

  result(): OptimizeResult {
    const { k } = this;
    const { x, fun, grad } = this.at;
    const { H, maxiter, warnings } = this.settings;
    const isNaN = Number.isNaN(this.gradNorm) || !Number.isFinite(fun) || hasNaN(x);
    const { status, success, message } = verdict(this.precisionLoss, k >= maxiter, isNaN);
    const { nfev, njev } = this.objective;
    // A literal without spreads: those are as slow as a tenth of a small run.
    const result: OptimizeResult = {
      x,
      fun,
      jac: grad,
      hess_inv: H,
      nit: k,
      nfev,
      njev,
      status,
      success,
      message,
      warnings,
    };
    if (this.visited) result.allvecs = this.visited;
    return result;
  }

  private isWanted(): boolean {
    return this.gradNorm > this.settings.gtol && this.k < this.settings.maxiter;
  }

  // direction ← −H∇f; returns the slope along it. Below four columns a product adds left to right.
  private turn(): number {
    const { direction } = this;
    const { H } = this.settings;
    const { grad } = this.at;
    const n = grad.length;
    if (n >= 4) matVec(H, grad, direction, n, n);
    let slope = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      let total = direction[i];
      if (n < 4) {
        total = 0;
        for (let j = 0; j < n; j++) total += H[i * n + j] * grad[j];
      }
      direction[i] = -total;
      slope += grad[i] * -total;
      squares += total * total;
    }
    this.squaredLength = squares;
    return slope;
  }

  // False spares the norms: such a step has a length above 0, and by default no less will do.
  private mayBeShort(alpha: number): boolean {
    return this.settings.xrtol !== 0 || !(alpha >= AMIN && this.squaredLength >= 1e-200);
  }

  private isShort(alpha: number): boolean {
    const { at } = this;
    const { xrtol } = this.settings;
    return alpha * norm2(this.direction) <= (xrtol === 0 ? 0 : xrtol * (xrtol + norm2(at.x)));
  }
}

/** How BFGS and CG end, in SciPy's order of precedence.
 *  @param isNaN  whether f, x or the gradient is not a number. Differs: callers count ±∞ as such, since a run down
 *                to −∞ is no success */
export function verdict(
  precisionLoss: boolean,
  isOutOfIterations: boolean,
  isNaN: boolean,
): Pick<OptimizeResult, 'status' | 'success' | 'message'> {
  if (precisionLoss) return { status: 2, success: false, message: messages.precisionLoss };
  if (isOutOfIterations) return { status: 1, success: false, message: messages.maxiter };
  if (isNaN) return { status: 3, success: false, message: messages.nan };
  return { status: 0, success: true, message: messages.success };
}

// x + α·direction, as the search makes its trials.
function pointAlong(x: Float64Array, alpha: number, direction: Float64Array): Float64Array {
  return x.map((component, i) => component + alpha * direction[i]);
}
