/** Generated WGSL in a real browser, in a dedicated worker, against f64; calibration; the loss of a device. */
import { expect, test } from '@playwright/test';
import { isAccurate } from './fixtures/accuracy';
import { runInWorker } from './fixtures/in-browser';
import type { WgslReport } from './fixtures/wgsl-check';

test('the catalogue on the GPU agrees with f64, and a lost device is replaced', async ({ page }) => {
  test.setTimeout(180_000);
  const { adapterName, errors, calibration, afterLoss } = await runInWorker<WgslReport>(page, 'wgsl-check.ts');
  expect(adapterName).not.toBe('');
  expect(errors.length).toBeGreaterThan(20);
  expect(errors.filter((entry) => !isAccurate(entry))).toEqual([]);
  expect(calibration).toMatchObject({ points: 65536, faster: calibration.gpuMs < calibration.cpuMs ? 'gpu' : 'cpu' });
  expect(afterLoss).toEqual({ error: 'DeviceLostError', value: 1 });
  test.info().annotations.push({
    type: 'calibration',
    description: `${adapterName}: Rosenbrock on 256², CPU ${calibration.cpuMs.toFixed(1)} ms, GPU ${calibration.gpuMs.toFixed(1)} ms`,
  });
});
