/** What methods show of themselves, from real runs to the exported file and back: every kind of event, every global and population method. */
import Ajv2020 from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';
import { globalMethods } from '../solve/global';
import { populationMethods } from '../solve/population';
import { findMethod } from '../solve/registry';
import { studyMethods } from './catalogue';
import { compileLoss } from './compile';
import { exportStudy, importStudy } from './json';
import { publishedSchema } from './json-schema';
import { RunSession } from './session';
import { compiledSubject } from './subject';
import { TraceColumns } from './trace';
import type { OptionValue, Run, Study, TraceEvent } from './types';

type Kind = TraceEvent['type'];

const text = '(x, y) => 20 + x**2 + y**2 - 10*(Math.cos(2*Math.PI*x) + Math.cos(2*Math.PI*y))';
const loss = compileLoss(text);
const n = 2;

interface Expected {
  readonly kinds: readonly Kind[];
  readonly options?: Readonly<Record<string, OptionValue>>;
}

/** What each method must show. (1+1)-ES has one point at a time, which the trace's path shows. */
const expected: Readonly<Record<string, Expected>> = {
  'Nelder-Mead': { kinds: ['simplex'] },
  differential_evolution: { kinds: ['population'] },
  basinhopping: { kinds: ['jump'], options: { niter: 30 } },
  dual_annealing: { kinds: ['annealing', 'jump'], options: { maxiter: 60 } },
  shgo: { kinds: ['complex', 'jump'], options: { sampling_method: 'sobol' } },
  direct: { kinds: ['rectangles'] },
  brute: { kinds: ['population', 'simplex'] },
  'CMA-ES': { kinds: ['gaussian'] },
  'SPSO-2011': { kinds: ['population'] },
  TwoPointsDE: { kinds: ['population'] },
  '(1+1)-ES': { kinds: [] },
  'random search': { kinds: ['population'] },
  'quasi-random search': { kinds: ['population'] },
  'multi-start': { kinds: ['jump'], options: { n_iter: 8 } },
};

// Lengths that the pictures rely on, in one place per kind: a kind without an entry does not compile.
const count = (values: ArrayLike<number>): number => values.length;
const isWhole: { readonly [K in Kind]: (event: Extract<TraceEvent, { type: K }>) => boolean } = {
  simplex: ({ points, fun }) => count(points) === n * (n + 1) && count(fun) === n + 1,
  population: ({ points, fun, best }) =>
    count(points) === n * count(fun) && count(fun) > 1 && fun[best] === Math.min(...fun),
  jump: ({ from, landed, to, fun }) => [from, landed, to].every((x) => count(x) === n) && fun === loss.fun(to),
  annealing: ({ points, fun, accepted, temperature }) =>
    count(points) === n * count(fun) && count(accepted) === count(fun) && temperature > 0,
  complex: ({ points, fun, edges, pool }) =>
    count(points) === n * count(fun) &&
    count(edges) % 2 === 0 &&
    count(pool) > 0 &&
    [...edges, ...pool].every((vertex) => vertex >= 0 && vertex < count(fun)),
  rectangles: ({ centers, halfSides, fun }) =>
    count(centers) === n * count(fun) && count(halfSides) === count(centers) && Math.min(...halfSides) > 0,
  gaussian: ({ points, fun, mean, axes, stepSize }) =>
    count(points) === n * count(fun) && count(mean) === n && count(axes) === n * n && stepSize > 0,
};
const check = (event: TraceEvent): boolean => (isWhole[event.type] as (event: TraceEvent) => boolean)(event);

function runOf(method: string): Run {
  const bounds = [
    [-5.12, 4.1],
    [-4.3, 5.12],
  ] as const;
  const options = expected[method]?.options ?? {};
  const spec = { id: method, method, options, x0: [2.2, -1.7], bounds, seed: 1 };
  const budget = { evaluations: 3000, seconds: 60 };
  const session = new RunSession(compiledSubject(loss, []), spec, budget, findMethod(method, studyMethods));
  const columns = new TraceColumns(n);
  for (let isOver = false; !isOver;) {
    isOver = session.advance(5);
    const chunk = session.takeChunk();
    if (chunk) columns.append(chunk);
  }
  const { status, result, error, seconds } = session.outcome!;
  return { spec, status, result, error, seconds, trace: columns.snapshot(), evaluatedOn: 'CPU f64' };
}

const studyOf = (runs: readonly Run[]): Study => ({
  problem: {
    problemId: 'rastrigin',
    text,
    language: 'javascript',
    n,
    domain: [
      [-5.12, 5.12],
      [-5.12, 5.12],
    ],
    minima: [{ x: [0, 0], fun: 0 }],
    constraints: [],
  },
  runs,
  seed: 1,
  budget: { evaluations: 3000, seconds: 60 },
  environment: { thalweg: '0.1.0', userAgent: 'test', engine: 'CPU (f64)', date: '2024-01-01' },
});

const names = ['Nelder-Mead', ...globalMethods.map(({ name }) => name), ...populationMethods.map(({ name }) => name)];
const runs = new Map(names.map((name) => [name, runOf(name)]));
const validate = new Ajv2020({ strict: false }).compile(publishedSchema());
const kindsOf = (events: readonly { readonly event: { readonly type: string } }[]): string[] =>
  [...new Set(events.map(({ event }) => event.type))].sort();

describe.each(names)('%s', (name) => {
  const run = runs.get(name)!;

  it('shows what it does, in whole events', () => {
    expect(run).toMatchObject({ status: 'done', error: null });
    expect(kindsOf(run.trace.events)).toEqual([...expected[name]!.kinds].sort());
    expect(run.trace.events.filter(({ event }) => !check(event))).toEqual([]);
  });

  it('is exported with every event, as the published schema has it, and read back the same', () => {
    const file = exportStudy(studyOf([run]));
    const json = JSON.parse(file) as { runs: { trace: { events: { at: number; event: { type: string } }[] } }[] };
    expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
    const written = json.runs[0]!.trace.events.map(({ at, event }) => [at, event.type]);
    expect(written).toEqual(run.trace.events.map(({ at, event }) => [at, event.type]));
    expect(importStudy(file).runs[0]).toEqual(run);
  });
});

it('every kind of event is shown by some run', () => {
  const shown = new Set([...runs.values()].flatMap(({ trace }) => kindsOf(trace.events)));
  expect([...shown].sort()).toEqual(Object.keys(isWhole).sort());
});
