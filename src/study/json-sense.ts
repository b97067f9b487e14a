/** What a schema cannot say: lengths that belong together, indices that exist, intervals that are not empty. */
import type { JsonEvent, JsonRun, JsonStudy, JsonTrace } from './json-schema';
import { decodeNumber, type JsonNumber } from './json-values';
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
  for (const column of ['iterations', 'violation'] as const) {
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
