/**
 * Dual annealing: every state visited so far as a faint point, the walk as a line through the states that were taken last,
 * and the states of the present temperature: taken filled, refused hollow.
 */
import type { TraceEvent } from '../../types';
import { withAlpha } from '../color';
import { GrowingLayer } from '../growing-layer';
import { countUntil, eventsOf, pixelOf, type EventOf, type EventScene } from './scene';

const WALK = 14;

// By the first event, which stays the same object while its trace grows.
const kept = new WeakMap<TraceEvent, GrowingLayer<EventOf<'annealing'>>>();

/** Draws the states up to the present temperature. */
export function drawAnnealing(scene: EventScene): void {
  const all = eventsOf(scene.trace, 'annealing');
  const count = countUntil(all, scene.row);
  if (count === 0) return;
  const happened = all.slice(0, count).map(({ event }) => event);
  drawVisited(scene, happened);
  drawWalk(scene, lastTaken(happened, scene.trace.n));
  drawPresent(scene, happened[count - 1]!);
}

function drawVisited(
  { context, style, plane, trace, tally }: EventScene,
  events: readonly EventOf<'annealing'>[],
): void {
  const first = events[0]!;
  let layer = kept.get(first);
  if (!layer) kept.set(first, (layer = new GrowingLayer()));
  layer.lay(context, events, events.length, [plane, style.color], 1, (onto, fresh) => {
    onto.fillStyle = withAlpha(style.color, 0.6);
    for (const { points, fun } of fresh) {
      for (let k = 0; k < fun.length; k++) {
        const [x, y] = pixelOf(points, k, trace.n, plane);
        onto.fillRect(x - 1.25, y - 1.25, 2.5, 2.5);
      }
    }
  });
  tally.add(
    'visited',
    events.reduce((sum, { fun }) => sum + fun.length, 0),
  );
}

/** The states that were taken last (count·n), oldest first. */
function lastTaken(events: readonly EventOf<'annealing'>[], n: number): Float64Array[] {
  const taken: Float64Array[] = [];
  for (let i = events.length - 1; i >= 0 && taken.length < WALK; i--) {
    const { points, accepted } = events[i]!;
    for (let k = accepted.length - 1; k >= 0; k--) {
      if (accepted[k] === 1) taken.push(points.subarray(k * n, (k + 1) * n));
    }
  }
  return taken.reverse();
}

function drawWalk({ context, style, colors, plane, trace, tally }: EventScene, taken: readonly Float64Array[]): void {
  for (let i = 1; i < taken.length; i++) {
    const alpha = 0.8 * (i / (taken.length - 1)) ** 1.5;
    context.beginPath();
    context.moveTo(...pixelOf(taken[i - 1]!, 0, trace.n, plane));
    context.lineTo(...pixelOf(taken[i]!, 0, trace.n, plane));
    context.strokeStyle = withAlpha(colors.halo, 0.6 * alpha);
    context.lineWidth = 3.5;
    context.stroke();
    context.strokeStyle = withAlpha(style.color, alpha);
    context.lineWidth = 1.25;
    context.stroke();
  }
  tally.add('walk', taken.length);
}

function drawPresent(scene: EventScene, { points, accepted }: EventOf<'annealing'>): void {
  const { context, style, colors, plane, trace, tally } = scene;
  for (let k = 0; k < accepted.length; k++) {
    const [x, y] = pixelOf(points, k, trace.n, plane);
    const isTaken = accepted[k] === 1;
    context.beginPath();
    context.arc(x, y, isTaken ? 5 : 4.25, 0, 2 * Math.PI);
    context.strokeStyle = colors.halo;
    context.lineWidth = 4;
    context.stroke();
    context.fillStyle = isTaken ? style.color : withAlpha(colors.page, 0.85);
    context.fill();
    context.strokeStyle = style.color;
    context.lineWidth = 1.75;
    context.stroke();
    tally.add(isTaken ? 'taken' : 'refused');
  }
}
