/** The recorded runs of SciPy's six global functions: counts, outcome, point and path. */
import { describe, expect, it } from 'vitest';
import { goldenCases, goldenProblems } from '../../golden/golden';
import {
  attemptGlobal,
  globalDifferences,
  globalExceptions,
  globalFunctions,
  isGlobalCase,
} from '../../golden/global-parity';

const problems = goldenProblems();
const edges = goldenCases('edge_cases').filter(isGlobalCase);

describe.each([...globalFunctions.map((file) => [file, goldenCases(file)] as const), ['edge_cases', edges] as const])(
  '%s',
  (_, cases) => {
    it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (id, golden) => {
      const found = globalDifferences(golden, attemptGlobal(golden, problems));
      if (id in globalExceptions) expect(found, 'agrees now: remove it from the exceptions').not.toEqual([]);
      else expect(found).toEqual([]);
    });
  },
);
