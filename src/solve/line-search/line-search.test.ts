/** The line searches: strong Wolfe on the functions of Moré & Thuente (1994), Table I–III; interpolation; NaN. */
import { describe, expect, it } from 'vitest';
import { cubicMinimizer, quadraticMinimizer } from './interpolation';
import { MoreThuente } from './more-thuente';

type Slope = readonly [value: number, slope: number];

// Section 5 of the paper: (5.1) with β = 2, (5.2) with β = 0.004.
const first = (a: number): Slope => [-a / (a * a + 2), (a * a - 2) / (a * a + 2) ** 2];
const second = (a: number): Slope => [
  (a + 0.004) ** 5 - 2 * (a + 0.004) ** 4,
  5 * (a + 0.004) ** 4 - 8 * (a + 0.004) ** 3,
];

function search(phi: (a: number) => Slope, start: number, ftol: number, gtol: number) {
  const inner = new MoreThuente({ ftol, gtol, xtol: 1e-14, stepMin: 0, stepMax: 1e10 });
  const [value0, slope0] = phi(0);
  let state = inner.start(start, value0, slope0);
  let evaluations = 0;
  while (state === 'evaluate' && evaluations < 50) {
    evaluations++;
    state = inner.advance(...phi(inner.step));
  }
  return { state, step: inner.step, evaluations, message: inner.message };
}

describe('Moré–Thuente', () => {
  // Steps and evaluations as printed in the paper's tables.
  it.each([
    ['(5.1)', first, 1e-3, 1e-3, 0.1, 6, 1.4],
    ['(5.1)', first, 1e-1, 1e-3, 0.1, 3, 1.4],
    ['(5.1)', first, 10, 1e-3, 0.1, 1, 10],
    ['(5.1)', first, 1000, 1e-3, 0.1, 4, 37],
    ['(5.2)', second, 1e-3, 0.1, 0.1, 12, 1.6],
    ['(5.2)', second, 1e-1, 0.1, 0.1, 8, 1.6],
    ['(5.2)', second, 10, 0.1, 0.1, 8, 1.6],
    ['(5.2)', second, 1000, 0.1, 0.1, 11, 1.6],
  ] as const)('%s %# from %f', (_name, phi, start, ftol, gtol, evaluations, step) => {
    const found = search(phi, start, ftol, gtol);
    expect(found.state).toBe('converged');
    expect(found.evaluations).toBe(evaluations);
    expect(Math.abs(found.step / step - 1)).toBeLessThan(0.05);
    const [value, slope] = phi(found.step);
    const [value0, slope0] = phi(0);
    expect(value).toBeLessThanOrEqual(value0 + ftol * found.step * slope0);
    expect(Math.abs(slope)).toBeLessThanOrEqual(gtol * Math.abs(slope0));
  });

  it('refuses an uphill direction and a step out of range', () => {
    const inner = new MoreThuente({ ftol: 1e-4, gtol: 0.9, xtol: 0, stepMin: 0.1, stepMax: 2 });
    expect(inner.start(1, 0, 1)).toBe('error');
    expect(inner.message).toContain('INITIAL G');
    expect(inner.start(3, 0, -1)).toBe('error');
    expect(inner.start(0.01, 0, -1)).toBe('error');
  });

  it('ends at the largest step on a function without a minimum', () => {
    const found = search((a) => [-a, -1], 1, 1e-4, 0.9);
    expect(found).toMatchObject({ state: 'warning', step: 1e10, message: 'WARNING: STP = STPMAX' });
  });

  it('does not run on with NaN', () => {
    expect(search(() => [NaN, NaN], 1, 1e-4, 0.9).evaluations).toBeLessThanOrEqual(50);
  });
});

describe('interpolation', () => {
  it('finds the minimizers of polynomials exactly', () => {
    const cubic = (x: number): number => x ** 3 - 3 * x;
    expect(cubicMinimizer(0, 0, -3, 2, cubic(2), 3, cubic(3))).toBeCloseTo(1, 12);
    expect(quadraticMinimizer(0, 4, -4, 3, 1)).toBeCloseTo(2, 14);
  });

  it('has none where the polynomial has none', () => {
    expect(quadraticMinimizer(0, 0, -1, 1, -1)).toBeNull();
    expect(cubicMinimizer(0, 0, -1, 1, NaN, 2, 0)).toBeNull();
  });
});
