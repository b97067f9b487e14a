/** What every end-to-end test shares: a page that fails on any error, and words for what a person does. */
import { expect, test as base, type Page } from '@playwright/test';

export const test = base.extend<{ app: Page }>({
  app: async ({ page }, provide) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(`page error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`console error: ${message.text()}`);
    });
    await provide(page);
    expect(errors, 'no errors on the page').toEqual([]);
  },
});

export { expect };

/** Opens the app and waits until the first landscape is on the screen and the controls around it. */
export async function open(page: Page, hash = ''): Promise<void> {
  await page.goto(`./${hash}`);
  await expect(page.getByTestId('landscape')).toHaveAttribute('data-painted', /.+/, { timeout: 20_000 });
  await expect(page.getByTestId('run')).toBeVisible({ timeout: 20_000 });
}

/** Waits until the study on the page has ended: every row of the table has a status that is not running or queued. */
export async function studyEnded(page: Page, timeout = 30_000): Promise<void> {
  await expect(page.getByTestId('cancel')).toBeDisabled({ timeout });
  await expect(page.getByTestId('results-table').locator('tbody tr').first()).toBeVisible();
}

/** Milliseconds from a click on a cancel button until it is disabled, in the page: the least of a few tries, since the
 *  machine that runs the tests does other things too.
 *  @param start  sets something going that can be cancelled */
export async function cancelMilliseconds(page: Page, testId: string, start: () => Promise<void>): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < 4 && !(least < 100); attempt++) {
    await start();
    const taken = await page.getByTestId(testId).evaluate(
      (button: HTMLButtonElement) =>
        new Promise<number>((resolve) => {
          const started = performance.now();
          const observer = new MutationObserver(() => {
            if (button.disabled) resolve(performance.now() - started);
          });
          observer.observe(button, { attributes: true });
          if (button.disabled) resolve(Infinity);
          button.click();
        }),
    );
    console.log(`cancelled after ${taken.toFixed(0)} ms`);
    least = Math.min(least, taken);
  }
  return least;
}

/** Replaces the text of the loss editor, as select-all and typing would. */
export async function writeLoss(page: Page, text: string): Promise<void> {
  const content = page.getByTestId('editor').locator('.cm-content');
  await content.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

/** Cells of the results table by method: one record per row, keyed by column header. */
export async function results(page: Page): Promise<Record<string, string>[]> {
  const table = page.getByTestId('results-table');
  return table.evaluate((element) => {
    const text = (cell: Element) => (cell.getAttribute('data-value') ?? cell.textContent ?? '').trim();
    const headers = [...element.querySelectorAll('thead th')].map((cell) =>
      (cell.getAttribute('data-column') ?? text(cell)).trim(),
    );
    return [...element.querySelectorAll('tbody tr')].map((row) =>
      Object.fromEntries(
        [...row.querySelectorAll('th, td')].map((cell, index) => [headers[index] ?? String(index), text(cell)]),
      ),
    );
  });
}

/** Picks a problem of the catalogue by typing its title. */
export async function pickProblem(page: Page, title: string): Promise<void> {
  await page.getByTestId('problem-picker').click();
  await page.getByRole('combobox', { name: /search test functions|problems/i }).fill(title);
  await page
    .getByRole('option')
    .filter({ has: page.getByText(title, { exact: true }) })
    .click();
  await expect(page.getByTestId('problem-picker')).toHaveText(`Problem: ${title}`);
}
