/** Laws of multi-start: where it starts, that more starts never hurt, and that it does not matter who runs them. */
import { describe, expect, it } from 'vitest';
import { defaultRng } from '../../math/random/generator';
import type { OptimizeResult } from '../../solve/result';
import { multiStart, multiStartFrom, multiStartLockstep, multiStartPooled, type LocalStart } from './multi-start';

const fun = (x: Float64Array): number => x.reduce((sum, v, k) => sum + v ** 4 - 5 * v * v + 0.3 * (k + 1) * v, 0);
const grad = (x: Float64Array): Float64Array => x.map((v, k) => 4 * v ** 3 - 10 * v + 0.3 * (k + 1));
const bounds: [number, number][] = [
  [-3, 3],
  [-3, 3],
  [-3, 3],
];

/** Starts in another order than they were given, as workers would finish them. */
const backwards =
  (objective: Parameters<typeof multiStartFrom>[0]) =>
  async (starts: readonly LocalStart[]): Promise<OptimizeResult[]> => {
    await Promise.resolve();
    return starts
      .toReversed()
      .map((start) => multiStartFrom(objective, structuredClone(start)))
      .reverse();
  };

describe('multi-start', () => {
  it.each(['L-BFGS-B', 'Nelder-Mead', 'BFGS', 'SLSQP', 'Powell'])(
    'gives the same bits in sequence, in lockstep and spread (%s)',
    async (method) => {
      for (const objective of [fun, { n: 3, fun, grad }]) {
        const options = { method, n_iter: 6, rng: 7 };
        const sequential = multiStart(objective, bounds, options);
        expect(await multiStartLockstep(objective, bounds, options)).toEqual(sequential);
        expect(await multiStartPooled(bounds, options, backwards(objective))).toEqual(sequential);
      }
    },
  );

  it("starts where numpy's default_rng(7).uniform(lo, hi, (4, 3)) does", async () => {
    const seen: number[][] = [];
    const box: [number, number][] = [
      [-3, 3],
      [-1, 2],
      [0.5, 0.75],
    ];
    await multiStartPooled(box, { n_iter: 4, rng: 7 }, async (starts) => {
      seen.push(...starts.map(({ x0 }) => [...x0]));
      return backwards(fun)(starts);
    });
    expect(seen).toEqual([
      [0.750572799628002, 1.6916414029087266, 0.6939214225612984],
      [-1.6487568600564488, -0.0995011452663237, 0.7183883613490655],
      [-2.9684081726065514, 1.4636852551482988, 0.6992673571880116],
      [-0.19239028293767557, -0.09090271954205942, 0.5696064030251933],
    ]);
  });

  it('is never worse with more starts, whatever the seed and the method', () => {
    const seeds = defaultRng(2024);
    for (let round = 0; round < 12; round++) {
      const rng = seeds.integers(0, 2 ** 31);
      const method = ['L-BFGS-B', 'Nelder-Mead', 'CG'][round % 3]!;
      const values = [1, 2, 3, 5, 9].map((n_iter) => multiStart(fun, bounds, { n_iter, rng, method }).fun);
      expect(values, `seed ${rng}, ${method}`).toEqual([...values].sort((a, b) => b - a));
    }
  });

  it('passes over starts that end in NaN', () => {
    const holed = (x: Float64Array): number => (x[0]! < 0 ? NaN : fun(x));
    const result = multiStart(holed, bounds, { n_iter: 8, rng: 1, method: 'Nelder-Mead' });
    expect(Number.isFinite(result.fun)).toBe(true);
    expect(result.starts).toHaveLength(8);
  });
});
