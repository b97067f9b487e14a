import type { Tensor } from 'webgpu-torch';
import { afterAll, describe, expect, it } from 'vitest';
import { closureOf } from './closure';
import {
  BasinHoppingWrapper,
  DifferentialEvolutionWrapper,
  DualAnnealingWrapper,
  SHGOWrapper,
} from './global-wrappers';
import { nodeTorch } from './node-torch';
import { add, mul, sub } from './ops/arithmetic';
import { cos, sin, square } from './ops/pointwise';
import { sum } from './ops/reduce';
import { parameter, read } from './tensors';

const torch = await nodeTorch();
afterAll(() => torch?.engine.destroy());

describe.skipIf(!torch)('global searches of a tensor model', () => {
  /** (x−1.5)² + 2(y+0.5)² + 0.1 sin 10x cos 10y: minimum −0.04498873 at (1.430242, −0.369797). */
  const wavy = (x: Tensor, y: Tensor): Tensor =>
    sum(add(add(square(sub(x, 1.5)), mul(square(add(y, 0.5)), 2)), mul(mul(sin(mul(x, 10)), cos(mul(y, 10))), 0.1)));
  const model = (): { x: Tensor; y: Tensor } => ({ x: parameter([-1]), y: parameter([1.2]) });
  const bounds = { bounds: [-2, 3] } as const;

  it.each([
    ['basin hopping', BasinHoppingWrapper, { niter: 30, rng: 1 }],
    ['differential evolution', DifferentialEvolutionWrapper, { rng: 2, maxiter: 60 }],
    ['shgo', SHGOWrapper, { n: 64, iters: 2, sampling_method: 'sobol' }],
    ['dual annealing', DualAnnealingWrapper, { rng: 3, maxiter: 60 }],
  ] as const)('%s finds the lowest of many minima', async (_, Wrapper, options) => {
    const { x, y } = model();
    const optimizer = new Wrapper([x, y], bounds, options);
    const loss = await optimizer.step(closureOf(null, () => wavy(x, y)));
    expect(loss).toBeCloseTo(-0.04498873, 5);
    const [found] = await read(x);
    expect(found![0]).toBeCloseTo(1.430242, 3);
  });

  it('asks for the bounds that it needs, and leaves the model alone when it fails', async () => {
    const { x, y } = model();
    const search = new DifferentialEvolutionWrapper([x, y], {});
    await expect(search.step(() => wavy(x, y))).rejects.toThrow('needs bounds');
    const broken = new BasinHoppingWrapper([x, y], {});
    await expect(broken.step(() => wavy(x, y))).rejects.toThrow('Call loss.backward()');
    expect((await read(x, y)).map((part) => part[0])).toEqual([-1, Math.fround(1.2)]);
  });
});
