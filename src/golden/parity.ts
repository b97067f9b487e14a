/**
 * Runs recorded SciPy calls through our public functions and says where the two differ. Test-only.
 *
 * Exact cases (`isExact`) must agree in every count, the verdict and the path; the others must reach the same
 * minimum. Tolerances come from the recorded `sensitivity`: how far SciPy itself moves when f changes in its last bit.
 */
import { minimize, type MinimizeOptions } from '../drive/minimize';
import { minimizeScalar } from '../drive/minimize-scalar';
import type { UserConstraint } from '../drive/user-constraints';
import { OptionError } from '../solve/errors';
import type { Iterate } from '../solve/protocol';
import type { OptimizeResult } from '../solve/result';
import * as libm from './libm';
import { isExact, num, type GoldenCase, type GoldenConstraint, type GoldenNumber, type GoldenProblem } from './golden';

type Fun = (x: ArrayLike<number>) => number;
type Gradient = (x: ArrayLike<number>) => number[];
type Hessian = (x: ArrayLike<number>) => number[][];

/** A recorded problem as functions. */
export interface ProblemFunctions {
  readonly fun: Fun;
  readonly grad: Gradient | null;
  readonly hess: Hessian | null;
  readonly constraints: ReadonlyMap<string, { fun: Fun; jac: Gradient | null; hess: Hessian | null }>;
}

// Math as the C library rounds it.
const cLibraryMath = Object.create(Math, {
  sin: { value: libm.sin },
  cos: { value: libm.cos },
  exp: { value: libm.exp },
  atan: { value: libm.atan },
}) as Math;

// The golden data is ours; nothing that a user typed ever comes here.
function compileGolden<T>(source: string): T {
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function('Math', `return (${source.trim()});`)(cLibraryMath) as T;
}

const compiled = new Map<string, ProblemFunctions>();

/** The functions of a recorded problem, compiled once. */
export function problemFunctions(problem: GoldenProblem): ProblemFunctions {
  let functions = compiled.get(problem.name);
  if (!functions) {
    functions = {
      fun: compileGolden<Fun>(problem.js),
      grad: problem.grad_js ? compileGolden<Gradient>(problem.grad_js) : null,
      hess: problem.hess_js ? compileGolden<Hessian>(problem.hess_js) : null,
      constraints: new Map(
        (problem.constraints ?? []).map((c) => [
          c.name,
          {
            fun: compileGolden<Fun>(c.js),
            jac: c.jac_js ? compileGolden<Gradient>(c.jac_js) : null,
            hess: c.hess_js ? compileGolden<Hessian>(c.hess_js) : null,
          },
        ]),
      ),
    };
    compiled.set(problem.name, functions);
  }
  return functions;
}

/** What one of our runs did. */
export interface Attempt {
  readonly result: OptimizeResult | null;
  readonly error: Error | null;
  readonly trace: readonly Iterate[];
}

/** Runs a case through a function of ours and records its iterates.
 *  @param call  performs the run; `onIterate` must be its callback */
export function attempt(golden: GoldenCase, call: (onIterate: (it: Iterate) => boolean) => OptimizeResult): Attempt {
  const trace: Iterate[] = [];
  const onIterate = (iterate: Iterate): boolean => {
    trace.push(iterate);
    return golden.callback_stop !== undefined && trace.length >= golden.callback_stop;
  };
  try {
    return { result: call(onIterate), error: null, trace };
  } catch (error) {
    return { result: null, error: error as Error, trace };
  }
}

/** Runs a recorded call of `minimize`. */
export function attemptMinimize(golden: GoldenCase, problems: ReadonlyMap<string, GoldenProblem>): Attempt {
  const functions = problemFunctions(problems.get(golden.problem)!);
  return attempt(golden, (callback) =>
    minimize(functions.fun, decode(golden.x0) as number[], { ...minimizeArguments(golden, functions), callback }),
  );
}

/** Runs a recorded call of `minimize_scalar`. */
export function attemptMinimizeScalar(golden: GoldenCase, problems: ReadonlyMap<string, GoldenProblem>): Attempt {
  const { fun } = problemFunctions(problems.get(golden.problem)!);
  return attempt(golden, () => {
    const result = minimizeScalar((x) => fun([x]), {
      method: golden.method,
      bracket: (decode(golden.bracket ?? null) as number[] | null) ?? null,
      bounds: (decode(golden.bounds ?? null) as unknown as number[] | null) ?? null,
      tol: golden.tol ?? null,
      options: decode(golden.options ?? {}) as Record<string, unknown>,
    });
    return { ...result, x: Float64Array.of(result.x) } as OptimizeResult;
  });
}

/** The recorded arguments as ours. */
export function minimizeArguments(golden: GoldenCase, functions: ProblemFunctions): MinimizeOptions {
  const { grad, hess } = functions;
  const bounds = golden.bounds ? (decode(golden.bounds) as [number | null, number | null][]) : null;
  return {
    method: golden.method,
    jac: golden.jac === 'exact' ? grad! : (golden.jac as MinimizeOptions['jac']),
    hess: golden.hess === 'exact' ? hess! : (golden.hess as MinimizeOptions['hess']),
    hessp: golden.hessp === 'exact' ? (x, p) => hess!(x).map((row) => multiplyRow(row, p)) : null,
    bounds:
      bounds && golden.bounds_class === 'Bounds'
        ? {
            lb: bounds.map(([low]) => low ?? -Infinity),
            ub: bounds.map(([, high]) => high ?? Infinity),
            ...(golden.keep_feasible !== undefined && { keep_feasible: golden.keep_feasible }),
          }
        : bounds,
    constraints: golden.constraints?.map((c) => userConstraint(c, functions)) ?? null,
    tol: golden.tol ?? null,
    options: decode(golden.options ?? {}) as Record<string, unknown>,
  };
}

function multiplyRow(row: readonly number[], p: ArrayLike<number>): number {
  let total = 0;
  for (let j = 0; j < row.length; j++) total += row[j]! * p[j]!;
  return total;
}

function userConstraint(golden: GoldenConstraint, { constraints }: ProblemFunctions): UserConstraint {
  if (golden.kind === 'raw') return golden.value as UserConstraint;
  const keep = golden.keep_feasible !== undefined && { keep_feasible: golden.keep_feasible };
  const sides = { lb: decode(golden.lb ?? null) as number[], ub: decode(golden.ub ?? null) as number[] };
  if (golden.kind === 'linear') return { A: decode(golden.A) as number[][], ...sides, ...keep };
  if (golden.kind === 'dict') {
    const own = constraints.get(golden.fun as string)!;
    const dict = { type: golden.type, fun: own.fun, ...(golden.jac === 'exact' && { jac: own.jac! }) };
    return Object.fromEntries(
      Object.entries(dict).filter(([key]) => !golden.omit?.includes(key)),
    ) as unknown as UserConstraint;
  }
  const parts = (golden.fun as string[]).map((name) => constraints.get(name)!);
  return {
    fun: (x) => parts.map((part) => part.fun(x)),
    ...sides,
    jac: golden.jac === 'exact' ? (x) => parts.map((part) => part.jac!(x)) : (golden.jac as '2-point'),
    hess:
      golden.hess === 'exact'
        ? (x, v) =>
            combineHessians(
              parts.map((part) => part.hess!(x)),
              v,
            )
        : ((golden.hess as 'BFGS' | null) ?? undefined),
    ...keep,
  };
}

function combineHessians(hessians: readonly number[][][], v: Float64Array): number[][] {
  return hessians[0]!.map((row, i) =>
    row.map((_, j) => hessians.reduce((total, H, k) => total + v[k]! * H[i]![j]!, 0)),
  );
}

/** Recorded values as numbers, however deeply nested. */
export function decode(value: unknown): unknown {
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return num(value);
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, decode(entry)]));
  }
  return value;
}

/** Further fields of SciPy's `intermediate_result`. */
const INTERMEDIATE = ['tr_radius', 'optimality', 'constr_violation', 'maxcv'] as const;

const COUNTS = ['nit', 'nfev', 'njev', 'nhev', 'status', 'success', 'message'] as const;

/** Differences between a recorded case and our attempt, in words; none means agreement.
 *  For a case that is not exact, only the minimum is compared.
 *  @param traceTolerance  relative tolerance of trace points on top of the recorded sensitivity */
export function differences(golden: GoldenCase, ours: Attempt, traceTolerance = 1e-6): string[] {
  // Where SciPy crashed inside itself, an honest result is better than agreement.
  if (golden.error?.type === 'UnboundLocalError') return ours.result?.success === false ? [] : ['no honest result'];
  if (golden.error)
    return ours.error instanceof OptionError ? [] : [`SciPy raised ${golden.error.message}; we did not`];
  if (ours.error) return [`threw ${ours.error.message}`];
  const expected = golden.result!;
  const result = ours.result!;
  if (!isExact(golden)) return minimumDifferences(golden, result);

  const found: string[] = [];
  for (const field of COUNTS) {
    if (expected[field] !== undefined && expected[field] !== null && expected[field] !== result[field]) {
      found.push(`${field}: ${String(expected[field])} → ${String(result[field])}`);
    }
  }
  const { dx, dfun } = slack(golden);
  if (expected.x !== undefined) compareVector('x', [expected.x].flat(), result.x, 1e-8, dx, found);
  if (expected.fun !== undefined) compareNumber('fun', num(expected.fun), result.fun, 1e-8, dfun, found);
  const cut = golden.trace_len !== undefined && golden.trace && golden.trace_len > golden.trace.length;
  if (golden.trace_len !== undefined && golden.trace_len !== ours.trace.length) {
    found.push(`trace length: ${golden.trace_len} → ${ours.trace.length}`);
  }
  golden.trace?.forEach((entry, index) => {
    // A cut trace keeps its first entries and its very last.
    const isLast = cut && index === golden.trace!.length - 1;
    const iterate = ours.trace[isLast ? ours.trace.length - 1 : index];
    if (!iterate || found.length > 6) return;
    compareVector(`trace[${index}].x`, entry.x, iterate.x, traceTolerance, dx, found);
    if (entry.fun !== undefined) {
      compareNumber(`trace[${index}].fun`, num(entry.fun), iterate.fun, traceTolerance, dfun, found);
    }
    for (const name of INTERMEDIATE) {
      const [recorded, seen] = [entry[name], iterate.extra?.[name]];
      if (recorded === undefined || recorded === null) continue;
      // Relative to what the run moves: an optimality is a difference of gradients.
      compareNumber(`trace[${index}].${name}`, num(recorded as GoldenNumber), Number(seen), 1e-4, 1e3 * dx, found);
    }
  });
  return found;
}

function slack(golden: GoldenCase): { dx: number; dfun: number } {
  const read = (value: GoldenNumber | undefined): number => {
    const size = value === undefined ? 0 : num(value);
    return Number.isFinite(size) ? 20 * size : 0;
  };
  return { dx: read(golden.sensitivity?.dx), dfun: read(golden.sensitivity?.dfun) };
}

/** How much higher than SciPy a run ended. A sensitive run may end at another iterate: what must agree is how low it came. */
export function minimumDifferences(golden: GoldenCase, result: OptimizeResult): string[] {
  const expected = num(golden.result!.fun ?? NaN);
  if (Number.isNaN(expected)) return Number.isNaN(result.fun) ? [] : [`fun: NaN → ${result.fun}`];
  const { dfun } = slack(golden);
  const tolerance = Math.max(1e-4 * Math.max(1, Math.abs(expected)), dfun);
  return result.fun <= expected + tolerance ? [] : [`fun: ${expected} → ${result.fun}`];
}

function compareVector(
  name: string,
  expected: readonly GoldenNumber[],
  ours: ArrayLike<number>,
  relative: number,
  absolute: number,
  found: string[],
): void {
  if (expected.length !== ours.length) {
    found.push(`${name}: length ${expected.length} → ${ours.length}`);
    return;
  }
  expected.forEach((value, i) => compareNumber(`${name}[${i}]`, num(value), ours[i]!, relative, absolute, found));
}

function compareNumber(
  name: string,
  expected: number,
  ours: number,
  relative: number,
  absolute: number,
  found: string[],
) {
  if (Object.is(expected, ours) || expected === ours) return;
  const tolerance = Math.max(relative * Math.max(1, Math.abs(expected)), absolute);
  if (Math.abs(expected - ours) <= tolerance) return;
  found.push(`${name}: ${expected} → ${ours}`);
}

/** How one method fared over its recorded cases. */
export interface ParityRow {
  readonly name: string;
  readonly cases: number;
  /** cases that must agree exactly, and those of them that do */
  readonly exact: number;
  readonly agreed: number;
  /** cases that must reach the same minimum, and those of them that do */
  readonly loose: number;
  readonly reached: number;
  readonly failures: readonly {
    readonly id: string;
    readonly isExact: boolean;
    readonly differences: readonly string[];
  }[];
}

/** Compares all cases of a method.
 *  @param compare  runs one case and says where it differs; none means agreement */
export function parityRow(
  name: string,
  cases: readonly GoldenCase[],
  compare: (golden: GoldenCase) => string[],
): ParityRow {
  const failures = cases
    .map((golden) => ({ id: golden.id, isExact: isExact(golden), differences: compare(golden) }))
    .filter((failure) => failure.differences.length > 0);
  const exact = cases.filter(isExact).length;
  const missed = failures.filter((failure) => failure.isExact).length;
  return {
    name,
    cases: cases.length,
    exact,
    agreed: exact - missed,
    loose: cases.length - exact,
    reached: cases.length - exact - (failures.length - missed),
    failures,
  };
}
