/** The gallery: examples open, run and reach their numbers; a curve shows point, tangent and step; nothing is lost. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, open, results, studyEnded, test } from './helpers';

async function openGallery(page: Page): Promise<void> {
  await page.getByTestId('examples').click();
  await expect(page.getByRole('dialog', { name: 'Examples' }).locator('.example-card').first()).toBeVisible();
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

const marks = async (page: Page): Promise<Record<string, number>> =>
  JSON.parse((await page.getByTestId('landscape').getAttribute('data-marks')) ?? '{}') as Record<string, number>;

/** What is under the curve, by name. */
const reading = (page: Page, quantity: string) =>
  page.getByTestId('curve-readout').locator(`[data-quantity="${quantity}"]`).first();

/** Methods of the runs that have come to an end. */
const ended = async (page: Page): Promise<(string | undefined)[]> =>
  (await results(page)).filter((row) => /converged|stopped/.test(row['status'] ?? '')).map((row) => row['method']);

test('the gallery opens by mouse, search and key; a curve shows point, tangent and step', async ({ app }) => {
  test.setTimeout(240_000);
  await open(app);
  await studyEnded(app);
  await openGallery(app);
  // Pictures come from the worker, one after another.
  await expect(app.locator('.example-picture[data-drawn="true"]').first()).toBeVisible({ timeout: 30_000 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await app.emulateMedia({ colorScheme });
    await expectNoViolations(app);
  }
  await app.getByRole('searchbox', { name: 'Search examples' }).fill('gradient descent');
  await app.keyboard.press('ArrowDown');
  await expect(app.locator('[data-example="gradient-descent"]')).toBeFocused();
  await app.keyboard.press('Enter');
  await expect(app.getByRole('dialog')).toBeHidden();
  await expect(app.getByTestId('notice')).toContainText('Gradient descent on x²');
  await expect(app.getByTestId('problem-picker')).toHaveText('Problem: Gradient descent on x²');
  await expect.poll(() => ended(app), { timeout: 30_000 }).toEqual(['SGD']);
  expect(Number((await results(app))[0]!['fun'])).toBeCloseTo(6.25 * 0.64 ** 40, 14);

  // The play bar: a point with its tangent at the start, then a step to the next one.
  await app.getByRole('slider', { name: 'Iteration' }).focus();
  await app.keyboard.press('Home');
  await expect.poll(() => marks(app)).toEqual({ trail: 1, tangents: 1, points: 1 });
  await expect(reading(app, 'f')).toHaveText('6.25');
  await expect(reading(app, 'f′')).toHaveText('5');
  await app.keyboard.press('ArrowRight');
  await expect.poll(() => marks(app)).toEqual({ trail: 2, steps: 1, tangents: 1, points: 1 });
  await expect(reading(app, 'x')).toHaveText('2');
  await expect(reading(app, 'f')).toHaveText('4');
  await expectNoViolations(app);

  // Undo brings back what was there.
  await app.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(app.getByTestId('problem-picker')).toHaveText('Problem: Rosenbrock');

  // The palette knows them too.
  await app.keyboard.press('ControlOrMeta+K');
  await app.keyboard.type('example beale');
  await app.keyboard.press('Enter');
  await expect(app.getByTestId('problem-picker')).toHaveText('Problem: Beale by three methods');
  await expect.poll(async () => (await ended(app)).length, { timeout: 30_000 }).toBe(3);
  const [lbfgsb, slsqp, powell] = (await results(app)).map((row) => Number(row['fun']));
  expect(lbfgsb).toBeLessThan(1e-12);
  expect(slsqp).toBeLessThan(1e-6);
  expect(powell).toBeLessThan(1e-10);
  await expect(app.getByTestId('starts').getByRole('listitem')).toHaveCount(3);
  await expect(app.getByTestId('starts')).toContainText('3 starts');
});

test('a link opens an example; on a phone the gallery is a list', async ({ app }) => {
  test.setTimeout(240_000);
  await app.setViewportSize({ width: 390, height: 844 });
  await open(app, '#example=three-optimizers');
  // The table is behind another tab: it is read, not seen.
  await expect.poll(() => ended(app), { timeout: 30_000 }).toEqual(['Adam', 'SGD', 'LBFGS']);
  const lbfgs = (await results(app)).find((row) => row['method'] === 'LBFGS');
  expect(Number(lbfgs!['fun'])).toBeCloseTo(0.160707, 6);
  await app.getByRole('button', { name: 'More actions' }).click();
  await openGallery(app);
  await expectNoViolations(app);
  const card = app.locator('[data-example="adam-leaps"]');
  expect((await card.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  await card.click();
  await expect.poll(() => ended(app), { timeout: 30_000 }).toEqual(['Adam']);
  expect(Number((await results(app))[0]!['fun'])).toBeCloseTo(-0.27488, 6);
});

test('a fit shows predictions and parameters at the play position', async ({ app }) => {
  test.setTimeout(240_000);
  await open(app, '#example=linear-fit');
  await expect.poll(async () => (await ended(app)).length, { timeout: 60_000 }).toBe(3);
  await app.getByText('Fit', { exact: true }).click();
  const fit = async (): Promise<Record<string, number>> =>
    JSON.parse((await app.getByTestId('fit').getAttribute('data-fit')) ?? '{}') as Record<string, number>;
  await app.getByRole('slider', { name: 'Iteration' }).focus();
  await app.keyboard.press('Home');
  await expect.poll(async () => (await fit())['predictions'], { timeout: 60_000 }).toBe(160);
  // At the start, w = 0, everything is predicted to be 0: the error is the size of the targets.
  await expect.poll(async () => (await fit())['error']! > 2, { timeout: 30_000 }).toBe(true);
  await app.keyboard.press('End');
  await expect.poll(async () => (await fit())['error']! < 0.13, { timeout: 30_000 }).toBe(true);
  expect(await fit()).toMatchObject({ cells: 3 });
  await expectNoViolations(app);
});
