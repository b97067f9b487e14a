/** How a loss takes its point: one vector, several numbers, or arrays by name; all packed into one vector x. */
import { objectPatternNames } from './entry';
import { constantData } from './lower/tensors';
import type { Interpreter } from './lower/interpreter';
import { type ArgumentValue, DictValue, ListValue, type ParameterUse, Tensor, type Value } from './lower/values';
import type { Lambda, Param, Range } from './syntax/tree';
import type { ParamSpec } from './units/param-spec';
import { scaleOfParam, unitOfParam } from './units/packing';
import type { Diagnostic } from './diagnostics';
import { Failures } from './failures';
import { missingParameter } from './missing-parameter';

/** How the source takes its point. */
export interface Signature {
  readonly form: 'vector' | 'scalars' | 'named';
  /** parameter names as the source spells them */
  readonly names: readonly string[];
  /** number of variables; null when the source takes any number */
  readonly n: number | null;
}

/** How the parameters are tried: `vector` or `scalar` for a single one. */
export type Mode = 'vector' | 'scalar' | 'names';

/** The arguments of the loss, made from the packed vector. */
export interface BoundPoint {
  readonly args: ArgumentValue[];
  readonly form: Signature['form'];
  readonly names: string[];
  /** how the vector was used, once the loss has run */
  readonly use: ParameterUse | null;
  /** names of each packed number */
  labels(): string[];
}

/** Number of variables that named parameters take together. */
export function sizeOfParams(params: readonly ParamSpec[]): number {
  return params.reduce((sum, param) => sum + sizeOf(param.shape ?? []), 0);
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Parameters that the point fills: those without a default that no data explains. */
export function freeParams(lambda: Lambda, known: ReadonlySet<string>): Param[] {
  const isKnown = (param: Param): boolean => param.target.type === 'name' && known.has(param.target.name);
  const required = lambda.params.filter((param) => param.kind === 'plain' && !param.defaultValue && !isKnown(param));
  if (required.length > 0) return required;
  const collecting = lambda.params.filter((param) => param.kind === 'rest' || param.kind === 'keywords');
  const rest = collecting.find((param) => param.kind === 'rest');
  if (rest) return [rest];
  if (collecting.length > 0) return collecting;
  return lambda.params.filter((param) => !isKnown(param));
}

/** Names of what the point fills, as the text spells them; those of `**params` are not known before it has run. */
export const namesIn = (free: readonly Param[]): string[] =>
  free.flatMap((param, i) => {
    const names = objectPatternNames(param.target);
    if (names.length > 0) return names;
    return param.kind === 'plain' && param.target.type === 'name' ? [nameOf(param, i)] : [];
  });

const nameOf = (param: Param, i: number): string =>
  param.target.type === 'name' ? param.target.name : i === 0 ? 'x' : `x${i}`;

/** Builds the arguments of the loss from the packed vector.
 *  @param known  data by name, passed on where a parameter has its name */
export function bindPoint(
  interpreter: Interpreter,
  lambda: Lambda,
  n: number,
  mode: Mode,
  params: readonly ParamSpec[] | null,
  discovered: readonly string[],
  known: ReadonlyMap<string, Value>,
): BoundPoint {
  const range: Range = lambda.header;
  const x = interpreter.graph.input('x', [n]);
  const point = new Tensor(x, 0, 0, 'float', 0);
  const free = freeParams(lambda, new Set(known.keys()));
  const names = free.map(nameOf);
  const [only] = free;
  const passed = (filled: ReadonlyMap<Param, Value>): ArgumentValue[] =>
    lambda.params.flatMap((param): ArgumentValue[] => {
      const value =
        filled.get(param) ??
        (param.target.type === 'name' && param.kind === 'plain' ? known.get(param.target.name) : undefined);
      if (value === undefined) return [];
      const isPositional = interpreter.language === 'javascript' || lambda.params.indexOf(param) < free.length;
      return [{ value, name: isPositional || param.target.type !== 'name' ? null : param.target.name, range }];
    });
  const takesNames = mode === 'names' || only?.kind === 'keywords' || only?.target.type === 'object-pattern';
  if (params !== null || takesNames) {
    return bindNames(interpreter, free, n, params, discovered, passed, takesNames);
  }
  if (free.length === 1 && only && (mode === 'vector' || only.kind === 'rest')) {
    const use: ParameterUse = { name: names[0]!, usesLength: false, extent: 0, sliceEnd: 0 };
    point.parameter = use;
    const isList = interpreter.language === 'javascript';
    const vector: Value = isList ? ListValue.packed(point, 0) : point;
    const args = only.kind === 'rest' ? spread(interpreter, point, range) : passed(new Map([[only, vector]]));
    if (only.kind === 'rest') use.usesLength = true;
    const label = (i: number): string =>
      interpreter.language === 'formula' ? `${names[0]}_${i + 1}` : `${names[0]}[${i}]`;
    return {
      args,
      form: 'vector',
      names,
      use,
      labels: () => Array.from({ length: n }, (_, i) => (n === 1 ? names[0]! : label(i))),
    };
  }
  const filled = new Map(free.map((param, i) => [param, interpreter.ops.at(point, 0, i)]));
  return { args: passed(filled), form: 'scalars', names, use: null, labels: () => names };
}

function spread(interpreter: Interpreter, point: Tensor, range: Range): ArgumentValue[] {
  return Array.from({ length: point.shape[0]! }, (_, i) => ({
    value: interpreter.ops.at(point, 0, i),
    name: null,
    range,
  }));
}

/** The named parts of the packed vector, and the names themselves; unknown ones are added as they are asked for. */
function namedParts(
  interpreter: Interpreter,
  n: number,
  params: readonly ParamSpec[] | null,
  names: string[],
): DictValue {
  const point = new Tensor(interpreter.graph.input('x', [n]), 0, 0, 'float', 0);
  const values = new Map<string, Value>();
  let offset = 0;
  for (const spec of params ?? names.map((name): ParamSpec => ({ name }))) {
    values.set(spec.name, partOf(interpreter, point, offset, spec));
    offset += sizeOf(spec.shape ?? []);
  }
  const dict = new DictValue(values, 0);
  dict.isTable = params !== null;
  if (params) return dict;
  dict.onMissing = (key) => {
    if (!names.includes(key)) names.push(key);
    return interpreter.ops.scalar(1);
  };
  return dict;
}

/** The dictionary that `**params` collects. */
export function keywordDictionary(
  interpreter: Interpreter,
  point: BoundPoint,
  n: number,
  params: readonly ParamSpec[] | null,
): DictValue {
  return namedParts(interpreter, n, params, point.names);
}

function bindNames(
  interpreter: Interpreter,
  free: readonly Param[],
  n: number,
  params: readonly ParamSpec[] | null,
  discovered: readonly string[],
  passed: (filled: ReadonlyMap<Param, Value>) => ArgumentValue[],
  takesNames: boolean,
): BoundPoint {
  const names = params ? params.map((spec) => spec.name) : [...discovered];
  const dict = namedParts(interpreter, n, params, names);
  const labels = (): string[] => (params ?? names.map((name): ParamSpec => ({ name }))).flatMap(labelsOf);
  const point = { form: 'named', names, use: null, labels } as const;
  const [only] = free;
  if (takesNames || (free.length === 1 && !dict.entries.has(nameOf(only!, 0)))) {
    // `**params` is bound apart (keywordDictionary), so that unknown names can be discovered.
    return { ...point, args: only!.kind === 'keywords' ? [] : passed(new Map([[only!, dict]])) };
  }
  const filled = new Map<Param, Value>();
  const missing: Diagnostic[] = [];
  for (const [i, param] of free.entries()) {
    const value = dict.entries.get(nameOf(param, i));
    if (value) filled.set(param, value);
    else missing.push(missingParameter(param, nameOf(param, i)));
  }
  if (missing.length > 0) throw new Failures(missing);
  return { ...point, args: passed(filled) };
}

function partOf(interpreter: Interpreter, point: Tensor, offset: number, spec: ParamSpec): Value {
  const { graph, ops } = interpreter;
  const { shape = [] } = spec;
  const count = sizeOf(shape);
  const flat = graph.slice(point.node, [{ start: offset, step: 1, count }]);
  const { dimension } = unitOfParam(spec);
  if (dimension) ops.hasUnits = true;
  const si = graph.binary('mul', graph.reshape(flat, shape), graph.scalar(scaleOfParam(spec)));
  const part = new Tensor(si, 0, 0, 'float', 0, dimension);
  return interpreter.language === 'javascript' && shape.length > 0 ? ListValue.packed(part, 0) : part;
}

function labelsOf(spec: ParamSpec): string[] {
  const shape = spec.shape ?? [];
  if (shape.length === 0) return [spec.name];
  return Array.from({ length: sizeOf(shape) }, (_, flat) => {
    const index: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    return `${spec.name}[${index.join(', ')}]`;
  });
}

/** Lengths of the arrays and lists that the text defines: what n may have to be. */
export function lengthsIn(interpreter: Interpreter, values: Iterable<Value>): number[] {
  const lengths = new Set<number>();
  for (const value of values) {
    if (value.kind === 'tensor') for (const extent of value.shape) lengths.add(extent);
    if (value.kind === 'list') lengths.add(value.length);
    if (value.kind === 'list' && value.items?.[0]?.kind === 'list') lengths.add(value.items[0].length);
    if (value.kind === 'tensor' && value.rank === 0 && !value.dimension) {
      const data = constantData(interpreter.graph, value.node);
      if (data && Number.isInteger(data[0])) lengths.add(data[0]!);
    }
    if (value.kind === 'number' && Number.isInteger(value.value)) lengths.add(value.value);
  }
  return [...lengths].filter((length) => length >= 1 && length <= 1000);
}
