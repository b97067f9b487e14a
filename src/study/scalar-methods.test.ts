import { describe, expect, it } from 'vitest';
import { findMethod } from '../solve/registry';
import { scalarMethods } from '../solve/scalar/methods';
import { studyMethods } from './catalogue';
import { compileLoss } from './compile';
import { minimizeScalar } from './minimize-text';
import { RunSession, type Outcome } from './session';
import { compiledSubject } from './subject';
import type { RunSpec } from './types';

const ripples = 'lambda x: x**2 / 20 + np.tanh(np.sin(x))';

function run(text: string, method: string, given: Partial<RunSpec>) {
  const loss = compileLoss(text);
  const spec: RunSpec = { id: 'run', method, options: {}, x0: [3], bounds: null, seed: 0, ...given };
  const session = new RunSession(
    compiledSubject(loss, []),
    spec,
    { evaluations: 1e4, seconds: 60 },
    findMethod(method, studyMethods),
  );
  while (!session.advance(1000));
  return { outcome: session.outcome as Outcome, trace: session.takeChunk() };
}

describe('methods of one variable in a study', () => {
  it('are all on offer', () => {
    const names = studyMethods.filter(({ family }) => family === 'scalar').map(({ name }) => name);
    expect(names).toEqual(scalarMethods.map(({ name }) => name));
  });

  it.each([
    ['brent', {}, { bracket: [3, 4] }],
    ['golden', {}, { bracket: [3, 4] }],
    ['brent', { options: { bracket: [-2, -1.5, 1], xtol: 1e-4 } }, { bracket: [-2, -1.5, 1], options: { xtol: 1e-4 } }],
    ['bounded', { bounds: [[-4, 4] as const] }, { bounds: [-4, 4] }],
  ])('%s walks as minimizeScalar does, one row for each evaluation: %j', (method, given, same) => {
    const { outcome, trace } = run(ripples, method, given);
    const { x, fun, nit, nfev, status, message } = minimizeScalar(ripples, { method, ...same });
    expect(outcome.result).toMatchObject({ fun, nit, nfev, status, message, success: true });
    expect(outcome.result!.x[0]).toBe(x);
    const evaluations = trace!.fun.slice(1, nfev + 1);
    expect(evaluations.every((value, i) => i === 0 || value <= evaluations[i - 1]!)).toBe(true);
    expect(Math.min(...trace!.fun)).toBe(fun);
    expect(trace!.nfev.at(-1)).toBe(nfev);
  });

  it('are not run on several variables, and say why', () => {
    const { outcome } = run('lambda x, y: x**2 + y**2', 'golden', { x0: [1, 1] });
    expect(outcome).toMatchObject({ status: 'skipped', result: null });
    expect(outcome.error).toMatch(/one variable and the loss has 2/);
  });

  it('refuse a bracket that brackets nothing', () => {
    const { outcome } = run(ripples, 'brent', { options: { bracket: [1, 2, 3] } });
    expect(outcome).toMatchObject({ status: 'failed', error: expect.stringMatching(/bracket/i) });
  });
});
