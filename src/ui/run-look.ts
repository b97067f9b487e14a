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

/** Method name; where the same method runs twice, followed by the options that differ from the defaults. */
export function runLabel(run: Run, runs: readonly Run[]): string {
  const isTwin = runs.some((other) => other !== run && other.spec.method === run.spec.method);
  return isTwin ? `${run.spec.method} ${optionsLabel(run.spec.options)}`.trim() : run.spec.method;
}

/** The same for a choice that has not run. */
export function choiceLabel(choice: MethodChoice, choices: readonly MethodChoice[]): string {
  const isTwin = choices.some((other) => other !== choice && other.method === choice.method);
  return isTwin ? `${choice.method} ${optionsLabel(choice.options)}`.trim() : choice.method;
}

function optionsLabel(options: Readonly<Record<string, OptionValue>>): string {
  const parts = Object.entries(options).map(([name, value]) => `${name}=${String(value)}`);
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}
