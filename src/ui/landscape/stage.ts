/**
 * The landscape's layers and when each is painted: a canvas with the field (at once), Plotly's axes and contours
 * above it (when its chunk is there), a canvas with bounds and constraints, and an overlay canvas with all that moves
 * (every frame). React only mounts it.
 */
import { prepareCanvas } from '../plots/canvas';
import { drawAxes, type AxisTitles } from '../plots/axes';
import { colorRamp } from '../plots/color';
import { curvePlane, drawCurve } from '../plots/curve';
import { boxScales, drawField, fieldImage } from '../plots/field';
import { isSamePicture } from '../plots/grid';
import { contourLevels, heightMap, type HeightMap } from '../plots/levels';
import { plotColors, type PlotColors } from '../plots/palette';
import { insetRect, type Margins } from '../plots/scale';
import type { Plane } from '../plots/plane';
import { registerPainter, type Painter } from '../playback/clock';
import { appStore, coordinateTitle, playbackStore, viewStore } from '../stores';
import { currentTheme, onThemeChange } from '../theme';
import type { Landscape } from '../types';
import { ContourLayer } from './contour-layer';
import { LimitsLayer } from './limits-layer';
import { paintOverlay } from './overlay';
import { storedBox, type ViewBox } from './view-box';
import { Projections } from './scene';

export interface StageElements {
  readonly host: HTMLElement;
  readonly field: HTMLCanvasElement;
  readonly contours: HTMLElement;
  readonly limits: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
}

/** What the pointer does to the picture before any store hears of it. */
export interface StageGesture {
  /** the box while panning or zooming */
  box: ViewBox | null;
  /** pointer in CSS pixels of the stage, for the crosshair */
  pointer: { readonly x: number; readonly y: number } | null;
  isStartActive: boolean;
}

/** What the still layers show of the state. */
const fieldParts = ['landscape', 'problem', 'axes', 'bounds'] as const;

export class LandscapeStage {
  readonly gesture: StageGesture = { box: null, pointer: null, isStartActive: false };
  readonly projections = new Projections();
  private width = 0;
  private height = 0;
  private image: {
    readonly key: readonly unknown[];
    readonly canvas: HTMLCanvasElement;
    readonly map: HeightMap;
  } | null = null;
  private shown: Landscape | null = null;
  private planeCache: { readonly key: readonly unknown[]; readonly plane: Plane } | null = null;
  private readonly contourLayer: ContourLayer;
  private readonly limitsLayer: LimitsLayer;
  private readonly fieldPainter: Painter;
  private readonly overlayPainter: Painter;
  private readonly stops: (() => void)[] = [];

  constructor(readonly elements: StageElements) {
    this.contourLayer = new ContourLayer(elements.contours, () => this.fieldPainter.invalidate());
    this.limitsLayer = new LimitsLayer(elements.limits, elements.host);
    this.fieldPainter = registerPainter(() => this.paintField());
    this.overlayPainter = registerPainter(() => this.paintOverlay());
    const all = (): void => this.invalidate();
    const moving = (): void => this.overlayPainter.invalidate();
    this.stops.push(
      appStore.subscribe((now, before) => {
        const isOther = fieldParts.some((part) => now[part] !== before[part]);
        if (isOther) all();
        else moving();
      }),
      viewStore.subscribe((now, before) => (now.logLevels === before.logLevels ? moving() : all())),
      playbackStore.subscribe(moving),
      onThemeChange(all),
    );
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      this.width = Math.floor(entry.contentRect.width);
      this.height = Math.floor(entry.contentRect.height);
      all();
    });
    observer.observe(elements.host);
    this.stops.push(() => observer.disconnect());
  }

  dispose(): void {
    for (const stop of this.stops) stop();
    this.fieldPainter.dispose();
    this.overlayPainter.dispose();
    this.contourLayer.dispose();
  }

  invalidate(): void {
    this.fieldPainter.invalidate();
    this.overlayPainter.invalidate();
  }

  invalidateOverlay(): void {
    this.overlayPainter.invalidate();
  }

  get colors(): PlotColors {
    return plotColors(currentTheme());
  }

  /** Whether the loss on show has one variable: then the landscape is a curve. */
  get isCurve(): boolean {
    return appStore.getState().problem.n === 1;
  }

  /** The box on show and its scales; the same object until something about it changes. */
  plane(): Plane {
    const state = appStore.getState();
    const box = this.gesture.box ?? storedBox(state);
    const { landscape, axes } = state;
    const curve = this.isCurve ? landscape : null;
    const key = [
      this.width,
      this.height,
      box.x[0],
      box.x[1],
      box.y[0],
      box.y[1],
      axes[0],
      axes[1],
      curve,
      this.isCurve,
    ];
    if (this.planeCache && sameKey(this.planeCache.key, key)) return this.planeCache.plane;
    const rect = insetRect(this.width, this.height, marginsFor(this.width));
    const scales = curve ? curvePlane(rect, curve, box.x) : boxScales(rect, box.x, box.y);
    const plane: Plane = { rect, x: scales.x, y: scales.y, axes: this.isCurve ? [0, 0] : axes };
    this.planeCache = { key, plane };
    return plane;
  }

  titles(): AxisTitles {
    const { compile, axes } = appStore.getState();
    const name = (axis: number): string => coordinateTitle(compile.loss, axis);
    return this.isCurve ? { x: name(0), y: 'f' } : { x: name(axes[0]), y: name(axes[1]) };
  }

  private paintField(): void {
    if (this.width < 60 || this.height < 60) return;
    const context = prepareCanvas(this.elements.field, this.width, this.height);
    const { problem } = appStore.getState();
    const landscape = this.picture();
    const plane = this.plane();
    const fits = landscape !== null && (landscape.height === 1) === (problem.n === 1);
    if (fits && this.isCurve) {
      drawAxes(context, plane.rect, plane, this.titles(), this.colors, true);
      drawCurve(context, landscape, plane, this.colors);
      this.contourLayer.hide();
    } else if (fits) {
      this.paintMap(context, landscape, plane);
    }
    const isDrawnByPlotly = fits && !this.isCurve && this.contourLayer.isCurrent;
    if (!isDrawnByPlotly && !(fits && this.isCurve)) {
      drawAxes(context, plane.rect, plane, this.titles(), this.colors, false);
    }
    this.paintLimits(fits, plane);
    if (fits) this.markPainted(isDrawnByPlotly);
  }

  private paintLimits(fits: boolean, plane: Plane): void {
    const state = appStore.getState();
    const size = { width: this.width, height: this.height };
    this.limitsLayer.paint(size, fits ? state.landscape : null, plane, state, this.colors);
  }

  private paintMap(context: CanvasRenderingContext2D, landscape: Landscape, plane: Plane): void {
    const { canvas, map } = this.fieldOf(landscape);
    const ranges = { x: landscape.xRange, y: landscape.yRange };
    drawField(context, plane.rect, plane, canvas, ranges, this.colors, map.nonFinite > 0);
    if (this.gesture.box) {
      this.contourLayer.hide();
      return;
    }
    this.contourLayer.request(
      {
        landscape,
        map,
        levels: contourLevels(map),
        scales: plane,
        margins: marginsFor(this.width),
        size: { width: this.width, height: this.height },
        titles: this.titles(),
        colors: this.colors,
      },
      [landscape, map, plane, currentTheme(), this.titles().x, this.titles().y].map((part) => part),
    );
  }

  /** The landscape, as the same object while only its arrows change: field and contours need not be drawn again. */
  private picture(): Landscape | null {
    const { landscape } = appStore.getState();
    if (!landscape || !this.shown || !isSamePicture(landscape, this.shown)) this.shown = landscape;
    return this.shown;
  }

  private fieldOf(landscape: Landscape): { readonly canvas: HTMLCanvasElement; readonly map: HeightMap } {
    const { problem } = appStore.getState();
    const { logLevels } = viewStore.getState();
    const key = [landscape, problem.minima, logLevels, currentTheme()];
    if (this.image && sameKey(this.image.key, key)) return this.image;
    const minimum = problem.minima.length > 0 ? Math.min(...problem.minima.map((each) => each.fun)) : null;
    const map = heightMap(landscape.values, minimum, logLevels);
    this.image = { key, map, canvas: fieldImage(landscape, map, colorRamp(this.colors.ramp, 512)) };
    return this.image;
  }

  private paintOverlay(): void {
    if (this.width < 60 || this.height < 60) return;
    const { counts } = paintOverlay(prepareCanvas(this.elements.overlay, this.width, this.height), this);
    const marks = JSON.stringify(counts);
    const { host } = this.elements;
    // What a test, or anyone who cannot see the canvas, can know of it.
    if (host.dataset['marks'] !== marks) host.dataset['marks'] = marks;
  }

  /** The first picture is timed: it must not wait for anything but the stage and the grid. */
  private markPainted(byPlotly: boolean): void {
    const { host } = this.elements;
    if (!host.dataset['painted']) {
      performance.mark('thalweg:first-landscape');
      host.dispatchEvent(new CustomEvent('thalweg:first-landscape', { bubbles: true }));
    }
    host.dataset['painted'] = byPlotly ? 'contours' : 'field';
  }
}

/** Room for ticks and titles; tighter on a phone. */
export function marginsFor(width: number): Margins {
  return width < 480 ? { left: 46, right: 10, top: 8, bottom: 44 } : { left: 58, right: 14, top: 10, bottom: 46 };
}

function sameKey(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, i) => Object.is(part, b[i]));
}
