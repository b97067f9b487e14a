/** COBYLA, COBYQA and trust-constr on hostile objectives and constraints: bounded work, honest verdicts. */
import { describe, expect, it } from 'vitest';
import { minimize, type MinimizeOptions } from '../../../drive/minimize';
import { hostileObjectives } from '../l-bfgs-b/hostile.test-data';

const names = ['COBYLA', 'COBYQA', 'trust-constr'] as const;
const MOST_EVALUATIONS = 5000;

const bowl = (x: ArrayLike<number>): number => (x[0] - 1) ** 2 + x[1] ** 2;
const bowlGradient = (x: ArrayLike<number>): number[] => [2 * (x[0] - 1), 2 * x[1]];

const surroundings: Record<string, MinimizeOptions> = {
  alone: {},
  'in a box': {
    bounds: [
      [-4, 4],
      [-3, 4],
    ],
  },
  'under a line': { constraints: { A: [[1, 1]], lb: -Infinity, ub: 5 } },
  'in a disk': { constraints: { type: 'ineq', fun: (x: ArrayLike<number>) => 30 - x[0] * x[0] - x[1] * x[1] } },
  'on a circle': { constraints: { type: 'eq', fun: (x: ArrayLike<number>) => 5 - x[0] * x[0] - x[1] * x[1] } },
};

function run(fun: (x: ArrayLike<number>) => number, x0: readonly number[], options: MinimizeOptions) {
  let evaluations = 0;
  const counted = (x: ArrayLike<number>): number => {
    if (++evaluations > MOST_EVALUATIONS) throw new Error('too many evaluations');
    return fun(x);
  };
  const result = minimize(counted, x0, options);
  expect(result.message).not.toBe('');
  if (!Number.isFinite(result.fun)) expect(result.success).toBe(false);
  return result;
}

describe.each(names)('%s', (method) => {
  const own = (grad: (x: ArrayLike<number>) => number[]): MinimizeOptions =>
    method === 'trust-constr' ? { method, jac: grad } : { method };

  describe.each(Object.entries(surroundings))('%s', (_, around) => {
    it.each(hostileObjectives)('$name', ({ fun, grad, x0 }) => {
      const result = run(fun, x0, { ...own(grad), ...around });
      expect(result.x.length).toBe(2);
    });
  });

  it.each([
    ['NaN', () => NaN],
    ['+Infinity', () => Infinity],
    ['−Infinity', () => -Infinity],
    ['never satisfied', () => -1],
    ['NaN in a region', (x: ArrayLike<number>) => (x[0] > 0.5 ? NaN : 1)],
    ['huge', (x: ArrayLike<number>) => 1e300 * (x[0] + x[1] - 5)],
    ['discontinuous', (x: ArrayLike<number>) => Math.floor(3 * x[0]) + Math.floor(3 * x[1])],
  ])('a constraint that is %s', (_, constraint) => {
    const result = run(bowl, [0.2, 0.4], { ...own(bowlGradient), constraints: { type: 'ineq', fun: constraint } });
    if (result.success) expect(constraint(result.x)).toBeGreaterThan(-1e-4);
  });

  it('contradictory linear constraints are never satisfied', () => {
    const constraints = [
      { A: [[1, 1]], lb: 3, ub: Infinity },
      { A: [[1, 1]], lb: -Infinity, ub: 1 },
    ];
    const result = run(bowl, [0, 0], { ...own(bowlGradient), constraints });
    expect(result.success).toBe(false);
  });

  it.each([1, 2, 7, 19])('the error of a loss that throws at call %i comes through', (at) => {
    let calls = 0;
    const fun = (x: ArrayLike<number>): number => {
      if (++calls === at) throw new RangeError(`call ${at}`);
      return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] * x[0]) ** 2;
    };
    expect(() => minimize(fun, [-1.2, 1], { method })).toThrow(RangeError);
    expect(calls).toBe(at);
  });

  describe('the portfolio of three assets', () => {
    const C = [
      [0.04, 0.01, 0.005],
      [0.01, 0.09, 0.02],
      [0.005, 0.02, 0.16],
    ];
    const times = (w: ArrayLike<number>): number[] => C.map((row) => row.reduce((sum, c, j) => sum + c * w[j], 0));
    const variance = (w: ArrayLike<number>): number => times(w).reduce((sum, value, i) => sum + value * w[i], 0);
    const doubled = (w: ArrayLike<number>): number[] => times(w).map((value) => 2 * value);
    const budget = { type: 'eq', fun: (w: ArrayLike<number>) => w[0] + w[1] + w[2] - 1 } as const;
    const reward = {
      type: 'ineq',
      fun: (w: ArrayLike<number>) => 0.08 * w[0] + 0.12 * w[1] + 0.15 * w[2] - 0.1,
    } as const;
    const rows = [
      [1, 1, 1],
      [0.08, 0.12, 0.15],
    ];
    const options: MinimizeOptions = {
      ...own(doubled),
      bounds: [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      ...(method === 'COBYLA' && { options: { tol: 1e-8 } }),
      ...(method === 'trust-constr' && { options: { gtol: 1e-10, xtol: 1e-10, barrier_tol: 1e-10 } }),
    };

    it.each([
      [1 / 3, 1 / 3, 1 / 3],
      [0.5, 0.5, 0.5],
      [1, 0, 0],
    ])('from (%f, %f, %f)', (...start) => {
      // SciPy's trust-constr needs a thousand iterations and more with these two as separate dictionaries.
      const pair = method === 'trust-constr' ? [] : [[budget, reward]];
      for (const constraints of [...pair, { A: rows, lb: [1, 0.1], ub: [1, Infinity] }]) {
        const result = minimize(variance, start, { ...options, constraints });
        expect(result.success).toBe(true);
        expect(result.fun).toBeCloseTo(0.028934, 6);
        [0.614213, 0.233503, 0.152284].forEach((weight, i) => expect(result.x[i]).toBeCloseTo(weight, 3));
      }
    });
  });
});

it('COBYQA stalls in the corner where SciPy stalls, and says so', () => {
  const variance = (w: ArrayLike<number>): number =>
    0.04 * w[0] * w[0] +
    0.09 * w[1] * w[1] +
    0.16 * w[2] * w[2] +
    2 * (0.01 * w[0] * w[1] + 0.005 * w[0] * w[2] + 0.02 * w[1] * w[2]);
  const constraints = {
    A: [
      [1, 1, 1],
      [0.08, 0.12, 0.15],
    ],
    lb: [1, 0.1],
    ub: [1, Infinity],
  };
  const bounds = [
    [0, 1],
    [0, 1],
    [0, 1],
  ] as [number, number][];
  const stalled = minimize(variance, [0, 0, 0], { method: 'COBYQA', constraints, bounds });
  expect(stalled.fun).toBeCloseTo(0.0375, 10);
  expect(stalled.warnings.join()).toContain('may not be a minimum');
  const solved = minimize(variance, [0.5, 0.5, 0.5], { method: 'COBYQA', constraints, bounds });
  expect(solved.warnings).toEqual([]);
});
