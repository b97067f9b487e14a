/** Step 1: the page opens on a live picture; and what the first second costs. */
import { gzipSync } from 'node:zlib';
import { expect, open, results, studyEnded, test } from './helpers';

test('opens on Rosenbrock with three methods that run by themselves', async ({ app }) => {
  await open(app);
  await expect(app.getByTestId('problem-picker')).toContainText(/Rosenbrock/);
  await studyEnded(app);
  const rows = await results(app);
  expect(rows.map((row) => row['method'])).toHaveLength(3);
  expect(new Set(rows.map((row) => row['method'])).size).toBe(3);
  for (const row of rows) expect(Number(row['fun'])).toBeLessThan(1);
});

test('paints the first landscape in under a second', async ({ app }) => {
  await open(app);
  const painted = await app.evaluate(() => performance.getEntriesByName('thalweg:first-landscape')[0]?.startTime);
  console.log(`first landscape after ${painted?.toFixed(0)} ms`);
  expect(painted).toBeLessThan(1000);
});

test('needs at most 180 kB of gzipped JavaScript before the first landscape', async ({ app }) => {
  const loaded: { url: string; at: number; size: Promise<number> }[] = [];
  const start = Date.now();
  app.on('response', (response) => {
    if (!/\.js(\?|$)/.test(response.url())) return;
    const size = response.body().then(
      (body) => gzipSync(body).length,
      () => 0,
    );
    loaded.push({ url: response.url(), at: Date.now() - start, size });
  });
  await app.goto('./');
  const paintedAt = app.waitForFunction(
    () => performance.getEntriesByName('thalweg:first-landscape')[0]?.startTime,
    undefined,
    { polling: 10 },
  );
  const painted = (await (await paintedAt).jsonValue()) ?? 0;
  const before = await app.evaluate((limit) => {
    const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return entries.filter((entry) => /\.js$/.test(entry.name) && entry.startTime < limit).map((entry) => entry.name);
  }, painted);
  const workers = loaded.filter((file) => /worker/.test(file.url)).map((file) => file.url);
  const needed = new Set([...before, ...workers]);
  let total = 0;
  for (const file of loaded) {
    if (!needed.has(file.url)) continue;
    needed.delete(file.url);
    const size = await file.size;
    total += size;
    console.log(`${(size / 1000).toFixed(1)} kB ${file.url.split('/').at(-1)}`);
  }
  console.log(`JavaScript before the first landscape: ${(total / 1000).toFixed(1)} kB gzip`);
  expect(total).toBeLessThan(180_000);
});
