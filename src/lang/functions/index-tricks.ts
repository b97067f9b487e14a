/** `np.c_[a, b]` and `np.r_[0, x, 1:4]`: arrays joined in square brackets. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { toTensor } from '../lower/convert';
import type { Entry } from '../lower/index-plan';
import { withShapes } from '../lower/operands';
import type { BuiltinValue, Tensor, Value } from '../lower/values';
import type { Range } from '../syntax/tree';
import { type Builtin, row } from './builtin';

const trick = (name: string, doc: string): Builtin =>
  row(name, '(*a)', 'numpy', doc, (_, args) =>
    fail(args.range, 'not-callable', `np.${name} takes square brackets.`, `Write np.${name}[a, b].`),
  );

/** Rows of the names that join in square brackets. */
export const indexTrickRows: readonly Builtin[] = [
  trick('c_', 'Vectors as columns, in square brackets.'),
  trick('r_', 'Numbers and vectors one after another, in square brackets.'),
];

/** What `np.c_[…]` or `np.r_[…]` joins; null where the value is something else. */
export function joinedByIndex(
  context: Context,
  object: BuiltinValue,
  entries: readonly Entry[],
  range: Range,
): Value | null {
  const isColumns = object.name === 'c_';
  if (object.home !== 'numpy' || !(isColumns || object.name === 'r_')) return null;
  const parts = entries.map((entry) => partOf(context, entry, range)).map((part) => raised(context, part, isColumns));
  return withShapes(range, () => context.ops.concat(parts, isColumns ? 1 : 0));
}

function partOf(context: Context, entry: Entry, range: Range): Tensor {
  if (entry.kind === 'value') return toTensor(context, entry.value, entry.range);
  if (entry.kind !== 'slice' || entry.stop === null)
    return fail(range, 'unsupported', 'Only arrays, numbers and ranges can be joined here.', 'Use np.concatenate.');
  const { start, stop, step } = entry;
  const first = start ?? 0;
  const count = Math.max(0, Math.ceil((stop - first) / step));
  return context.ops.constant(
    Array.from({ length: count }, (_, i) => first + i * step),
    [count],
    'int',
  );
}

/** Columns are matrices of one column; a row of numbers is a vector. */
function raised(context: Context, part: Tensor, isColumns: boolean): Tensor {
  const { ops } = context;
  if (isColumns && part.rank < 2) return ops.reshape(part, [part.shape[0] ?? 1, 1]);
  return part.rank === 0 ? ops.reshape(part, [1]) : part;
}
