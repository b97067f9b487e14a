/** Elementwise functions that are made of several operations of the graph. */
import type { Context } from '../lower/context';
import { simplify } from '../lower/convert';
import { withShapes } from '../lower/operands';
import type { Tensor, Value } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';

type Pair = (context: Context, a: Tensor, b: Tensor) => Tensor;

const pair = (name: string, homes: string, doc: string, of: Pair): Builtin =>
  row(name, '(a, b)', homes, doc, (context, args) =>
    withShapes(args.range, () => simplify(context, of(context, args.tensor(context, 'a'), args.tensor(context, 'b')))),
  );

const scaled = (name: string, homes: string, doc: string, factor: number): Builtin =>
  row(name, '(a)', homes, doc, (context, args: Binding): Value =>
    simplify(context, context.ops.binary('mul', args.tensor(context, 'a'), context.ops.scalar(factor))),
  );

/** max(a, b) + log(1 + e^(−|a − b|)): no overflow. */
const logAddExp: Pair = ({ ops }, a, b) => {
  const distance = ops.unary('abs', ops.binary('sub', a, b));
  return ops.binary('add', ops.binary('max', a, b), ops.unary('log1p', ops.unary('exp', ops.unary('neg', distance))));
};

const copySign: Pair = ({ ops }, a, b) => {
  const size = ops.unary('abs', a);
  return ops.select(ops.binary('lt', b, ops.scalar(0), 'bool'), ops.unary('neg', size), size);
};

const heaviside: Pair = ({ ops }, a, b) => {
  const zero = ops.scalar(0);
  const step = ops.select(ops.binary('gt', a, zero, 'bool'), ops.scalar(1), zero);
  return ops.select(ops.binary('eq', a, zero, 'bool'), b, step);
};

/** sin(πx)/(πx), and 1 at 0. */
const sinc = ({ ops }: Context, a: Tensor): Tensor => {
  const isZero = ops.binary('eq', a, ops.scalar(0), 'bool');
  const angle = ops.binary('mul', ops.scalar(Math.PI), ops.select(isZero, ops.scalar(1), a));
  return ops.select(isZero, ops.scalar(1), ops.binary('div', ops.unary('sin', angle), angle));
};

/** The one that is a number where the other is not; NaN only where both are. */
const ignoringNaN =
  (op: 'min' | 'max'): Pair =>
  ({ ops }, a, b) => {
    const [noA, noB] = [ops.unary('isnan', a, 'bool'), ops.unary('isnan', b, 'bool')];
    return ops.select(noA, b, ops.select(noB, a, ops.binary(op, a, b)));
  };

/** NumPy's and Python's ideas of nearly equal differ: a fraction of b's size, or of the larger one's. */
function isClose(context: Context, args: Binding): Tensor {
  const { ops } = context;
  const [a, b] = [args.tensor(context, 'a'), args.tensor(context, 'b')];
  const isMath = args.home === 'math';
  const share = args.has('rtol') ? args.tensor(context, 'rtol') : ops.scalar(isMath ? 1e-9 : 1e-5);
  const least = args.has('atol') ? args.tensor(context, 'atol') : ops.scalar(isMath ? 0 : 1e-8);
  const distance = ops.unary('abs', ops.binary('sub', a, b));
  const sizeOfB = ops.unary('abs', b);
  const size = isMath ? ops.binary('max', ops.unary('abs', a), sizeOfB) : sizeOfB;
  const reach = ops.binary('mul', share, size);
  const limit = isMath ? ops.binary('max', reach, least) : ops.binary('add', least, reach);
  return ops.binary('or', ops.binary('le', distance, limit, 'bool'), ops.binary('eq', a, b, 'bool'), 'bool');
}

/** Rows of the functions that are made of several operations. */
export const composedRows: readonly Builtin[] = [
  pair('logaddexp', 'numpy torch functional', 'log(eᵃ + eᵇ) without overflow.', logAddExp),
  pair('copysign', 'numpy math torch', '|a| with the sign of b.', copySign),
  pair('heaviside', 'numpy torch', '0 below zero, 1 above, b at zero.', heaviside),
  pair('fmax', 'numpy torch', 'The larger of two; where one is NaN, the other.', ignoringNaN('max')),
  pair('fmin', 'numpy torch', 'The smaller of two; where one is NaN, the other.', ignoringNaN('min')),
  row('isclose', '(a, b, rtol=None, atol=None)', 'numpy math torch', 'Nearly equal.', (context, args) =>
    withShapes(args.range, () => simplify(context, isClose(context, args))),
  ),
  row('allclose', '(a, b, rtol=None, atol=None)', 'numpy torch', 'All nearly equal.', (context, args) =>
    withShapes(args.range, () => {
      const close = isClose(context, args);
      return simplify(
        context,
        context.ops.reduce(
          'min',
          close,
          close.shape.map((_, axis) => axis),
          false,
          'bool',
        ),
      );
    }),
  ),
  row('sinc', '(a)', 'numpy torch', 'sin(πx) / (πx).', (context, args) =>
    simplify(context, sinc(context, args.tensor(context, 'a'))),
  ),
  row('exp2', '(a)', 'numpy math torch functional', '2 to the power x.', (context, args) =>
    simplify(context, context.ops.binary('pow', context.ops.scalar(2), args.tensor(context, 'a'))),
  ),
  scaled('radians', 'numpy:radians|deg2rad math torch:deg2rad', 'From degrees.', Math.PI / 180),
  scaled('degrees', 'numpy:degrees|rad2deg math torch:rad2deg', 'To degrees.', 180 / Math.PI),
];
