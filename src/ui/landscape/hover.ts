/** What lies under the pointer: the nearest shown iterate of any visible run. */
import { countUpTo, nearestPoint } from '../plots/polyline';
import { rowAt } from '../plots/trace';
import { appStore, playbackStore } from '../stores';
import { currentTheme } from '../theme';
import type { Hover } from '../types';
import { runsOnPlane } from './scene';
import type { LandscapeStage } from './stage';

const REACH = 12;

/** The nearest iterate within reach, among those that playback has shown. */
export function hoverAt(stage: LandscapeStage, at: { x: number; y: number }): Hover {
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
