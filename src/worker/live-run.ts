/** A run as the page sees it: gathers what its worker reports into the study's `Run`. */
import { stoppedResult } from '../drive/stop';
import { isBetter, type Kept } from '../study/feasibility';
import type { Outcome } from '../study/session';
import { TraceColumns, type TraceChunk } from '../study/trace';
import type { OptimizeResult, Run, RunSpec, RunStatus, Trace } from '../study/types';

export class LiveRun {
  private readonly columns: TraceColumns;
  private status: RunStatus = 'queued';
  private result: OptimizeResult | null = null;
  private error: string | null = null;
  private seconds = 0;

  /** @param evaluatedOn  where the loss is evaluated */
  constructor(
    readonly spec: RunSpec,
    private readonly evaluatedOn = 'CPU f64',
  ) {
    this.columns = new TraceColumns(spec.x0.length, { isConstrained: (spec.constraints?.length ?? 0) > 0 });
  }

  get isOver(): boolean {
    return this.status !== 'queued' && this.status !== 'running';
  }

  get isStarted(): boolean {
    return this.status !== 'queued';
  }

  start(): void {
    if (this.status === 'queued') this.status = 'running';
  }

  addRows(chunk: TraceChunk, seconds: number): void {
    this.columns.append(chunk);
    this.seconds = seconds;
  }

  end(outcome: Outcome): void {
    this.status = outcome.status;
    this.result = outcome.result;
    this.error = outcome.error;
    this.seconds = outcome.seconds;
  }

  /** Ends a run whose worker was ended with it: what had arrived of its trace is what is known. */
  endWithoutWorker(status: 'cancelled' | 'failed', error: string | null): void {
    this.status = status;
    this.error = error;
    this.result = bestOfTrace(this.columns.snapshot());
  }

  /** The run now; an immutable value. */
  snapshot(): Run {
    return {
      spec: this.spec,
      status: this.status,
      trace: this.columns.snapshot(),
      result: this.result,
      error: this.error,
      seconds: this.seconds,
      evaluatedOn: this.evaluatedOn,
    };
  }
}

/** The best point of a trace as the result of a cancelled run: the lowest of those that break the constraints least.
 *  Null when no value is comparable. */
function bestOfTrace(trace: Trace): OptimizeResult | null {
  const at = (row: number): Kept => ({ fun: trace.fun[row]!, violation: trace.violation?.[row] });
  let best = -1;
  for (let row = 0; row < trace.count; row++) {
    if (!Number.isNaN(trace.fun[row]!) && isBetter(at(row), best < 0 ? null : at(best))) best = row;
  }
  if (best < 0) return null;
  const last = trace.count - 1;
  const fun = trace.nfev[last]!;
  const grad = trace.evaluations[last]! - fun;
  const counts = { requests: 0, fun, grad, hess: 0, hessp: 0, constraint: 0, iterations: last };
  const x = trace.x.slice(best * trace.n, (best + 1) * trace.n);
  const result = stoppedResult('cancelled', { x, fun: trace.fun[best]! }, counts);
  return trace.violation ? { ...result, maxcv: trace.violation[best]! } : result;
}
