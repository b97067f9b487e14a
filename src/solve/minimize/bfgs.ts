/**
 * BFGS: quasi-Newton minimization with a dense approximation of the inverse Hessian.
 *
 * Source: Nocedal & Wright (2006), Algorithm 6.1 with update (6.17); strong Wolfe steps (`../line-search/wolfe`).
 * Follows SciPy step by step: identity start without rescaling, the first step sized by ‖∇f‖/2, ρ = 1000 where
 * yᵀs vanishes.
 * Differs: for n > 30 the update (6.17) is expanded into rank-one terms, O(n²) instead of two products O(n³);
 * the two agree to rounding, and below that size the products are kept because their rounding is SciPy's.
 */
import { matMul, matVec } from '../../math/linalg/products';
import { dot, norm2 } from '../../math/linalg/sums';
import { OptionError } from '../errors';
import { requireWolfeParameters, WolfeSearch, type WolfeStart } from '../line-search/wolfe';
import type { Method, OptionSpec, Setup } from '../method';
import { createObjective } from '../objective';
import { readOptions, type Options } from '../options';
import type { Search } from '../protocol';
import type { OptimizeResult } from '../result';
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

/** Above this size the update is done in O(n²); see the header. */
const PRODUCT_UPDATE_LIMIT = 30;

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

function* solve(setup: Setup, read: Options): Search<OptimizeResult> {
  const n = setup.x0.length;
  const gtol = read.number('gtol');
  const order = read.number('norm');
  const maxiter = read.numberOrNull('maxiter') ?? 200 * n;
  const xrtol = read.number('xrtol');
  const c1 = read.number('c1');
  const c2 = read.number('c2');
  const H = firstInverseHessian(read, n);
  const objective = yield* createObjective({
    x0: setup.x0,
    jac: setup.jac,
    ...common.readDifferences(read, setup),
  });
  // Remembered, unless x0 holds a NaN: SciPy then evaluates again, and the counts show it.
  yield* objective.fun(setup.x0);
  yield* objective.grad(setup.x0);
  const lineSearch = new WolfeSearch(objective, { c1, c2, amin: 1e-100, amax: 1e100, boundsBracketing: true });
  const direction = new Float64Array(n);
  const step = new Float64Array(n);
  const change = new Float64Array(n);
  const update = new InverseUpdate(n);

  let x: Float64Array = objective.x;
  let fun = objective.f;
  let grad = objective.g;
  // So that the first trial step has length about 1.
  let previousFun = fun + norm2(grad) / 2;
  const at: WolfeStart = { x, direction, grad, fun, previousFun };
  let k = 0;
  let precisionLoss = false;
  let gradNorm = vectorNorm(grad, order);
  const visited = read.boolean('return_all') ? [x] : null;

  while (gradNorm > gtol && k < maxiter) {
    if (k === 0) requireWolfeParameters(c1, c2);
    matVec(H, grad, direction, n, n);
    for (let i = 0; i < n; i++) direction[i] = -direction[i];
    at.x = x;
    at.grad = grad;
    at.fun = fun;
    at.previousFun = previousFun;
    lineSearch.begin(at);
    while (lineSearch.isTrying) {
      const both = objective.requestBoth(lineSearch.trial);
      if (both === null) yield* objective.funAndGrad(lineSearch.trial);
      else objective.takeBoth((yield both) as number, both);
      lineSearch.advance();
    }
    if (!lineSearch.isFound && !(yield* lineSearch.fallBack())) {
      precisionLoss = true;
      break;
    }
    const { alpha } = lineSearch;
    previousFun = lineSearch.startFun;
    fun = lineSearch.fun;
    for (let i = 0; i < n; i++) step[i] = alpha * direction[i];
    // The accepted point is usually the last one evaluated, and need not be made again.
    x = lineSearch.grad === null ? plus(x, step) : objective.x;
    visited?.push(x);
    const nextGrad = lineSearch.grad ?? (yield* objective.grad(x));
    for (let i = 0; i < n; i++) change[i] = nextGrad[i] - grad[i];
    grad = nextGrad;
    k++;
    if ((yield { kind: 'iterate', iterate: { x, fun, nit: k } }) as boolean) break;

    gradNorm = vectorNorm(grad, order);
    if (gradNorm <= gtol) break;
    if (alpha * norm2(direction) <= (xrtol === 0 ? 0 : xrtol * (xrtol + norm2(x)))) break;
    if (!Number.isFinite(fun)) {
      precisionLoss = true;
      break;
    }
    update.apply(H, step, change);
  }

  const isNaN = Number.isNaN(gradNorm) || !Number.isFinite(fun) || hasNaN(x);
  const { status, success, message } = verdict(precisionLoss, k >= maxiter, isNaN);
  const { nfev, njev } = objective;
  // A literal without spreads: those are as slow as a tenth of a small run.
  const { warnings } = read;
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
  if (visited) result.allvecs = visited;
  return result;
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

function plus(x: Float64Array, step: Float64Array): Float64Array {
  return x.map((component, i) => component + step[i]);
}

// (6.17): H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ.
class InverseUpdate {
  private readonly left: Float64Array;
  private readonly right: Float64Array;
  private readonly product: Float64Array;
  private readonly Hy: Float64Array;

  constructor(private readonly n: number) {
    const size = n <= PRODUCT_UPDATE_LIMIT ? n * n : 0;
    this.left = new Float64Array(size);
    this.right = new Float64Array(size);
    this.product = new Float64Array(size);
    this.Hy = new Float64Array(n);
  }

  apply(H: Float64Array, s: Float64Array, y: Float64Array): void {
    const curvature = dot(y, s);
    const rho = curvature === 0 ? 1000 : 1 / curvature;
    if (this.n <= PRODUCT_UPDATE_LIMIT) this.applyProducts(H, s, y, rho);
    else this.applyExpanded(H, s, y, rho);
  }

  private applyProducts(H: Float64Array, s: Float64Array, y: Float64Array, rho: number): void {
    const { n, left, right, product } = this;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const unit = i === j ? 1 : 0;
        left[i * n + j] = unit - s[i] * y[j] * rho;
        right[i * n + j] = unit - y[i] * s[j] * rho;
      }
    }
    matMul(H, right, product, n, n, n);
    matMul(left, product, H, n, n, n);
    for (let i = 0; i < n; i++) {
      const scaled = rho * s[i];
      for (let j = 0; j < n; j++) H[i * n + j] += scaled * s[j];
    }
  }

  private applyExpanded(H: Float64Array, s: Float64Array, y: Float64Array, rho: number): void {
    const { n, Hy } = this;
    matVec(H, y, Hy, n, n);
    const weight = rho * (1 + rho * dot(y, Hy));
    for (let i = 0; i < n; i++) {
      const own = weight * s[i] - rho * Hy[i];
      const cross = rho * s[i];
      const row = i * n;
      for (let j = 0; j < n; j++) H[row + j] += own * s[j] - cross * Hy[j];
    }
  }
}

function firstInverseHessian(read: Options, n: number): Float64Array {
  const given = read.matrix('hess_inv0', n);
  if (given === null) {
    const identity = new Float64Array(n * n);
    for (let i = 0; i < n; i++) identity[i * n + i] = 1;
    return identity;
  }
  if (given.rows !== n || given.cols !== n) {
    throw new OptionError(
      `'hess_inv0' is ${given.rows} × ${given.cols}, but x0 has ${n} coordinates. Give n rows of n.`,
      'hess_inv0',
    );
  }
  if (!isPositiveDefinite(given.data, n)) {
    throw new OptionError(
      "'hess_inv0' matrix isn't positive definite. Give a symmetric positive definite matrix.",
      'hess_inv0',
    );
  }
  return given.data;
}

// Symmetric, and its Cholesky factorization exists.
function isPositiveDefinite(A: Float64Array, n: number): boolean {
  const L = A.slice();
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      if (A[i * n + j] !== A[j * n + i]) return false;
      let value = L[i * n + j];
      for (let k = 0; k < j; k++) value -= L[i * n + k] * L[j * n + k];
      if (i === j) {
        if (!(value > 0)) return false;
        L[i * n + j] = Math.sqrt(value);
      } else {
        L[i * n + j] = value / L[j * n + j];
      }
    }
  }
  return true;
}
