/**
 * Jumps and the descents that follow them, in place of the run's path: a jump is dashed, a descent solid. A minimum that
 * was taken is a filled dot, one that was refused a cross; the best of several starts has a ring. Older hops fade; the one under way is drawn as far as it has come.
 */
import type { TraceEvent } from '../../types';
import { withAlpha } from '../color';
import { GrowingLayer } from '../growing-layer';
import { countUpTo, type Polyline } from '../polyline';
import { countUntil, eventsOf, pixelOf, type EventOf, type EventScene, type Happening } from './scene';

// Lines of the last hops only, end marks of all.
const MOST_LINES = 40;

// By the first hop, which stays the same object while its trace grows.
const ends = new WeakMap<TraceEvent, Record<'rejected' | 'accepted', GrowingLayer<EventOf<'jump'>>>>();

interface Hop extends Happening<'jump'> {
  /** rows of its descent: after `from`, up to `until` */
  readonly from: number;
  readonly until: number;
}

/** Draws every hop up to the present one.
 *  @param line  the projected rows of the trace
 *  @returns whether the run has any: then its path is drawn already */
export function drawHops(scene: EventScene, line: Polyline): boolean {
  const { trace, row } = scene;
  const all = eventsOf(trace, 'jump');
  if (all.length === 0) return false;
  const done = countUntil(all, row);
  for (let i = Math.max(0, done - MOST_LINES); i < done; i++) {
    const age = done - 1 - i;
    drawHop(scene, line, hopAt(scene, i), age === 0 ? 1 : Math.max(0.2, 0.7 * 0.84 ** age));
  }
  if (done < all.length && trace.events[countUntil(trace.events, row)]?.event === all[done]!.event) {
    const hop = hopAt(scene, done);
    if (row > hop.from) drawHop(scene, line, { ...hop, until: row }, 1);
  } else if (done === all.length) drawRunning(scene, line);
  const happened = all.slice(0, done);
  drawEnds(scene, happened);
  drawWinner(scene, happened);
  return true;
}

/** Of searches from several starts: a ring around the lowest minimum so far, whose basin has won until now. */
function drawWinner(
  { context, plane, style, colors, tally, trace }: EventScene,
  hops: readonly Happening<'jump'>[],
): void {
  const winner = hops.findLast(({ event }) => event.stepSize === 0 && event.accepted);
  if (!winner) return;
  const [x, y] = pixelOf(winner.event.to, 0, trace.n, plane);
  context.beginPath();
  context.arc(x, y, 8.5, 0, 2 * Math.PI);
  strokeTwice(context, colors.halo, style.color, 2, 1, []);
  tally.add('winners');
}

/** A hop's descent has the rows after the event before it, of whatever kind. Row 0 is the study's start, not a descent's. */
function hopAt({ trace }: EventScene, index: number): Hop {
  const { at, event } = eventsOf(trace, 'jump')[index]!;
  const before = trace.events[countUntil(trace.events, at - 1) - 1]?.at ?? 0;
  return { at, event, from: Math.max(0, before), until: at };
}

function drawHop(scene: EventScene, line: Polyline, hop: Hop, alpha: number): void {
  const { context, plane, style, colors, tally, trace } = scene;
  const { from, landed } = hop.event;
  const [x0, y0] = pixelOf(from, 0, trace.n, plane);
  const [x1, y1] = pixelOf(landed, 0, trace.n, plane);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (Math.hypot(x1 - x0, y1 - y0) > 1) {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    strokeTwice(context, colors.halo, style.color, 1.75, alpha, [1.5, 4.5]);
    tally.add('jumps');
  }
  context.beginPath();
  context.moveTo(x1, y1);
  const upTo = countUpTo(line, hop.until);
  for (let k = countUpTo(line, hop.from); k < upTo; k++) {
    if (!Number.isNaN(line.px[k]!)) context.lineTo(line.px[k]!, line.py[k]!);
  }
  strokeTwice(context, colors.halo, style.color, 2, alpha, []);
  tally.add('descents');
  // Where the jump landed.
  context.beginPath();
  context.arc(x1, y1, 2.5, 0, 2 * Math.PI);
  context.fillStyle = withAlpha(colors.halo, alpha);
  context.fill();
  context.lineWidth = 1.25;
  context.strokeStyle = withAlpha(style.color, alpha);
  context.stroke();
}

/** A descent whose end is not known yet, while the run is live. */
function drawRunning({ context, trace, row, style, colors }: EventScene, line: Polyline): void {
  const from = trace.events[countUntil(trace.events, row) - 1]?.at ?? 0;
  context.beginPath();
  for (let k = countUpTo(line, from); k < countUpTo(line, row); k++) {
    if (!Number.isNaN(line.px[k]!)) context.lineTo(line.px[k]!, line.py[k]!);
  }
  strokeTwice(context, colors.halo, style.color, 2, 1, []);
}

function drawEnds(scene: EventScene, hops: readonly Happening<'jump'>[]): void {
  const { context, plane, style, colors, tally, trace } = scene;
  const first = hops[0];
  if (!first) return;
  let layers = ends.get(first.event);
  if (!layers) ends.set(first.event, (layers = { rejected: new GrowingLayer(), accepted: new GrowingLayer() }));
  for (const outcome of ['rejected', 'accepted'] as const) {
    const isTaken = outcome === 'accepted';
    const such = hops.map(({ event }) => event).filter(({ accepted }) => accepted === isTaken);
    layers[outcome].lay(context, such, such.length, [plane, style.color, colors], 1, (onto, fresh) => {
      onto.beginPath();
      for (const { to } of fresh) {
        const [x, y] = pixelOf(to, 0, trace.n, plane);
        if (isTaken) dot(onto, x, y, 4.5);
        else cross(onto, x, y, 3.5);
      }
      onto.strokeStyle = colors.halo;
      onto.lineWidth = isTaken ? 3 : 4.5;
      onto.stroke();
      onto.fillStyle = style.color;
      if (isTaken) return onto.fill();
      onto.strokeStyle = style.color;
      onto.lineWidth = 1.75;
      onto.stroke();
    });
    tally.add(outcome, such.length);
  }
}

function dot(context: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  context.moveTo(x + r, y);
  context.arc(x, y, r, 0, 2 * Math.PI);
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  context.moveTo(x - r, y - r);
  context.lineTo(x + r, y + r);
  context.moveTo(x - r, y + r);
  context.lineTo(x + r, y - r);
}

function strokeTwice(
  context: CanvasRenderingContext2D,
  halo: string,
  color: string,
  width: number,
  alpha: number,
  dash: readonly number[],
): void {
  context.setLineDash([]);
  context.strokeStyle = withAlpha(halo, 0.7 * alpha);
  context.lineWidth = width + 2;
  context.stroke();
  context.setLineDash([...dash]);
  context.strokeStyle = withAlpha(color, alpha);
  context.lineWidth = width;
  context.stroke();
  context.setLineDash([]);
}
