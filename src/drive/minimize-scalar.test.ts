/** minimizeScalar: SciPy's edge cases, callers, hostile functions. */
import { describe, expect, it } from 'vitest';
import { goldenCases, goldenProblems } from '../golden/golden';
import { attemptMinimizeScalar, differences } from '../golden/parity';
import { minimizeScalar, minimizeScalarAsync } from './minimize-scalar';

describe('edge cases recorded from SciPy', () => {
  const problems = goldenProblems();
  const cases = goldenCases('edge_cases').filter((golden) => golden.call === 'minimize_scalar');
  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_id, golden) => {
    const ours = attemptMinimizeScalar(golden, problems);
    expect(differences(golden, ours)).toEqual([]);
    expect(ours.result?.warnings.length ?? 0).toBe(golden.result ? (golden.warnings?.length ?? 0) : 0);
  });
});

describe('callers', () => {
  const quartic = (x: number): number => (x - 2) * x * (x + 2) ** 2;

  it('gets a number for x, from functions, losses and promises alike', async () => {
    const plain = minimizeScalar(quartic);
    expect(plain.x).toBeCloseTo(1.28077640403, 7);
    expect(minimizeScalar({ n: 1, fun: (x) => quartic(x[0]!) })).toEqual(plain);
    expect(await minimizeScalarAsync((x) => Promise.resolve(quartic(x)))).toEqual(plain);
  });

  it('chooses the method by the bounds, in any letter case', () => {
    expect(minimizeScalar(quartic, { bounds: [-3, -1] }).message).toBe('Solution found.');
    expect(minimizeScalar(quartic, { method: 'GOLDEN' }).x).toBeCloseTo(1.28077640403, 7);
  });

  it.each(['brent', 'golden', 'bounded'] as const)('%s ends honestly on hostile functions', (method) => {
    const bounds = method === 'bounded' ? [-2, 3] : null;
    const hostile: ((x: number) => number)[] = [
      () => NaN,
      () => Infinity,
      () => -Infinity,
      (x) => -x,
      (x) => -Math.exp(x),
      (x) => (x > 0.5 ? NaN : -x),
      () => 1,
    ];
    for (const fun of hostile) {
      const result = minimizeScalar(fun, { method, bounds });
      if (result.success) expect(Number.isFinite(result.fun)).toBe(true);
      expect(result.nfev).toBeLessThan(10_000);
    }
  });
});
