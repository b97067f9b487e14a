/**
 * What is wrong with a text, said so that its author can repair it: where, what, and the remedy.
 *
 * `LossError` is thrown inside the front end only; it never leaves `parseLoss`. `LossSyntaxError` is what the public
 * `compile()` throws.
 */
import type { Range } from './syntax/tree';

/** One thing that is wrong, or worth saying. */
export interface Diagnostic {
  /** half-open range of offsets in the source */
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  /** stable key such as `unknown-name`, for tests and for filtering */
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** An error diagnostic at a range; an empty range is widened so that there is something to underline. */
export function errorAt(range: Range, code: string, message: string, remedy: string): Diagnostic {
  return { from: range.from, to: Math.max(range.to, range.from), severity: 'error', code, message, remedy };
}

/** A warning at a range: the loss compiles all the same. */
export function warningAt(range: Range, code: string, message: string, remedy: string): Diagnostic {
  return { from: range.from, to: range.to, severity: 'warning', code, message, remedy };
}

/** Carries one diagnostic from the place that finds it to the statement that reports it. */
export class LossError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** Stops the current statement without a further report: the cause has been reported already. */
export class SilentError extends Error {}

/** Throws the diagnostic. */
export function fail(range: Range, code: string, message: string, remedy: string): never {
  throw new LossError(errorAt(range, code, message, remedy));
}

/** Thrown by the public `compile()` when a text is not a loss; the message lists every error with line and column. */
export class LossSyntaxError extends Error {
  override readonly name = 'LossSyntaxError';
  readonly diagnostics: readonly Diagnostic[];
  readonly source: string;

  constructor(source: string, diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((diagnostic) => describe(source, diagnostic)).join('\n'));
    this.source = source;
    this.diagnostics = diagnostics;
  }
}

function describe(source: string, diagnostic: Diagnostic): string {
  const { line, column } = positionOf(source, diagnostic.from);
  return `line ${line}, column ${column}: ${diagnostic.message} ${diagnostic.remedy}`.trimEnd();
}

/** Line and column, both counted from 1. */
export function positionOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/** The candidate nearest to `name`, if it is near enough to be meant: at most a third of the letters differ. */
export function didYouMean(name: string, candidates: Iterable<string>): string | null {
  // One or two letters are near to everything.
  if (name.length < 3)
    return (
      [...candidates].find((candidate) => candidate !== name && candidate.toLowerCase() === name.toLowerCase()) ?? null
    );
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const distance = similarityDistance(name, candidate);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

/** Edit distance; a name that continues the candidate (`cosine` for `cos`) counts as one edit. */
function similarityDistance(name: string, candidate: string): number {
  const a = name.toLowerCase();
  const b = candidate.toLowerCase();
  if (a === b) return 0;
  if (b.length >= 3 && (a.startsWith(b) || (a.length >= 3 && b.startsWith(a)))) return 1;
  return editDistance(a, b);
}

/** Damerau–Levenshtein distance with adjacent transpositions (Damerau 1964). */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i, ...Array.from({ length: b.length }, () => 0)]);
  for (let j = 0; j <= b.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const substitution = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = cost;
    }
  }
  return rows[a.length]![b.length]!;
}
