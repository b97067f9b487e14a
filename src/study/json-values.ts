/**
 * Numbers in JSON. JSON has no NaN, no infinities and loses the sign of −0: these four are written as strings.
 * Typed arrays are written as lists of numbers.
 */
import type { ParamValue } from './parameters';
import type { Plain } from './plain';
import type { NestedArray } from './types';

export const numberWords = ['NaN', 'Infinity', '-Infinity', '-0'] as const;
export type NumberWord = (typeof numberWords)[number];
export type JsonNumber = number | NumberWord;
/** Plain data as JSON; a number that JSON lacks is one of the number words. */
export type JsonPlain = number | string | boolean | null | readonly JsonPlain[] | { readonly [key: string]: JsonPlain };

/** Finite numbers, nested: data. */
export type JsonValues = number | readonly JsonValues[];
/** Numbers, nested: a parameter's value. */
export type JsonNamedValues = JsonNumber | readonly JsonNamedValues[];

/** A number as JSON can hold it. */
export function encodeNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

/** The number that was encoded; `Number` reads all four words. */
export const decodeNumber = (value: JsonNumber): number => Number(value);

export const encodeNumbers = (values: ArrayLike<number>): JsonNumber[] => Array.from(values, encodeNumber);
export const decodeNumbers = (values: readonly JsonNumber[]): Float64Array => Float64Array.from(values, decodeNumber);

/** A parameter's value as JSON. */
export const encodeNamed = (value: ParamValue): JsonNamedValues =>
  typeof value === 'number' ? encodeNumber(value) : value.map(encodeNamed);

/** Data as JSON: typed rows are lists there. */
export const encodeValues = (values: NestedArray): JsonValues => {
  if (typeof values === 'number') return values;
  if (typeof values === 'string') throw new TypeError(`Data hold numbers; this is the text "${values}".`);
  return Array.from(values as Iterable<NestedArray>, encodeValues);
};

const isNumberWord = (value: unknown): value is NumberWord => (numberWords as readonly unknown[]).includes(value);
const isJsonNumber = (value: unknown): value is JsonNumber => typeof value === 'number' || isNumberWord(value);

/** Canonical plain data as JSON. A text that is one of the four words would be read back as a number. */
export function encodePlain(value: Plain): JsonPlain {
  if (typeof value === 'number') return encodeNumber(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Float64Array) return encodeNumbers(value);
  if (isList(value)) return value.map(encodePlain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encodePlain(item)]));
}

/** The canonical plain data that was encoded: a list of numbers is a Float64Array. */
export function decodePlain(value: JsonPlain): Plain {
  if (isJsonNumber(value)) return decodeNumber(value);
  if (value === null || typeof value !== 'object') return value;
  if (isJsonList(value)) {
    return value.length > 0 && value.every(isJsonNumber) ? decodeNumbers(value) : value.map(decodePlain);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodePlain(item)]));
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);
const isJsonList = (value: JsonPlain): value is readonly JsonPlain[] => Array.isArray(value);
