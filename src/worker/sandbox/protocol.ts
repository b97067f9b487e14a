/**
 * What is said to the sandbox and by it. Whatever comes out of it was made beside a stranger's code: numbers and texts,
 * checked where they arrive.
 */
import type { PlainProgram } from '../../lang/plain-javascript';

export type { PlainProgram } from '../../lang/plain-javascript';

/** The one message that starts an evaluator; a port to answer on comes with it. */
export interface SandboxOrder {
  readonly program: PlainProgram;
  /** global names that the loss may see */
  readonly keep: readonly string[];
}

/** f at points, row-major (m·n). */
export interface SandboxRequest {
  readonly id: number;
  readonly points: Float64Array;
  readonly n: number;
}

export interface SandboxValues {
  readonly id: number;
  /** f (m); NaN where the function threw or returned no number */
  readonly values: Float64Array;
  /** the first such point, and what happened there */
  readonly failure: { readonly index: number; readonly message: string } | null;
  /** that the calls took */
  readonly milliseconds: number;
}

export type SandboxReply =
  { readonly type: 'ready' } | { readonly type: 'broken'; readonly message: string } | SandboxValues;

/** Page → worker: an evaluator of this program stands ready, at the port that comes with the message. */
export interface SandboxOpened {
  readonly type: 'sandbox';
  readonly key: string;
}

/** Worker → page: the evaluator of this program does not answer; end it and open another. */
export interface SandboxLost {
  readonly type: 'sandbox-lost';
  readonly key: string;
}

/** Identity of a program. */
export const programKey = ({ code, form, names }: PlainProgram): string => `${form}:${names.join()}:${code}`;

/** A reply in its expected form, or null: then the evaluator is not what it was.
 *  @param count  points that were sent */
export function checkedValues(reply: unknown, id: number, count: number): SandboxValues | null {
  if (typeof reply !== 'object' || reply === null) return null;
  const { id: answered, values, failure, milliseconds } = reply as Partial<SandboxValues>;
  const isFit =
    answered === id &&
    values instanceof Float64Array &&
    values.length === count &&
    typeof milliseconds === 'number' &&
    (failure === null || (typeof failure?.message === 'string' && typeof failure.index === 'number'));
  return isFit ? (reply as SandboxValues) : null;
}
