/** What the drawers of events share: the events of a run up to an instant, where to draw them, and a count of the marks. */
import type { Trace, TraceEvent } from '../../types';
import type { PlotColors, RunStyle } from '../palette';
import type { Plane } from '../plane';
import { upperBound } from '../trace';

export type EventType = TraceEvent['type'];
export type EventOf<T extends EventType> = Extract<TraceEvent, { readonly type: T }>;

/** An event and the row of the trace that it belongs to. */
export interface Happening<T extends EventType> {
  readonly at: number;
  readonly event: EventOf<T>;
}

/** How many marks of each kind were painted; shown as `data-marks` on the stage. */
export class Tally {
  readonly counts: Record<string, number> = {};

  add(kind: string, count = 1): void {
    if (count > 0) this.counts[kind] = (this.counts[kind] ?? 0) + count;
  }
}

/** A run at a playback position, and the canvas that it is drawn on. n ≥ 2. */
export interface EventScene {
  readonly context: CanvasRenderingContext2D;
  readonly trace: Trace;
  /** fractional row of the trace */
  readonly row: number;
  readonly plane: Plane;
  readonly style: RunStyle;
  readonly colors: PlotColors;
  readonly tally: Tally;
}

const indices = new WeakMap<Trace, Map<EventType, Happening<EventType>[]>>();

/** All events of one type in a trace, in order; sorted out once per trace. */
export function eventsOf<T extends EventType>(trace: Trace, type: T): readonly Happening<T>[] {
  let index = indices.get(trace);
  if (!index) {
    index = new Map();
    for (const { at, event } of trace.events) {
      const kept = index.get(event.type);
      if (kept) kept.push({ at, event });
      else index.set(event.type, [{ at, event }]);
    }
    indices.set(trace, index);
  }
  return (index.get(type) ?? []) as unknown as readonly Happening<T>[];
}

/** How many of these events have happened at a row. */
export function countUntil(happenings: readonly { readonly at: number }[], row: number): number {
  return upperBound(happenings.length, (k) => happenings[k]!.at, row);
}

/** Pixel of point `k` of an array of points in n variables. */
export function pixelOf(points: ArrayLike<number>, k: number, n: number, plane: Plane): [number, number] {
  return [
    plane.x.toPixel(points[k * n + plane.axes[0]] ?? Number.NaN),
    plane.y.toPixel(points[k * n + plane.axes[1]] ?? Number.NaN),
  ];
}
