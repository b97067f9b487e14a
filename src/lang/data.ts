/** Named arrays from outside the text: CSV columns, JSON, built-in sets. */
import { ListValue, Tensor, type Value, real, stringOf } from './lower/values';
import type { Interpreter } from './lower/interpreter';

/** Numbers, texts (column names), and arrays of these. */
export type NestedArray = number | string | readonly NestedArray[] | Float64Array;

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
