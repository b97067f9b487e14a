/** Runs that no other recording has: further problems, starts, boxes and options of every method, few of each. */
import { describe, expect, it } from 'vitest';
import { attemptGlobal, globalDifferences, isGlobalCase } from './global-parity';
import { goldenFile, type GoldenCase, type GoldenProblem } from './golden';
import { minimize } from '../drive/minimize';
import {
  attemptMinimize,
  attemptMinimizeScalar,
  decode,
  differences,
  minimizeArguments,
  problemFunctions,
} from './parity';

const { problems, cases } = goldenFile('unseen') as {
  readonly problems: readonly GoldenProblem[];
  readonly cases: readonly GoldenCase[];
};
const own = new Map(problems.map((problem) => [problem.name, problem]));

function compare(golden: GoldenCase): string[] {
  if (isGlobalCase(golden)) return globalDifferences(golden, attemptGlobal(golden, all));
  const attempt = golden.call === 'minimize_scalar' ? attemptMinimizeScalar : attemptMinimize;
  return differences(golden, attempt(golden, all));
}

const shared = goldenFile('problems') as { readonly problems: readonly GoldenProblem[] };
const all = new Map([...shared.problems.map((problem) => [problem.name, problem] as const), ...own]);

describe('further runs of SciPy 1.17.1', () => {
  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
    expect(compare(golden)).toEqual([]);
  });
});

// The points that a run evaluates. SciPy looks at the user's start, too, where COBYLA projects it.
function evaluated(golden: GoldenCase): { readonly ours: number[][]; readonly theirs: number[][] } {
  const functions = problemFunctions(all.get(golden.problem)!);
  const ours: number[][] = [];
  const fun = (x: ArrayLike<number>): number => {
    ours.push(Array.from(x));
    return functions.fun(x);
  };
  minimize(fun, decode(golden.x0) as number[], minimizeArguments(golden, functions));
  const theirs = (decode(golden.evals) as number[][]).slice(golden.evals_len! - golden.result!.nfev!);
  return { ours: ours.slice(0, theirs.length), theirs };
}

describe('paths that hang on last bits', () => {
  const fragile = cases.filter(({ method }) => method === 'COBYLA' || method === 'COBYQA');

  // On most of these runs SciPy itself takes another path when f changes in its last bit.
  it.each(fragile.map((golden) => [golden.id, golden] as const))('%s evaluates the same points', (_, golden) => {
    const { ours, theirs } = evaluated(golden);
    expect(ours).toEqual(theirs);
  });
});
