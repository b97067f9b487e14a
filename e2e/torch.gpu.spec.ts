/** Tensors in a real browser, in a dedicated worker: every gradient method trains a classifier, in flat memory. */
import { expect, test } from '@playwright/test';
import { runInWorker } from './fixtures/in-browser';
import type { TorchReport } from './fixtures/torch-check';

test('every gradient method brings a classifier below 0.1 on the GPU', async ({ page }) => {
  test.setTimeout(180_000);
  const { adapterName, losses, bytes } = await runInWorker<TorchReport>(page, 'torch-check.ts');
  test.info().annotations.push({ type: 'adapter', description: adapterName });
  expect(Object.keys(losses)).toEqual(expect.arrayContaining(['CG', 'BFGS', 'L-BFGS-B', 'Newton-CG', 'Adam', 'LBFGS']));
  for (const [method, loss] of Object.entries(losses)) expect.soft(loss, method).toBeLessThan(0.1);
  expect(bytes[1]).toBe(bytes[0]);
});
