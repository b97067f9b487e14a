/** The library as its users call it. */
import { describe, expect, it } from 'vitest';
import * as thalweg from './index';

const rosenbrock = '(x, y) => (1 - x)**2 + 100*(y - x**2)**2';
const plain = (x: Float64Array): number => (1 - x[0]!) ** 2 + 100 * (x[1]! - x[0]! ** 2) ** 2;
const box = [
  [-2, 2],
  [-1, 3],
];

describe('minimize', () => {
  it('takes text, a compiled loss and a function', () => {
    const fromText = thalweg.minimize(rosenbrock, [-1.2, 1], { method: 'BFGS' });
    const fromLoss = thalweg.minimize(thalweg.compile(rosenbrock), [-1.2, 1], { method: 'BFGS' });
    const fromFunction = thalweg.minimize(plain, [-1.2, 1], { method: 'BFGS' });
    expect(fromText.x).toEqual(fromLoss.x);
    for (const { success, x } of [fromText, fromFunction]) {
      expect(success).toBe(true);
      x.forEach((value) => expect(value).toBeCloseTo(1, 4));
    }
    expect(fromFunction.nfev).toBeGreaterThan(fromText.nfev);
  });

  it('compiles text for as many variables as x0 has', () => {
    const { x } = thalweg.minimize('def f(x):\n    return sum((x - 3)**2)', new Float64Array(7), { method: 'CG' });
    expect(x).toHaveLength(7);
    expect(x[6]).toBeCloseTo(3, 5);
    expect(thalweg.minimize('(x - 2)^2', 0).x[0]).toBeCloseTo(2, 5);
  });

  it('says what is wrong with a text, or with its number of variables', async () => {
    expect(() => thalweg.minimize('(x, y) => x +', [1, 2])).toThrow(thalweg.LossSyntaxError);
    expect(() => thalweg.minimize(rosenbrock, [1, 2, 3])).toThrow(thalweg.OptionError);
    await expect(thalweg.minimizeAsync('(x, y) => x +', [1, 2])).rejects.toThrow(thalweg.LossSyntaxError);
    await expect(thalweg.shgoAsync('(x, y) => x +', box)).rejects.toThrow(thalweg.LossSyntaxError);
  });

  it('awaits a loss that answers later', async () => {
    const later = (x: Float64Array): Promise<number> => Promise.resolve(plain(x));
    const { fun } = await thalweg.minimizeAsync(later, [-1.2, 1], { method: 'Nelder-Mead' });
    expect(fun).toBe(thalweg.minimize(plain, [-1.2, 1], { method: 'Nelder-Mead' }).fun);
  });
});

describe('the other minimizers', () => {
  it('take text too', () => {
    expect(thalweg.minimizeScalar('(x - 2)^2 + 1').x).toBeCloseTo(2, 6);
    const results = [
      thalweg.differentialEvolution(rosenbrock, box, { rng: 3 }),
      thalweg.dualAnnealing(rosenbrock, box, { rng: 3, maxiter: 100 }),
      thalweg.basinhopping(rosenbrock, [-1.2, 1], { rng: 3, niter: 5 }),
      // On five points of Rosenbrock's box SciPy's shgo finds no minimizer either.
      thalweg.shgo('(x - 1)^2 + (y - 1)^2', box),
      thalweg.direct(rosenbrock, box),
      thalweg.brute(rosenbrock, [
        [-2, 2],
        [-1, 3],
      ]),
    ];
    for (const { fun } of results) expect(fun).toBeLessThan(1e-3);
  });

  it('draw the same numbers from the same seed as from a generator', () => {
    const fromSeed = thalweg.differentialEvolution(rosenbrock, box, { rng: 7, maxiter: 5 });
    const fromGenerator = thalweg.differentialEvolution(rosenbrock, box, { rng: thalweg.defaultRng(7), maxiter: 5 });
    expect(fromGenerator.x).toEqual(fromSeed.x);
  });
});
