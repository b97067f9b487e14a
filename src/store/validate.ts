/** What can be wrong with what a user sets: each check answers null, or what was expected, what came and the remedy. */
import { dataSize, irregularity, isDataName, maxDataNumbers, maxDataSets } from '../study/data-sets';
import { sizeOfParams, unitComplaint } from '../study/parameters';
import type { Budget, DataSet, Interval, OptionSpec, OptionValue, ParamSpec } from '../study/types';
import { maxDimension } from './settings';
import type { AppState } from './state';

type Complaint = string | null;
type Bounds = AppState['bounds'];

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Lines of constraints at most: each is a row of the panel and a curve of the picture. */
export const maxConstraints = 50;

export function checkConstraintCount(count: number): Complaint {
  if (count <= maxConstraints) return null;
  return `Expected at most ${maxConstraints} constraints. Write several as one, such as x >= 0 for a whole vector.`;
}

export function checkDimension(n: number): Complaint {
  if (Number.isInteger(n) && n >= 1 && n <= maxDimension) return null;
  return `Expected a whole number of variables from 1 to ${maxDimension}, got ${n}. The dimension stays as it was.`;
}

export function checkStart(x0: readonly number[], n: number, bounds: Bounds): Complaint {
  if (x0.length !== n) {
    return `Expected a start of ${plural(n, 'number')}, because the loss has n = ${n}; got ${x0.length}.`;
  }
  const at = x0.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    return `Expected finite numbers; coordinate ${at + 1} of the start is ${x0[at]}. The start stays as it was.`;
  return checkInside(x0, bounds);
}

/** Whether the start keeps to the bounds. */
export function checkInside(x0: readonly number[], bounds: Bounds): Complaint {
  const at = bounds?.findIndex(([lo, hi], i) => x0[i]! < (lo ?? -Infinity) || x0[i]! > (hi ?? Infinity)) ?? -1;
  if (at < 0) return null;
  const [lo, hi] = bounds![at]!;
  const isBelow = x0[at]! < (lo ?? -Infinity);
  const side = isBelow ? `below its lower bound ${lo}` : `above its upper bound ${hi}`;
  return `The start has to lie inside the bounds: coordinate ${at + 1} is ${x0[at]}, ${side}. Move the start or widen the bounds.`;
}

export function checkDomain(domain: readonly Interval[], n: number): Complaint {
  if (domain.length !== n) return `Expected ${plural(n, 'interval')}, one per coordinate; got ${domain.length}.`;
  const at = domain.findIndex(([lo, hi]) => !Number.isFinite(lo) || !Number.isFinite(hi) || !(lo < hi));
  if (at < 0) return null;
  const [lo, hi] = domain[at]!;
  return `Expected lo < hi, both finite; the interval of coordinate ${at + 1} is ${lo} to ${hi}. Exchange or change its ends.`;
}

export function checkBounds(bounds: Bounds, n: number): Complaint {
  if (bounds === null) return null;
  if (bounds.length !== n) return `Expected ${plural(n, 'bound')}, one [lo, hi] per coordinate; got ${bounds.length}.`;
  const at = bounds.findIndex(([lo, hi]) => !((lo ?? -Infinity) <= (hi ?? Infinity)));
  if (at < 0) return null;
  const [lo, hi] = bounds[at]!;
  return `Expected lo ≤ hi; the lower bound of coordinate ${at + 1} is ${lo}, its upper bound ${hi}. Exchange them.`;
}

export function checkAxes(axes: readonly [number, number], n: number): Complaint {
  const exist = axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < n);
  if (exist && (n === 1 || axes[0] !== axes[1])) return null;
  return `Expected two different coordinates from 1 to ${n}, got ${axes[0] + 1} and ${axes[1] + 1}.`;
}

export function checkSeed(seed: number): Complaint {
  if (Number.isSafeInteger(seed) && seed >= 0) return null;
  return `Expected a seed that is a whole number from 0 to 2⁵³ − 1, got ${seed}. The seed stays as it was.`;
}

export function checkBudget({ evaluations, seconds }: Budget): Complaint {
  if (!(evaluations >= 1 && evaluations <= 1e12))
    return `Expected a budget of 1 to 10¹² evaluations, got ${evaluations}.`;
  if (!(seconds > 0 && seconds <= 3600))
    return `Expected a time budget above 0 and up to 3600 seconds, got ${seconds}.`;
  return null;
}

export function checkOption(spec: OptionSpec, value: OptionValue): Complaint {
  const wrong = (expected: string): string =>
    `Option ${spec.name}: expected ${expected}, got ${JSON.stringify(value)}. It stays as it was.`;
  if (value === null) return null;
  switch (spec.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? null : wrong('true or false');
    case 'choice':
      return typeof value === 'string' && (spec.choices ?? []).includes(value)
        ? null
        : wrong(`one of ${(spec.choices ?? []).join(', ')}`);
    case 'vector':
      return Array.isArray(value) && value.every((item) => Number.isFinite(item)) ? null : wrong('a list of numbers');
    case 'number':
    case 'integer': {
      const kind = spec.kind === 'integer' ? 'a whole number' : 'a number';
      if (typeof value !== 'number' || Number.isNaN(value)) return wrong(kind);
      if (spec.kind === 'integer' && Number.isFinite(value) && !Number.isInteger(value)) return wrong(kind);
      if (value < (spec.min ?? -Infinity)) return wrong(`${kind} of at least ${spec.min}`);
      return value > (spec.max ?? Infinity) ? wrong(`${kind} of at most ${spec.max}`) : null;
    }
    default:
      return spec.kind satisfies never;
  }
}

/** Rows that the table of parameters may have. */
const maxParams = 1000;
const maxAxes = 8;

export function checkParams(params: readonly ParamSpec[]): Complaint {
  if (params.length === 0) return 'Expected at least one parameter in the table. Remove the table instead.';
  if (params.length > maxParams)
    return `Expected at most ${maxParams} parameters. Make arrays of them: give one a shape.`;
  const names = new Set<string>();
  for (const { name, shape = [], unit, scale } of params) {
    const complaint = checkParamName(name, names) ?? checkShape(name, shape) ?? checkUnit(name, unit);
    if (complaint !== null) return complaint;
    if (scale !== undefined && !(scale > 0 && scale < Infinity)) {
      return `Expected a scale above 0 for “${name}”, got ${scale}: it is what counts as 1 in the packed vector.`;
    }
    names.add(name);
  }
  const size = sizeOfParams(params);
  if (size <= maxDimension) return null;
  return `Expected at most ${maxDimension} numbers in all parameters together; these shapes ask for ${size}. Make one smaller.`;
}

function checkParamName(name: string, taken: ReadonlySet<string>): Complaint {
  if (!/^[^\p{C}]{1,100}$/u.test(name) || name.trim() !== name) {
    return `Expected a name of 1 to 100 characters for a parameter, got “${name}”. Write it as the loss does.`;
  }
  return taken.has(name) ? `There is a parameter “${name}” already. Choose another name.` : null;
}

function checkShape(name: string, shape: readonly number[]): Complaint {
  if (shape.length > maxAxes) return `Expected at most ${maxAxes} axes for “${name}”, got ${shape.length}.`;
  const wrong = shape.find((extent) => !(Number.isInteger(extent) && extent >= 1));
  if (wrong === undefined) return null;
  return `Expected whole numbers from 1 up as the shape of “${name}”, got ${wrong}. Write 3 × 4 for a matrix, nothing for a number.`;
}

export function checkUnit(name: string, unit: string | undefined): Complaint {
  const complaint = unit === undefined ? null : unitComplaint(unit);
  return complaint === null ? null : `The unit of “${name}”: ${complaint}`;
}

/** @param params  the table beside it: a name can mean one thing only */
export function checkData(sets: readonly DataSet[], params: readonly ParamSpec[] = []): Complaint {
  if (sets.length > maxDataSets)
    return `Expected at most ${maxDataSets} arrays of data, got ${sets.length}. Remove some.`;
  const names = new Set(params.map(({ name }) => name));
  let numbers = 0;
  for (const { name, values, unit, missing } of sets) {
    if (!isDataName(name)) return `Expected a name that a loss can use for data, such as x_1; got “${name}”.`;
    if (names.has(name)) return `“${name}” is taken already, by other data or a parameter. Choose another name.`;
    names.add(name);
    const complaint = checkUnit(name, unit);
    if (complaint !== null) return complaint;
    if (missing) continue;
    const wrong = irregularity(values);
    if (wrong) return `The data “${name}”: ${wrong.message}, at ${name}${wrong.path}.`;
    numbers += dataSize(values);
  }
  return numbers <= maxDataNumbers
    ? null
    : `Expected at most ${maxDataNumbers} numbers of data in all, got ${numbers}.`;
}
