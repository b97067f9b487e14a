/**
 * One run in progress: a search, what it asks for next, what it has spent, the best point so far, and its end.
 *
 * Every driver (sync, async, lockstep) is a loop around this class; limits and best-so-far live here, once, for
 * all methods. It answers `iterate` requests itself and leaves evaluations to the driver.
 */
import type { Iterate, Reply, Search } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';
import type { EvaluationRequest } from './evaluator';
import { stoppedResult, type BestPoint, type Counts, type StopReason } from './stop';

/** What ends a run that its own method would continue; each absent limit is no limit. */
export interface Budget {
  /** evaluations of f, finite differences included; never exceeded */
  readonly evaluations?: number;
  readonly iterations?: number;
  /** wall-clock time since the first request */
  readonly milliseconds?: number;
  /** stop as soon as f ≤ target */
  readonly target?: number;
}

export interface RunOptions {
  readonly budget?: Budget;
  /** sees each iterate; `true` asks the method to stop, as SciPy's StopIteration does */
  readonly onIterate?: (iterate: Iterate) => boolean | void;
  /** sees each value of f in order of evaluation; x must not be written */
  readonly onEvaluate?: (x: Float64Array, fun: number) => void;
  /** cancels the run at its next request */
  readonly signal?: AbortSignal;
  /** best-so-far is then the last iterate: the lowest f may lie outside the constraints */
  readonly isConstrained?: boolean;
  /** debug: throws when a point is written after it was yielded */
  readonly checksPoints?: boolean;
}

const CHECKED_POINTS = 256;

/** See the header. Usage: while `request` is not null, evaluate it and call `reply`; then read `result`. */
export class Run {
  /** what the search waits for; null once it has ended */
  request: EvaluationRequest | null = null;
  result: OptimizeResult | null = null;
  /** why the run ended early; null when its method ended it */
  stopped: StopReason | null = null;
  /** whether `onIterate` asked to stop */
  callbackStopped = false;
  best: BestPoint | null = null;
  lastIterate: Iterate | null = null;
  readonly counts: Counts = { requests: 0, fun: 0, grad: 0, hess: 0, hessp: 0, constraint: 0, iterations: 0 };

  private readonly budget: Budget;
  private readonly tracksTime: boolean;
  private readonly startedAt = performance.now();
  private readonly checked: { point: Float64Array; copy: Float64Array }[] = [];

  constructor(
    private readonly search: Search<OptimizeResult>,
    private readonly n: number,
    private readonly options: RunOptions = {},
  ) {
    this.budget = options.budget ?? {};
    this.tracksTime = this.budget.milliseconds !== undefined;
    this.guard(() => this.take(this.search.next()));
  }

  /** Answers the pending request and moves on to the next one. */
  reply(value: Reply): void {
    const request = this.request;
    if (request === null) throw new Error('This run has ended: it waits for no reply.');
    this.guard(() => {
      this.account(request, value);
      if (this.stopped !== null) return;
      this.take(this.search.next(value));
    });
  }

  /** Ends the run now, with the best point so far. */
  stop(reason: StopReason): void {
    if (this.result !== null) return;
    this.stopped = reason;
    this.request = null;
    this.search.return(undefined as unknown as OptimizeResult);
    this.result = stoppedResult(reason, this.bestPoint(), this.counts);
  }

  /** Closes the search after the evaluator failed; the run then has no result. */
  abandon(): void {
    this.request = null;
    this.search.return(undefined as unknown as OptimizeResult);
  }

  private guard(advance: () => void): void {
    try {
      advance();
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  private take(first: IteratorResult<EvaluationRequest | { kind: 'iterate'; iterate: Iterate }, OptimizeResult>): void {
    let step = first;
    while (!step.done) {
      const request = step.value;
      if (request.kind !== 'iterate') {
        const reason = this.exhausted(request);
        if (reason !== null) return this.stop(reason);
        if (this.options.checksPoints) this.checkPoints(request);
        this.counts.requests++;
        this.request = request;
        return;
      }
      const wantsStop = this.acceptIterate(request.iterate);
      if (this.stopped !== null) return;
      step = this.search.next(wantsStop);
    }
    this.request = null;
    this.result = step.value;
  }

  private acceptIterate(iterate: Iterate): boolean {
    // A quiet iterate is a picture between iterations: shown, not counted.
    if (!iterate.quiet) this.counts.iterations++;
    this.lastIterate = iterate;
    const wantsStop = this.options.onIterate?.(iterate) === true;
    if (wantsStop) this.callbackStopped = true;
    const { iterations, target } = this.budget;
    if (target !== undefined && this.options.isConstrained && iterate.fun <= target) this.stop('target');
    else if (iterations !== undefined && this.counts.iterations >= iterations) this.stop('iterations');
    return wantsStop;
  }

  private exhausted(request: EvaluationRequest): StopReason | null {
    if (this.options.signal?.aborted) return 'cancelled';
    const { evaluations, milliseconds } = this.budget;
    if (evaluations !== undefined) {
      const cost = request.kind === 'batch' ? request.count : request.kind.startsWith('fun') ? 1 : 0;
      if (cost > 0 && this.counts.fun + cost > evaluations) return 'evaluations';
    }
    if (this.tracksTime && performance.now() - this.startedAt > milliseconds!) return 'time';
    return null;
  }

  private account(request: EvaluationRequest, value: Reply): void {
    const counts = this.counts;
    switch (request.kind) {
      case 'fun':
        counts.fun++;
        this.acceptValue(request.x, value as number);
        break;
      case 'funGrad':
        counts.fun++;
        counts.grad++;
        this.acceptValue(request.x, value as number);
        break;
      case 'batch': {
        counts.fun += request.count;
        const values = value as Float64Array;
        for (let i = 0; i < request.count; i++) this.acceptRow(request.points, i, values[i]!);
        break;
      }
      case 'grad':
        counts.grad++;
        break;
      case 'hess':
        counts.hess++;
        break;
      case 'hessp':
        counts.hessp++;
        break;
      case 'constraint':
      case 'constraintJac':
      case 'constraintHess':
        counts.constraint++;
        break;
      default:
        request satisfies never;
    }
  }

  private acceptRow(points: Float64Array, row: number, fun: number): void {
    const improves = this.best === null || fun < this.best.fun;
    if (!improves && !this.options.onEvaluate) return;
    this.acceptValue(points.slice(row * this.n, (row + 1) * this.n), fun);
  }

  private acceptValue(x: Float64Array, fun: number): void {
    this.options.onEvaluate?.(x, fun);
    if (fun === fun && (this.best === null || fun < this.best.fun)) this.best = { x, fun };
    const target = this.budget.target;
    if (target !== undefined && fun <= target && !this.options.isConstrained) this.stop('target');
  }

  private bestPoint(): BestPoint | null {
    return this.options.isConstrained && this.lastIterate !== null ? this.lastIterate : this.best;
  }

  private checkPoints(request: EvaluationRequest): void {
    for (const { point, copy } of this.checked) {
      for (let i = 0; i < copy.length; i++) {
        if (!Object.is(point[i], copy[i])) {
          throw new Error(
            `A yielded point was written again: component ${i} was ${copy[i]} and is now ${point[i]}. Yield a fresh array.`,
          );
        }
      }
    }
    const point = request.kind === 'batch' ? request.points : request.x;
    this.checked.push({ point, copy: point.slice() });
    if (this.checked.length > CHECKED_POINTS) this.checked.shift();
  }
}
