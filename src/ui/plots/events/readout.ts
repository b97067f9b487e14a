/** The state of a method in a line of words, and a small panel of such lines in the corner of the picture. */
import { formatCount, formatNumber } from '../../format';
import { plotFont } from '../canvas';
import { withAlpha } from '../color';
import { drawMarker } from '../markers';
import type { PlotColors, RunStyle } from '../palette';
import type { Rect } from '../scale';
import { marginalEllipse } from './gaussian';
import { rectanglesAt } from './rectangles';
import { countUntil, eventsOf, type EventScene, type EventType, type Happening } from './scene';

/** One line of the panel. */
export interface Readout {
  readonly style: RunStyle;
  readonly text: string;
  /** drawn as a bar: 1 is hot, 0 is cold */
  readonly heat?: number;
}

const MOST_LINES = 6;
// Local methods end at the same minimum with values that differ by less.
const SAME_MINIMUM = 1e-6;

type Words = Pick<Readout, 'text' | 'heat'>;

/** What the method does at this instant; null when the path says it all. */
export function readoutOf(scene: EventScene, name: string): Readout | null {
  const words =
    annealingWords(scene) ?? complexWords(scene) ?? hopWords(scene) ?? rectangleWords(scene) ?? spreadWords(scene);
  return words && { style: scene.style, ...words, text: `${name}   ${words.text}` };
}

function until<T extends EventType>({ trace, row }: EventScene, type: T): readonly Happening<T>[] {
  const all = eventsOf(trace, type);
  return all.slice(0, countUntil(all, row));
}

function annealingWords(scene: EventScene): Words | null {
  const all = eventsOf(scene.trace, 'annealing');
  const present = until(scene, 'annealing').at(-1)?.event;
  if (!present) return null;
  // The annealing starts anew from the first temperature when it has become cold.
  const hottest = Math.log(all[0]!.event.temperature);
  const coldest = all.reduce((least, { event }) => Math.min(least, event.temperature), Infinity);
  const span = hottest - Math.log(coldest);
  return {
    text: `temperature ${formatNumber(present.temperature, 3)}`,
    heat: span > 0 ? 1 - (hottest - Math.log(present.temperature)) / span : 1,
  };
}

function hopWords(scene: EventScene): Words | null {
  const hops = until(scene, 'jump');
  const last = hops.at(-1)?.event;
  if (!last) return null;
  const f = formatNumber(last.fun, 3);
  if (last.stepSize === 0) {
    const best = hops.reduce((least, { event }) => (event.fun < least ? event.fun : least), Infinity);
    const times = hops.filter(({ event }) => event.fun - best <= SAME_MINIMUM * (1 + Math.abs(best))).length;
    const reached = times > 1 ? `, reached ${formatCount(times)} times` : '';
    const outcome = last.accepted ? 'a new best' : 'no better';
    return {
      text: `${formatCount(hops.length)} starts   best f ${formatNumber(best, 3)}${reached}   last: f ${f}, ${outcome}`,
    };
  }
  const verdict = last.accepted ? 'accepted' : 'rejected';
  return {
    text: `${formatCount(hops.length)} hops   last: f ${f}, ${verdict}   step ${formatNumber(last.stepSize, 2)}`,
  };
}

function complexWords(scene: EventScene): Words | null {
  const complex = until(scene, 'complex').at(-1)?.event;
  if (!complex) return null;
  const searches = until(scene, 'jump').length;
  const pool = `${formatCount(complex.fun.length)} vertices   ${formatCount(complex.pool.length)} in the pool`;
  return { text: `${pool}   ${formatCount(searches)} descents` };
}

function rectangleWords(scene: EventScene): Words | null {
  const present = until(scene, 'rectangles').at(-1);
  if (!present) return null;
  const divided = `${formatCount(present.event.fun.length)} made by the last division`;
  return { text: `${formatCount(rectanglesAt(scene.trace, present.at))} rectangles   ${divided}` };
}

function spreadWords(scene: EventScene): Words | null {
  const gaussian = until(scene, 'gaussian').at(-1)?.event;
  if (gaussian) {
    const { long, short } = marginalEllipse(gaussian.axes, scene.trace.n, scene.plane.axes);
    const ratio = short > 0 ? `   axes ${formatNumber(long / short, 2)} : 1` : '';
    return { text: `σ ${formatNumber(gaussian.stepSize, 3)}${ratio}` };
  }
  const population = until(scene, 'population').at(-1)?.event;
  if (!population) return null;
  const best = population.fun[population.best];
  return { text: `${formatCount(population.fun.length)} members   best f ${formatNumber(best, 3)}` };
}

/** Draws the panel in the upper left corner of the box. */
export function drawReadouts(
  context: CanvasRenderingContext2D,
  lines: readonly Readout[],
  rect: Rect,
  colors: PlotColors,
): void {
  const shown = lines.slice(0, MOST_LINES);
  if (shown.length === 0 || rect.width < 220) return;
  context.save();
  context.font = plotFont(11.5, 500);
  const bar = shown.some(({ heat }) => heat !== undefined) ? 68 : 0;
  const width = Math.max(...shown.map(({ text }) => context.measureText(text).width)) + 34 + bar;
  const [left, top] = [rect.left + 8, rect.top + 8];
  context.beginPath();
  context.roundRect(left, top, width, shown.length * 18 + 8, 5);
  context.fillStyle = withAlpha(colors.page, 0.9);
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = colors.grid;
  context.stroke();
  context.textBaseline = 'middle';
  shown.forEach(({ style, text, heat }, i) => {
    const y = top + 13 + i * 18;
    drawMarker(context, style.marker, left + 13, y, 4.5, style.color, colors.page);
    context.fillStyle = colors.ink;
    context.fillText(text, left + 25, y + 0.5);
    if (heat !== undefined) drawHeat(context, left + width - bar, y, heat, style, colors);
  });
  context.restore();
}

function drawHeat(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  heat: number,
  style: RunStyle,
  colors: PlotColors,
): void {
  context.fillStyle = colors.grid;
  context.fillRect(x, y - 3, 60, 6);
  context.fillStyle = style.color;
  context.fillRect(x, y - 3, 60 * Math.max(0, Math.min(1, heat)), 6);
}
