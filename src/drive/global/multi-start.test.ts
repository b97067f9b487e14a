import { describe, expect, it } from 'vitest';
import { multiStart, multiStartLockstep } from './multi-start';

const fun = (x: Float64Array): number => x.reduce((sum, v, k) => sum + v ** 4 - 5 * v * v + 0.3 * (k + 1) * v, 0);
const grad = (x: Float64Array): Float64Array => x.map((v, k) => 4 * v ** 3 - 10 * v + 0.3 * (k + 1));
const bounds: [number, number][] = [
  [-3, 3],
  [-3, 3],
  [-3, 3],
];

describe('multi-start', () => {
  it.each(['L-BFGS-B', 'Nelder-Mead', 'BFGS', 'SLSQP'])(
    'gives the same bits in sequence and in lockstep (%s)',
    async (method) => {
      for (const objective of [fun, { n: 3, fun, grad }]) {
        const options = { method, n_iter: 6, rng: 7 };
        const sequential = multiStart(objective, bounds, options);
        const lockstep = await multiStartLockstep(objective, bounds, options);
        expect(lockstep.x).toEqual(sequential.x);
        expect(lockstep.fun).toBe(sequential.fun);
        expect(lockstep.nfev).toBe(sequential.nfev);
        expect(lockstep.starts).toEqual(sequential.starts);
      }
    },
  );

  it('is never worse with more starts', () => {
    const values = [1, 2, 4, 8, 16].map((n_iter) => multiStart(fun, bounds, { n_iter, rng: 3 }).fun);
    expect(values).toEqual([...values].sort((a, b) => b - a));
  });
});
