/** The same check runs in a real browser: e2e/wgsl.gpu.spec.ts. */
import { describe, expect, it } from 'vitest';
import { isAccurate } from '../../e2e/fixtures/accuracy';
import { checkCatalogue } from '../../e2e/fixtures/catalogue-check';
import { nodeGpu } from './node-gpu';
import { openGpu } from './open';

const gpu = await nodeGpu();

describe.skipIf(!gpu)('the catalogue in WGSL', () => {
  it('agrees with f64: values to 1e-5, gradients and Hessian-vector products to 1e-4', async () => {
    const state = await openGpu(gpu!);
    if (!state.ok) throw new Error(state.reason);
    const errors = await checkCatalogue(state.engine);
    state.engine.destroy();
    expect(errors.length).toBeGreaterThan(20);
    expect(errors.filter((entry) => !isAccurate(entry))).toEqual([]);
  }, 120_000);
});
