/** Texts of constraints, right and wrong: residuals against the same condition in plain JavaScript, exact derivatives. */
import { describe, expect, it } from 'vitest';
import { compileVector } from '../../emit/vector';
import { parseLoss } from '../index';
import type { ParseOptions } from '../parse-loss';
import { parseConstraint, type ConstrainedLoss, type ParsedConstraint } from './index';

function lossOf(source: string, options: ParseOptions = {}): ConstrainedLoss {
  const parsed = parseLoss(source, options);
  if (!parsed.ok) throw new Error(parsed.diagnostics[0]!.message);
  const { language, n, signature } = parsed;
  return { source, language, n, signature, params: options.params, data: options.data };
}

const plane = {
  javascript: lossOf('(x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2'),
  python: lossOf('def f(x, y):\n    return (1 - x)**2 + 100*(y - x**2)**2'),
  formula: lossOf('(1 - x)^2 + 100(y - x^2)^2'),
};
const portfolio = lossOf(
  'import numpy as np\nC = np.array([[.04,.01,.005],[.01,.09,.02],[.005,.02,.16]])\nr = np.array([.08,.12,.15])\ndef f(w):\n    return w @ C @ w',
);
const script = lossOf(
  'const r = [0.08, 0.12, 0.15];\n(w) => { let s = 0; for (let i = 0; i < 3; i++) s += w[i] * w[i]; return s; }',
);

function accepted(text: string, loss: ConstrainedLoss): ParsedConstraint & { ok: true } {
  const parsed = parseConstraint(text, loss);
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message, remedy }) => `${message} ${remedy}`).join('\n'));
  return parsed;
}

const points = (n: number): Float64Array[] =>
  Array.from({ length: 5 }, (_, k) => Float64Array.from({ length: n }, (_unused, i) => 0.3 + 0.37 * i - 0.21 * k));

/** Values against `expected`, Jacobian and Hessian against central differences. */
function holds(text: string, loss: ConstrainedLoss, expected: (x: Float64Array) => readonly number[]): void {
  const { program, m } = accepted(text, loss);
  const c = compileVector(program);
  const { n } = loss;
  for (const x of points(n)) {
    const values = expected(x);
    expect(m).toBe(values.length);
    c.fun(x).forEach((value, k) => expect(value).toBeCloseTo(values[k]!, 12));
    const jac = c.jac(x);
    const v = Float64Array.from({ length: m }, (_, k) => 1 + k);
    const hess = c.hess(x, v);
    for (let i = 0; i < n; i++) {
      const at = (by: number): Float64Array => x.map((value, k) => (k === i ? value + by : value));
      const h = 1e-5;
      const [up, down] = [c.fun(at(h)), c.fun(at(-h))];
      const [upper, lower] = [c.jac(at(h)), c.jac(at(-h))];
      for (let k = 0; k < m; k++) expect(jac[k * n + i]).toBeCloseTo((up[k]! - down[k]!) / (2 * h), 7);
      for (let j = 0; j < n; j++) {
        let slope = 0;
        for (let k = 0; k < m; k++) slope += (v[k]! * (upper[k * n + j]! - lower[k * n + j]!)) / (2 * h);
        expect(hess[i * n + j]).toBeCloseTo(slope, 6);
      }
    }
  }
}

describe('a constraint in the plane', () => {
  const cases: readonly [string, 'eq' | 'ineq', (x: number, y: number) => readonly number[]][] = [
    ['x^2 + y^2 <= 2', 'ineq', (x, y) => [2 - x * x - y * y]],
    ['x**2 + y**2 <= 2', 'ineq', (x, y) => [2 - x * x - y * y]],
    ['x + y == 1', 'eq', (x, y) => [x + y - 1]],
    ['x + y = 1', 'eq', (x, y) => [x + y - 1]],
    ['x - 2*y + 2 >= 0', 'ineq', (x, y) => [x - 2 * y + 2]],
    ['2x + 3y ≤ 6', 'ineq', (x, y) => [6 - 2 * x - 3 * y]],
    ['0 <= x - y <= 3', 'ineq', (x, y) => [x - y, 3 - x + y]],
    ['3 >= x - y >= 0', 'ineq', (x, y) => [3 - x + y, x - y]],
    ['x >= 0', 'ineq', (x) => [x]],
    ['xy >= 1', 'ineq', (x, y) => [x * y - 1]],
    ['exp(x) <= 4 + y', 'ineq', (x, y) => [4 + y - Math.exp(x)]],
    ['|x - 5| <= 8', 'ineq', (x) => [8 - Math.abs(x - 5)]],
    ['(x - 1)^3 - y + 1 <= 0', 'ineq', (x, y) => [-((x - 1) ** 3) + y - 1]],
    ['(x + y >= 1)', 'ineq', (x, y) => [x + y - 1]],
    ['-2^2 x + y <= 3  # minus four', 'ineq', (x, y) => [3 + 4 * x - y]],
    ['sin(x) cos(y) <= 0.5', 'ineq', (x, y) => [0.5 - Math.sin(x) * Math.cos(y)]],
    ['np.sin(x) <= y', 'ineq', (x, y) => [y - Math.sin(x)]],
    ['Math.sin(x) <= y', 'ineq', (x, y) => [y - Math.sin(x)]],
    ['x \\leq y', 'ineq', (x, y) => [y - x]],
  ];
  for (const [language, loss] of Object.entries(plane)) {
    it.each(cases)(`beside a loss in ${language}: %s`, (text, kind, expected) => {
      expect(accepted(text, loss).kind).toBe(kind);
      holds(text, loss, ([x, y]) => expected(x!, y!));
    });
  }

  it('reads a strict sign as the other, and says so at the sign', () => {
    const { warnings } = accepted('x < y', plane.python);
    expect(warnings).toMatchObject([{ code: 'strict', severity: 'warning', from: 2, to: 3 }]);
    holds('x < y', plane.python, ([x, y]) => [y! - x!]);
  });
});

describe('a constraint on a vector', () => {
  it.each([
    ['sum(w) == 1', (w: Float64Array) => [w[0]! + w[1]! + w[2]! - 1]],
    ['w @ r >= 0.10', (w: Float64Array) => [0.08 * w[0]! + 0.12 * w[1]! + 0.15 * w[2]! - 0.1]],
    ['dot(w, r) >= 0.10', (w: Float64Array) => [0.08 * w[0]! + 0.12 * w[1]! + 0.15 * w[2]! - 0.1]],
    ['w >= 0', (w: Float64Array) => [...w]],
    ['w[0] + 2*w[1] - 2 >= 0', (w: Float64Array) => [w[0]! + 2 * w[1]! - 2]],
    ['w_1 + 2 w_2 - 2 >= 0', (w: Float64Array) => [w[0]! + 2 * w[1]! - 2]],
    ['w[0]^2 + w[2] <= 1', (w: Float64Array) => [1 - w[0]! ** 2 - w[2]!]],
    ['sum(w_i^2) <= 1', (w: Float64Array) => [1 - w.reduce((sum, wi) => sum + wi * wi, 0)]],
    ['sum(i = 1..n, i w_i) <= 9', (w: Float64Array) => [9 - w[0]! - 2 * w[1]! - 3 * w[2]!]],
    ['w == r', (w: Float64Array) => [w[0]! - 0.08, w[1]! - 0.12, w[2]! - 0.15]],
    ['w[-1] <= 2', (w: Float64Array) => [2 - w[2]!]],
  ])('in Python and in JavaScript: %s', (text, expected) => {
    holds(text, portfolio, expected);
    holds(text, script, expected);
  });

  it('counts brackets from 1 beside a formula, as the formula does', () => {
    holds('x[1] + x_2 <= 1', lossOf('sum(x_i^2)', { n: 3 }), (x) => [1 - x[0]! - x[1]!]);
  });

  it('knows parameters by name, destructured points, helper functions and data', () => {
    const named = lossOf("def loss(**p):\n    return (p['a'] - 1)**2 + p['tau']**2");
    holds('a + tau <= 1', named, ([a, tau]) => [1 - a! - tau!]);
    holds("p['a'] <= 1", named, ([a]) => [1 - a!]);
    holds('a + b <= 1', lossOf('([a, b]) => a * a + b * b'), ([a, b]) => [1 - a! - b!]);
    holds('g(x) <= y', lossOf('g(t) = t^3\nf(x, y) = g(x) + y^2'), ([x, y]) => [y! - x! ** 3]);
    const data = { costs: [1, 2, 4] };
    holds('w @ costs <= 1', lossOf('lambda w: (w**2).sum() + w @ costs', { data, n: 3 }), (w) => [
      1 - w[0]! - 2 * w[1]! - 4 * w[2]!,
    ]);
  });
});

describe('a linear constraint', () => {
  it('comes with its matrix and limits', () => {
    expect(accepted('w @ r >= 0.10', portfolio).linear).toEqual({
      A: Float64Array.of(0.08, 0.12, 0.15),
      lb: Float64Array.of(0.1),
      ub: Float64Array.of(Infinity),
    });
    expect(accepted('sum(w) == 1', portfolio).linear).toMatchObject({ lb: Float64Array.of(1), ub: Float64Array.of(1) });
    expect(accepted('0 <= x - y <= 3', plane.formula).linear).toEqual({
      A: Float64Array.of(1, -1),
      lb: Float64Array.of(0),
      ub: Float64Array.of(3),
    });
  });

  it.each(['x*y <= 1', 'x^2 >= 0', 'sign(x) <= y', 'max(x, y) <= 1', '|x| <= y'])('is not %s', (text) => {
    expect(accepted(text, plane.formula).linear).toBeNull();
  });
});

describe('a wrong text is refused at its place, with a remedy', () => {
  const wrong: readonly [string, string, string][] = [
    ['', '', 'empty'],
    ['x + y', 'x + y', 'no-comparison'],
    ['x <=', '<=', 'missing-side'],
    ['>= 2', '>=', 'missing-side'],
    ['x + z <= 1', 'z', 'unknown-name'],
    ['sinn(x) <= 1', 'sinn', 'unknown-function'],
    ['x != 1', '!=', 'not-equal'],
    ['x ≠ 1', '≠', 'not-equal'],
    ['x >= 0, y >= 0', ',', 'several'],
    ['x >= 0 and y >= 0', 'and', 'several'],
    ['x >= 0 && y >= 0', '&&', 'several'],
    ['3 <= x <= 0', '3 <= x <= 0', 'empty-interval'],
    ['0 <= x >= 3', '>=', 'mixed'],
    ['0 <= x == 3', '==', 'mixed'],
    ['1 <= 2', '1 <= 2', 'no-variables'],
    ['(x, y) => x + y - 1', '(x, y) =>', 'function'],
    ['lambda v: v[0] - 1', 'lambda', 'function'],
    ['(x + y <= 1', '(', 'syntax'],
    ['x + y) <= 1', ')', 'syntax'],
    ['x + <= 1', '+', 'syntax'],
    ['x := 1', ':=', 'sign'],
    ['1 + x => 1', '=>', 'sign'],
    ['(x >= 0) == y', 'x >= 0', 'truth'],
    ['x @ y <= 1', 'x @ y', 'shape'],
    ['x[0] <= 1', 'x[0]', 'not-indexable'],
  ];
  it.each(wrong)('%s', (text, place, code) => {
    const parsed = parseConstraint(text, plane.javascript);
    if (parsed.ok) throw new Error('was accepted');
    const [first] = parsed.diagnostics;
    expect(first).toMatchObject({ code, severity: 'error' });
    expect(text.slice(first!.from, first!.to).trim()).toBe(place);
    expect(first!.message.length).toBeGreaterThan(10);
    expect(first!.remedy.length).toBeGreaterThan(5);
  });

  it.each([
    ['w @ [1, 2] <= 1', 'shape', /\(3,\) and \(2,\)/],
    ['w[5] <= 1', 'index', /3 elements/],
    ['w @ q >= 1', 'unknown-name', /“q”/],
    ['r >= 0', 'no-variables', /variables/],
  ])('on a vector: %s', (text, code, message) => {
    const parsed = parseConstraint(text, portfolio);
    expect(parsed).toMatchObject({ ok: false, diagnostics: [{ code, message: expect.stringMatching(message) }] });
  });

  it('a name that changes on the way through the loss has no single meaning', () => {
    expect(parseConstraint('s <= 1', script)).toMatchObject({ ok: false, diagnostics: [{ code: 'unsettled' }] });
  });

  it('an unknown name is answered by the names of the loss', () => {
    expect(parseConstraint('x + q <= 1', plane.python)).toMatchObject({
      diagnostics: [{ remedy: 'The loss has “x”, “y”.' }],
    });
  });
});
