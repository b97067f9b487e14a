/** What the specs of pictures share: a study of one method on Rastrigin in two variables, and what it exports and paints. */
import type { Page } from '@playwright/test';
import { expect, open, pickProblem, results, studyEnded } from './helpers';

export type Numbers = readonly number[];

/** A trace event as it stands in an exported study. */
export interface JsonEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface JsonRun {
  readonly spec: { readonly method: string };
  readonly result: { readonly fun: number };
  readonly trace: { readonly events: readonly { readonly at: number; readonly event: JsonEvent }[] };
}

export interface Show {
  readonly method: string;
  /** fields of the option form: a number is typed, a word is chosen */
  readonly options?: Readonly<Record<string, number | string>>;
  readonly seed?: number;
  /** box for the methods, where it is not the one on show */
  readonly bounds?: readonly (readonly [number, number])[];
  /** limits of the run, where they are not the app's */
  readonly evaluations?: number;
  readonly seconds?: number;
}

/** Runs one method alone on Rastrigin in two variables and returns the run as it is exported. */
export async function runAlone(page: Page, show: Show): Promise<JsonRun> {
  const { method, options = {}, seed = 0, bounds, evaluations, seconds } = show;
  await open(page);
  await studyEnded(page);
  await pickProblem(page, 'Rastrigin');
  await page.getByTestId('method-add').click();
  await page.getByRole('combobox').last().fill(method);
  await page
    .getByRole('option', { name: new RegExp(`^${method}`) })
    .first()
    .click();
  for (const name of ['Nelder-Mead', 'BFGS', 'Adam']) {
    await page.getByRole('button', { name: `Remove ${name}`, exact: true }).click();
  }
  if (Object.keys(options).length > 0) {
    const toggle = page.getByTestId('method-chip').getByRole('button', { name: method }).first();
    await toggle.click();
    for (const [name, value] of Object.entries(options)) await setOption(page, name, value);
    await toggle.click();
  }
  if (bounds) {
    await page.getByRole('checkbox', { name: /^Bounds/ }).check();
    for (const [i, [lo, hi]] of bounds.entries()) {
      await enter(page, `Lower bound of x[${i}]`, lo);
      await enter(page, `Upper bound of x[${i}]`, hi);
    }
  }
  if (evaluations) await enter(page, 'Evaluations', evaluations);
  if (seconds) await enter(page, 'Seconds', seconds);
  await enter(page, 'Seed', seed);
  await page.getByTestId('run').click();
  await studyEnded(page);
  expect((await results(page)).map((row) => row['method'])).toEqual([method]);
  const run = await exported(page);
  expect(run.spec.method).toBe(method);
  return run;
}

async function setOption(page: Page, name: string, value: number | string): Promise<void> {
  if (typeof value === 'number') await enter(page, name, value);
  else await page.getByRole('combobox', { name, exact: true }).selectOption(value);
}

async function enter(page: Page, name: string, value: number): Promise<void> {
  const field = page.getByRole('textbox', { name, exact: true }).first();
  await field.fill(String(value));
  await field.press('Enter');
}

async function exported(page: Page): Promise<JsonRun> {
  const download = page.waitForEvent('download');
  await page.getByTestId('export').click();
  let text = '';
  for await (const chunk of await (await download).createReadStream()) text += String(chunk);
  return (JSON.parse(text) as { runs: JsonRun[] }).runs[0]!;
}

/** Moves the timeline to an iteration and returns how many marks of each kind are painted there. */
export async function marksAt(page: Page, iteration: number): Promise<Record<string, number>> {
  const slider = page.getByRole('slider', { name: 'Iteration' });
  const stage = page.getByTestId('landscape');
  await slider.fill(String(iteration));
  await expect.poll(async () => Number(await slider.inputValue())).toBeCloseTo(iteration, 3);
  // Two frames: one that hears of the position, one that has painted it.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return JSON.parse((await stage.getAttribute('data-marks')) ?? '{}') as Record<string, number>;
}

export const eventsOf = (run: JsonRun, type: string): (JsonEvent & { at: number })[] =>
  run.trace.events.flatMap(({ at, event }) => (event.type === type ? [{ ...event, at }] : []));
export const numbers = (event: JsonEvent, field: string): Numbers => event[field] as Numbers;
