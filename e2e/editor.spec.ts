/** Step 3: a loss pasted in any of the three languages, and what a mistake looks like. */
import { expect, open, results, studyEnded, test, writeLoss } from './helpers';

const losses = [
  { language: 'JavaScript', text: '(x, y) => (x - 1) ** 2 + 3 * (y + 0.5) ** 2' },
  {
    language: 'JavaScript',
    text: 'function f(x) {\n  let s = 0;\n  for (let i = 0; i < x.length; i++) s += (x[i] - i) ** 2;\n  return s;\n}',
  },
  { language: 'JavaScript', text: '([x, y]) => Math.cosh(x) + y * y' },
  {
    language: 'Python',
    text: 'import numpy as np\n\ndef f(x):\n    s = 0.0\n    for i in range(len(x)):\n        s += (x[i] - 1) ** 2\n    return s if s > 0 else 0.0',
  },
  { language: 'Python', text: 'lambda x, y: np.exp(x) - x + math.cosh(y)' },
  { language: 'Formula', text: '(1-x)^2 + 100(y-x^2)^2' },
];

test('losses in JavaScript, in Python and as a formula are recognized and solved', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  for (const { language, text } of losses) {
    await writeLoss(app, text);
    await expect(app.getByRole('combobox', { name: 'Language of the loss' })).toContainText(`Auto (${language})`);
    await expect(app.getByRole('region', { name: 'Problem' })).toContainText(/compiled in/);
    await app.keyboard.press('ControlOrMeta+Enter');
    await studyEnded(app);
    const bfgs = (await results(app)).find((row) => row['method'] === 'BFGS');
    expect(bfgs!['status'], text).toMatch(/converged/);
  }
});

test('a mistake is underlined at its range with a remedy, and the last good loss stays in force', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await writeLoss(app, '(x, y) => (x - 1) ** 2 + Math.cosine(y)');
  const mark = app.locator('.cm-lintRange-error');
  await expect(mark).toBeVisible();
  await expect(mark).toHaveText(/cosine/);
  const problem = app.getByRole('region', { name: 'Problem' });
  await expect(problem).toContainText(/Math\.cos/);
  await app.getByTestId('run').click();
  await studyEnded(app);
  expect(await results(app)).toHaveLength(3);
});

const mistakes = [
  { what: 'syntax error', text: '(x, y) => (x - 1 ** 2', says: /expected|unexpected|closed|close/i },
  { what: 'unknown name', text: '(x, y) => x + z', says: /z/ },
  { what: 'argument count', text: '(x, y) => Math.atan2(x)', says: /atan2/ },
  {
    what: 'a loop of a billion',
    text: 'function f(x) { let s = 0; for (let i = 0; i < 1000000000; i++) s += Math.sin(s + x[0]); return s }',
    says: /1,?000,?000,?000|10⁹|1e9|iterations|steps|turns|passes/i,
  },
];
test('mistakes are explained, and the results of the last good loss stay', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  const before = await results(app);
  for (const { what, text, says } of mistakes) {
    await writeLoss(app, text);
    await expect(app.getByRole('region', { name: 'Problem' }).getByRole('status'), what).toContainText(says);
    expect(await results(app), what).toEqual(before);
  }
});

test('a loss that is NaN everywhere, and one that is unbounded below, end with an honest status', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  for (const text of ['(x, y) => Math.sqrt(-1 - x * x - y * y)', '(x, y) => -x * x - 2 * y']) {
    await writeLoss(app, text);
    await expect(app.getByRole('region', { name: 'Problem' })).toContainText(/compiled in/);
    await app.keyboard.press('ControlOrMeta+Enter');
    await studyEnded(app, 60_000);
    for (const row of await results(app)) expect(row['status']).not.toMatch(/converged/);
  }
});
