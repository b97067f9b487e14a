import { describe, expect, it } from 'vitest';
import { logAbsGamma } from './gamma';

describe('logAbsGamma', () => {
  // From 40 digits.
  it.each([
    [1.8827160493827162, -0.04503738810021554],
    [1.5, -0.12078223763524522],
    [2.5, 0.2846828704729192],
    [1.25, -0.09827183642181316],
    [0.5, 0.5723649429247001],
    [-0.5, 1.2655121234846454],
    [-2.25, 0.5555015450206475],
  ])('ln |Γ(%d)|', (x, expected) => {
    expect(Math.abs(logAbsGamma(x) - expected)).toBeLessThan(6e-16 * Math.max(1, Math.abs(expected)));
  });

  it('has its zeros and poles where they belong', () => {
    expect(logAbsGamma(1)).toBe(0);
    expect(logAbsGamma(2)).toBe(0);
    expect(logAbsGamma(0)).toBe(Infinity);
    expect(logAbsGamma(-3)).toBe(Infinity);
  });

  it('satisfies Γ(x + 1) = x·Γ(x)', () => {
    for (let x = -4.3; x < 2; x += 0.37) {
      expect(logAbsGamma(x + 1)).toBeCloseTo(Math.log(Math.abs(x)) + logAbsGamma(x), 12);
    }
  });
});
