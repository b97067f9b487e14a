/**
 * The page's side of the training on digits. A worker of its own, made when the dialog opens and ended, with its GPU
 * device, when it closes. A cancelled training is over at once; its worker has 60 ms to say what came of it, and is ended
 * if it does not, to be made anew when next needed.
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
  /** comes twice for a cancelled training whose worker had more to say */
  ended(id: number, end: TrainEnd): void;
}

const cancelDeadline = 60;
const openDeadline = 60_000;

const browserPort = (): DigitsPort =>
  new Worker(new URL('./digits.worker.ts', import.meta.url), { type: 'module', name: 'digits' });

export class DigitsClient {
  private port: DigitsPort | null = null;
  private training: { readonly order: TrainOrder; readonly startedAt: number } | null = null;
  /** the training whose worker has yet to confirm its end */
  private cancelled: number | null = null;
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
    this.training = { order, startedAt: performance.now() };
    this.worker().postMessage({ type: 'train', order });
  }

  /** Ends the training now. */
  cancel(): void {
    const { training, port } = this;
    if (!training) return;
    port?.postMessage({ type: 'cancel' });
    this.end({ status: 'cancelled', message: 'The run was cancelled.' });
    this.cancelled = training.order.id;
    this.expect(cancelDeadline, () => {
      this.endPort();
      // One that was begun meanwhile moves to the new worker.
      if (this.training) this.train(this.training.order);
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
        if (report.id === this.training?.order.id) this.listener.progress(report.id, report.rows, report.view);
        return;
      case 'end':
        return this.receiveEnd(report.id, report.end);
      default:
        report satisfies never;
    }
  }

  private receiveEnd(id: number, end: TrainEnd): void {
    if (id === this.training?.order.id) this.end(end);
    if (id !== this.cancelled) return;
    clearTimeout(this.timer);
    this.cancelled = null;
    this.listener.ended(id, { ...end, status: 'cancelled' });
  }

  private end(end: Pick<TrainEnd, 'status' | 'message'> & Partial<TrainEnd>): void {
    const { training } = this;
    if (!training) return;
    clearTimeout(this.timer);
    this.training = null;
    const seconds = (performance.now() - training.startedAt) / 1000;
    this.listener.ended(training.order.id, { checkedLoss: null, digits: null, nfev: 0, nhev: 0, seconds, ...end });
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
    this.cancelled = null;
  }
}
