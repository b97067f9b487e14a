/**
 * Runs recorded calls of SciPy's six global functions through ours and says where the two differ. Test-only.
 *
 * What must agree: counts, verdict, message, point and value, the number of callbacks, and the recorded evaluations one
 * by one. Sensitive cases (`isExact` is false) must reach the same minimum.
 */
import { basinhopping } from '../drive/global/basinhopping';
import { brute } from '../drive/global/brute';
import { differentialEvolution } from '../drive/global/differential-evolution';
import { direct } from '../drive/global/direct';
import { dualAnnealing } from '../drive/global/dual-annealing';
import type { MinimizerKwargs } from '../drive/global/inputs';
import { shgo } from '../drive/global/shgo';
import type { UserConstraint } from '../drive/user-constraints';
import { OptionError } from '../solve/errors';
import type { OptimizeResult } from '../solve/result';
import { isExact, num, type GoldenCase, type GoldenProblem } from './golden';
import { decode, minimumDifferences, problemFunctions, type ProblemFunctions } from './parity';

/** SciPy's names of the six; each has a file of recorded cases of the same name. */
export const globalFunctions = [
  'differential_evolution',
  'direct',
  'brute',
  'basinhopping',
  'dual_annealing',
  'shgo',
] as const;

type GlobalFunction = (typeof globalFunctions)[number];

/** Whether a case records a call of one of the six. */
export const isGlobalCase = ({ call }: GoldenCase): boolean => (globalFunctions as readonly string[]).includes(call);

/** Exact cases that differ, with the reason. Nothing else may. */
export const globalExceptions: Readonly<Record<string, string>> = {
  'shgo/levy-4/x0/sobol': 'SciPy joins only two corners of each face of a 4-D mesh; we join all edges',
};

/** What one of our runs did. */
export interface GlobalAttempt {
  readonly result?: OptimizeResult;
  readonly error?: unknown;
  /** how often SciPy's callback was called */
  readonly callbacks: number;
  /** the first evaluations, as many as are recorded */
  readonly evals: readonly (readonly number[])[];
}

/** Runs a recorded call of one of the six. */
export function attemptGlobal(golden: GoldenCase, problems: ReadonlyMap<string, GoldenProblem>): GlobalAttempt {
  const functions = problemFunctions(problems.get(golden.problem)!);
  const evals: number[][] = [];
  let callbacks = 0;
  const fun = (x: Float64Array): number => {
    if (evals.length < (golden.evals?.length ?? 0)) evals.push([...x]);
    return functions.fun(x);
  };
  const onCallback = (): boolean => {
    callbacks += 1;
    return golden.callback_stop !== undefined && callbacks >= golden.callback_stop;
  };
  try {
    const result = call(golden, functions, fun, onCallback);
    return { result, callbacks, evals };
  } catch (error) {
    return { error, callbacks, evals };
  }
}

function call(
  golden: GoldenCase,
  functions: ProblemFunctions,
  fun: (x: Float64Array) => number,
  callback: () => boolean,
): OptimizeResult {
  const options = { ...(decode(golden.options ?? {}) as Record<string, unknown>) };
  if (golden.x0 !== undefined) options['x0'] = decode(golden.x0);
  const bounds = decode(golden.bounds) as [number, number][];
  const constraints = constraintsOf(golden, functions);
  const common = { ...options, rng: golden.seed ?? 0, callback };
  const minimizer_kwargs = localOf(options, functions);
  const name = golden.call as GlobalFunction;
  switch (name) {
    case 'differential_evolution':
      return differentialEvolution(fun, bounds, { ...common, constraints });
    case 'direct':
      return direct(fun, bounds, common);
    case 'basinhopping':
      return basinhopping(fun, decode(golden.x0) as number[], { ...common, minimizer_kwargs });
    case 'dual_annealing':
      return dualAnnealing(fun, bounds, { ...common, minimizer_kwargs });
    case 'shgo':
      return shgo(fun, bounds, { ...common, constraints, minimizer_kwargs });
    case 'brute':
      return brute(fun, rangesOf(golden, bounds), options);
    default:
      throw new Error(`${String(name satisfies never)} is not one of the six.`);
  }
}

function constraintsOf(golden: GoldenCase, { constraints }: ProblemFunctions): UserConstraint[] {
  return (golden.constraints ?? []).map((given) => {
    const sides = { lb: decode(given.lb), ub: decode(given.ub) } as { lb: number; ub: number };
    if (given.kind === 'linear') return { A: decode(given.A) as number[][], ...sides };
    if (given.kind === 'dict') {
      const own = constraints.get(given.fun as string)!;
      return { type: given.type!, fun: own.fun, jac: given.jac === 'exact' ? own.jac! : undefined };
    }
    const funs = (given.fun as string[]).map((name) => constraints.get(name)!.fun);
    return { fun: (x: Float64Array) => funs.map((fun) => fun(x)), ...sides };
  });
}

function rangesOf(golden: GoldenCase, bounds: [number, number][]): ([number, number] | [number, number, number])[] {
  const ranges = golden.options?.['ranges'] as ({ slice: [number, number, number] } | [number, number])[] | undefined;
  return ranges ? ranges.map((range) => (Array.isArray(range) ? range : range.slice)) : bounds;
}

/** The local method's arguments, with the problem's own derivatives where the record says "exact". */
function localOf(options: Record<string, unknown>, { grad, hess }: ProblemFunctions): MinimizerKwargs | undefined {
  const given = options['minimizer_kwargs'] as Record<string, unknown> | undefined;
  if (!given) return undefined;
  return {
    ...given,
    ...(given['jac'] === 'exact' && { jac: grad! }),
    ...(given['hess'] === 'exact' && { hess: hess! }),
  };
}

const FIELDS = [
  'nit',
  'nfev',
  'success',
  'message',
  'njev',
  'nhev',
  'nlfev',
  'nljev',
  'minimization_failures',
] as const;

const close = (a: number, b: number, tolerance: number): boolean =>
  Object.is(a, b) ||
  a === b ||
  (Number.isNaN(a) && Number.isNaN(b)) ||
  Math.abs(a - b) <= tolerance * (1 + Math.abs(b));

/** Differences between a recorded case and our attempt, in words; none means agreement.
 *  For a case that is not exact, only the minimum is compared. */
export function globalDifferences(golden: GoldenCase, ours: GlobalAttempt): string[] {
  const { result, error } = ours;
  // dual_annealing(maxiter=0) hangs SciPy: any result is better.
  if (golden.error?.type === 'Timeout') return result ? [] : [`threw ${String(error)}`];
  if (golden.error) {
    if (error instanceof OptionError) return [];
    return [`expected ${golden.error.message}; got ${error instanceof Error ? error.message : 'a result'}`];
  }
  if (!result) return [`threw ${error instanceof Error ? error.stack : String(error)}`];
  if (!isExact(golden)) return minimumDifferences(golden, result);
  return [...resultDifferences(golden, result), ...pathDifferences(golden, ours)];
}

function resultDifferences(golden: GoldenCase, result: OptimizeResult): string[] {
  const expected = golden.result!;
  const found: string[] = [];
  for (const field of FIELDS) {
    const recorded = expected[field];
    if (recorded === undefined || recorded === null) continue;
    // SciPy has a list of messages in two of its functions.
    const wanted = Array.isArray(recorded) ? recorded.join(' ') : recorded;
    if (result[field] !== wanted) found.push(`${field}: ${JSON.stringify(wanted)} → ${JSON.stringify(result[field])}`);
  }
  const tolerance = Math.max(1e-6, 10 * (golden.sensitivity ? num(golden.sensitivity.dx) : 0));
  const x = (expected.x ?? []).map(num);
  if (x.some((value, k) => !close(result.x[k]!, value, tolerance))) {
    found.push(`x: ${x.join()} → ${result.x.join()}`);
  }
  if (expected.fun !== undefined && expected.fun !== null && !close(result.fun, num(expected.fun), 1e-8)) {
    found.push(`fun: ${expected.fun} → ${result.fun}`);
  }
  return found;
}

function pathDifferences(golden: GoldenCase, { callbacks, evals }: GlobalAttempt): string[] {
  const found: string[] = [];
  const recorded = golden.evals ?? [];
  const at = recorded.findIndex((point, i) => point.some((value, k) => !close(evals[i]?.[k] ?? NaN, num(value), 1e-4)));
  // Delaunay samples are one batch, and in no particular order: SciPy has Qhull's.
  const isTriangulated = golden.call === 'shgo' && golden.options?.['sampling_method'] !== undefined;
  if (at >= 0 && !isTriangulated) found.push(`evaluation ${at}: ${recorded[at]!.join()} → ${evals[at]?.join()}`);
  if (golden.trace_len !== undefined && callbacks !== golden.trace_len) {
    found.push(`callbacks: ${golden.trace_len} → ${callbacks}`);
  }
  return found;
}
