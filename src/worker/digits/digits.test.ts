import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { nodeTorch } from '../../torch/node-torch';
import { DigitsClient, type DigitsListener, type DigitsPort } from './client';
import { unpackDigits, type Digits, type DigitSet } from './data';
import { DigitsHost } from './host';
import { Judge, modelSize } from './model';
import type { DigitsReport, TrainEnd, TrainOrder, TrainRow } from './protocol';
import { openCpuTrainer } from './train-cpu';
import { openGpuTrainer } from './train-gpu';
import type { Ending, Trainer } from './training';

const torch = await nodeTorch();
afterAll(() => torch?.engine.destroy());

const file = readFileSync(new URL('./mnist-14x14.bin', import.meta.url));
const digits = await unpackDigits(Uint8Array.from(file).buffer);

/** The first images of a set: they come in turns, so all digits are among them. */
const first = ({ levels, labels }: DigitSet, count: number): DigitSet => ({
  count,
  levels: levels.slice(0, count * digits.side ** 2),
  labels: labels.slice(0, count),
});
const few: Digits = { ...digits, train: first(digits.train, 200), test: first(digits.test, 100) };

const order: TrainOrder = {
  id: 1,
  method: 'L-BFGS-B',
  engine: 'cpu',
  penalty: 1e-2,
  maxiter: 12,
  lr: null,
};

async function trained(train: Trainer, what: TrainOrder): Promise<{ rows: TrainRow[]; ending: Ending }> {
  const rows: TrainRow[] = [];
  const ending = await train(what, { iteration: (row) => void rows.push(row) }, new AbortController().signal);
  return { rows, ending };
}

describe('the digits', () => {
  it('are those of the npm package, pixel by pixel', () => {
    const require = createRequire(import.meta.url);
    const { side, train, test } = digits;
    expect([train.count, test.count, side]).toEqual([2000, 1000, 14]);
    for (let digit = 0; digit < 10; digit++) {
      const source = JSON.parse(readFileSync(require.resolve(`mnist/src/digits/${digit}.json`), 'utf8')) as {
        data: number[];
      };
      for (let index = 0; index < 300; index++) {
        const [set, at] = index < 200 ? [train, index] : [test, index - 200];
        const image = 10 * at + digit;
        expect(set.labels[image]).toBe(digit);
        const sums = new Float64Array(side * side);
        for (let k = 0; k < 784; k++) {
          sums[Math.floor(k / 56) * side + Math.floor((k % 28) / 2)]! += source.data[784 * index + k]!;
        }
        const got = set.levels.subarray(image * side * side, (image + 1) * side * side);
        expect(sums.every((sum, k) => Math.abs((15 * sum) / 4 - got[k]!) <= 0.5 + 1e-9)).toBe(true);
      }
    }
  });

  it('are refused when the file is damaged', async () => {
    await expect(unpackDigits(Uint8Array.from(file).slice(0, 1000).buffer)).rejects.toThrow();
  });
});

describe('training', () => {
  const judge = new Judge(few);

  it('on the CPU lowers the loss that the judge computes from other code, and reads what it has not seen', async () => {
    const { rows, ending } = await trained(openCpuTrainer(few), order);
    expect(rows.map(({ iteration }) => iteration)).toEqual(Array.from({ length: 12 }, (_, k) => k + 1));
    expect(rows.at(-1)!.loss).toBeCloseTo(judge.loss(ending.x!, order.penalty), 10);
    expect(rows.at(-1)!.loss).toBeLessThan(0.9);
    const view = judge.view(ending.x!);
    expect(view.testAccuracy).toBeGreaterThan(0.7);
    expect(view.testAccuracy).toBe([...view.predictions].filter((read, k) => read === k % 10).length / 100);
    expect(Math.max(...view.confidence)).toBeLessThanOrEqual(1);
    expect(judge.loss(new Float64Array(modelSize(few.side)), 1)).toBeCloseTo(Math.log(10), 12);
  });

  it.skipIf(!torch).each(['L-BFGS-B', 'Newton-CG', 'CG', 'Adam'] as const)(
    'by %s on the GPU takes the CPU’s path as far as f32 shows it, and leaves no memory behind',
    async (method) => {
      const gpu = await openGpuTrainer(few, Promise.resolve({ ok: true, engine: torch!.engine, adapterName: 'node' }));
      if (!gpu.ok) throw new Error(gpu.reason);
      const what = { ...order, method, maxiter: 4, lr: method === 'Adam' ? 0.02 : null };
      const onGpu = await trained(gpu.train, what);
      const { bytes } = torch!.engine;
      const onCpu = await trained(openCpuTrainer(few), what);
      onGpu.rows.forEach(({ loss }, k) => expect(loss).toBeCloseTo(onCpu.rows[k]!.loss, 3));
      expect(onGpu.rows).toHaveLength(onCpu.rows.length);
      expect(onGpu.ending.digits).toBeGreaterThanOrEqual(5);
      await trained(gpu.train, what);
      expect(torch!.engine.bytes).toBe(bytes);
    },
  );
});

describe('the worker', () => {
  /** A host and a way to wait for what it says. */
  function host(load = (): Promise<Digits> => Promise.resolve(few)) {
    const reports: DigitsReport[] = [];
    let wake = (): void => undefined;
    const made = new DigitsHost((report) => {
      reports.push(report);
      wake();
    }, load);
    const until = async <K extends DigitsReport['type']>(type: K): Promise<DigitsReport & { type: K }> => {
      for (;;) {
        const found = reports.find((report): report is DigitsReport & { type: K } => report.type === type);
        if (found) return found;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    };
    return { made, reports, until };
  }

  it('says why there is no GPU, trains on the CPU, and checks the loss', async () => {
    const { made, reports, until } = host();
    made.receive({ type: 'open' });
    const { opened } = await until('opened');
    expect(opened.gpu).toMatchObject({ ok: false, reason: expect.stringContaining('WebGPU') as string });
    made.receive({ type: 'train', order });
    const { end } = await until('end');
    expect(end).toMatchObject({ status: 'done', digits: null });
    const rows = reports.flatMap((report) => (report.type === 'progress' ? report.rows : []));
    expect(rows).toHaveLength(12);
    expect(end.checkedLoss).toBeCloseTo(rows.at(-1)!.loss, 10);
  });

  it('ends a training at once when told to, with the model so far', async () => {
    const { made, reports, until } = host();
    made.receive({ type: 'open' });
    made.receive({ type: 'train', order: { ...order, method: 'SGD', maxiter: 100_000, lr: 0.1 } });
    await until('progress');
    made.receive({ type: 'cancel' });
    const { end } = await until('end');
    expect(end.status).toBe('cancelled');
    expect(end.checkedLoss).toBeLessThan(Math.log(10));
    const count = reports.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(reports).toHaveLength(count);
  });

  it('says what is missing where there is no GPU, and what went wrong with the data', async () => {
    const { made, until } = host();
    made.receive({ type: 'train', order: { ...order, engine: 'gpu' } });
    expect((await until('end')).end).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('Choose the CPU') as string,
    });
    const broken = host(() => Promise.reject(new Error('The digits could not be fetched: status 404.')));
    broken.made.receive({ type: 'open' });
    expect((await broken.until('broken')).message).toContain('404');
  });
});

describe('the page’s side', () => {
  function client() {
    const told: { ends: TrainEnd[]; broken: string[]; rows: number } = { ends: [], broken: [], rows: 0 };
    const listener: DigitsListener = {
      opened: () => undefined,
      broken: (message) => told.broken.push(message),
      progress: (_, rows) => void (told.rows += rows.length),
      ended: (_, end) => told.ends.push(end),
    };
    const ports: { say: (report: DigitsReport) => void; heard: string[]; isEnded: boolean }[] = [];
    const makePort = (): DigitsPort => {
      let say: (event: MessageEvent) => void = () => undefined;
      const port = {
        say: (data: DigitsReport) => say({ data } as MessageEvent),
        heard: [] as string[],
        isEnded: false,
      };
      ports.push(port);
      return {
        postMessage: ({ type }) => port.heard.push(type),
        addEventListener: (type, listen) => void (type === 'message' && (say = listen)),
        terminate: () => void (port.isEnded = true),
      };
    };
    return { made: new DigitsClient(listener, makePort), told, ports };
  }
  const end: TrainEnd = {
    status: 'cancelled',
    message: 'The run was cancelled.',
    checkedLoss: 1,
    digits: 6,
    seconds: 1,
    nfev: 3,
    nhev: 0,
  };

  it('ends a worker that is deaf to a cancel, and makes a new one for the next training', () => {
    vi.useFakeTimers();
    const { made, told, ports } = client();
    made.train(order);
    made.cancel();
    expect(told.ends).toMatchObject([{ status: 'cancelled', checkedLoss: null }]);
    vi.advanceTimersByTime(99);
    expect(ports[0]).toMatchObject({ heard: ['train', 'cancel'], isEnded: true });
    expect(told.ends).toHaveLength(1);
    made.train({ ...order, id: 2 });
    expect(ports).toHaveLength(2);
    made.cancel();
    made.train({ ...order, id: 3 });
    vi.advanceTimersByTime(99);
    expect(ports.map(({ isEnded }) => isEnded)).toEqual([true, true, false]);
    expect(ports[2]!.heard).toEqual(['train']);
    ports[0]!.say({ type: 'progress', id: 2, rows: [{ iteration: 1, seconds: 0, loss: 1 }], view: null });
    expect(told.rows).toBe(0);
    vi.useRealTimers();
  });

  it('keeps a worker that answers', () => {
    vi.useFakeTimers();
    const { made, told, ports } = client();
    made.train(order);
    made.cancel();
    ports[0]!.say({ type: 'end', id: 1, end });
    vi.advanceTimersByTime(1000);
    expect(told.ends.map(({ checkedLoss }) => checkedLoss)).toEqual([null, 1]);
    expect(ports[0]!.isEnded).toBe(false);
    made.close();
    expect(ports[0]!.isEnded).toBe(true);
    vi.useRealTimers();
  });

  it('says so when the worker breaks', () => {
    const { made, told, ports } = client();
    made.train(order);
    ports[0]!.say({ type: 'broken', message: 'No digits.' });
    expect(told.broken).toEqual(['No digits.']);
    expect(told.ends).toMatchObject([{ status: 'failed', message: 'No digits.' }]);
  });
});
