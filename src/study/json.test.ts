import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exportStudy, importStudy } from './json';
import { publishedSchema } from './json-schema';
import { numberWords } from './json-values';
import { toPlainResult } from './plain';
import { StudyFormatError } from './study-format-error';
import type { OptimizeResult, Run, Study, Trace, TraceEvent } from './types';

const seeded = { seed: 71, numRuns: 150 };
const anyNumber = fc.double();
const vector = (length: number): fc.Arbitrary<Float64Array> =>
  fc.array(anyNumber, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
// A text that is one of the four number words cannot be told from a number in a method's further fields.
const word = fc.string().filter((text) => !(numberWords as readonly string[]).includes(text));

const eventOf = (n: number): fc.Arbitrary<TraceEvent> =>
  fc.integer({ min: 1, max: 4 }).chain((m): fc.Arbitrary<TraceEvent> => {
    const cloud = { points: vector(m * n), fun: vector(m) };
    const index = fc.integer({ min: 0, max: m - 1 });
    const indices = fc.array(index).map((values) => Int32Array.from(values));
    return fc.oneof(
      fc.record({ type: fc.constant('simplex' as const), ...cloud }),
      fc.record({ type: fc.constant('population' as const), ...cloud, best: index }),
      fc.record({
        type: fc.constant('jump' as const),
        from: vector(n),
        landed: vector(n),
        to: vector(n),
        fun: anyNumber,
        accepted: fc.boolean(),
        stepSize: anyNumber,
      }),
      fc.record({
        type: fc.constant('annealing' as const),
        temperature: anyNumber,
        ...cloud,
        accepted: fc
          .array(fc.constantFrom(0, 1), { minLength: m, maxLength: m })
          .map((taken) => Uint8Array.from(taken)),
      }),
      fc.record({ type: fc.constant('complex' as const), ...cloud, edges: indices, pool: indices }),
      fc.record({
        type: fc.constant('rectangles' as const),
        centers: vector(m * n),
        halfSides: vector(m * n),
        fun: vector(m),
      }),
      fc.record({
        type: fc.constant('gaussian' as const),
        ...cloud,
        mean: vector(n),
        axes: vector(n * n),
        stepSize: anyNumber,
      }),
    );
  });

const traceOf = (n: number): fc.Arbitrary<Trace> =>
  fc.integer({ min: 0, max: 5 }).chain((count) =>
    fc.record(
      {
        n: fc.constant(n),
        count: fc.constant(count),
        x: vector(count * n),
        fun: vector(count),
        nfev: vector(count),
        evaluations: vector(count),
        seconds: vector(count),
        iterations: vector(count),
        violation: vector(count),
        slope: vector(count),
        events: count === 0 ? fc.constant([]) : fc.array(fc.record({ at: fc.nat(count - 1), event: eventOf(n) })),
      },
      { requiredKeys: ['n', 'count', 'x', 'fun', 'nfev', 'evaluations', 'seconds', 'events'] },
    ),
  );

const resultOf = (n: number): fc.Arbitrary<OptimizeResult> =>
  fc
    .record(
      {
        x: vector(n),
        fun: anyNumber,
        jac: vector(n),
        hess_inv: vector(n * n),
        nit: fc.nat(),
        nfev: fc.nat(),
        njev: fc.nat(),
        status: fc.integer(),
        success: fc.boolean(),
        message: fc.string(),
        warnings: fc.array(fc.string()),
        final_simplex: fc.tuple(fc.array(fc.array(anyNumber)), fc.array(anyNumber)),
        further: fc.dictionary(word, fc.oneof(anyNumber, word, fc.boolean(), fc.constant(null))),
      },
      { requiredKeys: ['x', 'fun', 'nit', 'nfev', 'status', 'success', 'message', 'warnings'] },
    )
    .map((result) => toPlainResult(result));

const bound = fc.option(anyNumber);
const runOf = (n: number): fc.Arbitrary<Omit<Run, 'spec'> & { spec: Omit<Run['spec'], 'id'> }> =>
  fc.record({
    spec: fc.record({
      method: fc.string(),
      options: fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        fc.oneof(anyNumber, word, fc.boolean(), fc.constant(null), fc.array(anyNumber, { minLength: 1 })),
      ),
      x0: fc.array(anyNumber, { minLength: n, maxLength: n }),
      bounds: fc.option(fc.array(fc.tuple(bound, bound), { minLength: n, maxLength: n })),
      seed: finite,
    }),
    status: fc.constantFrom('done' as const, 'cancelled' as const, 'failed' as const),
    trace: traceOf(n),
    result: fc.option(resultOf(n)),
    error: fc.option(fc.string()),
    seconds: anyNumber,
    evaluatedOn: fc.string(),
  });

const studies: fc.Arbitrary<Study> = fc.integer({ min: 1, max: 3 }).chain((n) =>
  fc.record({
    problem: fc.record({
      problemId: fc.option(fc.string()),
      text: fc.string(),
      language: fc.constantFrom('auto' as const, 'javascript' as const, 'python' as const, 'formula' as const),
      n: fc.constant(n),
      domain: fc.array(
        fc.tuple(finite, finite).filter(([lo, hi]) => lo < hi),
        { minLength: n, maxLength: n },
      ),
      minima: fc.array(fc.record({ x: fc.array(anyNumber, { minLength: n, maxLength: n }), fun: anyNumber }), {
        maxLength: 3,
      }),
      constraints: fc.array(fc.record({ text: fc.string() }), { maxLength: 3 }),
    }),
    runs: fc
      .array(runOf(n), { maxLength: 3 })
      .map((runs) => runs.map((run, i): Run => ({ ...run, spec: { id: `run-${i}`, ...run.spec } }))),
    seed: finite,
    budget: fc.record({
      evaluations: fc.double({ min: 1, noNaN: true }),
      seconds: fc.double({ min: 0.001, noNaN: true }),
    }),
    environment: fc.record({ thalweg: fc.string(), userAgent: fc.string(), engine: fc.string(), date: fc.string() }),
  }),
);

const small: Study = {
  problem: { problemId: null, text: 'x^2', language: 'formula', n: 1, domain: [[-1, 1]], minima: [], constraints: [] },
  runs: [
    {
      spec: { id: 'a', method: 'BFGS', options: {}, x0: [1], bounds: null, seed: 0 },
      status: 'done',
      trace: {
        n: 1,
        count: 2,
        x: Float64Array.of(1, NaN),
        fun: Float64Array.of(1, -Infinity),
        nfev: Float64Array.of(1, 2),
        evaluations: Float64Array.of(2, 4),
        seconds: Float64Array.of(0, 0.1),
        events: [{ at: 1, event: { type: 'simplex', points: Float64Array.of(1, 2), fun: Float64Array.of(1, -0) } }],
      },
      result: null,
      error: null,
      seconds: 0.1,
      evaluatedOn: 'CPU f64',
    },
  ],
  seed: 7,
  budget: { evaluations: 100, seconds: 1 },
  environment: { thalweg: '0.1.0', userAgent: 'test', engine: 'CPU (f64)', date: '2024-01-01' },
};

describe('the study file', () => {
  it('export then import is the identity (law)', () => {
    fc.assert(
      fc.property(studies, (study) => {
        expect(importStudy(exportStudy(study))).toEqual(study);
      }),
      seeded,
    );
  });

  it('follows the published schema, as an independent validator reads it', () => {
    const validate = new Ajv2020({ strict: false }).compile(publishedSchema());
    fc.assert(
      fc.property(studies, (study) => {
        expect(validate(JSON.parse(exportStudy(study))), JSON.stringify(validate.errors)).toBe(true);
      }),
      { ...seeded, numRuns: 50 },
    );
    expect(validate({ format: 'thalweg-study', version: 1 })).toBe(false);
  });

  it('publishes the schema that zod generates (vitest -u rewrites it)', async () => {
    await expect(`${JSON.stringify(publishedSchema(), null, 2)}\n`).toMatchFileSnapshot(
      '../../public/schema/thalweg-study-1.schema.json',
    );
  });

  it('writes NaN and infinities as strings', () => {
    const file = JSON.parse(exportStudy(small)) as { runs: { trace: { x: unknown; fun: unknown } }[] };
    expect(file.runs[0]!.trace).toMatchObject({ x: [1, 'NaN'], fun: [1, '-Infinity'] });
  });
});

describe('a file from a stranger', () => {
  const broken = (change: (file: ReturnType<typeof asFile>) => void): string => {
    const file = asFile();
    change(file);
    return JSON.stringify(file);
  };
  const asFile = () =>
    JSON.parse(exportStudy(small)) as {
      version: unknown;
      problem: Record<string, unknown>;
      budget: Record<string, unknown>;
      runs: { spec: Record<string, unknown>; trace: Record<string, unknown>; status: unknown; extra?: unknown }[];
    };
  const messageOf = (text: string): string => {
    try {
      importStudy(text);
    } catch (error) {
      expect(error).toBeInstanceOf(StudyFormatError);
      return (error as StudyFormatError).message;
    }
    throw new Error('was imported');
  };

  it.each([
    ['no JSON', '{', /this is not JSON/],
    ['another JSON', '{"nodes": []}', /not a Thalweg study/],
    ['null', 'null', /not a Thalweg study/],
    ['a later version', broken((file) => (file.version = 2)), /At version: .*version 2.*reads version 1/],
    [
      'a word for a number',
      broken((file) => (file.runs[0]!.trace.x = [1, 'two'])),
      /At runs\[0\]\.trace\.x\[1\]: expected a number/,
    ],
    ['an unknown field', broken((file) => (file.runs[0]!.extra = 1)), /At runs\[0\]: .*extra/],
    ['a wrong status', broken((file) => (file.runs[0]!.status = 'great')), /At runs\[0\]\.status/],
    [
      'a short column',
      broken((file) => (file.runs[0]!.trace.fun = [1])),
      /At runs\[0\]\.trace\.fun: expected length 2 \(count\), got 1/,
    ],
    ['x0 of another dimension', broken((file) => (file.runs[0]!.spec.x0 = [1, 2])), /At runs\[0\]\.spec\.x0/],
    ['lo above hi', broken((file) => (file.problem.domain = [[1, 0]])), /At problem\.domain\[0\]: expected lo < hi/],
    ['an endless domain', broken((file) => (file.problem.domain = [[0, 'Infinity']])), /At problem\.domain\[0\]\[1\]/],
    ['no budget', broken((file) => (file.budget.seconds = 0)), /At budget\.seconds/],
    ['a number beyond doubles', exportStudy(small).replace('"seed":7', '"seed":1e999'), /seed/],
    [
      'an event at no row',
      broken((file) => (file.runs[0]!.trace.events = [{ at: 9, event: { type: 'simplex', points: [], fun: [] } }])),
      /events\[0\]\.at/,
    ],
  ])('%s is refused with its place', (_, text, message) => {
    expect(messageOf(text)).toMatch(message);
  });

  it('deep nesting and prototype names are refused, quickly', () => {
    const deep = `{"format":"thalweg-study","version":1,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    expect(messageOf(deep)).toMatch(/nested deeper/);
    const prototype = exportStudy(small).replace('"options":{}', '"options":{"__proto__":{"polluted":1}}');
    expect(messageOf(prototype)).toMatch(/__proto__/);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
