/** Step 7 with WebGPU: the badge names the adapter and which engine won on this loss. */
import { expect, open, test, writeLoss } from './helpers';

test('the badge names the adapter', async ({ app }) => {
  await open(app);
  const badge = app.getByTestId('engine-badge');
  await expect(badge).toContainText(/SwiftShader|llvmpipe|NVIDIA|AMD|Intel|Apple|Adreno|Mali/i, { timeout: 20_000 });
  await badge.click();
  await expect(app.getByRole('dialog', { name: 'Engine' })).toContainText(/faster|slower/);
});

test('an expensive loss may move to the GPU, and the picture says where it came from', async ({ app }) => {
  await open(app);
  await writeLoss(
    app,
    'function f(x) {\n  let s = 0;\n  for (let i = 1; i < 60; i++) s += Math.sin(i * x[0]) * Math.cos(i * x[1]) / i;\n  return s;\n}',
  );
  await expect(app.getByRole('region', { name: 'Landscape' })).toContainText(/points on (CPU|WebGPU)/);
});
