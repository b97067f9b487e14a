/** Driving a search over answers that come later, and gradients made of values alone. */
import { describe, expect, it } from 'vitest';
import { OptionError } from '../solve/errors';
import type { Setup } from '../solve/method';
import type { Search } from '../solve/protocol';
import { findMethod } from '../solve/registry';
import type { OptimizeResult } from '../solve/result';
import type { AsyncEvaluator } from './evaluator';
import { minimize } from './minimize';
import { createRemoteDriver, type RemoteDriver } from './remote-driver';
import { runSync } from './run-sync';
import { withDifferences } from './with-differences';

const rosenbrock = (x: Float64Array): number => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2;
const later = (f: (x: Float64Array) => number): AsyncEvaluator => ({ n: 2, fun: async (x) => f(x) });
const setup = (patch: Partial<Setup> = {}): Setup => ({
  x0: Float64Array.of(-1.2, 1),
  jac: null,
  hess: null,
  hessp: false,
  bounds: null,
  constraints: [],
  tol: null,
  options: {},
  seed: null,
  ...patch,
});
const start = (method: string, patch: Partial<Setup> = {}): Search<OptimizeResult> =>
  findMethod(method).solve(setup(patch));

/** Advances whenever an answer is there, and never otherwise. */
function toTheEnd(
  search: Search<OptimizeResult>,
  f: (x: Float64Array) => number,
  onOpen: (fun: number) => void = () => undefined,
): Promise<{ driver: RemoteDriver; result: OptimizeResult }> {
  return new Promise((resolve, reject) => {
    const go = (): void => {
      try {
        expect(driver.isWaiting).toBe(false);
        if (driver.advance()) resolve({ driver, result: driver.result! });
      } catch (error) {
        reject(error as Error);
      }
    };
    const opening = { x: Float64Array.of(-1.2, 1), accept: onOpen };
    const driver = createRemoteDriver(search, later(f), {}, opening, go);
    go();
  });
}

describe('createRemoteDriver', () => {
  it('walks the path of the synchronous driver, to the bit', async () => {
    const here = minimize((x) => rosenbrock(x), [-1.2, 1], { method: 'Nelder-Mead' });
    const opened: number[] = [];
    const { driver, result } = await toTheEnd(start('Nelder-Mead'), rosenbrock, (fun) => opened.push(fun));
    expect(result.x).toEqual(here.x);
    expect([result.nfev, result.nit]).toEqual([here.nfev, here.nit]);
    expect(opened).toEqual([rosenbrock(Float64Array.of(-1.2, 1))]);
    expect(driver.counts.fun).toBe(here.nfev);
  });

  it('does nothing while it waits, and ends with what the loss throws', async () => {
    const driver = createRemoteDriver(
      start('Nelder-Mead'),
      later(rosenbrock),
      {},
      { x: Float64Array.of(-1.2, 1), accept: () => undefined },
      () => undefined,
    );
    driver.advance();
    expect(driver.isWaiting).toBe(true);
    expect(driver.advance()).toBe(false);
    expect(driver.cancel()).toMatchObject({ status: 105, success: false });
    expect(driver.isFinished).toBe(true);
    let calls = 0;
    const breaks = (x: Float64Array): number => {
      if (++calls > 5) throw new Error('broken');
      return rosenbrock(x);
    };
    await expect(toTheEnd(start('Nelder-Mead'), breaks)).rejects.toThrow('broken');
  });
});

describe('withDifferences', () => {
  const evaluator = { n: 2, fun: rosenbrock };

  it("is SciPy's forward differences: the same path as jac = '2-point' inside the method", () => {
    // One method asks for gradients and is given differences, the other makes them itself.
    const outside = runSync(withDifferences(start('BFGS', { jac: 'exact' }), null), evaluator);
    const inside = runSync(start('BFGS', { jac: '2-point' }), evaluator);
    expect(outside.x).toEqual(inside.x);
    expect(outside.nit).toBe(inside.nit);
  });

  it('serves methods that require a gradient, with a learned Hessian, and refuses a Hessian', () => {
    for (const method of ['Newton-CG', 'trust-ncg', 'trust-krylov']) {
      const result = runSync(withDifferences(start(method, { jac: 'exact', hess: 'BFGS' }), null), evaluator);
      expect(result.fun, method).toBeLessThan(1e-5);
    }
    expect(() => runSync(withDifferences(start('dogleg', { jac: 'exact', hess: 'exact' }), null), evaluator)).toThrow(
      OptionError,
    );
  });

  it('stays inside bounds', () => {
    const bounds = { lb: Float64Array.of(-2, -2), ub: Float64Array.of(0.5, 2) };
    const seen: number[] = [];
    const fun = (x: Float64Array): number => {
      seen.push(x[0]!);
      return rosenbrock(x);
    };
    const search = withDifferences(start('L-BFGS-B', { jac: 'exact', bounds }), bounds);
    expect(runSync(search, { n: 2, fun }).x[0]).toBeCloseTo(0.5, 6);
    expect(Math.max(...seen)).toBeLessThanOrEqual(0.5);
  });
});
