/** The collection of pasted losses: texts in the cell format of notebooks, and what their own languages make of them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ParamSpec } from '../units/param-spec';

/** One pasted text. */
export interface Cell {
  readonly title: string;
  readonly n: number;
  /** shapes by name where the head of the cell gives them: `# %% title | n | W:2,3 b:3` */
  readonly params: readonly ParamSpec[] | undefined;
  /** a third part of the head that gives no shapes */
  readonly note: string;
  readonly source: string;
}

const folder = join(process.cwd(), 'src/lang/pasted');

/** The cells of one file. */
export function cellsOf(file: string): Cell[] {
  const text = readFileSync(join(folder, file), 'utf8');
  return text
    .split(/^(?:#|\/\/) %% /m)
    .slice(1)
    .map((cell) => {
      const end = cell.indexOf('\n');
      const [title, n, ...rest] = cell
        .slice(0, end)
        .split('|')
        .map((part) => part.trim()) as [string, string];
      const note = rest.join(' | ');
      const named = [...note.matchAll(/(\w+):([\d,]+)/g)];
      return {
        title,
        n: Number(n),
        params:
          named.length > 0
            ? named.map(([, name, shape]) => ({ name: name!, shape: shape!.split(',').map(Number) }))
            : undefined,
        note,
        source: cell.slice(end + 1).trimEnd(),
      };
    });
}

/** Values that `record.py` took from CPython with NumPy, by title, at `pastedPoint(n, 0…2)`. */
export function recordedValues(): Readonly<Record<string, readonly number[]>> {
  return JSON.parse(readFileSync(join(folder, 'values.json'), 'utf8')) as Record<string, number[]>;
}

/** The points of `record.py`. */
export function pastedPoint(n: number, k: number): Float64Array {
  return Float64Array.from(
    { length: n },
    (_, i) => Math.round(1000 * (1.3 * Math.sin(2.399963 * (i + 1) + 1.7 * k) + 0.25)) / 1000 + 0.0007,
  );
}
