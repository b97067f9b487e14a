/**
 * CG: nonlinear conjugate gradients, Polak–Ribière with restarts (PR+).
 *
 * Source: Polak & Ribière (1969); β⁺ and the sufficient-descent condition on the step from Gilbert & Nocedal (1992),
 * "Global convergence properties of conjugate gradient methods", SIAM J. Optim. 2(1), 21–42; as in Nocedal & Wright
 * (2006), §5.2. Strong Wolfe steps with c2 = 0.4.
 */
import { dot, norm2 } from '../../math/linalg/sums';
import { requireWolfeParameters, WolfeSearch, type WolfeStart } from '../line-search/wolfe';
import type { Method, OptionSpec, Setup } from '../method';
import { createObjective } from '../objective';
import { readOptions, type Options } from '../options';
import type { Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { verdict } from './bfgs';
import * as common from './common-options';
import { hasNaN, vectorNorm } from './vector-norm';

const options: readonly OptionSpec[] = [
  { name: 'gtol', kind: 'number', default: 1e-5, description: 'Stop when the gradient norm is at most this.' },
  common.norm,
  common.maxiterPerDimension,
  common.eps,
  common.finiteDiffRelStep,
  {
    name: 'c1',
    kind: 'number',
    default: 1e-4,
    description: 'Sufficient decrease in the Wolfe conditions, 0 < c1 < c2.',
  },
  { name: 'c2', kind: 'number', default: 0.4, description: 'Curvature in the Wolfe conditions, c1 < c2 < 1.' },
  common.disp,
  common.returnAll,
  common.workers,
];

const tolOptions = ['gtol'] as const;

// Gilbert & Nocedal's σ₃ in the sufficient-descent condition.
const SUFFICIENT_DESCENT = 0.01;

export const cg: Method = {
  name: 'CG',
  family: 'minimize',
  summary:
    'Mixes each new gradient with the previous direction so that steps do not undo one another. It stores only a few ' +
    'vectors, so it suits smooth problems with very many variables; it usually needs more iterations than BFGS or L-BFGS-B.',
  source: 'Polak & Ribière (1969); Gilbert & Nocedal, SIAM J. Optim. 2(1), 21–42 (1992); Nocedal & Wright (2006), §5.2',
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
  const c1 = read.number('c1');
  const c2 = read.number('c2');
  const objective = yield* createObjective({
    x0: setup.x0,
    jac: setup.jac,
    ...common.readDifferences(read, setup),
  });
  // Remembered, unless x0 holds a NaN: SciPy then evaluates again, and the counts show it.
  yield* objective.fun(setup.x0);
  yield* objective.grad(setup.x0);

  let x: Float64Array = objective.x;
  let fun = objective.f;
  let grad = objective.g;
  let previousFun = fun + norm2(grad) / 2;
  let direction = grad.map((component) => -component);
  let gradNorm = vectorNorm(grad, order);
  let gradSquared = 0;
  let nextDirection = new Float64Array(n);
  let nextNorm = 0;

  // The direction that would follow a step to a point with gradient `after`.
  const follow = (after: Float64Array): void => {
    let inner = 0;
    for (let i = 0; i < n; i++) inner += (after[i] - grad[i]) * after[i];
    const ratio = inner / gradSquared;
    const beta = ratio > 0 ? ratio : 0;
    for (let i = 0; i < n; i++) nextDirection[i] = -after[i] + beta * direction[i];
    nextNorm = vectorNorm(after, order);
  };
  const descends = (_alpha: number, _fun: number, after: Float64Array): boolean => {
    follow(after);
    return nextNorm <= gtol || dot(nextDirection, after) <= -SUFFICIENT_DESCENT * dot(after, after);
  };
  const lineSearch = new WolfeSearch(
    objective,
    { c1, c2, amin: 1e-100, amax: 1e100, boundsBracketing: true },
    descends,
  );
  const at: WolfeStart = { x, direction, grad, fun, previousFun };
  let k = 0;
  let precisionLoss = false;
  const visited = read.boolean('return_all') ? [x] : null;

  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  while (gradNorm > gtol && k < maxiter) {
    if (k === 0) requireWolfeParameters(c1, c2);
    gradSquared = dot(grad, grad);
    at.x = x;
    at.direction = direction;
    at.grad = grad;
    at.fun = fun;
    at.previousFun = previousFun;
    if (!(yield* lineSearch.search(at))) {
      precisionLoss = true;
      break;
    }
    const { alpha } = lineSearch;
    previousFun = lineSearch.startFun;
    fun = lineSearch.fun;
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++) next[i] = x[i] + alpha * direction[i];
    x = next;
    const nextGrad = lineSearch.grad ?? (yield* objective.grad(x));
    follow(nextGrad);
    grad = nextGrad;
    gradNorm = nextNorm;
    [direction, nextDirection] = [nextDirection, direction];
    visited?.push(x);
    k++;
    if (isWatched) {
      const reply = (yield { kind: 'iterate', iterate: { x, fun, nit: k } }) as boolean | undefined;
      if (reply === true) break;
      isWatched = reply !== undefined;
    }
  }

  return {
    ...verdict(precisionLoss, k >= maxiter, Number.isNaN(gradNorm) || !Number.isFinite(fun) || hasNaN(x)),
    x,
    fun,
    jac: grad,
    nit: k,
    nfev: objective.nfev,
    njev: objective.njev,
    warnings: read.warnings,
    ...(visited && { allvecs: visited }),
  };
}
