/**
 * The trace of a run: columns that grow by chunks, and the rule that keeps a very long run within memory.
 *
 * The rule. Every iteration is recorded until `maxRows` rows are held. Then every second row is dropped (row 0,
 * the start, stays) and from there on only iterations that are a multiple of the doubled stride are kept; and so
 * on. The last iteration is always the last row. So a trace is evenly spaced, never longer than `maxRows` + 1, and
 * the same for the same run however it was chunked. Events are thinned by a stride of their own, by the numbers
 * that they hold. A deterministic rule was chosen over a "most interesting points" one because a replayed run must
 * give the same trace.
 *
 * Columns double in capacity and are published as views of the filled part: rows once published are never written
 * again, thinning moves to new memory.
 */
import type { Trace, TraceEvent } from './types';

/** One row: the state after iteration `iteration` (0: the start). */
export interface TraceRow {
  readonly iteration: number;
  readonly x: Float64Array;
  readonly fun: number;
  readonly nfev: number;
  /** evaluations of f and of its gradient so far */
  readonly evaluations: number;
  readonly seconds: number;
  /** under constraints: the largest violation */
  readonly violation?: number;
  readonly event?: TraceEvent | undefined;
}

/** Rows on their way from a worker to the store; columns of equal length `count`. */
export interface TraceChunk {
  readonly n: number;
  readonly count: number;
  readonly stride: number;
  readonly eventStride: number;
  readonly iterations: Float64Array;
  readonly x: Float64Array;
  readonly fun: Float64Array;
  readonly nfev: Float64Array;
  readonly evaluations: Float64Array;
  readonly seconds: Float64Array;
  /** absent without constraints */
  readonly violation?: Float64Array;
  /** f′ at each row, for losses of one variable */
  readonly slope?: Float64Array;
  readonly events: readonly { readonly iteration: number; readonly event: TraceEvent }[];
}

/** Numbers of x held at most: 16 MB a run. */
const maxNumbers = 2_000_000;
/** Numbers held in events at most. */
const maxEventNumbers = 2_000_000;
const scalarColumns = ['iterations', 'fun', 'nfev', 'evaluations', 'seconds', 'violation', 'slope'] as const;
type ScalarColumn = (typeof scalarColumns)[number];

interface ColumnOptions {
  /** whether rows have a violation, which is then published */
  readonly isConstrained?: boolean;
}

/** The longest trace of an n-dimensional run, in rows. */
export const maxRowsFor = (n: number): number =>
  Math.max(256, Math.min(20_000, Math.floor(maxNumbers / Math.max(1, n))));

const numbersIn = (event: TraceEvent): number =>
  Object.values(event).reduce<number>((sum, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength / 8 : 1), 0);

/** Columns that grow; the receiving side of a stream of chunks, and the memory of the recorder. */
export class TraceColumns {
  count = 0;
  stride = 1;
  eventStride = 1;
  readonly n: number;
  private readonly isConstrained: boolean;
  /** whether chunks brought slopes */
  private hasSlope = false;
  private x: Float64Array;
  private readonly columns: Record<ScalarColumn, Float64Array>;
  private events: { at: number; event: TraceEvent }[] = [];

  constructor(n: number, { isConstrained = false }: ColumnOptions = {}) {
    this.n = n;
    this.isConstrained = isConstrained;
    this.x = new Float64Array(64 * n);
    this.columns = {
      iterations: new Float64Array(64),
      fun: new Float64Array(64),
      nfev: new Float64Array(64),
      evaluations: new Float64Array(64),
      seconds: new Float64Array(64),
      violation: new Float64Array(64),
      slope: new Float64Array(64),
    };
  }

  /** Adds one row. */
  push(row: TraceRow): void {
    this.reserve(this.count + 1);
    const at = this.count++;
    this.x.set(row.x, at * this.n);
    this.columns.iterations[at] = row.iteration;
    this.columns.fun[at] = row.fun;
    this.columns.nfev[at] = row.nfev;
    this.columns.evaluations[at] = row.evaluations;
    this.columns.seconds[at] = row.seconds;
    this.columns.violation[at] = row.violation ?? 0;
    if (row.event) this.events.push({ at, event: row.event });
  }

  /** Adds the rows of a chunk, after thinning what is here to the chunk's strides. */
  append(chunk: TraceChunk): void {
    if (chunk.stride > this.stride) this.thinRows(chunk.stride);
    if (chunk.eventStride > this.eventStride) this.thinEvents(chunk.eventStride);
    const from = this.count;
    this.reserve(from + chunk.count);
    this.x.set(chunk.x, from * this.n);
    for (const name of scalarColumns) {
      const column = chunk[name];
      if (column) this.columns[name].set(column, from);
    }
    this.hasSlope ||= chunk.slope !== undefined;
    const rowOf = new Map(Array.from(chunk.iterations, (iteration, row) => [iteration, from + row]));
    for (const { iteration, event } of chunk.events) {
      const at = rowOf.get(iteration);
      if (at !== undefined) this.events.push({ at, event });
    }
    this.count = from + chunk.count;
  }

  /** Rows after iteration `after` as a chunk that owns its memory, or null when there is none. */
  since(after: number): TraceChunk | null {
    const { iterations } = this.columns;
    let from = this.count;
    while (from > 0 && iterations[from - 1]! > after) from--;
    if (from === this.count) return null;
    const part = (name: ScalarColumn): Float64Array => this.columns[name].slice(from, this.count);
    return {
      n: this.n,
      count: this.count - from,
      stride: this.stride,
      eventStride: this.eventStride,
      iterations: part('iterations'),
      x: this.x.slice(from * this.n, this.count * this.n),
      fun: part('fun'),
      nfev: part('nfev'),
      evaluations: part('evaluations'),
      seconds: part('seconds'),
      ...(this.isConstrained ? { violation: part('violation') } : {}),
      events: this.eventsFrom(from).map(({ at, event }) => ({ iteration: iterations[at]!, event })),
    };
  }

  /** What is held now. Cost: no copy of the columns. */
  snapshot(): Trace {
    const part = (name: ScalarColumn): Float64Array => this.columns[name].subarray(0, this.count);
    return {
      n: this.n,
      count: this.count,
      x: this.x.subarray(0, this.count * this.n),
      fun: part('fun'),
      nfev: part('nfev'),
      evaluations: part('evaluations'),
      seconds: part('seconds'),
      ...(this.stride > 1 ? { iterations: part('iterations') } : {}),
      ...(this.isConstrained ? { violation: part('violation') } : {}),
      ...(this.hasSlope ? { slope: part('slope') } : {}),
      events: [...this.events],
    };
  }

  /** Keeps the rows whose iteration is a multiple of `stride`. */
  thinRows(stride: number): void {
    const kept: number[] = [];
    for (let row = 0; row < this.count; row++) if (this.columns.iterations[row]! % stride === 0) kept.push(row);
    const capacity = this.columns.fun.length;
    const x = new Float64Array(capacity * this.n);
    kept.forEach((row, to) => x.set(this.x.subarray(row * this.n, (row + 1) * this.n), to * this.n));
    this.x = x;
    for (const name of scalarColumns) {
      const old = this.columns[name];
      const column = new Float64Array(capacity);
      kept.forEach((row, to) => (column[to] = old[row]!));
      this.columns[name] = column;
    }
    const newRow = new Map(kept.map((row, to) => [row, to]));
    this.events = this.events.flatMap(({ at, event }) => {
      const to = newRow.get(at);
      return to === undefined ? [] : [{ at: to, event }];
    });
    this.count = kept.length;
    this.stride = stride;
  }

  /** Keeps the events whose iteration is a multiple of `stride`. */
  thinEvents(stride: number): void {
    this.events = this.events.filter(({ at }) => this.columns.iterations[at]! % stride === 0);
    this.eventStride = stride;
  }

  /** Numbers held in events. */
  eventNumbers(): number {
    return this.events.reduce((sum, { event }) => sum + numbersIn(event), 0);
  }

  private eventsFrom(row: number): { at: number; event: TraceEvent }[] {
    let from = this.events.length;
    while (from > 0 && this.events[from - 1]!.at >= row) from--;
    return this.events.slice(from);
  }

  private reserve(count: number): void {
    let capacity = this.columns.fun.length;
    if (count <= capacity) return;
    while (capacity < count) capacity *= 2;
    const grown = (old: Float64Array, length: number): Float64Array => {
      const column = new Float64Array(length);
      column.set(old);
      return column;
    };
    this.x = grown(this.x, capacity * this.n);
    for (const name of scalarColumns) this.columns[name] = grown(this.columns[name], capacity);
  }
}

/** Records a run by the rule above; `takeChunk` gives what is new since it was last called. */
export class TraceRecorder {
  private readonly columns: TraceColumns;
  private readonly maxRows: number;
  private readonly maxEvents: number;
  private sent = -1;
  private heldNumbers = 0;
  /** the last iteration, when it fell between strides */
  private skipped: TraceRow | null = null;

  constructor(n: number, maxRows = maxRowsFor(n), maxEvents = maxEventNumbers, options: ColumnOptions = {}) {
    this.columns = new TraceColumns(n, options);
    this.maxRows = maxRows;
    this.maxEvents = maxEvents;
  }

  /** Offers a row; iterations come in increasing order. `row.x` is retained until the next call. */
  record(row: TraceRow): void {
    const { columns } = this;
    this.skipped = null;
    if (columns.count >= this.maxRows) columns.thinRows(columns.stride * 2);
    if (row.iteration % columns.stride !== 0) {
      this.skipped = row;
      return;
    }
    const keepsEvent = row.event !== undefined && row.iteration % columns.eventStride === 0;
    columns.push(keepsEvent ? row : { ...row, event: undefined });
    if (keepsEvent) this.limitEvents(numbersIn(row.event));
  }

  /** Makes the last iteration the last row; call once, when the run has ended. */
  finish(): void {
    if (this.skipped) this.columns.push(this.skipped);
    this.skipped = null;
  }

  /** Rows recorded since the last call, or null. */
  takeChunk(): TraceChunk | null {
    const chunk = this.columns.since(this.sent);
    if (chunk) this.sent = chunk.iterations[chunk.count - 1]!;
    return chunk;
  }

  snapshot(): Trace {
    return this.columns.snapshot();
  }

  private limitEvents(added: number): void {
    this.heldNumbers += added;
    while (this.heldNumbers > this.maxEvents && this.columns.eventStride < 2 ** 40) {
      this.columns.thinEvents(this.columns.eventStride * 2);
      this.heldNumbers = this.columns.eventNumbers();
    }
  }
}

/** A trace without rows. */
export const emptyTrace = (n: number): Trace => new TraceColumns(n).snapshot();
