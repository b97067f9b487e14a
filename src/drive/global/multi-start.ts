/**
 * `multiStart`: a local method from many points of the box, one after the other, in lockstep over one batch evaluator, or wherever
 * the caller runs them (a pool of workers). Same seed, same starts, the same bits in f64 whichever way.
 */
import { bestOf, multiStartMethod, multiStartSetups } from '../../solve/population/multi-start';
import type { Bounds } from '../../solve/method';
import type { OptimizeResult } from '../../solve/result';
import { localMethod } from '../../solve/global/local-methods';
import type { Evaluator } from '../evaluator';
import { type BatchEvaluator, runLockstep } from '../lockstep';
import { runSync } from '../run-sync';
import { type BoundsLike, type GlobalProblem, type ObjectiveLike, readBox, readProblem } from './inputs';
import { type CommonOptions, runGlobal, without } from './run-global';

export interface MultiStartOptions extends CommonOptions {
  /** number of starts, default 10 */
  readonly n_iter?: number;
  /** local method, default 'L-BFGS-B' */
  readonly method?: string;
  /** options of the local method */
  readonly options?: Readonly<Record<string, unknown>>;
  /** seed of the starts: those of NumPy's default_rng(seed).uniform(lb, ub, (n_iter, n)) */
  readonly rng?: number;
}

/** Runs the starts one after the other.
 *  @returns  the best local result, with `starts`: all of them, in order
 *  @throws   OptionError on missing bounds or an unknown method */
export function multiStart(fun: ObjectiveLike, bounds: BoundsLike, options: MultiStartOptions = {}): OptimizeResult {
  const problem = prepare(fun, bounds, options);
  return runGlobal({ search: multiStartMethod.solve(problem.setup), problem, options, callback: undefined });
}

/** Runs all starts together: in each round the points that they wait for are one batch. The same answer as `multiStart`.
 *  @param evaluator  answers batches of values, and of gradients where it can; default: the objective, one point at a time */
export async function multiStartLockstep(
  fun: ObjectiveLike,
  bounds: BoundsLike,
  options: MultiStartOptions = {},
  evaluator?: BatchEvaluator,
): Promise<OptimizeResult> {
  const problem = prepare(fun, bounds, options);
  const { method, setups, warnings } = multiStartSetups(problem.setup);
  const searches = setups.map((setup) => method.solve(setup));
  const results = await runLockstep(searches, evaluator ?? oneByOne(problem));
  return bestOf(results, warnings);
}

/** One start: plain data that can be sent to another thread. */
export interface LocalStart {
  readonly method: string;
  readonly x0: Float64Array;
  /** null where the local method takes none */
  readonly bounds: Bounds | null;
  /** options of the local method */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Runs starts anywhere and gives their results in the order of the starts; `multiStartFrom` runs one. */
export type RunStarts = (starts: readonly LocalStart[]) => Promise<readonly OptimizeResult[]>;

/** Hands the starts to whoever can run several at once, and joins the results. The same answer as `multiStart`.
 *  @throws (as a rejection) whatever `runStarts` throws */
export async function multiStartPooled(
  bounds: BoundsLike,
  options: MultiStartOptions,
  runStarts: RunStarts,
): Promise<OptimizeResult> {
  const box = readBox(bounds);
  // The starts do not depend on the loss.
  const { setup } = prepare(() => NaN, bounds, options);
  const { method, setups, warnings } = multiStartSetups(setup);
  const localBounds = method.needs.bounds === 'ignored' ? null : box;
  const results = await runStarts(
    setups.map((local) => ({ method: method.name, x0: local.x0, bounds: localBounds, options: local.options })),
  );
  return bestOf(results, warnings);
}

/** Runs one start of a multi-start, as `multiStart` does.
 *  @throws OptionError on an unknown method */
export function multiStartFrom(fun: ObjectiveLike, { method, x0, bounds, options }: LocalStart): OptimizeResult {
  const { evaluator, setup } = readProblem({ fun, n: x0.length, x0, bounds, options }, false);
  return runSync(localMethod(method).solve(setup), evaluator as Evaluator);
}

function prepare(fun: ObjectiveLike, given: BoundsLike, options: MultiStartOptions): GlobalProblem {
  const bounds = readBox(given);
  const problem = readProblem({ fun, n: bounds.lb.length, bounds, options: without(options, []) }, false);
  return { ...problem, setup: { ...problem.setup, seed: options.rng ?? 0 } };
}

function oneByOne({ evaluator }: GlobalProblem): BatchEvaluator {
  const { n } = evaluator;
  return {
    n,
    funBatch: (points, count) =>
      Float64Array.from({ length: count }, (_, i) => evaluator.fun(points.slice(i * n, (i + 1) * n)) as number),
    single: evaluator as BatchEvaluator['single'],
  };
}
