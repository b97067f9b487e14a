/** Small questions that reading and writing elements share. */
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import type { Context } from './context';
import { stackItems } from './convert';
import type { Entry } from './index-plan';
import { ListValue, Tensor } from './values';

/** With a capital first letter, to begin a message. */
export const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

/** The text that names an entry of a dictionary. */
export function dictKey(entries: readonly Entry[], range: Range): string {
  const [entry] = entries;
  if (entry?.kind === 'value' && entry.value.kind === 'string') return entry.value.value;
  if (entry?.kind === 'value' && entry.value.kind === 'number') return String(entry.value.value);
  return fail(range, 'not-static', 'An entry is named by a text.', "Write params['name'].");
}

/** A list's elements as one array, whatever form they have now. */
export function packedOf(context: Context, list: ListValue, range: Range): Tensor {
  return list.packed ?? stackItems(context, list.items!, range);
}
