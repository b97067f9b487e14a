/**
 * Parameters and data for a text that runs as plain JavaScript: written into its code as constants, and passed on as
 * the language passes them — by the names of the function's parameters, or as one object.
 *
 * Refuses units and scales, which only the language knows, and more numbers than a program's text should hold.
 */
import type * as acorn from 'acorn';
import type { Data, NestedArray } from './data';
import { unitOfData } from './data';
import type { ParamSpec } from './units/param-spec';

/** What a table of parameters and data give names to. */
export interface PlainOutside {
  readonly params?: readonly ParamSpec[];
  readonly data?: Readonly<Record<string, Data>>;
}

/** Numbers that are written into a program at most. */
const mostNumbers = 50_000;

const identifier = /^[A-Za-z_$][\w$]*$/;

/** Whether plain JavaScript can have them: numbers without units, under names that are names there. */
export function isPlainOutside({ params = [], data = {} }: PlainOutside): boolean {
  const names = [...params.map(({ name }) => name), ...Object.keys(data)];
  const hasUnits =
    params.some(({ unit, scale }) => unit !== undefined || scale !== undefined) || Object.values(data).some(unitOfData);
  const count = Object.values(data).reduce<number>((sum, each) => sum + countOf(each as NestedArray), 0);
  return !hasUnits && count <= mostNumbers && names.every((name) => identifier.test(name));
}

const countOf = (values: NestedArray): number =>
  typeof values === 'number' || typeof values === 'string'
    ? 1
    : Array.from(values as Iterable<NestedArray>).reduce<number>((sum, item) => sum + countOf(item), 0);

/** Values as the text of an array. */
function literal(values: NestedArray): string {
  if (typeof values === 'number') return String(values);
  if (typeof values === 'string') return JSON.stringify(values);
  return `[${Array.from(values as Iterable<NestedArray>, literal).join(', ')}]`;
}

/** Part of the packed point as the text of a parameter's value. */
function partText(shape: readonly number[], at: number): string {
  const [extent, ...rest] = shape;
  if (extent === undefined) return `point[${at}]`;
  if (rest.length === 0) return `point.slice(${at}, ${at + extent})`;
  const size = rest.reduce((product, each) => product * each, 1);
  return `[${Array.from({ length: extent }, (_, i) => partText(rest, at + i * size)).join(', ')}]`;
}

function unpackedText(params: readonly ParamSpec[]): string {
  let at = 0;
  const entries = params.map(({ name, shape = [] }) => {
    const text = `${name}: ${partText(shape, at)}`;
    at += shape.reduce((product, each) => product * each, 1);
    return text;
  });
  return `{ ${entries.join(', ')} }`;
}

const nameOf = (param: acorn.Pattern): string | null =>
  param.type === 'Identifier' ? param.name : param.type === 'AssignmentPattern' ? nameOf(param.left) : null;

/** Which of a function's parameters are data, by their names. */
export const isData = (param: acorn.Pattern, { data = {} }: PlainOutside): boolean => {
  const name = nameOf(param);
  return name !== null && Object.hasOwn(data, name);
};

/** The body of a function that returns the loss over the point alone.
 *  @param code    body of a function that returns the loss as the text has it
 *  @param params  the loss's own parameters
 *  @param form    how it takes its point, where no table names the parameters
 *  @returns null where a parameter is neither in the table nor data */
export function withOutside(
  code: string,
  params: readonly acorn.Pattern[],
  form: 'vector' | 'scalars' | 'named',
  outside: PlainOutside,
): string | null {
  const constants = Object.entries(outside.data ?? {}).map(
    ([name, values]) => `const ${name} = ${literal(values as NestedArray)};`,
  );
  const table = outside.params;
  const isInTable = (param: acorn.Pattern): boolean => table?.some(({ name }) => name === nameOf(param)) ?? false;
  const given = params.filter((param) => !isData(param, outside) && !isInTable(param));
  const required = given.filter(({ type }) => type !== 'AssignmentPattern');
  if (table && required.length > 1) return null;
  const texts = params.map((param) => {
    if (isData(param, outside)) return nameOf(param)!;
    if (table && isInTable(param)) return `named.${nameOf(param)!}`;
    if (table) return param === required[0] ? 'named' : 'undefined';
    return form === 'scalars' ? 'point.shift()' : 'point';
  });
  const hasRest = params.some(({ type }) => type === 'RestElement');
  if (hasRest && texts.length > 1) return null;
  const call = hasRest ? '$loss(...point)' : `$loss(${texts.join(', ')})`;
  const head = form === 'scalars' && !table ? '(...point)' : '(point)';
  const named = table ? `const named = ${unpackedText(table)}; ` : '';
  return [
    ...constants,
    `const $loss = (() => {\n${code}\n})();`,
    `return ${head} => { ${named}return ${call}; };`,
  ].join('\n');
}

/** A loss of the language over the same table. */
export const standOfTable = (params: readonly ParamSpec[]): string => {
  const names = params.map(({ name }) => name).join(', ');
  return `({ ${names} }) => [${names}].flat(Infinity).reduce((sum, each) => sum + each ** 2, 0)`;
};
