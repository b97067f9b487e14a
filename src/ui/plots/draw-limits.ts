/** Draws the limits over the landscape: hatching where no point is allowed, the curves of constraints, their names. */
import type { AppState, Landscape } from '../types';
import { plotFont } from './canvas';
import { withAlpha } from './color';
import type { Isoline } from './isolines';
import { constraintLabel, CURVE_ROWS, type LimitCurve, type LimitPicture } from './limits';
import type { PlotColors } from './palette';
import type { Plane } from './plane';
import type { Rect } from './scale';

const HATCH_GAP = 8;

type Place = (points: Float64Array, k: number) => readonly [number, number];
type Bounds = AppState['bounds'];

interface Label {
  readonly box: Rect;
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Draws the limits in the plane; `picture` is in the grid coordinates of `landscape`. */
export function drawLimits(
  context: CanvasRenderingContext2D,
  picture: LimitPicture,
  landscape: Landscape,
  plane: Plane,
  bounds: Bounds,
  /** pixels of marks that names should leave free */
  marks: readonly (readonly [number, number])[],
  colors: PlotColors,
): void {
  const place = placing(landscape, plane);
  const { rect } = plane;
  context.save();
  context.beginPath();
  context.rect(rect.left, rect.top, rect.width, rect.height);
  context.clip();
  drawRegion(context, picture.region, place, rect, colors);
  drawBounds(context, plane, bounds, landscape.height === 1, colors);
  for (const curve of picture.curves) drawCurveLines(context, curve, place, colors);
  drawLabels(context, picture, place, plane, marks, colors);
  context.restore();
}

/** From grid coordinates to pixels; for one variable the rows go from the foot to the top of the plot. */
function placing({ width, height, xRange, yRange }: Landscape, { rect, x, y }: Plane): Place {
  const along = ([lo, hi]: readonly [number, number], k: number, count: number): number =>
    lo + (k / Math.max(1, count - 1)) * (hi - lo);
  return (points, k) => {
    const [column, row] = [points[2 * k]!, points[2 * k + 1]!];
    const px = x.toPixel(along(xRange, column, width));
    return [
      px,
      height === 1 ? rect.top + (1 - row / (CURVE_ROWS - 1)) * rect.height : y.toPixel(along(yRange, row, height)),
    ];
  };
}

function trace(context: CanvasRenderingContext2D, { points, isClosed }: Isoline, place: Place): void {
  for (let k = 0; k < points.length / 2; k++) {
    const [x, y] = place(points, k);
    if (k === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  if (isClosed) context.closePath();
}

function drawRegion(
  context: CanvasRenderingContext2D,
  region: readonly Isoline[],
  place: Place,
  rect: Rect,
  colors: PlotColors,
): void {
  if (region.length === 0) return;
  context.save();
  context.beginPath();
  for (const outline of region) trace(context, outline, place);
  context.clip('evenodd');
  context.fillStyle = withAlpha(colors.page, 0.5);
  context.fillRect(rect.left, rect.top, rect.width, rect.height);
  context.beginPath();
  // The other way than the hatching of holes, where f itself has no value.
  for (let offset = 0; offset < rect.width + rect.height; offset += HATCH_GAP) {
    context.moveTo(rect.left + offset, rect.top + rect.height);
    context.lineTo(rect.left + offset - rect.height, rect.top);
  }
  context.strokeStyle = withAlpha(colors.ink, 0.42);
  context.lineWidth = 1;
  context.stroke();
  context.restore();
}

function drawBounds(
  context: CanvasRenderingContext2D,
  { rect, x, y, axes }: Plane,
  bounds: Bounds,
  isCurve: boolean,
  colors: PlotColors,
): void {
  if (!bounds) return;
  const inX = (px: number): number => Math.min(rect.left + rect.width, Math.max(rect.left, px));
  const inY = (py: number): number => Math.min(rect.top + rect.height, Math.max(rect.top, py));
  const [lo, hi] = (bounds[axes[0]] ?? [null, null]).map((end) => (end === null ? null : x.toPixel(end)));
  const [foot, top] = isCurve
    ? [null, null]
    : (bounds[axes[1]] ?? [null, null]).map((end) => (end === null ? null : y.toPixel(end)));
  const [left, right] = [inX(lo ?? rect.left), inX(hi ?? rect.left + rect.width)];
  const [bottom, upper] = [inY(foot ?? rect.top + rect.height), inY(top ?? rect.top)];
  context.beginPath();
  for (const px of [lo, hi]) {
    if (px === null || px === undefined) continue;
    context.moveTo(px, bottom);
    context.lineTo(px, upper);
  }
  for (const py of [foot, top]) {
    if (py === null || py === undefined) continue;
    context.moveTo(left, py);
    context.lineTo(right, py);
  }
  strokeTwice(context, colors, 1.25);
}

function drawCurveLines(
  context: CanvasRenderingContext2D,
  { lines, kind }: LimitCurve,
  place: Place,
  colors: PlotColors,
): void {
  context.beginPath();
  for (const line of lines) trace(context, line, place);
  // An equality is all that is left of the plane: it is drawn the stronger.
  strokeTwice(context, colors, kind === 'eq' ? 2.75 : 1.5);
}

function strokeTwice(context: CanvasRenderingContext2D, colors: PlotColors, width: number): void {
  context.lineJoin = 'round';
  context.strokeStyle = withAlpha(colors.halo, 0.8);
  context.lineWidth = width + 2.5;
  context.stroke();
  context.strokeStyle = colors.ink;
  context.lineWidth = width;
  context.stroke();
}

function drawLabels(
  context: CanvasRenderingContext2D,
  { curves, isBeside }: LimitPicture,
  place: Place,
  plane: Plane,
  marks: readonly (readonly [number, number])[],
  colors: PlotColors,
): void {
  context.font = plotFont(11.5, 550);
  const placed: Rect[] = marks.map(([x, y]) => ({ left: x - 12, top: y - 12, width: 24, height: 24 }));
  const named = new Set<string>();
  for (const curve of curves) {
    // An equality of several components has a curve for each, and one name.
    if (named.has(curve.text)) continue;
    const text = constraintLabel(curve.text);
    const width = context.measureText(text).width + 12;
    const [best, all] = visiblePoints(curve, place, isBeside, plane.rect, width);
    const label = labelOn(best, text, width, placed) ?? labelOn(all, text, width, placed);
    if (!label) continue;
    named.add(curve.text);
    placed.push(label.box);
    context.beginPath();
    context.roundRect(label.box.left, label.box.top, label.box.width, label.box.height, 4);
    context.fillStyle = withAlpha(colors.page, 0.92);
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = withAlpha(colors.ink, 0.35);
    context.stroke();
    context.fillStyle = colors.ink;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(label.text, label.x, label.y + 0.5);
  }
}

const LABEL_HEIGHT = 19;

type Points = readonly (readonly [number, number])[];

/** The longest piece of a curve on which its name fits into the plot: beside what is allowed, and anywhere. */
function visiblePoints(
  { lines }: LimitCurve,
  place: Place,
  isBeside: LimitPicture['isBeside'],
  rect: Rect,
  width: number,
): readonly [Points, Points] {
  const isInside = (x: number, y: number): boolean =>
    x - width / 2 > rect.left + 2 &&
    x + width / 2 < rect.left + rect.width - 2 &&
    y - LABEL_HEIGHT / 2 > rect.top + 2 &&
    y + LABEL_HEIGHT / 2 < rect.top + rect.height - 2;
  const longest = (accepts: (points: Float64Array, k: number) => boolean): Points =>
    lines
      .map(({ points }) =>
        Array.from({ length: points.length / 2 }, (_, k) => k)
          .filter((k) => accepts(points, k))
          .map((k) => place(points, k))
          .filter(([x, y]) => isInside(x, y)),
      )
      .reduce<Points>((best, piece) => (piece.length > best.length ? piece : best), []);
  return [longest((points, k) => isBeside(points[2 * k]!, points[2 * k + 1]!)), longest(() => true)];
}

/** A name where it meets no other and no mark; null where there is no room. */
function labelOn(points: Points, text: string, width: number, placed: readonly Rect[]): Label | null {
  for (const share of [0.5, 0.62, 0.38, 0.75, 0.25, 0.88, 0.12, 0, 1]) {
    const at = points[Math.round(share * (points.length - 1))];
    if (!at) return null;
    const [x, y] = at;
    const box: Rect = { left: x - width / 2, top: y - LABEL_HEIGHT / 2, width, height: LABEL_HEIGHT };
    if (!placed.some((other) => overlaps(box, other))) return { box, x, y, text };
  }
  return null;
}

function overlaps(a: Rect, b: Rect): boolean {
  const gap = 4;
  return (
    a.left < b.left + b.width + gap &&
    b.left < a.left + a.width + gap &&
    a.top < b.top + b.height + gap &&
    b.top < a.top + a.height + gap
  );
}
