/** What lies under the pointer: the nearest shown iterate of any visible run, and f as the grid has it. */
import { countUpTo, nearestPoint } from '../plots/polyline';
import { rowAt } from '../plots/trace';
import { appStore, playbackStore } from '../stores';
import { currentTheme } from '../theme';
import type { Hover, Landscape } from '../types';
import { runsOnPlane } from './scene';
import type { LandscapeStage } from './stage';

const REACH = 12;

/** The nearest iterate within reach, among those that playback has shown. */
export function hoverAt(stage: LandscapeStage, at: { x: number; y: number }): Hover {
  if (stage.isCurve) return null;
  const { position } = playbackStore.getState();
  const items = stage.projections.of(runsOnPlane(appStore.getState()), stage.plane(), currentTheme());
  let best: Hover = null;
  let reach = REACH;
  for (const { run, line } of items) {
    const found = nearestPoint(line, countUpTo(line, rowAt(run.trace, position)), at.x, at.y, reach);
    if (!found) continue;
    reach = found.distance;
    best = { runId: run.spec.id, iterate: found.index };
  }
  return best;
}

/** f at a point from the landscape's grid, bilinear; NaN outside of it or beside a hole. */
export function gridValue(
  landscape: Pick<Landscape, 'width' | 'height' | 'xRange' | 'yRange' | 'values'>,
  x: number,
  y: number,
): number {
  const { width, height, xRange, yRange, values } = landscape;
  const u = ((x - xRange[0]) / (xRange[1] - xRange[0])) * (width - 1);
  const v = height > 1 ? ((y - yRange[0]) / (yRange[1] - yRange[0])) * (height - 1) : 0;
  if (!(u >= 0 && u <= width - 1 && v >= 0 && v <= height - 1)) return Number.NaN;
  const i = Math.min(width - 2, Math.floor(u));
  const j = Math.max(0, Math.min(height - 2, Math.floor(v)));
  const [s, t] = [u - i, v - j];
  const at = (column: number, row: number): number => values[row * width + column] ?? 0;
  const low = at(i, j) * (1 - s) + at(i + 1, j) * s;
  if (height === 1) return low;
  return low * (1 - t) + (at(i, j + 1) * (1 - s) + at(i + 1, j + 1) * s) * t;
}
