/**
 * The workers' side of the sandbox: asks an evaluator for values, one message at a time.
 *
 * One at a time, so that an evaluator that does not answer is known to hang in that very call: it is given up, the
 * call fails with a sentence that says so, and whoever else waits is served by a fresh evaluator. Batches travel in
 * pieces of some 20 ms, so that a time limit for one message is a time limit for one call of the loss.
 */
import type { AsyncEvaluator } from '../../drive/evaluator';
import { checkedValues, type SandboxReply } from './protocol';

/** Time limits in milliseconds; tests shorten them. */
export interface SandboxLimits {
  /** for one call of the loss */
  readonly call: number;
  /** for an evaluator to come into being */
  readonly start: number;
  /** for an answer that nobody waits for any more */
  readonly abandoned: number;
}

export const sandboxLimits: SandboxLimits = { call: 2_000, start: 15_000, abandoned: 50 };

const pieceMilliseconds = 20;
/** numbers in one message at most */
const pieceNumbers = 65_536;

/** What the loss did instead of returning a number. */
export class PlainLossError extends Error {
  override readonly name = 'PlainLossError';
}

interface Call {
  readonly points: Float64Array;
  readonly n: number;
  readonly isAbandoned: () => boolean;
  readonly resolve: (answer: Values) => void;
  readonly reject: (reason: Error) => void;
}

interface Values {
  readonly values: Float64Array;
  readonly failure: { readonly index: number; readonly message: string } | null;
  readonly milliseconds: number;
}

/** What a run or a picture asks; it knows the time that its own calls took. */
export interface PlainEvaluator extends AsyncEvaluator {
  batch(points: Float64Array, count: number): Promise<Float64Array>;
  /** time in the sandbox, s */
  readonly seconds: number;
  /** nobody waits for the call under way: it need not come to its end */
  abandon(): void;
}

/** Callers of one program share its evaluator. */
export class SandboxCaller {
  private port: MessagePort | null = null;
  private isReady = false;
  private broken: string | null = null;
  private readonly waiting: Call[] = [];
  private current: { readonly call: Call; readonly id: number; readonly sent: number } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private messages = 0;

  /** @param lose  called when the evaluator is given up: another one should be attached */
  constructor(
    private readonly lose: () => void,
    private readonly limits: SandboxLimits = sandboxLimits,
  ) {
    this.expect(limits.start);
  }

  /** Takes a fresh evaluator. */
  attach(port: MessagePort): void {
    this.port?.close();
    this.port = port;
    this.isReady = false;
    port.addEventListener('message', (event) => {
      if (this.port === port) this.receive((event as MessageEvent<SandboxReply>).data);
    });
    port.start();
    this.expect(this.limits.start);
  }

  /** Values at points, asked for by one user of the loss.
   *  @param failsOnThrow  whether a call that throws fails the whole; otherwise its value is NaN */
  evaluator(n: number, failsOnThrow: boolean): PlainEvaluator {
    let milliseconds = 0;
    let isAbandoned = false;
    const ask = async (points: Float64Array, count: number): Promise<Float64Array> => {
      const out = new Float64Array(count);
      let piece = 1;
      let failures = 0;
      for (let first = 0; first < count;) {
        const size = Math.min(piece, count - first);
        const answer = await this.call(points.slice(first * n, (first + size) * n), n, () => isAbandoned);
        milliseconds += answer.milliseconds;
        if (answer.failure && failsOnThrow) throw new PlainLossError(answer.failure.message);
        if (answer.failure) failures++;
        out.set(answer.values, first);
        first += size;
        const most = Math.max(1, Math.floor(pieceNumbers / n));
        if (answer.milliseconds < pieceMilliseconds) piece = Math.min(most, size * 4);
        else if (answer.milliseconds > 2 * pieceMilliseconds) piece = Math.max(1, size >> 1);
        if (failures > 0 && first === count && out.every(Number.isNaN) && answer.failure) {
          throw new PlainLossError(answer.failure.message);
        }
      }
      return out;
    };
    return {
      n,
      fun: async (x) => (await ask(x, 1))[0]!,
      batch: (points, count) => ask(points, count),
      get seconds() {
        return milliseconds / 1000;
      },
      abandon: () => {
        isAbandoned = true;
        if (this.current?.call.isAbandoned()) this.expect(this.limits.abandoned);
      },
    };
  }

  /** Fails whatever waits. */
  close(): void {
    clearTimeout(this.timer);
    this.port?.close();
    this.port = null;
    this.fail('The sandbox was closed.');
  }

  private call(points: Float64Array, n: number, isAbandoned: () => boolean): Promise<Values> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ points, n, isAbandoned, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.broken !== null) return this.fail(this.broken);
    if (!this.isReady || this.current) return;
    let call = this.waiting.shift();
    while (call?.isAbandoned()) {
      call.reject(new PlainLossError('The call was given up.'));
      call = this.waiting.shift();
    }
    if (!call) return;
    const id = ++this.messages;
    this.current = { call, id, sent: performance.now() };
    this.expect(this.limits.call);
    this.port!.postMessage({ id, points: call.points, n: call.n });
  }

  private receive(reply: SandboxReply): void {
    if (!this.isReady) {
      const isStart = typeof reply === 'object' && reply !== null && 'type' in reply;
      if (isStart && reply.type === 'ready') {
        clearTimeout(this.timer);
        this.isReady = true;
      } else if (isStart && reply.type === 'broken') {
        clearTimeout(this.timer);
        this.broken = `The text cannot be run: ${String(reply.message)}`;
      }
      return this.next();
    }
    const { current } = this;
    if (!current) return;
    const { call, id } = current;
    const answer = checkedValues(reply, id, call.points.length / call.n);
    if (!answer) return this.giveUp('The sandbox answered something else than numbers.');
    clearTimeout(this.timer);
    this.current = null;
    call.resolve(answer);
    this.next();
  }

  /** Waits for the evaluator this long, and no longer. */
  private expect(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.isReady) this.giveUp(`One evaluation took longer than ${this.limits.call / 1000} s and was ended.`);
      else this.fail('The sandbox did not start.');
    }, milliseconds);
    // In Node a waiting timer would keep the process alive.
    (this.timer as { unref?: () => void }).unref?.();
  }

  private giveUp(reason: string): void {
    const { current } = this;
    this.current = null;
    this.isReady = false;
    this.port?.close();
    this.port = null;
    this.expect(this.limits.start);
    current?.call.reject(new PlainLossError(reason));
    this.lose();
  }

  private fail(reason: string): void {
    const calls = [...(this.current ? [this.current.call] : []), ...this.waiting.splice(0)];
    this.current = null;
    for (const { reject } of calls) reject(new PlainLossError(reason));
  }
}
