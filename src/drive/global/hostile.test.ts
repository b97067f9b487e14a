/** Hostile losses for every method that is not a local one: an honest end in bounded time, whatever the loss does. */
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../solve/errors';
import { firstOrderMethods } from '../../solve/first-order';
import { globalMethods } from '../../solve/global';
import type { Setup } from '../../solve/method';
import { populationMethods } from '../../solve/population';
import type { Evaluator } from '../evaluator';
import { runSync } from '../run-sync';

const others = [...globalMethods, ...populationMethods, ...firstOrderMethods];
const bowl = (x: Float64Array): number => (x[0]! - 1) ** 2 + x[1]! ** 2;
const slope = (x: Float64Array): number[] => [2 * (x[0]! - 1), 2 * x[1]!];

interface Hostile {
  readonly fun: (x: Float64Array) => number;
  readonly grad: (x: Float64Array) => number[];
}

/** Losses over [−2, 3]². */
const losses: Readonly<Record<string, Hostile>> = {
  'NaN everywhere': { fun: () => NaN, grad: () => [NaN, NaN] },
  'NaN at the start': { fun: (x) => (x[0] === 0.8 ? NaN : bowl(x)), grad: slope },
  'NaN in a region': { fun: (x) => (x[0]! > 0.9 ? NaN : bowl(x)), grad: slope },
  'infinite walls': { fun: (x) => (Math.abs(x[0]!) > 1.2 ? Infinity : bowl(x)), grad: slope },
  'infinite everywhere': { fun: () => Infinity, grad: () => [0, 0] },
  'minus infinity at once': { fun: () => -Infinity, grad: () => [0, 0] },
  'minus infinity in a region': { fun: (x) => (x[0]! > 0.9 ? -Infinity : bowl(x)), grad: slope },
  flat: { fun: () => 1, grad: () => [0, 0] },
  'unbounded below': { fun: (x) => -1e300 * x[0]!, grad: () => [-1e300, 0] },
  'a pole': { fun: (x) => 1 / (x[0]! - 0.9), grad: (x) => [-1 / (x[0]! - 0.9) ** 2, 0] },
  discontinuous: { fun: (x) => Math.floor(4 * x[0]! ** 2) + Math.floor(4 * x[1]! ** 2), grad: () => [0, 0] },
  'a gradient of the wrong sign': { fun: bowl, grad: (x) => slope(x).map((g) => -g) },
};

const shortened: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  differential_evolution: { maxiter: 20 },
  dual_annealing: { maxiter: 40 },
  basinhopping: { niter: 5 },
  brute: { Ns: 8, finish: '' },
  direct: { maxfun: 300 },
};
const MOST_EVALUATIONS = 100_000;

function setupOf(name: string): Setup {
  return {
    x0: Float64Array.of(0.8, 1.3),
    jac: null,
    hess: null,
    hessp: false,
    bounds: { lb: Float64Array.of(-2, -2), ub: Float64Array.of(3, 3) },
    constraints: [],
    tol: null,
    options: shortened[name] ?? {},
    seed: 1,
  };
}

function evaluatorOf({ fun, grad }: Hostile, count: () => void): Evaluator {
  return {
    n: 2,
    fun(x) {
      count();
      return fun(x);
    },
    grad: (x) => Float64Array.from(grad(x)),
  };
}

describe.each(others.map((method) => [method.name, method] as const))('%s', (name, method) => {
  const needsGradient = method.needs.grad === 'required';
  const setup: Setup = { ...setupOf(name), jac: needsGradient ? 'exact' : null };

  it.each(Object.entries(losses))('%s', (_, hostile) => {
    let evaluations = 0;
    const evaluator = evaluatorOf(hostile, () => {
      evaluations += 1;
      if (evaluations > MOST_EVALUATIONS) throw new Error('No end in sight.');
    });
    try {
      const result = runSync(method.solve(setup), evaluator);
      expect(result.message).not.toBe('');
      expect(result.x).toHaveLength(2);
      if (!Number.isFinite(result.fun)) expect(result.success).toBe(false);
    } catch (error) {
      // Dual annealing gives up, as SciPy's does, where no random point has a finite value.
      expect(error).toBeInstanceOf(OptionError);
      expect((error as Error).message).toMatch(/NaN or \(\+\/-\) infinity/);
    }
  });

  it('passes on what the loss throws', () => {
    let calls = 0;
    const fun = (x: Float64Array): number => {
      if (++calls === 4) throw new RangeError('out of range');
      return bowl(x) ** 2;
    };
    const grad = (x: Float64Array): number[] => slope(x).map((g) => 2 * bowl(x) * g);
    const evaluator = evaluatorOf({ fun, grad }, () => undefined);
    expect(() => runSync(method.solve(setup), evaluator)).toThrow(RangeError);
  });
});
