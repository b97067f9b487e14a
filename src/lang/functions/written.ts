/**
 * Functions that call other functions — jax.lax.scan, jax.vmap, functools.reduce — as texts of the language itself, so
 * that their loops are compiled like the loops that a person writes. A mistake inside shows at the call.
 */
import type { Context } from '../lower/context';
import { simplify, stackItems } from '../lower/convert';
import { ListValue, Scope, type Value, none, tupleOf } from '../lower/values';
import { fail } from '../diagnostics';
import { parsePython } from '../syntax/python';
import type { Module, Range } from '../syntax/tree';
import { type Binding, parametersOf } from './binding';
import { type Builtin, row } from './builtin';

const modules = new Map<string, Module>();

/** The text as a tree that stands, with all its parts, at one place of the author's text. */
function placed(text: string, { from, to }: Range): Module {
  let module = modules.get(text);
  if (!module) modules.set(text, (module = parsePython(text).module));
  const move = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(move);
    if (node === null || typeof node !== 'object') return node;
    const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, move(value)]));
    return 'from' in copy ? { ...copy, from, to } : copy;
  };
  return move(module) as Module;
}

/** Runs statements over the given names and returns what they leave in `result`. */
export function runText(context: Context, text: string, names: Readonly<Record<string, Value>>, range: Range): Value {
  const scope = new Scope(null);
  scope.isFunction = true;
  for (const [name, value] of Object.entries(names)) context.defineCell(scope, name, value);
  context.defineCell(scope, 'result', none);
  context.execute(placed(text, range).body, scope);
  return scope.lookup('result')!.value;
}

/** A function as a value, made by another function. */
const made = (name: string, call: Builtin['call']): Value => ({
  kind: 'builtin',
  name,
  builtin: row(name, '(*a, **named)', '', 'A function made by another one.', call),
  home: null,
  self: null,
});

/** Rows of results as one array; rows that are tuples as a tuple of arrays. */
function stacked(context: Context, value: Value, range: Range): Value {
  if (value.kind !== 'list' || value.packed) return value.kind === 'list' ? simplify(context, value.packed!) : value;
  const items = value.items!;
  const [first] = items;
  if (first?.kind === 'none') return none;
  if (first?.kind === 'tuple') {
    return tupleOf(
      first.items.map((_, k) =>
        stacked(
          context,
          ListValue.of(
            items.map((item) => (item.kind === 'tuple' ? item.items[k]! : none)),
            context.ops.depth,
          ),
          range,
        ),
      ),
    );
  }
  return stackItems(context, items, range);
}

/** f for every row of its arguments; `in_axes` says which arguments have rows. */
function vmap(_context: Context, args: Binding): Value {
  const f = args.value('f');
  const axes = args.optional('in_axes');
  return made('vmap', (inner, given) => {
    const isMapped = given.rest.map((_, i) => {
      const axis =
        axes?.kind === 'tuple' || axes?.kind === 'list' ? (axes.kind === 'tuple' ? axes.items : axes.items!)[i] : axes;
      if (!axis || (axis.kind === 'number' && axis.value === 0)) return true;
      if (axis.kind === 'none') return false;
      return fail(
        args.rangeOf('in_axes'),
        'unsupported',
        'vmap maps over the first axis here.',
        'Transpose the array first, and use in_axes 0 or None.',
      );
    });
    const names = given.rest.map((_, i) => `a${i}`);
    const mapped = names.filter((_, i) => isMapped[i]);
    const rows = mapped.length === 1 ? `r${mapped[0]!}` : `(${mapped.map((name) => `r${name}`).join(', ')})`;
    const over = mapped.length === 1 ? mapped[0]! : `zip(${mapped.join(', ')})`;
    const call = `f(${names.map((name, i) => (isMapped[i] ? `r${name}` : name)).join(', ')})`;
    const values = Object.fromEntries(names.map((name, i) => [name, given.rest[i]!.value]));
    const result = runText(inner, `result = [${call} for ${rows} in ${over}]\n`, { f, ...values }, given.range);
    return stacked(inner, result, given.range);
  });
}

/** NumPy's vectorize: f for every element. */
function vectorize(_context: Context, args: Binding): Value {
  const f = args.value('f');
  return made('vectorize', (inner, given) => {
    const tensors = given.rest.map(({ value }) => value);
    const arrays = tensors.filter((value) => value.kind === 'list' || (value.kind === 'tensor' && value.rank > 0));
    if (arrays.length === 0) return inner.call(f, given.rest, given.range);
    const isPlain = arrays.every((value) => value.kind === 'list' || (value.kind === 'tensor' && value.rank === 1));
    if (!isPlain)
      return fail(
        given.range,
        'unsupported',
        'np.vectorize takes vectors and numbers here.',
        'Flatten the array first: a.ravel().',
      );
    const names = tensors.map((value, i) => ({ name: `a${i}`, isRow: arrays.includes(value) }));
    const rows = names.filter(({ isRow }) => isRow).map(({ name }) => name);
    const call = `f(${names.map(({ name, isRow }) => (isRow ? `r${name}` : name)).join(', ')})`;
    const head =
      rows.length === 1
        ? `r${rows[0]!} in ${rows[0]!}`
        : `(${rows.map((name) => `r${name}`).join(', ')}) in zip(${rows.join(', ')})`;
    const values = Object.fromEntries(names.map(({ name }, i) => [name, tensors[i]!]));
    return stacked(
      inner,
      runText(inner, `result = [${call} for ${head}]\n`, { f, ...values }, given.range),
      given.range,
    );
  });
}

const scanText = `ys = []
for x in xs:
    carry, y = f(carry, x)
    ys.append(y)
result = (carry, ys)
`;

function scan(context: Context, args: Binding): Value {
  const xs: Value = args.has('xs')
    ? args.value('xs')
    : { kind: 'range', start: 0, step: 1, length: args.integer(context, 'length', 0) };
  const names = { f: args.value('f'), carry: args.value('init'), xs };
  const text = args.has('xs') ? scanText : scanText.replace('f(carry, x)', 'f(carry, None)');
  const result = runText(context, text, names, args.range);
  if (result.kind !== 'tuple') return result;
  return tupleOf([result.items[0]!, stacked(context, result.items[1]!, args.range)]);
}

const loopText = `for i in range(lower, upper):
    result = f(i, result)
`;

const reduceText = `for item in items:
    result = f(result, item)
`;

/** Names that a text starts from, with `result` among them. */
function runFrom(
  context: Context,
  text: string,
  start: Value,
  names: Readonly<Record<string, Value>>,
  range: Range,
): Value {
  return runText(context, `result = start\n${text}`, { start, ...names }, range);
}

/** A row whose meaning is a text that leaves its result in `result`; what is not given is None in it. */
export const written = (name: string, signature: string, homes: string, doc: string, text: string): Builtin =>
  row(name, signature, homes, doc, (context, args) => {
    const names = parametersOf(signature).map((parameter) => parameter.name);
    return runText(
      context,
      text,
      Object.fromEntries(names.map((each) => [each, args.has(each) ? args.value(each) : none])),
      args.range,
    );
  });

const operator = (name: string, names: string, text: string): Builtin =>
  row(name, name === 'neg' ? '(a)' : '(a, b)', `operator:${names}`, 'An operator as a function.', (context, args) =>
    runText(
      context,
      `result = ${text}\n`,
      { a: args.value('a'), ...(name === 'neg' ? {} : { b: args.value('b') }) },
      args.range,
    ),
  );

/** Rows of functions that are written in the language. */
export const writtenRows: readonly Builtin[] = [
  row(
    'vmap',
    '(f, in_axes=None, out_axes=None)',
    'functional torch',
    'The function of every row of its arguments.',
    vmap,
  ),
  row('vectorize', '(f, otypes=None)', 'numpy', 'The function of every element.', vectorize),
  row('scan', '(f, init, xs=None, length=None)', 'lax', 'Carries a value through a loop; stacks the results.', scan),
  row('map', '(f, xs)', 'lax', 'The function of every row.', (context, args) =>
    stacked(
      context,
      runText(context, 'result = [f(x) for x in xs]\n', { f: args.value('f'), xs: args.value('xs') }, args.range),
      args.range,
    ),
  ),
  row(
    'fori_loop',
    '(lower, upper, body_fun, init_val)',
    'lax',
    'A loop with a fixed number of steps.',
    (context, args) =>
      runFrom(
        context,
        loopText,
        args.value('init_val'),
        { f: args.value('body_fun'), lower: args.value('lower'), upper: args.value('upper') },
        args.range,
      ),
  ),
  row('while_loop', '(cond_fun, body_fun, init_val)', 'lax', 'A loop while a condition holds.', (context, args) =>
    runFrom(
      context,
      'while test(result):\n    result = f(result)\n',
      args.value('init_val'),
      { test: args.value('cond_fun'), f: args.value('body_fun') },
      args.range,
    ),
  ),
  row('cond', '(pred, true_fun, false_fun, *operands)', 'lax', 'One of two functions.', (context, args) => {
    const operands = tupleOf(args.rest.map(({ value }) => value));
    const names = { test: args.value('pred'), yes: args.value('true_fun'), no: args.value('false_fun'), operands };
    return runText(context, 'result = yes(*operands) if test else no(*operands)\n', names, args.range);
  }),
  row('select', '(pred, on_true, on_false)', 'lax', 'One of two arrays, element by element.', (context, args) =>
    simplify(
      context,
      context.ops.select(
        args.tensor(context, 'pred'),
        args.tensor(context, 'on_true'),
        args.tensor(context, 'on_false'),
      ),
    ),
  ),
  row('reduce', '(f, items, initial=None)', 'functools', 'Folds a sequence by a function.', (context, args) => {
    const f = args.value('f');
    const items = args.value('items');
    if (args.has('initial')) return runFrom(context, reduceText, args.value('initial'), { f, items }, args.range);
    return runText(
      context,
      `items = list(items)\nresult = items[0]\n${reduceText.replace('items:', 'items[1:]:')}`,
      { f, items },
      args.range,
    );
  }),
  row('partial', '(f, *given, **named)', 'functools', 'The function with some arguments given.', (_, args) =>
    made('partial', (context, more) => {
      const named = args.keywords.filter(({ name }) => more.keywords.every((later) => later.name !== name));
      return context.call(args.value('f'), [...args.rest, ...more.rest, ...named, ...more.keywords], more.range);
    }),
  ),
  operator('add', 'add|concat', 'a + b'),
  operator('sub', 'sub', 'a - b'),
  operator('mul', 'mul', 'a * b'),
  operator('truediv', 'truediv', 'a / b'),
  operator('pow', 'pow', 'a ** b'),
  operator('matmul', 'matmul', 'a @ b'),
  operator('neg', 'neg', '-a'),
];
