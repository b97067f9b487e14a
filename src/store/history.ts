/**
 * Undo and redo of settings. A change is kept as the fields that it touched, before and after, so that undoing a seed
 * does not undo the text typed since: typing belongs to the editor's own undo and is never recorded here. Changes of
 * the same kind in quick succession (a dragged start, a panned domain) are one change.
 */
import type { Settings } from './settings';

/** Settings with the problem's fields beside the others: the grain of a change. */
type Fields = Readonly<Record<string, unknown>>;

interface Change {
  readonly kind: string;
  before: Fields;
  after: Fields;
  at: number;
}

const mergeMilliseconds = 600;
const maxChanges = 200;
const problemFields = [
  'problemId',
  'text',
  'language',
  'n',
  'domain',
  'minima',
  'constraints',
  'params',
  'data',
] as const;

const flatten = ({ problem, ...others }: Settings): Fields => ({ ...problem, ...others });

function unflatten(fields: Fields): Settings {
  const problem = Object.fromEntries(
    problemFields.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  );
  const isOther = (key: string): boolean => !(problemFields as readonly string[]).includes(key);
  const others = Object.fromEntries(Object.entries(fields).filter(([key]) => isOther(key)));
  return { ...others, problem } as unknown as Settings;
}

const pick = (fields: Fields, keys: readonly string[]): Fields =>
  Object.fromEntries(keys.map((key) => [key, fields[key]]));

export class History {
  private done: Change[] = [];
  private undone: Change[] = [];

  /** Notes a change of settings. @param kind  changes of one kind in quick succession are merged */
  record(before: Settings, after: Settings, kind: string, now = performance.now()): void {
    const [from, to] = [flatten(before), flatten(after)];
    const keys = Object.keys(to).filter((key) => from[key] !== to[key]);
    if (keys.length === 0) return;
    this.undone = [];
    const last = this.done.at(-1);
    if (last && last.kind === kind && now - last.at < mergeMilliseconds) {
      last.before = { ...pick(from, keys), ...last.before };
      last.after = { ...last.after, ...pick(to, keys) };
      last.at = now;
      return;
    }
    this.done.push({ kind, before: pick(from, keys), after: pick(to, keys), at: now });
    if (this.done.length > maxChanges) this.done.shift();
  }

  /** The settings before the last change, or null when there is none. */
  undo(present: Settings): Settings | null {
    return this.move(present, this.done, this.undone, 'before', 'after');
  }

  /** The settings after the last undone change, or null when there is none. */
  redo(present: Settings): Settings | null {
    return this.move(present, this.undone, this.done, 'after', 'before');
  }

  private move(
    present: Settings,
    from: Change[],
    to: Change[],
    wanted: 'before' | 'after',
    left: 'before' | 'after',
  ): Settings | null {
    const change = from.pop();
    if (!change) return null;
    const fields = flatten(present);
    // What is left behind is what stands there now: text typed since is found again on the way back.
    change[left] = pick(fields, Object.keys(change[left]));
    change.at = -Infinity;
    to.push(change);
    return unflatten({ ...fields, ...change[wanted] });
  }
}
