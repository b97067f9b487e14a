/**
 * Inner loops do not allocate: between two iterations a method makes the points that it asks for, which are never
 * written again, and the gradients that it keeps, and nothing else of their length. Arrays are counted where they are
 * made, so that the machine's load and its garbage collector have no say.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Setup } from '../solve/method';
import { findMethod } from '../solve/registry';
import type { Evaluator } from './evaluator';
import { runBare } from './run-sync';

const original = globalThis.Float64Array;
const prototype = original.prototype as unknown as Record<'map' | 'slice', (...args: unknown[]) => Float64Array>;
const kept = { map: prototype.map, slice: prototype.slice };
let longest = Infinity;
let made = 0;

function count(length: number): void {
  if (length >= longest) made += length / longest;
}

beforeAll(() => {
  globalThis.Float64Array = new Proxy(original, {
    construct(target, args: ConstructorParameters<Float64ArrayConstructor>) {
      const array = Reflect.construct(target, args) as Float64Array;
      count(array.length);
      return array;
    },
  });
  for (const name of ['map', 'slice'] as const) {
    prototype[name] = function counted(this: Float64Array, ...args: unknown[]): Float64Array {
      const array = kept[name].apply(this, args);
      count(array.length);
      return array;
    };
  }
});

afterAll(() => {
  globalThis.Float64Array = original;
  Object.assign(prototype, kept);
});

// A chain of quartic bowls: smooth, convex, slow enough for every method to need its iterations.
function evaluatorOf(n: number): Evaluator & { evaluations: number } {
  const weight = (i: number): number => 1 + (i % 7);
  return {
    n,
    evaluations: 0,
    fun(x) {
      this.evaluations++;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weight(i) * (x[i]! - 1) ** 4 + (i > 0 ? (x[i]! - x[i - 1]!) ** 2 : 0);
      return sum;
    },
    grad(x, out) {
      const g = out!;
      for (let i = 0; i < n; i++) {
        g[i] = 4 * weight(i) * (x[i]! - 1) ** 3;
        if (i > 0) g[i]! += 2 * (x[i]! - x[i - 1]!);
        if (i + 1 < n) g[i]! -= 2 * (x[i + 1]! - x[i]!);
      }
      return g;
    },
    hessp(x, p, out) {
      this.evaluations++;
      const v = out!;
      for (let i = 0; i < n; i++) {
        v[i] = 12 * weight(i) * (x[i]! - 1) ** 2 * p[i]!;
        if (i > 0) v[i]! += 2 * (p[i]! - p[i - 1]!);
        if (i + 1 < n) v[i]! -= 2 * (p[i + 1]! - p[i]!);
      }
      return v;
    },
  };
}

function spend(method: string, n: number, maxiter: number): { vectors: number; evaluations: number } {
  const { needs, solve } = findMethod(method);
  const evaluator = evaluatorOf(n);
  const setup: Setup = {
    x0: original.from({ length: n }, (_, i) => 3 + Math.sin(i)),
    jac: needs.grad === 'ignored' ? null : 'exact',
    hess: null,
    hessp: needs.hess !== 'ignored',
    bounds: null,
    constraints: [],
    tol: 1e-300,
    options: method === 'TNC' ? { maxfun: 6 * maxiter } : { maxiter },
    seed: null,
  };
  longest = n;
  made = 0;
  runBare(solve(setup), evaluator);
  const vectors = made;
  longest = Infinity;
  return { vectors, evaluations: evaluator.evaluations };
}

describe('inner loops', () => {
  // Vectors of n numbers for each evaluation of f or product with the Hessian: a point or a direction that is asked
  // about, and a gradient where it is kept.
  it.each([
    ['BFGS', 60, 1.2],
    ['CG', 1000, 2.8],
    ['L-BFGS-B', 1000, 1.3],
    ['TNC', 1000, 2.2],
    ['SLSQP', 30, 2.2],
    ['Nelder-Mead', 40, 1.1],
    ['Powell', 40, 1.2],
    ['Newton-CG', 1000, 1.1],
    ['trust-ncg', 1000, 1.1],
    ['trust-krylov', 1000, 1.3],
  ])('of %s in %i variables make at most %d vectors for an evaluation', (method, n, most) => {
    const few = spend(method, n, 12);
    const many = spend(method, n, 24);
    const evaluations = many.evaluations - few.evaluations;
    expect(evaluations).toBeGreaterThanOrEqual(8);
    const perEvaluation = (many.vectors - few.vectors) / evaluations;
    expect(perEvaluation).toBeGreaterThanOrEqual(0.9);
    expect(perEvaluation).toBeLessThanOrEqual(most);
  });
});
