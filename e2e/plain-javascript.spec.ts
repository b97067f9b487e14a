/** A loss outside the language: run as plain JavaScript only by choice, in a sandbox that holds. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expect, open, results, studyEnded, test, writeLoss } from './helpers';

// Many waits of seconds: time limits are part of what is tested.
test.describe.configure({ timeout: 300_000 });

const offer = (page: Page) => page.getByRole('button', { name: 'Run as plain JavaScript…' });
const state = (page: Page) => page.getByTestId('plain-chosen');

/** Chooses to run the text in the editor, as a person does. */
async function choose(page: Page): Promise<void> {
  await offer(page).click();
  await page.getByRole('button', { name: 'Run it in the sandbox' }).click();
  await expect(state(page)).toBeVisible({ timeout: 30_000 });
}

async function add(page: Page, method: string): Promise<void> {
  await page.getByTestId('method-add').click();
  await page.getByRole('combobox').last().fill(method);
  await page
    .getByRole('option', { name: new RegExp(`^${method}`) })
    .first()
    .click();
}

const valueOf = (row: Record<string, string> | undefined): number => Number(row?.['fun']);
const rowOf = async (page: Page, method: string): Promise<Record<string, string> | undefined> =>
  (await results(page)).find((row) => row['method'] === method);

// A class: outside the language. Its minimum is 0 at (1, -0.5).
const model = `class Bowl {
  constructor(a) { this.a = a }
  at([x, y]) { return (x - 1) ** 2 + this.a * (y + 0.5) ** 2 }
}
const bowl = new Bowl(3);
export const loss = (x) => bowl.at(x);`;

test('a class is offered, runs by choice, is drawn, exported as what it is, and asks again after a reload', async ({
  app,
}) => {
  await open(app);
  await studyEnded(app);
  await writeLoss(app, '(x, y) => (x - 1 ** 2');
  await expect(app.getByTestId('editor')).toHaveAttribute('data-invalid', 'true');
  await expect(offer(app)).toHaveCount(0);
  await writeLoss(app, model);
  await offer(app).click();
  await app.getByRole('button', { name: 'Do not run it' }).click();
  expect(await app.locator('iframe[sandbox]').count()).toBe(0);
  await choose(app);
  await expect(app.getByTestId('engine-badge')).toContainText('Plain JavaScript (sandbox, f64)');
  await expect(app.getByRole('region', { name: 'Landscape' })).toContainText('plain JavaScript (f64)');
  await add(app, 'differential_evolution');
  await add(app, 'dogleg');
  await app.keyboard.press('ControlOrMeta+Enter');
  await studyEnded(app, 90_000);
  for (const method of ['Nelder-Mead', 'BFGS', 'differential_evolution']) {
    const row = await rowOf(app, method);
    expect(row!['status'], method).toMatch(/converged/);
    expect(valueOf(row), method).toBeLessThan(1e-6);
  }
  expect((await rowOf(app, 'dogleg'))!['status']).toMatch(/skipped|not run/i);
  const download = app.waitForEvent('download');
  await app.getByTestId('export').click();
  const path = await (await download).path();
  const study = JSON.parse(readFileSync(path, 'utf8')) as { runs: { evaluatedOn: string }[] };
  expect(new Set(study.runs.map(({ evaluatedOn }) => evaluatedOn))).toEqual(new Set(['plain JavaScript (sandbox)']));

  // The link and the storage bring the text, and not the choice.
  const link = app.url();
  await app.reload();
  await expect(offer(app)).toBeVisible({ timeout: 30_000 });
  await expect(state(app)).toHaveCount(0);
  expect(await app.locator('iframe[sandbox]').count()).toBe(0);
  await app.goto('about:blank');
  await app.goto(link);
  await expect(offer(app)).toBeVisible({ timeout: 30_000 });
  expect(await app.locator('iframe[sandbox]').count()).toBe(0);

  // A file brings the results too, and still not the choice.
  await app.getByTestId('import').setInputFiles(path);
  await expect(app.getByTestId('results-table').locator('tbody tr')).toHaveCount(5);
  expect(valueOf(await rowOf(app, 'BFGS'))).toBeLessThan(1e-6);
  await expect(offer(app)).toBeVisible();
  expect(await app.locator('iframe[sandbox]').count()).toBe(0);
  await choose(app);
  await app.getByRole('button', { name: 'Back to the loss language' }).click();
  await expect(offer(app)).toBeVisible();
});

test('an endless loop is ended with its worker, cancelling takes no longer, and the page lives on', async ({ app }) => {
  await open(app);
  await studyEnded(app);
  // Endless beyond a circle around the start, so that the trial passes.
  const text = `class A {}
function f(x) {
  while (Math.hypot(x[0] + 1.2, x[1] - 1) > 0.05) {}
  return x[0] + Object.keys(new A()).length;
}`;
  await writeLoss(app, text);
  await choose(app);
  await app.getByTestId('run').click();
  await expect.poll(async () => (await rowOf(app, 'BFGS'))?.['status'], { timeout: 90_000 }).toMatch(/failed/i);
  await studyEnded(app, 90_000);
  await app.getByTestId('run').click();
  await expect(app.getByTestId('cancel')).toBeEnabled();
  await app.getByTestId('cancel').click();
  await studyEnded(app);
  // The same text, repaired by editing: the choice holds for it.
  await writeLoss(app, text.replace('while', 'if'));
  await expect(state(app)).toBeVisible();
});

test('the loss finds no way out: no names, no imports, no network', async ({ page }) => {
  let hits = 0;
  const server = createServer((_, response) => {
    hits++;
    response
      .setHeader('access-control-allow-origin', '*')
      .setHeader('content-type', 'text/javascript')
      .end('export default 1');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await open(page);
    await studyEnded(page);
    // What the text itself can reach, with everything removed: each way that is open adds 1 to the minimum.
    const text = `let ways = 0;
const names = ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'Worker', 'SharedWorker', 'importScripts',
  'indexedDB', 'caches', 'navigator', 'location', 'BroadcastChannel', 'postMessage', 'setTimeout', 'WebAssembly', 'self'];
for (const name of names) if (Function('n', 'try { return eval(n) !== undefined } catch { return false }')(name)) ways++;
for (const url of ['http://${address}/a.js', 'data:text/javascript,0'])
  import(url).then(() => { ways++ }, () => undefined);
const loss = (x) => (x[0] - 1) ** 2 + x[1] ** 2 + ways;`;
    await writeLoss(page, text);
    await choose(page);
    await page.getByTestId('run').click();
    await studyEnded(page, 90_000);
    expect(valueOf(await rowOf(page, 'BFGS'))).toBeLessThan(1e-6);

    // And the walls alone, in a frame like the sandbox's whose worker keeps every name.
    const held = await page.evaluate(walled, probe.replaceAll('ADDRESS', address).replaceAll('PAGE', page.url()));
    expect(Object.entries(held).filter(([, outcome]) => outcome === 'OPEN')).toEqual([]);
    expect(hits).toBe(0);
    // The same attempts from a worker without walls do get out: it is the walls that hold, not the attempts that fail.
    const free = await page.evaluate(unwalled, probe.replaceAll('ADDRESS', address).replaceAll('PAGE', page.url()));
    const open_ = Object.entries(free).flatMap(([way, outcome]) => (outcome === 'OPEN' ? [way] : []));
    const ways = [
      'fetch',
      'page',
      'xhr',
      'blobScript',
      'module',
      'dataModule',
      'database',
      'caches',
      'files',
      'nested',
    ];
    expect(open_).toEqual(expect.arrayContaining([...ways, 'broadcast', 'locks']));
    expect(hits).toBeGreaterThan(0);
  } finally {
    server.close();
  }
});

type Outcomes = Record<string, string>;

/** Runs a probe in a frame like the sandbox's, whose worker keeps every name. */
function walled(probe: string): Promise<Outcomes> {
  const there = document.querySelector<HTMLIFrameElement>('iframe[sandbox]')!;
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', there.getAttribute('sandbox')!);
  const text = /(<script type="text\/plain">).*?(<\/script>)/s;
  frame.srcdoc = there.srcdoc.replace(text, (_, before: string, after: string) => before + probe + after);
  document.body.append(frame);
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    let broadcast = 'blocked';
    new BroadcastChannel('plain').onmessage = () => (broadcast = 'OPEN');
    channel.port1.onmessage = ({ data }) => resolve({ ...(data as Outcomes), broadcast });
    addEventListener('message', (event) => {
      if (event.source !== frame.contentWindow || event.data !== 'ready') return;
      frame.contentWindow!.postMessage({ type: 'start', id: 1, order: 0 }, '*', [channel.port2]);
    });
  });
}

/** Runs a probe in an ordinary worker of the page. */
function unwalled(probe: string): Promise<Outcomes> {
  const worker = new Worker(URL.createObjectURL(new Blob([probe], { type: 'text/javascript' })));
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    let broadcast = 'blocked';
    new BroadcastChannel('plain').onmessage = () => (broadcast = 'OPEN');
    channel.port1.onmessage = ({ data }) => resolve({ ...(data as Outcomes), broadcast });
    worker.postMessage(0, [channel.port2]);
  });
}

/** Tries every way out that a worker has and reports each as blocked or OPEN. */
const probe = `
const url = 'http://ADDRESS/';
const limit = (promise) => Promise.race([promise, new Promise((_, no) => setTimeout(() => no(new Error('no answer')), 5000))]);
const tried = async (way) => { try { await limit(way()); return 'OPEN' } catch (error) { return 'blocked' } };
const event = (target, good) => new Promise((yes, no) => {
  target.addEventListener(good, yes); target.addEventListener('error', () => no(new Error('refused')));
});
const request = (opened) => new Promise((yes, no) => { opened.onsuccess = yes; opened.onerror = () => no(opened.error) });
const network = {
  fetch: () => fetch(url, { mode: 'no-cors' }),
  page: () => fetch(location.origin === 'null' ? 'PAGE' : location.origin),
  xhr: () => { const x = new XMLHttpRequest(); x.open('GET', url, false); x.send() },
  socket: () => event(new WebSocket(url.replace('http', 'ws')), 'open'),
  events: () => event(new EventSource(url), 'open'),
  transport: () => new WebTransport(url.replace('http:', 'https:')).ready,
  scripts: () => importScripts(url),
  blobScript: () => importScripts(URL.createObjectURL(new Blob(['0'], { type: 'text/javascript' }))),
  module: () => import(url),
  dataModule: () => import('data:text/javascript,0'),
  peer: () => new RTCPeerConnection(),
};
const storage = {
  database: () => request(indexedDB.open('plain')),
  caches: () => caches.open('plain'),
  files: () => navigator.storage.getDirectory(),
  cookies: () => { if (typeof cookieStore === 'undefined') throw 0; return cookieStore.get('a').then((v) => cookieStore.set('a', 'b')) },
  local: () => localStorage.setItem('a', 'b'),
  locks: () => navigator.locks.request('plain', () => 1),
  shared: () => new SharedWorker(url),
};
const all = async (ways) => {
  const outcomes = {};
  for (const name of Object.keys(ways)) outcomes[name] = await tried(ways[name]);
  return outcomes;
};
onmessage = async ({ ports }) => {
  try { new BroadcastChannel('plain').postMessage(1) } catch {}
  const outcomes = { ...(await all(network)), ...(await all(storage)) };
  // A worker of the worker has the same walls.
  const text = 'const url = "' + url + '"; fetch(url, { mode: "no-cors" }).then(() => postMessage("OPEN"), () => postMessage("blocked"))';
  outcomes.nested = await limit(new Promise((yes, no) => {
    const inner = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    inner.onmessage = ({ data }) => yes(data); inner.onerror = () => no(new Error('refused'));
  })).catch(() => 'blocked');
  ports[0].postMessage(outcomes);
};`;
