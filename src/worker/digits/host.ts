/**
 * The worker that trains on digits: opens the data and the GPU once, then one training at a time. Rows go out as they
 * come, models at most ten times a second; a model is judged in f64 on this thread, whichever engine made it.
 */
import { loadDigits, type Digits } from './data';
import { Judge, lossText } from './model';
import type { DigitsCommand, DigitsReport, TrainEnd, TrainOrder, TrainRow } from './protocol';
import { openCpuTrainer } from './train-cpu';
import type { GpuTrainer } from './train-gpu';
import type { Ending, Trainer } from './training';

const viewInterval = 120;

interface Opened {
  readonly judge: Judge;
  readonly cpu: Trainer;
  readonly gpu: GpuTrainer;
}

export class DigitsHost {
  private opened: Promise<Opened> | null = null;
  private stop: AbortController | null = null;

  /** @param load  where the digits come from */
  constructor(
    private readonly post: (report: DigitsReport) => void,
    private readonly load: () => Promise<Digits> = loadDigits,
  ) {}

  receive(command: DigitsCommand): void {
    if (command.type === 'open') void this.open();
    else if (command.type === 'cancel') this.stop?.abort();
    else void this.train(command.order);
  }

  private open(): Promise<Opened | null> {
    this.opened ??= this.prepare();
    return this.opened.catch((error: unknown) => {
      this.opened = null;
      this.post({ type: 'broken', message: messageOf(error) });
      return null;
    });
  }

  private async prepare(): Promise<Opened> {
    const digits = await this.load();
    const { openGpuTrainer } = await import('./train-gpu');
    const gpu = await openGpuTrainer(digits);
    const { side, highest, train, test } = digits;
    this.post({
      type: 'opened',
      opened: {
        side,
        highest,
        trainCount: train.count,
        test,
        gpu: gpu.ok ? { ok: true, name: gpu.name } : gpu,
        text: lossText,
      },
    });
    return { judge: new Judge(digits), cpu: openCpuTrainer(digits), gpu };
  }

  private async train(order: TrainOrder): Promise<void> {
    this.stop?.abort();
    const stop = new AbortController();
    this.stop = stop;
    const opened = await this.open();
    if (!opened) return;
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    const reporter = new Reporter(order.id, opened.judge, this.post);
    // The answer to a cancel does not wait for an evaluation that is still on the GPU.
    const cancelled = new Promise<null>((resolve) => {
      stop.signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    const watcher = { iteration: (row: TrainRow, x: Float64Array) => stop.signal.aborted || reporter.add(row, x) };
    let end: TrainEnd;
    try {
      const trainer = trainerFor(order, opened);
      const ending = await Promise.race([trainer(order, watcher, stop.signal), cancelled]);
      const x = ending?.x ?? reporter.lastModel;
      reporter.flush(x);
      end = endOf(ending, x && opened.judge.loss(x, order.penalty), seconds());
    } catch (error) {
      reporter.flush(null);
      const nothing = { checkedLoss: null, digits: null, nfev: 0, nhev: 0 };
      end = { status: 'failed', message: messageOf(error), seconds: seconds(), ...nothing };
    }
    if (this.stop === stop) this.stop = null;
    this.post({ type: 'end', id: order.id, end });
  }
}

function trainerFor({ engine }: TrainOrder, { cpu, gpu }: Opened): Trainer {
  if (engine === 'cpu') return cpu;
  if (gpu.ok) return gpu.train;
  throw new Error(`There is no GPU to train on: ${gpu.reason}. Choose the CPU.`);
}

function endOf(ending: Ending | null, checkedLoss: number | null, seconds: number): TrainEnd {
  const { digits = null, nfev = 0, nhev = 0 } = ending ?? {};
  const cancelled = ending === null || ending.cancelled;
  return {
    status: cancelled ? 'cancelled' : 'done',
    message: ending?.message ?? 'The run was cancelled.',
    checkedLoss,
    digits,
    seconds,
    nfev,
    nhev,
  };
}

/** Gathers iterations and sends them on in time. */
class Reporter {
  lastModel: Float64Array | null = null;
  private rows: TrainRow[] = [];
  private sentAt = -Infinity;

  constructor(
    private readonly id: number,
    private readonly judge: Judge,
    private readonly post: (report: DigitsReport) => void,
  ) {}

  add(row: TrainRow, x: Float64Array): void {
    this.rows.push(row);
    this.lastModel = x;
    if (performance.now() - this.sentAt >= viewInterval) this.flush(x);
  }

  /** @param x  the model to show; null: none */
  flush(x: Float64Array | null): void {
    if (this.rows.length === 0 && !x) return;
    this.post({ type: 'progress', id: this.id, rows: this.rows, view: x && this.judge.view(x) });
    this.rows = [];
    this.sentAt = performance.now();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
