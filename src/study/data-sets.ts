/** Named arrays of a study: their shapes, what is wrong with them, and how the compiler takes them. */
import type { Data } from '../lang/data';
import type { DataSet, NestedArray } from './types';

/** Arrays that a study may have. */
export const maxDataSets = 100;
/** Numbers that they may hold together. */
export const maxDataNumbers = 4_000_000;

/** Whether a text can use data by this name. */
export const isDataName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && name.length <= 100;

/** The shape of regular data; the first item of each level stands for the others. */
export function dataShape(values: NestedArray): number[] {
  if (typeof values !== 'object') return [];
  const [first] = values;
  return first === undefined ? [values.length] : [values.length, ...dataShape(first)];
}

/** Number of numbers in data of this shape. */
export const dataSize = (values: NestedArray): number =>
  dataShape(values).reduce((product, extent) => product * extent, 1);

/** Data as the compiler takes them. */
export function dataByName(sets: readonly DataSet[]): Record<string, Data> {
  return Object.fromEntries(
    sets.map(({ name, values, unit }) => [name, unit === undefined ? values : { values, unit }]),
  );
}

/** What keeps values from being an array of numbers: where, and what was expected there; null: nothing does. */
export function irregularity(values: NestedArray): { readonly path: string; readonly message: string } | null {
  return irregularityAt(values, dataShape(values), '');
}

function irregularityAt(values: NestedArray, shape: readonly number[], path: string): ReturnType<typeof irregularity> {
  const [extent, ...rest] = shape;
  const came = typeof values === 'object' ? `a list of ${values.length}` : JSON.stringify(values);
  if (extent === undefined) {
    if (typeof values === 'number' && Number.isFinite(values)) return null;
    return { path, message: `expected a finite number, got ${typeof values === 'number' ? values : came}` };
  }
  if (typeof values !== 'object' || values.length !== extent) {
    return { path, message: `expected a list of ${extent}, as the first one is; got ${came}` };
  }
  if (extent === 0) return { path, message: 'expected at least one number, got an empty list' };
  for (let i = 0; i < extent; i++) {
    const found = irregularityAt(values[i]!, rest, `${path}[${i}]`);
    if (found) return found;
  }
  return null;
}
