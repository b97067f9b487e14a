/** The recorded runs of SciPy's six global functions: counts, outcome, point and path. */
import { describe, expect, it } from 'vitest';
import { type GoldenCase, goldenCases, type GoldenProblem, goldenProblems, isExact, num } from '../../golden/golden';
import { OptionError } from '../../solve/errors';
import type { OptimizeResult } from '../../solve/result';
import type { UserConstraint } from '../user-constraints';
import { basinhopping } from './basinhopping';
import { brute } from './brute';
import { differentialEvolution } from './differential-evolution';
import { direct } from './direct';
import { dualAnnealing } from './dual-annealing';
import type { MinimizerKwargs } from './inputs';
import { shgo } from './shgo';

type Fun = (x: Float64Array) => number;
const problems = goldenProblems();
// oxlint-disable-next-line typescript/no-implied-eval -- the sources are recorded test problems
const compile = <T>(source: string): T => new Function(`return (${source})`)() as T;

/** Numbers that JSON cannot hold are strings in the record. */
function revive(value: unknown): unknown {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  if (Array.isArray(value)) return value.map(revive);
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, revive(entry)]));
  }
  return value;
}

function constraintsOf(golden: GoldenCase, problem: GoldenProblem): UserConstraint[] {
  return (golden.constraints ?? []).map((given) => {
    const named = (name: string) => problem.constraints!.find((constraint) => constraint.name === name)!;
    const bounds = { lb: revive(given.lb), ub: revive(given.ub) } as { lb: number; ub: number };
    if (given.kind === 'linear') return { A: revive(given.A) as number[][], ...bounds };
    if (given.kind === 'dict') {
      const own = named(given.fun as string);
      const jac = given.jac === 'exact' ? compile<(x: Float64Array) => number[]>(own.jac_js!) : undefined;
      return { type: given.type!, fun: compile<Fun>(own.js), jac };
    }
    const funs = (given.fun as string[]).map((name) => compile<Fun>(named(name).js));
    return { fun: (x: Float64Array) => funs.map((fun) => fun(x)), ...bounds };
  });
}

function rangesOf(golden: GoldenCase, bounds: [number, number][]): ([number, number] | [number, number, number])[] {
  const ranges = golden.options?.['ranges'] as ({ slice: [number, number, number] } | [number, number])[] | undefined;
  return ranges ? ranges.map((range) => (Array.isArray(range) ? range : range.slice)) : bounds;
}

/** The local method's arguments, with the problem's own derivatives where the record says "exact". */
function localOf(options: Record<string, unknown>, problem: GoldenProblem): MinimizerKwargs | undefined {
  const given = options['minimizer_kwargs'] as Record<string, unknown> | undefined;
  if (!given) return undefined;
  const exact = (source?: string) => compile<(x: Float64Array) => number[]>(source!);
  return {
    ...given,
    ...(given['jac'] === 'exact' && { jac: exact(problem.grad_js) }),
    ...(given['hess'] === 'exact' && { hess: compile<(x: Float64Array) => number[][]>(problem.hess_js!) }),
  };
}

interface Outcome {
  result?: OptimizeResult;
  error?: unknown;
  trace: { x: number[]; fun: number }[];
  evals: number[][];
}

function replay(golden: GoldenCase): Outcome {
  const problem = problems.get(golden.problem)!;
  const trace: Outcome['trace'] = [];
  const evals: number[][] = [];
  const raw = compile<Fun>(problem.js);
  const fun: Fun = (x) => {
    if (evals.length < (golden.evals?.length ?? 0)) evals.push([...x]);
    return raw(x);
  };
  const note = (x: Float64Array, value: number): boolean => {
    trace.push({ x: [...x], fun: value });
    return golden.callback_stop !== undefined && trace.length >= golden.callback_stop;
  };
  const options = { ...(revive(golden.options ?? {}) as Record<string, unknown>) };
  if (golden.x0 !== undefined) options['x0'] = revive(golden.x0);
  const bounds = revive(golden.bounds) as [number, number][];
  const constraints = constraintsOf(golden, problem);
  const minimizer_kwargs = localOf(options, problem);
  try {
    const common = { ...options, rng: golden.seed ?? 0 };
    const result = ((): OptimizeResult => {
      switch (golden.call) {
        case 'differential_evolution':
          return differentialEvolution(fun, bounds, {
            ...common,
            constraints,
            callback: (intermediate) => note(intermediate['x'] as Float64Array, intermediate['fun'] as number),
          });
        case 'direct':
          return direct(fun, bounds, { ...common, callback: (x) => note(x, raw(x)) });
        case 'basinhopping':
          return basinhopping(fun, revive(golden.x0) as number[], {
            ...common,
            minimizer_kwargs,
            callback: (x, value) => note(x, value),
          });
        case 'dual_annealing':
          return dualAnnealing(fun, bounds, { ...common, minimizer_kwargs, callback: (x, value) => note(x, value) });
        case 'shgo':
          return shgo(fun, bounds, { ...common, constraints, minimizer_kwargs, callback: (x) => note(x, raw(x)) });
        case 'brute':
          return brute(fun, rangesOf(golden, bounds), options);
        default:
          throw new Error(`no such call: ${golden.call}`);
      }
    })();
    return { result, trace, evals };
  } catch (error) {
    return { error, trace, evals };
  }
}

const close = (a: number, b: number, tolerance: number): boolean =>
  Object.is(a, b) ||
  a === b ||
  (Number.isNaN(a) && Number.isNaN(b)) ||
  Math.abs(a - b) <= tolerance * (1 + Math.abs(b));

/** What differs between a replay and its record; empty when it is the same run. */
function differences(golden: GoldenCase, { result, error, trace, evals }: Outcome): string[] {
  if (golden.error?.type === 'Timeout') return result ? [] : [`threw ${String(error)}`];
  if (golden.error)
    return error instanceof OptionError
      ? []
      : [`expected ${golden.error.message}; got ${error instanceof Error ? error.message : 'a result'}`];
  if (!result) return [`threw ${error instanceof Error ? error.stack : String(error)}`];
  const expected = golden.result!;
  const wrong: string[] = [];
  const dx = golden.sensitivity ? num(golden.sensitivity.dx) : 0;
  const tolerance = Math.max(1e-6, 10 * dx);
  for (const field of [
    'nit',
    'nfev',
    'success',
    'message',
    'njev',
    'nhev',
    'nlfev',
    'nljev',
    'minimization_failures',
  ] as const) {
    if (expected[field] === undefined || expected[field] === null) continue;
    // SciPy has a list of messages in two of its functions.
    const wanted = field === 'message' && Array.isArray(expected[field]) ? expected[field].join(' ') : expected[field];
    if (JSON.stringify(result[field]) !== JSON.stringify(wanted)) {
      wrong.push(`${field}: ${JSON.stringify(result[field])}, SciPy ${JSON.stringify(expected[field])}`);
    }
  }
  const x = (expected.x ?? []).map(num);
  if (x.some((value, k) => !close(result.x[k]!, value, tolerance)))
    wrong.push(`x: ${result.x.join()}, SciPy ${x.join()}`);
  if (expected.fun !== undefined && expected.fun !== null && !close(result.fun, num(expected.fun), 1e-8)) {
    wrong.push(`fun: ${result.fun}, SciPy ${expected.fun}`);
  }
  // Delaunay samples are one batch, and in no particular order: SciPy has Qhull's.
  const isTriangulated = golden.call === 'shgo' && golden.options?.['sampling_method'] !== undefined;
  const badEval = (golden.evals ?? []).findIndex((point, i) =>
    point.some((value, k) => !close(evals[i]?.[k] ?? NaN, num(value), 1e-4)),
  );
  if (badEval >= 0 && !isTriangulated)
    wrong.push(`evaluation ${badEval}: ${evals[badEval]?.join()}, SciPy ${golden.evals![badEval]?.join()}`);
  if (golden.trace_len !== undefined && trace.length !== golden.trace_len) {
    wrong.push(`callbacks: ${trace.length}, SciPy ${golden.trace_len}`);
  }
  return wrong;
}

/** Cases that differ, with the reason. Nothing else may. */
const exceptions: Record<string, string> = {
  'brute/rastrigin-2/x0/default': 'Nelder–Mead starts on the diagonal, where a tie is decided by the last bit of cos',
  'shgo/levy-4/x0/sobol': 'SciPy joins only two corners of each face of a 4-D mesh; we join all edges',
};

const files = ['differential_evolution', 'direct', 'brute', 'basinhopping', 'dual_annealing', 'shgo'];
const edges = goldenCases('edge_cases').filter((golden) => files.includes(golden.call));

describe.each([...files.map((file) => [file, goldenCases(file)] as const), ['edge_cases', edges] as const])(
  '%s',
  (_, cases) => {
    it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (id, golden) => {
      const found = differences(golden, replay(golden));
      if (isExact(golden) && !(id in exceptions)) expect(found.join('\n')).toBe('');
    });
  },
);
