/** One frame of the overlay: arrows, minima, runs, start point, hover and crosshair, in this order. */
import type { AxisTitles } from '../plots/axes';
import { drawCurveRun } from '../plots/curve-run';
import { formatNumber } from '../format';
import { drawHoverRing } from '../plots/convergence';
import { gridValue } from '../plots/grid';
import { drawLabel } from '../plots/label';
import { drawArrows, drawCrosshair, drawMinima, drawStart } from '../plots/marks';
import type { PlotColors } from '../plots/palette';
import type { Plane } from '../plots/plane';
import { drawReadouts, type Readout } from '../plots/events/readout';
import { Tally } from '../plots/events/scene';
import { drawRun, type PlaneRun, type RunFrame } from '../plots/trajectory';
import { iterationOf } from '../plots/trace';
import { lookOf, runLabel } from '../run-look';
import { shortValues } from '../parameters/shape';
import { appStore, namedValues, playbackStore, viewStore } from '../stores';
import { currentTheme } from '../theme';
import type { Run } from '../types';
import { runsOnPlane, type Projections } from './scene';

/** What the overlay needs of the stage that it lies on. */
export interface OverlayStage {
  readonly isCurve: boolean;
  readonly colors: PlotColors;
  readonly projections: Projections;
  readonly gesture: {
    readonly pointer: { readonly x: number; readonly y: number } | null;
    readonly isStartActive: boolean;
  };
  plane(): Plane;
  titles(): AxisTitles;
}

/** Paints the overlay from the stores as they are now.
 *  @returns how many marks of each kind the runs' events made */
export function paintOverlay(context: CanvasRenderingContext2D, stage: OverlayStage): Tally {
  const tally = new Tally();
  const plane = stage.plane();
  const { rect } = plane;
  context.save();
  context.beginPath();
  context.rect(rect.left, rect.top, rect.width, rect.height);
  context.clip();
  if (stage.isCurve) paintCurveScene(context, stage, plane, tally);
  else paintMapScene(context, stage, plane, tally);
  context.restore();
  paintPointer(context, stage, plane);
  return tally;
}

/** The crosshair and what is under it; where an iterate is hovered, that one speaks instead. */
function paintPointer(context: CanvasRenderingContext2D, stage: OverlayStage, plane: Plane): void {
  const { pointer } = stage.gesture;
  const { landscape } = appStore.getState();
  if (!pointer || viewStore.getState().hover) return;
  drawCrosshair(context, plane, pointer.x, pointer.y, stage.colors);
  const x = plane.x.toValue(pointer.x);
  const y = plane.y.toValue(pointer.y);
  const titles = stage.titles();
  const value = landscape ? gridValue(landscape, x, y) : Number.NaN;
  const coordinates = `${titles.x} ${formatNumber(x, 4)}${stage.isCurve ? '' : `   ${titles.y} ${formatNumber(y, 4)}`}`;
  const lines = Number.isNaN(value) ? [coordinates] : [coordinates, `f ≈ ${formatNumber(value, 4)}`];
  drawLabel(context, lines, pointer.x, pointer.y, plane.rect, stage.colors);
}

/** Parameters that a label lists; the results have all. */
const shownParams = 4;

/** A ring and the facts of one iterate. */
function paintHovered(
  context: CanvasRenderingContext2D,
  stage: OverlayStage,
  plane: Plane,
  run: Run,
  row: number,
  at: { readonly x: number; readonly y: number },
): void {
  const { color } = lookOf(run, appStore.getState(), currentTheme());
  drawHoverRing(context, at.x, at.y, color, stage.colors);
  if (!stage.gesture.pointer) return;
  const slope = run.trace.slope ? `   f′ ${formatNumber(run.trace.slope[row], 4)}` : '';
  const { n, x } = run.trace;
  const named = namedValues(appStore.getState().compile.loss?.params, x.subarray(row * n, (row + 1) * n)) ?? [];
  const lines = [
    runLabel(run, appStore.getState().runs),
    ...named.slice(0, shownParams).map((value) => shortValues([value])),
    `iteration ${iterationOf(run.trace, row)}   f ${formatNumber(run.trace.fun[row], 5)}${slope}`,
  ];
  drawLabel(context, lines, at.x, at.y, plane.rect, stage.colors, color);
}

function paintMapScene(context: CanvasRenderingContext2D, stage: OverlayStage, plane: Plane, tally: Tally): void {
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
  const frame: RunFrame = { context, plane, position, colors, tally };
  const name = (item: (typeof items)[number]): string => runLabel(item.run, state.runs);
  const readouts: (Readout | null)[] = items
    .filter((item) => item !== hovered)
    .map((item) => drawRun(frame, item, name(item), hovered ? 'dim' : 'normal'));
  if (hovered) readouts.unshift(drawRun(frame, hovered, name(hovered), 'strong'));
  drawStart(context, state.x0, plane, colors, stage.gesture.isStartActive);
  drawReadouts(
    context,
    readouts.filter((readout) => readout !== null),
    plane.rect,
    colors,
  );
  if (hovered && hover) {
    const { trace } = hovered.run;
    const at = hover.iterate * trace.n;
    paintHovered(context, stage, plane, hovered.run, hover.iterate, {
      x: plane.x.toPixel(trace.x[at + plane.axes[0]] ?? Number.NaN),
      y: plane.y.toPixel(trace.x[at + plane.axes[1]] ?? Number.NaN),
    });
  }
}

function paintCurveScene(context: CanvasRenderingContext2D, stage: OverlayStage, plane: Plane, tally: Tally): void {
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
  const items = stage.projections.of(runsOnPlane(state), plane, currentTheme());
  const hovered = items.find((item) => item.run.spec.id === hover?.runId);
  const frame: RunFrame = { context, plane, position, colors, tally };
  const draw = (item: PlaneRun, emphasis: 'normal' | 'strong' | 'dim'): Readout | null =>
    drawCurveRun(frame, item, landscape, runLabel(item.run, state.runs), emphasis);
  const readouts = items.filter((item) => item !== hovered).map((item) => draw(item, hovered ? 'dim' : 'normal'));
  if (hovered) readouts.unshift(draw(hovered, 'strong'));
  drawReadouts(
    context,
    readouts.filter((readout) => readout !== null),
    plane.rect,
    colors,
  );
  const foot = plane.y.domain[0] + (plane.y.domain[1] - plane.y.domain[0]) * 0.03;
  drawStart(context, [state.x0[0] ?? 0, foot], curveAxes, colors, stage.gesture.isStartActive);
  if (!hovered || !hover) return;
  const { trace } = hovered.run;
  paintHovered(context, stage, plane, hovered.run, hover.iterate, {
    x: plane.x.toPixel(trace.x[hover.iterate] ?? Number.NaN),
    y: plane.y.toPixel(trace.fun[hover.iterate] ?? Number.NaN),
  });
}
