/** Help with the loss's language: completion, cards on names, and what the loss became. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, open, pickProblem, studyEnded, test, writeLoss } from './helpers';

const beale = `def f(x, y):
    s = (1.5 - x + x * y) ** 2
    s += (2.25 - x + x * y ** 2) ** 2
    s += (2.625 - x + x * y ** 3) ** 2
    return s`;

const compiled = (page: Page) => expect(page.getByRole('region', { name: 'Problem' })).toContainText(/compiled in/);
const editorText = (page: Page) => page.getByTestId('editor').locator('.cm-content').innerText();

/** What axe finds on the page, or in one part of it. */
async function violations(page: Page, part?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page });
  const found = await (part ? builder.include(part) : builder).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

/** Puts the pointer on a word of the editor's text. */
async function hoverWord(page: Page, word: string, line: number): Promise<void> {
  const box = await page
    .getByTestId('editor')
    .locator('.cm-line')
    .nth(line)
    .evaluate((element, text) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = new RegExp(`\\b${text}\\b`).exec(node.textContent ?? '')?.index;
        if (at === undefined) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + text.length);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      throw new Error(`no ${text}`);
    }, word);
  await page.mouse.move(box.x - 40, box.y + 60);
  await page.mouse.move(box.x, box.y, { steps: 4 });
}

test('typing offers functions with their signatures; Enter takes one, Escape closes', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await writeLoss(app, 'lambda x: ');
  await app.keyboard.type('np.si', { delay: 40 });
  const list = app.getByRole('listbox', { name: 'Completions' });
  const sine = list
    .getByRole('option')
    .filter({ hasText: /^sin\b/ })
    .first();
  await expect(sine).toContainText('sin(a)');
  await expect(list.locator('[aria-selected]')).toHaveCount(1);
  expect(await violations(app)).toEqual([]);
  await app.keyboard.type('n', { delay: 40 });
  await expect(list.locator('[aria-selected=true]')).toContainText('sin(a)');
  // CodeMirror takes no completion by a key that comes right after the list, and asks anew after each letter.
  await app.waitForTimeout(1_000);
  await app.keyboard.press('Enter');
  expect(await editorText(app)).toBe('lambda x: np.sin');
  await app.keyboard.type('(x) + np.co', { delay: 40 });
  await expect(list).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(list).toBeHidden();
  expect(await editorText(app)).toBe('lambda x: np.sin(x) + np.co');
});

test('own names come first; comments and texts offer nothing', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await writeLoss(app, 'def f(rate, size):\n    total = rate * size\n    return ');
  await app.keyboard.type('to', { delay: 40 });
  const list = app.getByRole('listbox', { name: 'Completions' });
  await expect(list.getByRole('option').first()).toContainText('total');
  await app.waitForTimeout(400);
  await app.keyboard.press('Tab');
  await expect.poll(() => editorText(app)).toContain('return total');
  await app.keyboard.type('  # np.si', { delay: 40 });
  await app.waitForTimeout(400);
  await expect(list).toBeHidden();
});

test('a name shows its shape and its value at the start, under the pointer and by key', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await pickProblem(app, 'Beale');
  await writeLoss(app, beale);
  await compiled(app);
  const card = app.locator('.name-card');
  await hoverWord(app, 's', 4);
  await expect(card).toContainText(/s\s*number/);
  await expect(card).toContainText(/= [\d.]+/);
  await expect(card).toContainText('at the start');
  expect(await violations(app)).toEqual([]);
  await app.mouse.move(700, 300);
  await expect(card).toBeHidden();

  await app.getByTestId('editor').locator('.cm-content').focus();
  await app.keyboard.press('ControlOrMeta+Home');
  for (let i = 0; i < 6; i++) await app.keyboard.press('ArrowRight');
  await app.keyboard.press('ControlOrMeta+I');
  await expect(card).toContainText(/x\s*number/);
  await app.keyboard.press('Escape');
  await expect(card).toBeHidden();
});

test('a function shows its signature, in a text that does not compile as well', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  await writeLoss(app, '(x, y) => Math.hypot(x, y) + nothing');
  await expect(app.locator('.cm-lintRange-error')).toBeVisible();
  await hoverWord(app, 'hypot', 0);
  await expect(app.locator('.name-card')).toContainText('Math.hypot');
  await expect(app.locator('.name-card')).toContainText('(...values)');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`what Beale's function became: formula, gradient, JavaScript, WGSL (${colorScheme})`, async ({ app }) => {
    await app.emulateMedia({ colorScheme });
    await open(app);
    await studyEnded(app);
    await pickProblem(app, 'Beale');
    await writeLoss(app, beale);
    await compiled(app);
    await app.getByRole('button', { name: 'See what it became' }).click();
    const dialog = app.getByRole('dialog', { name: 'What the loss became' });
    await expect(dialog.getByRole('region', { name: 'Loss' }).locator('.katex').first()).toBeVisible();
    await expect(dialog.getByRole('region', { name: 'Loss' }).locator('annotation')).toContainText(
      '2.625 - x + x y^{3}',
    );
    await expect(dialog.getByRole('region', { name: 'Gradient' }).locator('.katex')).not.toHaveCount(0);
    await expect(dialog.getByText('After folding and sharing')).toBeVisible();
    expect(await violations(app, '[role=dialog]')).toEqual([]);

    await dialog.getByRole('tab', { name: 'JavaScript' }).click();
    const code = dialog.locator('.cm-content');
    await expect(code).toContainText('2.625');
    await dialog.getByText('Gradient', { exact: true }).click();
    await expect(dialog.getByRole('textbox', { name: 'JavaScript of the gradient' })).toBeVisible();
    expect(await violations(app, '[role=dialog]')).toEqual([]);

    await dialog.getByRole('tab', { name: 'WGSL' }).click();
    await expect(code).toContainText('fn loss_value');
    expect(await violations(app, '[role=dialog]')).toEqual([]);
    await app.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  });
}

test('the palette opens it too, and the code can be copied', async ({ app, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(app);
  await studyEnded(app);
  await app.keyboard.press('ControlOrMeta+K');
  await app.keyboard.type('became');
  await app.keyboard.press('Enter');
  const dialog = app.getByRole('dialog', { name: 'What the loss became' });
  await dialog.getByRole('button', { name: 'Copy LaTeX of the loss' }).click();
  await expect(dialog.getByText('Copied')).toBeVisible();
  expect(await app.evaluate(() => navigator.clipboard.readText())).toContain('f(');
});
