/** Plotly's layer: loaded after the first picture, redrawn when the picture has come to rest, faded out while it moves. */
import { contourFigure } from '../plots/contour-figure';
import type { HeightMap, Levels } from '../plots/levels';
import type { AxisTitles } from '../plots/axes';
import type { PlotColors } from '../plots/palette';
import type { Margins, Scale } from '../plots/scale';
import type { Landscape } from '../types';

export interface ContourRequest {
  readonly landscape: Landscape;
  readonly map: HeightMap;
  readonly levels: Levels;
  readonly scales: { readonly x: Scale; readonly y: Scale };
  readonly margins: Margins;
  readonly size: { readonly width: number; readonly height: number };
  readonly titles: AxisTitles;
  readonly colors: PlotColors;
}

/** Plotly costs tens of milliseconds a drawing: it waits until nothing has changed for this long. */
const REST_MILLISECONDS = 90;

type PlotlyModule = (typeof import('../plots/plotly'))['default'];

export class ContourLayer {
  private plotly: PlotlyModule | null = null;
  private loading: Promise<void> | null = null;
  private wanted: { readonly request: ContourRequest; readonly key: readonly unknown[] } | null = null;
  private drawnKey: readonly unknown[] | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private revision = 0;
  private isDrawing = false;
  private isDisposed = false;

  constructor(
    private readonly element: HTMLElement,
    private readonly onDrawn: () => void,
  ) {}

  /** Whether the layer shows what was asked for last. */
  get isCurrent(): boolean {
    return this.drawnKey !== null && this.wanted !== null && same(this.drawnKey, this.wanted.key);
  }

  /** Asks for a figure. `key` says when two requests are the same picture. */
  request(request: ContourRequest, key: readonly unknown[]): void {
    if (this.wanted && same(this.wanted.key, key)) return;
    this.wanted = { request, key };
    this.element.dataset['state'] = this.isCurrent ? 'shown' : 'stale';
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.draw(), REST_MILLISECONDS);
  }

  /** Takes the layer away: a gesture is under way, or the loss is a curve. */
  hide(): void {
    clearTimeout(this.timer);
    this.wanted = null;
    this.element.dataset['state'] = 'stale';
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
    this.plotly?.purge(this.element);
  }

  /** One drawing at a time, until what is drawn is what is wanted: an older one must not finish last. */
  private async draw(): Promise<void> {
    if (this.isDrawing) return;
    this.isDrawing = true;
    await this.load();
    while (this.plotly && this.wanted && !this.isCurrent && !this.isDisposed) {
      const { request, key } = this.wanted;
      const figure = contourFigure(request);
      this.revision += 1;
      const layout = { ...figure.layout, datarevision: this.revision };
      await this.plotly.react(this.element, [...figure.data], layout, { staticPlot: true, displayModeBar: false });
      this.drawnKey = key;
    }
    this.isDrawing = false;
    if (!this.isCurrent || this.isDisposed) return;
    this.element.dataset['state'] = 'shown';
    this.onDrawn();
  }

  /** Without Plotly (offline, blocked) the picture keeps its own axes and field. */
  private async load(): Promise<void> {
    this.loading ??= import('../plots/plotly').then(
      (module) => {
        this.plotly = module.default;
      },
      () => undefined,
    );
    await this.loading;
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, i) => Object.is(part, b[i]));
}
