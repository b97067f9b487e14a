/** What a name, a module's member or an object's attribute means: the way from source text into the function table. */
import { didYouMean, fail } from '../diagnostics';
import { failMissingParameter } from '../missing-parameter';
import type { Language, Range } from '../syntax/tree';
import { type Context, NotVectorizable } from '../lower/context';
import { failPoison, itemsOf } from '../lower/convert';
import {
  type BuiltinValue,
  ListValue,
  Tensor,
  type Value,
  describeValue,
  integer,
  none,
  real,
  tupleOf,
} from '../lower/values';
import { type Builtin, row } from './builtin';
import type { Home } from './home';
import { refusalOf } from './refusals';
import { unitMember, unitModules } from './units';
import { constantsOf, findFunction, namesInHome } from './table';

/** Modules by their full names. */
export const moduleHomes: Record<string, readonly Home[]> = {
  numpy: ['numpy'],
  'jax.numpy': ['numpy'],
  autograd: [],
  'autograd.numpy': ['numpy'],
  math: ['math'],
  torch: ['torch', 'functional'],
  'torch.nn.functional': ['functional', 'torch'],
  'torch.special': ['functional', 'torch'],
  'torch.linalg': ['linalg'],
  'jax.nn': ['jaxnn', 'functional'],
  'jax.scipy.special': ['functional', 'numpy'],
  'scipy.special': ['functional', 'math', 'numpy'],
  'numpy.linalg': ['linalg'],
  'jax.numpy.linalg': ['linalg'],
  jax: ['functional'],
  'jax.lax': ['lax', 'functional', 'numpy'],
  numba: ['functional'],
  functools: ['functools', 'functional'],
  operator: ['operator'],
  itertools: ['itertools'],
  scipy: [],
  'scipy.stats': [],
  'scipy.stats.norm': ['normal'],
  'jax.scipy.stats': [],
  'jax.scipy.stats.norm': ['normal'],
  'torch.nn': [],
  'scipy.linalg': [],
  'scipy.integrate': [],
  'scipy.optimize': [],
  Math: ['Math'],
  ...Object.fromEntries(Array.from(unitModules, (name) => [name, ['units', 'numpy'] as const])),
  astropy: [],
};

/** Names that stand for modules even where nothing imports them. */
export const usualAliases: Record<string, string> = {
  np: 'numpy',
  numpy: 'numpy',
  jnp: 'jax.numpy',
  math: 'math',
  torch: 'torch',
  F: 'torch.nn.functional',
  jax: 'jax',
  scipy: 'scipy',
};

const wrap = (builtin: Builtin, name: string, home: Home, self: Value | null): Value => ({
  kind: 'builtin',
  name,
  builtin,
  home,
  self,
});

/** A global name of the language: a module, a function or a constant. */
export function globalValue(language: Language, name: string): Value | null {
  const home: Home = language === 'javascript' ? 'javascript' : language === 'python' ? 'python' : 'formula';
  const constant = constantsOf[home]?.[name];
  if (constant !== undefined) return real(constant);
  const builtin = findFunction(home, name);
  if (builtin) return wrap(builtin, name, home, null);
  if (language === 'javascript') {
    if (name === 'Math') return { kind: 'module', name: 'Math' };
    return ['Number', 'Array', 'Object', 'console'].includes(name) ? { kind: 'module', name } : null;
  }
  const module = usualAliases[name];
  return language === 'python' && module ? { kind: 'module', name: module } : null;
}

/** Names that can be meant where an unknown one stands. */
export function moduleFor(language: Language): string[] {
  if (language === 'javascript') return ['Math', ...namesInHome('javascript').filter((name) => !name.includes('.'))];
  return language === 'python' ? [...Object.keys(usualAliases), ...namesInHome('python')] : namesInHome('formula');
}

/** A member of a module, by the module's full name. */
export function memberOf(context: Context, module: string, name: string, range: Range): Value {
  context.packages.add(module.split('.')[0]!);
  if (module === 'numpy' || module === 'jax.numpy') {
    if (name === 'newaxis') return none;
    if (/^(int|float|bool|complex)_?\d*$/.test(name) && !findFunction('numpy', name))
      return wrap(findFunction('python', name.startsWith('int') ? 'int' : 'float')!, name, 'python', null);
  }
  if (unitModules.has(module)) {
    const unit = unitMember(context, name);
    if (unit) return unit;
  }
  if (module === 'torch' && /^(float|double|int|long|bool)\d*$/.test(name))
    return wrap(findFunction('python', 'float')!, name, 'python', null);
  if (context.language === 'javascript' && module !== 'Math') {
    const path = `${module}.${name}`;
    const constant = constantsOf.javascript?.[path];
    if (constant !== undefined) return real(constant);
    const builtin = findFunction('javascript', path);
    if (builtin) return wrap(builtin, path, 'javascript', null);
  }
  const homes = moduleHomes[module];
  for (const home of homes ?? []) {
    const constant = constantsOf[home]?.[name];
    if (constant !== undefined) return real(constant);
    const builtin = findFunction(home, name);
    if (builtin) return wrap(builtin, name, home, null);
  }
  if (
    moduleHomes[`${module}.${name}`] ||
    Object.keys(moduleHomes).some((known) => known.startsWith(`${module}.${name}.`))
  )
    return { kind: 'module', name: `${module}.${name}` };
  if (!homes || homes.length === 0)
    return {
      kind: 'poison',
      diagnostic: {
        from: range.from,
        to: range.to,
        severity: 'error',
        code: 'unknown-module',
        message:
          homes || refusalOf(module, name)
            ? `“${module}.${name}” ${refusalOf(module, name)?.reason ?? 'is not part of the loss language'}.`
            : `“${module}” is not a module of the loss language.`,
        remedy:
          refusalOf(module, name)?.remedy ??
          (context.language === 'javascript'
            ? 'Use Math, Array and the functions of the text; write others out.'
            : 'Use numpy, math, torch or jax.numpy; write other functions out.'),
      },
    };
  const refusal = refusalOf(module, name);
  if (refusal) return fail(range, 'unknown-member', `${shortName(module)}.${name} ${refusal.reason}.`, refusal.remedy);
  const near = didYouMean(name, homes.flatMap(namesInHome));
  return fail(
    range,
    'unknown-member',
    `${shortName(module)}.${name} is not part of the loss language.`,
    near
      ? `Did you mean “${shortName(module)}.${near}”?`
      : 'Write it with functions that are: see the list of functions.',
  );
}

/** Everything that `from module import *` binds. */
export function membersOf(module: string): Map<string, Value> {
  const members = new Map<string, Value>();
  for (const home of moduleHomes[module] ?? []) {
    for (const name of namesInHome(home)) {
      const builtin = findFunction(home, name);
      if (!members.has(name))
        members.set(name, builtin ? wrap(builtin, name, home, null) : real(constantsOf[home]![name]!));
    }
  }
  return members;
}

const shortName = (module: string): string =>
  module
    .replace(/^numpy\b/, 'np')
    .replace(/^jax\.numpy\b/, 'jnp')
    .replace(/^torch\.nn\.functional$/, 'F');

/** `object.name`. */
export function attributeOf(context: Context, object: Value, name: string, range: Range): Value {
  switch (object.kind) {
    case 'module':
      return memberOf(context, object.name, name, range);
    case 'poison':
      return failPoison(object);
    case 'carried':
      throw new NotVectorizable();
    case 'dict':
      if (context.language === 'javascript') {
        const entry = object.entries.get(name) ?? object.onMissing?.(name);
        if (!entry && object.isTable) return failMissingParameter(range, name);
        return entry ?? none;
      }
      return listMethod(object, name, range) ?? entryAsAttribute(object, name, range);
    case 'list':
      return listAttribute(context, object, name, range);
    case 'tuple':
      if (context.language === 'python')
        return listMethod(object, name, range) ?? failAttribute(object, name, range, 'list');
      return failAttribute(object, name, range, 'array');
    case 'string':
      if (name === 'length') return integer(object.value.length);
      if (context.language === 'python' && name === 'format') return wrap(formatRow, name, 'python', object);
      return failAttribute(object, name, range, 'array');
    case 'tensor':
    case 'number':
    case 'boolean':
      return numericAttribute(context, object, name, range);
    case 'function':
      return functionMethod(context, object, name) ?? failAttribute(object, name, range, 'method');
    case 'builtin':
      return builtinAttribute(context, object, name, range);
    case 'none':
      return fail(
        range,
        'not-a-number',
        `There is no value here that “${name}” could belong to.`,
        'Check that the name before the point has been given a value.',
      );
    default:
      return failAttribute(object, name, range, 'method');
  }
}

function builtinAttribute(context: Context, object: BuiltinValue, name: string, range: Range): Value {
  const called = functionMethod(context, object, name);
  if (called) return called;
  // Array.from, Number.EPSILON: a function that is also a namespace.
  if (object.home === 'javascript') return memberOf(context, object.name, name, range);
  const method = object.home === 'numpy' ? ufuncMethod(object, name) : null;
  return method ?? failAttribute(object, name, range, 'method');
}

/** JavaScript's `f.apply(null, list)` and `f.call(null, a, b)`; what `this` would be is left out. */
const functionMethods: readonly Builtin[] = [
  row('apply', '(f, self, list=None)', 'method', 'Calls a function with a list of arguments.', (context, args) => {
    const values = args.has('list') ? itemsOf(context, args.value('list'), args.rangeOf('list')) : [];
    return context.call(
      args.value('f'),
      values.map((value) => ({ value, name: null, range: args.rangeOf('list') })),
      args.range,
    );
  }),
  row('call', '(f, self, *values)', 'method', 'Calls a function.', (context, args) =>
    context.call(args.value('f'), args.rest, args.range),
  ),
];

function functionMethod(context: Context, object: Value, name: string): Value | null {
  const method = context.language === 'javascript' ? functionMethods.find((each) => each.name === name) : undefined;
  return method ? wrap(method, name, 'method', object) : null;
}

/** Texts are printed and never computed with: what stands in the gaps does not matter. */
const formatRow = row('format', '(a, *values, **named)', 'python', 'The text.', (_, args) => args.value('a'));

const folds: Readonly<Record<string, { readonly reduce: string; readonly accumulate?: string }>> = {
  add: { reduce: 'sum', accumulate: 'cumsum' },
  multiply: { reduce: 'prod', accumulate: 'cumprod' },
  maximum: { reduce: 'max' },
  minimum: { reduce: 'min' },
  logical_and: { reduce: 'all' },
  logical_or: { reduce: 'any' },
};

/** `np.maximum.reduce` and its like fold the first axis where no other is given. */
function ufuncMethod(ufunc: BuiltinValue, name: string): Value | null {
  if (name === 'outer') return outerOf(ufunc);
  const fold = folds[ufunc.name]?.[name as 'reduce'];
  const builtin = fold ? findFunction('numpy', fold) : undefined;
  if (!builtin) return null;
  const along = { ...builtin, signature: builtin.signature.replace('axis=None', 'axis=0') };
  return wrap(along, `${ufunc.name}.${name}`, 'numpy', null);
}

/** `np.subtract.outer(a, b)`: the function of every pair. */
function outerOf(ufunc: BuiltinValue): Value {
  const outer = row('outer', '(a, b)', 'numpy', 'The function of every pair of elements.', (context, args) => {
    const [a, b] = [args.tensor(context, 'a'), args.tensor(context, 'b')];
    const spread = context.ops.reshape(a, [...a.shape, ...b.shape.map(() => 1)]);
    const values = [spread, b].map((value) => ({ value, name: null, range: args.range }));
    return context.call(ufunc, values, args.range);
  });
  return wrap(outer, `${ufunc.name}.outer`, 'numpy', null);
}

function entryAsAttribute(object: Value & { kind: 'dict' }, name: string, range: Range): Value {
  const entry = object.entries.get(name) ?? object.onMissing?.(name);
  if (!entry && object.isTable) return failMissingParameter(range, name);
  return entry ?? failAttribute(object, name, range, 'list');
}

function listMethod(object: Value, name: string, _range: Range): Value | null {
  const builtin = findFunction('list', name);
  return builtin ? wrap(builtin, name, 'list', object) : null;
}

function listAttribute(context: Context, object: ListValue, name: string, range: Range): Value {
  if (context.language === 'javascript') {
    if (name === 'length') {
      if (object.packed?.parameter) object.packed.parameter.usesLength = true;
      return integer(object.length);
    }
    const builtin = findFunction('array', name);
    if (builtin) return wrap(builtin, name, 'array', object);
    return failAttribute(object, name, range, 'array');
  }
  const method = listMethod(object, name, range);
  if (method) return method;
  if (object.packed) return numericAttribute(context, object.packed, name, range);
  return failAttribute(object, name, range, 'list');
}

function numericAttribute(context: Context, object: Value, name: string, range: Range): Value {
  const tensor = object instanceof Tensor ? object : null;
  const shape = tensor?.shape ?? [];
  const noteLength = (): void => {
    if (tensor?.parameter) tensor.parameter.usesLength = true;
  };
  switch (name) {
    case 'shape':
      noteLength();
      return tupleOf(shape.map(integer));
    case 'size':
      noteLength();
      // NumPy's size is a number, torch's a method.
      return integer(shape.reduce((product, extent) => product * extent, 1));
    case 'ndim':
      return integer(shape.length);
    case 'T':
    case 'mT': {
      if (!tensor) return object;
      const view = context.ops.transpose(
        tensor,
        tensor.shape.map((_, axis) => tensor.rank - 1 - axis),
      );
      if (view !== tensor)
        view.viewOf = { base: tensor.viewOf?.base ?? tensor, version: (tensor.viewOf?.base ?? tensor).version };
      return view;
    }
    case 'real':
    case 'data':
      return object;
    case 'dtype':
    case 'device':
      return none;
    case 'length':
      if (context.language === 'javascript' && shape.length > 0) {
        noteLength();
        return integer(shape[0]!);
      }
  }
  const text = context.language === 'javascript' ? findFunction('number', name) : undefined;
  if (text) return wrap(text, name, 'number', object);
  const builtin = findFunction('method', name);
  if (builtin) return wrap(builtin, name, 'method', object);
  return failAttribute(object, name, range, 'method');
}

function failAttribute(object: Value, name: string, range: Range, home: Home): never {
  const near = didYouMean(name, namesInHome(home));
  const what = describeValue(object);
  const isArray = object.kind === 'tensor' || object.kind === 'list';
  const refusal = isArray || home === 'method' ? refusalOf('', name) : null;
  if (refusal) fail(range, 'unknown-member', `“${name}” ${refusal.reason}.`, refusal.remedy);
  return fail(
    range,
    'unknown-member',
    `${what[0]!.toUpperCase()}${what.slice(1)} has no “${name}” in the loss language.`,
    near ? `Did you mean “${near}”?` : 'Use indexing, arithmetic or a function.',
  );
}
