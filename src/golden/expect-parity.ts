/** The parity test that every method has: all recorded cases agree, but for a listed few with their reasons. */
import { describe, expect, it } from 'vitest';
import { goldenCases, goldenProblems, isExact, type GoldenCase } from './golden';
import { attemptMinimize, differences, type Attempt } from './parity';

/** Why a recorded case does not agree, by id. */
export type Exceptions = Readonly<Record<string, string>>;

/** Defines the parity test of a file of recorded cases.
 *  @param exceptions  cases that are known not to agree; one that agrees after all fails the test, and so does
 *                     more than one exact case in a hundred
 *  @param run         runs one case; by default through `minimize` */
export function describeParity(file: string, exceptions: Exceptions = {}, run?: (golden: GoldenCase) => Attempt): void {
  const problems = goldenProblems();
  const cases = goldenCases(file);
  const attempt = run ?? ((golden: GoldenCase) => attemptMinimize(golden, problems));
  const [exact, loose] = [cases.filter(isExact), cases.filter((golden) => !isExact(golden))];

  describe(`${file} against SciPy 1.17.1`, () => {
    it(`follows ${exact.length} runs: counts, verdict, path`, () => expectAgreement(exact, exceptions, attempt));
    it(`reaches the minimum of ${loose.length} sensitive runs`, () => expectAgreement(loose, exceptions, attempt));
    it('has at most one exception in a hundred exact runs', () => {
      const excepted = exact.filter((golden) => golden.id in exceptions).length;
      expect(excepted).toBeLessThanOrEqual(exact.length / 100);
    });
  });
}

function expectAgreement(
  cases: readonly GoldenCase[],
  exceptions: Exceptions,
  run: (golden: GoldenCase) => Attempt,
): void {
  const wrong: Record<string, readonly string[]> = {};
  for (const golden of cases) {
    const found = differences(golden, run(golden));
    if (golden.id in exceptions) {
      if (found.length === 0) wrong[golden.id] = ['agrees now: remove it from the exceptions'];
    } else if (found.length > 0) wrong[golden.id] = found;
  }
  expect(wrong).toEqual({});
}
