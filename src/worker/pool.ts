/**
 * The solver workers: at most four, one less than the machine has cores, started when first needed.
 *
 * A worker can be deaf: a single evaluation may take minutes, and JavaScript cannot be interrupted from within. So
 * every worker is on a deadline. After `cancel` it has 30 ms to answer; while it runs it must be heard from within
 * the runs' time budget and a second. One that is not is terminated with whatever it was doing, its runs end with
 * what had arrived of their traces, and a new worker takes its place.
 */
import type { Outcome } from '../study/session';
import type { MethodDescription } from '../study/catalogue';
import { DataSender } from './data-shelf';
import { plainEvaluation } from './sandbox/words';
import type { Run } from '../study/types';
import type { StudyListener } from './listener';
import { LiveRun } from './live-run';
import { SharedRun, startsOf } from './shared-run';
import type { Port, RunOrder, SolverCommand, SolverReport } from './solver-protocol';

const cancelDeadline = 30;
const graceMilliseconds = 1000;
const watchInterval = 250;

interface OpenRun {
  readonly live: LiveRun;
  readonly order: RunOrder;
  readonly listener: StudyListener;
  /** called when the run's step is complete or the run over */
  stepped: (() => void) | null;
  readonly ended: () => void;
  /** when it goes on in shares: then it is held at its start in its worker, and its worker is not active for it */
  shared: SharedRun | null;
}

class PoolWorker {
  readonly runs = new Map<string, OpenRun>();
  /** ids that were let go and should be heard of */
  readonly active = new Set<string>();
  readonly data = new DataSender();
  isReady = false;
  lastHeard = performance.now();
  cancelTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly port: Port) {}

  send(command: SolverCommand): void {
    this.lastHeard = performance.now();
    this.port.postMessage(command);
  }
}

const liveRunOf = ({ spec, loss }: RunOrder): LiveRun => new LiveRun(spec, loss.plain && plainEvaluation);

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

// Promise.withResolvers is missing in Node 20.
function deferred<T>(): Deferred<T> {
  let resolve!: Deferred<T>['resolve'];
  let reject!: Deferred<T>['reject'];
  const promise = new Promise<T>((onFulfilled, onRejected) => {
    resolve = onFulfilled;
    reject = onRejected;
  });
  return { promise, resolve, reject };
}

/** How many solver workers suit this machine. */
export const poolSize = (cores = globalThis.navigator?.hardwareConcurrency ?? 2): number =>
  Math.max(1, Math.min(4, cores - 1));

export class SolverPool {
  private readonly workers: PoolWorker[] = [];
  private watch: ReturnType<typeof setInterval> | undefined;
  private isClosed = false;
  private methodsAsked: Deferred<readonly MethodDescription[]>[] = [];

  constructor(
    private readonly spawn: () => Port,
    private readonly size = poolSize(),
  ) {}

  /** The methods that the workers know.
   *  @throws Error when no worker can be started */
  methods(): Promise<readonly MethodDescription[]> {
    const asked = deferred<readonly MethodDescription[]>();
    this.methodsAsked.push(asked);
    this.leastBusy().send({ type: 'methods' });
    return asked.promise;
  }

  /** Opens runs, spread over the workers and held at their start. */
  open(orders: readonly RunOrder[], listener: StudyListener): OpenStudy {
    const studyRuns = orders.map((order): { worker: PoolWorker; id: string; over: Promise<void> } => {
      const worker = this.leastBusy();
      const { id } = order.spec;
      const over = new Promise<void>((ended) => {
        worker.runs.set(id, { live: liveRunOf(order), order, listener, stepped: null, ended, shared: null });
      });
      worker.send({ type: 'open', orders: [{ ...order, loss: worker.data.pack(order.loss) }] });
      return { worker, id, over };
    });
    return new OpenStudy(this, orders, studyRuns);
  }

  /** Lets runs of one worker go on. */
  release(worker: PoolWorker, ids: readonly string[], type: 'run' | 'step'): void {
    const open = ids.filter((id) => worker.runs.has(id));
    if (open.length === 0) return;
    for (const id of open) {
      worker.active.add(id);
      const run = worker.runs.get(id)!;
      run.live.start();
      run.listener.onRun(run.live.snapshot());
    }
    worker.send({ type, ids: open });
    this.watch ??= setInterval(() => this.endSilentWorkers(), watchInterval);
  }

  /** Lets a fresh run whose method can be shared out go on in all workers.
   *  @returns false where it cannot, or has begun in its own */
  share(worker: PoolWorker, id: string): boolean {
    const run = worker.runs.get(id);
    // A plain function runs in the sandbox of one worker.
    const isFresh = run && !run.live.isStarted && !run.order.share && !run.order.loss.plain;
    if (!isFresh || this.size < 2 || startsOf(run.order.spec) < 2) return false;
    const { live, order, listener } = run;
    live.start();
    listener.onRun(live.snapshot());
    run.shared = new SharedRun((share, told) => this.open([share], told), order, this.size, {
      rows: (chunk, seconds) => {
        live.addRows(chunk, seconds);
        listener.onRun(live.snapshot());
      },
      progress: (progress) => listener.onProgress({ runId: id, ...progress }),
      join: (joined) => worker.send({ type: 'join', id, joined }),
      fail: (error) => {
        live.end({ status: 'failed', result: null, error, seconds: live.snapshot().seconds });
        this.cancelHere(worker, [id]);
      },
    });
    // Its own worker evaluates the start first; shares would come before it.
    if (live.snapshot().trace.count > 0) run.shared.start();
    return true;
  }

  /** Ends runs of one worker within 100 ms, whatever they are doing. */
  cancel(worker: PoolWorker, ids: readonly string[]): void {
    const shared = ids.filter((id) => worker.runs.get(id)?.shared);
    for (const id of shared) void this.cancelShared(worker, id);
    this.cancelHere(
      worker,
      ids.filter((id) => !shared.includes(id)),
    );
  }

  private async cancelShared(worker: PoolWorker, id: string): Promise<void> {
    const run = worker.runs.get(id)!;
    await run.shared!.cancel();
    if (worker.runs.get(id) !== run) return;
    run.live.endWithoutWorker('cancelled', null);
    this.cancelHere(worker, [id]);
  }

  private cancelHere(worker: PoolWorker, ids: readonly string[]): void {
    const open = ids.filter((id) => worker.runs.has(id));
    if (open.length === 0) return;
    worker.send({ type: 'cancel', ids: open });
    clearTimeout(worker.cancelTimer);
    // The run and not its id: by then a new study may have opened runs of the same names.
    const cancelled = open.map((id) => worker.runs.get(id));
    worker.cancelTimer = setTimeout(() => {
      if (open.some((id, i) => worker.runs.has(id) && worker.runs.get(id) === cancelled[i])) {
        this.replace(worker, 'cancelled', null);
      }
    }, cancelDeadline);
  }

  /** Waits for one more iteration of a run. */
  onceStepped(worker: PoolWorker, id: string): Promise<void> {
    return new Promise((resolve) => {
      const run = worker.runs.get(id);
      if (run) run.stepped = resolve;
      else resolve();
    });
  }

  /** Ends all workers. */
  close(): void {
    this.isClosed = true;
    clearInterval(this.watch);
    for (const worker of this.workers.splice(0)) {
      clearTimeout(worker.cancelTimer);
      worker.port.terminate();
    }
  }

  private leastBusy(): PoolWorker {
    const idle = this.workers.find((worker) => worker.runs.size === 0);
    if (idle) return idle;
    if (this.workers.length < this.size) return this.add();
    return this.workers.reduce((least, worker) => (worker.runs.size < least.runs.size ? worker : least));
  }

  private add(): PoolWorker {
    const worker = new PoolWorker(this.spawn());
    worker.port.addEventListener('message', (event) =>
      this.receive(worker, (event as MessageEvent<SolverReport>).data),
    );
    worker.port.addEventListener('error', (event) => {
      const detail = (event as Partial<ErrorEvent>).message;
      const reason = `The solver's worker broke off${detail ? `: ${detail}` : ''}. Run again.`;
      for (const { reject } of this.methodsAsked.splice(0)) reject(new Error(reason));
      this.replace(worker, 'failed', reason);
    });
    this.workers.push(worker);
    return worker;
  }

  private receive(worker: PoolWorker, report: SolverReport): void {
    worker.lastHeard = performance.now();
    worker.isReady = true;
    if (report.type === 'ready') return;
    if (report.type === 'methods') {
      for (const { resolve } of this.methodsAsked.splice(0)) resolve(report.methods);
      return;
    }
    const run = worker.runs.get(report.id);
    if (!run) return;
    switch (report.type) {
      case 'rows':
        run.live.addRows(report.chunk, report.seconds);
        run.shared?.start();
        return run.listener.onRun(run.live.snapshot());
      case 'progress':
        return run.listener.onProgress({ runId: report.id, ...report.progress });
      case 'stepped':
        worker.active.delete(report.id);
        run.stepped?.();
        run.stepped = null;
        return;
      case 'end':
        // A shared run that was cancelled or failed had its end here; its worker only lets go of it.
        return this.end(worker, run, run.live.isOver ? null : report.outcome);
      default:
        report satisfies never;
    }
  }

  private end(worker: PoolWorker, run: OpenRun, outcome: Outcome | null): void {
    const { id } = run.live.spec;
    if (outcome) run.live.end(outcome);
    worker.runs.delete(id);
    worker.active.delete(id);
    void run.shared?.cancel();
    const last = run.live.snapshot();
    run.listener.onRun(last);
    run.listener.onOutcome?.(outcome ?? { ...last, status: last.status as Outcome['status'] });
    run.stepped?.();
    run.ended();
    if (this.workers.every(({ active }) => active.size === 0)) {
      clearInterval(this.watch);
      this.watch = undefined;
    }
  }

  private endSilentWorkers(): void {
    const now = performance.now();
    for (const worker of this.workers.slice()) {
      if (worker.active.size === 0 || !worker.isReady) continue;
      const seconds = Math.max(...[...worker.active].map((id) => worker.runs.get(id)?.order.budget.seconds ?? 0));
      if (now - worker.lastHeard < seconds * 1000 + graceMilliseconds) continue;
      const message = `One evaluation of the loss took longer than the time budget of ${seconds} s. Raise the budget or make the loss cheaper.`;
      this.replace(worker, 'failed', message);
    }
  }

  /** Terminates a worker with all its runs, and starts another in its place. */
  private replace(worker: PoolWorker, status: 'cancelled' | 'failed', error: string | null): void {
    const at = this.workers.indexOf(worker);
    if (at < 0) return;
    clearTimeout(worker.cancelTimer);
    worker.port.terminate();
    this.workers.splice(at, 1);
    const runs = Array.from(worker.runs.values());
    for (const run of runs) {
      void run.shared?.cancel();
      run.live.endWithoutWorker(status, error);
      this.end(worker, run, null);
    }
    // Starting a worker takes the page some milliseconds: after the end has been shown. One that cannot even start
    // is not started over and over.
    if (status === 'cancelled') setTimeout(() => this.refill(), 0);
  }

  private refill(): void {
    if (!this.isClosed && this.workers.length === 0) this.add();
  }
}

/** The runs of one study, open in the pool. */
export class OpenStudy {
  constructor(
    private readonly pool: SolverPool,
    private readonly orders: readonly RunOrder[],
    private readonly runs: readonly {
      readonly worker: PoolWorker;
      readonly id: string;
      readonly over: Promise<void>;
    }[],
  ) {}

  /** The runs as they stand when they were opened: queued. */
  get queued(): Run[] {
    return this.orders.map((order) => liveRunOf(order).snapshot());
  }

  /** Resolves when every run is over, however it ended. */
  get over(): Promise<void> {
    return Promise.all(this.runs.map(({ over }) => over)).then(() => undefined);
  }

  /** Lets every run go to its end. */
  run(): Promise<void> {
    for (const { worker, id } of this.runs) {
      if (!this.pool.share(worker, id)) this.pool.release(worker, [id], 'run');
    }
    return this.over;
  }

  /** Lets every run go on by one iteration; resolves when all have, or are over. */
  async step(): Promise<void> {
    const steps = this.runs.map(({ worker, id }) => this.pool.onceStepped(worker, id));
    for (const { worker, id } of this.runs) this.pool.release(worker, [id], 'step');
    await Promise.all(steps);
  }

  /** Ends every run, within 100 ms. */
  cancel(): Promise<void> {
    const byWorker = new Map<PoolWorker, string[]>();
    for (const { worker, id } of this.runs) byWorker.set(worker, [...(byWorker.get(worker) ?? []), id]);
    for (const [worker, ids] of byWorker) this.pool.cancel(worker, ids);
    return this.over;
  }
}
