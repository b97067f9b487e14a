/**
 * The versioned format of an exported study, as a zod schema; `public/schema/` holds the JSON Schema that zod
 * generates from it. Only this file and `json.ts` know zod, and both are loaded on demand, in a worker.
 *
 * Version 1 is frozen once released: a later format gets a number and a file of its own.
 */
import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';
import { maxDataSets } from './data-sets';
import { numberWords, type JsonPlain, type JsonNamedValues, type JsonValues } from './json-values';

z.config(en());

const describe = <T extends z.core.$ZodType>(schema: T, id: string, description: string): T => {
  z.globalRegistry.add(schema, { id, description });
  return schema;
};

const number = describe(
  z.union([z.number(), z.enum(numberWords)], `expected a number or one of ${numberWords.join(', ')}`),
  'number',
  'A double. NaN, Infinity, -Infinity and negative zero are written as strings.',
);
const numbers = describe(z.array(number), 'numbers', 'A typed array of doubles, row-major where it is a matrix.');
const count = z.number().check(z.int(), z.nonnegative());
const dimension = z.number().check(z.int(), z.gte(1), z.lte(1_000_000));
const interval = describe(z.tuple([number, number]), 'interval', '[lo, hi] with lo < hi.');
const bound = z.nullable(number);
const bounds = describe(
  z.nullable(z.array(z.tuple([bound, bound]))),
  'bounds',
  'One [lo, hi] per coordinate; null: none on that side. null: no bounds.',
);
const text = z.string().check(z.maxLength(1_000_000));
const name = z.string().check(z.maxLength(200));

const plain: z.ZodMiniType<JsonPlain> = describe(
  z.lazy(() => z.union([number, z.string(), z.boolean(), z.null(), z.array(plain), z.record(z.string(), plain)])),
  'plain',
  "A value of a method's further fields.",
);

const values: z.ZodMiniType<JsonValues> = describe(
  z.lazy(() => z.union([z.number(), z.array(z.number()), z.array(values)])),
  'values',
  'A number, a list of numbers, or rows of equal length, of any depth.',
);
const extent = z.number().check(z.int(), z.gte(1), z.lte(1_000_000));
const param = describe(
  z.strictObject({
    name: name.check(z.minLength(1)),
    shape: z.optional(z.array(extent).check(z.maxLength(8))),
    unit: z.optional(name),
    scale: z.optional(z.number().check(z.positive())),
  }),
  'param',
  'A named parameter: a number, or an array of this shape. Packed numbers are in its unit, over its scale.',
);
const dataSet = describe(
  z.strictObject({
    name: name.check(z.minLength(1)),
    values: z.optional(values),
    unit: z.optional(name),
    source: z.optional(z.string().check(z.maxLength(1000))),
    missing: z.optional(z.array(z.number().check(z.int(), z.nonnegative())).check(z.maxLength(8))),
  }),
  'dataSet',
  'A named array that the loss may use. `missing` stands in place of `values` that were not at hand: their shape.',
);

const problem = z.strictObject({
  problemId: z.nullable(name),
  text,
  language: z.enum(['auto', 'javascript', 'python', 'formula']),
  n: dimension,
  domain: z.array(interval),
  minima: z.array(z.strictObject({ x: numbers, fun: number })),
  constraints: z.optional(
    describe(
      z.array(z.strictObject({ text })).check(z.maxLength(1000)),
      'constraints',
      "Conditions in the loss's variables, such as x^2 + y^2 <= 2; absent: none.",
    ),
  ),
  params: z.optional(
    describe(
      z.array(param).check(z.minLength(1), z.maxLength(1000)),
      'params',
      "Named parameters that x packs, in order, row-major; absent: x is the text's own vector or numbers.",
    ),
  ),
  data: z.optional(
    describe(
      z.array(dataSet).check(z.maxLength(maxDataSets)),
      'data',
      'Named arrays that the text may use; absent: none.',
    ),
  ),
});

const budget = z.strictObject({ evaluations: number, seconds: number });

const optionValue = z.union([number, z.boolean(), z.string(), z.null(), z.array(number)]);
const spec = z.strictObject({
  id: name,
  method: name,
  options: z.record(name, optionValue),
  x0: numbers,
  bounds,
  constraints: z.optional(z.array(text)),
  seed: number,
});

const indices = z.array(count);
const event = describe(
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('simplex'), points: numbers, fun: numbers }),
    z.strictObject({ type: z.literal('population'), points: numbers, fun: numbers, best: count }),
    z.strictObject({
      type: z.literal('jump'),
      from: numbers,
      landed: numbers,
      to: numbers,
      fun: number,
      accepted: z.boolean(),
      stepSize: number,
    }),
    z.strictObject({
      type: z.literal('annealing'),
      temperature: number,
      points: numbers,
      fun: numbers,
      accepted: z.array(z.union([z.literal(0), z.literal(1)])),
    }),
    z.strictObject({ type: z.literal('complex'), points: numbers, fun: numbers, edges: indices, pool: indices }),
    z.strictObject({ type: z.literal('rectangles'), centers: numbers, halfSides: numbers, fun: numbers }),
    z.strictObject({
      type: z.literal('gaussian'),
      points: numbers,
      fun: numbers,
      mean: numbers,
      axes: numbers,
      stepSize: number,
    }),
  ]),
  'event',
  'What a method showed of itself: points are row-major (count·n), `fun` their values, edges pairs of vertex indices.',
);

const trace = describe(
  z.strictObject({
    n: dimension,
    count,
    x: numbers,
    fun: numbers,
    nfev: numbers,
    evaluations: numbers,
    seconds: numbers,
    iterations: z.optional(numbers),
    violation: z.optional(numbers),
    slope: z.optional(numbers),
    events: z.array(z.strictObject({ at: count, event })),
  }),
  'trace',
  'Columns of equal length `count`, one row per iterate, row 0 the start; x is row-major (count·n). ' +
    '`iterations` numbers the rows of a run so long that it was thinned. `violation` is the largest violation of a ' +
    'constraint or bound, for runs under constraints; `slope` the derivative, for losses of one variable.',
);

const namedValues: z.ZodMiniType<JsonNamedValues> = describe(
  z.lazy(() => z.union([number, z.array(number), z.array(namedValues)])),
  'namedValues',
  'Like values, of any doubles.',
);
const named = describe(
  z.strictObject({ name, unit: z.optional(name), value: namedValues }),
  'namedValue',
  'x unpacked, for readers: a named parameter in its unit. Whoever reads the study takes x.',
);

const result = describe(
  z.strictObject({
    x: numbers,
    fun: number,
    jac: z.optional(numbers),
    hess: z.optional(numbers),
    hess_inv: z.optional(numbers),
    nit: number,
    nfev: number,
    njev: z.optional(number),
    nhev: z.optional(number),
    status: number,
    success: z.boolean(),
    message: text,
    maxcv: z.optional(number),
    parameters: z.optional(z.array(named)),
    warnings: z.array(text),
    further: z.record(z.string(), plain),
  }),
  'result',
  "SciPy's OptimizeResult; `further` holds the fields that only some methods have, under SciPy's names.",
);

const run = z.strictObject({
  spec,
  status: z.enum(['queued', 'running', 'done', 'cancelled', 'failed', 'skipped']),
  trace,
  result: z.nullable(result),
  error: z.nullable(text),
  seconds: number,
  evaluatedOn: name,
});

const environment = z.strictObject({ thalweg: name, userAgent: text, engine: name, date: name });

export const formatName = 'thalweg-study';
export const formatVersion = 1;

/** The file as a whole. */
export const studySchema = z.strictObject({
  $schema: z.optional(z.string()),
  format: z.literal(formatName),
  version: z.literal(formatVersion),
  environment,
  problem,
  seed: number,
  budget,
  runs: z.array(run).check(z.maxLength(10_000)),
});

export type JsonStudy = z.infer<typeof studySchema>;
export type JsonRun = JsonStudy['runs'][number];
export type JsonParam = NonNullable<JsonStudy['problem']['params']>[number];
export type JsonData = NonNullable<JsonStudy['problem']['data']>[number];
export type JsonTrace = JsonRun['trace'];
export type JsonEvent = JsonTrace['events'][number]['event'];
export type JsonResult = NonNullable<JsonRun['result']>;

/** The JSON Schema (draft 2020-12) that is published. */
export function publishedSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(studySchema, { target: 'draft-2020-12' });
  return {
    $schema,
    $id: 'thalweg-study-1.schema.json',
    title: 'Thalweg study, version 1',
    description: 'A loss, the runs of several methods over it, and what came of them.',
    ...rest,
  };
}

/** Checks a parsed file against the schema: the study, or the path to what is wrong first. */
export function checkSchema(
  value: unknown,
): { ok: true; study: JsonStudy } | { ok: false; path: readonly PropertyKey[]; message: string } {
  const outcome = studySchema.safeParse(value);
  return outcome.success ? { ok: true, study: outcome.data } : { ok: false, ...deepest(outcome.error.issues[0]!) };
}

/** Of a union's failures, the branch that got furthest tells most. */
function deepest(issue: z.core.$ZodIssue): { path: readonly PropertyKey[]; message: string } {
  const { path, message } = issue;
  if (issue.code !== 'invalid_union') return { path, message };
  const branches = issue.errors.flatMap((branch) => branch.slice(0, 1)).map((branch) => deepest(branch));
  const furthest = branches.toSorted((a, b) => b.path.length - a.path.length)[0];
  return furthest && furthest.path.length > 0
    ? { path: [...path, ...furthest.path], message: furthest.message }
    : { path, message };
}
