/** Named arrays from outside the text: CSV columns, JSON, built-in sets. */
import { ListValue, Tensor, type Value, real, stringOf } from './lower/values';
import type { Interpreter } from './lower/interpreter';
import { ParamError, unitOfParam } from './units/packing';
import { type Unit, toSi } from './units/unit';

/** Numbers, texts (column names), and arrays of these. */
export type NestedArray = number | string | readonly NestedArray[] | Float64Array;

/** Data with a unit: the numbers are of that unit, the loss sees SI. */
export interface Quantities {
  readonly values: NestedArray;
  readonly unit: string;
}

/** Data as it can be handed over. */
export type Data = NestedArray | Quantities;

const hasUnit = (data: Data): data is Quantities =>
  typeof data === 'object' && !Array.isArray(data) && 'unit' in data && 'values' in data;

/** The unit of data; undefined where it has none. */
export const unitOfData = (data: Data): string | undefined => (hasUnit(data) ? data.unit : undefined);

/** A constant for the graph, with its unit.
 *  @throws ParamError if the unit is not one, or the data are not numbers */
export function quantityValue(interpreter: Interpreter, name: string, data: Data): Value {
  if (!hasUnit(data)) return dataValue(interpreter, data);
  const unit = unitOfParam({ name, unit: data.unit });
  const value = dataValue(interpreter, inSi(data.values, unit));
  if (unit.dimension === null) return value;
  interpreter.ops.hasUnits = true;
  const tensor =
    value.kind === 'list' ? value.packed : value.kind === 'number' ? interpreter.ops.scalar(value.value) : value;
  if (tensor?.kind !== 'tensor')
    throw new ParamError(`Data “${name}” has a unit, and not all of it are numbers.`, 'Leave texts out.', name);
  tensor.dimension = unit.dimension;
  return value.kind === 'list' ? value : tensor;
}

function inSi(data: NestedArray, unit: Unit): NestedArray {
  if (typeof data === 'number') return toSi(data, unit);
  if (typeof data === 'string') return data;
  return Array.from(data as Iterable<NestedArray>, (item) => inSi(item, unit));
}

/** A constant for the graph: a JavaScript array or a NumPy array, as the language has it. */
export function dataValue(interpreter: Interpreter, data: NestedArray): Value {
  if (typeof data === 'number') return real(data);
  if (typeof data === 'string') return stringOf(data);
  const shape = shapeOf(data);
  const flat: number[] = [];
  flatten(data, flat);
  const isRegular =
    flat.length === shape.reduce((product, extent) => product * extent, 1) &&
    flat.every((value) => typeof value === 'number');
  if (!isRegular)
    return ListValue.of(
      Array.from(data as readonly NestedArray[], (item) => dataValue(interpreter, item)),
      0,
    );
  const isInteger = flat.every((value) => Number.isInteger(value));
  const tensor = new Tensor(interpreter.graph.constant(flat, shape), 0, 0, isInteger ? 'int' : 'float', 0);
  return interpreter.language === 'javascript' ? ListValue.packed(tensor, 0) : tensor;
}

function shapeOf(data: NestedArray): number[] {
  if (typeof data === 'number' || typeof data === 'string') return [];
  const first = data[0];
  return first === undefined ? [0] : [data.length, ...shapeOf(first)];
}

function flatten(data: NestedArray, into: number[]): void {
  if (typeof data === 'number') into.push(data);
  else if (typeof data === 'string') into.push(NaN);
  else for (const item of data) flatten(item, into);
}
