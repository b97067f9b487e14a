/** What methods show about themselves: each kind of event in its own way, in an order that keeps the small marks on top. */
import type { Polyline } from '../polyline';
import { drawAnnealing } from './annealing';
import { drawGaussian } from './gaussian';
import { drawHops } from './hops';
import { drawRectangles } from './rectangles';
import { countUntil, eventsOf, type EventOf, type EventScene, type EventType } from './scene';
import { drawComplex, drawMembers, drawSimplex } from './snapshots';

/** Draws the events of a run up to a position.
 *  @param line  the projected rows of the trace
 *  @returns the row from which on the run's path is still to be drawn; null when the events stand in for all of it */
export function drawEvents(scene: EventScene, line: Polyline): number | null {
  if (scene.trace.events.length === 0) return 0;
  drawRectangles(scene);
  const complex = present(scene, 'complex');
  if (complex) drawComplex(scene, complex);
  drawAnnealing(scene);
  const hasHops = drawHops(scene, line);
  drawGaussian(scene);
  const population = present(scene, 'population');
  if (population) drawMembers(scene, population);
  const simplex = present(scene, 'simplex');
  if (simplex) drawSimplex(scene, simplex);
  // The best of many points leaps about: a line through it says nothing. What follows them, a polish, is a path again.
  const last = (type: EventType): number => {
    const all = eventsOf(scene.trace, type);
    return all[countUntil(all, scene.row) - 1]?.at ?? (all.length > 0 ? Infinity : 0);
  };
  return hasHops ? null : Math.max(...spread.map(last));
}

const spread: readonly EventType[] = ['population', 'rectangles', 'gaussian', 'annealing'];

function present<T extends EventType>({ trace, row }: EventScene, type: T): EventOf<T> | null {
  const all = eventsOf(trace, type);
  return all[countUntil(all, row) - 1]?.event ?? null;
}
