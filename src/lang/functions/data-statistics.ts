/** What an order of values tells — medians, ranks, places — of data: of variables it has no derivative. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { simplify } from '../lower/convert';
import { type Value, integer, real } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { foldArgument } from './reductions';
import { refusalOf } from './refusals';

/** The numbers of an argument.
 *  @throws LossError if they depend on the point */
function numbersOf(context: Context, args: Binding, key = 'a'): number[] {
  const data = context.ops.dataOf(foldArgument(context, args, key));
  if (data) return [...data];
  const refusal = refusalOf('numpy', args.name);
  return fail(
    args.rangeOf(key),
    'not-static',
    `np.${args.name} ${refusal?.reason ?? 'needs data'}; here the values depend on the point.`,
    refusal?.remedy ?? 'Use an array of constants.',
  );
}

const ascending = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

/** The value below which a share of the numbers lies, by straight lines between them (Hyndman & Fan 1996, type 7). */
function quantileOf(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  // The end that is nearer is started from, so that each value is met exactly.
  const fraction = place - below;
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

function medianOf(numbers: readonly number[]): number {
  const sorted = ascending(numbers);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function quantiles(context: Context, args: Binding, whole: number): Value {
  const sorted = ascending(numbersOf(context, args));
  const shares = args.tensor(context, 'q');
  const values = numbersOf(context, args, 'q').map((share) => quantileOf(sorted, share / whole));
  return shares.rank === 0 ? real(values[0]!) : context.ops.constant(values, shares.shape);
}

/** Place of the first of the largest, or smallest, numbers. */
const placeOf = (name: string, doc: string, isBetter: (a: number, b: number) => boolean): Builtin =>
  row(name, '(a)', 'numpy torch method', doc, (context, args) =>
    integer(numbersOf(context, args).reduce((best, value, i, all) => (isBetter(value, all[best]!) ? i : best), 0)),
  );

/** Where each number belongs in sorted data: before equal ones, or after them. */
function searchSorted(context: Context, args: Binding): Value {
  const places = numbersOf(context, args);
  const wanted = args.tensor(context, 'v');
  const side = args.optional('side');
  const isRight = side?.kind === 'string' && side.value === 'right';
  const indices = numbersOf(context, args, 'v').map((value) => {
    const at = places.findIndex((place) => (isRight ? place > value : place >= value));
    return at < 0 ? places.length : at;
  });
  return simplify(context, context.ops.constant(indices, wanted.shape, 'int'));
}

/** Rows about the order of data. */
export const dataStatisticsRows: readonly Builtin[] = [
  row('median', '(a)', 'numpy', 'The middle of data.', (context, args) => real(medianOf(numbersOf(context, args)))),
  row('percentile', '(a, q)', 'numpy', 'The value below which q percent of the data lie.', (context, args) =>
    quantiles(context, args, 100),
  ),
  row('quantile', '(a, q)', 'numpy torch', 'The value below which a share q of the data lies.', (context, args) =>
    quantiles(context, args, 1),
  ),
  placeOf('argmax', 'Place of the largest number of data.', (a, b) => a > b),
  placeOf('argmin', 'Place of the smallest number of data.', (a, b) => a < b),
  row('unique', '(a)', 'numpy torch', 'The different values of data, in order.', (context, args) => {
    const different = ascending([...new Set(numbersOf(context, args))]);
    return context.ops.constant(different, [different.length], args.tensor(context, 'a').type);
  }),
  row('searchsorted', '(a, v, side=None)', 'numpy', 'Where numbers belong in sorted data.', searchSorted),
];
