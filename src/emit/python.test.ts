/** Emitted Python against emitted JavaScript, where python3 has NumPy and SciPy: the catalogue, and every kind of statement. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { gradient } from '../ir/autodiff';
import { parseLoss } from '../lang';
import { problems } from '../problems';
import { compileProgram, type Loss } from './loss';
import { emitPython, pythonNumber } from './python';

const hasScipy = spawnSync('python3', ['-c', 'import scipy']).status === 0;

const further = [
  'lambda x: np.sum(np.where(x > 0, np.sqrt(np.abs(x)), x**2)) + np.max(x) * np.min(x) + np.prod(x)',
  'lambda x: np.sum(x % 0.3) + np.sum(np.fmod(x, 0.3)) + np.sum(x // 0.3) + np.round(x[0]) + np.sign(x[1])',
  'lambda x: jax.nn.softplus(x).sum() + jax.nn.sigmoid(x).sum() + jax.nn.relu(x).sum() + jax.scipy.special.erf(x).sum()',
  'lambda x: np.sum(np.cumsum(x[::-1]) * x) + np.sum(x.reshape(2, -1) @ x.reshape(-1, 2)) + np.linalg.norm(x)',
  'lambda x: np.sum(np.hypot(x[1:], x[:-1])) + np.sum(np.arctan2(x[1:], x[:-1])) + np.sum(np.abs(x) ** x)',
  'lambda x: np.log1p(np.sum(np.exp(x))) + (1.0 if x[0] > 0 and not x[1] < 0 or x[2] == 0 else -1.0) * np.tanh(x[1])',
  'def f(x):\n    a = x[0]\n    b = 0.1\n    for k in range(400):\n        a = 0.99 * a + 0.01 * np.sin(x[1] * b)\n        b = b + 0.05 * a\n    return a * a + b',
  'def f(x):\n    A = np.outer(x, np.arange(40)) + 1\n    return np.sum(A[[1, 0, 3, 2], :] * A) + np.sum(np.diff(A[0]) ** 2)',
];

const sources: readonly (readonly [string, string, number])[] = [
  ...problems.map(({ title, sources: { javascript }, n }) => [title, javascript, n === 'any' ? 7 : n] as const),
  ...problems
    .filter(({ n }) => n === 'any')
    .map(({ title, sources: { python } }) => [`${title} 300`, python, 300] as const),
  ...further.map((text) => [text, text, 4] as const),
];

function lossOf(source: string, n: number): Loss {
  const parsed = parseLoss(source, { n });
  if (!parsed.ok) throw new Error(`${source}: ${parsed.diagnostics[0]?.message}`);
  return compileProgram(parsed.program, { names: parsed.names });
}

const pointOf = (n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => 0.43 + 0.31 * Math.sin(2 * i + 1));

describe('a number', () => {
  it('is one in Python too', () => {
    expect([0.1, -0, 1e300, Infinity, -Infinity, NaN].map(pythonNumber)).toEqual([
      '0.1',
      '-0.0',
      '1e+300',
      'np.inf',
      '-np.inf',
      'np.nan',
    ]);
  });
});

describe.skipIf(!hasScipy)('Python', () => {
  it('has the same values and gradients', () => {
    const losses = sources.map(([name, source, n]) => ({ name, loss: lossOf(source, n) }));
    const functions = losses.flatMap(({ loss: { program } }, k) => {
      const both = gradient(program);
      const value = { ...program, outputs: [program.graph.reshape(program.outputs[0]!, [])] };
      return [emitPython(value, `value${k}`), emitPython({ ...both, outputs: both.outputs.slice(1) }, `slope${k}`)];
    });
    const calls = losses.map(({ loss: { n } }, k) => {
      const x = `np.array([${Array.from(pointOf(n), pythonNumber).join(', ')}])`;
      return `print(json.dumps([float(value${k}(${x})), [float(d) for d in slope${k}(${x})]]))`;
    });
    const head = ['import json', 'import numpy as np', 'from scipy.special import erf', 'np.seterr(all="ignore")'];
    const script = [...head, ...functions, ...calls].join('\n');
    const { status, stdout, stderr } = spawnSync('python3', ['-'], { input: script, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as [number, number[]]);
    expect(answers).toHaveLength(losses.length);
    losses.forEach(({ name, loss }, k) => {
      const x = pointOf(loss.n);
      const [value, slope] = answers[k]!;
      const size = Math.max(1, ...loss.grad(x).map(Math.abs));
      expect(Math.abs(value - loss.fun(x)), name).toBeLessThan(1e-12 * Math.max(1, Math.abs(value)));
      expect(Math.max(...loss.grad(x).map((d, i) => Math.abs(d - slope[i]!))), name).toBeLessThan(1e-11 * size);
    });
  });
});
