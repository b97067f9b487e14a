/**
 * The page's side of the training on digits. A worker of its own, made when the dialog opens and ended, with its GPU
 * device, when it closes. A worker that does not answer a cancel in time is ended too, and made anew when next needed.
 */
import type { DigitsCommand, DigitsOpened, DigitsReport, ModelView, TrainEnd, TrainOrder, TrainRow } from './protocol';

/** What the client needs of a worker. */
export interface DigitsPort {
  postMessage(message: DigitsCommand): void;
  addEventListener(type: 'message' | 'error', listener: (event: MessageEvent | ErrorEvent) => void): void;
  terminate(): void;
}

/** Told of what happens. */
export interface DigitsListener {
  opened(opened: DigitsOpened): void;
  /** the worker cannot go on, or never came up; `message` is for people */
  broken(message: string): void;
  progress(id: number, rows: readonly TrainRow[], view: ModelView | null): void;
  ended(id: number, end: TrainEnd): void;
}

const cancelDeadline = 60;
const openDeadline = 60_000;

const browserPort = (): DigitsPort =>
  new Worker(new URL('./digits.worker.ts', import.meta.url), { type: 'module', name: 'digits' });

export class DigitsClient {
  private port: DigitsPort | null = null;
  private training: { readonly id: number; readonly startedAt: number } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly listener: DigitsListener,
    private readonly makePort: () => DigitsPort = browserPort,
  ) {}

  /** Fetches the digits and opens the GPU; `opened` or `broken` follows. */
  open(): void {
    this.worker().postMessage({ type: 'open' });
    this.expect(openDeadline, () => this.fail(`The digits were not ready within ${openDeadline / 1000} seconds.`));
  }

  /** Starts a training; `progress` and one `ended` follow. */
  train(order: TrainOrder): void {
    this.training = { id: order.id, startedAt: performance.now() };
    this.worker().postMessage({ type: 'train', order });
  }

  /** Ends the training within 100 ms, with its worker if need be. */
  cancel(): void {
    if (!this.training) return;
    this.port?.postMessage({ type: 'cancel' });
    this.expect(cancelDeadline, () => {
      this.endPort();
      this.end({ status: 'cancelled', message: 'The run was cancelled.' });
    });
  }

  /** Ends the worker, and with it its GPU device and all memory. */
  close(): void {
    this.endPort();
    this.training = null;
  }

  private worker(): DigitsPort {
    if (this.port) return this.port;
    const port = this.makePort();
    port.addEventListener('message', (event) => {
      if (this.port === port) this.receive((event as MessageEvent<DigitsReport>).data);
    });
    port.addEventListener('error', (event) => {
      const { message } = event as Partial<ErrorEvent>;
      if (this.port === port) this.fail(`The worker broke off${message ? `: ${message}` : ''}.`);
    });
    this.port = port;
    return port;
  }

  private receive(report: DigitsReport): void {
    switch (report.type) {
      case 'opened':
        clearTimeout(this.timer);
        return this.listener.opened(report.opened);
      case 'broken':
        return this.fail(report.message);
      case 'progress':
        if (report.id === this.training?.id) this.listener.progress(report.id, report.rows, report.view);
        return;
      case 'end':
        if (report.id === this.training?.id) this.end(report.end);
        return;
      default:
        report satisfies never;
    }
  }

  private end(end: Pick<TrainEnd, 'status' | 'message'> & Partial<TrainEnd>): void {
    const { training } = this;
    if (!training) return;
    clearTimeout(this.timer);
    this.training = null;
    const seconds = (performance.now() - training.startedAt) / 1000;
    this.listener.ended(training.id, { checkedLoss: null, digits: null, nfev: 0, nhev: 0, seconds, ...end });
  }

  private fail(message: string): void {
    this.endPort();
    this.end({ status: 'failed', message });
    this.listener.broken(message);
  }

  private expect(milliseconds: number, otherwise: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(otherwise, milliseconds);
  }

  private endPort(): void {
    clearTimeout(this.timer);
    this.port?.terminate();
    this.port = null;
  }
}
