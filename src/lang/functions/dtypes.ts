/** Element types that a text asks for: `dtype=int`, `a.astype(bool)`, `t.long()`, and questions about kinds of values. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { failPoison, simplify, toTensor } from '../lower/convert';
import { type ElementType, Tensor, type Value, booleanOf, describeValue } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';

const spellings: readonly (readonly [ElementType, RegExp])[] = [
  ['int', /^(u?int(c|p|\d+)?_?|long|longlong|short|[iu]\d)$/],
  ['bool', /^(bool_?|\?)$/],
  ['float', /^(float_?\d*|double|half|bfloat16|longdouble|f\d|d)$/],
];

/** The element type that a value of `dtype` names; null where it names none, as a device does.
 *  Every float is a double here. */
export function elementTypeOf(value: Value): ElementType | null {
  const name = value.kind === 'builtin' ? value.name : value.kind === 'string' ? value.value : '';
  const bare = name.replace(/^(np|numpy|torch)\./, '');
  return spellings.find(([, pattern]) => pattern.test(bare))?.[0] ?? null;
}

/** The array with elements of a type: floats are cut to whole numbers, and what is not 0 is true. */
export function castTo(context: Context, a: Tensor, type: ElementType): Tensor {
  const { ops } = context;
  if (type === 'bool' && a.type !== 'bool') return ops.binary('ne', a, ops.scalar(0), 'bool');
  if (type === 'int' && a.type === 'float') return ops.unary('trunc', a, 'int');
  const copy = new Tensor(a.node, a.batch, a.level, type, ops.depth, a.dimension);
  copy.parameter = type === 'float' ? a.parameter : null;
  return copy;
}

/** A result in the type that the call's `dtype` asks for. */
export function withDtype(context: Context, result: Value, dtype: Value | null, args: Binding): Value {
  const type = dtype && elementTypeOf(dtype);
  const isNumeric = result.kind === 'tensor' || result.kind === 'number' || result.kind === 'boolean';
  return type && isNumeric ? simplify(context, castTo(context, toTensor(context, result, args.range), type)) : result;
}

const casting = (name: string, homes: string, doc: string, type: ElementType): Builtin =>
  row(name, '(a)', homes, doc, (context, args) => simplify(context, castTo(context, args.tensor(context, 'a'), type)));

/** What `isinstance` can tell, by the name of the type. */
const kinds: Readonly<Record<string, (value: Value) => boolean>> = {
  int: (value) => (value.kind === 'number' && value.isInteger) || value.kind === 'boolean',
  float: (value) => (value.kind === 'number' && !value.isInteger) || (value.kind === 'tensor' && value.rank === 0),
  bool: (value) => value.kind === 'boolean',
  str: (value) => value.kind === 'string',
  list: (value) => value.kind === 'list',
  tuple: (value) => value.kind === 'tuple',
  dict: (value) => value.kind === 'dict',
  ndarray: (value) => value.kind === 'tensor' && value.rank > 0,
  Tensor: (value) => value.kind === 'tensor',
};

function isInstance(args: Binding): Value {
  const value = args.value('a');
  if (value.kind === 'poison') failPoison(value);
  const wanted = args.value('kind');
  const types = wanted.kind === 'tuple' ? wanted.items : [wanted];
  return booleanOf(
    types.some((type) => {
      const name = type.kind === 'builtin' ? type.name : '';
      const isOfKind = kinds[name.replace(/^(float|int)\d+$/, '$1')];
      if (isOfKind) return isOfKind(value);
      return fail(
        args.rangeOf('kind'),
        'unsupported',
        `isinstance cannot tell here whether something is ${describeValue(type)}.`,
        `Ask about ${Object.keys(kinds).join(', ')}.`,
      );
    }),
  );
}

/** Rows of element types. */
export const dtypeRows: readonly Builtin[] = [
  row(
    'astype',
    '(a, *types)',
    'method:astype|to|type',
    'The same array with elements of another type.',
    (context, args) => {
      const type = args.rest.map(({ value }) => elementTypeOf(value)).find((each) => each !== null);
      return type ? simplify(context, castTo(context, args.tensor(context, 'a'), type)) : args.value('a');
    },
  ),
  casting('float', 'method:float|double', 'As floats.', 'float'),
  casting('long', 'method:long|int', 'Cut to whole numbers.', 'int'),
  casting('bool', 'method', 'True where it is not 0.', 'bool'),
  row('isinstance', '(a, kind)', 'python', 'Whether a value is of a kind.', (_, args) => isInstance(args)),
  row('ndarray', '(*a)', 'numpy', 'The type of arrays, for isinstance.', (_, args) =>
    fail(args.range, 'unsupported', 'np.ndarray is a type here, not a function.', 'Make arrays with np.array(…).'),
  ),
];
