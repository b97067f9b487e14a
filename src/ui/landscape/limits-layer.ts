/** The landscape's canvas of limits, between contours and runs: what is hatched and drawn is worked out once per grid. */
import { prepareCanvas } from '../plots/canvas';
import { drawLimits } from '../plots/draw-limits';
import { limitPicture, type LimitPicture } from '../plots/limits';
import type { PlotColors } from '../plots/palette';
import type { Plane } from '../plots/plane';
import type { AppState, Landscape } from '../types';

type Bounds = AppState['bounds'];

export class LimitsLayer {
  private cache: {
    readonly landscape: Landscape;
    readonly bounds: Bounds;
    readonly picture: LimitPicture | null;
  } | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    /** carries what a test, or anyone who cannot see the canvas, can know of it */
    private readonly host: HTMLElement,
  ) {}

  /** Paints the limits over a landscape; without one, nothing. */
  paint(
    size: { readonly width: number; readonly height: number },
    landscape: Landscape | null,
    plane: Plane,
    { bounds, x0, problem }: Pick<AppState, 'bounds' | 'x0' | 'problem'>,
    colors: PlotColors,
  ): void {
    const context = prepareCanvas(this.canvas, size.width, size.height);
    const picture = landscape && this.pictureOf(landscape, bounds);
    const { dataset } = this.host;
    const drawn = picture?.curves.filter(({ lines }) => lines.length > 0) ?? [];
    dataset['constraintCurves'] = String(drawn.length);
    dataset['infeasible'] = (picture?.share ?? 0).toFixed(3);
    if (!picture || !landscape) return;
    const marks = [x0, ...problem.minima.map(({ x }) => x)].map(
      (point) => [plane.x.toPixel(point[plane.axes[0]]!), plane.y.toPixel(point[plane.axes[1]]!)] as const,
    );
    drawLimits(context, picture, landscape, plane, bounds, landscape.height === 1 ? [] : marks, colors);
  }

  private pictureOf(landscape: Landscape, bounds: Bounds): LimitPicture | null {
    if (this.cache?.landscape !== landscape || this.cache.bounds !== bounds) {
      this.cache = { landscape, bounds, picture: limitPicture(landscape, bounds) };
    }
    return this.cache.picture;
  }
}
