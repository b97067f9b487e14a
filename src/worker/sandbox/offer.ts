/** When a refused text is offered to run as plain JavaScript. Comes with the compiler: it parses. */
import { isOutsideLanguage, readPlainJavaScript, type PlainReading } from '../../lang/plain-javascript';
import type { Diagnostic } from '../../study/types';
import type { LossSource } from '../solver-protocol';
import type { LossInfo } from '../types';

/** How a refused text could be run after all; null where it is no JavaScript, or wrong there as well, or where
 *  parameters or data have units, which plain JavaScript does not know. */
export function plainReadingOf(
  { text, params, data }: LossSource,
  refused: { readonly language: LossInfo['language']; readonly diagnostics: readonly Diagnostic[] },
): PlainReading | null {
  if (refused.language !== 'javascript' || data?.some(({ missing }) => missing)) return null;
  const errors = refused.diagnostics.filter(({ severity }) => severity === 'error');
  if (!isOutsideLanguage(errors.map(({ code }) => code))) return null;
  const named = data?.map(({ name, values, unit }) => [name, unit === undefined ? values : { values, unit }] as const);
  return readPlainJavaScript(text, { ...(params && { params }), ...(named && { data: Object.fromEntries(named) }) });
}
