/** What methods show about themselves, besides the path: simplices, populations, boxes, jumps and distributions. */
import type { TraceEvent } from '../types';
import { withAlpha } from './color';
import type { PlotColors, RunStyle } from './palette';
import { drawCloud, drawPopulation } from './population';
import type { Plane } from './plane';

type EventOf<T extends TraceEvent['type']> = Extract<TraceEvent, { readonly type: T }>;
type Context = CanvasRenderingContext2D;

/** Draws one event of a run with n ≥ 2 variables on the plane of the shown axes. */
export function drawEvent(
  context: Context,
  event: TraceEvent,
  n: number,
  plane: Plane,
  style: RunStyle,
  colors: PlotColors,
): void {
  switch (event.type) {
    case 'simplex':
      return drawSimplex(context, event.points, n, plane, style);
    case 'population':
      return drawPopulation(context, event, n, plane, style.color, colors);
    case 'annealing':
      drawCloud(context, event.points, n, plane, style.color, colors);
      return;
    case 'jump':
      return drawJump(context, event, plane, style);
    case 'complex':
      return drawComplex(context, event, n, plane, style, colors);
    case 'rectangles':
      return drawRectangles(context, event, n, plane, style);
    case 'gaussian':
      drawCloud(context, event.points, n, plane, style.color, colors);
      return drawEllipse(context, event, n, plane, style);
    default:
      event satisfies never;
  }
}

function pixelOf(points: ArrayLike<number>, k: number, n: number, plane: Plane): [number, number] {
  return [
    plane.x.toPixel(points[k * n + plane.axes[0]] ?? Number.NaN),
    plane.y.toPixel(points[k * n + plane.axes[1]] ?? Number.NaN),
  ];
}

/** All edges of the simplex: a triangle for n = 2, its shadow on the plane for more. */
function drawSimplex(context: Context, points: Float64Array, n: number, plane: Plane, style: RunStyle): void {
  const vertices = Math.floor(points.length / n);
  if (vertices > 40) return;
  context.beginPath();
  for (let i = 0; i < vertices; i++) {
    for (let j = i + 1; j < vertices; j++) {
      context.moveTo(...pixelOf(points, i, n, plane));
      context.lineTo(...pixelOf(points, j, n, plane));
    }
  }
  context.strokeStyle = withAlpha(style.color, 0.85);
  context.lineWidth = 1.25;
  context.stroke();
  if (n !== 2) return;
  context.beginPath();
  for (let i = 0; i < vertices; i++) context.lineTo(...pixelOf(points, i, n, plane));
  context.fillStyle = withAlpha(style.color, 0.18);
  context.fill();
}

/** The random jump dashed, the descent that followed solid. */
function drawJump(context: Context, jump: EventOf<'jump'>, plane: Plane, style: RunStyle): void {
  const n = jump.to.length;
  context.strokeStyle = withAlpha(style.color, jump.accepted ? 0.9 : 0.45);
  context.lineWidth = 1.25;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(...pixelOf(jump.from, 0, n, plane));
  context.lineTo(...pixelOf(jump.landed, 0, n, plane));
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(...pixelOf(jump.landed, 0, n, plane));
  context.lineTo(...pixelOf(jump.to, 0, n, plane));
  context.stroke();
}

function drawComplex(
  context: Context,
  complex: EventOf<'complex'>,
  n: number,
  plane: Plane,
  style: RunStyle,
  colors: PlotColors,
): void {
  context.beginPath();
  for (let k = 0; k + 1 < complex.edges.length; k += 2) {
    context.moveTo(...pixelOf(complex.points, complex.edges[k]!, n, plane));
    context.lineTo(...pixelOf(complex.points, complex.edges[k + 1]!, n, plane));
  }
  context.strokeStyle = withAlpha(style.color, 0.3);
  context.lineWidth = 1;
  context.stroke();
  drawCloud(context, complex.points, n, plane, style.color, colors);
  context.beginPath();
  for (const k of complex.pool) {
    const [x, y] = pixelOf(complex.points, k, n, plane);
    context.moveTo(x + 7, y);
    context.arc(x, y, 7, 0, 2 * Math.PI);
  }
  context.strokeStyle = style.color;
  context.lineWidth = 1.75;
  context.stroke();
}

function drawRectangles(
  context: Context,
  { centers, halfSides }: EventOf<'rectangles'>,
  n: number,
  plane: Plane,
  style: RunStyle,
): void {
  const [ax, ay] = plane.axes;
  context.beginPath();
  for (let k = 0; k * n < centers.length; k++) {
    const [cx, cy] = [centers[k * n + ax]!, centers[k * n + ay]!];
    const [hx, hy] = [halfSides[k * n + ax]!, halfSides[k * n + ay]!];
    const left = plane.x.toPixel(cx - hx);
    const top = plane.y.toPixel(cy + hy);
    context.rect(left, top, plane.x.toPixel(cx + hx) - left, plane.y.toPixel(cy - hy) - top);
  }
  context.fillStyle = withAlpha(style.color, 0.12);
  context.fill();
  context.strokeStyle = withAlpha(style.color, 0.8);
  context.lineWidth = 1;
  context.stroke();
}

/**
 * The one-sigma ellipse of the distribution's marginal on the plane. With principal axes a_k as rows the marginal
 * covariance is Σ a_k a_kᵀ restricted to the two coordinates; its Cholesky factor maps the unit circle to the ellipse.
 */
function drawEllipse(
  context: Context,
  { mean, axes, stepSize }: EventOf<'gaussian'>,
  n: number,
  plane: Plane,
  style: RunStyle,
): void {
  const [ax, ay] = plane.axes;
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [u, v] = [axes[k * n + ax]! * stepSize, axes[k * n + ay]! * stepSize];
    xx += u * u;
    xy += u * v;
    yy += v * v;
  }
  const a = Math.sqrt(xx);
  const b = a > 0 ? xy / a : 0;
  const c = Math.sqrt(Math.max(0, yy - b * b));
  context.beginPath();
  for (let k = 0; k <= 64; k++) {
    const [cos, sin] = [Math.cos((k * Math.PI) / 32), Math.sin((k * Math.PI) / 32)];
    context.lineTo(plane.x.toPixel(mean[ax]! + a * cos), plane.y.toPixel(mean[ay]! + b * cos + c * sin));
  }
  context.strokeStyle = style.color;
  context.lineWidth = 1.5;
  context.stroke();
}
