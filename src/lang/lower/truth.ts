/** Whether a value counts as true, by the rules of the language. */
import { fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import { type Condition, type Context, NotVectorizable } from './context';
import { failPoison, needsNumber } from './convert';
import { type Value, Tensor, describeValue } from './values';

/** Whether a value counts as true, by the rules of the language.
 *  @throws LossError for an array with several elements in Python */
export function truthOf(context: Context, value: Value, range: Range): Condition {
  switch (value.kind) {
    case 'number':
      return value.value !== 0 && !(context.language === 'javascript' && Number.isNaN(value.value));
    case 'boolean':
      return value.value;
    case 'string':
      return value.value !== '';
    case 'none':
      return false;
    case 'tuple':
      return value.items.length > 0;
    case 'range':
      return value.length > 0;
    case 'list':
      return context.language === 'javascript' || value.length > 0;
    case 'dict':
      return context.language === 'javascript' || value.entries.size > 0;
    case 'function':
    case 'builtin':
    case 'module':
      return true;
    case 'carried':
      throw new NotVectorizable();
    case 'poison':
      return failPoison(value);
    case 'tensor':
      return tensorTruth(context, value, range);
  }
}

function tensorTruth(context: Context, value: Tensor, range: Range): Condition {
  if (value.rank > 0 && value.shape.some((extent) => extent !== 1)) {
    fail(
      range,
      needsNumber,
      `A condition must be one truth value, and this is ${describeValue(value)}.`,
      'Use np.where for element-by-element conditions, or .any() and .all().',
    );
  }
  const scalar = value.rank === 0 ? value : context.ops.reshape(value, []);
  const known = context.ops.staticValue(scalar);
  if (known !== undefined) return known !== 0 && !(context.language === 'javascript' && Number.isNaN(known));
  if (scalar.type === 'bool') return scalar;
  const isNonzero = context.ops.binary('ne', scalar, context.ops.scalar(0), 'bool');
  if (context.language !== 'javascript') return isNonzero;
  // NaN is false in JavaScript, true in Python.
  return context.ops.binary('and', isNonzero, context.ops.binary('eq', scalar, scalar, 'bool'), 'bool');
}
