/** One frame of the overlay: arrows, minima, runs, start point, hover and crosshair, in this order. */
import { drawCurveRun } from '../plots/curve';
import { drawHoverRing } from '../plots/convergence';
import { drawArrows, drawCrosshair, drawMinima, drawStart } from '../plots/marks';
import { drawRun, type Plane } from '../plots/trajectory';
import { lookOf } from '../run-look';
import { appStore, playbackStore, viewStore } from '../stores';
import { currentTheme } from '../theme';
import { runsOnPlane } from './scene';
import type { LandscapeStage } from './stage';

/** Paints the overlay from the stores as they are now. */
export function paintOverlay(context: CanvasRenderingContext2D, stage: LandscapeStage): void {
  const plane = stage.plane();
  const { rect } = plane;
  context.save();
  context.beginPath();
  context.rect(rect.left, rect.top, rect.width, rect.height);
  context.clip();
  if (stage.isCurve) paintCurveScene(context, stage, plane);
  else paintMapScene(context, stage, plane);
  const { pointer } = stage.gesture;
  if (pointer) drawCrosshair(context, plane, pointer.x, pointer.y, stage.colors);
  context.restore();
}

function paintMapScene(context: CanvasRenderingContext2D, stage: LandscapeStage, plane: Plane): void {
  const state = appStore.getState();
  const { colors } = stage;
  const { hover } = viewStore.getState();
  const { position } = playbackStore.getState();
  if (state.showArrows && state.landscape) drawArrows(context, state.landscape, plane, colors);
  drawMinima(
    context,
    state.problem.minima.map((minimum) => minimum.x),
    plane,
    colors,
  );
  const items = stage.projections.of(runsOnPlane(state), plane, currentTheme());
  const hovered = items.find((item) => item.run.spec.id === hover?.runId);
  for (const item of items) {
    if (item !== hovered) drawRun(context, item, plane, position, colors, hovered ? 'dim' : 'normal');
  }
  if (hovered) drawRun(context, hovered, plane, position, colors, 'strong');
  drawStart(context, state.x0, plane, colors, stage.gesture.isStartActive);
  if (hovered && hover) {
    const { trace } = hovered.run;
    const at = hover.iterate * trace.n;
    const x = plane.x.toPixel(trace.x[at + plane.axes[0]] ?? Number.NaN);
    const y = plane.y.toPixel(trace.x[at + plane.axes[1]] ?? Number.NaN);
    drawHoverRing(context, x, y, hovered.style.color, colors);
  }
}

function paintCurveScene(context: CanvasRenderingContext2D, stage: LandscapeStage, plane: Plane): void {
  const state = appStore.getState();
  const { landscape } = state;
  if (!landscape || landscape.height !== 1) return;
  const { colors } = stage;
  const { hover } = viewStore.getState();
  const { position } = playbackStore.getState();
  const lift = (x: readonly number[], fun: number): number[] => [x[0] ?? Number.NaN, fun];
  const curveAxes: Plane = { ...plane, axes: [0, 1] };
  drawMinima(
    context,
    state.problem.minima.map((minimum) => lift(minimum.x, minimum.fun)),
    curveAxes,
    colors,
  );
  for (const run of runsOnPlane(state)) {
    const isDim = hover !== null && hover.runId !== run.spec.id;
    drawCurveRun(context, run, lookOf(run, state, currentTheme()), plane, landscape, position, colors, isDim);
    if (hover?.runId !== run.spec.id) continue;
    const x = plane.x.toPixel(run.trace.x[hover.iterate] ?? Number.NaN);
    const y = plane.y.toPixel(run.trace.fun[hover.iterate] ?? Number.NaN);
    drawHoverRing(context, x, y, lookOf(run, state, currentTheme()).color, colors);
  }
  const foot = plane.y.domain[0] + (plane.y.domain[1] - plane.y.domain[0]) * 0.03;
  drawStart(context, [state.x0[0] ?? 0, foot], curveAxes, colors, stage.gesture.isStartActive);
}
