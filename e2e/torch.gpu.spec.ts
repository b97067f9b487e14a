/** Tensors in a real browser, in a dedicated worker: every method trains a classifier, in flat memory. */
import { expect, test } from '@playwright/test';
import { runInWorker } from './fixtures/in-browser';
import type { TorchReport } from './fixtures/torch-check';

test('every method brings a classifier below 0.1 on the GPU, global searches find the lowest minimum', async ({
  page,
}) => {
  test.setTimeout(400_000);
  const { adapterName, losses, minima, bytes } = await runInWorker<TorchReport>(page, 'torch-check.ts');
  test.info().annotations.push({ type: 'adapter', description: adapterName });
  console.log(
    Object.entries(losses)
      .map(([method, loss]) => `${method} ${loss.toExponential(1)}`)
      .join(', '),
  );
  // All 15 of minimize, and three of PyTorch's.
  expect(Object.keys(losses)).toHaveLength(18);
  for (const [method, loss] of Object.entries(losses)) expect.soft(loss, method).toBeLessThan(0.1);
  expect(Object.keys(minima)).toHaveLength(4);
  for (const [search, lowest] of Object.entries(minima)) expect.soft(lowest, search).toBeCloseTo(-0.04498873, 4);
  expect(bytes).toHaveLength(500);
  expect(bytes[0]).toBeGreaterThan(10_000);
  expect(Math.max(...bytes)).toBe(Math.min(...bytes));
});
