/** Constraints from text to picture: typed, drawn, kept by the methods that can, refused by those that cannot. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, open, pickProblem, results, studyEnded, test } from './helpers';

/** Adds a line of constraints, as a person with a keyboard does. */
async function typeConstraint(page: Page, text: string): Promise<void> {
  await page.getByTestId('constraint-add').click();
  await expect(page.getByRole('textbox', { name: /^Constraint \d+$/ }).last()).toBeFocused();
  await page.keyboard.type(text);
}

const landscape = (page: Page) => page.getByTestId('landscape');

/** Whether the canvas of limits has any ink, and the color of the pixel at a share of its width and height. */
async function limitsPixels(
  page: Page,
): Promise<{ readonly inked: number; readonly corner: number; readonly middle: number }> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=landscape] canvas.limits')!;
    const context = canvas.getContext('2d')!;
    const alphaAround = (x: number, y: number): number => {
      const size = Math.round(canvas.width / 20);
      const { data } = context.getImageData(Math.round(canvas.width * x), Math.round(canvas.height * y), size, size);
      let sum = 0;
      for (let k = 3; k < data.length; k += 4) sum += data[k]!;
      return sum / (data.length / 4);
    };
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let inked = 0;
    for (let k = 3; k < data.length; k += 4) if (data[k]! > 0) inked++;
    return { inked: inked / (data.length / 4), corner: alphaAround(0.15, 0.8), middle: alphaAround(0.52, 0.6) };
  });
}

async function pickMethod(page: Page, name: string): Promise<void> {
  await page.getByTestId('method-add').click();
  await page.getByRole('combobox').last().fill(name);
  await page
    .getByRole('option', { name: new RegExp(`^${name}`) })
    .first()
    .click();
}

test('a typed constraint is hatched and drawn; SLSQP keeps it and BFGS says that it cannot', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await expect(landscape(app)).toHaveAttribute('data-constraint-curves', '0');
  expect((await limitsPixels(app)).inked).toBe(0);
  await typeConstraint(app, 'x[0]^2 + x[1]^2 <= 1');
  await expect(landscape(app)).toHaveAttribute('data-constraint-curves', '1');
  await expect.poll(async () => Number(await landscape(app).getAttribute('data-infeasible'))).toBeGreaterThan(0.3);
  const pixels = await limitsPixels(app);
  // Hatched in the corner, open in the disk around the origin.
  expect(pixels.inked).toBeGreaterThan(0.2);
  expect(pixels.corner).toBeGreaterThan(60);
  expect(pixels.corner).toBeGreaterThan(4 * pixels.middle);
  await expect(app.getByRole('region', { name: 'Landscape' })).toContainText('ruled out');
  await expect(app.getByTestId('constraints')).toContainText('nonlinear inequality');

  const bfgs = app.getByTestId('method-chip').filter({ hasText: 'BFGS' });
  await expect(bfgs).toContainText(/Cannot take constraints: it will not be run/);
  await pickMethod(app, 'SLSQP');
  await app.getByTestId('run').click();
  await studyEnded(app);
  const rows = new Map((await results(app)).map((row) => [row['method'], row]));
  expect(rows.get('SLSQP')!['status']).toBe('converged');
  expect(Number(rows.get('SLSQP')!['fun'])).toBeCloseTo(0.0456748, 4);
  expect(Number(rows.get('SLSQP')!['maxcv'])).toBeLessThan(1e-6);
  expect(rows.get('BFGS')).toMatchObject({
    status: 'skipped',
    message: expect.stringMatching(/^BFGS cannot take constraints/),
  });

  await app.getByText('Violation', { exact: true }).click();
  await expect(app.getByRole('region', { name: 'Convergence' })).toContainText(/bounds and constraints are kept/);
});

test('a wrong constraint shows its message at its place, and the last good one stays', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await typeConstraint(app, 'x[0] + x[1] <= 1');
  await expect(landscape(app)).toHaveAttribute('data-constraint-curves', '1');
  const share = await landscape(app).getAttribute('data-infeasible');
  const line = app.getByRole('textbox', { name: 'Constraint 1' });
  await line.fill('x[0] + q <= 1');
  const section = app.getByTestId('constraints');
  await expect(section.getByRole('status')).toContainText(/“q” is not defined.*In force: x\[0\] \+ x\[1\] <= 1/);
  await expect(section.locator('mark')).toHaveText('q');
  await expect(line).toHaveAttribute('aria-invalid', 'true');
  await expect(landscape(app)).toHaveAttribute('data-constraint-curves', '1');
  expect(await landscape(app).getAttribute('data-infeasible')).toBe(share);

  const { violations } = await new AxeBuilder({ page: app }).include('[data-testid=constraints]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);

  await line.fill('x[0] + x[1] < 1');
  await expect(section.getByRole('status')).toContainText(/“<” is read as “≤”/);
  await line.press('Enter');
  await expect(app.getByRole('textbox', { name: 'Constraint 2' })).toBeFocused();
  await app.keyboard.press('Backspace');
  await expect(app.getByRole('textbox', { name: 'Constraint 2' })).toHaveCount(0);
  await expect(line).toBeFocused();
  await app.getByRole('button', { name: 'Remove constraint 1' }).click();
  await expect(landscape(app)).toHaveAttribute('data-constraint-curves', '0');
  await app.getByRole('button', { name: 'Undo' }).click();
  await expect(line).toHaveValue('x[0] + x[1] < 1');
});

test('the portfolio: an equality on the slice, and the same weights by four methods', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await pickProblem(app, 'Portfolio of three assets');
  for (const name of ['COBYQA', 'trust-constr']) await pickMethod(app, name);
  await expect(landscape(app)).toHaveAttribute('data-constraint-curves', '2');
  await expect(app.getByRole('region', { name: 'Landscape' })).toContainText('slice through the start');
  await app.getByTestId('run').click();
  await studyEnded(app);
  const rows = new Map((await results(app)).map((row) => [row['method'], row]));
  for (const name of ['SLSQP', 'COBYLA', 'COBYQA', 'trust-constr']) {
    expect(Number(rows.get(name)!['fun'])).toBeCloseTo(0.028934, 5);
    expect(Number(rows.get(name)!['maxcv'])).toBeLessThan(1e-6);
    expect(Number(rows.get(name)!['distance'])).toBeLessThan(1e-3);
  }
  expect(rows.get('BFGS')!['message']).toMatch(/cannot take bounds or constraints/);
});

test('constraints travel with an exported study, and with the link', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await typeConstraint(app, '0 <= x[0] - x[1] <= 3');
  await pickMethod(app, 'SLSQP');
  await app.getByTestId('run').click();
  await studyEnded(app);
  const before = await results(app);
  const download = app.waitForEvent('download');
  await app.getByTestId('export').click();
  const path = await (await download).path();
  const study = JSON.parse(readFileSync(path, 'utf8')) as { problem: { constraints: unknown } };
  expect(study.problem.constraints).toEqual([{ text: '0 <= x[0] - x[1] <= 3' }]);
  await expect.poll(() => new URL(app.url()).hash.length).toBeGreaterThan(10);
  const link = app.url();

  await pickProblem(app, 'Beale');
  await expect(app.getByRole('textbox', { name: 'Constraint 1' })).toHaveCount(0);
  await app.getByTestId('import').setInputFiles(path);
  await expect(app.getByRole('textbox', { name: 'Constraint 1' })).toHaveValue('0 <= x[0] - x[1] <= 3');
  expect((await results(app)).map((row) => row['fun'])).toEqual(before.map((row) => row['fun']));

  await app.goto('about:blank');
  await app.goto(link);
  await expect(app.getByRole('textbox', { name: 'Constraint 1' })).toHaveValue('0 <= x[0] - x[1] <= 3', {
    timeout: 20_000,
  });
});

test('one variable: what is ruled out is shaded as intervals', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await pickProblem(app, 'Parabola with ripples');
  await typeConstraint(app, '-4 <= x <= 6');
  await expect(landscape(app)).toHaveAttribute('data-constraint-curves', '1');
  await expect.poll(async () => Number(await landscape(app).getAttribute('data-infeasible'))).toBeCloseTo(0.5, 1);
});
