/** Steps 4–6: methods, options, run, cancel, play, export and import. */
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import { expect, open, results, studyEnded, test, writeLoss } from './helpers';

const schema = JSON.parse(readFileSync('public/schema/thalweg-study-1.schema.json', 'utf8')) as object;

test('runs the methods that a person picks, with Ctrl+Enter, and tells what came of each', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await app.getByTestId('method-add').click();
  await app.getByRole('option', { name: /^L-BFGS-B/ }).click();
  await app.keyboard.press('ControlOrMeta+Enter');
  await studyEnded(app);
  const row = (await results(app)).find((candidate) => candidate['method'] === 'L-BFGS-B');
  expect(row).toBeDefined();
  expect(Number(row!['fun'])).toBeLessThan(1e-8);
  expect(Number(row!['nfev'])).toBeGreaterThan(5);
  expect(row!['message']).toMatch(/CONVERGENCE/);
});

test('exports a study that follows the published schema, and shows the same study when it comes back', async ({
  app,
}) => {
  await open(app);
  await studyEnded(app);
  const before = await results(app);
  const download = app.waitForEvent('download');
  await app.getByTestId('export').click();
  const path = await (await download).path();
  const study = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);
  expect(validate(study), JSON.stringify(validate.errors)).toBe(true);
  expect(study['format']).toBe('thalweg-study');

  const script = app.waitForEvent('download');
  await app.getByTestId('export-script').click();
  const python = readFileSync(await (await script).path(), 'utf8');
  expect((await script).suggestedFilename()).toBe('thalweg-rosenbrock.py');
  expect(python).toMatch(/optimize\.minimize\(loss, \[-1\.2, 1\], method="BFGS", jac=gradient/);
  expect(python).toContain('# Adam: SciPy has no such method.');

  await app.goto('about:blank');
  await open(app);
  await studyEnded(app);
  await writeLoss(app, '(x, y) => x * x + y * y');
  await app.getByTestId('import').setInputFiles(path);
  await expect.poll(async () => (await results(app)).map((row) => row['fun'])).toEqual(before.map((row) => row['fun']));
  await expect(app.getByTestId('problem-picker')).toContainText(/Rosenbrock/);
  expect((await results(app)).map((row) => row['nit'])).toEqual(before.map((row) => row['nit']));
});

test('refuses a JSON file that is not a study, and loses nothing', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  const before = await results(app);
  const file = { name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{"hello": [1, 2]}') };
  await app.getByTestId('import').setInputFiles(file);
  await expect(app.getByTestId('notice')).toContainText(/not a Thalweg study/i);
  expect(await results(app)).toEqual(before);
});
