/**
 * One run of a study in progress: method, driver, recorder and clocks together, advanced in slices by whoever owns
 * the thread. Time is solver time: what passes between slices, or between two clicks on "step", is not counted, so
 * the time budget is kept here and not by the driver's wall clock.
 */
import { stoppedResult, type BestPoint, type Counts, type StopReason } from '../drive/stop';
import { OptionError } from '../solve/errors';
import type { Method, Setup } from '../solve/method';
import type { Iterate } from '../solve/protocol';
import type { Bounds } from '../solve/method';
import { bestOf, multiStartSetups } from '../solve/population/multi-start';
import { violationAt, type CompiledConstraint } from './constraints';
import { isBetter } from './feasibility';
import { toPlainResult } from './plain';
import { checkedBounds } from './setup';
import type { Subject } from './subject';
import { TraceRecorder, type TraceChunk } from './trace';
import type { Budget, OptimizeResult, RunSpec, RunStatus } from './types';
import { verdict } from './verdict';

/** How a run ended. */
export interface Outcome {
  readonly status: RunStatus & ('done' | 'cancelled' | 'failed' | 'skipped');
  readonly result: OptimizeResult | null;
  /** why it failed or was skipped, in a user's words */
  readonly error: string | null;
  readonly seconds: number;
  /** of a share of a multi-start: what it spent, for the whole */
  readonly spent?: Spent;
}

/** What a share of a multi-start evaluated. */
export interface Spent {
  readonly counts: Readonly<Counts>;
  /** the lowest point evaluated; null: none was comparable */
  readonly best: (BestPoint & { readonly violation?: number }) | null;
}

/** One share of a multi-start at its end. */
export interface ShareEnd extends Spent {
  /** those of the local method, in order; none where the driver stopped it */
  readonly results: readonly OptimizeResult[];
}

/** A multi-start that was run in shares, put together. */
export interface Joined {
  /** in the order of the starts */
  readonly shares: readonly ShareEnd[];
  /** rows of the joined trace after the start */
  readonly iterations: number;
  readonly seconds: number;
  /** what of the whole run's budget was spent; null: nothing */
  readonly stopped: 'evaluations' | 'time' | null;
}

/** What there is to show while a run goes on. */
export interface SessionProgress {
  readonly evaluations: number;
  readonly evaluationsPerSecond: number;
  readonly nit: number;
  readonly bestFun: number;
}

export class RunSession {
  /** null while the run goes on */
  outcome: Outcome | null = null;
  private driver: ReturnType<Subject['drive']> | null = null;
  private readonly recorder: TraceRecorder;
  private readonly x0: Float64Array;
  private solverSeconds = 0;
  private sliceStart = 0;
  private iteration = 0;
  private lastIterate: Iterate | null = null;
  private readonly isConstrained: boolean;
  private bounds: Bounds | null = null;
  /** under constraints the lowest f is no measure: of two iterates the better keeps them, or breaks them less */
  private bestKept: { readonly x: Float64Array; readonly fun: number; readonly violation: number } | null = null;
  private setup: Setup | null = null;
  /** of the shares, once they have been joined */
  private joined: Spent | null = null;

  /** @param constraints  the compiled ones of the spec, in its order
   *  @param share        of a multi-start: the starts to run */
  constructor(
    private readonly subject: Subject,
    readonly spec: RunSpec,
    private readonly budget: Budget,
    private readonly method: Method,
    private readonly constraints: readonly CompiledConstraint[] = [],
    private readonly share?: readonly [number, number],
  ) {
    this.isConstrained = constraints.length > 0;
    this.recorder = new TraceRecorder(subject.n, undefined, undefined, { isConstrained: this.isConstrained });
    this.x0 = Float64Array.from(spec.x0);
    const reason = subject.refusal(spec, method);
    if (reason !== null) this.outcome = { status: 'skipped', result: null, error: reason, seconds: 0 };
    else this.attempt(() => this.open(method));
  }

  private open(method: Method): void {
    const { spec, subject } = this;
    const setup = { ...subject.setup(spec, method), ...(this.share && { share: this.share }) };
    this.setup = setup;
    this.bounds = spec.bounds && checkedBounds(spec.bounds, subject.n);
    // The start is a row of every trace. A method that starts there evaluates it first, and counts it.
    const counted = method.needs.bounds === 'required' ? 0 : 1;
    const opening = {
      x: setup.x0,
      accept: (fun: number): void => {
        const violation = this.note(setup.x0, fun);
        const start = { iteration: 0, x: setup.x0, fun, nfev: counted, evaluations: counted, violation };
        this.recorder.record({ ...start, seconds: 0 });
      },
    };
    const limits = {
      budget: { evaluations: this.budget.evaluations },
      isConstrained: this.isConstrained,
      onIterate: (iterate: Iterate) => this.record(iterate),
    };
    this.driver = subject.drive(method, setup, limits, opening);
    this.settle();
  }

  /** Whether the run waits for an answer from elsewhere: neither `advance` nor `step` can do anything. */
  get isWaiting(): boolean {
    return this.outcome === null && this.driver?.isWaiting === true;
  }

  /** Goes on for about `milliseconds` (one evaluation may take longer).
   *  @returns whether the run is over */
  advance(milliseconds: number): boolean {
    return this.slice((driver) => void driver.advance({ deadline: this.sliceStart + this.limit(milliseconds) }));
  }

  /** Goes on until one more iteration is complete, for about `milliseconds`.
   *  @returns whether that iteration is complete, or the run over */
  step(milliseconds: number): boolean {
    const before = this.iteration;
    this.slice((driver) => {
      const deadline = this.sliceStart + this.limit(milliseconds);
      while (this.iteration === before && !driver.isFinished && !driver.isWaiting && performance.now() < deadline) {
        driver.advance({ maxRequests: 1 });
      }
    });
    return this.outcome !== null || this.iteration > before;
  }

  /** Ends the run with the best point so far. */
  cancel(): Outcome {
    if (this.outcome === null) this.stop('cancelled', 'cancelled');
    this.subject.abandon();
    return this.outcome!;
  }

  /** Ends a multi-start, held at its start until now, with what its shares came to: as if it had run them itself. */
  join({ shares, iterations, seconds, stopped }: Joined): void {
    this.attempt(() => {
      if (this.outcome !== null || this.setup === null) return;
      this.driver?.cancel();
      this.joined = joinSpent(shares);
      this.iteration = iterations;
      this.solverSeconds = seconds;
      const { best, counts } = this.joined;
      if (stopped !== null) return this.end('done', stoppedResult(stopped, best, counts));
      const results = shares.flatMap((share) => share.results);
      this.lastIterate = results.at(-1)!;
      this.finish(bestOf(results, multiStartSetups(this.setup).warnings));
    });
  }

  /** Rows of the trace since the last call, or null. */
  takeChunk(): TraceChunk | null {
    const chunk = this.recorder.takeChunk();
    const { subject } = this;
    if (!chunk || !subject.slope) return chunk;
    // For the picture only: no method is charged for these, neither in counts nor in time.
    const slope = chunk.x.map((_, row) => subject.slope!(chunk.x.subarray(row, row + 1)));
    return { ...chunk, slope };
  }

  get seconds(): number {
    return this.solverSeconds + this.subject.secondsElsewhere;
  }

  progress(): SessionProgress {
    const evaluations = this.evaluations();
    return {
      evaluations,
      evaluationsPerSecond: this.seconds > 0 ? evaluations / this.seconds : 0,
      nit: this.iteration,
      bestFun: this.best?.fun ?? NaN,
    };
  }

  private slice(work: (driver: NonNullable<RunSession['driver']>) => void): boolean {
    const { driver } = this;
    if (this.outcome !== null || driver === null) return true;
    this.sliceStart = performance.now();
    this.attempt(() => work(driver));
    this.solverSeconds += (performance.now() - this.sliceStart) / 1000;
    this.sliceStart = 0;
    this.attempt(() => this.settle());
    return this.outcome !== null;
  }

  /** Milliseconds of this slice, within what is left of the time budget. */
  private limit(milliseconds: number): number {
    return Math.min(milliseconds, (this.budget.seconds - this.seconds) * 1000);
  }

  private settle(): void {
    if (this.outcome !== null || this.driver === null) return;
    if (this.driver.isFinished) this.finish(this.driver.result!);
    else if (this.seconds >= this.budget.seconds) this.stop('time', 'done');
  }

  /** Methods may end elsewhere than at their last iterate, after a polish for one: then the end is a row of its own. */
  private finish(result: OptimizeResult): void {
    const last = this.lastIterate;
    const isElsewhere = result.x.length > 0 && !(last && sameNumbers(last.x, result.x));
    if (isElsewhere && result.stopped === undefined) this.record({ x: result.x, fun: result.fun });
    this.end('done', result);
  }

  private stop(reason: StopReason, status: 'done' | 'cancelled'): void {
    const { driver } = this;
    if (driver === null) return this.fail('The run was cancelled before it began.');
    driver.cancel();
    const hasPoint = driver.best !== null || status === 'done';
    this.end(status, hasPoint ? stoppedResult(reason, this.best, driver.counts) : null);
  }

  private end(status: 'done' | 'cancelled', result: OptimizeResult | null): void {
    this.recorder.finish();
    const judged = result && this.advised(status, verdict(this.measured(result), this.lowest, this.x0));
    const spent = this.share && { counts: { ...this.counts! }, best: this.best };
    const plain = judged && toPlainResult(judged);
    this.outcome = { status, result: plain, error: null, seconds: this.seconds, ...(spent && { spent }) };
  }

  /** A word of advice where the run came to its own end; a cancelled one must end at once. */
  private advised(status: 'done' | 'cancelled', result: OptimizeResult): OptimizeResult {
    const advice = status === 'done' ? this.subject.advice(result.x, this.method) : null;
    return advice === null ? result : { ...result, warnings: [...result.warnings, advice] };
  }

  private get best(): BestPoint | null {
    return this.isConstrained && !this.joined ? this.bestKept : this.lowest;
  }

  /** Under constraints the last iterate. */
  private get lowest(): BestPoint | null {
    return this.joined ? this.joined.best : (this.driver?.best ?? null);
  }

  private get counts(): Readonly<Counts> | undefined {
    return this.joined?.counts ?? this.driver?.counts;
  }

  /** The violation at a point, kept in mind if no better point was seen; undefined without constraints. */
  private note(x: Float64Array, fun: number): number | undefined {
    if (!this.isConstrained) return undefined;
    const violation = violationAt(x, this.constraints, this.bounds);
    if (!Number.isNaN(fun) && isBetter({ fun, violation }, this.bestKept)) {
      this.bestKept = { x: x.slice(), fun, violation };
    }
    return violation;
  }

  /** Every constrained result says how well it keeps the constraints, also where SciPy's does not. */
  private measured(result: OptimizeResult): OptimizeResult {
    if (!this.isConstrained || result.x.length === 0) return result;
    return { ...result, maxcv: violationAt(result.x, this.constraints, this.bounds) };
  }

  private fail(error: string): void {
    this.recorder.finish();
    this.outcome = { status: 'failed', result: null, error, seconds: this.seconds };
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof OptionError) this.fail(error.message);
      else this.fail(`The loss or the method broke off: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private record(iterate: Iterate): void {
    this.iteration++;
    this.lastIterate = iterate;
    this.recorder.record({
      iteration: this.iteration,
      x: iterate.x,
      fun: iterate.fun,
      violation: this.note(iterate.x, iterate.fun),
      nfev: this.counts?.fun ?? 0,
      evaluations: this.evaluations(),
      seconds: this.secondsNow(),
      event: iterate.event,
    });
  }

  private secondsNow(): number {
    return this.sliceStart === 0 ? this.seconds : this.seconds + (performance.now() - this.sliceStart) / 1000;
  }

  private evaluations(): number {
    const { counts } = this;
    return counts ? counts.fun + counts.grad : 0;
  }
}

const sameNumbers = (a: Float64Array, b: Float64Array): boolean => a.every((value, i) => Object.is(value, b[i]));

function joinSpent(shares: readonly ShareEnd[]): Spent {
  const counts: Counts = { requests: 0, fun: 0, grad: 0, hess: 0, hessp: 0, constraint: 0, iterations: 0 };
  let best: Spent['best'] = null;
  for (const share of shares) {
    for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name] += share.counts[name];
    if (share.best !== null && isBetter(share.best, best)) best = share.best;
  }
  return { counts, best };
}
