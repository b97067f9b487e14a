/** SLSQP: SciPy's recorded runs, acceptance problems, edge cases, hostile objectives and constraints. */
import { describe, expect, it } from 'vitest';
import { minimize } from '../../../drive/minimize';
import { describeParity } from '../../../golden/expect-parity';
import { hostileObjectives } from '../l-bfgs-b/hostile.test-data';

describeParity('minimize-slsqp', {});

type Point = ArrayLike<number>;

const rosen = (x: Point): number => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1] - x[i] * x[i]) ** 2 + (1 - x[i]) ** 2;
  return sum;
};
const rosenGradient = (x: Point): number[] => {
  const g = Array.from(x, () => 0);
  for (let i = 0; i + 1 < x.length; i++) {
    g[i] += -400 * x[i] * (x[i + 1] - x[i] * x[i]) - 2 * (1 - x[i]);
    g[i + 1] += 200 * (x[i + 1] - x[i] * x[i]);
  }
  return g;
};

describe('SLSQP', () => {
  it('solves rosen from SciPy’s standard start in 46 evaluations', () => {
    const result = minimize(rosen, [1.3, 0.7, 0.8, 1.9, 1.2], { method: 'SLSQP', jac: rosenGradient });
    expect(result.nfev).toBe(46);
    expect(result.success).toBe(true);
  });

  describe('the portfolio of three assets', () => {
    const covariance = [
      [0.04, 0.01, 0.005],
      [0.01, 0.09, 0.02],
      [0.005, 0.02, 0.16],
    ];
    const variance = (w: Point): number =>
      covariance.reduce((sum, row, i) => sum + row.reduce((t, c, j) => t + w[i] * c * w[j], 0), 0);
    const gradient = (w: Point): number[] => covariance.map((row) => 2 * row.reduce((t, c, j) => t + c * w[j], 0));
    const budget = { type: 'eq', fun: (w: Point) => w[0] + w[1] + w[2] - 1 } as const;
    const earnings = { type: 'ineq', fun: (w: Point) => 0.08 * w[0] + 0.12 * w[1] + 0.15 * w[2] - 0.1 } as const;
    const bounds: [number, number][] = [0, 0, 0].map(() => [0, 1]);
    const starts = [
      [1 / 3, 1 / 3, 1 / 3],
      [0, 0, 0],
      [1, 1, 1],
      [0, 0, 1],
      [5, -3, 9],
    ];
    it.each(starts)('from (%d, %d, %d)', (...start) => {
      for (const jac of [gradient, null, '2-point', '3-point'] as const) {
        const result = minimize(variance, start, {
          method: 'SLSQP',
          jac,
          bounds,
          constraints: [budget, earnings],
          options: { ftol: 1e-12 },
        });
        expect(result.success).toBe(true);
        [0.614213, 0.233503, 0.152284].forEach((w, i) => expect(result.x[i]).toBeCloseTo(w, 5));
        expect(result.fun).toBeCloseTo(0.028934, 7);
      }
    });

    it('with the constraints as one linear interval constraint', () => {
      const result = minimize(variance, [0.2, 0.2, 0.2], {
        method: 'SLSQP',
        jac: gradient,
        bounds,
        constraints: {
          A: [
            [1, 1, 1],
            [0.08, 0.12, 0.15],
          ],
          lb: [1, 0.1],
          ub: [1, Infinity],
        },
        options: { ftol: 1e-12 },
      });
      expect(result.x[0]).toBeCloseTo(0.614213, 5);
      expect(result.warnings.join()).toContain('Equality and inequality constraints');
      expect(result.multipliers).toHaveLength(2);
    });
  });

  it('returns multipliers that balance the gradient', () => {
    // min x² + y² subject to x + 2y = 5 and x ≥ 2: x = 2, y = 1.5, both multipliers in closed form.
    const result = minimize((x: Point) => x[0] ** 2 + x[1] ** 2, [9, 9], {
      method: 'SLSQP',
      jac: (x: Point) => [2 * x[0], 2 * x[1]],
      constraints: [
        { type: 'ineq', fun: (x: Point) => x[0] - 2, jac: () => [1, 0] },
        { type: 'eq', fun: (x: Point) => x[0] + 2 * x[1] - 5, jac: () => [1, 2] },
      ],
    });
    const [ofEquality, ofInequality] = result.multipliers as Float64Array;
    expect(ofEquality).toBeCloseTo(1.5, 6);
    expect(ofInequality).toBeCloseTo(2.5, 6);
  });

  it('keeps finite differences of objective and constraints inside the bounds', () => {
    const bounds: [number, number][] = [
      [0, 0.5],
      [-1, 0.25],
    ];
    const inside = (x: Point): void =>
      bounds.forEach(([low, high], i) => {
        expect(x[i]).toBeGreaterThanOrEqual(low);
        expect(x[i]).toBeLessThanOrEqual(high);
      });
    const fun = (x: Point): number => (inside(x), rosen(x));
    const disk = { type: 'ineq', fun: (x: Point) => (inside(x), 0.2 - x[0] ** 2 - x[1] ** 2) } as const;
    const result = minimize(fun, [3, 3], { method: 'SLSQP', bounds, constraints: disk, jac: '3-point' });
    expect(result.success).toBe(true);
    expect(result.x[0] ** 2 + result.x[1] ** 2).toBeLessThan(0.2 + 1e-6);
  });

  it('says what is wrong with impossible constraints', () => {
    const constraints = [1, 2, 3].map((k) => ({ type: 'eq', fun: (x: Point) => x[0] + k * x[1] - k * k }) as const);
    expect(minimize(rosen, [0, 0], { method: 'SLSQP', constraints })).toMatchObject({ status: 2, success: false });
    const contradictory = [
      { type: 'ineq', fun: (x: Point) => x[0] - 1 },
      { type: 'ineq', fun: (x: Point) => -x[0] - 1 },
    ] as const;
    expect(minimize(rosen, [0, 0], { method: 'SLSQP', constraints: contradictory }).success).toBe(false);
    const parallel = [
      { type: 'eq', fun: (x: Point) => x[0] - 1, jac: () => [1, 0, 0] },
      { type: 'eq', fun: (x: Point) => 2 * x[0] - 2, jac: () => [2, 0, 0] },
    ] as const;
    expect(minimize(rosen, [0, 0, 0], { method: 'SLSQP', constraints: parallel })).toMatchObject({
      status: 6,
      message: 'Singular matrix C in LSQ subproblem',
    });
  });

  it.each(hostileObjectives)('ends honestly on: $name', ({ fun, grad, x0 }) => {
    const disk = { type: 'ineq', fun: (x: Point) => 400 - x[0] ** 2 - x[1] ** 2 } as const;
    for (const jac of [grad, null]) {
      for (const bounds of [null, { lb: [-50, -50], ub: [Infinity, 50] }]) {
        for (const constraints of [null, disk]) {
          let calls = 0;
          const counted = (x: Point): number => (calls++, fun(x));
          const result = minimize(counted, x0, { method: 'SLSQP', jac, bounds, constraints });
          expect(calls).toBeLessThan(20000);
          if (result.success) expect(Number.isFinite(result.fun)).toBe(true);
          expect(result.message).not.toBe('');
        }
      }
    }
  });

  it.each([
    ['NaN', (): number => NaN],
    ['+Infinity', (): number => Infinity],
    ['−Infinity', (): number => -Infinity],
    ['NaN in a region', (x: Point): number => (x[0] > 0.2 ? NaN : 1 - x[0])],
    ['discontinuous', (x: Point): number => Math.floor(3 * x[0]) - 1],
  ])('ends honestly on a constraint that is %s', (_, fun) => {
    for (const type of ['eq', 'ineq'] as const) {
      const result = minimize(rosen, [-1, 1], { method: 'SLSQP', jac: rosenGradient, constraints: { type, fun } });
      if (result.success) expect(Number.isFinite(fun(result.x))).toBe(true);
    }
  });

  it('lets the error of a throwing objective out', () => {
    let calls = 0;
    const fun = (x: Point): number => {
      if (++calls === 5) throw new RangeError('fifth call');
      return rosen(x);
    };
    expect(() => minimize(fun, [-1.2, 1], { method: 'SLSQP', jac: rosenGradient })).toThrow('fifth call');
  });
});
