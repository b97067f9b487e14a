/** Multi-start one after the other, in lockstep and over workers: the same bits. */
import { afterEach, describe, expect, it } from 'vitest';
import { multiStart, multiStartLockstep, multiStartPooled } from '../drive/global/multi-start';
import { compileLoss } from '../study/compile';
import type { OptimizeResult } from '../study/types';
import { localPorts } from './local';
import { SolverPool } from './pool';
import { startsOverPool } from './pooled-starts';

const loss = {
  text: 'function f(x) { let s = 30; for (const v of x) s += v ** 2 - 10 * Math.cos(2 * Math.PI * v); return s; }',
  language: 'javascript',
  n: 3,
} as const;
const budget = { evaluations: 1e6, seconds: 60 };
const bounds: [number, number][] = [
  [-5.12, 5.12],
  [-5, 4],
  [-3, 5],
];

describe('multi-start over the pool', () => {
  let pool: SolverPool | undefined;
  afterEach(() => pool?.close());
  const open = (size: number): SolverPool => (pool = new SolverPool(() => localPorts().solver(), size));

  it.each([
    ['L-BFGS-B', 1],
    ['L-BFGS-B', 3],
    ['BFGS', 3],
    ['Nelder-Mead', 2],
    ['Newton-CG', 3],
    ['SLSQP', 3],
    ['TNC', 2],
  ])('gives the bits of one thread: %s on %i workers', async (method, size) => {
    const options = { method, n_iter: 7, rng: 11 };
    const compiled = compileLoss(loss.text, loss);
    const sequential = multiStart(compiled, bounds, options);
    const lockstep = await multiStartLockstep(compiled, bounds, options);
    const pooled = await multiStartPooled(bounds, options, startsOverPool(open(size), loss, budget));
    for (const other of [lockstep, pooled]) {
      expect(other.x).toEqual(sequential.x);
      expect(other.fun).toBe(sequential.fun);
      expect([other.nit, other.nfev, other.njev]).toEqual([sequential.nit, sequential.nfev, sequential.njev]);
      expect(ends(other)).toEqual(ends(sequential));
    }
  });

  it('fails as a whole when a start fails', async () => {
    const bad = { ...loss, text: 'function f(x) { return x[0] + }' };
    const running = multiStartPooled(bounds, { n_iter: 2 }, startsOverPool(open(2), bad, budget));
    await expect(running).rejects.toThrow(/\S/);
  });
});

const ends = (result: OptimizeResult): unknown[] =>
  (result['starts'] as { x: Float64Array; fun: number; nfev: number }[]).map(({ x, fun, nfev }) => [x, fun, nfev]);
