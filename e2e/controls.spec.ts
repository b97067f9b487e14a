/** Steps 5 and 7: the play bar, stepping, cancelling, bad settings, the keyboard, the engine badge. */
import { cancelMilliseconds, expect, open, results, studyEnded, test, writeLoss } from './helpers';

test('the play bar replays, scrubs, steps and changes speed', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  const slider = app.getByRole('slider', { name: 'Iteration' });
  const position = async (): Promise<number> => Number(await slider.inputValue());
  const pause = app.getByRole('button', { name: 'Pause' });
  if (await pause.isVisible()) await pause.click();
  await slider.focus();
  await app.keyboard.press('Home');
  await expect.poll(position).toBe(0);
  await app.getByRole('button', { name: 'One iteration forward' }).click();
  await expect.poll(position).toBe(1);
  await app.getByRole('combobox', { name: 'Playback speed' }).selectOption('8×');
  await app.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(position).toBeGreaterThan(20);
  // Slow enough that it cannot reach the end, from where Space would start anew.
  await app.getByRole('combobox', { name: 'Playback speed' }).selectOption('0.25×');
  await slider.focus();
  await app.keyboard.press('Home');
  const play = app.getByRole('button', { name: 'Play', exact: true });
  if (await play.isVisible()) await play.click();
  await expect.poll(position).toBeGreaterThan(0.5);
  await app.getByRole('heading', { name: 'Results' }).click();
  await app.keyboard.press('Space');
  const held = await position();
  await app.waitForTimeout(300);
  expect(await position()).toBeCloseTo(held, 0);
});

test('Step advances every run by one iteration', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await app.getByTestId('step').click();
  await app.getByTestId('step').click();
  await app.getByTestId('step').click();
  await expect
    .poll(async () => (await results(app)).map((row) => Number(row['nit'])).every((nit) => nit >= 2 && nit <= 4))
    .toBe(true);
});

test('Cancel ends a long study within 100 ms and keeps the best points', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await writeLoss(
    app,
    'function f(x) {\n  let s = 0;\n  for (let i = 0; i < 20000; i++) s += Math.sin(i * x[0]) * Math.cos(x[1] * i) / (i + 1);\n  return s;\n}',
  );
  await expect(app.getByRole('region', { name: 'Problem' })).toContainText(/compiled in/);
  const milliseconds = await cancelMilliseconds(app, 'cancel', async () => {
    await app.getByTestId('run').click();
    await expect(app.getByTestId('cancel')).toBeEnabled();
    await app.waitForTimeout(300);
  });
  expect(milliseconds).toBeLessThan(100);
});

test('bad settings are refused with a reason: no method, crossed bounds, a start outside them', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  const notice = app.getByTestId('notice');
  await app.getByRole('checkbox', { name: /^Bounds/ }).check();
  const lower = app.getByRole('textbox', { name: /Lower bound.*x\[0\]|x\[0\].*lower/i });
  const upper = app.getByRole('textbox', { name: /Upper bound.*x\[0\]|x\[0\].*upper/i });
  await lower.fill('2');
  await lower.press('Enter');
  await upper.fill('-2');
  await upper.press('Enter');
  await app.getByTestId('run').click();
  await expect(notice).toContainText(/lower bound|above|greater|crossed/i);
  await upper.fill('3');
  await upper.press('Enter');
  await app.getByTestId('run').click();
  await expect(notice).toContainText(/outside|inside/i);
  await app.getByRole('checkbox', { name: /^Bounds/ }).uncheck();
  for (const name of ['Nelder-Mead', 'BFGS', 'Adam']) {
    await app.getByRole('button', { name: `Remove ${name}` }).click();
  }
  await app.getByTestId('run').click();
  await expect(notice).toContainText(/method/i);
});

test('options are shown with their defaults and take effect', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await app.getByRole('button', { name: 'BFGS', exact: true }).click();
  const maxiter = app.getByRole('textbox', { name: 'maxiter' }).first();
  await maxiter.fill('3');
  await maxiter.press('Enter');
  await app.getByTestId('run').click();
  await studyEnded(app);
  const bfgs = (await results(app)).find((row) => row['method'] === 'BFGS');
  expect(Number(bfgs!['nit'])).toBe(3);
  await app.getByRole('button', { name: 'Undo' }).click();
  await app.getByTestId('run').click();
  await studyEnded(app);
  expect(Number((await results(app)).find((row) => row['method'] === 'BFGS')!['nit'])).toBe(32);
});

test('a reload in the middle brings the same study back', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await writeLoss(app, '(x, y) => (x - 3) ** 2 + (y - 4) ** 2');
  await expect(app.getByRole('region', { name: 'Problem' })).toContainText(/compiled in/);
  await app.getByTestId('run').click();
  await studyEnded(app);
  await app.reload();
  await studyEnded(app);
  await expect(app.getByTestId('editor')).toContainText('(x - 3) ** 2');
  for (const row of await results(app)) expect(Number(row['fun'])).toBeLessThan(5);
});
