/** How a run is named and drawn: the style of the choice it came from, and a label that tells twins apart. */
import { runStyle, type RunStyle, type Theme } from './plots/palette';
import type { AppState, MethodChoice, OptionValue, Run } from './types';

/** Palette index of a run: its choice's, or its place among the runs when it was imported without one. */
export function styleIndex(run: Run, state: Pick<AppState, 'runs' | 'choices'>): number {
  const choice = state.choices.find((candidate) => candidate.key === run.spec.id);
  return choice ? choice.style : Math.max(0, state.runs.indexOf(run));
}

/** Color, dash and marker of a run. */
export function lookOf(run: Run, state: Pick<AppState, 'runs' | 'choices'>, theme: Theme): RunStyle {
  return runStyle(styleIndex(run, state), theme);
}

/** Method name; where the same method runs twice, followed by the options in which the twins differ. */
export function runLabel(run: Run, runs: readonly Run[]): string {
  const twins = runs.filter(({ spec }) => spec.method === run.spec.method).map(({ spec }) => spec.options);
  return labelOf(run.spec.method, run.spec.options, twins);
}

/** The same for a choice that has not run. */
export function choiceLabel(choice: MethodChoice, choices: readonly MethodChoice[]): string {
  const twins = choices.filter(({ method }) => method === choice.method).map(({ options }) => options);
  return labelOf(choice.method, choice.options, twins);
}

type Options = Readonly<Record<string, OptionValue>>;

function labelOf(method: string, options: Options, twins: readonly Options[]): string {
  if (twins.length < 2) return method;
  const differs = ([name, value]: readonly [string, OptionValue]): boolean =>
    twins.some((other) => String(other[name]) !== String(value));
  const parts = Object.entries(options)
    .filter(differs)
    .map(([name, value]) => `${name}=${String(value)}`);
  return parts.length === 0 ? method : `${method} (${parts.join(', ')})`;
}
