/** What a schema cannot say: lengths that belong together, indices that exist, intervals that are not empty. */
import { dataSize, irregularity, isDataName, maxDataNumbers } from './data-sets';
import type { JsonData, JsonEvent, JsonRun, JsonStudy, JsonTrace } from './json-schema';
import { decodeNumber, type JsonNumber } from './json-values';
import { sizeOfParams, unitComplaint } from './parameters';
import { StudyFormatError } from './study-format-error';

function expectLength(values: { readonly length: number }, length: number, path: string, because: string): void {
  if (values.length === length) return;
  throw new StudyFormatError(path, `expected length ${length} (${because}), got ${values.length}`);
}

function expectFinite(values: readonly JsonNumber[], path: string): void {
  const at = values.findIndex((value) => !Number.isFinite(decodeNumber(value)));
  if (at >= 0) throw new StudyFormatError(`${path}[${at}]`, `expected a finite number, got ${values[at]}`);
}

function expectInterval(lo: number, hi: number, path: string): void {
  if (!(lo < hi)) throw new StudyFormatError(path, `expected lo < hi, got ${lo} and ${hi}`);
}

/** @throws StudyFormatError naming the first thing that cannot be right */
export function checkSense(study: JsonStudy): void {
  const { problem, budget } = study;
  expectLength(problem.domain, problem.n, 'problem.domain', 'problem.n');
  problem.domain.forEach((interval, i) => {
    expectFinite(interval, `problem.domain[${i}]`);
    expectInterval(decodeNumber(interval[0]), decodeNumber(interval[1]), `problem.domain[${i}]`);
  });
  checkParams(problem);
  checkData(problem.data ?? []);
  problem.minima.forEach(({ x }, i) => expectLength(x, problem.n, `problem.minima[${i}].x`, 'problem.n'));
  expectFinite([study.seed], 'seed');
  for (const key of ['evaluations', 'seconds'] as const) {
    if (!(decodeNumber(budget[key]) > 0)) {
      throw new StudyFormatError(`budget.${key}`, `expected a number above 0, got ${budget[key]}`);
    }
  }
  const ids = new Set<string>();
  study.runs.forEach((run, i) => {
    if (ids.has(run.spec.id)) throw new StudyFormatError(`runs[${i}].spec.id`, `"${run.spec.id}" occurs twice`);
    ids.add(run.spec.id);
    checkRun(run, problem.n, `runs[${i}]`);
  });
}

function checkParams({ params, n }: JsonStudy['problem']): void {
  if (!params) return;
  expectNames(params, 'problem.params');
  params.forEach(({ unit }, i) => expectUnit(unit, `problem.params[${i}].unit`));
  const size = sizeOfParams(params);
  if (size === n) return;
  throw new StudyFormatError('problem.params', `expected ${n} numbers in all (problem.n), got ${size}`);
}

function checkData(sets: readonly JsonData[]): void {
  expectNames(sets, 'problem.data');
  let numbers = 0;
  sets.forEach(({ name, values, unit, missing }, i) => {
    const path = `problem.data[${i}]`;
    expectUnit(unit, `${path}.unit`);
    if (!isDataName(name))
      throw new StudyFormatError(`${path}.name`, `expected a name that a text can use, got "${name}"`);
    if (values === undefined) {
      if (!missing) throw new StudyFormatError(`${path}.values`, 'expected numbers; there are none');
      return;
    }
    if (missing) throw new StudyFormatError(`${path}.missing`, 'expected no such field beside values');
    const wrong = irregularity(values);
    if (wrong) throw new StudyFormatError(`${path}.values${wrong.path}`, wrong.message);
    numbers += dataSize(values);
  });
  if (numbers > maxDataNumbers) {
    throw new StudyFormatError('problem.data', `expected at most ${maxDataNumbers} numbers in all, got ${numbers}`);
  }
}

function expectNames(items: readonly { readonly name: string }[], path: string): void {
  const names = new Set<string>();
  items.forEach(({ name }, i) => {
    if (names.has(name)) throw new StudyFormatError(`${path}[${i}].name`, `"${name}" occurs twice`);
    names.add(name);
  });
}

function expectUnit(unit: string | undefined, path: string): void {
  const complaint = unit === undefined ? null : unitComplaint(unit);
  if (complaint !== null) throw new StudyFormatError(path, `expected a unit: ${complaint}`);
}

function checkRun({ spec, trace, result }: JsonRun, n: number, path: string): void {
  expectLength(spec.x0, n, `${path}.spec.x0`, 'problem.n');
  if (spec.bounds) expectLength(spec.bounds, n, `${path}.spec.bounds`, 'problem.n');
  if (trace.n !== n) throw new StudyFormatError(`${path}.trace.n`, `expected ${n} (problem.n), got ${trace.n}`);
  checkTrace(trace, `${path}.trace`);
  if (result) expectLength(result.x, n, `${path}.result.x`, 'problem.n');
}

function checkTrace(trace: JsonTrace, path: string): void {
  expectLength(trace.x, trace.count * trace.n, `${path}.x`, 'count·n');
  for (const column of ['fun', 'nfev', 'evaluations', 'seconds'] as const) {
    expectLength(trace[column], trace.count, `${path}.${column}`, 'count');
  }
  for (const column of ['iterations', 'violation', 'slope'] as const) {
    if (trace[column]) expectLength(trace[column], trace.count, `${path}.${column}`, 'count');
  }
  trace.events.forEach(({ at, event }, i) => {
    const where = `${path}.events[${i}]`;
    if (at >= trace.count) throw new StudyFormatError(`${where}.at`, `expected a row below ${trace.count}, got ${at}`);
    checkEvent(event, trace.n, `${where}.event`);
  });
}

function checkEvent(event: JsonEvent, n: number, path: string): void {
  const points = (field: string, values: readonly JsonNumber[], count: number): void =>
    expectLength(values, count * n, `${path}.${field}`, `${count} points of n = ${n}`);
  const indices = (field: string, values: readonly number[], count: number): void => {
    const wrong = values.find((index) => index >= count);
    if (wrong === undefined) return;
    throw new StudyFormatError(`${path}.${field}`, `expected indices below ${count}, got ${wrong}`);
  };
  switch (event.type) {
    case 'simplex':
      return points('points', event.points, event.fun.length);
    case 'population':
      points('points', event.points, event.fun.length);
      return indices('best', [event.best], event.fun.length);
    case 'jump':
      return (['from', 'landed', 'to'] as const).forEach((field) => points(field, event[field], 1));
    case 'annealing':
      expectLength(event.accepted, event.fun.length, `${path}.accepted`, 'one per value of fun');
      return points('points', event.points, event.fun.length);
    case 'complex':
      points('points', event.points, event.fun.length);
      indices('edges', event.edges, event.fun.length);
      return indices('pool', event.pool, event.fun.length);
    case 'rectangles':
      return (['centers', 'halfSides'] as const).forEach((field) => points(field, event[field], event.fun.length));
    case 'gaussian':
      points('points', event.points, event.fun.length);
      points('mean', event.mean, 1);
      return points('axes', event.axes, n);
    default:
      event satisfies never;
  }
}
