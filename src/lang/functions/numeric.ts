/** Functions of numerical work on arrays: polynomials, quadrature, interpolation, convolution, order of constants. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { itemsOf, simplify, toTensor } from '../lower/convert';
import { sliceAxis } from '../lower/gather';
import { matmul } from '../lower/matmul';
import { withShapes } from '../lower/operands';
import { type Tensor, type Value, shapeText } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { sizeOf } from './making';
import { viewOf } from './moving';
import { axisOf, foldArgument } from './reductions';

/** Products beyond which a convolution is not written out. */
const MAX_KERNEL = 256;

function vectorOf(context: Context, args: Binding, key: string): Tensor {
  const a = foldArgument(context, args, key);
  if (a.rank !== 1)
    fail(
      args.rangeOf(key),
      'shape',
      `“${args.name}” needs a vector here, and this has shape ${shapeText(a.shape)}.`,
      'Pass one row of numbers.',
    );
  return a;
}

/** Numbers that are known when the loss is compiled. */
function dataOf(context: Context, args: Binding, key: string, what: string): { data: Float64Array; tensor: Tensor } {
  const tensor = foldArgument(context, args, key);
  const data = context.ops.dataOf(tensor);
  if (!data) {
    return fail(
      args.rangeOf(key),
      'not-static',
      `${what} must be data; here it depends on the point.`,
      'Use an array of constants. The order of variables has no derivative.',
    );
  }
  return { data, tensor };
}

const run = (context: Context, a: Tensor, start: number, count: number): Tensor =>
  sliceAxis(context, a, 0, { start, step: 1, count });

function polyval(context: Context, args: Binding): Value {
  const coefficients = itemsOf(context, args.value('p'), args.rangeOf('p')).map((item) =>
    toTensor(context, item, args.rangeOf('p')),
  );
  const x = args.tensor(context, 'a');
  const { ops } = context;
  const zero: Tensor = ops.scalar(0);
  return simplify(
    context,
    coefficients.reduce((sum, c) => ops.binary('add', ops.binary('mul', sum, x), c), zero),
  );
}

function vander(context: Context, args: Binding): Tensor {
  const x = vectorOf(context, args, 'a');
  const count = args.integer(context, 'N', x.shape[0]!);
  const powers = Array.from({ length: count }, (_, k) => (args.flag('increasing') ? k : count - 1 - k));
  const columns = context.ops.constant(powers, [1, count], 'int');
  return context.ops.binary('pow', context.ops.reshape(x, [x.shape[0]!, 1]), columns);
}

/** Σ (y₊ + y)/2 · Δx along the last axis. */
function trapezoid(context: Context, args: Binding): Value {
  const { ops } = context;
  const y = foldArgument(context, args, 'y');
  const axis = axisOf(args.integer(context, 'axis', -1), y.rank, args);
  const count = y.shape[axis]! - 1;
  const pair = (a: Tensor, at: number): { left: Tensor; right: Tensor } => ({
    left: sliceAxis(context, a, at, { start: 0, step: 1, count }),
    right: sliceAxis(context, a, at, { start: 1, step: 1, count }),
  });
  const ends = pair(y, axis);
  const sum = ops.binary('div', ops.binary('add', ends.right, ends.left), ops.scalar(2));
  let steps = args.has('dx') ? args.scalar(context, 'dx') : ops.scalar(1);
  if (args.has('x')) {
    const x = foldArgument(context, args, 'x');
    const grid = pair(x, x.rank === 1 ? 0 : axis);
    const differences = ops.binary('sub', grid.right, grid.left);
    const trailing = x.rank === 1 ? y.rank - 1 - axis : 0;
    steps = ops.reshape(differences, [...differences.shape, ...Array.from({ length: trailing }, () => 1)]);
  }
  return withShapes(args.range, () =>
    simplify(context, ops.reduce('sum', ops.binary('mul', steps, sum), [axis], false, 'float')),
  );
}

/** All shifted products of two vectors, added up. */
function convolve(context: Context, args: Binding): Tensor {
  const { ops } = context;
  const [a, v] = [vectorOf(context, args, 'a'), vectorOf(context, args, 'b')];
  const [long, short] = a.shape[0]! >= v.shape[0]! ? [a, v] : [v, a];
  const [n, m] = [long.shape[0]!, short.shape[0]!];
  if (m > MAX_KERNEL)
    fail(
      args.range,
      'too-large',
      `A convolution with ${m} weights is too long here.`,
      `Use at most ${MAX_KERNEL} weights.`,
    );
  const zeros = (count: number): Tensor[] => (count > 0 ? [ops.constant(new Float64Array(count), [count])] : []);
  const terms = Array.from({ length: m }, (_, k) =>
    ops.concat([...zeros(k), ops.binary('mul', long, ops.at(short, 0, k)), ...zeros(m - 1 - k)], 0),
  );
  const full = terms.reduce((sum, term) => ops.binary('add', sum, term));
  const mode = args.optional('mode');
  const how = mode?.kind === 'string' ? mode.value : 'full';
  if (how === 'valid') return run(context, full, m - 1, n - m + 1);
  return how === 'same' ? run(context, full, (m - 1) >> 1, n) : full;
}

/** Piecewise linear between data points, constant beyond them: the sum of the pieces' rises up to x. */
function interp(context: Context, args: Binding): Value {
  const { ops } = context;
  const x = args.tensor(context, 'a');
  const { data: xs } = dataOf(context, args, 'xp', 'The grid of np.interp');
  const heights = foldArgument(context, args, 'fp');
  if (heights.rank !== 1 || heights.shape[0] !== xs.length || xs.length < 2) {
    fail(
      args.rangeOf('fp'),
      'shape',
      `np.interp has ${xs.length} places and heights of shape ${shapeText(heights.shape)}.`,
      'Give one height for each place, two at least.',
    );
  }
  if (xs.some((value, i) => i > 0 && !(value > xs[i - 1]!))) {
    fail(args.rangeOf('xp'), 'unsupported', 'The places of np.interp must increase.', 'Sort them.');
  }
  const pieces = xs.length - 1;
  const left = ops.constant(xs.slice(0, -1), [pieces]);
  const widths = ops.constant(
    Float64Array.from({ length: pieces }, (_, i) => xs[i + 1]! - xs[i]!),
    [pieces],
  );
  const rises = ops.binary('sub', run(context, heights, 1, pieces), run(context, heights, 0, pieces));
  const column = ops.reshape(x, [...x.shape, 1]);
  const into = ops.binary('min', ops.binary('max', ops.binary('sub', column, left), ops.scalar(0)), widths);
  const climbed = ops.binary('mul', into, ops.binary('div', rises, widths));
  const total = ops.reduce('sum', climbed, [x.rank], false, 'float');
  return simplify(context, ops.binary('add', ops.at(heights, 0, 0), total));
}

/** Products summed over the last axes of a and the first of b. */
function tensordot(context: Context, args: Binding): Value {
  const { ops } = context;
  const [a, b] = [foldArgument(context, args, 'a'), foldArgument(context, args, 'b')];
  const axes = args.optional('axes');
  if (axes && axes.kind !== 'number') {
    fail(
      args.rangeOf('axes'),
      'unsupported',
      'tensordot takes a number of axes here.',
      'Use einsum, which names them.',
    );
  }
  const count = args.integer(context, 'axes', 2);
  const split = a.rank - count;
  const [rows, inner, columns] = [a.shape.slice(0, split), a.shape.slice(split), b.shape.slice(count)];
  if (inner.join() !== b.shape.slice(0, count).join()) {
    fail(
      args.range,
      'shape',
      `Shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} do not fit over ${count} axes.`,
      'The last axes of the first must be the first axes of the second.',
    );
  }
  const left = ops.reshape(a, [sizeOf(rows), sizeOf(inner)]);
  const right = ops.reshape(b, [sizeOf(inner), sizeOf(columns)]);
  return simplify(context, ops.reshape(matmul(context, left, right, args.range), [...rows, ...columns]));
}

function cross(context: Context, args: Binding): Tensor {
  const { ops } = context;
  const [a, b] = [vectorOf(context, args, 'a'), vectorOf(context, args, 'b')];
  if (a.shape[0] !== 3 || b.shape[0] !== 3)
    fail(args.range, 'shape', 'A cross product takes two vectors of three numbers here.', 'Pass vectors of length 3.');
  const term = (i: number, j: number): Tensor =>
    ops.binary(
      'sub',
      ops.binary('mul', ops.at(a, 0, i), ops.at(b, 0, j)),
      ops.binary('mul', ops.at(a, 0, j), ops.at(b, 0, i)),
    );
  return ops.stack([term(1, 2), term(2, 0), term(0, 1)], 0);
}

/** The last axis of constants, reordered. */
function ordered(context: Context, args: Binding, of: (order: number[]) => ArrayLike<number>): Tensor {
  const { data, tensor } = dataOf(context, args, 'a', `What “${args.name}” puts in order`);
  const length = tensor.shape.at(-1) ?? 1;
  const result = new Float64Array(data.length);
  for (let start = 0; start < data.length; start += length) {
    const values = data.slice(start, start + length);
    const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]! || i - j);
    result.set(of(order), start);
  }
  return context.ops.constant(result, tensor.shape, 'int');
}

const moveAxis: Builtin['call'] = (context, args) => {
  const a = foldArgument(context, args);
  const [from, to] = [
    axisOf(args.integer(context, 'source', 0), a.rank, args, 'source'),
    axisOf(args.integer(context, 'destination', 0), a.rank, args, 'destination'),
  ];
  const order = a.shape.map((_, axis) => axis).filter((axis) => axis !== from);
  order.splice(to, 0, from);
  return viewOf(a, context.ops.transpose(a, order));
};

const swapAxes: Builtin['call'] = (context, args) => {
  const a = foldArgument(context, args);
  const [p, q] = [
    axisOf(args.integer(context, 'axis1', 0), a.rank, args, 'axis1'),
    axisOf(args.integer(context, 'axis2', 1), a.rank, args, 'axis2'),
  ];
  return viewOf(
    a,
    context.ops.transpose(
      a,
      a.shape.map((_, axis) => (axis === p ? q : axis === q ? p : axis)),
    ),
  );
};

/** NaN becomes 0, infinities the largest number. */
const nanToNum: Builtin['call'] = (context, args) => {
  const { ops } = context;
  const a = args.tensor(context, 'a');
  const instead = (key: string, value: number): Tensor =>
    args.has(key) ? args.scalar(context, key) : ops.scalar(value);
  const high = ops.select(ops.binary('eq', a, ops.scalar(Infinity), 'bool'), instead('posinf', Number.MAX_VALUE), a);
  const low = ops.select(
    ops.binary('eq', a, ops.scalar(-Infinity), 'bool'),
    instead('neginf', -Number.MAX_VALUE),
    high,
  );
  return simplify(context, ops.select(ops.unary('isnan', a, 'bool'), instead('nan', 0), low));
};

/** The density, its logarithm, or the distribution of a normal variable. */
const normal = (name: string, doc: string, of: (context: Context, z: Tensor, scale: Tensor) => Tensor): Builtin =>
  row(name, '(a, loc=0, scale=1)', 'normal', doc, (context, args) => {
    const { ops } = context;
    const scale = args.has('scale') ? args.tensor(context, 'scale') : ops.scalar(1);
    const loc = args.has('loc') ? args.tensor(context, 'loc') : ops.scalar(0);
    return withShapes(args.range, () =>
      simplify(
        context,
        of(context, ops.binary('div', ops.binary('sub', args.tensor(context, 'a'), loc), scale), scale),
      ),
    );
  });

const logDensity = ({ ops }: Context, z: Tensor, scale: Tensor): Tensor => {
  const half = ops.binary('mul', ops.scalar(-0.5), ops.binary('mul', z, z));
  return ops.binary('sub', ops.binary('sub', half, ops.scalar(0.5 * Math.log(2 * Math.PI))), ops.unary('log', scale));
};

/** Rows of numerical functions. */
export const numericRows: readonly Builtin[] = [
  row('polyval', '(p, a)', 'numpy', 'A polynomial, highest power first.', polyval),
  row('vander', '(a, N=None, increasing=False)', 'numpy torch', 'Powers of a vector as columns.', vander),
  row(
    'trapezoid',
    '(y, x=None, dx=None, axis=-1)',
    'numpy:trapezoid|trapz torch:trapezoid|trapz',
    'Integral by the trapezoidal rule.',
    trapezoid,
  ),
  row('convolve', '(a, b, mode=None)', 'numpy', 'Convolution of two vectors.', convolve),
  row('interp', '(a, xp, fp)', 'numpy', 'Straight lines between data points.', interp),
  row(
    'tensordot',
    '(a, b, axes=2)',
    'numpy torch',
    'Sums of products over the last axes of a and the first of b.',
    tensordot,
  ),
  row('cross', '(a, b)', 'numpy torch linalg', 'Cross product of vectors of three numbers.', cross),
  row('argsort', '(a)', 'numpy torch', 'The order of constants, as indices.', (context, args) =>
    ordered(context, args, (order) => order),
  ),
  row('swapaxes', '(a, axis1, axis2)', 'numpy', 'Two axes exchanged.', swapAxes),
  row(
    'moveaxis',
    '(a, source, destination)',
    'numpy torch:moveaxis|movedim',
    'One axis moved to another place.',
    moveAxis,
  ),
  row(
    'nan_to_num',
    '(a, nan=None, posinf=None, neginf=None)',
    'numpy torch',
    'Zero for NaN, large numbers for infinities.',
    nanToNum,
  ),
  row('average', '(a, axis=None, weights=None)', 'numpy', 'Weighted mean.', (context, args) => {
    const { ops } = context;
    const a = foldArgument(context, args);
    const axes = args.has('axis')
      ? [axisOf(args.integer(context, 'axis', 0), a.rank, args)]
      : a.shape.map((_, axis) => axis);
    const given = args.has('weights') ? args.tensor(context, 'weights') : ops.broadcastTo(ops.scalar(1), a.shape);
    const isRow = given.rank === 1 && a.rank > 1 && axes.length === 1;
    const weights = isRow
      ? ops.reshape(
          given,
          a.shape.map((_, axis) => (axis === axes[0] ? sizeOf(given.shape) : 1)),
        )
      : given;
    return withShapes(args.range, () => {
      const total = ops.reduce('sum', ops.binary('mul', a, weights), axes, false, 'float');
      const whole = ops.broadcastTo(weights, a.shape);
      return simplify(context, ops.binary('div', total, ops.reduce('sum', whole, axes, false, 'float')));
    });
  }),
  normal('logpdf', 'Logarithm of the normal density.', logDensity),
  normal('pdf', 'The normal density.', (context, z, scale) => context.ops.unary('exp', logDensity(context, z, scale))),
  normal('cdf', 'The normal distribution.', ({ ops }, z) => {
    const erf = ops.unary('erf', ops.binary('mul', z, ops.scalar(Math.SQRT1_2)));
    return ops.binary('mul', ops.scalar(0.5), ops.binary('add', ops.scalar(1), erf));
  }),
];
