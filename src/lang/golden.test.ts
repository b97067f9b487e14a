/** Every recorded problem, compiled from its JavaScript, its Python and (two variables) a formula typed by hand, against
 *  the recorded formulas at seeded random points: value to 1e-13, gradient and Hessian to 1e-9. */
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compileProgram, type Loss } from '../emit/loss';
import { type GoldenProblem, goldenProblems } from '../golden/golden';
import { parseLoss, type ParseOptions } from './index';

/** xorshift32: the points are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function compiled(source: string, options: ParseOptions): Loss {
  const parsed = parseLoss(source, options);
  if (!parsed.ok) throw new Error(parsed.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return compileProgram(parsed.program, { names: parsed.names });
}

type Recorded = (x: ArrayLike<number>) => unknown;
// Recorded data of this repository, not a user's text.
const recorded = (source: string): Recorded => runInThisContext(`(${source})`) as Recorded;

const sizes = (problem: GoldenProblem): number[] => (problem.n === 'any' ? [1, 2, 3, 5, 10, 40] : [problem.n]);

function points(problem: GoldenProblem, n: number, count: number): Float64Array[] {
  const random = seeded(n * 7919 + problem.name.length);
  const last = problem.domain.at(-1)!;
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: n }, (_, i) => {
      const [lo, hi] = problem.domain[i] ?? last;
      return lo + random() * (hi - lo);
    }),
  );
}

const error = (got: number, want: number, scale: number): number =>
  Object.is(got, want) || (Number.isNaN(got) && Number.isNaN(want)) || got === want
    ? 0
    : Math.abs(got - want) / Math.max(scale, Number.MIN_VALUE);

/** Largest error of a vector, relative to its largest component. */
function vectorError(got: Float64Array, want: readonly number[]): number {
  const scale = Math.max(...want.map(Math.abs), 1e-3);
  return Math.max(...want.map((value, i) => error(got[i]!, value, scale)));
}

const problems = [...goldenProblems().values()].filter((problem) => problem.name !== 'bad-vector');

function check(problem: GoldenProblem, loss: Loss, n: number): void {
  const f = recorded(problem.js);
  const grad = problem.grad_js ? recorded(problem.grad_js) : null;
  const hess = problem.hess_js ? recorded(problem.hess_js) : null;
  expect(loss.n).toBe(n);
  for (const x of points(problem, n, n > 10 ? 5 : 20)) {
    const want = f(x) as number;
    expect(error(loss.fun(x), want, Math.max(Math.abs(want), 1e-3))).toBeLessThan(1e-13);
    if (grad) expect(vectorError(loss.grad(x), grad(x) as number[])).toBeLessThan(1e-9);
    if (hess) expect(vectorError(loss.hess(x), (hess(x) as number[][]).flat())).toBeLessThan(1e-9);
  }
}

describe.each(['js', 'python'] as const)('recorded problems from %s', (language) => {
  it.each(problems.map((problem) => [problem.name, problem] as const))('%s', (_, problem) => {
    for (const n of sizes(problem)) {
      if (problem.n === 'any' && n === 1 && /\[1\]|- 1/.test(problem.python)) continue;
      const options = problem.n === 'any' ? { n } : {};
      check(problem, compiled(problem[language], options), n);
    }
  });
});

const typed: Record<string, string> = {
  beale: '(1.5 - x + xy)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + xy^3)²',
  rosenbrock: '(1-x)^2 + 100(y-x^2)^2',
  himmelblau: 'f(x, y) = (x^2+y-11)^2 + (x+y^2-7)^2',
  booth: '(x+2y-7)^2+(2x+y-5)^2',
  matyas: '0.26(x²+y²) - 0.48xy',
  rastrigin: '20 + x^2 - 10cos(2πx) + y^2 - 10cos 2πy',
  ackley: '-20 exp(-0.2 sqrt((x^2+y^2)/2)) - e^((cos 2pi x + cos 2pi y)/2) + 20 + e',
  sphere: 'x_1^2 + x_2^2',
  'goldstein-price': '(1+(x+y+1)^2(19-14x+3x^2-14y+6xy+3y^2)) * (30+(2x-3y)^2(18-32x+12x^2+48y-36xy+27y^2))',
  'six-hump-camel': '(4 - 2.1x^2 + x^4/3)x^2 + xy + (-4 + 4y^2)y^2',
  'three-hump-camel': '2x^2 - 1.05x^4 + x^6/6 + xy + y^2',
  easom: '-cos x cos y exp(-(x-π)^2 - (y-π)^2)',
  mccormick: 'sin(x+y) + (x-y)^2 - 1.5x + 2.5y + 1',
  levy: 'a = 1 + (x-1)/4\nb = 1 + (y-1)/4\nsin^2(pi a) + (a-1)^2 (1 + 10 sin^2(pi a + 1)) + (b-1)^2 (1 + sin^2(2 pi b))',
  griewank: '1 + (x^2 + y^2)/4000 - cos(x) cos(y/√2)',
  'styblinski-tang': '½'.replace('½', '1/2') + ' (x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)',
  'brown-badly-scaled': '(x-10^6)^2 + (y-2*10^-6)^2 + (xy-2)^2',
  'dixon-price': '(x-1)^2 + 2(2y^2-x)^2',
  zakharov: 'x^2 + y^2 + (x/2 + y)^2 + (x/2 + y)^4',
  bohachevsky: 'x^2 + 2y^2 - 0.3cos(3πx) - 0.4cos(4πy) + 0.7',
  trid: '(x_1 - 1)^2 + (x_2 - 1)^2 - x_1 x_2',
  'mishra-bird': 'sin(y) e^{(1-cos x)^2} + cos(x) e^{(1-sin y)^2} + (x-y)^2',
  saddle: 'x^2 - y^2 + y^4',
};

describe('recorded problems from formulas typed by hand', () => {
  it.each(Object.entries(typed))('%s', (name, formula) => {
    check(
      problems.find((problem) => problem.name === name)!,
      compiled(formula, { language: 'auto' }),
      2,
    );
  });
});
