/** Marker outlines as SVG paths about the origin: one source for the canvas and for the swatches in the panels. */
import type { MarkerKind } from './palette';

const cache = new Map<string, Path2D>();

/** The outline of a marker of radius `r` about (0, 0). Crosses are open strokes, all others closed. */
export function markerPath(kind: MarkerKind, r: number): string {
  switch (kind) {
    case 'circle':
      return `M${-r},0A${r},${r} 0 1 0 ${r},0A${r},${r} 0 1 0 ${-r},0Z`;
    case 'square':
      return polygon([-0.85, -0.85, 0.85, -0.85, 0.85, 0.85, -0.85, 0.85], r);
    case 'triangle':
      return polygon([0, -1.15, 1.05, 0.75, -1.05, 0.75], r);
    case 'diamond':
      return polygon([0, -1.2, 1, 0, 0, 1.2, -1, 0], r);
    case 'hexagon':
      return polygon([0.95, -0.55, 0.95, 0.55, 0, 1.1, -0.95, 0.55, -0.95, -0.55, 0, -1.1], r);
    case 'wedge':
      return polygon([0, 1.15, 1.05, -0.75, -1.05, -0.75], r);
    case 'cross':
      return polygon(
        [
          -0.95, -0.55, -0.55, -0.95, 0, -0.4, 0.55, -0.95, 0.95, -0.55, 0.4, 0, 0.95, 0.55, 0.55, 0.95, 0, 0.4, -0.55,
          0.95, -0.95, 0.55, -0.4, 0,
        ],
        r,
      );
    case 'plus':
      return polygon(
        [
          -0.3, -1.1, 0.3, -1.1, 0.3, -0.3, 1.1, -0.3, 1.1, 0.3, 0.3, 0.3, 0.3, 1.1, -0.3, 1.1, -0.3, 0.3, -1.1, 0.3,
          -1.1, -0.3, -0.3, -0.3,
        ],
        r,
      );
    default:
      return kind satisfies never;
  }
}

/** Fills a marker at (x, y) with a halo that lifts it off the picture. */
export function drawMarker(
  context: CanvasRenderingContext2D,
  kind: MarkerKind,
  x: number,
  y: number,
  r: number,
  fill: string,
  halo: string,
): void {
  const key = `${kind}${r}`;
  const path = cache.get(key) ?? new Path2D(markerPath(kind, r));
  cache.set(key, path);
  context.save();
  context.translate(x, y);
  context.setLineDash([]);
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = halo;
  context.stroke(path);
  context.fillStyle = fill;
  context.fill(path);
  context.restore();
}

function polygon(coordinates: readonly number[], r: number): string {
  const round = (v: number): number => Math.round(v * r * 100) / 100;
  const points: string[] = [];
  for (let i = 0; i < coordinates.length; i += 2)
    points.push(`${round(coordinates[i]!)},${round(coordinates[i + 1]!)}`);
  return `M${points.join('L')}Z`;
}
