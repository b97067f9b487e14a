/** Constrained runs in the app's own session: the right answers, in the form that each method takes, and honest refusals. */
import { describe, expect, it } from 'vitest';
import { problemById } from '../problems';
import { findMethod } from '../solve/registry';
import { studyMethods } from './catalogue';
import { tryCompile, type CompiledLoss } from './compile';
import { compileConstraints } from './constraints';
import { RunSession, type Outcome } from './session';
import { compiledSubject } from './subject';
import type { TraceChunk } from './trace';
import type { RunSpec } from './types';

interface Given {
  readonly constraints: readonly string[];
  readonly x0: readonly number[];
  readonly bounds?: RunSpec['bounds'];
  readonly options?: RunSpec['options'];
  readonly seconds?: number;
}

function compiled(text: string, n: number): CompiledLoss {
  const outcome = tryCompile(text, { n });
  if ('loss' in outcome) return outcome;
  throw new Error(outcome.diagnostics[0]!.message);
}

function sessionOf(text: string, method: string, given: Given): RunSession {
  const loss = compiled(text, given.x0.length);
  const { constraints, x0, bounds = null, options = {}, seconds = 30 } = given;
  const spec: RunSpec = { id: 'run', method, options, x0, bounds, constraints, seed: 0 };
  const budget = { evaluations: 1e6, seconds };
  const made = compileConstraints(constraints, loss);
  return new RunSession(compiledSubject(loss.loss, made), spec, budget, findMethod(method, studyMethods), made);
}

function run(text: string, method: string, given: Given): { outcome: Outcome; trace: TraceChunk | null } {
  const session = sessionOf(text, method, given);
  while (!session.advance(1000));
  return { outcome: session.outcome!, trace: session.takeChunk() };
}

const portfolio = problemById('portfolio-3')!;
const portfolioRun: Given = {
  constraints: portfolio.constraints!,
  x0: portfolio.start(3),
  bounds: portfolio.bounds!,
};
const disk = problemById('rosenbrock-disk')!;

describe('the portfolio of three assets', () => {
  // trust-constr stops at its own gtol, 1e-8 on a variance of 0.03: SciPy's answer has as few digits.
  it.each([
    ['SLSQP', {}, 1e-6],
    ['COBYLA', { rhobeg: 0.1 }, 1e-4],
    ['COBYQA', {}, 1e-4],
    ['trust-constr', { gtol: 1e-12, xtol: 1e-12, barrier_tol: 1e-12 }, 1e-4],
  ] as const)('by %s, from each language', (method, options, tolerance) => {
    for (const text of [portfolio.sources.python, portfolio.sources.javascript]) {
      const { outcome, trace } = run(text, method, { ...portfolioRun, options });
      expect(outcome).toMatchObject({ status: 'done', error: null });
      const { x, fun, maxcv } = outcome.result!;
      [0.614213, 0.233503, 0.152284].forEach((w, i) => expect(Math.abs(x[i]! - w)).toBeLessThan(tolerance));
      expect(fun).toBeCloseTo(0.028934, 6);
      expect(maxcv).toBeLessThan(1e-6);
      expect(trace!.violation).toHaveLength(trace!.count);
      // The start sums to 1 and returns more than 10 %.
      expect(trace!.violation![0]).toBeLessThan(1e-12);
      expect(trace!.violation!.at(-1)).toBeLessThan(1e-6);
    }
  });
});

const localOptions: Readonly<Record<string, RunSpec['options']>> = {
  'multi-start': { method: 'SLSQP' },
  COBYLA: { maxiter: 20_000, tol: 1e-8 },
};

describe('a curved border', () => {
  it.each(studyMethods.filter(({ needs }) => needs.constraints !== 'ignored').map(({ name }) => name))(
    '%s',
    (method) => {
      const bounds = findMethod(method, studyMethods).needs.bounds === 'required' ? disk.domain : null;
      const options = localOptions[method] ?? {};
      const { outcome } = run(disk.sources.formula!, method, {
        constraints: disk.constraints!,
        x0: disk.start(2),
        bounds,
        options,
      });
      const [minimum] = disk.minima(2);
      expect(outcome.status).toBe('done');
      expect(outcome.result!.maxcv).toBeLessThan(1e-5);
      expect(outcome.result!.fun).toBeCloseTo(minimum!.fun, 3);
    },
  );
});

describe('a method that cannot take the limits', () => {
  it.each(
    studyMethods
      .filter(({ needs, variables }) => needs.constraints === 'ignored' && variables === undefined)
      .map(({ name }) => name),
  )('%s says so', (method) => {
    const { outcome, trace } = run(disk.sources.formula!, method, {
      constraints: disk.constraints!,
      x0: disk.start(2),
      bounds: disk.domain,
    });
    expect(outcome).toMatchObject({ status: 'skipped', result: null, seconds: 0 });
    expect(outcome.error).toMatch(
      new RegExp(`^${method.replaceAll(/[()+]/g, '.')} cannot take (bounds or )?constraints.*SLSQP`),
    );
    expect(trace).toBeNull();
  });

  it('is not run under bounds either, unless they bound nothing', () => {
    const bounded = run('(x, y) => x*x + y*y', 'BFGS', {
      constraints: [],
      x0: [1, 1],
      bounds: [
        [0.5, 2],
        [null, null],
      ],
    });
    expect(bounded.outcome).toMatchObject({
      status: 'skipped',
      error: expect.stringMatching(/BFGS cannot take bounds.*L-BFGS-B/),
    });
    const free = run('(x, y) => x*x + y*y', 'BFGS', {
      constraints: [],
      x0: [1, 1],
      bounds: [
        [null, null],
        [null, null],
      ],
    });
    expect(free.outcome.status).toBe('done');
    expect(free.trace!.violation).toBeUndefined();
  });

  it('includes multi-start with a local method that cannot', () => {
    const given = { constraints: disk.constraints!, x0: disk.start(2), bounds: disk.domain };
    expect(run(disk.sources.formula!, 'multi-start', given).outcome).toMatchObject({
      status: 'skipped',
      error: expect.stringMatching(/L-BFGS-B, which cannot take constraints/),
    });
  });
});

describe('an honest end', () => {
  it('a cancelled run keeps the best point that keeps the constraints, not the lowest', () => {
    const given: Given = { constraints: ['x + y >= 4'], x0: [5, 5] };
    const session = sessionOf('(x, y) => x*x + y*y', 'COBYLA', given);
    for (let k = 0; k < 12; k++) session.step(1000);
    const { result } = session.cancel();
    expect(result!.maxcv).toBeLessThanOrEqual(1e-6);
    expect(result!.fun).toBeGreaterThanOrEqual(8 - 1e-5);
  });

  it('no success where the constraints cannot be kept', () => {
    const { outcome } = run('(x, y) => x*x + y*y', 'SLSQP', { constraints: ['x + y >= 4', 'x + y <= 3'], x0: [1, 1] });
    expect(outcome.result!.success).toBe(false);
    expect(outcome.result!.maxcv).toBeGreaterThan(0.1);
  });
});
