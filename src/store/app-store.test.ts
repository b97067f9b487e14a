/** The app's actions over the real services, on this thread. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemById } from '../problems';
import { WorkerClient } from '../worker/client';
import { localPorts } from '../worker/local';
import { createApp, type App } from './app-store';
import { keepSettings, storageKeys } from './keeping';
import { defaultSettings, settingsOf } from './settings';
import { decodeLink, encodeLink, settingsFromText } from './share';
import type { AppState } from './state';
import { createView } from './view-store';

/** For promises in milliseconds: a machine that is busy with something else gets another try. */
const onClock = { retry: 3 };

let app: App;
const state = (): AppState => app.store.getState();
const until = async (holds: (state: AppState) => boolean, milliseconds = 5000): Promise<void> => {
  const started = performance.now();
  while (!holds(state())) {
    if (performance.now() - started > milliseconds) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const compiled = (): Promise<void> => until(({ compile }) => compile.status !== 'compiling');

beforeEach(async () => {
  app = createApp(new WorkerClient(localPorts()));
  await app.start();
});
afterEach(() => app.close());

describe('a first visit', () => {
  it('has a landscape of Rosenbrock, then the methods', () => {
    const { landscape, compile, methodsAvailable } = state();
    expect(compile).toMatchObject({ status: 'ok', diagnostics: [], loss: { n: 2, anyN: true } });
    expect(landscape).toMatchObject({ width: 256, height: 256, source: 'CPU (f64)', axes: [0, 1] });
    const [lo] = landscape!.xRange;
    const [bottom] = landscape!.yRange;
    expect(landscape!.values[0]).toBeCloseTo((1 - lo) ** 2 + 100 * (bottom - lo ** 2) ** 2, 6);
    expect(methodsAvailable.map(({ name }) => name)).toEqual(expect.arrayContaining(['Nelder-Mead', 'BFGS', 'Adam']));
  });

  it('runs its three methods and says how it went', async () => {
    const seen = new Set<string>();
    app.store.subscribe(({ runs }) => runs.forEach(({ status }) => seen.add(status)));
    const over = state().runStudy();
    await until(({ running }) => running);
    await over;
    const { runs, running, notice } = state();
    expect(running).toBe(false);
    expect([...seen]).toEqual(expect.arrayContaining(['queued', 'running', 'done']));
    expect(runs.map(({ spec, status }) => [spec.id, status])).toEqual([
      ['Nelder-Mead', 'done'],
      ['BFGS', 'done'],
      ['Adam', 'done'],
    ]);
    for (const { trace, result } of runs) {
      // SciPy's simplex method counts its start as an iteration.
      expect([result!.nit, result!.nit + 1]).toContain(trace.count);
      expect(trace.fun.at(-1)).toBe(result!.fun);
      expect(Array.from(trace.x.slice(0, 2))).toEqual(state().x0);
    }
    expect(runs[1]!.result!.fun).toBeLessThan(1e-8);
    expect(notice).toMatchObject({ kind: 'info', text: expect.stringMatching(/All 3 runs ended.*Lowest f/) });
  });

  it('decides on an engine and says why', async () => {
    await until(({ engine }) => engine.kind !== 'starting');
    expect(state().engine).toMatchObject({ kind: 'cpu', label: 'CPU (f64)', reason: expect.stringMatching(/WebGPU/) });
  });
});

describe('the editor', () => {
  it('keeps the last good loss through an error, and marks it', async () => {
    await state().runStudy();
    const { runs, landscape } = state();
    state().setText('(x, y) => x +');
    expect(state().compile).toMatchObject({ status: 'compiling', diagnostics: [] });
    await compiled();
    const { compile } = state();
    expect(compile.status).toBe('error');
    expect(compile.diagnostics[0]).toMatchObject({ severity: 'error' });
    expect(compile.loss!.text).toBe(problemById('rosenbrock')!.sources.javascript);
    expect(state().runs).toBe(runs);
    expect(state().landscape).toBe(landscape);
    expect(state().problem).toMatchObject({ text: '(x, y) => x +', minima: [{ x: [1, 1] }] });
    const file = JSON.parse(await state().exportStudy()) as { problem: { text: string } };
    expect(file.problem.text).toBe(compile.loss!.text);
  });

  it('knows the problem again when its text is back', async () => {
    const { text, minima } = state().problem;
    state().setText('(x, y) => x*x + y*y');
    await compiled();
    expect(state().problem).toMatchObject({ problemId: null, minima: [] });
    state().setText(text);
    await compiled();
    expect(state().problem).toMatchObject({ problemId: 'rosenbrock', minima });
  });

  it('compiles the last of many keystrokes, within 150 ms of it', onClock, async () => {
    const text = '(x, y) => x*x + 2*y*y';
    for (let length = 10; length <= text.length; length++) {
      state().setText(text.slice(0, length));
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    const started = performance.now();
    await compiled();
    expect(performance.now() - started).toBeLessThan(150);
    expect(state().compile).toMatchObject({ status: 'ok', loss: { text, n: 2, anyN: false } });
    expect(state().problem).toMatchObject({ problemId: null, minima: [] });
  });

  it('takes start, box and bounds along into another dimension, and drops runs of the old loss', async () => {
    await state().runStudy();
    state().setStart([0.5, 0.25]);
    state().setText('(x, y, z) => x*x + y*y + z*z');
    await compiled();
    await until(({ runs }) => runs.length === 0);
    expect(state()).toMatchObject({ x0: [0.5, 0.25, 0.25], problem: { n: 3 }, axes: [0, 1] });
    expect(state().problem.domain).toHaveLength(3);
    await until(({ landscape }) => landscape !== null && landscape.values[0]! > 0.0625);
  });

  it('reads Python and formulas', async () => {
    state().setText('def f(x):\n    return x[0]**2 + x[1]**2\n');
    await compiled();
    expect(state().compile.loss).toMatchObject({ language: 'python', n: 2 });
    state().setText('x^2 + sin(x)');
    await compiled();
    expect(state().compile.loss).toMatchObject({ language: 'formula', n: 1 });
    await until(({ landscape }) => landscape?.height === 1);
    expect(state().landscape).toMatchObject({ width: 1024, axes: [0, 0] });
  });
});

describe('problems and dimensions', () => {
  it('a picked problem brings its start, box and minima', async () => {
    state().pickProblem('himmelblau');
    await compiled();
    const himmelblau = problemById('himmelblau')!;
    expect(state()).toMatchObject({ x0: himmelblau.start(2), problem: { minima: himmelblau.minima(2) }, bounds: null });
    expect(state().compile.status).toBe('ok');
  });

  it('n is chosen where the loss takes any, and refused where it does not', async () => {
    state().setDimension(5);
    await compiled();
    expect(state().compile.loss!.n).toBe(5);
    expect(state().x0).toHaveLength(5);
    state().setAxes([1, 4]);
    expect(state().axes).toEqual([1, 4]);
    state().pickProblem('beale');
    await compiled();
    state().setDimension(3);
    expect(state().notice).toMatchObject({ kind: 'error', text: expect.stringMatching(/This loss has n = 2/) });
    expect(state().problem.n).toBe(2);
  });

  it('asks for a new landscape when the box changes, and only then', async () => {
    const first = state().landscape;
    state().setStart([0, 0]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(state().landscape).toBe(first);
    for (let k = 1; k <= 20; k++)
      state().setDomain([
        [-k, k],
        [-k, k],
      ]);
    await until(({ landscape }) => landscape?.xRange[1] === 20);
    state().setShowArrows(true);
    await until(({ landscape }) => landscape?.arrows !== null);
    const { columns, rows, gradients } = state().landscape!.arrows!;
    expect(gradients).toHaveLength(2 * columns * rows);
    // At the lower left corner (−20, −20) the way down leads to smaller |x|, larger y.
    expect(Math.sign(gradients[0]!)).toBe(1);
    expect(Math.sign(gradients[1]!)).toBe(1);
  });
});

describe('bad input gets a notice and changes nothing', () => {
  const cases: [string, () => void | Promise<unknown>, RegExp][] = [
    ['an unknown problem', () => state().pickProblem('nowhere'), /no problem "nowhere"/],
    ['a start of NaN', () => state().setStart([NaN, 0]), /coordinate 1 of the start is NaN/],
    ['a start of another dimension', () => state().setStart([1]), /start of 2 numbers/],
    [
      'a domain with lo > hi',
      () =>
        state().setDomain([
          [1, 0],
          [0, 1],
        ]),
      /lo < hi/,
    ],
    [
      'bounds with lo > hi',
      () =>
        state().setBounds([
          [1, 0],
          [0, 1],
        ]),
      /lo ≤ hi/,
    ],
    ['axes that are one', () => state().setAxes([1, 1]), /two different/],
    ['an unknown method', () => state().addMethod('Newton'), /no method "Newton"/],
    ['an unknown option', () => state().setOption('BFGS', 'gtoll', 1), /no option "gtoll"/],
    ['a bad option', () => state().setOption('BFGS', 'gtol', 'small'), /gtol: expected a number/],
    ['a bad seed', () => state().setSeed(1.5), /seed/],
    ['a bad budget', () => state().setBudget({ evaluations: 0, seconds: 1 }), /budget/],
    ['a bad dimension', () => state().setDimension(0), /whole number of variables/],
    ['a file that is no JSON', () => state().importStudy('{'), /not JSON/],
    ['a file that is not ours', () => state().importStudy('{"cells": []}'), /not a Thalweg study/],
    ['nothing to undo', () => state().undo(), /nothing to undo/],
  ];
  it.each(cases)('%s', async (_, act, message) => {
    const before = settingsOf(state());
    await act();
    expect(state().notice!.text).toMatch(message);
    expect(settingsOf(state())).toEqual(before);
    expect(state().compile.status).toBe('ok');
  });

  it('a start outside the bounds is refused, when set and when run', async () => {
    state().setBounds([
      [-2, 2],
      [-2, 2],
    ]);
    state().setStart([5, 0]);
    expect(state().notice!.text).toMatch(/coordinate 1 is 5, above its upper bound 2/);
    state().setBounds([
      [0, 2],
      [-2, 2],
    ]);
    expect(state().bounds![0]).toEqual([0, 2]);
    expect(state().notice!.text).toMatch(/coordinate 1 is -1.2/);
    await state().runStudy();
    expect(state().notice).toMatchObject({ kind: 'error', text: expect.stringMatching(/Move the start or widen/) });
    expect(state().runs).toEqual([]);
  });

  it('an empty list of methods is not run', async () => {
    for (const { key } of state().choices) state().removeMethod(key);
    await state().runStudy();
    expect(state().notice).toMatchObject({ kind: 'error', text: expect.stringMatching(/No method is chosen/) });
    expect(state().running).toBe(false);
  });
});

describe('undo and redo', () => {
  it('cover settings, and recompile what they bring back', async () => {
    state().setSeed(4);
    state().pickProblem('beale');
    await compiled();
    state().undo();
    await compiled();
    expect(state().compile.loss!.text).toBe(problemById('rosenbrock')!.sources.javascript);
    expect(state().seed).toBe(4);
    state().undo();
    expect(state().seed).toBe(0);
    state().redo();
    state().redo();
    await compiled();
    expect(state().problem.problemId).toBe('beale');
    expect(state().compile.loss!.text).toBe(state().problem.text);
  });

  it('a box from before the text took another dimension fits all the same', async () => {
    state().setDomain([
      [0, 1],
      [0, 1],
    ]);
    state().setText('(x, y, z) => x + y + z');
    await compiled();
    state().undo();
    expect(state().problem.domain).toHaveLength(3);
    expect(state().x0).toHaveLength(3);
    expect(state().problem.text).toBe('(x, y, z) => x + y + z');
  });
});

describe('methods', () => {
  it('may be chosen twice, with options of their own', async () => {
    state().addMethod('BFGS');
    const twin = state().choices.at(-1)!;
    expect(twin).toMatchObject({ key: 'BFGS 2', style: 3, options: {} });
    state().setOption('BFGS 2', 'maxiter', 3);
    await state().runStudy();
    const nits = state().runs.map(({ result }) => result!.nit);
    expect(nits[3]).toBe(3);
    expect(nits[1]).toBeGreaterThan(3);
    state().setOption('BFGS 2', 'maxiter', undefined);
    expect(state().choices.at(-1)!.options).toEqual({});
    state().removeMethod('Nelder-Mead');
    expect(state().runs.map(({ spec }) => spec.id)).toEqual(['BFGS', 'Adam', 'BFGS 2']);
  });
});

describe('step, run, cancel', () => {
  it('steps one iterate at a time, and Run finishes what was stepped', async () => {
    await state().runStudy();
    const whole = state().runs;
    await state().step();
    expect(state()).toMatchObject({ stepping: true, running: false });
    await state().step();
    await state().step();
    expect(state().runs.map(({ trace }) => trace.count)).toEqual([4, 4, 4]);
    await state().runStudy();
    expect(state().stepping).toBe(false);
    state().runs.forEach(({ trace, result }, i) => {
      expect(trace.x).toEqual(whole[i]!.trace.x);
      expect(result!.nfev).toBe(whole[i]!.result!.nfev);
    });
  });

  it('Run starts afresh when a setting was changed under a stepped study', async () => {
    await state().step();
    await state().step();
    state().setStart([0, 0]);
    await state().runStudy();
    expect(Array.from(state().runs[0]!.trace.x.slice(0, 2))).toEqual([0, 0]);
  });

  it('steps to the end of short runs', async () => {
    state().removeMethod('Nelder-Mead');
    state().removeMethod('Adam');
    state().setOption('BFGS', 'maxiter', 2);
    for (let k = 0; k < 4 && state().runs[0]?.status !== 'done'; k++) await state().step();
    expect(state()).toMatchObject({ stepping: false, runs: [{ status: 'done', trace: { count: 3 } }] });
  });

  it('cancel ends endless runs within 100 ms, with their best so far', onClock, async () => {
    state().setOption('Adam', 'maxiter', 1e9);
    state().setOption('Adam', 'gtol', 0);
    state().setBudget({ evaluations: 1e9, seconds: 60 });
    const over = state().runStudy();
    await until(({ progress }) => progress.Adam !== undefined);
    expect(state().progress.Adam!.evaluationsPerSecond).toBeGreaterThan(1000);
    const started = performance.now();
    state().cancel();
    await over;
    expect(performance.now() - started).toBeLessThan(100);
    const adam = state().runs[2]!;
    expect(adam).toMatchObject({ status: 'cancelled', result: { success: false, status: 105 } });
    expect(adam.trace.count).toBeGreaterThan(100);
    expect(state()).toMatchObject({ running: false, notice: { text: expect.stringMatching(/Cancelled/) } });
  });

  it('two presses of Run leave one study', async () => {
    await Promise.all([state().runStudy(), state().runStudy()]);
    expect(state().runs.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect(state().running).toBe(false);
  });

  it('a method that needs a box gets the plotted one', async () => {
    for (const { key } of state().choices) state().removeMethod(key);
    state().addMethod('differential_evolution');
    await state().runStudy();
    const [run] = state().runs;
    expect(run!.spec.bounds).toEqual(state().problem.domain);
    expect(run!.result!.fun).toBeLessThan(1e-8);
    expect(run!.trace.events[0]!.event.type).toBe('population');
  });
});

describe('files and links', () => {
  it('import of an export shows the same study', async () => {
    state().setSeed(11);
    await state().runStudy();
    const { runs, problem, choices } = state();
    const text = await state().exportStudy();
    state().pickProblem('beale');
    await compiled();
    expect(await state().importStudy(text)).toBe(true);
    await compiled();
    expect(state()).toMatchObject({ seed: 11, problem });
    expect(state().choices).toEqual(choices);
    expect(state().runs).toEqual(runs);
    await until(({ landscape }) => landscape!.xRange[0] === problem.domain[0]![0]);
    expect(state().runs).toEqual(runs);
  });

  it('the link and the storage follow the settings; a hostile link is ignored with a notice', async () => {
    const kept = new Map<string, string>();
    const surroundings = {
      location: { hash: '#s1=AAAA' },
      history: {
        replaceState: (_: unknown, __: string, url?: string | URL | null) =>
          void (surroundings.location.hash = String(url)),
      },
      storage: {
        getItem: (key: string) => kept.get(key) ?? null,
        setItem: (key: string, value: string) => void kept.set(key, value),
      },
      addEventListener: (_: 'hashchange', listener: () => void) => void (surroundings.onHash = listener),
      onHash: () => {},
    };
    const view = createView(app.store);
    keepSettings(app, view, surroundings);
    expect(state().notice).toMatchObject({ kind: 'error', text: expect.stringMatching(/link is damaged/) });
    state().setSeed(99);
    view.getState().setTheme('dark');
    await until(() => surroundings.location.hash !== '#s1=AAAA');
    expect(decodeLink(surroundings.location.hash)!.seed).toBe(99);
    expect(settingsFromText(kept.get(storageKeys.settings)!)!.seed).toBe(99);
    expect(kept.get(storageKeys.view)).toContain('dark');

    surroundings.location.hash = encodeLink({ ...defaultSettings(), x0: [2, 2] });
    surroundings.onHash();
    await until(({ runs }) => runs.length === 3 && runs.every(({ status }) => status === 'done'));
    expect(Array.from(state().runs[0]!.trace.x.slice(0, 2))).toEqual([2, 2]);
  });
});
