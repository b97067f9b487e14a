/** Arguments of a call of a table function, matched with its parameters. */
import { didYouMean, fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { staticInteger, toScalar, toTensor } from '../lower/convert';
import type { Range } from '../syntax/tree';
import type { ArgumentValue, Tensor, Value } from '../lower/values';
import type { Home } from './home';

/** Keyword arguments that cannot change a value here. */
const ignoredKeywords = new Set([
  'device',
  'requires_grad',
  'copy',
  'order',
  'out',
  'casting',
  'subok',
  'like',
  'size_average',
  'inplace',
  'strict',
]);

/** Other spellings of a parameter. */
const synonyms: Record<string, readonly string[]> = {
  axis: ['dim'],
  keepdims: ['keepdim'],
  a: ['x', 'input', 'arr', 'array', 'v', 'object', 'arrays', 'tensors'],
  b: ['other', 'y', 'exponent', 'x2', 'vec2'],
  ddof: ['correction'],
  ord: ['p'],
  rtol: ['rel_tol'],
  num: ['steps'],
  atol: ['abs_tol'],
  a_min: ['min'],
  a_max: ['max'],
};

interface Parameter {
  readonly name: string;
  readonly isOptional: boolean;
  readonly isRest: boolean;
  readonly isKeywords: boolean;
}

const parsed = new Map<string, Parameter[]>();

/** `(a, axis=None, *rest)` → parameters. */
export function parametersOf(signature: string): Parameter[] {
  let parameters = parsed.get(signature);
  if (!parameters) {
    const inner = signature.slice(1, -1).trim();
    parameters = (inner === '' ? [] : inner.split(/,\s*/)).map((text) => ({
      name: text.replace(/^\*+/, '').replace(/=.*$/, ''),
      isOptional: text.includes('=') || text.startsWith('**'),
      isRest: /^\*[^*]/.test(text),
      isKeywords: text.startsWith('**'),
    }));
    parsed.set(signature, parameters);
  }
  return parameters;
}

/** The arguments of one call. */
export class Binding {
  constructor(
    readonly name: string,
    readonly home: Home | null,
    readonly range: Range,
    private readonly named: ReadonlyMap<string, ArgumentValue>,
    /** what a `*` parameter collected */
    readonly rest: readonly ArgumentValue[],
    /** what a `**` parameter collected */
    readonly keywords: readonly ArgumentValue[] = [],
    /** the element type that the caller asks of the result; null where the function takes it itself */
    readonly dtype: Value | null = null,
  ) {}

  has(name: string): boolean {
    const argument = this.named.get(name);
    return argument !== undefined && argument.value.kind !== 'none';
  }

  value(name: string): Value {
    return this.named.get(name)!.value;
  }

  optional(name: string): Value | null {
    return this.has(name) ? this.value(name) : null;
  }

  rangeOf(name: string): Range {
    return this.named.get(name)?.range ?? this.range;
  }

  tensor(context: Context, name: string): Tensor {
    return toTensor(context, this.value(name), this.rangeOf(name));
  }

  scalar(context: Context, name: string): Tensor {
    return toScalar(context, this.value(name), this.rangeOf(name));
  }

  integer(context: Context, name: string, fallback: number): number {
    const value = this.optional(name);
    return value ? staticInteger(context, value, this.rangeOf(name), `“${name}”`) : fallback;
  }

  /** A flag such as `keepdims=True`. */
  flag(name: string): boolean {
    const value = this.optional(name);
    return (
      value !== null && ((value.kind === 'boolean' && value.value) || (value.kind === 'number' && value.value !== 0))
    );
  }
}

/** Matches arguments with parameters.
 *  @param self  the object of a method call: the first parameter
 *  @throws LossError for a wrong number of arguments or an unknown keyword */
export function bindArguments(
  signature: string,
  spelled: string,
  self: Value | null,
  args: readonly ArgumentValue[],
  range: Range,
  home: Home | null = null,
): Binding {
  const parameters = parametersOf(signature);
  const all = self ? [{ value: self, name: null, range }, ...args] : args;
  const named = new Map<string, ArgumentValue>();
  const rest: ArgumentValue[] = [];
  const keywords: ArgumentValue[] = [];
  let dtype: Value | null = null;
  let next = 0;
  for (const argument of all) {
    if (argument.name !== null) {
      const isForeign = !parameters.some(({ name }) => name === argument.name);
      if (isForeign && parameters.some(({ isKeywords }) => isKeywords)) keywords.push(argument);
      else if (isForeign && argument.name === 'dtype') dtype = argument.value;
      else bindKeyword(parameters, argument, named, spelled);
      continue;
    }
    while (next < parameters.length && !parameters[next]!.isRest && named.has(parameters[next]!.name)) next++;
    const parameter = parameters[next];
    if (!parameter || parameter.isKeywords) failCount(signature, spelled, all.length, self !== null, argument.range);
    if (parameter.isRest) rest.push(argument);
    else {
      named.set(parameter.name, argument);
      next++;
    }
  }
  const missing = parameters.find(
    (parameter) => !parameter.isOptional && !parameter.isRest && !named.has(parameter.name),
  );
  if (missing) failCount(signature, spelled, all.length, self !== null, range);
  return new Binding(spelled, home, range, named, rest, keywords, dtype);
}

function bindKeyword(
  parameters: readonly Parameter[],
  argument: ArgumentValue,
  named: Map<string, ArgumentValue>,
  spelled: string,
): void {
  const name = argument.name!;
  const parameter = parameters.find((p) => p.name === name) ?? parameters.find((p) => synonyms[p.name]?.includes(name));
  if (parameter) {
    named.set(parameter.name, argument);
    return;
  }
  if (ignoredKeywords.has(name)) return;
  const near = didYouMean(
    name,
    parameters.map((p) => p.name),
  );
  fail(
    argument.range,
    'unknown-argument',
    `“${spelled}” has no parameter “${name}” here.`,
    near ? `Did you mean “${near}”?` : 'Leave it out.',
  );
}

function failCount(signature: string, spelled: string, given: number, isMethod: boolean, range: Range): never {
  const parameters = parametersOf(signature).slice(isMethod ? 1 : 0);
  const count = given - (isMethod ? 1 : 0);
  const required = parameters.filter((parameter) => !parameter.isOptional && !parameter.isRest).length;
  const most = parameters.some((parameter) => parameter.isRest) ? Infinity : parameters.length;
  const wanted =
    required === most ? `${required}` : most === Infinity ? `at least ${required}` : `${required} to ${most}`;
  return fail(
    range,
    'argument-count',
    `“${spelled}” takes ${wanted} argument${wanted === '1' ? '' : 's'}; ${count} ${count === 1 ? 'was' : 'were'} given.`,
    `Write ${spelled}${isMethod ? `(${parameters.map((p) => p.name).join(', ')})` : signature}.`,
  );
}
