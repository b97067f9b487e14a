/** Several mistakes at once, and what kind of mistake makes another guess at n worth a try. */
import { type Diagnostic, LossError, errorAt } from './diagnostics';
import { needsNumber } from './lower/convert';
import type { Statement, Unsupported } from './syntax/tree';

/** Several mistakes at once. */
export class Failures extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super();
  }
}

/** A name that is unknown because the language has not what defines it: then that is what is wrong. */
export function namingConstruct(diagnostic: Diagnostic, body: readonly Statement[], source: string): Diagnostic {
  if (diagnostic.code !== 'unknown-name') return diagnostic;
  const name = source.slice(diagnostic.from, diagnostic.to);
  const definition = body.find((each) => each.type === 'unsupported' && each.name === name);
  return definition?.type === 'unsupported' ? unsupportedAt(definition) : diagnostic;
}

/** What is said of a construct outside the language. */
export function unsupportedAt({ construct, remedy, from, to }: Unsupported): Diagnostic {
  const name = `${construct[0]!.toUpperCase()}${construct.slice(1)}`;
  return errorAt({ from, to }, 'unsupported', `${name} is not part of the loss language.`, remedy);
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
