/** Small runs and grids for the tests of this folder. */
import type { Landscape, Run, Trace } from './types';

/** A trace in n variables from rows of x and their values; one evaluation and one millisecond a row. */
export function makeTrace(rows: readonly (readonly number[])[], fun: readonly number[], extra?: Partial<Trace>): Trace {
  const n = rows[0]?.length ?? 1;
  return {
    n,
    count: rows.length,
    x: Float64Array.from(rows.flat()),
    fun: Float64Array.from(fun),
    nfev: Float64Array.from(rows, (_, i) => i + 1),
    evaluations: Float64Array.from(rows, (_, i) => 2 * (i + 1)),
    seconds: Float64Array.from(rows, (_, i) => i / 1000),
    events: [],
    ...extra,
  };
}

/** A finished run named `id` with that trace. */
export function makeRun(id: string, trace: Trace, extra: Partial<Run> = {}): Run {
  const last = trace.count - 1;
  return {
    spec: { id, method: id, options: {}, x0: [...trace.x.subarray(0, trace.n)], bounds: null, seed: 0 },
    status: 'done',
    trace,
    result: {
      x: trace.x.slice(last * trace.n),
      fun: trace.fun[last] ?? Number.NaN,
      nit: last,
      nfev: last + 1,
      status: 0,
      success: true,
      message: 'done',
      warnings: [],
    },
    error: null,
    seconds: 0.01,
    evaluatedOn: 'CPU f64',
    ...extra,
  };
}

/** A grid of f over [0, 1]². */
export function makeLandscape(width: number, height: number, f: (x: number, y: number) => number): Landscape {
  const values = Float64Array.from({ length: width * height }, (_, k) =>
    f((k % width) / (width - 1), height > 1 ? Math.floor(k / width) / (height - 1) : 0),
  );
  return {
    width,
    height,
    xRange: [0, 1],
    yRange: [0, 1],
    values,
    axes: [0, 1],
    source: 'CPU (f64)',
    milliseconds: 1,
    constraints: [],
    arrows: null,
  };
}
