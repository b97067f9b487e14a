/** Step 7 without WebGPU: everything works, and the badge says why. */
import { expect, open, test } from './helpers';

test('the badge says CPU (f64), and why', async ({ app }) => {
  await open(app);
  const badge = app.getByTestId('engine-badge');
  await expect(badge).toContainText('CPU (f64)');
  await badge.click();
  await expect(app.getByRole('dialog', { name: 'Engine' })).toContainText(/WebGPU|adapter/);
});
