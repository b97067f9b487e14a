/** Functions that act on each element: the rows that are one operation of the graph. */
import type { BinaryOp, UnaryOp } from '../../ir/graph';
import { fail } from '../diagnostics';
import { floorDivide, foldWith } from '../lower/arithmetic';
import { type Context, NotVectorizable } from '../lower/context';
import { failPoison, needsNumber, simplify, toScalar, toTensor } from '../lower/convert';
import { withShapes } from '../lower/operands';
import { withUnits } from '../lower/unit-flow';
import { type ArgumentValue, type ElementType, type Value, Tensor, real } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';

/** An argument as a tensor: `math.` and `Math.` functions take numbers only, the others arrays as well. */
export function operand(context: Context, args: Binding, argument: ArgumentValue): Tensor {
  const { value, range } = argument;
  if (args.home === 'math' || args.home === 'Math') {
    if (value.kind === 'tensor' && value.rank > 0 && args.home === 'math') {
      if (value.shape.every((extent) => extent === 1)) return toScalar(context, value, range);
      fail(
        range,
        needsNumber,
        `math.${args.name} takes one number, and this is an array of ${value.shape.join(' × ')}.`,
        `Use np.${args.name} for arrays, or take one element.`,
      );
    }
    return toScalar(context, value, range);
  }
  return toTensor(context, value, range);
}

type Spelling = readonly [name: string, op: UnaryOp, homes: string, doc: string];

const unaryRows: readonly Spelling[] = [
  ['sin', 'sin', 'numpy math torch method Math formula', 'Sine of an angle in radians.'],
  ['cos', 'cos', 'numpy math torch method Math formula', 'Cosine of an angle in radians.'],
  ['tan', 'tan', 'numpy math torch method Math formula', 'Tangent of an angle in radians.'],
  [
    'arcsin',
    'asin',
    'numpy:arcsin|asin math:asin torch:asin|arcsin method:asin|arcsin Math:asin formula',
    'Inverse sine.',
  ],
  [
    'arccos',
    'acos',
    'numpy:arccos|acos math:acos torch:acos|arccos method:acos|arccos Math:acos formula',
    'Inverse cosine.',
  ],
  [
    'arctan',
    'atan',
    'numpy:arctan|atan math:atan torch:atan|arctan method:atan|arctan Math:atan formula',
    'Inverse tangent.',
  ],
  ['sinh', 'sinh', 'numpy math torch method Math formula', 'Hyperbolic sine.'],
  ['cosh', 'cosh', 'numpy math torch method Math formula', 'Hyperbolic cosine.'],
  ['tanh', 'tanh', 'numpy math torch functional method Math formula', 'Hyperbolic tangent.'],
  [
    'arcsinh',
    'asinh',
    'numpy:arcsinh|asinh math:asinh torch:asinh|arcsinh method:asinh Math:asinh formula',
    'Inverse hyperbolic sine.',
  ],
  [
    'arccosh',
    'acosh',
    'numpy:arccosh|acosh math:acosh torch:acosh|arccosh method:acosh Math:acosh formula',
    'Inverse hyperbolic cosine.',
  ],
  [
    'arctanh',
    'atanh',
    'numpy:arctanh|atanh math:atanh torch:atanh|arctanh method:atanh Math:atanh formula',
    'Inverse hyperbolic tangent.',
  ],
  ['exp', 'exp', 'numpy math torch method Math formula', 'eˣ.'],
  ['expm1', 'expm1', 'numpy math torch method Math formula', 'eˣ − 1, exact for small x.'],
  ['log1p', 'log1p', 'numpy math torch method Math formula', 'log(1 + x), exact for small x.'],
  ['log2', 'log2', 'numpy math torch method Math formula', 'Logarithm to base 2.'],
  ['log10', 'log10', 'numpy math torch method Math formula', 'Logarithm to base 10.'],
  ['sqrt', 'sqrt', 'numpy math torch method Math formula', 'Square root.'],
  ['cbrt', 'cbrt', 'numpy math Math formula', 'Cube root, of negative numbers too.'],
  ['square', 'square', 'numpy torch method', 'x².'],
  ['reciprocal', 'reciprocal', 'numpy torch method', '1 / x.'],
  ['erf', 'erf', 'math torch functional method formula', 'Error function.'],
  ['sigmoid', 'sigmoid', 'torch functional:sigmoid|expit method formula', '1 / (1 + e⁻ˣ).'],
  ['relu', 'relu', 'torch functional:relu method formula', 'max(x, 0); derivative 0 at 0.'],
];

/** Rows whose result is a whole number or keeps being one. */
const integerRows: readonly (readonly [...Spelling, keeps: boolean])[] = [
  [
    'abs',
    'abs',
    'numpy:abs|absolute|fabs math:fabs torch:abs|absolute method Math python formula',
    'Absolute value; derivative 0 at 0.',
    true,
  ],
  ['sign', 'sign', 'numpy torch:sign|sgn method Math formula', '−1, 0 or 1.', true],
  ['floor', 'floor', 'numpy torch method Math formula', 'The largest whole number that is not larger.', true],
  ['ceil', 'ceil', 'numpy torch method Math formula', 'The smallest whole number that is not smaller.', true],
  ['trunc', 'trunc', 'numpy:trunc|fix torch:trunc|fix method Math', 'Toward zero.', true],
  ['rint', 'round', 'numpy:rint torch:round formula:round', 'The nearest whole number; halves to even.', true],
];

const binaryRows: readonly (readonly [
  name: string,
  op: BinaryOp,
  homes: string,
  doc: string,
  type: ElementType | 'joint',
])[] = [
  ['add', 'add', 'numpy torch method', 'a + b.', 'joint'],
  ['subtract', 'sub', 'numpy torch:subtract|sub method:sub', 'a − b.', 'joint'],
  ['multiply', 'mul', 'numpy torch:multiply|mul method:mul', 'a · b, element by element.', 'joint'],
  ['divide', 'div', 'numpy:divide|true_divide torch:divide|div method:div', 'a / b.', 'float'],
  ['power', 'pow', 'numpy:power|float_power|pow torch:pow method:pow Math:pow math:pow', 'a to the power b.', 'float'],
  [
    'arctan2',
    'atan2',
    'numpy:arctan2|atan2 math:atan2 torch:atan2 method:atan2 Math:atan2 formula',
    'Angle of the point (b, a).',
    'float',
  ],
  ['maximum', 'max', 'numpy torch', 'The larger of two, element by element.', 'joint'],
  ['minimum', 'min', 'numpy torch', 'The smaller of two, element by element.', 'joint'],
  ['mod', 'mod', 'numpy:mod|remainder torch:remainder formula', 'Remainder with the sign of b.', 'joint'],
  ['fmod', 'rem', 'numpy math torch', 'Remainder with the sign of a.', 'joint'],
  ['greater', 'gt', 'numpy:greater torch:gt|greater method:gt', 'a > b.', 'bool'],
  ['greater_equal', 'ge', 'numpy:greater_equal torch:ge|greater_equal method:ge', 'a ≥ b.', 'bool'],
  ['less', 'lt', 'numpy:less torch:lt|less method:lt', 'a < b.', 'bool'],
  ['less_equal', 'le', 'numpy:less_equal torch:le|less_equal method:le', 'a ≤ b.', 'bool'],
  ['equal', 'eq', 'numpy:equal torch:eq method:eq', 'a = b.', 'bool'],
  ['not_equal', 'ne', 'numpy:not_equal torch:ne method:ne', 'a ≠ b.', 'bool'],
  ['logical_and', 'and', 'numpy torch', 'Both.', 'bool'],
  ['logical_or', 'or', 'numpy torch', 'Either.', 'bool'],
];

function unaryRow([name, op, homes, doc]: Spelling, keepsType: boolean): Builtin {
  return row(name, '(a)', homes, doc, (context, args) => {
    const range = args.rangeOf('a');
    const a = operand(context, args, { value: args.value('a'), name: null, range });
    const type = keepsType && a.type === 'int' ? 'int' : 'float';
    return withUnits(range, () => simplify(context, context.ops.unary(op, a, type)));
  });
}

/** The larger or smaller of several values; one of them may be what a loop is collecting.
 *  @param first  Python's rule: keep the first unless a later one is strictly better (NaN included) */
export function extreme(context: Context, op: 'min' | 'max', args: readonly ArgumentValue[], first: boolean): Value {
  const carried = args.filter((argument) => argument.value.kind === 'carried');
  if (carried.length > 0) {
    if (carried.length > 1) throw new NotVectorizable();
    const rest = args.filter((argument) => argument.value.kind !== 'carried');
    const [value] = carried.map((argument) => argument.value);
    if (value?.kind !== 'carried') throw new NotVectorizable();
    return rest.reduce(
      (result, argument) => foldWith(result, op, toScalar(context, argument.value, argument.range)),
      value,
    );
  }
  const poisoned = args.find((argument) => argument.value.kind === 'poison');
  if (poisoned?.value.kind === 'poison') failPoison(poisoned.value);
  const tensors = args.map((argument) => toScalar(context, argument.value, argument.range));
  const best = tensors.reduce((a, b) => {
    const type = a.type === b.type ? a.type : 'float';
    if (!first) return context.ops.binary(op, a, b, type);
    return context.ops.select(context.ops.binary(op === 'max' ? 'gt' : 'lt', b, a, 'bool'), b, a);
  });
  return simplify(context, best);
}

function binaryRow([name, op, homes, doc, type]: (typeof binaryRows)[number]): Builtin {
  return row(name, '(a, b)', homes, doc, (context, args) => {
    const operands = ['a', 'b'].map((key): ArgumentValue => ({
      value: args.value(key),
      name: null,
      range: args.rangeOf(key),
    }));
    if ((op === 'min' || op === 'max') && operands.some(({ value }) => value.kind === 'carried'))
      return extreme(context, op, operands, false);
    const [a, b] = operands.map((argument) => operand(context, args, argument));
    const joint: ElementType = a!.type !== 'float' && b!.type !== 'float' ? 'int' : 'float';
    return withShapes(args.range, () =>
      simplify(context, context.ops.binary(op, a!, b!, type === 'joint' ? joint : type)),
    );
  });
}

/** JavaScript rounds halves up, toward +∞. */
function roundHalfUp(context: Context, a: Tensor): Tensor {
  const { ops } = context;
  const floor = ops.unary('floor', a);
  const isUpper = ops.binary('ge', ops.binary('sub', a, floor), ops.scalar(0.5), 'bool');
  return ops.binary('add', floor, ops.select(isUpper, ops.scalar(1), ops.scalar(0)), 'int');
}

/** Python's round(a, decimals): of the number's exact decimal form, halves to even. */
function roundDecimal(value: number, decimals: number): number {
  if (!Number.isFinite(value) || decimals > 20) return value;
  const exact = Math.abs(value).toFixed(100);
  const cut = exact.indexOf('.') + 1 + decimals;
  const isTie = /^50*$/.test(exact.slice(cut));
  const kept = exact.slice(0, cut);
  const isEven = Number(kept.at(-1)) % 2 === 0;
  return Math.sign(value) * (isTie && isEven ? Number(kept) : Number(Math.abs(value).toFixed(decimals)));
}

const reciprocalOf = (name: string, op: UnaryOp): Builtin =>
  row(name, '(a)', 'formula', `1 / ${op} x.`, (context, args) =>
    simplify(context, context.ops.unary('reciprocal', context.ops.unary(op, args.tensor(context, 'a')))),
  );

/** Rows of the elementwise functions. */
export const elementwiseRows: readonly Builtin[] = [
  ...unaryRows.map((spelling) => unaryRow(spelling, false)),
  ...integerRows.map(([name, op, homes, doc, keeps]) => unaryRow([name, op, homes, doc], keeps)),
  ...binaryRows.map(binaryRow),
  reciprocalOf('sec', 'cos'),
  reciprocalOf('csc', 'sin'),
  reciprocalOf('cot', 'tan'),
  row(
    'log',
    '(a, base=None)',
    'numpy math torch method Math formula',
    'Natural logarithm, or to a given base.',
    (context, args) => {
      const log = context.ops.unary(
        'log',
        operand(context, args, { value: args.value('a'), name: null, range: args.rangeOf('a') }),
      );
      const base = args.optional('base');
      if (!base) return simplify(context, log);
      return simplify(
        context,
        context.ops.binary('div', log, context.ops.unary('log', toTensor(context, base, args.rangeOf('base')))),
      );
    },
  ),
  row('floor_divide', '(a, b)', 'numpy torch', 'Floor of a / b, without rounding first.', (context, args) =>
    withShapes(args.range, () =>
      simplify(context, floorDivide(context, args.tensor(context, 'a'), args.tensor(context, 'b'))),
    ),
  ),
  row('negative', '(a)', 'numpy torch:neg|negative method:neg', '−a.', (context, args) =>
    simplify(context, context.ops.unary('neg', args.tensor(context, 'a'))),
  ),
  row('logical_not', '(a)', 'numpy torch', 'Not a.', (context, args) =>
    simplify(context, context.ops.unary('not', args.tensor(context, 'a'), 'bool')),
  ),
  row('isnan', '(a)', 'numpy math torch javascript:isNaN|Number.isNaN', 'Whether a is not a number.', (context, args) =>
    simplify(context, context.ops.unary('isnan', args.tensor(context, 'a'), 'bool')),
  ),
  row(
    'isfinite',
    '(a)',
    'numpy math torch javascript:isFinite|Number.isFinite',
    'Whether a is finite.',
    (context, args) => simplify(context, context.ops.unary('isfinite', args.tensor(context, 'a'), 'bool')),
  ),
  row('floor', '(a)', 'math', 'The largest whole number that is not larger.', (context, args) =>
    simplify(context, context.ops.unary('floor', args.scalar(context, 'a'), 'int')),
  ),
  row('ceil', '(a)', 'math', 'The smallest whole number that is not smaller.', (context, args) =>
    simplify(context, context.ops.unary('ceil', args.scalar(context, 'a'), 'int')),
  ),
  row('trunc', '(a)', 'math', 'Toward zero.', (context, args) =>
    simplify(context, context.ops.unary('trunc', args.scalar(context, 'a'), 'int')),
  ),
  row('round', '(a)', 'Math', 'The nearest whole number; halves upward.', (context, args) =>
    simplify(context, roundHalfUp(context, args.scalar(context, 'a'))),
  ),
  row('round', '(a, decimals=0)', 'numpy:round|around method python', 'Rounded; halves to even.', (context, args) => {
    const decimals = args.integer(context, 'decimals', 0);
    const a = args.tensor(context, 'a');
    const isInteger = args.home === 'python' && !args.has('decimals');
    const known = args.home === 'python' && decimals >= 0 ? context.ops.staticValue(a) : undefined;
    if (known !== undefined && decimals > 0 && a.type === 'float') return real(roundDecimal(known, decimals));
    if (decimals === 0)
      return simplify(context, context.ops.unary('round', a, isInteger || a.type === 'int' ? 'int' : 'float'));
    const scale = context.ops.scalar(10 ** decimals);
    return simplify(
      context,
      context.ops.binary('div', context.ops.unary('round', context.ops.binary('mul', a, scale)), scale),
    );
  }),
  row('hypot', '(*values)', 'numpy math torch Math formula', 'Square root of the sum of squares.', (context, args) => {
    const tensors = args.rest.map((argument) => operand(context, args, argument));
    if (tensors.length === 0) return simplify(context, context.ops.scalar(0));
    if (tensors.length === 1) return simplify(context, context.ops.unary('abs', tensors[0]!));
    return withShapes(args.range, () =>
      simplify(
        context,
        tensors.reduce((a, b) => context.ops.binary('hypot', a, b)),
      ),
    );
  }),
  row('where', '(cond, a, b)', 'numpy torch formula', 'a where the condition holds, elsewhere b.', (context, args) => {
    const [cond, a, b] = ['cond', 'a', 'b'].map((key) => args.tensor(context, key));
    return withShapes(args.range, () => simplify(context, context.ops.select(cond!, a!, b!)));
  }),
  row(
    'clip',
    '(a, a_min=None, a_max=None)',
    'numpy torch:clamp|clip method:clip|clamp',
    'a, kept between two limits; derivative 0 outside.',
    (context, args) => {
      let a = args.tensor(context, 'a');
      return withShapes(args.range, () => {
        if (args.has('a_min')) a = context.ops.binary('max', a, args.tensor(context, 'a_min'), a.type);
        if (args.has('a_max')) a = context.ops.binary('min', a, args.tensor(context, 'a_max'), a.type);
        return simplify(context, a);
      });
    },
  ),
  ...(['min', 'max'] as const).flatMap((op) => [
    row(op, '(*values)', 'Math', op === 'min' ? 'The smallest argument.' : 'The largest argument.', (context, args) =>
      args.rest.length === 0
        ? simplify(context, context.ops.scalar(op === 'min' ? Infinity : -Infinity))
        : extreme(context, op, args.rest, false),
    ),
  ]),
];
