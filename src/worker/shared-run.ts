/**
 * A multi-start over the pool: every start (of very many, every few) is an order of its own, and what comes back is put together as if one worker had run
 * them one after the other: the same rows, events, counts and result, bit for bit, but for the seconds.
 *
 * As many starts are on their way as there are workers, in order. The earliest that is not over streams into the joined trace; later
 * ones wait their turn, so the trace grows as the sequential one does. Budgets hold for the whole run: a start that would overspend the
 * evaluations is run again with what is left of them.
 */
import type { Joined, Outcome, SessionProgress, ShareEnd } from '../study/session';
import { TraceRecorder, type TraceChunk } from '../study/trace';
import type { OptimizeResult, Run, RunSpec, TraceEvent } from '../study/types';
import { DEFAULT_STARTS, MULTI_START } from '../solve/population/multi-start-name';
import type { StudyListener } from './listener';
import type { RunOrder } from './solver-protocol';

// Every share draws the starts before it too; beyond this, shares have several starts.
const MOST_SHARES = 500;

/** What becomes of a shared run. */
export interface SharedSink {
  rows(chunk: TraceChunk, seconds: number): void;
  progress(progress: SessionProgress): void;
  /** every start is over, or the budget is spent */
  join(joined: Joined): void;
  fail(error: string): void;
}

/** How many starts a run has, and 1 for every other method. */
export function startsOf({ method, options }: RunSpec): number {
  if (method !== MULTI_START) return 1;
  const count = options['n_iter'] ?? DEFAULT_STARTS;
  return typeof count === 'number' && Number.isInteger(count) && count > 1 ? count : 1;
}

/** Runs that are open in the pool. */
interface OpenRuns {
  run(): Promise<void>;
  cancel(): Promise<void>;
}

interface Share {
  order: RunOrder;
  study: OpenRuns | null;
  run: Run | null;
  outcome: Outcome | null;
  progress: SessionProgress | null;
}

/** See the header. */
export class SharedRun {
  private readonly shares: Share[];
  private readonly recorder: TraceRecorder;
  private readonly ends: ShareEnd[] = [];
  /** of the starts before the head; NaN: nothing compares with one of them */
  private lowest = Infinity;
  /** the share whose rows are joined now, and the last of its iterations that was */
  private head = 0;
  private taken = 0;
  /** of the shares before it */
  private before = { iterations: 0, nfev: 0, evaluations: 0, seconds: 0 };
  private iterations = 0;
  private isOver = false;
  private isDue = false;

  /** @param lanes  shares on their way at once */
  constructor(
    private readonly open: (order: RunOrder, listener: StudyListener) => OpenRuns,
    private readonly order: RunOrder,
    private readonly lanes: number,
    private readonly sink: SharedSink,
  ) {
    const count = startsOf(order.spec);
    const size = Math.ceil(count / MOST_SHARES);
    this.shares = Array.from({ length: Math.ceil(count / size) }, (_, k) => ({
      order: { ...order, spec: { ...order.spec, id: `${order.spec.id}#${k}` }, share: [k * size, (k + 1) * size] },
      study: null,
      run: null,
      outcome: null,
      progress: null,
    }));
    const { x0, constraints } = order.spec;
    const isConstrained = (constraints?.length ?? 0) > 0;
    this.recorder = new TraceRecorder(x0.length, undefined, undefined, { isConstrained });
    // Row 0, the run's start, is there already; the recorder only has to know of it.
    const start = { fun: NaN, nfev: 0, evaluations: 0, seconds: 0 };
    this.recorder.record({ ...start, iteration: 0, x: Float64Array.from(x0) });
    this.recorder.takeChunk();
  }

  /** Once the start of the run is in its trace; later calls do nothing. */
  start(): void {
    if (this.isOver || this.shares[0]!.study) return;
    for (const share of this.shares.slice(0, this.lanes)) this.launch(share);
  }

  /** Ends every share; what had arrived of their traces is joined, whole starts or not.
   *  @returns resolves when none runs any more */
  cancel(): Promise<unknown> {
    if (this.isOver) return Promise.resolve();
    this.isOver = true;
    for (; this.head < this.shares.length; this.nextHead()) this.takeRows();
    this.recorder.finish();
    this.flush();
    return this.endShares();
  }

  /** The shares stop without a word. */
  private endShares(): Promise<unknown> {
    return Promise.all(this.shares.flatMap(({ study, outcome }) => (study && !outcome ? [study.cancel()] : [])));
  }

  private launch(share: Share): void {
    share.outcome = null;
    share.study = this.open(share.order, {
      onRun: (run) => {
        share.run = run;
        this.due();
      },
      onProgress: (progress) => {
        share.progress = progress;
        this.reportProgress();
      },
      onOutcome: (outcome) => {
        share.outcome = outcome;
        this.due();
      },
    });
    void share.study.run();
  }

  // An end comes with rows just before it, and one start's end lets the next one's rows in: once for all of them.
  private due(): void {
    if (this.isDue || this.isOver) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      if (!this.isOver) this.advance();
    });
  }

  private advance(): void {
    while (!this.isOver && this.head < this.shares.length) {
      const share = this.shares[this.head]!;
      this.takeRows();
      if (!share.outcome) break;
      this.settle(share, share.outcome);
    }
    this.flush();
  }

  /** The head is over: its end is the next of the whole run's. */
  private settle(share: Share, outcome: Outcome): void {
    const { budget } = this.order;
    const { spent, result } = outcome;
    if (outcome.status !== 'done' || !spent || !result) {
      return this.fail(outcome.error ?? 'A start of the multi-start ended without a result. Run again.');
    }
    const left = budget.evaluations - this.before.nfev;
    if (spent.counts.fun > left) {
      share.order = { ...share.order, budget: { ...budget, evaluations: left } };
      this.launch(share);
      return;
    }
    const stopped = result['stopped'] as Joined['stopped'] | undefined;
    const results = stopped ? [] : (result['starts'] as readonly OptimizeResult[]);
    this.ends.push({ ...spent, results });
    for (const { fun } of results) this.lowest = fun <= this.lowest ? fun : Number.isNaN(fun) ? NaN : this.lowest;
    this.nextHead();
    const isSpent = this.before.seconds >= budget.seconds && this.head < this.shares.length;
    if (stopped || isSpent) this.conclude(stopped ?? 'time');
    else if (this.head === this.shares.length) this.conclude(null);
    else this.launchNext();
  }

  private launchNext(): void {
    const next = this.shares.find(({ study }) => study === null);
    if (next) this.launch(next);
  }

  private conclude(stopped: Joined['stopped']): void {
    this.isOver = true;
    void this.endShares();
    this.recorder.finish();
    this.flush();
    this.sink.join({ shares: this.ends, iterations: this.iterations, seconds: this.before.seconds, stopped });
  }

  private fail(error: string): void {
    this.isOver = true;
    void this.endShares();
    this.recorder.finish();
    this.flush();
    this.sink.fail(error);
  }

  /** Moves on from the head, whose rows have been joined. */
  private nextHead(): void {
    const { outcome, run } = this.shares[this.head]!;
    const { before } = this;
    const counts = outcome?.spent?.counts;
    // A start that was cut off has spent what its last row says.
    const last = <K extends 'nfev' | 'evaluations'>(column: K): number => run?.trace[column].at(-1) ?? 0;
    this.before = {
      iterations: this.iterations,
      nfev: before.nfev + (counts ? counts.fun : last('nfev')),
      evaluations: before.evaluations + (counts ? counts.fun + counts.grad : last('evaluations')),
      seconds: before.seconds + (outcome?.seconds ?? run?.seconds ?? 0),
    };
    this.head += 1;
    this.taken = 0;
  }

  /** Joins what the head has recorded since the last time. */
  private takeRows(): void {
    const { run } = this.shares[this.head]!;
    if (!run) return;
    const { before, order } = this;
    const { trace } = run;
    const iterationOf = (row: number): number => trace.iterations?.[row] ?? row;
    let row = trace.count;
    while (row > 0 && iterationOf(row - 1) > this.taken) row -= 1;
    const events = new Map(trace.events.map(({ at, event }) => [at, event]));
    for (; row < trace.count; row++) {
      const iteration = iterationOf(row);
      const own = rowOf(run, row);
      // A row of an overspent start; its second run will not have it.
      if (before.nfev + own.nfev > order.budget.evaluations) break;
      this.taken = iteration;
      if (iteration === 0) continue;
      this.iterations = before.iterations + iteration;
      this.recorder.record({
        ...own,
        iteration: this.iterations,
        nfev: before.nfev + own.nfev,
        evaluations: before.evaluations + own.evaluations,
        seconds: before.seconds + own.seconds,
        event: this.judged(events.get(row)),
      });
    }
  }

  /** A share thinks its minimum the best; the whole run knows what came before. */
  private judged(event: TraceEvent | undefined): TraceEvent | undefined {
    if (event?.type !== 'jump') return event;
    return { ...event, accepted: event.accepted && event.fun <= this.lowest };
  }

  private flush(): void {
    const chunk = this.recorder.takeChunk();
    if (!chunk) return;
    this.sink.rows(chunk, chunk.seconds[chunk.count - 1]!);
  }

  private reportProgress(): void {
    if (this.isOver) return;
    const running = this.shares
      .filter(({ progress, outcome }) => progress && !outcome)
      .map(({ progress }) => progress!);
    const total = (field: keyof SessionProgress): number => running.reduce((sum, now) => sum + now[field], 0);
    const values = [...this.ends.map(({ best }) => best?.fun ?? NaN), ...running.map(({ bestFun }) => bestFun)];
    this.sink.progress({
      evaluations: this.before.evaluations + total('evaluations'),
      evaluationsPerSecond: total('evaluationsPerSecond'),
      nit: this.iterations,
      bestFun: values.reduce((least, value) => (value < least || Number.isNaN(least) ? value : least), NaN),
    });
  }
}

function rowOf({ trace }: Run, row: number): Omit<Parameters<TraceRecorder['record']>[0], 'iteration' | 'event'> {
  const { n, x, fun, nfev, evaluations, seconds, violation } = trace;
  return {
    x: x.slice(row * n, (row + 1) * n),
    fun: fun[row]!,
    nfev: nfev[row]!,
    evaluations: evaluations[row]!,
    seconds: seconds[row]!,
    ...(violation && { violation: violation[row]! }),
  };
}
