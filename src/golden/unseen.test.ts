/** Runs that no other recording has: further problems, starts, boxes and options of every method, few of each. */
import { describe, expect, it } from 'vitest';
import { attemptGlobal, globalDifferences, isGlobalCase } from './global-parity';
import { goldenFile, type GoldenCase, type GoldenProblem } from './golden';
import { attemptMinimize, attemptMinimizeScalar, differences } from './parity';

const { problems, cases } = goldenFile('unseen') as {
  readonly problems: readonly GoldenProblem[];
  readonly cases: readonly GoldenCase[];
};
const own = new Map(problems.map((problem) => [problem.name, problem]));

function compare(golden: GoldenCase, all: ReadonlyMap<string, GoldenProblem>): string[] {
  if (isGlobalCase(golden)) return globalDifferences(golden, attemptGlobal(golden, all));
  const attempt = golden.call === 'minimize_scalar' ? attemptMinimizeScalar : attemptMinimize;
  return differences(golden, attempt(golden, all));
}

describe('further runs of SciPy 1.17.1', () => {
  const shared = goldenFile('problems') as { readonly problems: readonly GoldenProblem[] };
  const all = new Map([...shared.problems.map((problem) => [problem.name, problem] as const), ...own]);

  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
    expect(compare(golden, all)).toEqual([]);
  });
});
