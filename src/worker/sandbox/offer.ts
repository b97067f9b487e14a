/** When a refused text is offered to run as plain JavaScript. Comes with the compiler: it parses. */
import { isOutsideLanguage, readPlainJavaScript, type PlainReading } from '../../lang/plain-javascript';
import type { Diagnostic } from '../../study/types';
import type { LossSource } from '../solver-protocol';
import type { LossInfo } from '../types';

/** How a refused text could be run after all; null where it is no JavaScript, or wrong there as well. */
export function plainReadingOf(
  { text, params, data }: LossSource,
  refused: { readonly language: LossInfo['language']; readonly diagnostics: readonly Diagnostic[] },
): PlainReading | null {
  // Parameters and data have units and shapes, which plain JavaScript does not know.
  if (refused.language !== 'javascript' || params || data) return null;
  const errors = refused.diagnostics.filter(({ severity }) => severity === 'error');
  return isOutsideLanguage(errors.map(({ code }) => code)) ? readPlainJavaScript(text) : null;
}
