/** Laws of differential evolution that hold for any objective; the recorded runs are in drive/global. */
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../errors';
import type { Setup } from '../../method';
import type { Iterate, Request } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { differentialEvolution } from './solve';

const setup = (options: Record<string, unknown>, bounds = [-5, 5, -5, 5], seed = 3): Setup => ({
  x0: new Float64Array(2),
  jac: null,
  hess: null,
  hessp: false,
  bounds: { lb: Float64Array.of(bounds[0], bounds[2]), ub: Float64Array.of(bounds[1], bounds[3]) },
  constraints: [],
  tol: null,
  options,
  seed,
});

const rastrigin = (x: Float64Array): number =>
  20 + x.reduce((total, value) => total + value * value - 10 * Math.cos(2 * Math.PI * value), 0);

interface Played {
  result: OptimizeResult;
  iterates: Iterate[];
  requests: Request[];
}

function play(given: Setup, fun: (x: Float64Array) => number, stopAt = Infinity): Played {
  const search = differentialEvolution(given);
  const iterates: Iterate[] = [];
  const requests: Request[] = [];
  const seen: { points: Float64Array; copy: Float64Array }[] = [];
  let step = search.next();
  while (!step.done) {
    const request = step.value;
    requests.push(request);
    if (request.kind === 'iterate') {
      iterates.push(request.iterate);
      step = search.next(!request.iterate.quiet && request.iterate.nit! >= stopAt);
    } else if (request.kind === 'batch') {
      seen.push({ points: request.points, copy: request.points.slice() });
      const n = request.points.length / request.count;
      step = search.next(
        Float64Array.from({ length: request.count }, (_, i) => fun(request.points.subarray(i * n, (i + 1) * n))),
      );
    } else if (request.kind === 'fun') {
      seen.push({ points: request.x, copy: request.x.slice() });
      step = search.next(fun(request.x));
    } else {
      throw new Error(`unexpected request: ${request.kind}`);
    }
  }
  for (const { points, copy } of seen) expect(points).toEqual(copy);
  return { result: step.value, iterates, requests };
}

describe('differential evolution', () => {
  it('asks for one batch a generation when updating is deferred', () => {
    const { requests, result } = play(setup({ updating: 'deferred', polish: false, maxiter: 12, tol: 0 }), rastrigin);
    const batches = requests.filter((request) => request.kind === 'batch');
    expect(batches.map((batch) => batch.count)).toEqual(Array.from({ length: 13 }, () => 30));
    expect(requests.some((request) => request.kind === 'fun')).toBe(false);
    expect(result.nfev).toBe(13 * 30);
  });

  it.each(['immediate', 'deferred'])('shows a whole population every generation, the best first (%s)', (updating) => {
    const { iterates } = play(setup({ updating, polish: false, maxiter: 20 }), rastrigin);
    expect(iterates.map((iterate) => iterate.nit)).toEqual(iterates.map((_, i) => i));
    let previous = Infinity;
    for (const { event, fun, x, quiet, nit } of iterates) {
      if (event?.type !== 'population') throw new Error('no population');
      expect(event.points.length).toBe(60);
      expect(Math.min(...event.fun)).toBe(event.fun[event.best]);
      expect(fun).toBe(event.fun[0]);
      expect(rastrigin(x)).toBe(fun);
      expect(quiet === true).toBe(nit === 0);
      expect(fun).toBeLessThanOrEqual(previous);
      previous = fun;
    }
  });

  it('runs again exactly the same from the same seed, and differently from another', () => {
    const options = { polish: false, maxiter: 15 };
    const first = play(setup(options, undefined, 5), rastrigin).result;
    expect(play(setup(options, undefined, 5), rastrigin).result).toEqual(first);
    expect(play(setup(options, undefined, 6), rastrigin).result.x).not.toEqual(first.x);
  });

  it('never leaves the bounds', () => {
    const box = [-3, -1, 2, 7];
    const { requests } = play(setup({ mutation: 1.9, polish: false, maxiter: 20, tol: 0 }, box), rastrigin);
    for (const request of requests) {
      if (request.kind !== 'fun') continue;
      expect(request.x[0]).toBeGreaterThanOrEqual(-3);
      expect(request.x[0]).toBeLessThanOrEqual(-1);
      expect(request.x[1]).toBeGreaterThanOrEqual(2);
      expect(request.x[1]).toBeLessThanOrEqual(7);
    }
  });

  it.each([
    ['NaN everywhere', () => NaN],
    ['+Infinity everywhere', () => Infinity],
    ['flat', () => 1],
    ['−Infinity everywhere', () => -Infinity],
  ])('ends on a loss that is %s', (_, fun) => {
    const { result } = play(setup({ polish: false, maxiter: 5 }), fun);
    expect(result.nit).toBeLessThanOrEqual(5);
    expect(result.message).not.toBe('');
  });

  it('stops when the callback asks', () => {
    const { result } = play(setup({ polish: false }), rastrigin, 4);
    expect(result).toMatchObject({ nit: 4, success: false, message: 'callback function requested stop early' });
  });

  it('takes a strategy of the user, who sees the population in the box', () => {
    const strategy = (candidate: number, population: Float64Array[]): number[] =>
      [...population[candidate]].map((value) => 0.5 * value);
    const { result } = play(setup({ strategy, polish: false, maxiter: 40, tol: 0 }), (x) => x[0] * x[0] + x[1] * x[1]);
    expect(result.fun).toBeLessThan(1e-20);
  });

  it.each([
    [{ strategy: 'best3bin' }, 'strategy'],
    [{ mutation: 2 }, 'mutation'],
    [{ mutation: [] }, 'mutation'],
    [{ init: 'grid' }, 'init'],
    [{ x0: [9, 0] }, 'x0'],
    [{ integrality: [true, true, true] }, 'integrality'],
    [{ updating: 'later' }, 'updating'],
    [
      {
        strategy: 'rand2bin',
        init: [
          [0, 0],
          [1, 1],
          [2, 2],
          [3, 3],
          [4, 4],
        ],
      },
      'popsize',
    ],
  ])('refuses %j before the first evaluation', (options, option) => {
    expect.assertions(2);
    try {
      differentialEvolution(setup(options)).next();
    } catch (error) {
      expect(error).toBeInstanceOf(OptionError);
      expect((error as OptionError).option).toBe(option);
    }
  });

  it('warns about an option that nobody knows and names the nearest', () => {
    const { result } = play(setup({ popsiz: 3, maxiter: 1, polish: false }), rastrigin);
    expect(result.warnings.join()).toContain('"popsize"');
  });
});
