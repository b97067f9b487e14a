/** Small questions that reading and writing elements share. */
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { type Context, NotVectorizable } from './context';
import { failPoison, stackItems } from './convert';
import type { Entry } from './index-plan';
import { type DictValue, ListValue, Tensor, type Value, stringOf, tupleOf } from './values';

/** With a capital first letter, to begin a message. */
export const capital = (text: string): string => text[0]!.toUpperCase() + text.slice(1);

/** The text that stands for a key of a dictionary; null for what can be none. */
function textOfKey(key: Value): string | null {
  if (key.kind === 'string') return key.value;
  if (key.kind === 'number') return String(key.value);
  if (key.kind !== 'tuple') return null;
  const parts = key.items.map(textOfKey);
  return parts.includes(null) ? null : `(${parts.join(', ')})`;
}

/** The text that stands for a key.
 *  @throws LossError for what depends on the point, or is no key */
export function keyText(key: Value, range: Range): string {
  if (key.kind === 'poison') failPoison(key);
  if (key.kind === 'carried') throw new NotVectorizable();
  return (
    textOfKey(key) ?? fail(range, 'not-static', 'A key is a text or a constant.', "Write {'a': 1} or params['name'].")
  );
}

/** The text that stands for the key in a subscript; several entries are a tuple. */
export function dictKey(entries: readonly Entry[], range: Range): string {
  return keyText(keyOf(entries, range), range);
}

function keyOf(entries: readonly Entry[], range: Range): Value {
  const values = entries.map((entry) =>
    entry.kind === 'value'
      ? entry.value
      : fail(range, 'not-static', 'An entry is named by a text.', "Write params['name']."),
  );
  return values.length === 1 ? values[0]! : tupleOf(values);
}

/** Sets an entry; the key is remembered where it is no text. */
export function setEntry(dict: DictValue, key: Value, value: Value, range: Range): void {
  const text = keyText(key, range);
  if (key.kind !== 'string') dict.keyValues.set(text, key);
  dict.entries = new Map(dict.entries).set(text, value);
}

/** `dict[entries] = value`. */
export function writeEntry(dict: DictValue, entries: readonly Entry[], value: Value, range: Range): void {
  setEntry(dict, keyOf(entries, range), value, range);
}

/** The keys of a dictionary as they were given. */
export const keysOf = (dict: DictValue): Value[] =>
  Array.from(dict.entries.keys(), (text) => dict.keyValues.get(text) ?? stringOf(text));

/** A list's elements as one array, whatever form they have now. */
export function packedOf(context: Context, list: ListValue, range: Range): Tensor {
  return list.packed ?? stackItems(context, list.items!, range);
}
