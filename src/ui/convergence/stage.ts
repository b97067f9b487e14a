/** The convergence plot's canvas: axes and whole curves when the runs change, the reached part every frame. */
import { formatNumber } from '../format';
import { drawAxes } from '../plots/axes';
import { prepareCanvas } from '../plots/canvas';
import {
  convergenceCurve,
  convergencePlane,
  drawEmpty,
  drawHoverRing,
  drawReachedCurves,
  drawWholeCurves,
  type ConvergencePlane,
  type Curve,
} from '../plots/convergence';
import {
  columnTitle,
  extentOf,
  isConstrained,
  referenceOf,
  valueTitle,
  violationReference,
} from '../plots/convergence-data';
import { GrowingLayer } from '../plots/growing-layer';
import { drawLabel } from '../plots/label';
import { plotColors } from '../plots/palette';
import { countUpTo, nearestPoint } from '../plots/polyline';
import { insetRect } from '../plots/scale';
import { iterationOf, rowAt } from '../plots/trace';
import { registerPainter, type Painter } from '../playback/clock';
import { lookOf, runLabel } from '../run-look';
import { appStore, playbackStore, viewStore } from '../stores';
import { currentTheme, onThemeChange } from '../theme';
import { visibleRuns } from '../landscape/scene';

const REACH = 16;

interface Scene {
  readonly plane: ConvergencePlane;
  readonly curves: readonly Curve[];
  readonly titles: { readonly x: string; readonly y: string };
}

export class ConvergenceStage {
  private width = 0;
  private height = 0;
  private scene: Scene | null = null;
  private hasPointer = false;
  /** axes and whole curves, painted once per scene */
  private readonly still = new GrowingLayer<Scene>();
  private readonly painter: Painter;
  private readonly stops: (() => void)[] = [];

  constructor(
    host: HTMLElement,
    private readonly canvas: HTMLCanvasElement,
  ) {
    this.painter = registerPainter(() => this.paint());
    const rebuild = (): void => {
      this.scene = null;
      this.painter.invalidate();
    };
    this.stops.push(
      appStore.subscribe((now, before) => {
        if (now.runs !== before.runs || now.problem !== before.problem) rebuild();
      }),
      viewStore.subscribe((now, before) => (now.hover === before.hover ? rebuild() : this.painter.invalidate())),
      playbackStore.subscribe(() => this.painter.invalidate()),
      onThemeChange(rebuild),
    );
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      this.width = Math.floor(entry.contentRect.width);
      this.height = Math.floor(entry.contentRect.height);
      rebuild();
    });
    observer.observe(host);
    const controller = new AbortController();
    canvas.addEventListener('pointermove', (event) => this.hover(event), { signal: controller.signal });
    canvas.addEventListener('pointerleave', () => this.leave(), { signal: controller.signal });
    this.stops.push(
      () => observer.disconnect(),
      () => controller.abort(),
    );
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.painter.dispose();
  }

  private build(): Scene | null {
    const { problem, runs } = appStore.getState();
    const { convergenceX, logY } = viewStore.getState();
    const shown = visibleRuns();
    const reference = showsViolation() ? violationReference : referenceOf(problem, runs);
    const extent = extentOf(shown, convergenceX, logY, reference);
    if (!extent) return null;
    const margins = { left: 64, right: 18, top: 14, bottom: 46 };
    const plane = convergencePlane(insetRect(this.width, this.height, margins), extent, logY);
    const curves = shown.map((run) =>
      convergenceCurve(run, lookOf(run, appStore.getState(), currentTheme()), plane, convergenceX, reference),
    );
    return {
      plane,
      curves,
      titles: { x: columnTitle(convergenceX), y: valueTitle(logY, reference, isConstrained(shown)) },
    };
  }

  private paint(): void {
    if (this.width < 60 || this.height < 60) return;
    const context = prepareCanvas(this.canvas, this.width, this.height);
    const colors = plotColors(currentTheme());
    this.scene ??= this.build();
    if (!this.scene) {
      const rect = { left: 0, top: 0, width: this.width, height: this.height };
      drawEmpty(context, rect, emptyText(), colors);
      return;
    }
    const { plane, curves, titles } = this.scene;
    const { hover } = viewStore.getState();
    this.still.lay(context, [this.scene], 1, [colors], 1, (onto) => {
      drawAxes(onto, plane.rect, plane, titles, colors, true);
      drawWholeCurves(onto, curves, plane);
    });
    drawReachedCurves(context, curves, plane, playbackStore.getState().position, hover, colors);
    const hovered = curves.find((curve) => curve.run.spec.id === hover?.runId);
    if (!hovered || !hover) return;
    const at = Math.max(0, countUpTo(hovered.line, hover.iterate) - 1);
    const [x, y] = [hovered.line.px[at]!, hovered.line.py[at]!];
    drawHoverRing(context, x, y, hovered.style.color, colors);
    if (!this.hasPointer) return;
    const { trace } = hovered.run;
    const lines = [
      runLabel(hovered.run, appStore.getState().runs),
      `iteration ${iterationOf(trace, hover.iterate)}   f ${formatNumber(trace.fun[hover.iterate], 5)}`,
      ...(trace.violation ? [`violation ${formatNumber(trace.violation[hover.iterate], 3)}`] : []),
    ];
    drawLabel(context, lines, x, y, plane.rect, colors, hovered.style.color);
  }

  private hover(event: PointerEvent): void {
    if (!this.scene) return;
    this.hasPointer = true;
    const { position } = playbackStore.getState();
    let best: { runId: string; iterate: number } | null = null;
    let reach = REACH;
    for (const { run, line } of this.scene.curves) {
      const upTo = countUpTo(line, rowAt(run.trace, position));
      const found = nearestPoint(line, upTo, event.offsetX, event.offsetY, reach);
      if (!found) continue;
      reach = found.distance;
      best = { runId: run.spec.id, iterate: found.index };
    }
    viewStore.getState().setHover(best);
  }

  private leave(): void {
    this.hasPointer = false;
    viewStore.getState().setHover(null);
  }
}

/** Whether violations are asked for, and there are any to show. */
function showsViolation(): boolean {
  return viewStore.getState().convergenceY === 'violation' && isConstrained(appStore.getState().runs);
}

function emptyText(): string {
  const { runs, running } = appStore.getState();
  if (running) return 'Waiting for the first values…';
  if (runs.length === 0) return 'Press Run to see how the methods converge.';
  if (visibleRuns().length === 0) return 'All runs are hidden.';
  if (showsViolation()) return 'Every iterate keeps the constraints.';
  return 'No run has a finite value of f.';
}
