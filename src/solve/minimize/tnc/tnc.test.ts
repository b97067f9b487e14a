/** TNC: SciPy's recorded runs, edge cases, hostile objectives, and the laws of its parts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimize } from '../../../drive/minimize';
import { describeParity } from '../../../golden/expect-parity';
import { goldenProblems } from '../../../golden/golden';
import { attemptMinimize } from '../../../golden/parity';
import { hostileObjectives } from '../l-bfgs-b/hostile.test-data';
import { withExactMath } from './exact-math.test-data';
import { chooseScaling, scaledNorm } from './scaling';
import { StepFinder, type StepVerdict } from './step-finder';

const problems = goldenProblems();

// TNC multiplies gradient differences at distance 1e-8: a last bit of atan that V8 and the C library round differently
// shows in the path. The comparison is of TNC, so that the functions round as the C library's do.
describeParity('minimize-tnc', {}, (golden) => withExactMath(() => attemptMinimize(golden, problems)));

const rosen = (x: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1] - x[i] * x[i]) ** 2 + (1 - x[i]) ** 2;
  return sum;
};
const rosenGradient = (x: ArrayLike<number>): number[] => {
  const g = Array.from(x, () => 0);
  for (let i = 0; i + 1 < x.length; i++) {
    g[i] += -400 * x[i] * (x[i + 1] - x[i] * x[i]) - 2 * (1 - x[i]);
    g[i + 1] += 200 * (x[i + 1] - x[i] * x[i]);
  }
  return g;
};

describe('TNC', () => {
  it('solves rosen from SciPy’s standard start in 55 evaluations', () => {
    const result = minimize(rosen, [1.3, 0.7, 0.8, 1.9, 1.2], { method: 'TNC', jac: rosenGradient });
    expect(result.nfev).toBe(55);
  });

  it('never evaluates outside the bounds, except at the start as given', () => {
    const bounds: [number, number][] = [
      [-2, 0.5],
      [0.1, 3],
    ];
    let calls = 0;
    const fun = (x: ArrayLike<number>): number => {
      if (calls++ > 0) {
        bounds.forEach(([low, high], i) => {
          expect(x[i]).toBeGreaterThanOrEqual(low);
          expect(x[i]).toBeLessThanOrEqual(high);
        });
      }
      return rosen(x);
    };
    const result = minimize(fun, [4, 4], { method: 'TNC', jac: rosenGradient, bounds });
    expect(result.success).toBe(true);
    expect(result.x[0]).toBe(0.5);
  });

  it('holds a variable whose scale is 0', () => {
    const result = minimize(rosen, [0.5, 2], { method: 'TNC', jac: rosenGradient, options: { scale: [0, 1] } });
    expect(result.x[0]).toBe(0.5);
    expect(result.x[1]).toBeCloseTo(0.25, 6);
  });

  it('explains options that do not fit', () => {
    const run = (options: Record<string, unknown>) =>
      minimize(rosen, [0.5, 2], { method: 'TNC', jac: rosenGradient, options });
    expect(() => run({ scale: [1] })).toThrow(/"scale" expects 2 numbers/);
    expect(() => run({ offset: [1, 2, 3] })).toThrow(/"offset" expects 2 numbers/);
    expect(run({ maxiter: 5 }).warnings.join()).toContain('Unknown solver options: maxiter');
    expect(run({ maxfun: 0 })).toMatchObject({ nit: 0, status: 3, success: false });
  });

  it('accepts stopping from the callback', () => {
    const result = minimize(rosen, [0.5, 2], { method: 'TNC', jac: rosenGradient, callback: () => true });
    expect(result).toMatchObject({ nit: 1, status: 99, success: false });
  });

  it.each(hostileObjectives)('ends honestly on: $name', ({ fun, grad, x0 }) => {
    for (const jac of [grad, null]) {
      for (const bounds of [null, { lb: [-50, -50], ub: [Infinity, 50] }]) {
        let calls = 0;
        const counted = (x: ArrayLike<number>): number => (calls++, fun(x));
        const result = minimize(counted, x0, { method: 'TNC', jac, bounds });
        expect(calls).toBeLessThan(20000);
        if (result.success) expect(Number.isFinite(result.fun)).toBe(true);
        expect(result.message).not.toBe('');
      }
    }
  });

  it('lets the error of a throwing objective out', () => {
    let calls = 0;
    const fun = (x: ArrayLike<number>): number => {
      if (++calls === 5) throw new RangeError('fifth call');
      return rosen(x);
    };
    expect(() => minimize(fun, [-1.2, 1], { method: 'TNC', jac: rosenGradient })).toThrow('fifth call');
  });
});

describe('step finder', () => {
  it('finds a step of sufficient decrease and small slope on cubics that have a minimizer', () => {
    const positive = fc.double({ min: 0.05, max: 20, noNaN: true });
    const finder = new StepFinder();
    fc.assert(
      fc.property(positive, positive, positive, (curvature, slope0, first) => {
        const f = (a: number): number => -slope0 * a + (curvature / 2) * a * a + (curvature / 9) * a * a * a;
        const df = (a: number): number => -slope0 + curvature * a + (curvature / 3) * a * a;
        let verdict: StepVerdict = finder.start(f(0), df(0), first, 1e6, {
          relative: 1e-8,
          absolute: 1e-16,
          spacing: 1e-16,
          eta: 0.25,
          fPrecision: 1e-8,
        });
        for (let k = 0; k < 64 && verdict === 'evaluate'; k++) {
          const a = finder.best + finder.trial;
          verdict = finder.accept(f(a), df(a));
        }
        expect(verdict).toBe('found');
        expect(f(finder.best)).toBeLessThanOrEqual(f(0) + 1e-4 * finder.best * df(0));
        expect(Math.abs(df(finder.best))).toBeLessThanOrEqual(0.25 * slope0 * (1 + 1e-9));
      }),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe('exact math of the comparison', () => {
  it('agrees with V8 to two units in the last place', () => {
    for (let k = 1; k < 400; k++) {
      const [x, y] = [Math.tan(k) * 3, Math.cos(7 * k) * 2];
      const plain = [Math.exp(x % 30), Math.sin(x), Math.cos(x), Math.atan(y / x)];
      const exact = withExactMath(() => [Math.exp(x % 30), Math.sin(x), Math.cos(x), Math.atan(y / x)]);
      plain.forEach((value, i) => expect(Math.abs(exact[i] / value - 1)).toBeLessThan(4.5e-16));
    }
  });
});

describe('scaling', () => {
  it('comes back to the user’s coordinates', () => {
    const scaling = chooseScaling(
      Float64Array.of(3, 0.5, -7),
      Float64Array.of(-Infinity, 0, -10),
      Float64Array.of(Infinity, 1, Infinity),
      null,
      null,
    );
    expect(Array.from(scaling.scale)).toEqual([4, 1, 8]);
    const u = Float64Array.of(1, 0.75, 2);
    scaling.toScaled(u);
    scaling.toUser(u);
    expect(Array.from(u)).toEqual([1, 0.75, 2]);
    expect(scaledNorm(Float64Array.of(3e200, -4e200))).toBeCloseTo(5e200, -190);
  });
});
