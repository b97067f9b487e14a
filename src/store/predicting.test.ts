/** What the loss in force predicts, asked as the fit's picture asks. */
import { expect, it } from 'vitest';
import { WorkerClient } from '../worker/client';
import { localPorts } from '../worker/local';
import { createApp } from './app-store';
import { Predicting } from './predicting';

it('predicts for an example with data, answers the newest question only, and nothing without data', async () => {
  const client = new WorkerClient(localPorts(1));
  const app = createApp(client);
  await app.start();
  const predicting = new Predicting(client, app.store);
  expect(await predicting.at([1, 1])).toBeNull();
  await app.store.getState().openExample('linear-fit');
  await app.store.getState().runStudy();
  const { predicted, wanted, target } = (await predicting.at([0, 0, 0]))!;
  expect(target).toBe('y_train');
  expect([predicted.length, wanted.length]).toEqual([160, 160]);
  expect(predicted.every((value) => value === 0)).toBe(true);
  const [older, newer] = await Promise.all([predicting.at([1, 0, 0]), predicting.at([2, 0, 0])]);
  expect(older).toBeNull();
  expect(newer!.predicted.some((value) => value !== 0)).toBe(true);
  app.close();
});
