/**
 * CMA-ES with restarts: a strategy runs until it stalls; IPOP starts again with twice the population, BIPOP alternates between that
 * and small populations with small steps.
 *
 * Source: strategy.ts; stopping: N. Hansen, "Benchmarking a BI-population CMA-ES on the BBOB-2009 function testbed" (2009), §2;
 * IPOP: A. Auger and N. Hansen, CEC 2005.
 */
import type { Generator } from '../../../math/random/generator';
import { OptionError } from '../../errors';
import type { Setup } from '../../method';
import { reportIterate, type Search, type TraceEvent } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { begin, type Beginning, Best, clip, limitReached, STOPPED, uniformPoints, wholeOption } from '../common';
import { Boundary } from './boundary';
import { cmaOptions } from './options';
import { Strategy } from './strategy';

const CONVERGED = 'The distribution has converged.';

interface Plan {
  readonly sigma: number;
  /** standard deviations of the coordinates relative to sigma */
  readonly scale: Float64Array;
  readonly popsize: number;
  readonly restarts: 'none' | 'ipop' | 'bipop';
  readonly maxRestarts: number;
  readonly tolfun: number;
  readonly tolx: number;
}

/** Minimizes from setup.x0, inside setup.bounds where given.
 *  @throws OptionError on bad options, before the first request */
export function* cmaEs(setup: Setup): Search<OptimizeResult> {
  const beginning = begin(setup, cmaOptions, false);
  const run = new CmaRun(setup, beginning, readPlan(beginning));
  return yield* run.solve();
}

function readPlan({ n, options, bounds }: Beginning): Plan {
  const sigma = options.numberOrNull('sigma0') ?? 0.3;
  if (!(sigma > 0)) throw new OptionError(`sigma0 must be positive; got ${sigma}.`, 'sigma0');
  const restarts = options.text('restarts');
  if (restarts !== 'none' && restarts !== 'ipop' && restarts !== 'bipop') {
    throw new OptionError(`restarts must be 'none', 'ipop' or 'bipop'; got ${restarts}.`, 'restarts');
  }
  const width = (k: number): number => (bounds ? bounds.ub[k] - bounds.lb[k] : 1);
  return {
    sigma,
    scale: Float64Array.from({ length: n }, (_, k) => (Number.isFinite(width(k)) && width(k) > 0 ? width(k) : 1)),
    popsize: wholeOption(options, 'popsize', 4, 4 + Math.floor(3 * Math.log(n))),
    restarts,
    maxRestarts: wholeOption(options, 'max_restarts', 0, 9),
    tolfun: options.number('tolfun'),
    tolx: options.number('tolx'),
  };
}

class CmaRun {
  private readonly best: Best;
  private readonly rng: Generator;
  private nit = 0;
  private ended: [number, string] | null = null;

  constructor(
    private readonly setup: Setup,
    private readonly beginning: Beginning,
    private readonly plan: Plan,
  ) {
    this.best = new Best(beginning.n);
    this.rng = beginning.rng;
  }

  *solve(): Search<OptimizeResult> {
    const { plan, beginning } = this;
    const { restarts, popsize, sigma } = plan;
    yield* this.runStrategy(this.firstMean(), popsize, sigma, Infinity);
    let restartCount = 0;
    let largeRuns = 0;
    const spent = { small: 0, large: this.best.nfev };
    const goesOn = (): boolean => this.ended === null && restarts !== 'none' && restartCount < plan.maxRestarts;
    while (goesOn()) {
      const before = this.best.nfev;
      const isSmall = restarts === 'bipop' && largeRuns > 0 && spent.small < spent.large;
      if (isSmall) {
        const growth = 2 ** largeRuns / 2;
        const size = Math.floor(popsize * growth ** (this.rng.random() ** 2));
        const step = sigma * 10 ** (-2 * this.rng.random());
        yield* this.runStrategy(this.randomMean(), size, step, spent.large / 2);
        spent.small += this.best.nfev - before;
      } else {
        largeRuns += 1;
        restartCount += 1;
        yield* this.runStrategy(this.randomMean(), popsize * 2 ** largeRuns, sigma, Infinity);
        spent.large += this.best.nfev - before;
      }
    }
    const [status, message] = this.ended ?? [0, CONVERGED];
    return this.best.result(this.nit, status, message, beginning.options.warnings);
  }

  /** Runs one strategy until it stalls, its own budget is used up, or the whole run has ended. */
  private *runStrategy(mean: Float64Array, popsize: number, sigma: number, budget: number): Search<void> {
    const { plan, best, beginning } = this;
    const strategy = new Strategy(beginning.n, popsize, mean, sigma, plan.scale);
    const boundary = beginning.bounds ? new Boundary(beginning.bounds) : null;
    const stall = new StallTest(strategy, plan);
    const start = best.nfev;
    while (best.nfev - start < budget) {
      this.ended ??= limitReached(this.nit, best.nfev, beginning.limits);
      if (this.ended) return;
      const points = strategy.sample(this.rng);
      const moved = boundary ? boundary.inside(points) : points;
      const values = (yield { kind: 'batch', points: moved, count: popsize }) as Float64Array;
      best.see(moved, values);
      this.nit += 1;
      // The picture shows the distribution that these samples came from, not the one that they lead to.
      const drawnFrom = { mean: strategy.mean.slice(), axes: strategy.scaledAxes(), stepSize: strategy.sigma };
      const ranked = boundary ? boundary.charged(points, moved, values, strategy) : values;
      strategy.update(points, rankOrder(ranked));
      const event = { type: 'gaussian' as const, points: moved, fun: values.slice(), ...drawnFrom };
      if (yield* this.report(strategy, event)) this.ended = [99, STOPPED];
      if (this.ended || stall.hasStalled(values)) return;
    }
  }

  private *report(strategy: Strategy, event: TraceEvent): Search<boolean> {
    return yield* reportIterate({
      x: this.best.x,
      fun: this.best.fun,
      nit: this.nit,
      event,
      extra: { sigma: strategy.sigma, popsize: strategy.popsize },
    });
  }

  private firstMean(): Float64Array {
    return this.setup.x0.map((value, k) => clip(value, k, this.beginning.bounds));
  }

  // A restart begins anywhere in the box, or near x0 where there is none.
  private randomMean(): Float64Array {
    const { bounds } = this.beginning;
    if (bounds && [...bounds.lb, ...bounds.ub].every(Number.isFinite)) return uniformPoints(bounds, 1, this.rng);
    return this.firstMean().map((value, k) => value + this.plan.sigma * this.plan.scale[k] * this.rng.standardNormal());
  }
}

/** Indices by ascending value; NaN last. */
function rankOrder(values: Float64Array): number[] {
  const key = (i: number): number => (Number.isNaN(values[i]) ? Infinity : values[i]);
  return Array.from(values.keys()).sort((a, b) => (key(a) === key(b) ? a - b : key(a) - key(b)));
}

/** The usual tests that a strategy gets nowhere. */
class StallTest {
  private readonly history: number[] = [];

  constructor(
    private readonly strategy: Strategy,
    private readonly plan: Plan,
  ) {}

  hasStalled(values: Float64Array): boolean {
    const { strategy, plan } = this;
    const { n, popsize, sigma, mean } = strategy;
    const finite = Array.from(values).filter((value) => !Number.isNaN(value));
    if (finite.length === 0) return this.history.push(Infinity) > 10 + (30 * n) / popsize;
    const low = Math.min(...finite);
    const high = Math.max(...finite);
    this.history.push(low);
    const window = Math.ceil(10 + (30 * n) / popsize);
    const recent = this.history.slice(-window);
    const isFlat = recent.length === window && Math.max(...recent) - Math.min(...recent) <= plan.tolfun;
    if (isFlat && !(high - low > plan.tolfun)) return true;
    const widths = Array.from({ length: n }, (_, k) => sigma * Math.sqrt(strategy.variance(k)));
    if (widths.every((width, k) => width < plan.tolx * plan.sigma * plan.scale[k])) return true;
    if (!Number.isFinite(sigma) || widths.some((width, k) => width > 1e8 * plan.scale[k])) return true;
    if (strategy.condition > 1e14) return true;
    const { deviation, direction } = strategy.axis(strategy.generation % n);
    if (mean.every((value, k) => value + 0.1 * deviation * direction[k] === value)) return true;
    return widths.some((width, k) => mean[k] + 0.2 * width === mean[k]);
  }
}
