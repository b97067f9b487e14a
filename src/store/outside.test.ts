/** Parameters by name and data, from the settings to the runs, over real channels. */
import { describe, expect, it } from 'vitest';
import { localPorts } from '../worker/local';
import { WorkerClient } from '../worker/client';
import { createApp } from './app-store';
import { settingsOf, type Settings } from './settings';

const decay = `def loss(A, tau):
    return np.mean((A * np.exp(-t / tau) - y) ** 2)
`;
const problem: Settings['problem'] = {
  problemId: null,
  text: decay,
  language: 'auto',
  n: 2,
  domain: [
    [0, 5],
    [0, 50],
  ],
  minima: [],
  constraints: [],
  params: [{ name: 'A' }, { name: 'tau', unit: 'ms', scale: 10 }],
  data: [
    { name: 't', values: [0, 10, 20, 30], unit: 'ms' },
    { name: 'y', values: [2, 1, 0.5, 0.25] },
  ],
};

describe('a study with parameters and data', () => {
  it('compiles, runs, explains and exports', async () => {
    const app = createApp(new WorkerClient(localPorts()));
    try {
      const { store } = app;
      app.restore({
        ...settingsOf(store.getState()),
        problem,
        x0: [1, 1],
        choices: [{ key: 'BFGS', method: 'BFGS', options: {}, style: 0 }],
      });
      await app.start();
      expect(store.getState().compile).toMatchObject({ status: 'ok', loss: { n: 2, names: ['A', 'tau'] } });
      await store.getState().runStudy();
      const [run] = store.getState().runs;
      expect(run).toMatchObject({ status: 'done', error: null });
      const [A, tau] = run!.result!.x;
      expect(A).toBeCloseTo(2, 4);
      expect(tau! * 10).toBeCloseTo(10 / Math.LN2, 3);
      const text = await store.getState().exportStudy();
      expect(JSON.parse(text)).toMatchObject({
        problem: { params: problem.params, data: problem.data },
        runs: [{ result: { parameters: [{ name: 'A' }, { name: 'tau', unit: 'ms', value: tau! * 10 }] } }],
      });
      expect(await store.getState().importStudy(text)).toBe(true);
      expect(store.getState().problem).toEqual(problem);
      expect(store.getState().runs[0]!.result!.x).toEqual(run!.result!.x);
    } finally {
      app.close();
    }
  }, 60_000);
});
