/** Runs one text in V8, or many in CPython, and compares with what the loss language makes of them. */
import { spawnSync } from 'node:child_process';
import { runInThisContext } from 'node:vm';
import { evaluate } from '../../ir/evaluate';
import { parseLoss } from '../index';
import { pointOf } from './generate';

/** A point at which a text means something else here than in its own language. */
export interface Difference {
  readonly source: string;
  readonly n: number;
  readonly point: readonly number[];
  readonly expected: number | string;
  readonly got: number | string;
}

/** Lengths that take each way of running a loop: written out, all at once, and beyond the limit of scans. */
export const lengths = [3, 12, 40];

/** Value of the loss language: a number, or the first message. */
export function valueOf(source: string, language: 'javascript' | 'python', x: readonly number[]): number | string {
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

/** Differences of JavaScript texts from V8. */
export function compareWithV8(sources: readonly string[]): Difference[] {
  return sources.flatMap((source) =>
    lengths.flatMap((n, k) => {
      const x = pointOf(n, k);
      const expected = runInV8(source, x);
      const got = valueOf(source, 'javascript', x);
      return agrees(got, expected) ? [] : [{ source, n, point: x, expected, got }];
    }),
  );
}

/** Differences of Python texts from CPython; texts that raise there are left out. */
export function compareWithPython(sources: readonly string[]): Difference[] {
  const jobs = sources.flatMap((source) => lengths.map((n, k) => ({ source, x: pointOf(n, k) })));
  const expected = runInPython(jobs);
  return jobs.flatMap(({ source, x }, i) => {
    const want = expected[i]!;
    if (typeof want === 'string') return [];
    const got = valueOf(source, 'python', x);
    return agrees(got, want) ? [] : [{ source, n: x.length, point: x, expected: want, got }];
  });
}
