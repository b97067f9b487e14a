/** Runs one text in V8, or many in CPython, and compares with what the loss language makes of them. */
import { spawnSync } from 'node:child_process';
import { runInThisContext } from 'node:vm';
import { evaluate } from '../../ir/evaluate';
import { type Language, parseLoss } from '../index';
import type { RandomFormula } from './generate-formulas';
import { pointOf } from './generate';

/** A point at which a text means something else here than in its own language. */
export interface Difference {
  readonly source: string;
  readonly n: number;
  readonly point: readonly number[];
  readonly expected: number | string;
  readonly got: number | string;
}

/** A text that its own language runs and that is refused here, in words: nothing is silently different. */
export interface Refusal {
  readonly source: string;
  readonly n: number;
  readonly code: string;
}

/** What a comparison found. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly refusals: readonly Refusal[];
  /** programs that were compared */
  readonly compared: number;
}

/** Codes of the diagnostics that name a construct which the language leaves out on purpose, and the remedy: any other
 *  refusal of a random program is a difference.
 *  `integer-array`: NumPy cuts fractions off that are written into an array of whole numbers, without a word. */
const documentedRefusals: ReadonlySet<string> = new Set(['integer-array']);

/** Lengths that take each way of running a loop: written out, all at once, and beyond the limit of scans. */
export const lengths = [3, 12, 40];

/** Value of the loss language: a number, or the first message. */
export function valueOf(source: string, language: Language, x: readonly number[]): number | string {
  const parsed = parseLoss(source, { language, n: x.length });
  if (!parsed.ok)
    return parsed.diagnostics.map((diagnostic) => `${diagnostic.code}: ${diagnostic.message}`).join(' | ');
  if (parsed.n > x.length) return `n = ${parsed.n}`;
  return evaluate(parsed.program, [Float64Array.from(x.slice(0, parsed.n))])[0]![0]!;
}

/** Equal up to rounding that a different order of summation explains. */
export function agrees(got: number | string, expected: number): boolean {
  if (typeof got === 'string') return false;
  if (Object.is(got, expected) || got === expected || (Number.isNaN(got) && Number.isNaN(expected))) return true;
  return Math.abs(got - expected) <= 1e-9 * Math.max(1, Math.abs(expected));
}

/** The generator's own text run by V8: it is made here, never a user's. */
export function runInV8(source: string, x: readonly number[]): number {
  return (runInThisContext(`(${source})`) as (x: readonly number[]) => number)([...x]);
}

const harness = `
import json, sys, math
out = []
for job in json.load(sys.stdin):
    scope = {}
    try:
        exec(job["source"], scope)
        value = float(scope["f"](list(job["x"])))
        out.append("NaN" if value != value else "Infinity" if value == math.inf else "-Infinity" if value == -math.inf else value)
    except Exception as error:
        out.append(type(error).__name__ + ": " + str(error))
json.dump(out, sys.stdout)
`;

/** Whether python3 can be run here. */
export function hasPython(): boolean {
  return spawnSync('python3', ['--version']).status === 0;
}

/** Values of many texts from CPython in one process; a text names the exception instead.
 *  @throws Error if python3 itself fails */
export function runInPython(jobs: readonly { source: string; x: readonly number[] }[]): (number | string)[] {
  const run = spawnSync('python3', ['-c', harness], {
    input: JSON.stringify(jobs),
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return (JSON.parse(run.stdout) as (number | string)[]).map((value) =>
    value === 'NaN' ? NaN : value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : value,
  );
}

/** One text at one point, in its own language and here. */
interface Trial {
  readonly source: string;
  readonly x: readonly number[];
  readonly expected: number;
}

function comparisonOf(trials: readonly Trial[], language: Language, compared: number): Comparison {
  const differences: Difference[] = [];
  const refusals: Refusal[] = [];
  for (const { source, x, expected } of trials) {
    const got = valueOf(source, language, x);
    if (agrees(got, expected)) continue;
    const code = typeof got === 'string' ? got.slice(0, got.indexOf(':')) : '';
    if (documentedRefusals.has(code)) refusals.push({ source, n: x.length, code });
    else differences.push({ source, n: x.length, point: x, expected, got });
  }
  return { differences, refusals, compared };
}

/** JavaScript texts beside what V8 makes of them. */
export function compareWithV8(sources: readonly string[]): Comparison {
  const trials = sources.flatMap((source) =>
    lengths.map((n, k): Trial => ({ source, x: pointOf(n, k), expected: runInV8(source, pointOf(n, k)) })),
  );
  return comparisonOf(trials, 'javascript', sources.length);
}

/** Formulas beside what V8 makes of the JavaScript that they stand for. */
export function compareFormulas(formulas: readonly RandomFormula[]): Comparison {
  const trials = formulas.flatMap(({ source, javascript, n }) =>
    (n === null ? lengths : [n]).map((length, k): Trial => {
      const x = pointOf(length, k);
      return { source, x, expected: runInV8(javascript, x) };
    }),
  );
  return comparisonOf(trials, 'formula', formulas.length);
}

/** Python texts beside what CPython makes of them; texts that raise there are left out. */
export function compareWithPython(sources: readonly string[]): Comparison {
  const jobs = sources.flatMap((source) => lengths.map((n, k) => ({ source, x: pointOf(n, k) })));
  const values = runInPython(jobs);
  const trials = jobs.flatMap((job, i): Trial[] => {
    const expected = values[i]!;
    return typeof expected === 'number' ? [{ ...job, expected }] : [];
  });
  return comparisonOf(trials, 'python', new Set(trials.map(({ source }) => source)).size);
}
