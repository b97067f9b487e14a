/**
 * CMA-ES: the samples of a generation over the normal distribution that they were drawn from: its mean as a cross at the
 * end of the way that it has come, its ellipses at one and two standard deviations, and their axes.
 */
import { withAlpha } from '../color';
import type { Plane } from '../plane';
import { drawMarker } from '../markers';
import { drawCloud } from '../population';
import { countUntil, eventsOf, pixelOf, type EventOf, type EventScene } from './scene';

/** An ellipse on the plane in units of x: half axes and the direction of the first. */
export interface Ellipse {
  readonly long: number;
  readonly short: number;
  /** radians from the x axis */
  readonly angle: number;
}

/**
 * The one-sigma ellipse of the distribution's marginal on two coordinates. With principal axes a_k as rows the marginal
 * covariance is Σ a_k a_kᵀ restricted to them; the ellipse's axes are its eigenvectors.
 */
export function marginalEllipse(axes: Float64Array, n: number, [ax, ay]: readonly [number, number]): Ellipse {
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [u, v] = [axes[k * n + ax]!, axes[k * n + ay]!];
    xx += u * u;
    xy += u * v;
    yy += v * v;
  }
  const middle = (xx + yy) / 2;
  const spread = Math.hypot((xx - yy) / 2, xy);
  return {
    long: Math.sqrt(middle + spread),
    short: Math.sqrt(Math.max(0, middle - spread)),
    angle: 0.5 * Math.atan2(2 * xy, xx - yy),
  };
}

/** Draws the present distribution and the way of its mean. */
export function drawGaussian(scene: EventScene): void {
  const { context, trace, row, plane, style, colors, tally } = scene;
  const all = eventsOf(trace, 'gaussian');
  const count = countUntil(all, row);
  if (count === 0) return;
  drawWay(
    scene,
    all.slice(Math.max(0, count - 400), count).map(({ event }) => event),
  );
  const { event } = all[count - 1]!;
  const ellipse = marginalEllipse(event.axes, trace.n, plane.axes);
  const mean = [event.mean[plane.axes[0]]!, event.mean[plane.axes[1]]!] as const;
  context.beginPath();
  traceEllipse(context, mean, ellipse, 1, plane);
  context.fillStyle = withAlpha(style.color, 0.14);
  context.fill();
  strokeTwice(scene, 2);
  context.beginPath();
  traceEllipse(context, mean, ellipse, 2, plane);
  context.setLineDash([4, 4]);
  strokeTwice(scene, 1.25);
  context.setLineDash([]);
  drawAxes(scene, mean, ellipse);
  tally.add('samples', drawCloud(context, event.points, trace.n, plane, style.color, colors));
  drawMarker(context, 'plus', plane.x.toPixel(mean[0]), plane.y.toPixel(mean[1]), 6, style.color, colors.halo);
  tally.add('ellipses', 2);
}

function traceEllipse(
  context: CanvasRenderingContext2D,
  mean: readonly [number, number],
  ellipse: Ellipse,
  scale: number,
  plane: Plane,
): void {
  const [cos, sin] = [Math.cos(ellipse.angle), Math.sin(ellipse.angle)];
  for (let k = 0; k <= 72; k++) {
    const u = scale * ellipse.long * Math.cos((k * Math.PI) / 36);
    const v = scale * ellipse.short * Math.sin((k * Math.PI) / 36);
    context.lineTo(plane.x.toPixel(mean[0] + u * cos - v * sin), plane.y.toPixel(mean[1] + u * sin + v * cos));
  }
}

function drawAxes(scene: EventScene, mean: readonly [number, number], { long, short, angle }: Ellipse): void {
  const { context, plane, tally } = scene;
  context.beginPath();
  for (const [length, direction] of [
    [long, angle],
    [short, angle + Math.PI / 2],
  ] as const) {
    const [dx, dy] = [length * Math.cos(direction), length * Math.sin(direction)];
    context.moveTo(plane.x.toPixel(mean[0] - dx), plane.y.toPixel(mean[1] - dy));
    context.lineTo(plane.x.toPixel(mean[0] + dx), plane.y.toPixel(mean[1] + dy));
  }
  strokeTwice(scene, 1.25);
  tally.add('axes', 2);
}

function drawWay(scene: EventScene, events: readonly EventOf<'gaussian'>[]): void {
  const { context, trace, plane, tally } = scene;
  context.beginPath();
  for (const { mean } of events) context.lineTo(...pixelOf(mean, 0, trace.n, plane));
  context.lineJoin = 'round';
  strokeTwice(scene, 1.75);
  tally.add('means', events.length);
}

function strokeTwice({ context, colors, style }: EventScene, width: number): void {
  context.strokeStyle = withAlpha(colors.halo, 0.7);
  context.lineWidth = width + 2;
  context.stroke();
  context.strokeStyle = style.color;
  context.lineWidth = width;
  context.stroke();
}
