/** The catalogue in the order in which the picker shows it. */
import type { Problem } from './problem.ts';
import { scalableProblems } from './scalable.ts';
import { manyVariableProblems, oneDimensionalProblems } from './small.ts';
import { twoDimensionalProblems } from './two-dimensional.ts';

/** All test functions; ids are unique. */
export const problems: readonly Problem[] = [
  ...scalableProblems,
  ...twoDimensionalProblems,
  ...oneDimensionalProblems,
  ...manyVariableProblems,
];

const byId = new Map(problems.map((problem) => [problem.id, problem]));

/** The problem with this id, or undefined when the catalogue has none. */
export function problemById(id: string): Problem | undefined {
  return byId.get(id);
}
