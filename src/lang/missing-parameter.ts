/** A parameter that the text reads and the table of parameters does not have. */
import { type Diagnostic, LossError, errorAt } from './diagnostics';
import type { Range } from './syntax/tree';

/** The diagnostic; its code is what an editor offers a repair for. */
export const missingParameter = (range: Range, name: string): Diagnostic =>
  errorAt(
    range,
    'unknown-parameter',
    `No start or shape is given for the parameter “${name}”.`,
    'Add it to the table of parameters.',
  );

/** Throws it. */
export function failMissingParameter(range: Range, name: string): never {
  throw new LossError(missingParameter(range, name));
}
