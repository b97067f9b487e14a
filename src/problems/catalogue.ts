/** The catalogue in the order in which the picker shows it. */
import { constrainedProblems } from './constrained';
import type { Problem } from './problem';
import { scalableProblems } from './scalable';
import { manyVariableProblems, oneDimensionalProblems } from './small';
import { twoDimensionalProblems } from './two-dimensional';

/** All test functions; ids are unique. */
export const problems: readonly Problem[] = [
  ...scalableProblems,
  ...twoDimensionalProblems,
  ...constrainedProblems,
  ...oneDimensionalProblems,
  ...manyVariableProblems,
];

const byId = new Map(problems.map((problem) => [problem.id, problem]));

/** The problem with this id, or undefined when the catalogue has none. */
export function problemById(id: string): Problem | undefined {
  return byId.get(id);
}
