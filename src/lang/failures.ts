/** Several mistakes at once, and what kind of mistake makes another guess at n worth a try. */
import { type Diagnostic, LossError } from './diagnostics';
import { needsNumber } from './lower/convert';

/** Several mistakes at once. */
export class Failures extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super();
  }
}

/** In source order, none twice, ranges inside the text. */
export function tidy(diagnostics: readonly Diagnostic[], source: string): Diagnostic[] {
  const seen = new Set<string>();
  return [...diagnostics]
    .map((diagnostic) => ({
      ...diagnostic,
      from: Math.min(diagnostic.from, source.length),
      to: Math.min(Math.max(diagnostic.to, diagnostic.from), source.length),
    }))
    .sort((a, b) => a.from - b.from)
    .filter((diagnostic) => {
      const key = `${diagnostic.from}:${diagnostic.code}:${diagnostic.message}`;
      return !seen.has(key) && seen.add(key);
    });
}

/** A vector stands where a number belongs: the parameter may be a number. */
export const isArrayTrouble = (error: unknown): boolean =>
  (error instanceof LossError &&
    (error.diagnostic.code === needsNumber || error.diagnostic.code === 'unknown-member')) ||
  (error instanceof Failures &&
    error.diagnostics.some((diagnostic) => diagnostic.code === needsNumber || diagnostic.code === 'unknown-member'));

/** Shapes do not fit: another n may. */
export const isShapeTrouble = (error: unknown): boolean => {
  const diagnostics =
    error instanceof LossError ? [error.diagnostic] : error instanceof Failures ? error.diagnostics : [];
  return diagnostics.some((diagnostic) => ['shape', 'index', 'ragged', 'unpack'].includes(diagnostic.code));
};
