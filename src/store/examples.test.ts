/** Every example, opened as the gallery opens it and run over the real services: it must reach its numbers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examples, type Reached } from '../problems/examples';
import { regressionData } from '../problems/examples/regression-data';
import { compileLoss } from '../study/compile';
import { seedData } from '../study/examples/seed-data';
import type { Run } from '../study/types';
import { WorkerClient } from '../worker/client';
import { localPorts } from '../worker/local';
import { createApp, type App } from './app-store';
import { exampleIn, exampleLink } from './examples';
import { defaultSettings, settingsOf } from './settings';
import { decodeLink, encodeLink } from './share';

let app: App;

beforeAll(async () => {
  app = createApp(new WorkerClient(localPorts(1)));
  await app.start();
});
afterAll(() => app.close());

function check({ iteration, fun, below, x, warning }: Reached, run: Run): void {
  const { result, trace } = run;
  expect(run.error).toBeNull();
  const f = iteration === undefined ? result!.fun : trace.fun[iteration]!;
  if (fun) expect(Math.abs(f - fun[0]), `f is ${f}`).toBeLessThanOrEqual(fun[1]);
  if (below !== undefined) expect(f).toBeLessThan(below);
  x?.[0].forEach((value, i) => expect(Math.abs(result!.x[i]! - value)).toBeLessThanOrEqual(x[1]));
  if (warning) expect(result!.warnings.join(' ')).toContain(warning);
}

describe.each(examples)('$id', (example) => {
  it('opens without a complaint, runs every method and reaches its numbers', async () => {
    const view = await app.store.getState().openExample(example.id);
    expect(view).toEqual(example.view ?? {});
    await app.store.getState().runStudy();
    const { compile, runs, problem, notice } = app.store.getState();
    expect(notice?.text).toMatch(/^Opened the example “.*Lowest f/);
    expect(compile).toMatchObject({ status: 'ok', diagnostics: [], loss: { n: example.n, text: example.text } });
    expect(problem.problemId).toBeNull();
    expect(runs.map(({ spec, status }) => [spec.method, status])).toEqual(
      example.methods.map(({ method }) => [method, 'done']),
    );
    for (const reached of example.reaches) check(reached, runs[reached.run]!);
    // No run may go below what is said to be the minimum.
    const [least] = example.minima ?? [];
    for (const { result, trace } of runs) {
      expect(result!.warnings.join()).not.toMatch(/Unknown solver options/);
      if (least) expect(Math.min(...trace.fun)).toBeGreaterThan(least.fun - 1e-7);
    }
  });
});

describe('minima', () => {
  it.each(examples.filter(({ minima }) => minima))('of $id are where they are said to be', (example) => {
    const { text, language, n, params, minima } = example;
    const loss = compileLoss(text, { language, n, ...(params && { params }) });
    for (const { x, fun } of minima!) {
      expect(loss.fun(Float64Array.from(x))).toBeCloseTo(fun, 9);
      for (const slope of loss.grad(Float64Array.from(x))) expect(Math.abs(slope)).toBeLessThan(1e-5);
    }
  });
});

describe('the regression data', () => {
  it('is what NumPy’s generator gives, to the last digit', () => {
    const { train, test } = seedData();
    const byName = Object.fromEntries(regressionData.map(({ name, values }) => [name, values]));
    expect(byName).toEqual({ X_train: train.X, y_train: train.y, X_test: test.X, y_test: test.y });
  });
});

describe('opening', () => {
  it('has ids and texts of its own, and keeps to what links can hold', async () => {
    expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length);
    // The page knows an example by its text.
    expect(new Set(examples.map(({ text }) => text)).size).toBe(examples.length);
    for (const { id } of examples) {
      await app.store.getState().openExample(id);
      const settings = settingsOf(app.store.getState());
      expect(decodeLink(encodeLink(settings))).toEqual(settings);
    }
  });

  it('is undone with the text that was there', async () => {
    const own = createApp(new WorkerClient(localPorts(1)));
    own.restore({ ...defaultSettings(), seed: 5 });
    await own.start();
    own.store.getState().setText('x^2 + 3*y^2');
    await own.store.getState().openExample('quadratic');
    expect(own.store.getState().notice?.text).toContain('“A bowl”');
    expect(own.store.getState().problem.text).not.toContain('3*y^2');
    own.store.getState().undo();
    expect(own.store.getState()).toMatchObject({ problem: { text: 'x^2 + 3*y^2' }, seed: 5 });
    expect(own.store.getState().choices.map(({ method }) => method)).toEqual(['Nelder-Mead', 'BFGS', 'Adam']);
    own.close();
  });

  it('says so when there is no such example, and changes nothing', async () => {
    const before = settingsOf(app.store.getState());
    expect(await app.store.getState().openExample('nothing')).toBeNull();
    expect(app.store.getState().notice).toMatchObject({ kind: 'error', text: expect.stringContaining('"nothing"') });
    expect(settingsOf(app.store.getState())).toEqual(before);
  });

  it('has a link of its own', () => {
    expect(exampleIn(exampleLink('a b'))).toBe('a b');
    expect(exampleIn('#example=%E0%A4%A')).toBe('%E0%A4%A');
    expect(exampleIn('#s1=abc')).toBeNull();
  });
});
