/** From values to what an operation needs: a tensor, a compile-time number, a truth value, an iterable. */
import { LossError, SilentError, fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { describeDimension, unitText } from '../units/dimension';
import { type Context, NotVectorizable } from './context';
import { withUnits } from './unit-flow';
import {
  type ElementType,
  type PoisonValue,
  type Value,
  ListValue,
  Tensor,
  describeValue,
  integer,
  numberOf,
  shapeText,
  stringOf,
  tupleOf,
} from './values';

/** The diagnostic code of "an array stands where a number belongs": the caller may then try n = 1. */
export const needsNumber = 'needs-number';

/** Reports why a poisoned value has none. */
export function failPoison(value: PoisonValue): never {
  if (value.diagnostic) throw new LossError(value.diagnostic);
  throw new SilentError();
}

/** A number or array for the graph; lists and tuples become arrays.
 *  @throws LossError if the value is neither */
export function toTensor(context: Context, value: Value, range: Range): Tensor {
  switch (value.kind) {
    case 'tensor':
      // Whoever uses the whole vector accepts vectors of any length.
      if (value.parameter && value.rank > 0) value.parameter.usesLength = true;
      noteWholeRead(context, value);
      return checkView(value, range);
    case 'number':
      return context.ops.scalar(value.value, value.isInteger ? 'int' : 'float');
    case 'boolean':
      return context.ops.scalar(value.value ? 1 : 0, 'bool');
    case 'list':
      return listTensor(context, value, range);
    case 'tuple':
      return stackItems(context, value.items, range);
    case 'range':
      return context.ops.constant(
        Array.from({ length: value.length }, (_, i) => value.start + i * value.step),
        [value.length],
        'int',
      );
    case 'carried':
      throw new NotVectorizable();
    case 'poison':
      return failPoison(value);
    default:
      return fail(
        range,
        'not-a-number',
        `A number is needed here, and this is ${describeValue(value)}.`,
        remedyForKind(value),
      );
  }
}

function remedyForKind(value: Value): string {
  if (value.kind === 'function' || value.kind === 'builtin')
    return 'Call the function: write its arguments in brackets.';
  if (value.kind === 'none') return 'Does every path of the function return a value?';
  return 'Use a number or an array.';
}

/** A NumPy view sees later writes to its array; we refuse to read one that has become out of date. */
export function checkView(value: Tensor, range: Range): Tensor {
  if (value.viewOf && value.viewOf.base.version !== value.viewOf.version) {
    fail(
      range,
      'stale-view',
      'This is a view of an array that was changed after the view was taken.',
      'Take a copy: a[1:].copy().',
    );
  }
  return value;
}

/** Notes that a loop uses an array as a whole that is older than the loop: no iteration may then write into it. */
export function noteWholeRead(context: Context, object: Tensor | ListValue): void {
  if (object.kind === 'tensor' && object.rank === 0) return;
  for (const loop of context.loops) {
    if (loop.kind !== 'vector' || object.stamp >= loop.stamp) continue;
    if (loop.written.has(object)) throw new NotVectorizable();
    loop.wholeReads.add(object);
  }
}

function listTensor(context: Context, list: ListValue, range: Range): Tensor {
  noteWholeRead(context, list);
  if (list.packed?.parameter) list.packed.parameter.usesLength = true;
  return list.packed ?? stackItems(context, list.items!, range);
}

/** An array from a sequence of numbers or of equally long rows. */
export function stackItems(context: Context, items: readonly Value[], range: Range): Tensor {
  if (items.length === 0) return context.ops.constant([], [0]);
  if (items.every((item) => item.kind === 'number')) {
    const type: ElementType = items.every((item) => item.isInteger) ? 'int' : 'float';
    return context.ops.constant(
      items.map((item) => item.value),
      [items.length],
      type,
    );
  }
  const tensors = items.map((item) => toTensor(context, item, range));
  const first = tensors[0]!;
  const odd = tensors.find((tensor) => tensor.shape.join() !== first.shape.join());
  if (odd) {
    fail(
      range,
      'ragged',
      `The rows of this array have different shapes: ${shapeText(first.shape)} and ${shapeText(odd.shape)}.`,
      'Make all rows equally long.',
    );
  }
  return withUnits(range, () => context.ops.stack(tensors, 0));
}

/** A tensor that must be one number.
 *  @throws LossError with code `needs-number` if it is an array */
export function toScalar(context: Context, value: Value, range: Range): Tensor {
  const tensor = toTensor(context, value, range);
  if (tensor.rank === 0) return tensor;
  if (tensor.shape.every((extent) => extent === 1)) return context.ops.reshape(tensor, []);
  return fail(
    range,
    needsNumber,
    `A single number is needed here, and this is ${describeValue(tensor)}.`,
    context.language === 'javascript'
      ? 'Take one element, such as x[0], or use reduce.'
      : 'Take one element, such as x[0], or fold it, such as np.sum(x).',
  );
}

/** A compile-time number, if the value is one. What has a unit is not: it would lose it. */
export function staticNumber(context: Context, value: Value): number | undefined {
  if (value.kind === 'number') return value.value;
  if (value.kind === 'boolean') return value.value ? 1 : 0;
  if (value.kind === 'tensor' && !value.dimension) return context.ops.staticValue(value);
  return undefined;
}

/** @throws LossError if the value is not an integer known at compile time */
export function staticInteger(context: Context, value: Value, range: Range, what: string): number {
  if (value.kind === 'poison') failPoison(value);
  if (value.kind === 'carried') throw new NotVectorizable();
  if (value.kind === 'tensor' && value.dimension) {
    const unit = unitText(value.dimension);
    fail(
      range,
      'unit',
      `${what} is a pure number, and this is ${describeDimension(value.dimension)}.`,
      `Divide it by a scale first, such as (1*${unit}).`,
    );
  }
  const number = staticNumber(context, value);
  if (number === undefined) {
    if (value.kind === 'tensor' && context.ops.dataOf(value)) throw new NotVectorizable();
    return fail(
      range,
      'not-static',
      `${what} must be known when the loss is compiled; here it depends on the point or is ${describeValue(value)}.`,
      `Use a whole number, or a length such as ${context.language === 'javascript' ? 'x.length' : 'len(x)'}.`,
    );
  }
  if (!Number.isInteger(number))
    fail(
      range,
      'not-integer',
      `${what} must be a whole number; here it is ${number}.`,
      context.language === 'javascript' ? 'Round it: Math.floor(…).' : 'Round it: int(…), or divide with //.',
    );
  return number;
}

/** The item of a list. Rows of a packed list become objects of their own first, so that they can be changed. */
export function itemAt(context: Context, list: ListValue, index: number): Value {
  if (list.items) return list.items[index]!;
  const packed = list.packed!;
  if (packed.rank === 1 || packed.parameter) return elementValue(context, packed, index);
  if (packed.shape[0]! > maximumUnpacked) return rowOf(context, list, context.ops.at(packed, 0, index));
  const items = Array.from({ length: packed.shape[0]! }, (_, i) => rowOf(context, list, context.ops.at(packed, 0, i)));
  list.set(items);
  return items[index]!;
}

/** A row of a packed list, as the kind of value that was put in. */
export function rowOf(context: Context, list: ListValue, row: Tensor): Value {
  if (row.rank === 0 || list.rowKind === 'array') return simplify(context, row);
  if (list.rowKind === 'tuple')
    return tupleOf(Array.from({ length: row.shape[0]! }, (_, i) => elementValue(context, row, i)));
  return ListValue.packed(row, context.ops.depth);
}

/** Element of an array as a value: a compile-time number where it is one. */
export function elementValue(context: Context, tensor: Tensor, index: number): Value {
  return simplify(context, context.ops.at(tensor, 0, index));
}

/** A result as the language holds it: constants become compile-time numbers again, JavaScript's arrays lists. */
export function simplify(context: Context, tensor: Tensor): Value {
  if (tensor.rank !== 0)
    return context.language === 'javascript' ? ListValue.packed(tensor, context.ops.depth) : tensor;
  if (tensor.parameter || tensor.dimension) return tensor;
  const value = context.ops.staticValue(tensor);
  if (value === undefined) return tensor;
  if (tensor.type === 'bool') return { kind: 'boolean', value: value !== 0 };
  return numberOf(value, context.language === 'python' ? tensor.type === 'int' : Number.isInteger(value));
}

/** All items of a sequence, one by one. */
export function itemsOf(context: Context, value: Value, range: Range): Value[] {
  switch (value.kind) {
    case 'tuple':
      return [...value.items];
    case 'list': {
      noteWholeRead(context, value);
      const { packed } = value;
      if (!packed || packed.rank === 1) return value.items ? [...value.items] : rowsOf(context, packed!, range);
      if (value.length > 0) itemAt(context, value, 0);
      return value.items ? [...value.items] : rowsOf(context, packed, range);
    }
    case 'tensor':
      noteWholeRead(context, value);
      return rowsOf(context, checkView(value, range), range);
    case 'range':
      return Array.from({ length: value.length }, (_, i) => integer(value.start + i * value.step));
    case 'string':
      return Array.from(value.value, stringOf);
    case 'dict':
      return Array.from(value.entries.keys(), (text) => value.keyValues.get(text) ?? stringOf(text));
    case 'carried':
      throw new NotVectorizable();
    case 'poison':
      return failPoison(value);
    default:
      return fail(
        range,
        'not-iterable',
        `A list or an array is needed here, and this is ${describeValue(value)}.`,
        'Walk over a list, an array or range(n).',
      );
  }
}

const maximumUnpacked = 10_000;

function rowsOf(context: Context, tensor: Tensor, range: Range): Value[] {
  if (tensor.rank === 0) {
    fail(
      range,
      'not-iterable',
      'A list or an array is needed here, and this is a number.',
      'If it is meant to be a vector, read its elements: x[0], x[1].',
    );
  }
  const length = tensor.shape[0]!;
  if (tensor.parameter) tensor.parameter.usesLength = true;
  context.spend(range, length);
  if (length > maximumUnpacked)
    fail(
      range,
      'too-large',
      `Taking ${length} elements apart one by one is too much.`,
      'Use array operations such as slices and sums.',
    );
  return Array.from({ length }, (_, i) => elementValue(context, tensor, i));
}
