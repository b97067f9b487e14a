/**
 * PyTorch's LBFGS, with and without the strong Wolfe line search.
 *
 * Nocedal (1980), "Updating quasi-Newton matrices with limited storage", two-loop recursion: Nocedal & Wright (2006),
 * algorithm 7.4. Without a line search every step has length lr, the first one excepted: min(1, 1/‖g‖₁)·lr.
 * s, y: the last steps and gradient changes; ρ = 1/(yᵀs).
 *
 * A run is one `step(closure)` of PyTorch with `max_iter` = maxiter and no limit of evaluations; the path is also
 * that of several shorter steps, which differ only in where they evaluate the last point anew.
 */
import { dot, maxAbs } from '../../math/linalg/sums';
import { OptionError } from '../errors';
import type { Method, OptionSpec, Setup } from '../method';
import { createObjective } from '../objective';
import { readOptions, type Options } from '../options';
import { reportIterate, type Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { isFinitePoint, outcomes, result, type Outcome } from './descend';
import { loopOptions, numberIn } from './option-specs';
import { searchStrongWolfe } from './strong-wolfe';

// PyTorch's floor of yᵀs below which a pair is not remembered.
const smallestCurvature = 1e-10;

const specs: readonly OptionSpec[] = [
  ...loopOptions(1),
  {
    name: 'tolerance_grad',
    kind: 'number',
    default: 1e-7,
    min: 0,
    description: 'Stop when no component of the gradient is larger.',
  },
  {
    name: 'tolerance_change',
    kind: 'number',
    default: 1e-9,
    min: 0,
    description: 'Stop when the loss and the point change by less.',
  },
  { name: 'history_size', kind: 'integer', default: 100, min: 1, description: 'Pairs of steps that are remembered.' },
  {
    name: 'line_search_fn',
    kind: 'choice',
    default: null,
    choices: ['strong_wolfe'],
    description: 'How long a step is; none: lr.',
  },
];

interface Settings {
  readonly lr: number;
  readonly maxiter: number;
  readonly gtol: number;
  readonly toleranceChange: number;
  readonly historySize: number;
  readonly searches: boolean;
}

/** One remembered step. */
interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

export const lbfgs: Method = {
  name: 'LBFGS',
  family: 'first-order',
  summary:
    'A quasi-Newton method as deep-learning code has it: curvature from the last hundred steps, and a fixed step length ' +
    'unless line_search_fn is strong_wolfe. With the line search it is close to L-BFGS-B; without, it may diverge.',
  source: 'J. Nocedal (1980), Math. Comput. 35(151)',
  needs: { grad: 'required', hess: 'ignored', bounds: 'ignored', constraints: 'ignored' },
  options: specs,
  solve(setup) {
    const options = readOptions(setup, specs, ['tolerance_grad']);
    return descend(setup, readSettings(options), options.warnings);
  },
};

function readSettings(options: Options): Settings {
  const search = options.raw('line_search_fn');
  if (search !== null && search !== 'strong_wolfe') {
    throw new OptionError('Option "line_search_fn" expects "strong_wolfe" or nothing.', 'line_search_fn');
  }
  return {
    lr: numberIn(options, 'lr', 0),
    maxiter: numberIn(options, 'maxiter', 0),
    gtol: Math.max(numberIn(options, 'gtol', 0), numberIn(options, 'tolerance_grad', 0)),
    toleranceChange: numberIn(options, 'tolerance_change', 0),
    historySize: numberIn(options, 'history_size', 1),
    searches: search === 'strong_wolfe',
  };
}

function* descend(setup: Setup, settings: Settings, warnings: string[]): Search<OptimizeResult> {
  const objective = yield* createObjective({ x0: setup.x0, jac: setup.jac });
  const memory = new Memory(settings.historySize, setup.x0.length);
  const { lr, toleranceChange } = settings;
  let { x, f, g } = objective;
  const finish = (nit: number, outcome: Outcome): OptimizeResult =>
    result(objective, { x, f, g }, nit, outcome, warnings);
  if (!isFinitePoint(objective)) return finish(0, outcomes.nonFinite);
  for (let nit = 0; ; nit++) {
    if (maxAbs(g) <= settings.gtol) return finish(nit, outcomes.converged);
    if (nit >= settings.maxiter) return finish(nit, outcomes.stepsTaken);
    const d = memory.direction(g);
    const slope = dot(g, d);
    if (!(slope <= -toleranceChange)) return finish(nit, outcomes.unchanged);
    let t = nit === 0 ? Math.min(1, 1 / norm1(g)) * lr : lr;
    if (settings.searches) {
      t = (yield* searchStrongWolfe(objective, x, d, { t: 0, f, g, slope }, t)).t;
    }
    const s = d.map((component) => component * t);
    const next = x.map((component, i) => component + s[i]);
    yield* objective.funAndGrad(next);
    if (!isFinitePoint(objective)) return finish(nit, outcomes.nonFinite);
    const before = { f, g };
    ({ x, f, g } = objective);
    memory.remember(s, g, before.g);
    const stop = yield* reportIterate({ x, fun: f, nit: nit + 1, extra: { lr: t } });
    if (stop) return finish(nit + 1, outcomes.stopped);
    const stands = maxAbs(s) <= toleranceChange || Math.abs(f - before.f) < toleranceChange;
    if (stands && maxAbs(g) > settings.gtol) return finish(nit + 1, outcomes.unchanged);
  }
}

/** The last pairs, and the product of the inverse Hessian that they imply with −g. */
class Memory {
  private readonly pairs: Pair[] = [];
  private readonly alphas: Float64Array;
  private scale = 1;

  constructor(
    private readonly size: number,
    private readonly n: number,
  ) {
    this.alphas = new Float64Array(size);
  }

  remember(s: Float64Array, g: Float64Array, previousG: Float64Array): void {
    const y = g.map((component, i) => component - previousG[i]);
    const curvature = dot(y, s);
    if (!(curvature > smallestCurvature)) return;
    if (this.pairs.length === this.size) this.pairs.shift();
    this.pairs.push({ s, y, rho: 1 / curvature });
    this.scale = curvature / dot(y, y);
  }

  direction(g: Float64Array): Float64Array {
    const { pairs, alphas, n } = this;
    const q = g.map((component) => -component);
    for (let k = pairs.length - 1; k >= 0; k--) {
      const { s, y, rho } = pairs[k];
      alphas[k] = dot(s, q) * rho;
      for (let i = 0; i < n; i++) q[i] -= alphas[k] * y[i];
    }
    for (let i = 0; i < n; i++) q[i] *= this.scale;
    for (let k = 0; k < pairs.length; k++) {
      const { s, y, rho } = pairs[k];
      const beta = dot(y, q) * rho;
      for (let i = 0; i < n; i++) q[i] += s[i] * (alphas[k] - beta);
    }
    return q;
  }
}

function norm1(v: Float64Array): number {
  let total = 0;
  for (let i = 0; i < v.length; i++) total += Math.abs(v[i]);
  return total;
}
