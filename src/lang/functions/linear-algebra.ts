/**
 * numpy.linalg for matrices that may depend on the point: Cholesky factors, solutions, inverses, determinants.
 *
 * Written out column by column in array operations (Golub & Van Loan 2013, algorithms 3.4.1 and 4.2.2), so that they
 * are differentiated like everything else. Elimination pivots as LAPACK does, by the largest element of the column; which
 * row that is depends on the point, so rows are exchanged by selection. What has no smooth formula here (eigenvalues,
 * singular values) is refused: `refusals.ts`.
 */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { simplify } from '../lower/convert';
import { sliceAxis } from '../lower/gather';
import { type Tensor, type Value, shapeText, tupleOf } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { eye } from './making';
import { foldArgument } from './reductions';

/** Columns beyond which the written-out program grows too long. */
const MAX_SIZE = 48;

function squareOf(context: Context, args: Binding): Tensor {
  const a = foldArgument(context, args);
  const [n, m] = a.shape;
  if (a.rank !== 2 || n !== m || n === 0) {
    fail(
      args.rangeOf('a'),
      'shape',
      `“${args.name}” needs a square matrix, and this has shape ${shapeText(a.shape)}.`,
      'Pass an array of shape (n, n).',
    );
  }
  if (n! > MAX_SIZE) {
    fail(
      args.rangeOf('a'),
      'too-large',
      `“${args.name}” is written out for matrices up to ${MAX_SIZE} × ${MAX_SIZE}; this one is ${n} × ${n}.`,
      'Use fewer rows, or write the loss with products of smaller matrices.',
    );
  }
  return a;
}

const from = (context: Context, a: Tensor, axis: number, start: number): Tensor =>
  sliceAxis(context, a, axis, { start, step: 1, count: a.shape[axis]! - start });

/** L with L·Lᵀ = A, from A's lower triangle. */
function choleskyOf(context: Context, a: Tensor): Tensor {
  const { ops } = context;
  const n = a.shape[0]!;
  const columns: Tensor[] = [];
  let rest = a;
  for (let j = 0; j < n; j++) {
    const first = ops.at(rest, 1, 0);
    const column = ops.binary('div', first, ops.unary('sqrt', ops.at(first, 0, 0)));
    columns.push(j === 0 ? column : ops.concat([ops.constant(new Float64Array(j), [j]), column], 0));
    const below = from(context, column, 0, 1);
    const count = n - j - 1;
    const update = ops.binary('mul', ops.reshape(below, [count, 1]), ops.reshape(below, [1, count]));
    rest = ops.binary('sub', from(context, from(context, rest, 0, 1), 1, 1), update);
  }
  return ops.stack(columns, 1);
}

interface Eliminated {
  /** row i of U, from the diagonal on, followed by the right-hand sides */
  readonly rows: readonly Tensor[];
  /** 1 where step i kept its row, −1 where it exchanged two */
  readonly signs: readonly Tensor[];
}

/** Gaussian elimination with partial pivoting of [A | B]. */
function eliminate(context: Context, a: Tensor, right: Tensor | null): Eliminated {
  const { ops } = context;
  const n = a.shape[0]!;
  const rows: Tensor[] = [];
  const signs: Tensor[] = [];
  let rest = right ? ops.concat([a, right], 1) : a;
  for (let j = 0; j < n; j++) {
    const m = n - j;
    if (m === 1) {
      rows.push(ops.at(rest, 0, 0));
      break;
    }
    const size = ops.unary('abs', ops.at(rest, 1, 0));
    const largest = ops.binary('eq', size, ops.reduce('max', size, [0], true, 'float'), 'bool');
    const before = ops.wrap(
      context.graph.cumulative('sum', largest.node, largest.batch, { exclusive: true }),
      largest,
      'float',
    );
    const chosen = ops.binary('and', largest, ops.binary('eq', before, ops.scalar(0), 'bool'), 'bool');
    const mask = ops.reshape(chosen, [m, 1]);
    const pivot = ops.reduce('sum', ops.select(mask, rest, ops.scalar(0)), [0], false, 'float');
    const top = sliceAxis(context, rest, 0, { start: 0, step: 1, count: 1 });
    const others = ops.select(from(context, mask, 0, 1), top, from(context, rest, 0, 1));
    const factor = ops.binary(
      'div',
      sliceAxis(context, others, 1, { start: 0, step: 1, count: 1 }),
      ops.at(pivot, 0, 0),
    );
    rest = ops.binary('sub', from(context, others, 1, 1), ops.binary('mul', factor, from(context, pivot, 0, 1)));
    rows.push(pivot);
    signs.push(ops.select(ops.at(chosen, 0, 0), ops.scalar(1), ops.scalar(-1)));
  }
  return { rows, signs };
}

/** X with A·X = B. */
function solveOf(context: Context, a: Tensor, right: Tensor): Tensor {
  const { ops } = context;
  const [n, k] = [a.shape[0]!, right.shape[1]!];
  const { rows } = eliminate(context, a, right);
  let x: Tensor | null = null;
  for (let i = n - 1; i >= 0; i--) {
    const line = rows[i]!;
    const m = n - i;
    let value = from(context, line, 0, m);
    if (x) {
      const upper = ops.reshape(sliceAxis(context, line, 0, { start: 1, step: 1, count: m - 1 }), [m - 1, 1]);
      value = ops.binary('sub', value, ops.reduce('sum', ops.binary('mul', upper, x), [0], false, 'float'));
    }
    const solved = ops.reshape(ops.binary('div', value, ops.at(line, 0, 0)), [1, k]);
    x = x ? ops.concat([solved, x], 0) : solved;
  }
  return x!;
}

function solve(context: Context, args: Binding): Value {
  const a = squareOf(context, args);
  const b = foldArgument(context, args, 'b');
  const n = a.shape[0]!;
  if (b.rank < 1 || b.rank > 2 || b.shape[0] !== n) {
    fail(
      args.rangeOf('b'),
      'shape',
      `The right-hand side has shape ${shapeText(b.shape)}; the matrix has ${n} rows.`,
      `Pass an array of shape (${n},) or (${n}, k).`,
    );
  }
  const x = solveOf(context, a, b.rank === 1 ? context.ops.reshape(b, [n, 1]) : b);
  return simplify(context, b.rank === 1 ? context.ops.reshape(x, [n]) : x);
}

const pivotsOf = (context: Context, { rows }: Eliminated): Tensor[] => rows.map((line) => context.ops.at(line, 0, 0));

const productOf = (context: Context, factors: readonly Tensor[]): Tensor =>
  factors.reduce((product, factor) => context.ops.binary('mul', product, factor));

/** The sign of the determinant and the logarithm of its size. */
function signAndLog(context: Context, a: Tensor): { sign: Tensor; log: Tensor } {
  const { ops } = context;
  const done = eliminate(context, a, null);
  const pivots = pivotsOf(context, done);
  const logs = pivots.map((pivot) => ops.unary('log', ops.unary('abs', pivot)));
  return {
    sign: productOf(context, [...pivots.map((pivot) => ops.unary('sign', pivot)), ...done.signs]),
    log: logs.reduce((sum, part) => ops.binary('add', sum, part)),
  };
}

/** Rows of numpy.linalg. */
export const linearAlgebraRows: readonly Builtin[] = [
  row('cholesky', '(a)', 'linalg torch', 'The lower triangle L with L Lᵀ = a.', (context, args) =>
    choleskyOf(context, squareOf(context, args)),
  ),
  row('solve', '(a, b)', 'linalg', 'x with a x = b.', solve),
  row('inv', '(a)', 'linalg torch:inverse', 'The inverse of a matrix.', (context, args) => {
    const a = squareOf(context, args);
    return solveOf(context, a, eye(context, a.shape[0]!, a.shape[0]!));
  }),
  row('det', '(a)', 'linalg torch', 'The determinant.', (context, args) => {
    const done = eliminate(context, squareOf(context, args), null);
    return simplify(context, productOf(context, [...pivotsOf(context, done), ...done.signs]));
  }),
  row('slogdet', '(a)', 'linalg torch', 'Sign and log |determinant|, as a pair.', (context, args) => {
    const { sign, log } = signAndLog(context, squareOf(context, args));
    return tupleOf([simplify(context, sign), simplify(context, log)]);
  }),
  row('logdet', '(a)', 'torch', 'log of a positive determinant.', (context, args) => {
    const { sign, log } = signAndLog(context, squareOf(context, args));
    const { ops } = context;
    return simplify(context, ops.select(ops.binary('gt', sign, ops.scalar(0), 'bool'), log, ops.scalar(NaN)));
  }),
];
