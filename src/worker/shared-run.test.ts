/** A multi-start of the app over several workers: the rows, events and result of one worker, bit for bit, but for the seconds. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Budget, Run, RunSpec, Trace } from '../study/types';
import { localPorts } from './local';
import { SolverPool } from './pool';
import type { LossSource } from './solver-protocol';
import type { Progress } from './types';

const rastrigin: LossSource = {
  text: 'function f(x) { let s = 20; for (const v of x) s += v ** 2 - 10 * Math.cos(2 * Math.PI * v); return s; }',
  language: 'javascript',
  n: 2,
};
const plenty: Budget = { evaluations: 1e6, seconds: 300 };
const specOf = (options: RunSpec['options'], constraints: readonly string[] = []): RunSpec => ({
  id: 'm',
  method: 'multi-start',
  options,
  x0: [1, 2],
  bounds: [
    [-5.12, 5.12],
    [-4, 5],
  ],
  seed: 11,
  ...(constraints.length > 0 && { constraints }),
});

interface Watched {
  readonly run: Run;
  readonly progress: readonly Progress[];
  /** how long the trace was each time it was shown */
  readonly lengths: readonly number[];
}

describe('a multi-start shared out to the pool', () => {
  const pools: SolverPool[] = [];
  afterEach(() => pools.splice(0).forEach((pool) => pool.close()));

  async function runOn(
    size: number,
    spec: RunSpec,
    { loss = rastrigin, budget = plenty, cancelAt = Infinity } = {},
  ): Promise<Watched> {
    const pool = new SolverPool(() => localPorts().solver(), size);
    pools.push(pool);
    let run!: Run;
    const progress: Progress[] = [];
    const lengths: number[] = [];
    const study = pool.open([{ spec, loss, budget }], {
      onRun: (now) => {
        run = now;
        lengths.push(now.trace.count);
        if (now.trace.count >= cancelAt) void study.cancel();
      },
      onProgress: (now) => void progress.push(now),
    });
    await study.run();
    return { run, progress, lengths };
  }

  const withoutTime = (trace: Trace): Trace => ({ ...trace, seconds: new Float64Array(0) });

  function expectSame(shared: Run, alone: Run): void {
    expect(withoutTime(shared.trace)).toEqual(withoutTime(alone.trace));
    expect(shared.result).toEqual(alone.result);
    expect([shared.status, shared.error]).toEqual([alone.status, alone.error]);
    expect(shared.trace.seconds.every((value, k, all) => k === 0 || value >= all[k - 1]!)).toBe(true);
    expect(shared.spec).toEqual(alone.spec);
  }

  it.each([
    ['L-BFGS-B', 2, 9, []],
    ['Nelder-Mead', 3, 7, []],
    ['trust-constr', 2, 4, []],
    ['SLSQP', 4, 8, ['x[0] + x[1] <= 1']],
  ])('%s on %i workers gives what one worker gives', async (method, size, count, constraints) => {
    const spec = specOf({ method, n_iter: count }, constraints);
    const loss = constraints.length > 0 ? { ...rastrigin, constraints } : rastrigin;
    const alone = (await runOn(1, spec, { loss })).run;
    const { run, lengths } = await runOn(size, spec, { loss });
    expect(alone.status).toBe('done');
    expect(alone.trace.events.filter(({ event }) => event.type === 'jump')).toHaveLength(count);
    expectSame(run, alone);
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
  });

  it.each([1, 2, 40, 97, 98, 250])('stops after %i evaluations where one worker stops', async (evaluations) => {
    const spec = specOf({ n_iter: 12 });
    const budget = { ...plenty, evaluations };
    const alone = (await runOn(1, spec, { budget })).run;
    const shared = (await runOn(3, spec, { budget })).run;
    expectSame(shared, alone);
    expect(shared.result!.nfev).toBeLessThanOrEqual(evaluations);
  });

  it('fails as one worker does, with the rows before', async () => {
    const loss = { ...rastrigin, text: 'function f(x) { return x[0] + }' };
    const spec = specOf({ n_iter: 5 });
    const alone = (await runOn(1, spec, { loss })).run;
    const shared = (await runOn(2, spec, { loss })).run;
    expect(alone.status).toBe('failed');
    expectSame(shared, alone);
  });

  it('is honest about a loss that is NaN', async () => {
    const loss = { ...rastrigin, text: 'function f(x) { return Math.sqrt(-1 - x[0] ** 2); }' };
    const spec = specOf({ n_iter: 4 });
    expectSame((await runOn(2, spec, { loss })).run, (await runOn(1, spec, { loss })).run);
  });

  it('keeps what had arrived when it is cancelled, and says what it is doing until then', async () => {
    const { run, progress } = await runOn(2, specOf({ n_iter: 30_000, method: 'Nelder-Mead' }), { cancelAt: 2000 });
    expect(run.status).toBe('cancelled');
    expect(run.trace.count).toBeGreaterThanOrEqual(2000);
    expect(run.result!.fun).toBe(Math.min(...run.trace.fun));
    const iterations = run.trace.iterations ?? run.trace.fun.map((_, row) => row);
    expect(iterations.every((value, k) => k === 0 || value > iterations[k - 1]!)).toBe(true);
    const jumps = run.trace.events.flatMap(({ event }) => (event.type === 'jump' ? [event] : []));
    expect(jumps.length).toBeGreaterThan(10);
    for (const [k, { fun, accepted }] of jumps.entries()) {
      expect(accepted).toBe(jumps.slice(0, k).every((other) => fun <= other.fun));
    }
    expect(progress.every(({ runId }) => runId === 'm')).toBe(true);
  });
});
