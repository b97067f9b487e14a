/** What the user set: the part of the state that is undone, shared in the link and kept between visits. */
import { domainOf, problemById, type Problem } from '../problems';
import type { Interval, StudyProblem } from '../study/types';
import type { AppState, MethodChoice } from './state';

export type Settings = Pick<
  AppState,
  'problem' | 'x0' | 'axes' | 'bounds' | 'choices' | 'seed' | 'budget' | 'showArrows'
>;

/** The settings in a state, without the rest. */
export const settingsOf = (state: Settings): Settings => ({
  problem: state.problem,
  x0: state.x0,
  axes: state.axes,
  bounds: state.bounds,
  choices: state.choices,
  seed: state.seed,
  budget: state.budget,
  showArrows: state.showArrows,
});

/** The largest number of variables that the panels can sensibly show. */
export const maxDimension = 10_000;

/** A problem of the catalogue in n variables, in the wanted language where it has a source in it. */
export function catalogueProblem(problem: Problem, n: number, language: StudyProblem['language']): StudyProblem {
  const written = language === 'auto' ? 'javascript' : language;
  const text = problem.sources[written] ?? problem.sources.javascript;
  return {
    problemId: problem.id,
    text,
    language: text === problem.sources[written] ? language : 'auto',
    n,
    domain: domainOf(problem, n),
    minima: problem.minima(n),
    constraints: (problem.constraints ?? []).map((written) => ({ text: written })),
  };
}

/** Whether a problem's text is the catalogue's own, in whichever language. */
export function isCatalogueText({ problemId, text }: StudyProblem): boolean {
  const entry = problemId === null ? undefined : problemById(problemId);
  return entry !== undefined && Object.values(entry.sources).includes(text);
}

/** The minima that are known under these constraints: a catalogue problem's own hold under its own constraints only. */
export function knownMinima(problem: StudyProblem, constraints: StudyProblem['constraints']): StudyProblem['minima'] {
  const entry = problem.problemId === null ? undefined : problemById(problem.problemId);
  const texts = constraints.map(({ text }) => text.trim()).filter(Boolean);
  const own = entry?.constraints ?? [];
  const isOwn = texts.length === own.length && texts.every((text, i) => text === own[i]);
  return entry && isOwn ? entry.minima(problem.n) : [];
}

/** Settings for a problem of the catalogue: its start, its box, its constraints and bounds. */
export function settingsForProblem(problem: Problem, settings: Settings): Partial<Settings> {
  const n = problem.n === 'any' ? problem.defaultN : problem.n;
  return {
    problem: catalogueProblem(problem, n, settings.problem.language),
    x0: problem.start(n),
    axes: defaultAxes(n),
    bounds: problem.bounds ?? null,
  };
}

export const defaultAxes = (n: number): readonly [number, number] => [0, n === 1 ? 0 : 1];

const unknownInterval: Interval = [-5, 5];

/** The settings in n variables: coordinates that there were stay as they are, new ones come from the catalogue or from
 *  the last one that there was. */
export function inDimension(settings: Settings, n: number): Settings {
  const { problem, x0, bounds, axes } = settings;
  if (problem.n === n && x0.length === n && problem.domain.length === n && (bounds?.length ?? n) === n) return settings;
  const entry = problem.problemId === null ? undefined : problemById(problem.problemId);
  const box = entry ? domainOf(entry, n) : [];
  const start = entry ? entry.start(n) : [];
  const extended = <T>(known: readonly T[], fresh: readonly T[], otherwise: T): T[] =>
    Array.from({ length: n }, (_, i) => known[i] ?? fresh[i] ?? known.at(-1) ?? otherwise);
  return {
    ...settings,
    problem: {
      ...problem,
      n,
      domain: extended(problem.domain, box, unknownInterval),
      minima: entry
        ? knownMinima({ ...problem, n }, problem.constraints)
        : problem.minima.filter(({ x }) => x.length === n),
    },
    x0: extended(x0, start, 0),
    bounds: bounds && Array.from({ length: n }, (_, i) => bounds[i] ?? ([null, null] as const)),
    axes: n > 1 && axes.every((axis) => axis < n) && axes[0] !== axes[1] ? axes : defaultAxes(n),
  };
}

/** The smallest palette index that no choice uses. */
export function freeStyle(choices: readonly MethodChoice[]): number {
  const used = new Set(choices.map(({ style }) => style));
  let style = 0;
  while (used.has(style)) style++;
  return style;
}

/** A key for one more choice of a method, unlike every key there is. */
export function freeKey(method: string, choices: readonly MethodChoice[]): string {
  const used = new Set(choices.map(({ key }) => key));
  if (!used.has(method)) return method;
  let number = 2;
  while (used.has(`${method} ${number}`)) number++;
  return `${method} ${number}`;
}

/** What a first visit shows: Rosenbrock's valley and three ways down it. */
export function defaultSettings(): Settings {
  const rosenbrock = problemById('rosenbrock')!;
  const choice = (method: string, style: number, options: MethodChoice['options'] = {}): MethodChoice => ({
    key: method,
    method,
    options,
    style,
  });
  return {
    problem: catalogueProblem(rosenbrock, 2, 'auto'),
    x0: rosenbrock.start(2),
    axes: [0, 1],
    bounds: null,
    // Adam with its default rate of 0.001 would still stand at the start when the others have arrived.
    choices: [choice('Nelder-Mead', 0), choice('BFGS', 1), choice('Adam', 2, { lr: 0.1, maxiter: 300 })],
    seed: 0,
    budget: { evaluations: 100_000, seconds: 10 },
    showArrows: false,
  };
}
