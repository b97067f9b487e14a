/** The steps that WebAssembly computes are those of the general model, to the last bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../../math/workspace';
import { makeBox } from './box';
import { CompactModel } from './compact-model';
import type { Model } from './model';
import { loadStepKernel } from './step-kernel';
import { MOST_PAIRS, MOST_VARIABLES } from './unrolled-layout';
import { fitsKernel, UnrolledModel } from './unrolled-model';

const kernel = loadStepKernel()!;

/** A run's pairs: of an ill-conditioned quadratic with a wave on it, so that many a pair is bad; some hardly have a curvature,
 *  which spoils the matrices. */
class Walk {
  private readonly x: Float64Array;
  private state: number;

  constructor(
    private readonly n: number,
    seed: number,
    private readonly spoiled: number,
  ) {
    this.state = seed;
    this.x = this.vector(() => 2 * this.random() - 1);
  }

  random(): number {
    this.state = (this.state * 48271) % 2147483647;
    return this.state / 2147483647;
  }

  vector(entry: (i: number) => number): Float64Array {
    return Float64Array.from({ length: this.n }, (_, i) => entry(i));
  }

  gradient(): Float64Array {
    const { x, n } = this;
    return this.vector((i) => 4 ** (i % 6) * x[i] + 0.3 * Math.sin(3 * x[(i + 1) % n]) + 0.1 * x[(i + 2) % n]);
  }

  /** Walks on and hands the pair to every model, unless its curvature is not positive. */
  push(models: readonly Model[]): void {
    const before = this.gradient();
    const s = this.vector(() => 2 * this.random() - 1);
    for (let i = 0; i < this.n; i++) this.x[i] += s[i];
    const after = this.gradient();
    const y = this.vector((i) => after[i] - before[i]);
    const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
    if (this.random() < this.spoiled) {
      const part = (1 - 1e-13) * (product(s, y) / product(s, s));
      for (let i = 0; i < this.n; i++) y[i] -= part * s[i];
    }
    const sy = product(s, y);
    for (const model of models) {
      if (sy > 0) model.push(s, y, product(y, y), sy, product(s, s));
      else model.skip();
    }
  }

  /** The steps of the models from here. */
  steps(models: readonly Model[]): Float64Array[] {
    const g = this.gradient();
    return models.map((model) => {
      const z = new Float64Array(this.n);
      const d = new Float64Array(this.n);
      model.aim(this.x, g, 1, false, z, d);
      return Float64Array.of(...z, ...d, model.size);
    });
  }
}

function modelsOf(n: number, m: number): [Model, Model] {
  return [new CompactModel(makeBox(n, null), m, new Workspace()), new UnrolledModel(n, m, kernel)];
}

describe('unrolled model', () => {
  it('makes the steps of the compact model to the last bit, also after bad pairs and from the identity again', () => {
    let resets = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MOST_VARIABLES }),
        fc.integer({ min: 1, max: MOST_PAIRS }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(0, 0.2),
        (n, m, seed, spoiled) => {
          const walk = new Walk(n, seed, spoiled);
          const models = modelsOf(n, m);
          for (let k = 0; k < 45; k++) {
            if (k === 31) models.forEach((model) => model.reset());
            const size = models[0].size;
            walk.push(models);
            const [general, unrolled] = walk.steps(models);
            expect(unrolled).toEqual(general);
            if (models[0].size < size) resets++;
          }
          const [general, unrolled] = models.map((model) => model.pairs());
          expect(unrolled).toEqual(general);
        },
      ),
      { seed: 17, numRuns: 120 },
    );
    expect(resets).toBeGreaterThan(0);
  });

  it('lets runs take turns in the one memory', () => {
    const walks = [3, 5, 7].map((seed, i) => ({ walk: new Walk(i + 2, seed, 0), models: modelsOf(i + 2, 10 - 2 * i) }));
    for (let k = 0; k < 60; k++) {
      const { walk, models } = walks[(k * k) % 3];
      walk.push(models);
      const [general, unrolled] = walk.steps(models);
      expect(unrolled).toEqual(general);
    }
  });

  it('starts again from the identity at an infinite scaling, as the compact model does', () => {
    const models = modelsOf(2, 10);
    const s = Float64Array.of(1e-170, 0);
    const y = Float64Array.of(1e160, 1);
    for (const model of models) model.push(s, y, Infinity, 1e-10, 1e-320);
    const [general, unrolled] = new Walk(2, 9, 0).steps(models);
    expect(unrolled).toEqual(general);
    expect(models.map((model) => model.size)).toEqual([0, 0]);
  });

  it('is for few variables and few pairs', () => {
    expect(fitsKernel(MOST_VARIABLES, MOST_PAIRS)).toBe(true);
    expect(fitsKernel(MOST_VARIABLES + 1, MOST_PAIRS)).toBe(false);
    expect(fitsKernel(1, MOST_PAIRS + 1)).toBe(false);
  });
});
