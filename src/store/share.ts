/**
 * Settings in a link: JSON, deflated, in URL-safe base64, about 300 characters. A link is data from a stranger: its
 * length and what it inflates to are limited, every field is checked, and what does not check is refused as a whole.
 * Written by hand and not with zod, because a link is read before the first picture.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import { problemById } from '../problems';
import { dataShape } from '../study/data-sets';
import { sizeOfParams } from '../study/parameters';
import type { DataSet, NestedArray, OptionValue, ParamSpec } from '../study/types';
import { catalogueProblem, knownMinima, type Settings } from './settings';
import {
  checkAxes,
  checkBounds,
  checkBudget,
  checkConstraintCount,
  checkData,
  checkDimension,
  checkDomain,
  checkParams,
  checkSeed,
} from './validate';

const prefix = '#s1=';
const maxLinkLength = 100_000;
const maxInflated = 2_000_000;
const maxChoices = 64;
const maxConstraintLength = 10_000;
/** Characters of data in a link; larger arrays are named in it, with their shapes. */
const maxLinkData = 24_000;
/** Characters of data kept between visits. */
export const maxKeptData = 1_500_000;

/** The link's fragment for these settings. */
export function encodeLink(settings: Settings): string {
  const bytes = deflateSync(strToU8(settingsText(settings, maxLinkData)), { level: 9 });
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return prefix + btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Whether a fragment claims to hold settings. */
export const isLink = (fragment: string): boolean => fragment.startsWith(prefix);

/** The settings in a fragment, or null when they cannot be right. Never throws. */
export function decodeLink(fragment: string): Settings | null {
  if (!isLink(fragment) || fragment.length > maxLinkLength) return null;
  try {
    const binary = atob(fragment.slice(prefix.length).replaceAll('-', '+').replaceAll('_', '/'));
    const text = inflate(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
    return text === null ? null : settingsFromText(text);
  } catch {
    return null;
  }
}

/** Inflates in small pieces, so that a bomb is noticed before it has filled the memory. */
function inflate(bytes: Uint8Array): string | null {
  const parts: Uint8Array[] = [];
  let total = 0;
  let isComplete = false;
  const stream = new Inflate((part, isLast) => {
    total += part.length;
    parts.push(part);
    isComplete = isLast;
  });
  const piece = 256;
  for (let at = 0; at < bytes.length; at += piece) {
    stream.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
    if (total > maxInflated) return null;
  }
  if (!isComplete) return null;
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return strFromU8(whole);
}

/** The settings as compact JSON; a text that is the catalogue's own is left out.
 *  @param room  characters that data may take; arrays beyond are named only */
export function settingsText(settings: Settings, room = maxKeptData): string {
  const { problem } = settings;
  const entry = problem.problemId === null ? undefined : problemById(problem.problemId);
  const isCatalogueText = entry && catalogueProblem(entry, problem.n, problem.language).text === problem.text;
  return JSON.stringify({
    p: problem.problemId,
    ...(isCatalogueText ? {} : { t: problem.text, m: problem.minima }),
    ...(problem.params ? { v: problem.params.map(({ name, shape, unit, scale }) => [name, shape, unit, scale]) } : {}),
    ...(problem.data ? { q: writeData(problem.data, room) } : {}),
    ...(problem.constraints.length > 0 ? { k: problem.constraints.map(({ text }) => text) } : {}),
    l: problem.language,
    n: problem.n,
    d: problem.domain,
    x: settings.x0,
    a: settings.axes,
    b: settings.bounds,
    c: settings.choices.map(({ key, method, options, style }) => [key, method, style, writeOptions(options)]),
    s: settings.seed,
    e: settings.budget.evaluations,
    w: settings.budget.seconds,
    g: settings.showArrows,
  });
}

const lengths = new WeakMap<object, number>();

/** Characters that an array takes; measured once. */
function lengthOf(values: NestedArray): number {
  if (typeof values !== 'object') return 0;
  let length = lengths.get(values);
  if (length === undefined) lengths.set(values, (length = JSON.stringify(values).length));
  return length;
}

/** Data one after another while there is room: [name, unit, source, values], or their shape in place of values. */
function writeData(sets: readonly DataSet[], room: number): unknown[] {
  let left = room;
  return sets.map(({ name, values, unit, source, missing }) => {
    const length = lengthOf(values);
    if (missing || length > left) return [name, unit, source, null, missing ?? dataShape(values)];
    left -= length;
    return [name, unit, source, values];
  });
}

/** What of these settings' data a link can only name. */
export const dataLeftOut = ({ problem }: Settings): string[] =>
  writeData(problem.data ?? [], maxLinkData).flatMap((set) => {
    const [name, , , values] = set as readonly [string, unknown, unknown, unknown];
    return values === null ? [name] : [];
  });

// JSON has no infinities, and an option may be one: the order of a norm.
const infinities = new Map<unknown, number>([
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

const writeOptions = (options: Readonly<Record<string, OptionValue>>): Record<string, OptionValue> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      Math.abs(Number(value)) === Infinity ? String(value) : value,
    ]),
  );

class Unfit extends Error {}

const refuse = (): never => {
  throw new Unfit();
};
const ensure = (holds: boolean): void => void (holds || refuse());
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : refuse());
const numberIn = (value: unknown): number => (typeof value === 'number' ? value : refuse());
const textIn = (value: unknown, most: number): string =>
  typeof value === 'string' && value.length <= most ? value : refuse();
const numbers = (value: unknown): number[] => list(value).map(numberIn);
const pair = <T>(value: unknown, read: (item: unknown) => T): readonly [T, T] => {
  const items = list(value);
  ensure(items.length === 2);
  return [read(items[0]), read(items[1])];
};

/** The settings in a JSON text, or null when they cannot be right. */
export function settingsFromText(text: string): Settings | null {
  try {
    const settings = read(JSON.parse(text) as Record<string, unknown>);
    const { problem, x0, bounds, axes } = settings;
    const complaints = [
      checkDimension(problem.n),
      checkConstraintCount(problem.constraints.length),
      problem.params ? checkParams(problem.params) : null,
      checkData(problem.data ?? [], problem.params),
      checkDomain(problem.domain, problem.n),
      checkBounds(bounds, problem.n),
      checkAxes(axes, problem.n),
      checkSeed(settings.seed),
      checkBudget(settings.budget),
    ];
    const isPacked = !problem.params || sizeOfParams(problem.params) === problem.n;
    const isFit = complaints.every((complaint) => complaint === null) && isPacked && x0.length === problem.n;
    return isFit && x0.every(Number.isFinite) ? settings : null;
  } catch {
    return null;
  }
}

function read(data: Record<string, unknown>): Settings {
  const n = numberIn(data.n);
  const known = readProblem(data, n);
  const constraints =
    data.k === undefined ? [] : list(data.k).map((item) => ({ text: textIn(item, maxConstraintLength) }));
  return {
    problem: {
      ...known,
      domain: list(data.d).map((interval) => pair(interval, numberIn)),
      constraints,
      ...(data.v === undefined ? {} : { params: list(data.v).map(readParam) }),
      ...(data.q === undefined ? {} : { data: list(data.q).map(readData) }),
      // The catalogue's minima are those under its own constraints.
      minima: data.t === undefined ? knownMinima(known, constraints) : known.minima,
    },
    x0: numbers(data.x),
    axes: pair(data.a, numberIn),
    bounds:
      data.b === null ? null : list(data.b).map((bound) => pair(bound, (end) => (end === null ? null : numberIn(end)))),
    choices: readChoices(data.c),
    seed: numberIn(data.s),
    budget: { evaluations: numberIn(data.e), seconds: numberIn(data.w) },
    showArrows: data.g === true,
  };
}

// JSON.stringify writes null for what is absent in a list.
const optional = <T>(value: unknown, readIn: (value: unknown) => T): T | undefined =>
  value === null || value === undefined ? undefined : readIn(value);

function readParam(item: unknown): ParamSpec {
  const [name, shape, unit, scale] = list(item);
  const spec = {
    shape: optional(shape, numbers),
    unit: optional(unit, (text) => textIn(text, 100)),
    scale: optional(scale, numberIn),
  };
  const given = Object.entries(spec).filter(([, value]) => value !== undefined);
  return { name: textIn(name, 100), ...Object.fromEntries(given) };
}

function readData(item: unknown): DataSet {
  const [name, unit, source, values, shape] = list(item);
  const texts = {
    unit: optional(unit, (text) => textIn(text, 100)),
    source: optional(source, (text) => textIn(text, 1000)),
  };
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== undefined));
  const missing = optional(shape, numbers);
  return { name: textIn(name, 100), values: missing ? [] : readValues(values), ...given, ...(missing && { missing }) };
}

/** Numbers, nested. What is regular is checked with the rest; here only that nothing else is in it. */
function readValues(value: unknown, depth = 0): NestedArray {
  if (typeof value === 'number') return value;
  ensure(depth < 8);
  return list(value).map((item) => readValues(item, depth + 1));
}

function readProblem(data: Record<string, unknown>, n: number): Settings['problem'] {
  const language = (['auto', 'javascript', 'python', 'formula'] as const).find((name) => name === data.l) ?? refuse();
  const entry = data.p === null ? undefined : (problemById(textIn(data.p, 100)) ?? refuse());
  ensure(checkDimension(n) === null);
  if (data.t === undefined) {
    const known = entry ?? refuse();
    ensure(known.n === 'any' || known.n === n);
    return catalogueProblem(known, n, language);
  }
  const minima = list(data.m).map((minimum) => {
    const { x, fun } = minimum as { x: unknown; fun: unknown };
    const point = numbers(x);
    ensure(point.length === n);
    return { x: point, fun: numberIn(fun) };
  });
  return {
    problemId: entry?.id ?? null,
    text: textIn(data.t, maxInflated),
    language,
    n,
    domain: [],
    minima,
    constraints: [],
  };
}

function readChoices(value: unknown): Settings['choices'] {
  const items = list(value);
  ensure(items.length <= maxChoices);
  const keys = new Set<string>();
  return items.map((item) => {
    const [key, method, style, options] = list(item);
    const name = textIn(key, 100);
    ensure(!keys.has(name) && Number.isInteger(style) && numberIn(style) >= 0 && numberIn(style) < 1000);
    keys.add(name);
    return { key: name, method: textIn(method, 100), style: numberIn(style), options: readOptions(options) };
  });
}

function readOptions(value: unknown): Readonly<Record<string, OptionValue>> {
  ensure(typeof value === 'object' && value !== null && !Array.isArray(value));
  const entries = Object.entries(value as object).map(([name, option]): [string, OptionValue] => {
    if (Array.isArray(option)) return [name, numbers(option)];
    if (infinities.has(option)) return [name, infinities.get(option)!];
    const isPlain = option === null || ['number', 'boolean', 'string'].includes(typeof option);
    return [name, isPlain ? (option as OptionValue) : refuse()];
  });
  ensure(entries.length <= 100 && entries.every(([name]) => name !== '__proto__'));
  return Object.fromEntries(entries);
}
