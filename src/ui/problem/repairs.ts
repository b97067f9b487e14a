/** What the page can do about a mistake in the text at one press: rows for the table, data for a name. */
import { openDialog } from '../open-dialog';
import { missingParams } from '../parameters/ParameterTable';
import { appStore } from '../stores';
import type { AppState, Diagnostic } from '../types';

export interface Repair {
  readonly label: string;
  readonly apply: () => void;
}

/** The repair of a diagnostic, or null where only its author can help. */
export function repairOf(state: AppState, { code, severity }: Diagnostic): Repair | null {
  if (severity !== 'error') return null;
  const { problem, compile } = state;
  if (code === 'unknown-parameter') {
    const missing = missingParams(state);
    if (missing.length === 0) return null;
    return {
      label: `Add ${missing.join(', ')} to the table`,
      apply: () => appStore.getState().addParams(missing),
    };
  }
  if (code === 'missing-data') return { label: 'Add the data', apply: () => openDialog('data') };
  if (code === 'unknown-name' && problem.problemId === null) {
    return { label: 'Add data', apply: () => openDialog('data') };
  }
  // Names that are used as numbers and are arrays: only a table can say so.
  const names = compile.parameters ?? [];
  if (problem.params || problem.problemId !== null || names.length < 2) return null;
  return {
    label: `Give shapes to ${names.length > 4 ? `${names.length} parameters` : names.join(', ')}`,
    apply: () => appStore.getState().nameParams(),
  };
}
