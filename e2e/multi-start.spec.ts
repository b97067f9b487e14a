/** A multi-start shared out to the page's workers is the run of one worker, bit for bit. */
import type { Page } from '@playwright/test';
import { expect, test } from './helpers';
import { eventsOf, runAlone } from './pictures';

const STARTS = 40;

/** Opens the app on a machine that seems to have so many cores, and runs the multi-start there.
 *  @returns the exported run, less the times, and how many workers of the pool there are */
async function runWith(page: Page, cores: number) {
  await page.addInitScript((count) => {
    Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', { get: () => count });
  }, cores);
  const run = await runAlone(page, { method: 'multi-start', options: { n_iter: STARTS }, seed: 4 });
  const workers = page.workers().filter((worker) => /solver/.test(worker.url())).length;
  expect(eventsOf(run, 'jump')).toHaveLength(STARTS);
  const { seconds, ...trace } = run.trace as typeof run.trace & { seconds: readonly number[] };
  expect(seconds.length).toBeGreaterThan(STARTS);
  return { workers, facts: { result: run.result, spec: run.spec, trace } };
}

test('multi-start: two and three workers give what one worker gives', async ({ app, browser }) => {
  const alone = await runWith(app, 2);
  expect(alone.workers).toBe(1);
  for (const cores of [3, 4]) {
    // Another visitor: nothing of the study before is kept.
    const visit = await browser.newContext();
    const shared = await runWith(await visit.newPage(), cores);
    expect(shared.workers).toBe(cores - 1);
    // Texts of the same numbers: JSON writes a double so that it is read back as the same one.
    expect(shared.facts).toEqual(alone.facts);
    await visit.close();
  }
});
