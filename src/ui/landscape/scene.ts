/** Everything that the overlay shows at one instant, read from the stores once per frame; projections are cached. */
import { projectOnCurve } from '../plots/curve-run';
import type { Plane } from '../plots/plane';
import { projectRun, type PlaneRun } from '../plots/trajectory';
import type { Theme } from '../plots/palette';
import { lookOf } from '../run-look';
import { appStore, viewStore } from '../stores';
import type { AppState, Run } from '../types';

/** Runs that the eye toggles leave visible. */
export function visibleRuns(): readonly Run[] {
  const { hidden } = viewStore.getState();
  return appStore.getState().runs.filter((run) => !hidden.includes(run.spec.id));
}

/** A run belongs on the picture only when it has as many variables as the problem on show. */
export function runsOnPlane({ problem }: Pick<AppState, 'problem'>): readonly Run[] {
  return visibleRuns().filter((run) => run.trace.n === problem.n);
}

/** Keeps the projection of each run until its trace, the plane or the theme changes. */
export class Projections {
  private readonly items = new Map<string, { readonly key: unknown; readonly item: PlaneRun }>();
  private plane: Plane | null = null;
  private theme: Theme = 'light';

  /** The projected runs, in the order given. */
  of(runs: readonly Run[], plane: Plane, theme: Theme): PlaneRun[] {
    if (plane !== this.plane || theme !== this.theme) this.items.clear();
    this.plane = plane;
    this.theme = theme;
    const state = appStore.getState();
    const project = state.problem.n === 1 ? projectOnCurve : projectRun;
    return runs.map((run) => {
      const kept = this.items.get(run.spec.id);
      if (kept?.key === run.trace) return kept.item;
      const item = project(run, lookOf(run, state, theme), plane);
      this.items.set(run.spec.id, { key: run.trace, item });
      return item;
    });
  }
}
