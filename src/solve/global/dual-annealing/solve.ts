/**
 * Dual annealing: generalized simulated annealing with a local search wherever it finds something better.
 *
 * Source: Y. Xiang, D. Y. Sun, W. Fan, X. G. Gong, "Generalized simulated annealing algorithm and its application to the
 * Thomson model", Phys. Lett. A 233 (1997); Y. Xiang et al., The R Journal 5 (2013). Draws, counting and messages are those of
 * SciPy 1.17.1. Differs: maxiter = 0 returns the first state, where SciPy never returns.
 */
import { accurateExp as exp } from '../../../math/random/accurate-exp';
import { accurateLog as log } from '../../../math/random/accurate-log';
import { defaultRng, type Generator } from '../../../math/random/generator';
import { OptionError } from '../../errors';
import type { Setup } from '../../method';
import { reportIterate, type Search } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { minimizeLocally } from '../local-search';
import { type AnnealingOptions, readAnnealingOptions } from './options';
import { VisitingDistribution } from './visiting';

const MOST_RESTARTS = 1000;
const FIRST_PATIENCE = 1000;

const COMPLETED = 'Maximum number of iteration reached';
const CALLBACK_STOPPED = 'Callback function requested to stop early by returning True';
const OUT_OF_CALLS = {
  annealing: 'Maximum number of function call reached during annealing',
  polishing: 'Maximum number of function call reached during local search',
  searching: 'Maximum number of function call reached during dual annealing',
};

/** SciPy's `context`: where an improvement was found. */
const enum Context {
  Annealing = 0,
  LocalSearch = 1,
  DualAnnealing = 2,
}

/** Minimizes over setup.bounds.
 *  @param rng  the stream to draw from; default: NumPy's default_rng(setup.seed)
 *  @throws OptionError where SciPy raises, also when no finite value is found in 1,001 random points */
export function* dualAnnealing(setup: Setup, rng?: Generator): Search<OptimizeResult> {
  const options = readAnnealingOptions(setup);
  const chain = new Chain(options, rng ?? defaultRng(setup.seed ?? 0));
  yield* chain.restart(options.x0);
  const { visit, initialTemperature, maxiter } = options;
  const cooling = (s: number): number => exp((visit - 1) * log(s)) - 1;
  const coldest = initialTemperature * options.restartRatio;

  let nit = 0;
  for (let step = 0; nit < maxiter;) {
    const temperature = (initialTemperature * cooling(2)) / cooling(step + 2);
    if (temperature < coldest) {
      yield* chain.restart(null);
      step = 0;
      continue;
    }
    const stopped =
      (yield* chain.anneal(step, temperature)) ?? (options.searchesLocally ? yield* chain.searchLocally() : null);
    if (stopped !== null) return chain.finish(nit, stopped, false);
    nit += 1;
    step += 1;
  }
  return chain.finish(nit, COMPLETED, true);
}

class Chain {
  private readonly visiting: VisitingDistribution;
  private readonly counts = { nfev: 0, njev: 0, nhev: 0 };
  private x!: Float64Array;
  private fun = NaN;
  private bestX: Float64Array | null = null;
  private bestFun = NaN;
  /** where a local search starts that nobody asked for: the last state taken */
  private seedX!: Float64Array;
  private seedFun = NaN;
  private hasImproved = false;
  private sinceImproved = 0;
  private patience = FIRST_PATIENCE;

  constructor(
    private readonly options: AnnealingOptions,
    private readonly rng: Generator,
  ) {
    this.visiting = new VisitingDistribution(options.bounds, options.visit, rng);
  }

  /** A new current state: the given one, or a random one; random ones follow until the value is finite. */
  *restart(x0: Float64Array | null): Search<void> {
    const isFirst = this.bestX === null;
    let x = x0?.slice() ?? this.randomState();
    for (let attempt = 0; ; attempt++) {
      const fun = yield* this.evaluate(x);
      // Differs: a start where f is NaN stays SciPy's best, since nothing compares below NaN.
      if (this.bestX === null || Number.isNaN(this.bestFun)) {
        this.bestX = x;
        this.bestFun = fun;
      }
      this.x = x;
      this.fun = fun;
      if (Number.isFinite(fun)) break;
      if (attempt >= MOST_RESTARTS) {
        throw new OptionError(
          'Stopping algorithm because function create NaN or (+/-) infinity values even with trying new random parameters',
          'fun',
        );
      }
      x = this.randomState();
    }
    if (!isFirst) return;
    this.seedX = this.x;
    this.seedFun = this.fun;
  }

  /** 2n moves at one temperature.
   *  @returns  why to stop, or null */
  *anneal(step: number, temperature: number): Search<string | null> {
    const n = this.x.length;
    const visited: { x: Float64Array; fun: number; isTaken: boolean }[] = [];
    this.sinceImproved += 1;
    this.hasImproved = step === 0;
    let stopped: string | null = null;
    for (let j = 0; j < 2 * n && stopped === null; j++) {
      const x = this.visiting.propose(this.x, j, temperature);
      const fun = yield* this.evaluate(x);
      if (fun < this.fun) {
        this.take(x, fun);
        if (fun < this.bestFun) {
          this.hasImproved = true;
          this.sinceImproved = 0;
          if (yield* this.improve(x, fun, Context.Annealing)) stopped = CALLBACK_STOPPED;
        }
      } else {
        this.acceptOrReject(j, x, fun, temperature / (step + 1));
      }
      visited.push({ x, fun, isTaken: this.x === x });
      if (stopped === null && this.counts.nfev >= this.options.maxfun) stopped = OUT_OF_CALLS.annealing;
    }
    yield* this.show(temperature, visited);
    return stopped;
  }

  /** A descent from the best state if it is new, and one from the last state taken if nothing is new for long.
   *  @returns  why to stop, or null */
  *searchLocally(): Search<string | null> {
    const { maxfun } = this.options;
    if (this.hasImproved) {
      const { x, fun } = yield* this.descend(this.bestX!, this.bestFun);
      if (fun < this.bestFun) {
        this.sinceImproved = 0;
        if (yield* this.improve(x, fun, Context.LocalSearch)) return CALLBACK_STOPPED;
        this.take(x, fun);
      }
      if (this.counts.nfev >= maxfun) return OUT_OF_CALLS.polishing;
    }
    if (this.sinceImproved < this.patience) return null;
    const { x, fun } = yield* this.descend(this.seedX, this.seedFun);
    this.seedX = x;
    this.seedFun = fun;
    this.sinceImproved = 0;
    this.patience = this.x.length;
    if (fun < this.bestFun) {
      if (yield* this.improve(x, fun, Context.DualAnnealing)) return CALLBACK_STOPPED;
      this.take(x, fun);
    }
    return this.counts.nfev >= maxfun ? OUT_OF_CALLS.searching : null;
  }

  finish(nit: number, message: string, success: boolean): OptimizeResult {
    const warnings = [...new Set(this.options.warnings)];
    const fun = this.bestFun;
    const isHonest = success && Number.isFinite(fun);
    return { x: this.bestX!, fun, nit, ...this.counts, status: 0, success: isHonest, message, warnings };
  }

  // Tsallis's generalized acceptance; it draws for every state that is not better.
  private acceptOrReject(j: number, x: Float64Array, fun: number, temperature: number): void {
    const { accept } = this.options;
    const draw = this.rng.random();
    const base = 1 - ((1 - accept) * (fun - this.fun)) / temperature;
    const probability = base <= 0 ? 0 : exp(log(base) / (1 - accept));
    if (draw <= probability) {
      this.take(x, fun);
      this.seedX = x;
    }
    if (this.sinceImproved >= this.patience && (j === 0 || this.fun < this.seedFun)) {
      this.seedFun = this.fun;
      this.seedX = this.x;
    }
  }

  private take(x: Float64Array, fun: number): void {
    this.x = x;
    this.fun = fun;
  }

  private *improve(x: Float64Array, fun: number, context: Context): Search<boolean> {
    this.bestX = x;
    this.bestFun = fun;
    return yield* reportIterate({ x, fun, extra: { context } });
  }

  private *evaluate(x: Float64Array): Search<number> {
    this.counts.nfev += 1;
    return (yield { kind: 'fun', x }) as number;
  }

  private *descend(x: Float64Array, fun: number): Search<{ x: Float64Array; fun: number }> {
    const { local, bounds, warnings } = this.options;
    const found = yield* minimizeLocally(local.method, { ...local.setup, x0: x.slice() }, (iterate) =>
      reportIterate({ x: iterate.x, fun: iterate.fun, quiet: true }),
    );
    this.counts.nfev += found.nfev;
    this.counts.njev += found.njev ?? 0;
    this.counts.nhev += found.nhev ?? 0;
    warnings.push(...found.warnings);
    const isInside = found.x.every((value, k) => value >= bounds.lb[k] && value <= bounds.ub[k]);
    const accepted = isInside && Number.isFinite(found.fun) && found.fun < fun;
    const event = { type: 'jump' as const, from: x, landed: x, to: found.x, fun: found.fun, accepted, stepSize: 0 };
    yield* reportIterate({ x: found.x, fun: found.fun, quiet: true, event });
    return accepted ? found : { x, fun };
  }

  private *show(
    temperature: number,
    visited: readonly { x: Float64Array; fun: number; isTaken: boolean }[],
  ): Search<void> {
    const n = this.x.length;
    const points = new Float64Array(visited.length * n);
    visited.forEach((state, i) => points.set(state.x, i * n));
    yield* reportIterate({
      x: this.bestX!,
      fun: this.bestFun,
      quiet: true,
      event: {
        type: 'annealing',
        temperature,
        points,
        fun: Float64Array.from(visited, (state) => state.fun),
        accepted: Uint8Array.from(visited, (state) => (state.isTaken ? 1 : 0)),
      },
    });
  }

  private randomState(): Float64Array {
    const { lb, ub } = this.options.bounds;
    return lb.map((low, k) => this.rng.uniform(low, ub[k]));
  }
}
