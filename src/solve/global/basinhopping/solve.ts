/**
 * Basin hopping: random jumps, each followed by a local descent; the minimum that is reached is accepted or not by its value.
 *
 * Source: D. J. Wales and J. P. K. Doye, "Global optimization by basin-hopping", J. Phys. Chem. A 101 (1997); acceptance by
 * Metropolis at constant temperature. Draws, counting and messages are those of SciPy 1.17.1.
 */
import { defaultRng, type Generator } from '../../../math/random/generator';
import { OptionError } from '../../errors';
import type { Setup } from '../../method';
import { describe } from '../../options';
import { reportIterate, type Search } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { minimizeLocally } from '../local-search';
import { type BasinOptions, readBasinOptions } from './options';

const COMPLETED = 'requested number of basinhopping iterations completed successfully';
const NO_NEWS = 'success condition satisfied';
const CALLBACK_STOPPED = 'callback function requested stop early byreturning True';

/** Minimizes from setup.x0; bounds, constraints and derivatives of the setup go to the local method.
 *  @param rng  the stream to draw from; default: NumPy's default_rng(setup.seed)
 *  @throws OptionError where SciPy raises, before the first request */
export function* basinhopping(setup: Setup, rng?: Generator): Search<OptimizeResult> {
  const options = readBasinOptions(setup);
  const walk = new Walk(setup, options, rng ?? defaultRng(setup.seed ?? 0));
  yield* walk.start();
  let message = COMPLETED;
  let sinceBest = 0;
  let nit = 1;
  for (let i = 0; i < options.niter; i++) {
    nit = i + 1;
    const { isNewBest, isStopped } = yield* walk.hop(nit);
    if (isStopped) {
      message = CALLBACK_STOPPED;
      break;
    }
    sinceBest = isNewBest ? 0 : sinceBest + 1;
    if (!isNewBest && sinceBest > options.niterSuccess) {
      message = NO_NEWS;
      break;
    }
  }
  return walk.finish(nit, message);
}

/** The size of jumps, adapted so that about the target share of them is accepted. */
class AdaptiveStep {
  private jumps = 0;
  private accepted = 0;
  private readonly takeStep: ((x: Float64Array) => ArrayLike<number>) | null;
  private readonly owner: { stepsize?: number };

  constructor(
    private readonly options: BasinOptions,
    private readonly rng: Generator,
  ) {
    this.takeStep = options.takeStep;
    this.owner = options.takeStep ?? { stepsize: options.stepsize };
  }

  get size(): number {
    return this.owner.stepsize ?? NaN;
  }

  /** A point away from x (which is left alone). */
  from(x: Float64Array): Float64Array {
    this.jumps += 1;
    if (this.jumps % this.options.interval === 0) this.adapt();
    if (this.takeStep) return landing(this.takeStep(x.slice()), x.length);
    return x.map((value) => value + this.rng.uniform(-this.size, this.size));
  }

  report(isAccepted: boolean): void {
    if (isAccepted) this.accepted += 1;
  }

  private adapt(): void {
    const { stepsize } = this.owner;
    if (stepsize === undefined) return;
    const { factor, targetRate } = this.options;
    this.owner.stepsize = this.accepted / this.jumps > targetRate ? stepsize / factor : stepsize * factor;
  }
}

function landing(given: unknown, n: number): Float64Array {
  const isList = Array.isArray(given) || ArrayBuffer.isView(given);
  const x = isList ? Float64Array.from(given as unknown as ArrayLike<number>) : null;
  if (x?.length === n) return x;
  throw new OptionError(`take_step must return ${n} numbers, got ${x ? x.length : describe(given)}.`, 'take_step');
}

class Walk {
  private readonly step: AdaptiveStep;
  private current!: OptimizeResult;
  private lowest!: OptimizeResult;
  private failures = 0;
  private readonly counts = { nfev: 0, njev: 0, nhev: 0 };

  constructor(
    private readonly setup: Setup,
    private readonly options: BasinOptions,
    private readonly rng: Generator,
  ) {
    this.step = new AdaptiveStep(options, rng);
  }

  /** Descends from x0; SciPy's callback sees that minimum too, but cannot stop there. */
  *start(): Search<void> {
    const x0 = this.setup.x0.slice();
    this.current = yield* this.descend(x0);
    this.lowest = this.current;
    yield* this.report(0, x0, x0, this.current, true);
  }

  /** One jump, its descent, and the decision. */
  *hop(nit: number): Search<{ isNewBest: boolean; isStopped: boolean }> {
    const from = this.current.x;
    const landed = this.step.from(from);
    const reached = yield* this.descend(landed);
    const isAccepted = this.accepts(reached);
    this.step.report(isAccepted);
    let isNewBest = false;
    if (isAccepted) {
      this.current = reached;
      isNewBest = reached.success && (reached.fun < this.lowest.fun || !this.lowest.success);
      if (isNewBest) this.lowest = reached;
    }
    const isStopped = yield* this.report(nit, from, landed, reached, isAccepted);
    return { isNewBest, isStopped };
  }

  finish(nit: number, message: string): OptimizeResult {
    return {
      x: this.lowest.x,
      fun: this.lowest.fun,
      nit,
      ...this.counts,
      status: this.lowest.success ? 0 : 1,
      success: this.lowest.success,
      message,
      warnings: [...new Set(this.options.warnings)],
      minimization_failures: this.failures,
      lowest_optimization_result: this.lowest,
    };
  }

  private *descend(x0: Float64Array): Search<OptimizeResult> {
    const { method, setup } = this.options.local;
    const result = yield* minimizeLocally(method, { ...setup, x0 }, ({ x, fun }) =>
      reportIterate({ x, fun, quiet: true }),
    );
    if (!result.success) this.failures += 1;
    this.counts.nfev += result.nfev;
    this.counts.njev += result.njev ?? 0;
    this.counts.nhev += result.nhev ?? 0;
    this.options.warnings.push(...result.warnings);
    return result;
  }

  // The Metropolis test draws even when its outcome is certain.
  private accepts(reached: OptimizeResult): boolean {
    const { acceptTest, temperature } = this.options;
    let isAccepted = true;
    if (acceptTest) {
      const { fun, x } = this.current;
      const verdict = acceptTest({ f_new: reached.fun, x_new: reached.x, f_old: fun, x_old: x });
      if (verdict === 'force accept') return true;
      if (typeof verdict !== 'boolean') {
        throw new OptionError("accept_tests must return True, False, or 'force accept'", 'accept_test');
      }
      isAccepted = verdict;
    }
    const exponent = -(reached.fun - this.current.fun) * (1 / temperature);
    const probability = exponent < 0 ? Math.exp(exponent) : 1;
    const draw = this.rng.random();
    return probability >= draw && (reached.success || !this.current.success) && isAccepted;
  }

  private *report(
    nit: number,
    from: Float64Array,
    landed: Float64Array,
    reached: OptimizeResult,
    accepted: boolean,
  ): Search<boolean> {
    const { x, fun } = reached;
    return yield* reportIterate({
      x,
      fun,
      nit,
      accept: accepted,
      event: { type: 'jump', from, landed, to: x, fun, accepted, stepSize: this.step.size },
    });
  }
}
