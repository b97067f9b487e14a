/** A plain loss must return a number at the start before anything is drawn or run. */
import type { Diagnostic } from '../../study/types';
import { PlainLossError, type SandboxCaller } from './caller';

/** Evaluates once, in n variables.
 *  @param x0  cut or extended to n
 *  @returns what went wrong, or null */
export async function trialOf(
  caller: SandboxCaller,
  { text, n }: { readonly text: string; readonly n: number },
  x0: readonly number[],
): Promise<Diagnostic | null> {
  const x = Float64Array.from({ length: n }, (_, i) => x0[i] ?? x0.at(-1) ?? 0);
  try {
    await caller.evaluator(n, true).fun(x);
    return null;
  } catch (error) {
    if (!(error instanceof PlainLossError)) throw error;
    const end = text.indexOf('\n');
    return {
      from: 0,
      to: end < 0 ? text.length : end,
      severity: 'error',
      code: 'plain-failure',
      message: `As plain JavaScript this fails at the start. ${error.message}`,
      remedy: 'Correct the text, or move the start to where it has a value.',
    };
  }
}
