/**
 * The training on handwritten digits: what is set, what runs, what came of it. Apart from the study: it belongs to the
 * dialog that shows it, and ends with it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { DigitsClient, type DigitsListener } from '../worker/digits/client';
import { digitsMethods, type DigitsMethod } from '../worker/digits/methods';
import type { DigitsEngine, DigitsOpened, ModelView, TrainEnd, TrainOrder, TrainRow } from '../worker/digits/protocol';

export { digitsMethods, type DigitsMethod } from '../worker/digits/methods';
export type { DigitsEngine, DigitsOpened, ModelView, TrainEnd, TrainRow } from '../worker/digits/protocol';

/** What the next training is started with. */
export interface DigitsSettings {
  readonly method: DigitsMethod;
  readonly engine: DigitsEngine;
  /** λ of the penalty λ/2·‖W‖² */
  readonly penalty: number;
  /** iterations (TNC: evaluations) */
  readonly steps: number;
  /** null: the method has no learning rate */
  readonly lr: number | null;
}

export interface DigitsRun {
  readonly order: TrainOrder;
  readonly rows: readonly TrainRow[];
  /** the last model that was sent; null before the first iteration */
  readonly view: ModelView | null;
  /** null while it runs */
  readonly end: TrainEnd | null;
}

export interface DigitsState {
  readonly phase: 'closed' | 'opening' | 'ready' | 'broken';
  /** why it is broken */
  readonly failure: string | null;
  readonly opened: DigitsOpened | null;
  readonly settings: DigitsSettings;
  readonly runs: readonly DigitsRun[];
  /** id of the run whose model is shown; null: none */
  readonly shown: number | null;
  readonly isTraining: boolean;

  open(): void;
  /** Ends everything and frees it; finished runs are forgotten. */
  close(): void;
  /** A change of method brings its own steps and learning rate, unless they are given too. */
  set(change: Partial<DigitsSettings>): void;
  train(): void;
  cancel(): void;
  show(id: number): void;
  clear(): void;
}

export type DigitsStore = StoreApi<DigitsState>;

const settingsOf = (method: DigitsMethod): Pick<DigitsSettings, 'method' | 'steps' | 'lr'> => {
  const { steps, lr } = digitsMethods[method];
  return { method, steps, lr };
};

/** @param connect  makes the worker's client; for tests */
export function createDigits(
  connect: (listener: DigitsListener) => Pick<DigitsClient, 'open' | 'train' | 'cancel' | 'close'> = (listener) =>
    new DigitsClient(listener),
): DigitsStore {
  let lastId = 0;
  return createStore<DigitsState>()((set, get) => {
    const client = connect({
      opened(opened) {
        const engine: DigitsEngine = opened.gpu.ok ? get().settings.engine : 'cpu';
        set({ phase: 'ready', failure: null, opened, settings: { ...get().settings, engine } });
      },
      broken: (failure) => set({ phase: 'broken', failure }),
      progress: (id, rows, view) =>
        change(id, (run) => ({ ...run, rows: [...run.rows, ...rows], view: view ?? run.view })),
      ended: (id, end) => change(id, (run) => ({ ...run, end })),
    });
    const change = (id: number, next: (run: DigitsRun) => DigitsRun): void => {
      const runs = get().runs.map((run) => (run.order.id === id ? next(run) : run));
      set({ runs, isTraining: runs.some(({ end }) => end === null) });
    };
    return {
      phase: 'closed',
      failure: null,
      opened: null,
      settings: { ...settingsOf('L-BFGS-B'), engine: 'gpu', penalty: 1e-3 },
      runs: [],
      shown: null,
      isTraining: false,
      open() {
        if (get().phase === 'opening' || get().phase === 'ready') return;
        set({ phase: 'opening', failure: null });
        client.open();
      },
      close() {
        client.close();
        set({ phase: 'closed', failure: null, opened: null, runs: [], shown: null, isTraining: false });
      },
      set(change_) {
        const own = change_.method ? settingsOf(change_.method) : {};
        set({ settings: { ...get().settings, ...own, ...change_ } });
      },
      train() {
        const { phase, isTraining, settings, runs } = get();
        if (phase !== 'ready' || isTraining) return;
        const { steps, ...rest } = settings;
        const order: TrainOrder = { id: ++lastId, maxiter: steps, ...rest };
        set({ isTraining: true, shown: order.id, runs: [...runs, { order, rows: [], view: null, end: null }] });
        client.train(order);
      },
      cancel: () => client.cancel(),
      show: (shown) => set({ shown }),
      clear: () => set({ runs: get().runs.filter(({ end }) => end === null), shown: null }),
    };
  });
}
