/**
 * The choice to run a text as plain JavaScript. A person makes it for the text in the editor, and it holds for what they
 * make of that text by editing. It lives in memory only: settings, links, files and undo neither carry nor restore it,
 * and another text asks again.
 */
import type { WorkerClient } from '../worker/client';
import type { CompileReply } from '../worker/picture-service';
import type { LossSource } from '../worker/solver-protocol';

type Refusal = CompileReply & { readonly ok: false };

/** A text is taken for an edited one when at least half of the shorter of the two is left at its ends. */
export function isEditOf(before: string, after: string): boolean {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return head + tail >= shorter / 2 && shorter > 0;
}

export class PlainChoice {
  /** the text that the choice holds for */
  private text: string | null = null;

  constructor(private readonly client: WorkerClient) {}

  /** A person has chosen. */
  choose(text: string): void {
    this.text = text;
  }

  /** The choice holds no longer: it was taken back, or the text replaced. */
  leave(): void {
    if (this.text === null) return;
    this.text = null;
    this.client.leavePlain();
  }

  /** Whether the choice holds for a text. */
  holdsFor(text: string): boolean {
    return this.text !== null && isEditOf(this.text, text);
  }

  /** What becomes of a text that the language refused: its plain form where a person chose that, else the refusal.
   *  @param x0  the start, at which the text must return a number */
  async answer(reply: Refusal, source: LossSource, x0: readonly number[], signal: AbortSignal): Promise<CompileReply> {
    // A syntax error on the way to another text leaves the choice as it is.
    if (!reply.plain || !this.holdsFor(source.text)) return reply;
    this.text = source.text;
    return this.client.compilePlain({ ...source, plain: reply.plain }, x0, signal);
  }
}
