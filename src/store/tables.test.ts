/** The table of parameters and the list of data: what editing them does to the study, and what stays the same. */
import { afterEach, describe, expect, it } from 'vitest';
import { localPorts } from '../worker/local';
import { WorkerClient } from '../worker/client';
import { createApp, type App } from './app-store';
import { settingsOf } from './settings';
import { dataLeftOut, decodeLink, encodeLink } from './share';
import type { AppState } from './state';

let app: App | null = null;
afterEach(() => app?.close());

const settled = async (): Promise<AppState> => {
  const { store } = app!;
  await expect.poll(() => store.getState().compile.status, { timeout: 20_000 }).not.toBe('compiling');
  return store.getState();
};

async function open(text: string): Promise<AppState> {
  app = createApp(new WorkerClient(localPorts()));
  await app.start();
  app.store.getState().setText(text);
  return settled();
}

const network = `def loss(W1, b1, w2):
    h = np.tanh(X @ W1 + b1)
    return np.mean((h @ w2 - y) ** 2)
`;
const X = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(2 * i), i / 12]);
const y = X.map(([a, b, c]) => a! * b! + c!);

describe('a pasted text with parameters by name', () => {
  it('fills the table with its names, also where it does not compile yet', async () => {
    let state = await open(network);
    expect(state.compile).toMatchObject({ status: 'error', parameters: ['W1', 'b1', 'w2'] });
    state.addData([
      { name: 'X', values: X },
      { name: 'y', values: y },
    ]);
    state.nameParams();
    state = await settled();
    expect(state.problem.params).toEqual([{ name: 'W1' }, { name: 'b1' }, { name: 'w2' }]);
    expect(state.problem.n).toBe(3);
    expect(state.compile.status).toBe('error');
    state.setParamValues(0, 'start', [0.5]);
    state.editParam(0, { shape: [3, 4] });
    state.editParam(1, { shape: [4] });
    state.editParam(2, { shape: [4] });
    state = await settled();
    expect(state.compile.diagnostics).toEqual([]);
    expect(state.compile).toMatchObject({ status: 'ok', loss: { n: 20, form: 'named' } });
    expect(state.compile.loss!.names.slice(3, 6)).toEqual(['W1[0, 3]', 'W1[1, 0]', 'W1[1, 1]']);
    expect(state.problem).toMatchObject({ n: 20 });
    expect([state.x0.length, state.problem.domain.length]).toEqual([20, 20]);
    expect(state.x0.slice(0, 13)).toEqual([...Array.from({ length: 12 }, () => 0.5), 1]);
    for (const { key, method } of state.choices) if (method !== 'BFGS') state.removeMethod(key);
    await state.runStudy();
    expect(app!.store.getState().runs.map(({ status }) => status)).toEqual(['done']);
  }, 60_000);

  it('adds a parameter that the table lacks at one call, and says which it is', async () => {
    let state = await open('def loss(**params):\n    return params["a"] ** 2 + (params["b"] - 1) ** 2\n');
    expect(state.compile).toMatchObject({ status: 'ok', loss: { form: 'named', parameters: ['a', 'b'], n: 2 } });
    state.setParams([{ name: 'a' }]);
    state = await settled();
    const [diagnostic] = state.compile.diagnostics;
    expect(diagnostic).toMatchObject({ code: 'unknown-parameter', message: expect.stringContaining('“b”') as string });
    expect(state.problem.text.slice(diagnostic!.from, diagnostic!.to)).toContain('"b"');
    state.addParams(['b']);
    state = await settled();
    expect(state.compile).toMatchObject({ status: 'ok', loss: { names: ['a', 'b'] } });
    state.undo();
    expect((await settled()).problem.params).toEqual([{ name: 'a' }]);
  }, 60_000);

  it('lists every missing one of a signature, in JavaScript too', async () => {
    let state = await open('({ a, b = 2, c }) => a * a + b * b + c * c');
    state.setParams([{ name: 'a' }]);
    state = await settled();
    const { text } = state.problem;
    expect(state.compile.diagnostics.map(({ from, to }) => text.slice(from, to))).toEqual(['c']);
    state.setText('def f(p, q, a):\n    return a * a + p * q');
    state = await settled();
    expect(state.compile.diagnostics.map(({ code }) => code)).toEqual(['unknown-parameter', 'unknown-parameter']);
  }, 60_000);
});

const membrane = `def loss(tau, E):
    return np.mean(((V - (E + (V0 - E) * np.exp(-t / tau))) / (1 * mV)) ** 2)
`;
const times = [0, 5, 10, 15, 20, 30, 40];
const openMembrane = async (scale?: number): Promise<AppState> => {
  let state = await open('def loss(tau, E):\n    return tau**2 + E**2');
  state.addData([
    { name: 't', values: times, unit: 'ms' },
    { name: 'V', values: times.map((t) => -65 + 15 * Math.exp(-t / 12)), unit: 'mV' },
    { name: 'V0', values: -50, unit: 'mV' },
  ]);
  state.setParams([
    { name: 'tau', unit: 'ms', ...(scale && { scale }) },
    { name: 'E', unit: 'mV', ...(scale && { scale }) },
  ]);
  state.setParamValues(0, 'start', [20]);
  state.setParamValues(1, 'start', [-50.5]);
  state.setParamValues(0, 'lower', [1]);
  state.setParamValues(0, 'upper', [80.1]);
  for (const { key } of state.choices) state.removeMethod(key);
  state.addMethod('L-BFGS-B');
  state.setText(membrane);
  state = await settled();
  expect(state.compile.diagnostics).toEqual([]);
  return state;
};

const traceOf = async (): Promise<AppState['runs'][number]> => {
  await settled();
  await app!.store.getState().runStudy();
  const [run] = app!.store.getState().runs;
  expect(run).toMatchObject({ status: 'done', error: null });
  return run!;
};

describe('units', () => {
  it('in another unit the scaled path is the same, to the last bit', async () => {
    const state = await openMembrane(10);
    expect(state.x0).toEqual([2, -5.05]);
    const before = await traceOf();
    state.editParam(0, { unit: 's' });
    state.editParam(1, { unit: 'V' });
    const now = app!.store.getState();
    expect(now.problem.params).toEqual([
      { name: 'tau', unit: 's', scale: 0.01 },
      { name: 'E', unit: 'V', scale: 0.01 },
    ]);
    expect([now.x0, now.bounds, now.problem.domain]).toEqual([state.x0, state.bounds, state.problem.domain]);
    const after = await traceOf();
    expect(after.trace.count).toBeGreaterThan(4);
    expect(after.trace.x).toEqual(before.trace.x);
    expect(after.trace.fun).toEqual(before.trace.fun);
    expect(after.result).toEqual(before.result);
  }, 60_000);

  it('without a scale start and bounds are converted, and the answer is the same time constant', async () => {
    const state = await openMembrane();
    const before = await traceOf();
    state.editParam(0, { unit: 's' });
    const now = app!.store.getState();
    expect(now.x0).toEqual([0.02, -50.5]);
    expect(now.bounds).toEqual([
      [0.001, 0.0801],
      [null, null],
    ]);
    const after = await traceOf();
    expect(after.trace.fun[0]).toBe(before.trace.fun[0]);
    expect(before.result!.x[0]).toBeCloseTo(12, 2);
    expect(after.result!.x[0]! * 1000).toBeCloseTo(12, 1);
    state.undo();
    expect(app!.store.getState().x0).toEqual(state.x0);
    expect((await settled()).problem.params![0]!.unit).toBe('ms');
  }, 60_000);

  it('refuses what is no unit, and underlines what does not fit', async () => {
    let state = await openMembrane();
    state.editParam(0, { unit: 'mss' });
    state = app!.store.getState();
    expect(state.problem.params![0]!.unit).toBe('ms');
    expect(state.notice).toMatchObject({
      kind: 'error',
      text: expect.stringContaining('“mss” is not a unit') as string,
    });
    state.editParam(0, { unit: 'mV' });
    state = await settled();
    const [wrong] = state.compile.diagnostics;
    expect(wrong!.severity).toBe('error');
    expect(state.problem.text.slice(wrong!.from, wrong!.to)).toContain('tau');
    // Until it is corrected the picture and the runs would be of another table.
    await state.runStudy();
    expect(app!.store.getState().notice!.text).toContain('another table of parameters');
  }, 60_000);
});

describe('data', () => {
  it('are checked before they are in force', async () => {
    let state = await open('def f(a):\n    return np.sum((a - d) ** 2)');
    expect(state.addData([{ name: 'd', values: [[1, 2], [3]] }])).toBe(false);
    expect(app!.store.getState().notice!.text).toContain('at d[1]');
    expect(state.addData([{ name: '1d', values: [1] }])).toBe(false);
    expect(state.addData([{ name: 'd', values: [1, 2, 6] }])).toBe(true);
    state = await settled();
    expect(state.compile.status).toBe('ok');
    state.editData(0, { unit: 'furlong' });
    expect(app!.store.getState().notice!.text).toContain('is not a unit');
    state.editData(0, { name: 'e' });
    expect((await settled()).compile.status).toBe('error');
    state.undo();
    expect((await settled()).compile.status).toBe('ok');
    state.removeData(0);
    expect((await settled()).problem.data).toBeUndefined();
  }, 60_000);

  it('go into a link while they are small; a link without them asks for them', async () => {
    const state = await open('lambda a, X: np.sum((a - X) ** 2)');
    state.addData([{ name: 'X', values: [1, 2.5], unit: 'mV', source: 'two.csv' }]);
    let settings = settingsOf(await settled());
    expect(dataLeftOut(settings)).toEqual([]);
    expect(decodeLink(encodeLink(settings))).toEqual(settings);

    const large = Array.from({ length: 4000 }, (_, i) => [i / 7, i / 3]);
    state.addData([{ name: 'X', values: large }]);
    settings = settingsOf(await settled());
    expect(dataLeftOut(settings)).toEqual(['X']);
    const restored = decodeLink(encodeLink(settings))!;
    expect(restored.problem.data).toEqual([{ name: 'X', values: [], missing: [4000, 2] }]);
    app!.close();
    // Without its data this text would be a loss of two variables.
    app = createApp(new WorkerClient(localPorts()));
    app.restore(restored);
    await app.start();
    const reopened = app.store.getState();
    expect(reopened.compile).toMatchObject({ status: 'error', loss: null, diagnostics: [{ code: 'missing-data' }] });
    reopened.addData([{ name: 'X', values: large }]);
    expect((await settled()).compile).toMatchObject({ status: 'ok', loss: { names: ['a[0]', 'a[1]'] } });
  }, 60_000);
});
