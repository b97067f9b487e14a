/** The lines of constraints in the app: last good texts, undo, files, links, and what a study does under them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemById } from '../problems';
import { WorkerClient } from '../worker/client';
import { localPorts } from '../worker/local';
import { createApp, type App } from './app-store';
import { constraintsInForce } from './constraining';
import { settingsOf } from './settings';
import { decodeLink, encodeLink } from './share';
import type { AppState } from './state';

let app: App;
const state = (): AppState => app.store.getState();
const until = async (holds: () => boolean): Promise<void> => {
  const started = performance.now();
  while (!holds()) {
    if (performance.now() - started > 5000) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const compiled = (): Promise<void> => until(() => state().compile.status !== 'compiling');
const inForce = (): string[] => constraintsInForce(state().compile);
const write = async (...texts: string[]): Promise<void> => {
  for (const text of texts) state().addConstraint(text);
  await compiled();
};

beforeEach(async () => {
  app = createApp(new WorkerClient(localPorts()));
  await app.start();
});
afterEach(() => app.close());

describe('constraints', () => {
  it('are compiled line by line; a wrong line keeps its last good text', async () => {
    await write('x[0]^2 + x[1]^2 <= 2', '');
    expect(inForce()).toEqual(['x[0]^2 + x[1]^2 <= 2']);
    expect(state().compile.constraints).toMatchObject([
      { kind: 'ineq', isLinear: false, diagnostics: [] },
      { inForce: null, diagnostics: [] },
    ]);
    state().setConstraint(0, 'x[0]^2 + q <= 2');
    await compiled();
    expect(state().compile.constraints[0]).toMatchObject({
      inForce: 'x[0]^2 + x[1]^2 <= 2',
      diagnostics: [{ code: 'unknown-name', from: 9, to: 10 }],
    });
    state().setConstraint(0, 'sum(x) == 1');
    await compiled();
    expect(state().compile.constraints[0]).toMatchObject({ inForce: 'sum(x) == 1', kind: 'eq', isLinear: true });
    state().setConstraint(0, '');
    await compiled();
    expect(inForce()).toEqual([]);
  });

  it('that do not fit another loss are in force no more', async () => {
    await write('x[0] <= 1');
    state().setText('(a, b) => a*a + b*b');
    await compiled();
    expect(inForce()).toEqual([]);
    expect(state().compile.constraints[0]!.diagnostics).toHaveLength(1);
    state().setConstraint(0, 'a <= 1');
    await compiled();
    expect(inForce()).toEqual(['a <= 1']);
  });

  it('are undone and redone, line by line', async () => {
    await write('x[0] <= 1', 'x[1] <= 1');
    state().removeConstraint(0);
    await compiled();
    expect(inForce()).toEqual(['x[1] <= 1']);
    state().undo();
    await compiled();
    expect(inForce()).toEqual(['x[0] <= 1', 'x[1] <= 1']);
    state().undo();
    state().redo();
    await compiled();
    expect(inForce()).toEqual(['x[0] <= 1', 'x[1] <= 1']);
  });

  it('travel in links and files', async () => {
    state().pickProblem('rosenbrock-disk');
    await compiled();
    state().setConstraint(0, 'x^2 + y^2 <= 1/4');
    await compiled();
    expect(decodeLink(encodeLink(settingsOf(state())))).toEqual(settingsOf(state()));
    await state().runStudy();
    const text = await state().exportStudy();
    const { runs } = state();
    state().pickProblem('beale');
    await compiled();
    expect(state().problem.constraints).toEqual([]);
    expect(await state().importStudy(text)).toBe(true);
    await compiled();
    expect(inForce()).toEqual(['x^2 + y^2 <= 1/4']);
    expect(state().runs).toEqual(runs);
  });

  it('known minima hold under their own constraints only', async () => {
    state().pickProblem('rosenbrock-disk');
    const { minima } = problemById('rosenbrock-disk')!;
    expect(state().problem.minima).toEqual(minima(2));
    state().setConstraint(0, 'x^2 + y^2 <= 4');
    expect(state().problem.minima).toEqual([]);
    state().setConstraint(0, 'x^2 + y^2 <= 1');
    expect(state().problem.minima).toEqual(minima(2));
  });

  it('are limited in number, with a reason', async () => {
    for (let k = 0; k < 60; k++) state().addConstraint('x[0] <= 1');
    expect(state().problem.constraints).toHaveLength(50);
    expect(state().notice).toMatchObject({ kind: 'error', text: expect.stringMatching(/at most 50 constraints/) });
    await compiled();
  });
});

describe('a study under constraints', () => {
  it('runs the methods that take them, skips the others, and says both', async () => {
    state().pickProblem('rosenbrock-disk');
    expect(state().notice!.text).toMatch(/SLSQP and COBYLA were added/);
    await state().runStudy();
    const { runs, notice } = state();
    expect(runs.map(({ spec, status }) => [spec.method, status])).toEqual([
      ['Nelder-Mead', 'skipped'],
      ['BFGS', 'skipped'],
      ['Adam', 'skipped'],
      ['SLSQP', 'done'],
      ['COBYLA', 'done'],
    ]);
    expect(runs[1]!.error).toMatch(/BFGS cannot take constraints/);
    expect(runs[3]!.spec.constraints).toEqual(['x^2 + y^2 <= 1']);
    expect(runs[3]!.trace.violation).toHaveLength(runs[3]!.trace.count);
    expect(notice!.text).toMatch(/All 2 runs ended\. Lowest f: 0\.04567.*Not run: Nelder-Mead, BFGS, Adam/);
  });

  it('with no method for it says why nothing was run', async () => {
    await write('x[0] <= 0.5');
    await state().runStudy();
    expect(state().notice).toMatchObject({
      kind: 'error',
      text: expect.stringMatching(/cannot take constraints.*SLSQP/),
    });
  });

  it('has them on the landscape, and a new picture when they change', async () => {
    state().pickProblem('portfolio-3');
    await compiled();
    await until(() => state().landscape?.constraints.length === 2);
    const [total] = state().landscape!.constraints;
    expect(total).toMatchObject({ text: 'sum(w) == 1', kind: 'eq' });
    // The slice at the start's third coordinate, 1/3: at the corner (1, 1) the weights sum to 7/3.
    expect(total!.values.at(-1)).toBeCloseTo(4 / 3, 6);
    state().removeConstraint(0);
    await until(() => state().landscape?.constraints.length === 1);
  });
});
