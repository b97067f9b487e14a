/** How a text takes its point, what n may be, which function is the loss, and how fast it compiles. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../emit/loss';
import { detectLanguage, parseLoss, type ParseOptions } from './index';

function summary(source: string, options: ParseOptions = {}): string {
  const parsed = parseLoss(source, options);
  if (!parsed.ok) return parsed.diagnostics.map((diagnostic) => diagnostic.code).join();
  const { form, n } = parsed.signature;
  return `${parsed.language} ${form} ${n ?? 'any'} (${parsed.n}): ${parsed.names.join(' ')}`;
}

function valueAt(source: string, x: number[], options: ParseOptions = {}): number {
  const parsed = parseLoss(source, options);
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]!.message);
  return compileProgram(parsed.program, { names: parsed.names }).fun(Float64Array.from(x));
}

describe('the point', () => {
  it.each([
    ['(x, y) => x + y', 'javascript scalars 2 (2): x y'],
    ['([x, y]) => x + y', 'javascript vector 2 (2): x[0] x[1]'],
    ['({ a, b }) => a + b', 'javascript named 2 (2): a b'],
    ['x => x[0] + x[3]', 'javascript vector 4 (4): x[0] x[1] x[2] x[3]'],
    ['x => x[0] + x.length', 'javascript vector any (2): x[0] x[1]'],
    ['x => x ** 2', 'javascript scalars 1 (1): x'],
    ['def f(x):\n    return x**2', 'python scalars 1 (1): x'],
    ['def f(x):\n    return np.sum(x**2)', 'python vector any (2): x[0] x[1]'],
    ['def f(x):\n    a, b, c = x\n    return a + b + c', 'python vector 3 (3): x[0] x[1] x[2]'],
    ['def f(x):\n    return x[-1] + x[0]', 'python vector any (2): x[0] x[1]'],
    ["def f(**p):\n    return p['u'] + p['v']", 'python named 2 (2): u v'],
    ["def f(p):\n    return p['u'] + p['v']", 'python named 2 (2): u v'],
    ['def f(x, a=3):\n    return x[0] * a + x[1]', 'python vector 2 (2): x[0] x[1]'],
    ['C = np.eye(3)\ndef f(w):\n    return w @ C @ w', 'python vector 3 (3): w[0] w[1] w[2]'],
    [
      'def f(p):\n    W, b = p[:4].reshape(2, 2), p[4:]\n    return np.sum(W @ b)',
      'python vector any (6): p[0] p[1] p[2] p[3] p[4] p[5]',
    ],
    ['y^2 + x^2', 'formula scalars 2 (2): x y'],
    ['x_1^2 + x_2^2', 'formula vector 2 (2): x_1 x_2'],
    ['x_1^2 + y_1', 'formula scalars 2 (2): x_1 y_1'],
    ['sum(i=1..n, x_i^2)', 'formula vector any (2): x_1 x_2'],
    ['f(b, a) = a^2 + b', 'formula scalars 2 (2): b a'],
    ['\\frac{1}{2} \\alpha^{2} + \\beta', 'formula scalars 2 (2): alpha beta'],
    ['x ** 2 / 20 + x.sin().tanh()', 'python scalars 1 (1): x'],
  ])('%s', (source, expected) => {
    expect(summary(source)).toBe(expected);
  });

  it('takes n where it is free', () => {
    expect(summary('def f(x):\n    return np.sum(x**2)', { n: 4 })).toBe('python vector any (4): x[0] x[1] x[2] x[3]');
  });

  it('packs named parameters with shapes, in their order', () => {
    const params = [{ name: 'W', shape: [1, 2] }, { name: 'b' }];
    const source = 'def loss(W, b):\n    return np.sum(W * X) + 10 * b';
    expect(summary(source, { params, data: { X: [[1, 2]] } })).toBe('python named 3 (3): W[0, 0] W[0, 1] b');
    expect(valueAt(source, [3, 4, 5], { params, data: { X: [[1, 2]] } })).toBe(61);
  });

  it('takes data by name, in JavaScript too', () => {
    const source = '(a, b) => rows.reduce((s, [t, y]) => s + (a + b * t - y) ** 2, 0)';
    expect(
      valueAt(source, [1, 2], {
        data: {
          rows: [
            [0, 0],
            [1, 4],
          ],
        },
      }),
    ).toBe(2);
  });
});

describe('the loss of a pasted text', () => {
  it('is the function that the text minimizes', () => {
    const source =
      'def f(x):\n    return g(x)\ndef g(x):\n    return x[0]**2\ndef h(x):\n    return 3*x[0]\nminimize(g, [1.0])';
    expect(valueAt(source, [3])).toBe(9);
  });

  it('is the default export, or the last function that no other calls', () => {
    expect(valueAt('export default (x, y) => x - y;\nexport const g = (x) => x;', [5, 3])).toBe(2);
    expect(valueAt('const f = (x, y) => x - y;\nconst g = (x) => x;\nexport default f;', [5, 3])).toBe(2);
    expect(valueAt('const k = 2;\nconst f = (x) => k * g(x);\nconst g = (x) => x + 1;', [3])).toBe(8);
  });

  it('survives imports, plots, prints and docstrings around it', () => {
    const source = `import numpy as np
import matplotlib.pyplot as plt
A = 10
def rastrigin(x):
    """The function."""  # a comment
    return A*len(x) + np.sum(x**2 - A*np.cos(2*np.pi*x))
fig, ax = plt.subplots()
print(rastrigin(np.zeros(2)))
`;
    expect(valueAt(source, [0, 0])).toBe(0);
  });

  it('warns of a variable that changes nothing', () => {
    const parsed = parseLoss('(x, y, z) => x * z');
    expect(parsed.ok && parsed.warnings.map((warning) => warning.message)).toEqual(['“y” does not change the loss.']);
  });
});

describe('meaning', () => {
  it.each([
    ['not a and b', 'def f(a, b):\n    return 1 if not a > 0 and b > 0 else 2', [1, -1], 2],
    ['-x**2', 'lambda x, y: -x**2 + y', [3, 0], -9],
    ['2**-1', 'lambda x, y: 2**-1 * x + y', [4, 0], 2],
    ['2**3**2', 'lambda x, y: 2**3**2 + x + y', [0, 0], 512],
    ['a < b < c', 'lambda x, y: 1.0 if 0 < x < y else 0.0', [2, 1], 0],
    ['not a == b', 'lambda x, y: 1.0 if not x == y else 0.0', [1, 1], 0],
    ['1/2x', '1/2x + 0y', [4, 0], 2],
    ['-x^2', '-x^2 + y', [3, 0], -9],
    ['xy^2', 'xy^2', [2, 3], 18],
    ['|x-1||y|', '|x-1||y|', [3, -2], 4],
    ['sin x cos y', 'sin x cos y', [Math.PI / 2, 0], 1],
    ['e^x', 'e^x + 0y', [0, 0], 1],
    ['2^3^2', '2^3^2 + x', [0], 512],
    ['x²', 'x² + √y', [3, 4], 11],
    ['sum without range', 'sum(x_i^2)', [3, 4], 25],
    ['prod', 'prod(k=1..n, x_k)', [3, 4], 12],
  ] as const)('%s', (_, source, x, expected) => {
    expect(valueAt(source, [...x])).toBeCloseTo(expected, 12);
  });

  it('does not let the branch not taken spoil value or gradient', () => {
    const parsed = parseLoss('(x, y) => (x > 0 ? Math.sqrt(x) : 0) + y');
    if (!parsed.ok) throw new Error('not compiled');
    const loss = compileProgram(parsed.program, { names: parsed.names });
    expect(loss.fun(Float64Array.of(-1, 2))).toBe(2);
    expect([...loss.grad(Float64Array.of(-1, 2))]).toEqual([0, 1]);
  });
});

describe('languages', () => {
  it.each([
    ['(x, y) => x', 'javascript'],
    ['function f(x) { return x }', 'javascript'],
    ['let s = 0; s', 'javascript'],
    ['Math.sin(x)', 'javascript'],
    ['def f(x): return x', 'python'],
    ['lambda x: x', 'python'],
    ['np.sin(x) + y', 'python'],
    ['x if x > 0 else y', 'python'],
    ['x^2 + y^2', 'formula'],
    ['(1 - x) ** 2', 'formula'],
    ['|x||y|', 'formula'],
    ['', 'formula'],
  ])('%s', (source, language) => {
    expect(detectLanguage(source)).toBe(language);
  });
});

describe('compile time', () => {
  const timeOf = (source: string, options: ParseOptions = {}): number => {
    const times = Array.from({ length: 7 }, () => {
      const started = performance.now();
      parseLoss(source, options);
      return performance.now() - started;
    });
    return Math.min(...times);
  };

  it('is under 20 ms for a loss of two variables', () => {
    expect(
      timeOf('(x, y) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2'),
    ).toBeLessThan(20);
  });

  it('is under 200 ms for Rosenbrock of 10,000, which stays a loop', () => {
    const source =
      'def f(x):\n    s = 0.0\n    for i in range(len(x) - 1):\n        s += 100*(x[i+1] - x[i]**2)**2 + (1 - x[i])**2\n    return s';
    expect(timeOf(source, { n: 10_000 })).toBeLessThan(200);
    const parsed = parseLoss(source, { n: 10_000 });
    expect(parsed.ok && compileProgram(parsed.program, { names: [] }).javascript.length).toBeLessThan(1000);
  });
});
