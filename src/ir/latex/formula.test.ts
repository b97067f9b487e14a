import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { compileLoss } from '../../study/compile';
import { parseLoss } from '../../lang';
import { defaultRng } from '../../math/random/generator';
import { problems } from '../../problems';
import { Graph } from '../graph';
import { formulaOf, gradientFormulaOf, type Formula } from './formula';

function parse(source: string, n?: number) {
  const parsed = parseLoss(source, n === undefined ? {} : { n });
  if (!parsed.ok) throw new Error(`${source}: ${parsed.diagnostics[0]?.message}`);
  return parsed;
}

/** The right-hand side of the loss's formula. */
function texOf(source: string, n?: number): string | undefined {
  const { program, names } = parse(source, n);
  return formulaOf(program, names)?.lines[0]?.tex;
}

const linesOf = (formula: Formula): string[] =>
  [...formula.lines, ...formula.where].map(({ name, tex }) => `${name} = ${tex}`);

const typeset = (tex: string): string => katex.renderToString(tex, { throwOnError: true, strict: 'error' });

describe('formula', () => {
  it.each([
    ['(x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2', '\\left(1 - x\\right)^{2} + 100 \\left(y - x^{2}\\right)^{2}'],
    ['(x) => -(x ** 3) / 7 - -2 * x', '-\\frac{x^{3}}{7} + 2 x'],
    ['(x, y) => Math.sin(x) * y + Math.cos(2 * Math.PI * x)', '\\sin\\left(x\\right) y + \\cos\\left(2\\pi x\\right)'],
    ['(x) => Math.sin(x) ** 2 + Math.exp(-x * x)', '\\sin^{2}\\left(x\\right) + e^{-x^{2}}'],
    [
      '(x) => x > 0 ? x : x < -1 ? 2 * x : 0',
      '\\begin{cases} x & \\text{if } x > 0 \\\\ 2 x & \\text{if } x < -1 \\\\ 0 & \\text{otherwise} \\end{cases}',
    ],
    [
      '(x, y) => Math.max(x, y) + Math.abs(x) + Math.sqrt(1 + x)',
      '\\max\\left(x, y\\right) + \\left|x\\right| + \\sqrt{1 + x}',
    ],
    ['(tau_m, rate2) => tau_m * rate2 * 2e-7', '2\\cdot 10^{-7} \\tau_{m} \\, \\mathrm{rate2}'],
    ['(x) => (x - 2) - (x - 3)', 'x - 2 - x + 3'],
    ['(x, y) => x / (y * y) / (1 + x)', '\\frac{x}{y^{2} \\left(1 + x\\right)}'],
    ['(x, y) => (x < y) * 3 + x', '3 \\left[x < y\\right] + x'],
  ])('%s', (source, tex) => expect(texOf(source)).toBe(tex));

  it('counts as the language does', () => {
    expect(texOf('lambda x: np.sum((x[1:] - x[:-1])**2)', 9)).toBe(
      '\\sum_{i=0}^{7} \\left(x_{i+1} - x_{i}\\right)^{2}',
    );
    expect(texOf('sum(i=1..n-1, (x_(i+1) - x_i)^2)', 12)).toBe('\\sum_{i=1}^{11} \\left(x_{i+1} - x_{i}\\right)^{2}');
  });

  it('finds the rule of a constant array, names the others, and lists what is short', () => {
    expect(texOf('lambda x: np.prod(np.cos(x / np.sqrt(np.arange(1, 9))))', 8)).toBe(
      '\\prod_{i=0}^{7} \\cos\\left(\\frac{x_{i}}{\\sqrt{i+1}}\\right)',
    );
    const { program, names } = parse('lambda x: np.sum(np.array([3, 1, 4, 1, 5]) * x)', 5);
    expect(formulaOf(program, names)).toMatchObject({
      lines: [{ tex: '\\sum_{i=0}^{4} c^{(1)}_{i} x_{i}' }],
      where: [{ name: 'c^{(1)}', tex: '(3,\\, 1,\\, 4,\\, 1,\\, 5)' }],
    });
    expect(texOf('lambda x: x.sum() + x.max()', 2)).toBe('x_{0} + x_{1} + \\max\\left(x_{0}, x_{1}\\right)');
  });

  it('writes matrix products and running sums by their subscripts', () => {
    expect(texOf('lambda x: (x.reshape(5, 5) @ np.ones(5))[0]', 25)).toContain('\\sum_{');
    expect(texOf('lambda x: np.sum(np.cumsum(x) ** 2)', 6)).toBe(
      '\\sum_{i=0}^{5} \\left(\\sum_{j=0}^{i} x_{j}\\right)^{2}',
    );
  });

  it('gives parts of a large formula names', () => {
    const { program, names } = parse(
      '(x, y) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2',
    );
    const gradient = gradientFormulaOf(program, names)!;
    expect(gradient.lines.map(({ name }) => name)).toEqual([
      '\\frac{\\partial f}{\\partial x}',
      '\\frac{\\partial f}{\\partial y}',
    ]);
    expect(gradient.where[0]).toEqual({ name: 'u_{1}', tex: '2.625 - x + x y^{3}' });
  });

  it('collects like terms of a gradient and leaves the guards at kinks out', () => {
    const { program, names } = parse('(x, y) => 0.1 * x * y + 0.1 * y * x + Math.sqrt(x)');
    expect(gradientFormulaOf(program, names)?.lines.map(({ tex }) => tex)).toEqual([
      '0.2 y + \\frac{0.5}{\\sqrt{x}}',
      '0.2 x',
    ]);
  });

  it('gives up where there is nothing to read', () => {
    const loop = 'def f(x):\n    v = x[0]\n    for i in range(400):\n        v = np.sin(v) + x[1]\n    return v';
    const { program, names } = parse(loop);
    expect(formulaOf(program, names)).toBeNull();
    expect(gradientFormulaOf(program, names)).toBeNull();
    const g = new Graph();
    const x = g.input('x', [40]);
    expect(
      gradientFormulaOf(
        g.program([x], [g.reduce('sum', x)]),
        Array.from({ length: 40 }, (_, i) => `x[${i}]`),
      ),
    ).toBeNull();
  });
});

describe('the whole catalogue', () => {
  const cases = problems.flatMap(({ id, n, defaultN, sources }) =>
    Object.entries(sources).flatMap(([language, source]) =>
      (n === 'any' ? [defaultN, 10] : [n]).map((size) => ({ id, language, size, source: source! })),
    ),
  );

  it.each(cases)('$id in $language, n = $size, is typeset', ({ source, size }) => {
    const { program, names } = parse(source, size);
    const formula = formulaOf(program, names);
    expect(formula).not.toBeNull();
    for (const line of linesOf(formula!)) expect(typeset(line)).toContain('katex');
    const gradient = gradientFormulaOf(program, names);
    if (size <= 4) expect(gradient).not.toBeNull();
    for (const line of gradient ? linesOf(gradient) : []) expect(typeset(line)).toContain('katex');
  });

  // Read back as a formula, what was printed is the same function: brackets, signs and powers are where they belong.
  const twoDimensional = problems.filter(({ n }) => n === 2);
  it.each(twoDimensional.map(({ id, sources }) => ({ id, source: sources.javascript })))(
    '$id, read back, is the same function with the same gradient',
    ({ source }) => {
      const { program, names } = parse(source);
      const original = compileLoss(source);
      const head = `f(${names.join(', ')}) = `;
      const [value] = formulaOf(program, names)!.lines;
      const tolerance = formulaOf(program, names)!.isRounded ? 1e-4 : 1e-11;
      const again = compileLoss(head + value!.tex, { language: 'formula' });
      const gradient = gradientFormulaOf(program, names)!;
      const plain = (tex: string): string =>
        tex.replaceAll(/u_\{(\d+)\}/g, 'U$1').replaceAll('\\operatorname{sgn}', 'sgn');
      const where = gradient.where.map(({ name, tex }) => `${plain(name)} = ${plain(tex)}\n`).join('');
      const slopes = gradient.lines.map(({ tex }) =>
        compileLoss(`${where}0 x + 0 y + (${plain(tex)})`, { language: 'formula' }),
      );
      const loose = gradient.isRounded ? 1e-4 : 1e-11;
      const rng = defaultRng(7);
      for (let trial = 0; trial < 20; trial++) {
        const x = Float64Array.of(rng.uniform(-2, 2), rng.uniform(-2, 2));
        const expected = original.fun(x);
        expect(Math.abs(again.fun(x) - expected)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected)));
        const slope = original.grad(x);
        slopes.forEach((part, i) =>
          expect(Math.abs(part.fun(x) - slope[i]!)).toBeLessThanOrEqual(loose * 100 * (1 + Math.abs(slope[i]!))),
        );
      }
    },
  );
});
