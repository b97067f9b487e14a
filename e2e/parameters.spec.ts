/** Parameters by name and data: from a pasted notebook cell and a CSV file to named results, out and back in. */
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import Ajv2020 from 'ajv/dist/2020.js';
import type { Page } from '@playwright/test';
import { expect, open, pickProblem, results, studyEnded, test, writeLoss } from './helpers';

const loss = `def loss(A, tau):
    return np.mean((A * np.exp(-t / tau) - y) ** 2)
`;
// y = 2·exp(−t / 14), to four digits.
const csv = 't (ms),y\n0,2\n10,0.9791\n20,0.4793\n30,0.2346\n40,0.1149\n';

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

/** Types into a field of a table and leaves it by Enter. */
async function enter(page: Page, name: string, text: string): Promise<void> {
  await field(page, name).fill(text);
  await page.keyboard.press('Enter');
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

/** Drops a file on the Problem panel, as from a file manager. */
async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const files = await page.evaluateHandle(
    ([name, text]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([text!], name!, { type: 'text/csv' }));
      return transfer;
    },
    [name, text],
  );
  await page.getByTestId('editor').locator('.cm-content').dispatchEvent('drop', { dataTransfer: files });
}

test('a pasted loss with named parameters, a dropped CSV, units, results by name, export and import', async ({
  app,
}) => {
  test.slow();
  await open(app);
  // Nothing of this is in the way of those who have neither.
  await expect(app.getByTestId('parameters-offer')).toHaveCount(0);
  await expect(app.getByTestId('data')).toHaveCount(0);
  await writeLoss(app, loss);
  await expect(app.getByTestId('repair')).toHaveText('Add data');

  await dropFile(app, 'decay.csv', `${csv}50,\n`);
  const dialog = app.getByRole('dialog', { name: 'Add data' });
  await expect(dialog.getByRole('alert')).toContainText('Row 7, column “y”: there is no number.');
  await expectNoViolations(app);
  await dialog.getByRole('button', { name: 'Leave this row out' }).click();
  await expect(dialog.getByTestId('data-take')).toHaveText('Add 2 arrays');
  await expectNoViolations(app);
  await dialog.getByTestId('data-take').press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(app.getByTestId('data')).toContainText('5 numbers · 0, 10, 20, 30, …');
  await expect(app.getByText('f(A, tau)')).toBeVisible();

  // The names of the text are the rows of the table. From here on by keyboard.
  await app.getByTestId('parameters-offer').press('Enter');
  await expect(field(app, 'Name of parameter 2')).toHaveValue('tau');
  await enter(app, 'Unit of tau', 'ms');
  await expect(app.getByTestId('editor')).toHaveAttribute('data-invalid', 'true');
  await enter(app, 'Unit of t', 'ms');
  await expect(app.getByTestId('editor')).toHaveAttribute('data-invalid', 'false');
  await enter(app, 'Start of A', '1');
  await enter(app, 'Start of tau in ms', '20');
  await field(app, 'Lower bound of tau in ms').fill('1');
  await app.keyboard.press('Tab');
  await expect(field(app, 'Upper bound of tau in ms')).toBeFocused();
  await app.keyboard.type('60.5');
  await app.keyboard.press('Tab');
  await expect(field(app, 'Scale of tau in ms')).toBeFocused();
  await app.keyboard.type('10');
  await app.keyboard.press('Enter');
  await expect(field(app, 'Start of tau in ms')).toHaveValue('20');

  // A wrong unit is refused in its cell; one that does not fit is underlined in the text.
  await field(app, 'Unit of tau').fill('mss');
  await expect(app.getByTestId('parameters').getByRole('alert')).toContainText('“mss” is not a unit');
  await field(app, 'Unit of tau').press('Escape');
  await enter(app, 'Unit of tau', 'mV');
  await expect(app.getByTestId('editor').locator('.cm-lintRange-error').first()).toBeVisible();
  await enter(app, 'Unit of tau', 'ms');
  await enter(app, 'Unit of tau', 's');
  await expect(field(app, 'Start of tau in s')).toHaveValue('0.02');
  await expect(field(app, 'Upper bound of tau in s')).toHaveValue('0.0605');
  await expect(field(app, 'Scale of tau in s')).toHaveValue('0.01');
  await enter(app, 'Unit of tau', 'ms');

  // A row that is missing can be added where it is missed.
  await app.getByRole('button', { name: 'Remove parameter A' }).press('Enter');
  await expect(app.getByTestId('repair')).toHaveText('Add A to the table');
  await app.getByTestId('repair').press('Enter');
  await expect(field(app, 'Name of parameter 2')).toHaveValue('A');
  await expect(app.getByTestId('editor')).toHaveAttribute('data-invalid', 'false');
  await expectNoViolations(app);

  await app.getByTestId('run').click();
  await studyEnded(app);
  const named = (await results(app)).find((row) => row['method'] === 'Nelder-Mead')!;
  expect(named['status']).toBe('converged');
  const [, tau, A] = /^tau = ([\d.]+) ms; A = ([\d.]+)$/.exec(named['params']!)!;
  expect([Number(tau), Number(A)]).toEqual([expect.closeTo(14, 2), expect.closeTo(2, 3)]);
  await expect(app.locator('#landscape-summary')).toContainText('tau (10 ms) from');

  const download = app.waitForEvent('download');
  await app.getByTestId('export').click();
  const path = await (await download).path();
  const study = JSON.parse(readFileSync(path, 'utf8')) as {
    problem: object;
    runs: { result: { x: number[]; parameters: { value: number }[] } | null }[];
  };
  const schema = JSON.parse(readFileSync('public/schema/thalweg-study-1.schema.json', 'utf8')) as object;
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(study), JSON.stringify(validate.errors)).toBe(true);
  expect(study.problem).toMatchObject({
    params: [{ name: 'tau', unit: 'ms', scale: 10 }, { name: 'A' }],
    data: [
      { name: 't', values: [0, 10, 20, 30, 40], unit: 'ms', source: 'decay.csv' },
      { name: 'y', values: [2, 0.9791, 0.4793, 0.2346, 0.1149] },
    ],
  });
  const { x, parameters } = study.runs.find(({ result }) => result !== null)!.result!;
  expect(parameters).toEqual([
    { name: 'tau', unit: 'ms', value: x[0]! * 10 },
    { name: 'A', value: x[1] },
  ]);

  // The link holds all of it, and so does the file.
  await app.reload();
  await expect(field(app, 'Scale of tau in ms')).toHaveValue('10', { timeout: 30_000 });
  await studyEnded(app);
  expect((await results(app)).map((row) => row['params'])).toContain(named['params']);
  await app.goto('about:blank');
  await open(app);
  await pickProblem(app, 'Beale');
  await expect(app.getByTestId('parameters')).toHaveCount(0);
  await app.getByTestId('import').setInputFiles(path);
  await expect(field(app, 'Unit of tau')).toHaveValue('ms');
  await expect(app.getByTestId('data')).toContainText('5 numbers · 2, 0.9791, 0.4793, 0.2346, …');
  await expect.poll(async () => (await results(app)).map((row) => row['params'])).toContain(named['params']);
});

test('arrays by name: shapes are given where a text asks for them, and drawn at random', async ({ app }) => {
  await app.setViewportSize({ width: 390, height: 844 });
  await open(app);
  await app.getByRole('tab', { name: 'Set up' }).click();
  await writeLoss(
    app,
    'def loss(W, b, v):\n    X = np.linspace(0, 1, 12).reshape(4, 3)\n    return np.sum((np.tanh(X @ W + b) @ v - 1) ** 2)\n',
  );
  await expect(app.getByTestId('repair')).toHaveText('Give shapes to W, b, v');
  await app.getByTestId('repair').click();
  await enter(app, 'Shape of W', '3 x 2');
  await enter(app, 'Shape of b', '2');
  await enter(app, 'Shape of v', 'two');
  await expect(field(app, 'Shape of v')).toHaveValue('');
  await enter(app, 'Shape of v', '2');
  await expect(app.getByTestId('editor')).toHaveAttribute('data-invalid', 'false');
  const start = field(app, 'Start of W, 6 numbers or one for all');
  await expect(start).toHaveValue('1');
  await app.getByRole('button', { name: 'Draw arrays at random' }).click();
  await expect(start).toHaveValue(/^(-?[\d.]+, ){5}-?[\d.]+$/);
  for (const box of await app.getByTestId('parameters').locator('input, button').all()) {
    expect((await box.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  }
  await expectNoViolations(app);
  await app.getByTestId('run').click();
  await app.getByRole('tab', { name: 'Results' }).click();
  await studyEnded(app);
  expect((await results(app)).map((row) => row['params'])[1]).toMatch(/^W = \[\[.*\], \[.*\], \[.*\]\]; b = \[.*\]; v/);
});
