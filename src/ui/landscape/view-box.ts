/** Which part of the plane is on show: the problem's domain, or what a gesture has made of it until it is let go. */
import { appStore, catalogue } from '../stores';
import type { AppState, Interval } from '../types';

export interface ViewBox {
  readonly x: Interval;
  readonly y: Interval;
}

type Shown = Pick<AppState, 'problem' | 'axes'>;

/** The box that the store asks for. For n = 1 the y interval is unused. */
export function storedBox({ problem, axes }: Shown): ViewBox {
  const x = problem.domain[axes[0]] ?? [-1, 1];
  return { x, y: problem.domain[axes[1]] ?? x };
}

/** The domain with the two shown intervals replaced. */
export function withBox({ problem, axes }: Shown, box: ViewBox): Interval[] {
  return problem.domain.map((interval, i) => (i === axes[0] ? box.x : i === axes[1] ? box.y : interval));
}

let home: { readonly key: string; readonly domain: readonly Interval[] } | null = null;

/** The domain to come home to: the catalogue's, or the first one seen for a text of the user's own. */
export function homeDomain(problem: AppState['problem']): readonly Interval[] {
  const entry = catalogue.find((candidate) => candidate.id === problem.problemId);
  if (entry) {
    const last = entry.domain[entry.domain.length - 1]!;
    return Array.from({ length: problem.n }, (_, i) => entry.domain[i] ?? last);
  }
  const key = `${problem.n}\n${problem.text}`;
  if (home?.key !== key) home = { key, domain: problem.domain };
  return home.domain;
}

/** Shows the whole domain again. */
export function resetDomain(): void {
  const state = appStore.getState();
  state.setDomain(homeDomain(state.problem));
}

/** Zooms the shown axes about their middle. */
export function zoomDomain(factor: number): void {
  const state = appStore.getState();
  const box = storedBox(state);
  const about = ([lo, hi]: Interval): Interval => {
    const [middle, half] = [(lo + hi) / 2, ((hi - lo) / 2) * factor];
    return [middle - half, middle + half];
  };
  state.setDomain(withBox(state, { x: about(box.x), y: about(box.y) }));
}
