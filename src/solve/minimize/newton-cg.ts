/**
 * Newton-CG: a line-search Newton method whose linear systems are solved approximately by conjugate gradients.
 *
 * Source: Dembo & Steihaug (1983); Nocedal & Wright (2006), Algorithm 7.1. The forcing term is min(½, √‖∇f‖₁);
 * along negative curvature the step so far is taken, or steepest descent. Curvature comes from the Hessian, from
 * products with it, from a quasi-Newton strategy, or from differences of gradients, in SciPy's order of preference.
 */
import { matVec } from '../../math/linalg/products';
import { dot, sum } from '../../math/linalg/sums';
import { OptionError } from '../errors';
import { requireWolfeParameters, WolfeSearch, type WolfeStart } from '../line-search/wolfe';
import type { Method, OptionSpec, Setup } from '../method';
import { createObjective, type Objective } from '../objective';
import { readOptions, type Options } from '../options';
import { evalHessp, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import * as common from './common-options';
import { messages } from './messages';

const options: readonly OptionSpec[] = [
  {
    name: 'xtol',
    kind: 'number',
    default: 1e-5,
    description: 'Stop when the mean component of the step is at most this.',
  },
  { ...common.eps, description: 'Step of the gradient difference that stands in for a Hessian when none is given.' },
  common.maxiterPerDimension,
  {
    name: 'c1',
    kind: 'number',
    default: 1e-4,
    description: 'Sufficient decrease in the Wolfe conditions, 0 < c1 < c2.',
  },
  { name: 'c2', kind: 'number', default: 0.9, description: 'Curvature in the Wolfe conditions, c1 < c2 < 1.' },
  common.disp,
  common.returnAll,
  common.workers,
];

const tolOptions = ['xtol'] as const;
const EPSILON = 2 ** -52;

export const newtonCg: Method = {
  name: 'Newton-CG',
  family: 'minimize',
  summary:
    'Newton steps without factorizing the Hessian: conjugate gradients solve for the step only as exactly as it pays, and ' +
    'need just Hessian-vector products. Good for large smooth problems whose curvature is cheap to apply; near a saddle ' +
    'or in flat regions the trust-region methods are steadier.',
  source: 'Dembo & Steihaug, Math. Program. 26, 190–212 (1983); Nocedal & Wright (2006), Algorithm 7.1',
  needs: { grad: 'required', hess: 'used', bounds: 'ignored', constraints: 'ignored' },
  options,
  tolOptions,
  solve(setup) {
    if (setup.jac !== 'exact') {
      throw new OptionError('Jacobian is required for Newton-CG method. Give jac as a function, or use BFGS.', 'jac');
    }
    return solve(setup, readOptions(setup, options, tolOptions));
  },
};

/** Where products with the Hessian come from. */
type Curvature = 'matrix' | 'gradient differences of hess' | 'hessp' | 'difference of jac';

function* solve(setup: Setup, read: Options): Search<OptimizeResult> {
  const n = setup.x0.length;
  const xtol = n * read.number('xtol');
  const maxiter = read.numberOrNull('maxiter') ?? 200 * n;
  const c1 = read.number('c1');
  const c2 = read.number('c2');
  const objective = yield* createObjective({ x0: setup.x0, jac: 'exact', hess: setup.hess });
  if (setup.hess !== null) yield* objective.hess(setup.x0);
  // Remembered, unless x0 holds a NaN: SciPy then evaluates again, and the counts show it.
  yield* objective.fun(setup.x0);
  const system = new NewtonSystem(objective, curvatureOf(setup), read.vector('eps', n)!);
  const lineSearch = new WolfeSearch(objective, { c1, c2, amin: 1e-8, amax: 50, boundsBracketing: false });

  let x: Float64Array = objective.x;
  let fun = objective.f;
  let previousFun: number | null = null;
  let grad: Float64Array | undefined;
  let stepNorm = Number.MAX_VALUE;
  let k = 0;
  const at: WolfeStart = { x, direction: system.step, grad: objective.g, fun, previousFun };
  const visited = read.boolean('return_all') ? [x] : null;
  const finish = (status: number, message: string): OptimizeResult => ({
    x,
    fun,
    jac: grad ?? objective.g,
    nit: k,
    nfev: objective.nfev,
    njev: objective.njev,
    nhev: system.calls,
    status,
    success: status === 0,
    message,
    warnings: read.warnings,
    ...(visited && { allvecs: visited }),
  });

  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  while (stepNorm > xtol) {
    if (k >= maxiter) return finish(1, `Warning: ${messages.maxiter}`);
    const askGrad = objective.requestGrad(x);
    const here = askGrad === null ? yield* objective.grad(x) : objective.takeGrad((yield askGrad) as Float64Array);
    if (!(yield* system.solve(x, here))) {
      return finish(3, "Warning: CG iterations didn't converge. The Hessian is not positive definite.");
    }
    grad = here;
    at.x = x;
    at.grad = grad;
    at.fun = fun;
    at.previousFun = previousFun;
    requireWolfeParameters(c1, c2);
    if (!(yield* lineSearch.search(at))) return finish(2, `Warning: ${messages.precisionLoss}`);
    previousFun = lineSearch.startFun;
    fun = lineSearch.fun;

    const next = new Float64Array(n);
    const magnitudes = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const move = lineSearch.alpha * system.step[i];
      magnitudes[i] = Math.abs(move);
      next[i] = x[i] + move;
    }
    x = next;
    visited?.push(x);
    k++;
    if (isWatched) {
      const reply = (yield { kind: 'iterate', iterate: { x, fun, nit: k } }) as boolean | undefined;
      if (reply === true) return finish(5, '');
      isWatched = reply !== undefined;
    }
    stepNorm = sum(magnitudes);
  }
  if (Number.isNaN(fun) || Number.isNaN(stepNorm)) return finish(3, messages.nan);
  // Differs: SciPy calls a run down to −∞ a success.
  return Number.isFinite(fun) ? finish(0, messages.success) : finish(3, messages.nan);
}

function curvatureOf({ hess, hessp }: Setup): Curvature {
  if (hess === '2-point' || hess === '3-point') return 'gradient differences of hess';
  if (hess !== null) return 'matrix';
  return hessp ? 'hessp' : 'difference of jac';
}

/** H·step = −grad, solved by conjugate gradients to the forcing term. */
class NewtonSystem {
  /** the solution (n), overwritten by each `solve` */
  readonly step: Float64Array;
  /** Hessians or products asked for, as SciPy counts `nhev` */
  calls = 0;

  private readonly residual: Float64Array;
  private readonly magnitudes: Float64Array;
  private readonly product: Float64Array;

  constructor(
    private readonly objective: Objective,
    private readonly curvature: Curvature,
    private readonly epsilon: Float64Array,
  ) {
    const { n } = objective;
    this.step = new Float64Array(n);
    this.residual = new Float64Array(n);
    this.magnitudes = new Float64Array(n);
    this.product = new Float64Array(n);
  }

  /** @returns false when the iterations ran out */
  *solve(x: Float64Array, grad: Float64Array): Search<boolean> {
    const { step, residual } = this;
    const n = step.length;
    const gradSize = this.sumOfMagnitudes(grad);
    const forcing = Math.sqrt(gradSize);
    const tolerance = (forcing < 0.5 ? forcing : 0.5) * gradSize;
    step.fill(0);
    residual.set(grad);
    let search = grad.map((component) => -component);
    let residualSquared = dot(residual, residual);
    if (this.curvature === 'matrix') {
      const ask = this.objective.requestHess(x);
      if (ask === null) yield* this.objective.hess(x);
      else this.objective.takeHess((yield ask) as Float64Array);
      this.calls++;
    }
    // A quasi-Newton strategy has products only.
    const isMatrix = this.curvature === 'matrix' && this.objective.H !== null;
    for (let i = 0; i < 20 * n; i++) {
      if (this.sumOfMagnitudes(residual) <= tolerance) return true;
      const product = isMatrix
        ? matVec(this.objective.H!, search, this.product, n, n)
        : yield* this.multiply(x, search);
      const curvature = dot(search, product);
      if (curvature >= 0 && curvature <= 3 * EPSILON) return true;
      if (curvature < 0) {
        if (i === 0) for (let j = 0; j < n; j++) step[j] = (residualSquared / -curvature) * -grad[j];
        return true;
      }
      const alpha = residualSquared / curvature;
      for (let j = 0; j < n; j++) {
        step[j] += alpha * search[j];
        residual[j] += alpha * product[j];
      }
      const nextSquared = dot(residual, residual);
      const beta = nextSquared / residualSquared;
      // Fresh, since products may have been asked for with it.
      const next = new Float64Array(n);
      for (let j = 0; j < n; j++) next[j] = -residual[j] + beta * search[j];
      search = next;
      residualSquared = nextSquared;
    }
    return false;
  }

  private sumOfMagnitudes(v: Float64Array): number {
    for (let i = 0; i < v.length; i++) this.magnitudes[i] = Math.abs(v[i]);
    return sum(this.magnitudes);
  }

  private *multiply(x: Float64Array, p: Float64Array): Search<Float64Array> {
    const { objective, curvature, product } = this;
    switch (curvature) {
      case 'matrix':
        return yield* objective.hessDot(p, product);
      case 'gradient differences of hess':
        this.calls++;
        yield* objective.hess(x);
        return yield* objective.hessDot(p, product);
      case 'hessp':
        this.calls++;
        return yield* evalHessp(x, p, product);
      case 'difference of jac':
        return yield* this.differenceOfGradients(x, p);
      default:
        return curvature satisfies never;
    }
  }

  private *differenceOfGradients(x: Float64Array, p: Float64Array): Search<Float64Array> {
    const { epsilon, product, objective } = this;
    const before = yield* objective.grad(x);
    const aside = x.map((component, i) => component + epsilon[i] * p[i]);
    const after = yield* objective.grad(aside);
    for (let i = 0; i < product.length; i++) product[i] = (after[i] - before[i]) / epsilon[i];
    return product;
  }
}
