/** A text outside the language, over the real services: refused, offered, run by choice, and the choice's limits. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkerClient } from '../worker/client';
import { localPorts } from '../worker/local';
import { nodeSandbox } from '../worker/sandbox/node-sandbox';
import type { SandboxOpener } from '../worker/sandbox/opener';
import { createApp, type App } from './app-store';
import { isEditOf } from './plain-javascript';
import { settingsOf } from './settings';
import { decodeLink, encodeLink } from './share';
import type { AppState } from './state';

let app: App;
let opened: number;
let ended: number;
const state = (): AppState => app.store.getState();
const until = async (holds: (state: AppState) => boolean, milliseconds = 60_000): Promise<void> => {
  const started = performance.now();
  while (!holds(state())) {
    if (performance.now() - started > milliseconds) throw new Error('it never came true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const settled = (): Promise<void> => until(({ compile }) => compile.status !== 'compiling');
const write = async (text: string): Promise<void> => {
  state().setText(text);
  await settled();
};
const choose = async (text: string): Promise<void> => {
  await write(text);
  expect(state().compile).toMatchObject({ status: 'error', plain: 'offered' });
  state().runAsPlainJavaScript();
  await settled();
};
const runOf = (method: string) => state().runs.find(({ spec }) => spec.method === method)!;

const counted: SandboxOpener = (program) => {
  opened++;
  const sandbox = nodeSandbox(program);
  return {
    port: sandbox.port,
    end: () => {
      ended++;
      sandbox.end();
    },
  };
};

const open = async (): Promise<void> => {
  opened = ended = 0;
  const limits = { call: 1_500, start: 60_000, abandoned: 30 };
  app = createApp(new WorkerClient(localPorts(1, counted, limits)));
  await app.start();
};
beforeEach(open);
afterEach(() => app.close());

const bowl = `class Bowl { at([x, y]) { return (x - 1) ** 2 + 3 * (y + 0.5) ** 2 } }
const bowl = new Bowl();
const loss = (x) => bowl.at(x);`;

describe('a text outside the language', () => {
  it('gets the data and the parameters of the table', async () => {
    state().setParams([{ name: 'v', shape: [2] }]);
    state().addData([{ name: 'target', values: [3, 4], source: 'here' }]);
    await choose(
      'class A { at(v, t) { return (v[0] - t[0]) ** 2 + (v[1] - t[1]) ** 2 } }\nconst a = new A();\nfunction loss({ v }, target) { return a.at(v, target) }',
    );
    expect(state().compile).toMatchObject({ status: 'ok', plain: 'chosen', loss: { n: 2, names: ['v[0]', 'v[1]'] } });
    await state().runStudy();
    const { result } = runOf('Nelder-Mead');
    expect(result!.fun).toBeLessThan(1e-6);
    expect(result!.x[0]).toBeCloseTo(3, 3);
    expect(result!.x[1]).toBeCloseTo(4, 3);
    const file = JSON.parse(await state().exportStudy()) as { losses?: unknown };
    expect(JSON.stringify(file)).toContain('"target"');
  });

  it('is refused and offered; nothing is opened before a person chooses', async () => {
    await write(bowl);
    expect(state().compile).toMatchObject({ status: 'error', plain: 'offered', loss: { n: 2 } });
    expect(state().compile.loss!.plain).toBeUndefined();
    expect(opened).toBe(0);
    await write('(x, y) => (x - 1 ** 2');
    expect(state().compile.plain).toBeUndefined();
    await write('def f(x):\n    import random\n    return random.random()');
    expect(state().compile.plain).toBeUndefined();
    // Called without an offer it does nothing.
    state().runAsPlainJavaScript();
    await settled();
    expect(opened).toBe(0);
  });

  it('runs by choice, without gradients from the language, and says so everywhere', async () => {
    await choose(bowl);
    expect(state().compile).toMatchObject({ status: 'ok', plain: 'chosen', loss: { n: 2, anyN: true, wgsl: null } });
    await until(({ landscape }) => landscape?.source === 'plain JavaScript (f64)');
    expect(state().engine.label).toBe('Plain JavaScript (sandbox, f64)');
    for (const method of ['dogleg', 'trust-ncg', 'differential_evolution', 'SLSQP']) state().addMethod(method);
    state().addConstraint('x[0] + x[1] <= 10');
    await settled();
    expect(state().compile.constraints[0]).toMatchObject({ kind: 'ineq', isLinear: true });
    state().removeConstraint(0);
    await settled();
    await state().runStudy();
    for (const method of ['Nelder-Mead', 'BFGS', 'trust-ncg', 'differential_evolution', 'SLSQP']) {
      const run = runOf(method);
      expect(run, method).toMatchObject({ status: 'done', evaluatedOn: 'plain JavaScript (sandbox)' });
      expect(run.result!.success, `${method}: ${run.result!.message}`).toBe(true);
      expect(run.result!.fun, method).toBeLessThan(1e-6);
      expect(run.trace.x.slice(0, 2)).toEqual(Float64Array.from(state().x0));
    }
    // Differences are counted as evaluations, as SciPy does: f and two more for each gradient in the plane.
    const { nfev, njev } = runOf('BFGS').result!;
    expect(nfev).toBe(3 * njev!);
    expect(runOf('dogleg')).toMatchObject({ status: 'skipped', error: expect.stringMatching(/exact Hessian/) });
    expect(runOf('trust-ncg').result!.warnings.join()).toMatch(/forward differences.*learned/);
    const file = JSON.parse(await state().exportStudy()) as { runs: { evaluatedOn: string }[] };
    expect(file.runs.every(({ evaluatedOn }) => evaluatedOn === 'plain JavaScript (sandbox)')).toBe(true);
    expect(await state().exportScript()).toBeNull();
    expect(state().notice).toMatchObject({ kind: 'error', text: expect.stringMatching(/no script of these runs/) });
  });

  it('steps by iterations and goes on', async () => {
    await choose(bowl);
    await state().step();
    await state().step();
    expect(state().stepping).toBe(true);
    expect(runOf('BFGS').trace.count).toBe(3);
    await state().runStudy();
    expect(runOf('BFGS').status).toBe('done');
  });

  it('reports a throw, and a call without end, as failures', async () => {
    const text = (then: string): string =>
      `class A {}\nfunction f(x) {\n  if (x[0] > 0) { ${then} }\n  return x[0] ** 2 - x[0] + x[1] ** 2 + Object.keys(new A()).length;\n}`;
    await choose(text('throw new RangeError("right half")'));
    await state().runStudy();
    expect(runOf('Nelder-Mead')).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/RangeError: right half/),
    });
    await write(text('for (;;) {}'));
    await state().runStudy();
    expect(runOf('BFGS')).toMatchObject({ status: 'failed', error: expect.stringMatching(/longer than 1.5 s/) });
    // The other runs went on with a fresh evaluator, or met the same end; none is left behind.
    expect(state().runs.every(({ status }) => status === 'failed' || status === 'done')).toBe(true);
  });

  it('cancels a call that hangs at once', async () => {
    await choose(
      'class A {}\nfunction f(x) {\n  while (x[0] !== -1.2 || x[1] !== 1) {}\n  return Object.keys(new A()).length;\n}',
    );
    const over = state().runStudy();
    await until(({ runs }) => runs.some(({ trace }) => trace.count > 0));
    const started = performance.now();
    state().cancel();
    await over;
    expect(performance.now() - started).toBeLessThan(1_000);
  }, 240_000);

  it('says why a chosen text fails, and goes back', async () => {
    await choose('class A {}\n(x) => x[0] + new A().b.c');
    expect(state().compile).toMatchObject({ status: 'error', plain: 'failed' });
    expect(state().compile.diagnostics[0]!.message).toMatch(/fails at the start.*TypeError/);
    state().leavePlainJavaScript();
    await settled();
    expect(state().compile).toMatchObject({ status: 'error', plain: 'offered' });
  });
});

describe('the choice', () => {
  it('holds for what becomes of the text by editing, and no longer', async () => {
    await choose(bowl);
    await write(bowl.replace('3 *', '5 *'));
    expect(state().compile.plain).toBe('chosen');
    await write(`${bowl}\nconst`);
    expect(state().compile).toMatchObject({ status: 'error', loss: { plain: expect.anything() } });
    await write(bowl);
    expect(state().compile.plain).toBe('chosen');
    await write('(x, y) => x * x + y * y + new Map().size');
    expect(state().compile.plain).toBe('offered');
    await write(bowl);
    expect(state().compile.plain).toBe('chosen');
    // A text that the language reads is compiled, and the choice is over.
    await until(({ engine }) => engine.label.startsWith('Plain JavaScript'));
    await write('(x, y) => x * x + y * y');
    await until(({ engine }) => engine.label === 'CPU (f64)');
    expect(state().compile).toMatchObject({ status: 'ok', loss: { wgsl: expect.any(String) } });
    expect(state().compile.plain).toBeUndefined();
    await write(bowl);
    expect(state().compile.plain).toBe('offered');
    await until(() => ended === opened);
  });

  it('is not in settings, links or files, and does not survive them', async () => {
    await choose(bowl);
    await state().runStudy();
    const link = decodeLink(encodeLink(settingsOf(state())))!;
    const file = await state().exportStudy();
    app.close();
    await open();
    app.restore(link);
    await app.start();
    await settled();
    expect(state().compile).toMatchObject({ status: 'error', plain: 'offered', loss: null });
    await state().runStudy();
    expect(state().runs).toEqual([]);
    expect(state().notice).toMatchObject({ kind: 'error', text: expect.stringMatching(/only where you choose it/) });

    state().pickProblem('beale');
    await settled();
    expect(await state().importStudy(file)).toBe(true);
    await settled();
    expect(state().compile).toMatchObject({ status: 'error', plain: 'offered', loss: null });
    expect(state().landscape).toBeNull();
    expect(state().runs.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect(opened).toBe(0);
    state().runAsPlainJavaScript();
    await settled();
    expect(state().compile.plain).toBe('chosen');
    expect(state().runs).toHaveLength(3);
    state().pickProblem('beale');
    await settled();
    state().undo();
    await settled();
    expect(state().compile).toMatchObject({ plain: 'offered' });
  });
});

describe('isEditOf', () => {
  it('knows an edit from another text', () => {
    expect(isEditOf('(x) => f(x) + 1', '(x) => f(x) + 2')).toBe(true);
    expect(isEditOf('(x) => f(x)', '(x) => f(x) + g(x) * h(x)')).toBe(true);
    expect(isEditOf('abcdef', 'uvwxyz')).toBe(false);
    expect(isEditOf('', 'a')).toBe(false);
    expect(isEditOf('abcdef', '')).toBe(false);
  });
});
