import { describe, expect, it } from 'vitest';
import type { DigitsListener } from '../worker/digits/client';
import type { TrainOrder } from '../worker/digits/protocol';
import { createDigits } from './digits-store';

const end = { status: 'done', message: 'ok', checkedLoss: 0.4, digits: 6, seconds: 1, nfev: 3, nhev: 0 } as const;

function digits(hasGpu = true) {
  let told!: DigitsListener;
  const orders: TrainOrder[] = [];
  const calls: string[] = [];
  const store = createDigits((listener) => {
    told = listener;
    return {
      open: () => calls.push('open'),
      train: (order) => orders.push(order),
      cancel: () => calls.push('cancel'),
      close: () => calls.push('close'),
    };
  });
  const opened = {
    side: 14,
    highest: 15,
    trainCount: 2000,
    test: { count: 0, levels: new Uint8Array(), labels: new Uint8Array() },
    gpu: hasGpu ? ({ ok: true, name: 'gpu' } as const) : ({ ok: false, reason: 'none' } as const),
    text: '',
  };
  return { state: () => store.getState(), told, orders, calls, opened };
}

describe('the digits’ store', () => {
  it('opens once, trains one at a time, and keeps every run with its rows', () => {
    const { state, told, orders, calls, opened } = digits();
    state().train();
    expect(orders).toEqual([]);
    state().open();
    state().open();
    told.opened(opened);
    state().set({ method: 'Adam' });
    expect(state().settings).toMatchObject({ method: 'Adam', lr: 0.02, steps: 200, engine: 'gpu' });
    state().train();
    state().train();
    expect(orders).toMatchObject([{ method: 'Adam', maxiter: 200, lr: 0.02, engine: 'gpu', penalty: 1e-3 }]);
    const { id } = orders[0]!;
    told.progress(id, [{ iteration: 1, seconds: 0.1, loss: 2 }], null);
    told.progress(id, [{ iteration: 2, seconds: 0.2, loss: 1 }], null);
    told.ended(id, end);
    expect(state().runs[0]).toMatchObject({ rows: [{ loss: 2 }, { loss: 1 }], end });
    state().set({ method: 'L-BFGS-B' });
    expect(state().settings.lr).toBeNull();
    state().train();
    // What a cancelled run's worker says late does not end the run after it.
    told.ended(id, end);
    expect(state()).toMatchObject({ isTraining: true, shown: orders[1]!.id });
    state().cancel();
    state().close();
    expect(calls).toEqual(['open', 'cancel', 'close']);
    expect(state()).toMatchObject({ phase: 'closed', runs: [], opened: null, isTraining: false });
  });

  it('falls back on the CPU where there is no GPU, and opens again after a failure', () => {
    const { state, told, calls, opened } = digits(false);
    state().open();
    told.broken('No digits.');
    expect(state()).toMatchObject({ phase: 'broken', failure: 'No digits.' });
    state().open();
    expect(calls).toEqual(['open', 'open']);
    told.opened(opened);
    expect(state()).toMatchObject({ phase: 'ready', failure: null, settings: { engine: 'cpu' } });
  });
});
