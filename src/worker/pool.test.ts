import { afterEach, describe, expect, it } from 'vitest';
import type { Progress } from './types';
import type { Run } from '../study/types';
import { poolSize, SolverPool } from './pool';
import type { Port, RunOrder, SolverCommand, SolverReport } from './solver-protocol';

/** A worker whose thread is deaf: it hears everything and answers what the test lets it. */
class ScriptedPort implements Port {
  readonly heard: SolverCommand[] = [];
  isTerminated = false;
  private listeners: ((event: Event) => void)[] = [];
  private errorListeners: ((event: Event) => void)[] = [];

  postMessage(message: unknown): void {
    this.heard.push(message as SolverCommand);
  }
  addEventListener(type: string, listener: (event: Event) => void): void {
    (type === 'message' ? this.listeners : this.errorListeners).push(listener);
  }
  removeEventListener(): void {}
  terminate(): void {
    this.isTerminated = true;
  }
  say(report: SolverReport): void {
    for (const listener of this.listeners) listener(new MessageEvent('message', { data: report }));
  }
  breakOff(): void {
    for (const listener of this.errorListeners) listener(new Event('error'));
  }
}

const orderOf = (id: string, seconds = 10): RunOrder => ({
  spec: { id, method: 'BFGS', options: {}, x0: [1], bounds: null, seed: 0 },
  loss: { text: 'x^2', language: 'formula', n: 1 },
  budget: { evaluations: 1000, seconds },
});
const row = (iteration: number, fun: number): SolverReport => ({
  type: 'rows',
  id: 'a',
  seconds: 0.5,
  chunk: {
    n: 1,
    count: 1,
    stride: 1,
    eventStride: 1,
    iterations: Float64Array.of(iteration),
    x: Float64Array.of(fun / 2),
    fun: Float64Array.of(fun),
    nfev: Float64Array.of(iteration + 1),
    evaluations: Float64Array.of(2 * iteration + 2),
    seconds: Float64Array.of(iteration / 10),
    events: [],
  },
});

const watch = () => {
  const runs = new Map<string, Run>();
  const progress: Progress[] = [];
  return {
    runs,
    progress,
    onRun: (run: Run) => void runs.set(run.spec.id, run),
    onProgress: (now: Progress) => void progress.push(now),
  };
};

describe('SolverPool', () => {
  const ports: ScriptedPort[] = [];
  let pool: SolverPool | undefined;
  const makePool = (size: number): SolverPool => {
    ports.length = 0;
    pool = new SolverPool(() => {
      const port = new ScriptedPort();
      ports.push(port);
      return port;
    }, size);
    return pool;
  };
  afterEach(() => pool?.close());

  it('has one worker less than the machine has cores, one to four', () => {
    expect([1, 2, 3, 5, 64].map((cores) => poolSize(cores))).toEqual([1, 1, 2, 4, 4]);
  });

  it('spreads runs over idle workers before it doubles up', () => {
    makePool(2).open([orderOf('a'), orderOf('b'), orderOf('c')], watch());
    expect(ports).toHaveLength(2);
    expect(ports.map(({ heard }) => heard.length)).toEqual([2, 1]);
  });

  // Another try for a machine that is busy with something else.
  it('cancel ends a deaf worker within 100 ms, keeps what arrived, and replaces the worker', { retry: 3 }, async () => {
    const listener = watch();
    const study = makePool(1).open([orderOf('a')], listener);
    const over = study.run();
    ports[0]!.say({ type: 'ready' });
    ports[0]!.say(row(0, 8));
    ports[0]!.say(row(1, 2));
    const started = performance.now();
    await study.cancel();
    await over;
    expect(performance.now() - started).toBeLessThan(100);
    expect(ports[0]!.isTerminated).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ports).toHaveLength(2);
    const run = listener.runs.get('a')!;
    expect(run.status).toBe('cancelled');
    expect(run.trace.count).toBe(2);
    expect(run.result).toMatchObject({ fun: 2, x: Float64Array.of(1), nfev: 2, njev: 2, success: false, status: 105 });
  });

  it('cancel leaves a worker alone that answers', async () => {
    const listener = watch();
    const study = makePool(1).open([orderOf('a')], listener);
    void study.run();
    const cancelled = study.cancel();
    expect(ports[0]!.heard.at(-1)).toEqual({ type: 'cancel', ids: ['a'] });
    ports[0]!.say({ type: 'end', id: 'a', outcome: { status: 'cancelled', result: null, error: null, seconds: 1 } });
    await cancelled;
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(ports).toHaveLength(1);
    expect(ports[0]!.isTerminated).toBe(false);
  });

  it('the deadline of a cancelled study does not meet the next one, whose runs have the same names', async () => {
    const listener = watch();
    makePool(1);
    const first = pool!.open([orderOf('a')], listener);
    void first.run();
    const cancelled = first.cancel();
    ports[0]!.say({ type: 'end', id: 'a', outcome: { status: 'cancelled', result: null, error: null, seconds: 1 } });
    await cancelled;
    void pool!.open([orderOf('a')], listener).run();
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(ports[0]!.isTerminated).toBe(false);
    expect(listener.runs.get('a')!.status).toBe('running');
  });

  it('ends a worker that is silent beyond the time budget, and says so', async () => {
    const listener = watch();
    const study = makePool(1).open([orderOf('a', 0.05)], listener);
    const over = study.run();
    ports[0]!.say({ type: 'ready' });
    await over;
    expect(ports[0]!.isTerminated).toBe(true);
    expect(listener.runs.get('a')).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/time budget of 0.05 s/),
    });
  });

  it('a worker that breaks off fails its runs and not the others', async () => {
    const listener = watch();
    const study = makePool(2).open([orderOf('a'), orderOf('b')], listener);
    const over = study.run();
    ports[0]!.breakOff();
    ports[1]!.say({ type: 'end', id: 'b', outcome: { status: 'done', result: null, error: null, seconds: 1 } });
    await over;
    expect(listener.runs.get('a')!.status).toBe('failed');
    expect(listener.runs.get('b')!.status).toBe('done');
  });

  it('says so when no worker can be started', async () => {
    const methods = makePool(1).methods();
    ports[0]!.breakOff();
    await expect(methods).rejects.toThrow(/broke off/);
    void pool!.methods();
    expect(ports).toHaveLength(2);
  });

  it('a step is over when every run took one, or ended', async () => {
    const listener = watch();
    const study = makePool(1).open([orderOf('a'), orderOf('b')], listener);
    const stepped = study.step();
    ports[0]!.say({ type: 'stepped', id: 'a' });
    ports[0]!.say({ type: 'end', id: 'b', outcome: { status: 'done', result: null, error: null, seconds: 0 } });
    await stepped;
    expect(ports[0]!.heard.map(({ type }) => type)).toEqual(['open', 'open', 'step', 'step']);
  });
});
