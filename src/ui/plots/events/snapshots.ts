/** Events of which only the present one is drawn: a simplex, a population, a complex with its pool of minimizers. */
import { withAlpha } from '../color';
import { GrowingLayer } from '../growing-layer';
import { drawCloud, drawPopulation } from '../population';
import { pixelOf, type EventOf, type EventScene } from './scene';

/** All edges of the simplex: a triangle for n = 2, its shadow on the plane for more. */
export function drawSimplex(
  { context, trace: { n }, plane, style, tally }: EventScene,
  event: EventOf<'simplex'>,
): void {
  const { points } = event;
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
  tally.add('simplices');
  if (n !== 2) return;
  context.beginPath();
  for (let i = 0; i < vertices; i++) context.lineTo(...pixelOf(points, i, n, plane));
  context.fillStyle = withAlpha(style.color, 0.18);
  context.fill();
}

/** All members, the best one ringed. */
export function drawMembers(scene: EventScene, event: EventOf<'population'>): void {
  const { context, trace, plane, style, colors, tally } = scene;
  tally.add('members', drawPopulation(context, event, trace.n, plane, style.color, colors));
  if (event.best >= 0) tally.add('best');
}

const meshes = new WeakMap<EventOf<'complex'>, GrowingLayer<EventOf<'complex'>>>();

/** The mesh and its vertices; those below all their neighbors, where local searches start, stand out. */
export function drawComplex(scene: EventScene, complex: EventOf<'complex'>): void {
  const { context, plane, style, colors, tally } = scene;
  let layer = meshes.get(complex);
  if (!layer) meshes.set(complex, (layer = new GrowingLayer()));
  layer.lay(context, [complex], 1, [plane, style.color, colors], 1, (onto) => {
    drawMesh({ ...scene, context: onto }, complex);
    drawPool({ ...scene, context: onto }, complex);
  });
  tally.add('edges', complex.edges.length / 2);
  tally.add('vertices', complex.fun.length);
  tally.add('pool', complex.pool.length);
}

function drawMesh({ context, trace, plane, style, colors }: EventScene, complex: EventOf<'complex'>): void {
  const { n } = trace;
  context.beginPath();
  for (let k = 0; k + 1 < complex.edges.length; k += 2) {
    context.moveTo(...pixelOf(complex.points, complex.edges[k]!, n, plane));
    context.lineTo(...pixelOf(complex.points, complex.edges[k + 1]!, n, plane));
  }
  context.strokeStyle = withAlpha(colors.halo, 0.6);
  context.lineWidth = 3;
  context.stroke();
  context.strokeStyle = withAlpha(style.color, 0.55);
  context.lineWidth = 1.1;
  context.stroke();
  drawCloud(context, complex.points, n, plane, style.color, colors);
}

function drawPool({ context, trace, plane, style, colors }: EventScene, complex: EventOf<'complex'>): void {
  for (const [width, color] of [
    [4.5, colors.halo],
    [2, style.color],
  ] as const) {
    context.beginPath();
    for (const k of complex.pool) {
      const [x, y] = pixelOf(complex.points, k, trace.n, plane);
      context.moveTo(x + 8, y);
      context.arc(x, y, 8, 0, 2 * Math.PI);
    }
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }
}
