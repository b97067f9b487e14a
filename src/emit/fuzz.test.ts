import { describe, expect, it } from 'vitest';
import { evaluate } from '../ir/evaluate';
import { gradient, hessianVector } from '../ir/autodiff';
import { emitJavaScript } from './javascript';
import { compileProgram } from './loss';
import { randomProgram, seeded } from './random-program';

// A thousand more seeds pass; these keep the suite short.
const seeds = Array.from({ length: 150 }, (_, i) => i + 1);
const dimensionOf = (seed: number): number => [1, 2, 3, 5, 30][seed % 5]!;
const stepsOf = (seed: number): number => 3 + (seed % 12);

function pointOf(seed: number, n: number): Float64Array {
  const random = seeded(seed + 1e6);
  return Float64Array.from({ length: n }, () => 2 * random() - 1);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, label: string): void {
  expect(actual.length, label).toBe(expected.length);
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!);
    expect(error <= tolerance * scale, `${label}[${i}]: ${actual[i]} against ${expected[i]}`).toBe(true);
  }
}

describe('random programs (the seed is in the failing label)', () => {
  it('compile to what they mean, one point and many', () => {
    for (const seed of seeds) {
      const n = dimensionOf(seed);
      const program = randomProgram(seed, n, stepsOf(seed));
      const points = [0, 1, 2].map((k) => pointOf(seed + 1000 * k, n));
      const expected = points.map((x) => evaluate(program, [x])[0]![0]!);
      const loss = compileProgram(program, { names: [] });
      const arrays = emitJavaScript(program);
      points.forEach((x, k) => {
        expectClose([loss.fun(x)], [expected[k]!], 1e-13, `seed ${seed} loss`);
        expectClose([arrays.run(x)], [expected[k]!], 1e-13, `seed ${seed} arrays`);
      });
      const packed = Float64Array.from(points.flatMap((x) => [...x]));
      expectClose(loss.funBatch(packed), expected, 1e-13, `seed ${seed} batch`);
      const flat = new Float64Array(3);
      arrays.batch(3, packed, flat);
      expectClose(flat, expected, 1e-13, `seed ${seed} arrays batch`);
    }
  }, 120_000);

  it('have the gradient that differences see, and products that differences of gradients see', () => {
    for (const seed of seeds) {
      const n = dimensionOf(seed);
      const program = randomProgram(seed, n, stepsOf(seed));
      const loss = compileProgram(program, { names: [] });
      const x = pointOf(seed, n);
      const p = pointOf(seed + 77, n);
      const h = 1e-6;
      const along = (direction: Float64Array, step: number): Float64Array => x.map((v, i) => v + step * direction[i]!);
      const slope = loss.grad(x);
      const directional = (loss.fun(along(p, h)) - loss.fun(along(p, -h))) / (2 * h);
      const product = slope.reduce((sum, s, i) => sum + s * p[i]!, 0);
      const size = Math.max(1, ...slope.map(Math.abs));
      expectClose([product], [directional], 2e-6 * size, `seed ${seed} gradient`);
      const up = loss.grad(along(p, h));
      const down = loss.grad(along(p, -h));
      const differences = up.map((v, i) => (v - down[i]!) / (2 * h));
      expectClose(loss.hessp(x, p), differences, 1e-4 * size, `seed ${seed} hessp`);
    }
  }, 120_000);

  it('agree with themselves: arrays and written out, value with gradient, Hessian and products, batches', () => {
    for (const seed of seeds) {
      const n = dimensionOf(seed);
      const program = randomProgram(seed, n, stepsOf(seed));
      const loss = compileProgram(program, { names: [] });
      const x = pointOf(seed, n);
      const p = pointOf(seed + 77, n);
      const slope = loss.grad(x);
      const out = new Float64Array(n);
      expectClose([loss.valueAndGrad(x, out)], [loss.fun(x)], 1e-13, `seed ${seed} value`);
      expectClose(out, slope, 1e-13, `seed ${seed} gradient by-product`);
      expectClose(evaluate(gradient(program), [x])[1]!, slope, 1e-12, `seed ${seed} gradient meaning`);
      const product = loss.hessp(x, p);
      expectClose(evaluate(hessianVector(program), [x, p])[0]!, product, 1e-11, `seed ${seed} product meaning`);
      const hess = loss.hess(x);
      const byHess = Float64Array.from({ length: n }, (_, i) => p.reduce((sum, v, j) => sum + hess[i * n + j]! * v, 0));
      expectClose(byHess, product, 1e-10, `seed ${seed} Hessian`);
      const twice = (a: Float64Array): Float64Array => Float64Array.from([...a, ...a]);
      expectClose(loss.gradBatch(twice(x)), twice(slope), 1e-13, `seed ${seed} gradBatch`);
      expectClose(loss.hesspBatch(twice(x), twice(p)), twice(product), 1e-13, `seed ${seed} hesspBatch`);
    }
  }, 120_000);
});
