/** One row of the function table, and the small vocabulary in which rows are written. */
import type { Context } from '../lower/context';
import type { Value } from '../lower/values';
import type { Binding } from './binding';
import type { Home } from './home';

/** One row of the function table. */
export interface Builtin {
  /** the name that messages and completion use */
  readonly name: string;
  /** parameters as Python writes them, such as `(a, axis=None, keepdims=False)`; `*` collects */
  readonly signature: string;
  readonly doc: string;
  /** the names it has in each home; an empty list means `name` */
  readonly homes: Partial<Record<Home, readonly string[]>>;
  readonly call: (context: Context, args: Binding) => Value;
}

/** `'numpy torch:arcsin|asin method'` → homes; without names the row's own name is used. */
export function homesOf(text: string, name: string): Builtin['homes'] {
  const homes: Partial<Record<Home, readonly string[]>> = {};
  for (const part of text.split(' ')) {
    const [home, names] = part.split(':');
    homes[home as Home] = names ? names.split('|') : [name];
  }
  return homes;
}

/** A row.
 *  @param homes  see `homesOf` */
export function row(name: string, signature: string, homes: string, doc: string, call: Builtin['call']): Builtin {
  return { name, signature, doc, homes: homesOf(homes, name), call };
}
