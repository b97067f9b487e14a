/** Laws that hold for every population method, and what each must reach. */
import { describe, expect, it } from 'vitest';
import { OptionError } from '../errors';
import type { Method, Setup } from '../method';
import type { Iterate, Request } from '../protocol';
import type { OptimizeResult } from '../result';
import { populationMethods } from './index';
import { symmetricEigen } from './symmetric-eigen';
import { defaultRng } from '../../math/random/generator';

type Fun = (x: Float64Array) => number;
const sphere: Fun = (x) => x.reduce((sum, value) => sum + value * value, 0);
const rosenbrock: Fun = (x) => {
  let total = 0;
  for (let i = 0; i + 1 < x.length; i++) total += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2;
  return total;
};

function setupOf(n: number, options: Record<string, unknown>, seed = 1, bounded = true): Setup {
  return {
    x0: new Float64Array(n).fill(2),
    jac: null,
    hess: null,
    hessp: false,
    bounds: bounded ? { lb: new Float64Array(n).fill(-5), ub: new Float64Array(n).fill(5) } : null,
    constraints: [],
    tol: null,
    options,
    seed,
  };
}

function play(method: Method, setup: Setup, fun: Fun, target = -Infinity) {
  const search = method.solve(setup);
  const iterates: Iterate[] = [];
  const points: Float64Array[] = [];
  const copies: Float64Array[] = [];
  const answer = (request: Request): number | Float64Array | boolean => {
    if (request.kind === 'iterate') {
      iterates.push(request.iterate);
      return !request.iterate.quiet && request.iterate.fun <= target;
    }
    if (request.kind === 'batch') {
      points.push(request.points);
      copies.push(request.points.slice());
      const n = request.points.length / request.count;
      return Float64Array.from({ length: request.count }, (_, i) => fun(request.points.subarray(i * n, (i + 1) * n)));
    }
    if (request.kind !== 'fun') throw new Error(`unexpected ${request.kind}`);
    points.push(request.x);
    copies.push(request.x.slice());
    return fun(request.x);
  };
  let step = search.next();
  while (!step.done) step = search.next(answer(step.value));
  expect(points).toEqual(copies);
  return { result: step.value, iterates, points: copies };
}

const small: Record<string, Record<string, unknown>> = {
  'multi-start': { n_iter: 6 },
  'random search': { samples: 300 },
  'quasi-random search': { samples: 256 },
};

describe.each(populationMethods.map((method) => [method.name, method] as const))('%s', (name, method) => {
  const options = small[name] ?? { maxfev: 600 };
  const run = (seed: number, fun: Fun = sphere): OptimizeResult => play(method, setupOf(3, options, seed), fun).result;

  it('runs again exactly the same from the same seed, and differently from another', () => {
    expect(run(4)).toEqual(run(4));
    expect(run(5).x).not.toEqual(run(4).x);
  });

  it('stays inside the bounds', () => {
    const { points } = play(method, setupOf(3, options), (x) => (x[0] - 9) ** 2 + x[1] ** 2);
    // Finite differences of a local method may step over a bound by their own length.
    for (const point of points) for (const value of point) expect(Math.abs(value)).toBeLessThanOrEqual(5 + 1e-7);
  });

  it('reports the best point it has evaluated, and its value', () => {
    const seen: number[] = [];
    const { result } = play(method, setupOf(3, options), (x) => {
      seen.push(sphere(x));
      return sphere(x);
    });
    expect(result.fun).toBe(sphere(result.x));
    expect(result.nfev).toBe(seen.length);
    if (name !== 'multi-start') expect(result.fun).toBe(Math.min(...seen));
  });

  it.each([
    ['NaN', () => NaN],
    ['+Infinity', () => Infinity],
    ['flat', () => 3],
  ])('ends on a loss that is %s', (_, fun) => {
    expect(run(1, fun).message).not.toBe('');
  });

  it('ignores NaN next to good values', () => {
    expect(run(1, (x) => (x[0] > 0 ? NaN : sphere(x))).fun).not.toBeNaN();
  });

  it('stops when it is asked to', () => {
    const { iterates } = play(method, setupOf(3, options), sphere, Infinity);
    expect(iterates.filter((iterate) => !iterate.quiet).length).toBe(1);
  });

  it('works in one dimension', () => {
    const { result } = play(method, setupOf(1, options), (x) => (x[0] - 1) ** 2);
    expect(Math.abs(result.x[0] - 1)).toBeLessThan(0.2);
  });

  it('refuses crossed bounds before the first evaluation', () => {
    const setup = { ...setupOf(2, options), bounds: { lb: Float64Array.of(1, 1), ub: Float64Array.of(0, 2) } };
    expect(() => method.solve(setup).next()).toThrow(OptionError);
  });
});

const named = (name: string): Method => populationMethods.find((method) => method.name === name)!;

describe('CMA-ES', () => {
  it('needs about as many evaluations on the sphere as the tutorial’s figures: 1e-9 in ten dimensions', () => {
    const counts = Array.from({ length: 11 }, (_, seed) => {
      const { result } = play(named('CMA-ES'), setupOf(10, { sigma0: 1 }, seed, false), sphere, 1e-9);
      return result.nfev;
    }).sort((a, b) => a - b);
    expect(counts[5]).toBeGreaterThan(1000);
    expect(counts[5]).toBeLessThan(2200);
  });

  it('learns the valley of Rosenbrock and restarts when it is caught', () => {
    const solved = Array.from({ length: 11 }, (_, seed) => {
      const setup = setupOf(6, { restarts: 'ipop', maxfev: 60000 }, seed);
      return play(named('CMA-ES'), setup, rosenbrock, 1e-8).result.fun <= 1e-8;
    });
    expect(solved.filter(Boolean).length).toBeGreaterThanOrEqual(10);
  });

  it('finds a minimum in a corner of the box', () => {
    const { result } = play(named('CMA-ES'), setupOf(4, {}), (x) => x.reduce((s, v, k) => s + (k + 1) * v, 0));
    expect(result.x).toEqual(new Float64Array(4).fill(-5));
  });

  it('restarts with twice the population (IPOP) and with small ones between (BIPOP)', () => {
    const sizes = (restarts: string): number[] => {
      const { iterates } = play(named('CMA-ES'), setupOf(2, { restarts, max_restarts: 3, maxfev: 20000 }), sphere);
      const all = iterates.map((iterate) => iterate.extra!.popsize as number);
      return all.filter((size, i) => size !== all[i - 1]);
    };
    expect(sizes('ipop')).toEqual([6, 12, 24, 48]);
    expect(sizes('bipop').some((size) => ![6, 12, 24, 48].includes(size))).toBe(true);
  });
});

describe('what the others reach on the sphere in five dimensions', () => {
  it.each([
    ['SPSO-2011', 1e-8],
    ['TwoPointsDE', 1e-8],
    ['(1+1)-ES', 1e-8],
    ['multi-start', 1e-8],
    ['random search', 40],
    ['quasi-random search', 40],
  ])('%s: %d', (name, level) => {
    const { result } = play(named(name), setupOf(5, small[name] ?? { maxfev: 12000 }), sphere);
    expect(result.fun).toBeLessThan(level);
  });
});

describe('SPSO-2011', () => {
  it('takes the same path in a box of other units: the standard normalizes the box', () => {
    const units = [1, 2 ** 20, 2 ** -12];
    const inUnits = (scale: readonly number[]) => {
      const box = (side: number) => Float64Array.from(scale, (unit) => side * unit);
      const setup = { ...setupOf(3, { maxfev: 2000 }), bounds: { lb: box(-5), ub: box(5) } };
      return play(named('SPSO-2011'), setup, (x) => rosenbrock(x.map((value, k) => value / scale[k])));
    };
    const [plain, scaled] = [inUnits([1, 1, 1]), inUnits(units)];
    // The units are powers of two, so that nothing is rounded otherwise.
    expect(scaled.points.map((point) => point.map((value, i) => value / units[i % 3]))).toEqual(plain.points);
  });

  it('moves within a side of width zero', () => {
    const bounds = { lb: Float64Array.of(-5, 2), ub: Float64Array.of(5, 2) };
    const { result } = play(named('SPSO-2011'), { ...setupOf(2, { maxfev: 4000 }), bounds }, sphere);
    expect(result.x[1]).toBe(2);
    expect(Math.abs(result.x[0])).toBeLessThan(1e-3);
  });
});

describe('multi-start', () => {
  it('starts where NumPy’s uniform does, and more starts are never worse', () => {
    const quartic: Fun = (x) => x.reduce((s, v) => s + v ** 4 - 5 * v * v + 0.7 * v, 0);
    let previous = Infinity;
    for (const n_iter of [1, 2, 4, 8]) {
      const { result, points } = play(named('multi-start'), setupOf(3, { n_iter }, 12), quartic);
      const rng = defaultRng(12);
      expect([...points[0]]).toEqual(Array.from({ length: 3 }, () => rng.uniform(-5, 5)));
      expect(result.fun).toBeLessThanOrEqual(previous);
      previous = result.fun;
    }
  });
});

describe('symmetricEigen', () => {
  it('rebuilds random symmetric matrices from orthonormal axes', () => {
    const rng = defaultRng(2);
    for (const n of [1, 2, 3, 7, 12]) {
      const A = new Float64Array(n * n);
      for (let r = 0; r < n; r++) for (let c = 0; c <= r; c++) A[r * n + c] = A[c * n + r] = rng.standardNormal();
      const { values, vectors } = symmetricEigen(A, n);
      for (let r = 0; r < n; r++) {
        for (let c = 0; c < n; c++) {
          let rebuilt = 0;
          let inner = 0;
          for (let k = 0; k < n; k++) {
            rebuilt += values[k] * vectors[k * n + r] * vectors[k * n + c];
            inner += vectors[r * n + k] * vectors[c * n + k];
          }
          expect(rebuilt).toBeCloseTo(A[r * n + c], 12);
          expect(inner).toBeCloseTo(r === c ? 1 : 0, 12);
        }
      }
    }
  });
});
