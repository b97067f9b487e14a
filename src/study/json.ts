/**
 * A study as a file: `exportStudy` writes versioned JSON, `importStudy` reads it back. A file is data from a
 * stranger: it is measured (size, depth), checked against the schema, then for sense (columns of equal length, points
 * of n numbers), and only then turned into a study. Nothing in it is executed; its loss is text that goes to the
 * parser like any other. Loaded on demand, because zod is needed for nothing else.
 */
import {
  checkSchema,
  formatName,
  formatVersion,
  type JsonData,
  type JsonParam,
  type JsonResult,
  type JsonRun,
  type JsonStudy,
} from './json-schema';
import {
  decodeNumber,
  decodeNumbers,
  decodePlain,
  encodeNamed,
  encodeNumber,
  encodeNumbers,
  encodePlain,
  encodeValues,
} from './json-values';
import { sizeOfParams, unpackParams } from './parameters';
import { checkSense } from './json-sense';
import { decodeEvent, encodeEvent } from './json-events';
import { furtherFields, vectorFields, type Plain } from './plain';
import { StudyFormatError, pathText } from './study-format-error';
import type {
  DataSet,
  OptimizeResult,
  OptionValue,
  ParamSpec,
  Run,
  RunSpec,
  Study,
  StudyProblem,
  Trace,
} from './types';

/** A file larger than this is not read: the largest study that the app can make is well below. */
export const maxCharacters = 256 * 1024 * 1024;
const maxDepth = 24;

/** The study as JSON text that follows `public/schema/thalweg-study-1.schema.json`. */
export function exportStudy(study: Study): string {
  return JSON.stringify(encodeStudy(study));
}

/** The study that a text holds.
 *  @throws StudyFormatError naming the path of what is wrong */
export function importStudy(text: string): Study {
  if (text.length > maxCharacters) {
    throw new StudyFormatError('', `the file has ${text.length} characters; at most ${maxCharacters} are read`);
  }
  const value = parse(text);
  checkOurs(value);
  checkDepth(value);
  const outcome = checkSchema(value);
  if (!outcome.ok) throw new StudyFormatError(pathText(outcome.path), outcome.message);
  checkSense(outcome.study);
  return decodeStudy(outcome.study);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new StudyFormatError('', `this is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checkOurs(value: unknown): void {
  const file = value as { format?: unknown; version?: unknown } | null;
  if (typeof file !== 'object' || file === null || file.format !== formatName) {
    throw new StudyFormatError('format', `this is JSON, but not a Thalweg study; expected "format": "${formatName}"`);
  }
  if (file.version !== formatVersion) {
    throw new StudyFormatError(
      'version',
      `this study has format version ${JSON.stringify(file.version)}; this Thalweg reads version ${formatVersion}`,
    );
  }
}

/** A loop, not recursion: the point is to be safe from deep nesting. */
function checkDepth(value: unknown): void {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw new StudyFormatError('', `nested deeper than ${maxDepth} levels`);
    const next: unknown[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      if (!Array.isArray(item) && Object.hasOwn(item, '__proto__')) {
        throw new StudyFormatError('__proto__', 'this name cannot be used for a field');
      }
      for (const inner of Object.values(item)) if (typeof inner === 'object' && inner !== null) next.push(inner);
    }
    level = next;
  }
}

function encodeStudy(study: Study): JsonStudy {
  const { budget } = study;
  const { params, data, ...problem } = study.problem;
  return {
    format: formatName,
    version: formatVersion,
    environment: { ...study.environment },
    problem: {
      ...problem,
      domain: problem.domain.map(([lo, hi]) => [encodeNumber(lo), encodeNumber(hi)]),
      minima: problem.minima.map(({ x, fun }) => ({ x: encodeNumbers(x), fun: encodeNumber(fun) })),
      constraints: problem.constraints.map(({ text }) => ({ text })),
      ...(params && { params: params.map(encodeParam) }),
      ...(data && { data: data.map(encodeData) }),
    },
    seed: encodeNumber(study.seed),
    budget: { evaluations: encodeNumber(budget.evaluations), seconds: encodeNumber(budget.seconds) },
    runs: study.runs.map((run) => encodeRun(run, params)),
  };
}

const encodeParam = ({ name, shape, unit, scale }: ParamSpec): JsonParam => ({
  name,
  ...(shape && { shape: [...shape] }),
  ...(unit !== undefined && { unit }),
  ...(scale !== undefined && { scale }),
});

const encodeData = ({ name, values, unit, source, missing }: DataSet): JsonData => ({
  name,
  ...(missing ? { missing: [...missing] } : { values: encodeValues(values) }),
  ...(unit !== undefined && { unit }),
  ...(source !== undefined && { source }),
});

/** x by name, for readers. */
function encodeNamedValues(params: readonly ParamSpec[], x: Float64Array): JsonResult['parameters'] {
  const values = unpackParams(params, x);
  return params.map(({ name, unit }) => ({
    name,
    ...(unit !== undefined && { unit }),
    value: encodeNamed(values[name]!),
  }));
}

function encodeRun(run: Run, params: StudyProblem['params']): JsonRun {
  const { trace } = run;
  const { constraints, ...spec } = run.spec;
  const bound = (value: number | null) => (value === null ? null : encodeNumber(value));
  return {
    spec: {
      ...spec,
      options: encodePlain(spec.options as Record<string, Plain>) as JsonRun['spec']['options'],
      x0: encodeNumbers(spec.x0),
      bounds: spec.bounds?.map(([lo, hi]) => [bound(lo), bound(hi)]) ?? null,
      ...(constraints ? { constraints: [...constraints] } : {}),
      seed: encodeNumber(spec.seed),
    },
    status: run.status,
    trace: {
      n: trace.n,
      count: trace.count,
      x: encodeNumbers(trace.x),
      fun: encodeNumbers(trace.fun),
      nfev: encodeNumbers(trace.nfev),
      evaluations: encodeNumbers(trace.evaluations),
      seconds: encodeNumbers(trace.seconds),
      ...(trace.iterations ? { iterations: encodeNumbers(trace.iterations) } : {}),
      ...(trace.violation ? { violation: encodeNumbers(trace.violation) } : {}),
      ...(trace.slope ? { slope: encodeNumbers(trace.slope) } : {}),
      events: trace.events.map(({ at, event }) => ({ at, event: encodeEvent(event) })),
    },
    result: run.result && encodeResult(run.result, params),
    error: run.error,
    seconds: encodeNumber(run.seconds),
    evaluatedOn: run.evaluatedOn,
  };
}

function encodeResult(result: OptimizeResult, params: StudyProblem['params']): JsonResult {
  const encoded: JsonResult = {
    x: encodeNumbers(result.x),
    fun: encodeNumber(result.fun),
    nit: encodeNumber(result.nit),
    nfev: encodeNumber(result.nfev),
    status: encodeNumber(result.status),
    success: result.success,
    message: result.message,
    warnings: [...result.warnings],
    further: encodePlain(furtherFields(result)) as JsonResult['further'],
  };
  for (const field of vectorFields) if (result[field]) encoded[field] = encodeNumbers(result[field]);
  if (result.njev !== undefined) encoded.njev = encodeNumber(result.njev);
  if (result.nhev !== undefined) encoded.nhev = encodeNumber(result.nhev);
  if (result.maxcv !== undefined) encoded.maxcv = encodeNumber(result.maxcv);
  if (params && result.x.length === sizeOfParams(params)) encoded.parameters = encodeNamedValues(params, result.x);
  return encoded;
}

function decodeStudy(file: JsonStudy): Study {
  const { budget } = file;
  const { data, ...problem } = file.problem;
  return {
    problem: {
      ...problem,
      // The sense of data was checked: values or their shape are there.
      ...(data && { data: data.map(({ values = [], ...set }): DataSet => ({ ...set, values })) }),
      domain: problem.domain.map(([lo, hi]) => [decodeNumber(lo), decodeNumber(hi)] as const),
      minima: problem.minima.map(({ x, fun }) => ({ x: x.map(decodeNumber), fun: decodeNumber(fun) })),
      // Files from before there were constraints have none.
      constraints: problem.constraints ?? [],
    },
    runs: file.runs.map(decodeRun),
    seed: decodeNumber(file.seed),
    budget: { evaluations: decodeNumber(budget.evaluations), seconds: decodeNumber(budget.seconds) },
    environment: file.environment,
  };
}

function decodeRun(run: JsonRun): Run {
  return {
    spec: decodeSpec(run.spec),
    status: run.status,
    trace: decodeTrace(run.trace),
    result: run.result && decodeResult(run.result),
    error: run.error,
    seconds: decodeNumber(run.seconds),
    evaluatedOn: run.evaluatedOn,
  };
}

function decodeSpec(spec: JsonRun['spec']): RunSpec {
  const bound = (value: JsonRun['spec']['seed'] | null) => (value === null ? null : decodeNumber(value));
  const options = Object.entries(spec.options).map(([key, value]): [string, OptionValue] => {
    const plain = decodePlain(value);
    return [key, plain instanceof Float64Array ? [...plain] : (plain as OptionValue)];
  });
  return {
    id: spec.id,
    method: spec.method,
    options: Object.fromEntries(options),
    x0: spec.x0.map(decodeNumber),
    bounds: spec.bounds?.map(([lo, hi]) => [bound(lo), bound(hi)] as const) ?? null,
    ...(spec.constraints ? { constraints: spec.constraints } : {}),
    seed: decodeNumber(spec.seed),
  };
}

function decodeTrace(trace: JsonRun['trace']): Trace {
  return {
    n: trace.n,
    count: trace.count,
    x: decodeNumbers(trace.x),
    fun: decodeNumbers(trace.fun),
    nfev: decodeNumbers(trace.nfev),
    evaluations: decodeNumbers(trace.evaluations),
    seconds: decodeNumbers(trace.seconds),
    ...(trace.iterations ? { iterations: decodeNumbers(trace.iterations) } : {}),
    ...(trace.violation ? { violation: decodeNumbers(trace.violation) } : {}),
    ...(trace.slope ? { slope: decodeNumbers(trace.slope) } : {}),
    events: trace.events.map(({ at, event }) => ({ at, event: decodeEvent(event) })),
  };
}

function decodeResult(result: JsonResult): OptimizeResult {
  const decoded: OptimizeResult = {
    ...(decodePlain(result.further) as Record<string, Plain>),
    x: decodeNumbers(result.x),
    fun: decodeNumber(result.fun),
    nit: decodeNumber(result.nit),
    nfev: decodeNumber(result.nfev),
    status: decodeNumber(result.status),
    success: result.success,
    message: result.message,
    warnings: [...result.warnings],
  };
  for (const field of vectorFields) if (result[field]) decoded[field] = decodeNumbers(result[field]);
  if (result.njev !== undefined) decoded.njev = decodeNumber(result.njev);
  if (result.nhev !== undefined) decoded.nhev = decodeNumber(result.nhev);
  if (result.maxcv !== undefined) decoded.maxcv = decodeNumber(result.maxcv);
  return decoded;
}
