/** Studies as Python scripts: what they say, and that SciPy, where it is present, makes the iterations that ours made. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { LossSyntaxError } from '../../lang';
import { findMethod } from '../../solve/registry';
import { studyMethods } from '../catalogue';
import { tryCompile, type CompiledLoss } from '../compile';
import { compileConstraints } from '../constraints';
import { dataByName } from '../data-sets';
import { RunSession } from '../session';
import { compiledSubject } from '../subject';
import type { OptimizeResult, RunSpec, StudyProblem } from '../types';
import { pythonScript } from './python-script';

const scipy = spawnSync('python3', ['-c', 'import scipy; print(scipy.__version__)'], { encoding: 'utf8' });
// Other versions make other iterations, other processors other sums.
const isComparable = scipy.status === 0 && scipy.stdout.startsWith('1.17.') && process.arch === 'x64';

/** Sums in the order of the kernels that the recorded runs were made with: others differ in the last bit. */
const KERNELS = {
  OPENBLAS_CORETYPE: 'Sandybridge',
  OPENBLAS_NUM_THREADS: '1',
  NPY_DISABLE_CPU_FEATURES: 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR AVX2 FMA3',
};

const problemOf = (text: string, n: number, further: Partial<StudyProblem> = {}): StudyProblem => ({
  problemId: null,
  text,
  language: 'auto',
  n,
  domain: Array.from({ length: n }, () => [-2, 2] as const),
  minima: [],
  constraints: [],
  ...further,
});

function compiled({ text, language, n, params, data }: StudyProblem): CompiledLoss {
  const outcome = tryCompile(text, { language, n, ...(params && { params }), ...(data && { data: dataByName(data) }) });
  if ('loss' in outcome) return outcome;
  throw new LossSyntaxError(text, outcome.diagnostics);
}

function resultOf(problem: StudyProblem, spec: RunSpec): OptimizeResult {
  const loss = compiled(problem);
  const constraints = compileConstraints(spec.constraints ?? [], loss);
  const budget = { evaluations: 1e6, seconds: 60 };
  const session = new RunSession(
    compiledSubject(loss.loss, constraints),
    spec,
    budget,
    findMethod(spec.method, studyMethods),
  );
  while (!session.advance(50)) session.takeChunk();
  return session.outcome!.result!;
}

const specOf = (method: string, x0: readonly number[], further: Partial<RunSpec> = {}): RunSpec => ({
  id: method,
  method,
  options: {},
  x0,
  bounds: null,
  seed: 3,
  ...further,
});

interface Theirs {
  readonly fun: number;
  readonly nit: number | null;
  readonly nfev: number | null;
}

/** Runs a script and returns what SciPy found, by the run's name. */
function inPython(script: string): Record<string, Theirs> {
  const probe = `
import json
def plain(result):
    whole = lambda key: int(result[key]) if key in result else None
    return {"fun": float(result.fun), "nit": whole("nit"), "nfev": whole("nfev")}
with np.errstate(all="ignore"):
    print("RESULTS" + json.dumps({name: plain(run()) for name, run in runs.items()}))
`;
  const { status, stdout, stderr } = spawnSync('python3', ['-'], {
    input: script + probe,
    encoding: 'utf8',
    env: { ...process.env, ...KERNELS },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.slice(stdout.indexOf('RESULTS') + 7)) as Record<string, Theirs>;
}

const rosenbrock = problemOf(
  'function f(x) {\n  let s = 0;\n  for (let i = 0; i < x.length - 1; i++) s += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2;\n  return s;\n}',
  3,
);
const rastrigin = problemOf('20 + x^2 + y^2 - 10*(cos(2*pi*x) + cos(2*pi*y))', 2);
const box = [
  [-5.12, 4.1],
  [-4.3, 5.12],
] as const;

describe('a script', () => {
  const script = pythonScript(rosenbrock, [
    specOf('BFGS', [1.3, 0.7, 0.8], { options: { gtol: 1e-6 } }),
    specOf('Adam', [1.3, 0.7, 0.8]),
  ]);

  it('has the loss as a comment, its functions, one call for each run, and says what SciPy lacks', () => {
    expect(script).toContain('#     function f(x) {');
    expect(script).toContain('def loss(x):');
    expect(script).toContain('def gradient(x):');
    expect(script).not.toContain('def hessian');
    expect(script).toContain(
      '"BFGS": lambda: optimize.minimize(loss, [1.3, 0.7, 0.8], method="BFGS", jac=gradient, options={"gtol": 0.000001}),',
    );
    expect(script).toContain('# Adam: SciPy has no such method.');
  });

  it('is refused for a text that runs as plain JavaScript alone', () => {
    expect(() => pythonScript(problemOf('(x, y) => new Map([[1, x * y]]).get(1)', 2), [])).toThrow(LossSyntaxError);
  });
});

describe.skipIf(!isComparable)('SciPy', () => {
  const same = (problem: StudyProblem, specs: readonly RunSpec[]): void => {
    const theirs = inPython(pythonScript(problem, specs));
    for (const spec of specs) {
      const ours = resultOf(problem, spec);
      const { fun, nit, nfev } = theirs[spec.id]!;
      expect(Math.abs(fun - ours.fun), spec.id).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(ours.fun)));
      expect({ nit, nfev }, spec.id).toEqual({
        nit: nit === null ? null : ours.nit,
        nfev: nfev === null ? null : ours.nfev,
      });
    }
  };

  it('makes the same iterations with every method of minimize', () => {
    const names = studyMethods.filter(({ family }) => family === 'minimize').map(({ name }) => name);
    same(
      { ...rosenbrock, n: 2 },
      names.map((name) => specOf(name, [-1.2, 1])),
    );
  });

  it('makes the same iterations with the global methods', () => {
    const further = { bounds: box };
    same(rastrigin, [
      specOf('differential_evolution', [2.2, -1.7], further),
      specOf('basinhopping', [2.2, -1.7], { ...further, options: { niter: 20 } }),
      specOf('dual_annealing', [2.2, -1.7], { ...further, options: { maxiter: 50 } }),
      specOf('shgo', [2.2, -1.7], { ...further, options: { n: 30, iters: 2 } }),
      specOf('direct', [2.2, -1.7], further),
      specOf('brute', [2.2, -1.7], { ...further, options: { Ns: 12 } }),
    ]);
  });

  it('makes the same iterations in one variable', () => {
    const wave = problemOf('x^2/20 + tanh(sin(x))', 1);
    same(wave, [specOf('brent', [3]), specOf('golden', [3]), specOf('bounded', [3], { bounds: [[0, 7]] })]);
  });

  it('keeps the same constraints, of every form', () => {
    const text =
      'import numpy as np\nC = np.array([[.04,.01,.005],[.01,.09,.02],[.005,.02,.16]])\ndef variance(w):\n    return w @ C @ w';
    const constraints = ['sum(w) == 1', '0.08*w[0] + 0.12*w[1] + 0.15*w[2] >= 0.10', 'w[0]**2 + w[1]**2 <= 0.6'];
    const portfolio = problemOf(text, 3, { constraints: constraints.map((each) => ({ text: each })) });
    const further = { constraints, bounds: [0, 1, 2].map(() => [0, 1] as const) };
    same(
      portfolio,
      ['SLSQP', 'trust-constr', 'COBYLA'].map((name) => specOf(name, [0.4, 0.3, 0.3], further)),
    );
  });

  it('fits the same data, with the same units', () => {
    const text = 'def loss(W, b):\n    return np.mean((np.tanh(X @ W) + b - y) ** 2) + 0.01 * np.sum(W ** 2)';
    const fit = problemOf(text, 4, {
      params: [
        { name: 'W', shape: [3] },
        { name: 'b', scale: 2 },
      ],
      data: [
        { name: 'X', values: Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.cos(3 * i), (i % 7) / 7]) },
        { name: 'y', values: Array.from({ length: 30 }, (_, i) => Math.sin(i) - 0.3 * Math.cos(3 * i)) },
      ],
    });
    same(
      fit,
      ['BFGS', 'L-BFGS-B', 'trust-exact', 'Newton-CG'].map((name) => specOf(name, [0.1, 0.2, 0.3, 0.1])),
    );
  });
});
