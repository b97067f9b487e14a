import { describe, expect, it } from 'vitest';
import { findMethod } from '../solve/registry';
import { studyMethods } from './catalogue';
import { compileLoss } from './compile';
import { RunSession, type Outcome } from './session';
import { compiledSubject } from './subject';
import type { Budget, RunSpec } from './types';

const rosenbrock = '(x, y) => (1 - x)**2 + 100*(y - x**2)**2';
const ample: Budget = { evaluations: 1e6, seconds: 30 };

const sessionOf = (
  text: string,
  method: string,
  given: Partial<RunSpec> = {},
  budget: Partial<Budget> = {},
): RunSession => {
  const loss = compileLoss(text);
  const x0 = given.x0 ?? Array.from({ length: loss.n }, (_, i) => (i === 0 ? -1.2 : 1));
  const spec: RunSpec = { id: 'run', method, options: {}, bounds: null, seed: 0, ...given, x0 };
  return new RunSession(compiledSubject(loss, []), spec, { ...ample, ...budget }, findMethod(method, studyMethods));
};
const finish = (session: RunSession, slice = 1000): Outcome => {
  while (!session.advance(slice));
  return session.outcome!;
};
const end = (...args: Parameters<typeof sessionOf>): Outcome => finish(sessionOf(...args));

describe('losses of one variable', () => {
  it('have their derivative in the trace, for which no method is charged', () => {
    const session = sessionOf('x => x ** 2', 'SGD', { x0: [2.5], options: { lr: 0.1, maxiter: 5 } });
    const { result } = finish(session);
    const { x, slope, count } = session.takeChunk()!;
    expect(slope).toHaveLength(count);
    x.forEach((value, row) => expect(slope![row]).toBe(2 * value));
    expect(result).toMatchObject({ nfev: 6, njev: 6 });
    const plane = sessionOf(rosenbrock, 'BFGS');
    finish(plane);
    expect(plane.takeChunk()).not.toHaveProperty('slope');
  });
});

describe('RunSession', () => {
  it('runs to the end and records every iterate, the start first', () => {
    const session = sessionOf(rosenbrock, 'BFGS');
    const outcome = finish(session);
    const trace = session.takeChunk()!;
    expect(outcome).toMatchObject({ status: 'done', error: null });
    expect(outcome.result).toMatchObject({ success: true, status: 0 });
    expect(outcome.result!.fun).toBeLessThan(1e-10);
    expect(trace.count).toBe(outcome.result!.nit + 1);
    expect(Array.from(trace.x.slice(0, 2))).toEqual([-1.2, 1]);
    expect(trace.fun[0]).toBeCloseTo(24.2, 12);
    expect(trace.fun.at(-1)).toBe(outcome.result!.fun);
    expect(trace.nfev.at(-1)).toBe(outcome.result!.nfev);
    expect(trace.evaluations.at(-1)).toBe(outcome.result!.nfev + outcome.result!.njev!);
  });

  it('gives the same trace whatever the slices (law)', () => {
    for (const method of ['Nelder-Mead', 'BFGS', 'CG', 'Adam']) {
      const whole = sessionOf(rosenbrock, method, { options: { maxiter: 60 } });
      const sliced = sessionOf(rosenbrock, method, { options: { maxiter: 60 } });
      const stepped = sessionOf(rosenbrock, method, { options: { maxiter: 60 } });
      finish(whole);
      finish(sliced, 0);
      for (let k = 0; k < 20; k++) expect(stepped.step(1000)).toBe(true);
      expect(stepped.progress().nit).toBe(20);
      finish(stepped);
      const { seconds: _, ...expected } = whole.takeChunk()!;
      expect(sliced.takeChunk()).toMatchObject(expected);
      expect(stepped.takeChunk()).toMatchObject(expected);
    }
  });

  it('keeps to the budget of evaluations, with the best point so far', () => {
    const outcome = end(rosenbrock, 'Nelder-Mead', {}, { evaluations: 30 });
    expect(outcome.status).toBe('done');
    expect(outcome.result).toMatchObject({ success: false, status: 101, nfev: 30 });
    expect(outcome.result!.fun).toBeLessThan(24.2);
  });

  it('keeps to the time budget, counting solver time alone', { retry: 3 }, async () => {
    const session = sessionOf(rosenbrock, 'SGD', { options: { lr: 1e-6, maxiter: 1e9 } }, { seconds: 0.05 });
    session.advance(10);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(session.advance(1)).toBe(false);
    const outcome = finish(session);
    expect(outcome.result).toMatchObject({ success: false, status: 103 });
    expect(outcome.seconds).toBeGreaterThanOrEqual(0.05);
    expect(outcome.seconds).toBeLessThan(0.2);
  });

  it('cancels with the best point so far', () => {
    const session = sessionOf(rosenbrock, 'SGD', { options: { lr: 1e-6, maxiter: 1e9 } });
    session.advance(5);
    expect(session.cancel()).toMatchObject({ status: 'cancelled', result: { status: 105, success: false } });
    expect(session.advance(5)).toBe(true);
  });

  it('has no result when it is cancelled before its first evaluation', () => {
    expect(sessionOf(rosenbrock, 'BFGS').cancel()).toMatchObject({ status: 'cancelled', result: null });
  });

  it('searches the box that it is given, and records populations', () => {
    const box = [[-2, 2] as const, [-1, 3] as const];
    const session = sessionOf(rosenbrock, 'differential_evolution', { bounds: box, x0: [9, 9], seed: 5 });
    expect(finish(session).result!.fun).toBeLessThan(1e-8);
    const events = session.takeChunk()!.events;
    expect(events.some(({ event }) => event.type === 'population')).toBe(true);
  });
});

describe('an honest end', () => {
  const methods = ['Nelder-Mead', 'BFGS', 'CG', 'L-BFGS-B', 'Newton-CG', 'Adam', 'SGD'].filter((name) =>
    studyMethods.some((method) => method.name === name),
  );

  it.each(methods)('%s on a loss that is NaN everywhere', (method) => {
    const { status, result } = end('(x, y) => Math.sqrt(-1 - x*x - y*y)', method, {}, { evaluations: 5000 });
    expect(status).toBe('done');
    expect(result).toMatchObject({
      success: false,
      status: 111,
      message: expect.stringMatching(/NaN at (every one|the only)/),
    });
    expect(result!.x).toHaveLength(2);
  });

  it.each(['Nelder-Mead', 'BFGS'])('%s on a loss that is unbounded below', (method) => {
    const { result } = end('(x, y) => -Math.exp(x*x + y*y)', method, {}, { evaluations: 5000 });
    expect(result).toMatchObject({ success: false, message: expect.stringMatching(/unbounded below/) });
  });

  it('on a loss that is +Infinity everywhere', () => {
    const { result } = end('(x) => 1 / (x - x) ** 2', 'Nelder-Mead');
    expect(result!.success).toBe(false);
  });

  it.each([
    [
      'a start outside the bounds',
      { bounds: [[0, 1] as const, [0, 1] as const] },
      /x0\[0\] = -1\.2 is outside \[0, 1\]\. Move/,
    ],
    ['lo above hi', { bounds: [[1, 0] as const, [0, 1] as const] }, /bounds\[0\] are 1 and 0\. Exchange/],
    ['a start of another dimension', { x0: [1] }, /x0 of 2 numbers.*got 1/],
    ['a start that is NaN', { x0: [NaN, 1] }, /x0\[0\] is NaN/],
  ])('%s is refused with a remedy', (_, spec, message) => {
    const outcome = end(rosenbrock, 'L-BFGS-B', spec);
    expect(outcome).toMatchObject({ status: 'failed', result: null, error: expect.stringMatching(message) });
  });
});
