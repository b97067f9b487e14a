/** Step 2: the catalogue: each problem has its formula typeset, its domain, its minima and a citation. */
import { expect, open, pickProblem, results, studyEnded, test } from './helpers';

const required = [
  'Beale',
  'Rosenbrock',
  'Rastrigin',
  'Himmelblau',
  'Ackley',
  'Booth',
  'Six-hump camel',
  'Goldstein–Price',
  'Lévy',
  'Styblinski–Tang',
  'Sphere',
  'Parabola',
  'Parabola with ripples',
];

test('every required problem can be picked and says what it is', async ({ app }) => {
  test.setTimeout(120_000);
  await open(app);
  for (const title of required) {
    await pickProblem(app, title);
    const panel = app.getByRole('region', { name: 'Problem' });
    await expect(panel.getByRole('math')).toBeVisible();
    await expect(panel.getByRole('definition').nth(0)).toContainText(/\[.*,.*\]/);
    await expect(panel.getByRole('definition').nth(1)).toContainText(/f\* = /);
    await expect(panel.getByRole('definition').nth(2)).toContainText(/\d{4}|for teaching/);
  }
});

test('a problem of one variable is drawn as a curve and solved', async ({ app }) => {
  await open(app);
  await pickProblem(app, 'Parabola with ripples');
  await expect(app.getByRole('region', { name: 'Landscape' })).toContainText(/Curve of f over/);
  await app.getByTestId('run').click();
  await studyEnded(app);
  for (const row of await results(app)) expect(Number(row['fun'])).toBeLessThan(1);
});

test('n variables: Rosenbrock in 10 shows two chosen coordinates and is solved', async ({ app }) => {
  await open(app);
  const n = app.getByRole('textbox', { name: 'Number of variables' });
  await n.fill('10');
  await n.press('Enter');
  await app.getByTestId('run').click();
  await studyEnded(app);
  const bfgs = (await results(app)).find((row) => row['method'] === 'BFGS');
  expect(bfgs!['status']).toMatch(/converged/);
  // From SciPy's start this valley has a second, local minimum.
  expect(Number(bfgs!['fun'])).toBeLessThan(4);
  await expect(app.getByRole('region', { name: 'Landscape' })).toContainText(/x\[0\]/);
});

test('differential evolution on Rastrigin records and shows its whole population', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await pickProblem(app, 'Rastrigin');
  await app.getByTestId('method-add').click();
  await app.getByRole('combobox').last().fill('differential');
  await app.getByRole('option', { name: /^differential_evolution/ }).click();
  // With seed 0 it ends in a neighboring valley, as SciPy does.
  await app.getByRole('textbox', { name: 'Seed' }).fill('1');
  await app.getByRole('textbox', { name: 'Seed' }).press('Enter');
  await app.getByTestId('run').click();
  await studyEnded(app);
  const row = (await results(app)).find((candidate) => candidate['method'] === 'differential_evolution');
  expect(Math.abs(Number(row!['fun']))).toBeLessThan(1e-6);
  const download = app.waitForEvent('download');
  await app.getByTestId('export').click();
  const study = JSON.parse(await (await download).createReadStream().then(text)) as {
    runs: { spec: { method: string }; trace: { events: { event: { type: string; points: number[] } }[] } }[];
  };
  const run = study.runs.find((candidate) => candidate.spec.method === 'differential_evolution');
  const populations = run!.trace.events.map(({ event }) => event).filter(({ type }) => type === 'population');
  expect(populations.length).toBeGreaterThan(5);
  // popsize 15, two variables: 30 members of two coordinates.
  expect(populations[0]!.points).toHaveLength(60);
});

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += String(chunk);
  return all;
}
