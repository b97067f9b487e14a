/** Handwritten digits: trains in a worker on whatever engine there is, is cancelled at once, and frees all on closing. */
import AxeBuilder from '@axe-core/playwright';
import { cancelMilliseconds, expect, open, test } from './helpers';

test('digits are learned by L-BFGS-B, a training is cancelled within 100 ms, closing ends the worker', async ({ app }, {
  project,
}) => {
  test.setTimeout(300_000);
  await open(app);
  await app.keyboard.press('ControlOrMeta+K');
  await app.keyboard.type('handwritten');
  await app.keyboard.press('Enter');
  const dialog = app.getByRole('dialog', { name: 'Handwritten digits' });
  await expect(dialog.getByTestId('digits')).toBeVisible({ timeout: 60_000 });
  await expect(dialog.getByTestId('digits-engine')).toContainText(
    project.name === 'webgpu' ? 'webgpu-torch tensors on' : 'There is no GPU to train on',
  );
  await expect(dialog).toContainText('CC BY-SA 3.0');
  const own = (): number => app.workers().filter((worker) => worker.url().includes('digits')).length;
  expect(own()).toBe(1);

  await dialog.getByRole('textbox', { name: 'Iterations' }).fill('25');
  await dialog.getByTestId('digits-train').click();
  await expect(dialog.getByTestId('digits-cancel')).toBeDisabled({ timeout: 120_000 });
  const row = dialog.getByTestId('digits-runs').locator('tbody tr').first();
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(row).toContainText(project.name === 'webgpu' ? 'L-BFGS-B, WebGPU' : 'L-BFGS-B, CPU');
  const number = async (column: string): Promise<number> =>
    Number.parseFloat(await row.locator(`[data-column=${column}]`).innerText());
  expect(await number('loss')).toBeLessThan(0.5);
  expect(await number('test')).toBeGreaterThan(85);
  await expect(dialog.locator('output')).toContainText('checked in f64');
  // The ten images of weights are painted, and no two of them are alike.
  const images = await dialog
    .locator('.digits-weights canvas')
    .evaluateAll((canvases) => canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
  expect(new Set(images).size).toBe(10);
  await dialog.getByText('Wrong ones', { exact: true }).click();
  await expect(dialog.getByText(/^A \d, read as \d with \d+ %$/).first()).toBeAttached();
  const { violations } = await new AxeBuilder({ page: app }).include('[role=dialog]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);

  await dialog.getByRole('combobox', { name: 'Method' }).selectOption('SGD');
  await dialog.getByRole('textbox', { name: 'Iterations' }).fill('5000');
  const milliseconds = await cancelMilliseconds(app, 'digits-cancel', async () => {
    await dialog.getByTestId('digits-train').click();
    await expect(dialog.getByText(/^Iteration [1-9]/)).toBeVisible({ timeout: 60_000 });
  });
  expect(milliseconds).toBeLessThan(100);
  await expect(dialog.locator('output')).toContainText('cancelled');
  const rows = dialog.getByTestId('digits-runs');
  await app.waitForTimeout(200);
  const after = await rows.innerText();
  await app.waitForTimeout(1000);
  expect(await rows.innerText()).toBe(after);
  await app.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect.poll(own).toBe(0);
});
