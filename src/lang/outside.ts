/** What the text of a loss may use by name without defining it: data, and units where anything has one. */
import { type Data, quantityValue, unitOfData } from './data';
import type { Interpreter } from './lower/interpreter';
import type { Scope, Value } from './lower/values';
import { unitValue, unitWords } from './units/names';
import type { ParamSpec } from './units/param-spec';
import { unitNamed } from './units/table';

/** Parameters and data, as far as they give names a meaning. */
export interface Outside {
  readonly params?: readonly ParamSpec[];
  readonly data?: Readonly<Record<string, Data>>;
}

/** Words of the text that are units: where a parameter or data has a unit, and nothing else has the name. */
export function unitsIn(source: string, { params = [], data = {} }: Outside): string[] {
  const usesUnits = params.some(({ unit }) => unit !== undefined) || Object.values(data).some(unitOfData);
  if (!usesUnits) return [];
  return unitWords(source, new Set([...params.map(({ name }) => name), ...Object.keys(data)]));
}

/** Defines units and data in the scope around the loss.
 *  @returns the values of both, by name
 *  @throws  ParamError if a unit is not one */
export function defineOutside(
  interpreter: Interpreter,
  scope: Scope,
  units: readonly string[],
  data: Outside['data'] = {},
): Map<string, Value> {
  const known = new Map<string, Value>();
  for (const name of units) known.set(name, unitValue(interpreter, unitNamed(name)!));
  for (const [name, given] of Object.entries(data)) known.set(name, quantityValue(interpreter, name, given));
  for (const [name, value] of known) interpreter.defineCell(scope, name, value);
  return known;
}
