/** Unit names in the text of a loss: `5*ms`, `u.mV`. They mean what they say only where the text gives them no other meaning. */
import type { Context } from '../lower/context';
import { type Value, Tensor, real } from '../lower/values';
import { unitNamed } from './table';
import { type Unit, toSi } from './unit';

/** One of a unit, in SI: a constant with a dimension, or a number such as `percent`. */
export function unitValue({ graph, ops }: Pick<Context, 'graph' | 'ops'>, unit: Unit): Value {
  const size = toSi(1, unit);
  if (unit.dimension === null) return real(size);
  ops.hasUnits = true;
  return new Tensor(graph.scalar(size), 0, 0, 'float', ops.depth, unit.dimension);
}

/** The words of a text that can be units.
 *  @param taken  names that parameters and data have */
export function unitWords(text: string, taken: ReadonlySet<string>): string[] {
  const words = new Set(text.match(/[A-Za-zµμΩ][A-Za-zµμΩ]*\d?/g));
  return [...words].filter((word) => !taken.has(word) && unitNamed(word) !== null);
}
