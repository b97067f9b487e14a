/** Array functions that are short texts of the language: joined, padded, spaced and combined arrays. */
import type { Context } from '../lower/context';
import { toTensor } from '../lower/convert';
import { Tensor, type Value, tupleOf } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { written } from './written';

const kronText = `a = np.array(a) if len(np.shape(a)) == 2 else np.array([a])
b2 = np.array(b) if len(np.shape(b)) == 2 else np.array([b])
result = a[:, None, :, None] * b2[None, :, None, :]
result = result.reshape(a.shape[0] * b2.shape[0], a.shape[1] * b2.shape[1])
if len(np.shape(b)) == 1 and a.shape[0] == 1:
    result = result.reshape(-1)
`;

const covText = `a = np.array(a) if len(np.shape(a)) == 2 else np.array([a])
if rowvar is not None and not rowvar:
    a = a.T
centered = a - np.mean(a, axis=1, keepdims=True)
result = centered @ centered.T / (a.shape[1] - (1 if ddof is None else ddof))
if a.shape[0] == 1:
    result = result[0, 0]
`;

const padText = `low, high = (pad_width, pad_width) if isinstance(pad_width, int) else pad_width
fill = 0 if constant_values is None else constant_values
if mode == 'edge':
    before, after = a[0], a[-1]
else:
    before, after = fill, fill
result = np.concatenate([before * np.ones(low), a, after * np.ones(high)])
`;

const blockText = `rows = []
for line in parts:
    rows = rows + [np.hstack(line)]
result = np.vstack(rows)
`;

const xlogyText = `isZero = np.array(a) == 0
result = np.where(isZero, 0.0, a * np.log(np.where(isZero, 1.0, b)))
`;

const divergenceText = `each = np.where(target > 0, target * (np.log(target) - a), 0.0)
if reduction == 'sum':
    result = np.sum(each)
elif reduction == 'batchmean':
    result = np.sum(each) / np.shape(each)[0]
elif reduction == 'none':
    result = each
else:
    result = np.mean(each)
`;

/** Row and column numbers of the elements of a matrix that are kept. */
const places = (name: string, doc: string, keep: (i: number, j: number, k: number) => boolean): Builtin =>
  row(name, '(n, k=0, m=None)', 'numpy', doc, (context, args) => {
    const [n, k] = [args.integer(context, 'n', 0), args.integer(context, 'k', 0)];
    const m = args.integer(context, 'm', n);
    context.spend(args.range, Math.ceil((n * m) / 16));
    const kept = Array.from({ length: n * m }, (_, at) => [Math.floor(at / m), at % m] as const).filter(([i, j]) =>
      keep(i, j, k),
    );
    return tupleOf([
      indices(
        context,
        kept.map(([i]) => i),
      ),
      indices(
        context,
        kept.map(([, j]) => j),
      ),
    ]);
  });

const indices = (context: Context, numbers: readonly number[]): Tensor =>
  context.ops.constant(numbers, [numbers.length], 'int');

/** `np.ix_(rows, columns)`: index arrays that pick a block. */
function openMesh(context: Context, args: Binding): Value {
  return tupleOf(
    args.rest.map(({ value, range }, axis) => {
      const index = toTensor(context, value, range);
      return context.ops.reshape(
        index,
        args.rest.map((_, k) => (k === axis ? index.shape[0]! : 1)),
      );
    }),
  );
}

/** Rows of array functions that are written out of others. */
export const writtenArrayRows: readonly Builtin[] = [
  written('kron', '(a, b)', 'numpy torch', 'Every product of an element of a with all of b.', kronText),
  written('cov', '(a, rowvar=None, ddof=None)', 'numpy', 'Covariances of rows.', covText),
  written(
    'corrcoef',
    '(a)',
    'numpy',
    'Correlations of rows.',
    'result = np.cov(a)\nspread = np.sqrt(np.diag(result))\nresult = result / np.outer(spread, spread)\n',
  ),
  written(
    'pad',
    '(a, pad_width, mode=None, constant_values=None)',
    'numpy',
    'A vector with more at its ends.',
    padText,
  ),
  written('block', '(parts)', 'numpy', 'A matrix from rows of blocks.', blockText),
  written(
    'append',
    '(a, b)',
    'numpy',
    'Arrays joined in one row.',
    'result = np.concatenate([np.ravel(a), np.ravel(b)])\n',
  ),
  written('take', '(a, indices)', 'numpy method', 'Elements by their places.', 'result = np.ravel(a)[indices]\n'),
  written(
    'logspace',
    '(start, stop, num=50)',
    'numpy torch',
    'Powers of 10, equally spaced in their exponents.',
    'result = 10.0 ** np.linspace(start, stop, 50 if num is None else num)\n',
  ),
  written(
    'geomspace',
    '(start, stop, num=50)',
    'numpy',
    'Numbers with a common ratio.',
    'result = np.exp(np.linspace(np.log(start), np.log(stop), 50 if num is None else num))\n',
  ),
  written(
    'count_nonzero',
    '(a, axis=None)',
    'numpy torch',
    'How many elements are not 0.',
    'result = np.sum(np.array(a) != 0, axis=axis)\n',
  ),
  written(
    'nanmax',
    '(a)',
    'numpy',
    'The largest that is a number.',
    'result = np.max(np.where(np.isnan(a), -np.inf, a))\n',
  ),
  written(
    'nanmin',
    '(a)',
    'numpy',
    'The smallest that is a number.',
    'result = np.min(np.where(np.isnan(a), np.inf, a))\n',
  ),
  written(
    'logical_xor',
    '(a, b)',
    'numpy torch:logical_xor',
    'One, but not both.',
    'result = (np.array(a) != 0) != (np.array(b) != 0)\n',
  ),
  written('bitwise_and', '(a, b)', 'numpy', 'Both.', 'result = a & b\n'),
  written('bitwise_or', '(a, b)', 'numpy', 'Either.', 'result = a | b\n'),
  written('fliplr', '(a)', 'numpy torch', 'Columns in reverse order.', 'result = a[:, ::-1]\n'),
  written(
    'dist',
    '(p, q)',
    'math',
    'Distance of two points.',
    'result = np.sqrt(np.sum((np.array(p) - np.array(q)) ** 2))\n',
  ),
  written('unbind', '(a)', 'torch method', 'The rows as a tuple.', 'result = tuple([row for row in a])\n'),
  written('relu6', '(a)', 'functional', 'Between 0 and 6.', 'result = np.clip(a, 0, 6)\n'),
  written('xlogy', '(a, b)', 'functional torch', 'a log b, and 0 where a is 0.', xlogyText),
  written(
    'entr',
    '(a)',
    'functional',
    '−a log a.',
    'result = np.where(a > 0, -a * np.log(a), np.where(a == 0, 0.0, -np.inf))\n',
  ),
  written('rel_entr', '(a, b)', 'functional', 'a log(a / b).', 'result = np.where(a == 0, 0.0, a * np.log(a / b))\n'),
  written('kl_div', '(a, target, reduction=None)', 'functional', 'Divergence from log-probabilities.', divergenceText),
  places('triu_indices', 'Places of an upper triangle.', (i, j, k) => j >= i + k),
  places('tril_indices', 'Places of a lower triangle.', (i, j, k) => j <= i + k),
  places('diag_indices', 'Places of a diagonal.', (i, j) => i === j),
  row('ix_', '(*a)', 'numpy', 'Index arrays that pick a block.', openMesh),
];
