/**
 * Ten thousand points stay at 60 fps: the work of the page's main thread in a frame of playback, with that many on the landscape.
 *
 * What is measured is that thread's own processor time (Chromium's task time on the thread's clock), everything included: our
 * painting of landscape, convergence and timeline, style, layout, and the painting of the canvases themselves. A canvas keeps a list of
 * what was drawn and paints it later; reading a pixel back at the end of each frame makes it paint within the frame. The intervals
 * between frames say nothing here: a machine without a GPU composes the page on the same busy cores.
 *
 * Measured on one machine of two cores, ms a frame, idle and busy with other work: 4.8 to 8.2 for a swarm of 10,000; 9.5 to 13.8 for the
 * states of annealing and 6.3 to 8.9 for DIRECT's partition, at more than 11,000 each. Before layers kept what had been painted,
 * annealing took 72 (most of it the zigzag of its convergence curve); a population of 990 drawn as a path of circles took 13, stamped 4.4.
 */
import type { Page } from '@playwright/test';
import { expect, test } from './helpers';
import { runAlone, type Show } from './pictures';

const FRAME_MS = 16;
const POINTS = 10_000;
const TRIES = 8;
const WATCHED_MS = 1200;

interface Case extends Show {
  /** what is counted, among the marks that the stage says it painted */
  readonly marks: string;
  /** share of the run after which all points are there */
  readonly from: number;
}

const box = [
  [-5.12, 5.12],
  [-5.12, 5.12],
] as const;
const aside = [
  [-4.1, 5.12],
  [-5.12, 4.3],
] as const;
const cases: readonly Case[] = [
  {
    method: 'SPSO-2011',
    options: { swarm_size: POINTS, maxiter: 30 },
    evaluations: 1e6,
    seconds: 60,
    bounds: box,
    marks: 'members',
    from: 0,
  },
  { method: 'dual_annealing', options: { maxiter: 3000 }, seed: 1, marks: 'visited', from: 0.9 },
  {
    method: 'direct',
    options: { maxfun: 12_000, maxiter: 10_000, vol_tol: 0, len_tol: 0 },
    bounds: aside,
    marks: 'rectangles',
    from: 0.9,
  },
];

/** Makes every frame paint its canvases before it ends, and counts frames in `data-frames` of the page. */
async function paintWithinFrames(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const request = window.requestAnimationFrame.bind(window);
    let last = 0;
    let frames = 0;
    window.requestAnimationFrame = (callback) =>
      request((now) => {
        callback(now);
        for (const canvas of document.querySelectorAll<HTMLCanvasElement>('canvas.layer')) {
          canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
        }
        if (now !== last) document.documentElement.dataset['frames'] = String(++frames);
        last = now;
      });
  });
}

/** Processor time of the main thread and the frames that it made, since it was last asked. */
async function meterOf(page: Page): Promise<() => Promise<{ readonly ms: number; readonly frames: number }>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  let before = { ms: 0, frames: 0 };
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = metrics.find(({ name }) => name === 'TaskDuration')!.value;
    const frames = Number(await page.locator('html').getAttribute('data-frames'));
    const now = { ms: 1000 * seconds, frames };
    const since = { ms: now.ms - before.ms, frames: now.frames - before.frames };
    before = now;
    return since;
  };
}

for (const { marks, from, ...show } of cases) {
  test(`${show.method}: a frame with ten thousand ${marks} is painted in time`, async ({ app }) => {
    await paintWithinFrames(app);
    await runAlone(app, show);
    const slider = app.getByRole('slider', { name: 'Iteration' });
    const first = Math.floor(from * Number(await slider.getAttribute('max')));
    // Slow, so that playback does not come to its end while it is watched.
    await app.getByRole('combobox', { name: 'Playback speed' }).selectOption('0.25');
    const meter = await meterOf(app);
    let least = Infinity;
    for (let attempt = 0; attempt < TRIES && !(least < FRAME_MS); attempt++) {
      await slider.fill(String(first));
      await app.getByRole('button', { name: 'Play', exact: true }).click();
      await meter();
      await app.waitForTimeout(WATCHED_MS);
      const { ms, frames } = await meter();
      const painted = JSON.parse((await app.getByTestId('landscape').getAttribute('data-marks')) ?? '{}') as Record<
        string,
        number
      >;
      expect(painted[marks]).toBeGreaterThanOrEqual(POINTS);
      expect(frames).toBeGreaterThan(5);
      console.log(
        `${show.method}: ${(ms / frames).toFixed(1)} ms a frame, ${frames} frames, ${painted[marks]} ${marks}`,
      );
      least = Math.min(least, ms / frames);
      // A step pauses, whether or not playback has come to its end.
      await app.getByRole('button', { name: 'One iteration back' }).click();
    }
    expect(least).toBeLessThan(FRAME_MS);
  });
}
