/** Functions written in the language itself: itertools, np.select and np.piecewise, powers of matrices. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { itemsOf, staticInteger } from '../lower/convert';
import { ListValue, type Value, tupleOf } from '../lower/values';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';
import { runText, written } from './written';

/** Choices of k among the indices 0 … n − 1, in the order of itertools. */
type Choosing = (n: number, k: number) => number[][];

const orders = (n: number, k: number, isAllowed: (chosen: readonly number[], next: number) => boolean): number[][] => {
  let rows: number[][] = [[]];
  for (let depth = 0; depth < k; depth++)
    rows = rows.flatMap((chosen) =>
      Array.from({ length: n }, (_, i) => i)
        .filter((i) => isAllowed(chosen, i))
        .map((i) => [...chosen, i]),
    );
  return rows;
};

const combinations: Choosing = (n, k) => orders(n, k, (chosen, next) => chosen.every((i) => i < next));
const withReplacement: Choosing = (n, k) => orders(n, k, (chosen, next) => chosen.every((i) => i <= next));
const permutations: Choosing = (n, k) => orders(n, k, (chosen, next) => !chosen.includes(next));

const choosing = (name: string, doc: string, choose: Choosing): Builtin =>
  row(name, '(a, r=None)', 'itertools', doc, (context, args) => {
    const items = itemsOf(context, args.value('a'), args.rangeOf('a'));
    const chosen = choose(items.length, args.integer(context, 'r', items.length));
    context.spend(args.range, chosen.length);
    return listOfTuples(
      context,
      chosen.map((indices) => indices.map((i) => items[i]!)),
    );
  });

const listOfTuples = (context: Context, rows: readonly (readonly Value[])[]): Value =>
  ListValue.of(rows.map(tupleOf), context.ops.depth);

function product(context: Context, args: Binding): Value {
  const repeat = args.keywords.find(({ name }) => name === 'repeat');
  const other = args.keywords.find(({ name }) => name !== 'repeat');
  if (other) fail(other.range, 'unknown-argument', `“product” has no parameter “${other.name}”.`, 'Leave it out.');
  const times = repeat ? staticInteger(context, repeat.value, repeat.range, '“repeat”') : 1;
  const lists = args.rest.map(({ value, range }) => itemsOf(context, value, range));
  let rows: Value[][] = [[]];
  for (const items of Array.from({ length: times }, () => lists).flat()) {
    rows = rows.flatMap((chosen) => items.map((item) => [...chosen, item]));
    context.spend(args.range, rows.length);
  }
  return listOfTuples(context, rows);
}

const accumulateText = `result = []
total = None
for item in items:
    total = item if total is None else total + item
    result = result + [total]
`;

// Later conditions are asked first, so that the first one that holds has the last word.
const selectText = `result = rest
for test, choice in reversed(list(zip(conditions, choices))):
    result = np.where(test, choice, result)
`;

function select(context: Context, args: Binding): Value {
  const names = { conditions: args.value('conditions'), choices: args.value('choices') };
  const rest: Value = args.optional('default') ?? { kind: 'number', value: 0, isInteger: true };
  return runText(context, selectText, { ...names, rest }, args.range);
}

// The last condition that holds decides; a function more than there are conditions is for the rest.
const piecewiseText = `result = np.zeros(len(a))
if len(functions) > len(conditions):
    last = functions[-1]
    result = np.where(np.ones(len(a), bool), last(a) if callable(last) else last, result)
for test, choice in zip(conditions, functions):
    result = np.where(test, choice(a) if callable(choice) else choice, result)
`;

const powerText = `result = np.eye(len(a))
for _ in range(n):
    result = result @ a
`;

/** Rows of functions that are written out of others. */
export const writtenPartRows: readonly Builtin[] = [
  choosing('combinations', 'All choices of r elements.', combinations),
  choosing('combinations_with_replacement', 'All choices of r elements, repeated ones too.', withReplacement),
  choosing('permutations', 'All orders of r elements.', permutations),
  row('product', '(*a, **options)', 'itertools', 'All tuples with one element of each.', product),
  row('chain', '(*a)', 'itertools', 'Sequences one after another.', (context, args) =>
    ListValue.of(
      args.rest.flatMap(({ value, range }) => itemsOf(context, value, range)),
      context.ops.depth,
    ),
  ),
  row('pairwise', '(a)', 'itertools', 'Neighbours as pairs.', (context, args) => {
    const items = itemsOf(context, args.value('a'), args.rangeOf('a'));
    return listOfTuples(
      context,
      items.slice(1).map((item, i) => [items[i]!, item]),
    );
  }),
  written('accumulate', '(items)', 'itertools', 'Sums up to each element.', accumulateText),
  row(
    'select',
    '(conditions, choices, default=None)',
    'numpy',
    'The choice of the first condition that holds.',
    select,
  ),
  written('piecewise', '(a, conditions, functions)', 'numpy', 'A function for each part of an array.', piecewiseText),
  row('matrix_power', '(a, n)', 'linalg', 'A matrix multiplied with itself.', (context, args) => {
    if (args.integer(context, 'n', 1) < 0)
      fail(
        args.rangeOf('n'),
        'unsupported',
        'A negative power of a matrix is not part of the loss language.',
        'Use np.linalg.inv first.',
      );
    return runText(context, powerText, { a: args.value('a'), n: args.value('n') }, args.range);
  }),
];
