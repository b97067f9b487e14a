/** The drivers on a small hand-written search: same result whoever drives, honest ends, resumable slices. */
import { describe, expect, it } from 'vitest';
import { evalBatch, evalFun, evalGrad, reportIterate, type Iterate, type Search } from '../solve/protocol';
import { findMethod } from '../solve/registry';
import type { OptimizeResult } from '../solve/result';
import { createDriver } from './driver';
import type { Evaluator } from './evaluator';
import { runLockstep } from './lockstep';
import { runAsync } from './run-async';
import { runSync } from './run-sync';

// Fixed-step gradient descent with a probing batch: every kind of request that a driver treats on its own.
function* descend(start: number, iterations: number): Search<OptimizeResult> {
  let x = Float64Array.of(start);
  let fun = yield* evalFun(x);
  let nit = 0;
  while (nit < iterations) {
    const g = yield* evalGrad(x);
    const points = Float64Array.of(x[0]! - 0.1 * g[0]!, x[0]! - 0.2 * g[0]!);
    const values = yield* evalBatch(points, 2);
    const better = values[1]! < values[0]! ? 1 : 0;
    x = points.slice(better, better + 1);
    fun = values[better]!;
    nit++;
    if (yield* reportIterate({ x, fun, nit })) break;
  }
  return { x, fun, nit, nfev: 1 + 2 * nit, status: 0, success: true, message: 'done', warnings: [] };
}

const square: Evaluator = { n: 1, fun: (x) => x[0]! ** 2, grad: (x) => Float64Array.of(2 * x[0]!) };

describe('drivers', () => {
  it('agree bit for bit: sync, sliced, async, lockstep', async () => {
    const sync = runSync(descend(3, 20), square);
    const driver = createDriver(descend(3, 20), square);
    let slices = 0;
    while (!driver.advance({ maxRequests: 7 })) slices++;
    expect(slices).toBeGreaterThan(4);
    expect(driver.result).toEqual(sync);
    const later = {
      n: 1,
      fun: (x: Float64Array) => Promise.resolve(square.fun(x)),
      grad: (x: Float64Array) => Promise.resolve(square.grad!(x)),
    };
    expect(await runAsync(descend(3, 20), later)).toEqual(sync);
    const batch = {
      n: 1,
      funBatch: (points: Float64Array) => points.map((value) => value ** 2),
      gradBatch: (points: Float64Array) => points.map((value) => 2 * value),
    };
    const together = await runLockstep([descend(3, 20), descend(-5, 9), descend(3, 20)], batch);
    expect(together[0]).toEqual(sync);
    expect(together[1]).toEqual(runSync(descend(-5, 9), square));
    expect(together[2]).toEqual(sync);
  });

  it('agree bit for bit on a real method: BFGS asks for value and gradient together', async () => {
    const rosen: Evaluator = {
      n: 2,
      fun: (x) => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2,
      grad: (x) => {
        const a = x[1]! - x[0]! ** 2;
        return Float64Array.of(-400 * x[0]! * a - 2 * (1 - x[0]!), 200 * a);
      },
    };
    const begin = (x: number): Search<OptimizeResult> =>
      findMethod('BFGS').solve({
        x0: Float64Array.of(x, 1),
        jac: 'exact',
        hess: null,
        hessp: false,
        bounds: null,
        constraints: [],
        tol: null,
        options: {},
        seed: null,
      });
    const sync = runSync(begin(-1.2), rosen);
    expect(sync.success).toBe(true);
    const checked = createDriver(begin(-1.2), rosen, { checksPoints: true });
    checked.advance();
    expect(checked.result).toEqual(sync);
    expect(checked.counts.fun).toBe(sync.nfev);
    expect(await runAsync(begin(-1.2), rosen)).toEqual(sync);
    const funBatch = (points: Float64Array, count: number): Float64Array =>
      Float64Array.from({ length: count }, (_, i) => rosen.fun(points.slice(2 * i, 2 * i + 2)));
    const together = await runLockstep([begin(-1.2), begin(2), begin(-1.2)], {
      n: 2,
      funBatch,
      gradBatch: (points, count) => {
        const rows = Array.from({ length: count }, (_, i) => rosen.grad!(points.slice(2 * i, 2 * i + 2)));
        return Float64Array.from(rows.flatMap((row) => [...row]));
      },
    });
    expect(together[0]).toEqual(sync);
    expect(together[2]).toEqual(sync);
    expect(together[1]).toEqual(runSync(begin(2), rosen));
    const withoutGradients = { n: 2, funBatch, single: rosen };
    expect(await runLockstep([begin(-1.2)], withoutGradients)).toEqual([sync]);
  });

  it('steps one iteration at a time', () => {
    const driver = createDriver(descend(3, 3), square);
    expect(driver.stepIterate()?.nit).toBe(1);
    expect(driver.stepIterate()?.nit).toBe(2);
    expect(driver.isFinished).toBe(false);
    expect(driver.stepIterate()?.nit).toBe(3);
    expect(driver.stepIterate()).toBeNull();
    expect(driver.result?.message).toBe('done');
  });

  it.each([
    ['evaluations', { evaluations: 6 }, 101],
    ['iterations', { iterations: 2 }, 102],
    ['time', { milliseconds: -1 }, 103],
    ['target', { target: 1 }, 104],
  ] as const)('ends at the budget of %s with an honest status', (reason, budget, status) => {
    const result = runSync(descend(3, 1000), square, { budget });
    expect(result.status).toBe(status);
    expect(result.stopped).toBe(reason);
    expect(result.success).toBe(reason === 'target');
    if (reason === 'evaluations') expect(result.nfev).toBeLessThanOrEqual(6);
    if (reason === 'target') expect(result.fun).toBeLessThanOrEqual(1);
  });

  it('does not count pictures between iterations', () => {
    function* search(): Search<OptimizeResult> {
      for (let nit = 1; ; nit++) {
        const x = Float64Array.of(nit);
        const fun = yield* evalFun(x);
        yield* reportIterate({ x, fun, nit, quiet: true });
        yield* evalFun(x);
        yield* reportIterate({ x, fun, nit });
      }
    }
    const seen: Iterate[] = [];
    const onIterate = (iterate: Iterate): void => void seen.push(iterate);
    expect(runSync(search(), square, { budget: { iterations: 3 }, onIterate }).nit).toBe(3);
    expect(seen.length).toBe(6);
    const driver = createDriver(search(), square);
    expect(driver.stepIterate()).toMatchObject({ nit: 1 });
    expect(driver.stepIterate()).toMatchObject({ nit: 2 });
    expect(driver.counts.fun).toBe(4);
  });

  it('keeps the best point of a cancelled run', () => {
    const driver = createDriver(descend(3, 1000), square);
    driver.advance({ maxRequests: 3 });
    const result = driver.cancel();
    expect(result.status).toBe(105);
    expect(result.fun).toBeCloseTo(1.8 ** 2, 12);
    expect(driver.advance()).toBe(true);
  });

  it('obeys an abort signal', () => {
    const controller = new AbortController();
    const onIterate = (): void => controller.abort();
    expect(runSync(descend(3, 1000), square, { signal: controller.signal, onIterate }).stopped).toBe('cancelled');
  });

  it('stops where the callback says so', () => {
    expect(runSync(descend(3, 1000), square, { onIterate: ({ nit }) => nit === 4 }).nit).toBe(4);
  });

  it('passes on what the loss throws and closes the search', () => {
    let closed = false;
    function* search(): Search<OptimizeResult> {
      try {
        return yield* descend(3, 5);
      } finally {
        closed = true;
      }
    }
    const broken: Evaluator = {
      n: 1,
      fun: () => {
        throw new RangeError('boom');
      },
    };
    expect(() => runSync(search(), broken)).toThrow(RangeError);
    expect(closed).toBe(true);
  });

  it('names what is missing when the loss has no gradient', () => {
    expect(() => runSync(descend(3, 1), { n: 1, fun: () => 0 })).toThrow(/Give "jac"/);
  });

  it('finds a point that was written after it was yielded', () => {
    function* careless(): Search<OptimizeResult> {
      const x = Float64Array.of(1);
      yield* evalFun(x);
      x[0] = 2;
      yield* evalFun(x);
      return { x, fun: 0, nit: 0, nfev: 2, status: 0, success: true, message: '', warnings: [] };
    }
    expect(() => runSync(careless(), square, { checksPoints: true })).toThrow(/written again/);
  });
});
