/** Settings that an imported study implies: its problem, and one chosen method per run. */
import { problemById } from '../problems';
import type { Study } from '../study/types';
import { defaultAxes, type Settings } from './settings';

/** The settings under which the study's runs were made, as far as a study says. */
export function settingsOfStudy(study: Study, present: Settings): Settings {
  const { problem, runs, seed, budget } = study;
  const first = runs[0]?.spec;
  const isKnown = problem.problemId === null || problemById(problem.problemId) !== undefined;
  const center = problem.domain.map(([lo, hi]) => (lo + hi) / 2);
  return {
    problem: isKnown ? problem : { ...problem, problemId: null },
    x0: first?.x0 ?? center,
    axes: defaultAxes(problem.n),
    // A method that searches a box was given the plotted one; the user's own bounds are with the others, if anywhere.
    bounds: runs.find(({ spec }) => spec.bounds !== null && !isBox(spec.bounds, problem))?.spec.bounds ?? null,
    choices: runs.map(({ spec }, style) => ({ key: spec.id, method: spec.method, options: spec.options, style })),
    seed,
    budget,
    showArrows: present.showArrows,
  };
}

function isBox(bounds: NonNullable<Settings['bounds']>, { domain }: Settings['problem']): boolean {
  return bounds.every(([lo, hi], i) => lo === domain[i]?.[0] && hi === domain[i]?.[1]);
}
