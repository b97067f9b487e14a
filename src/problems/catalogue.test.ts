/** The catalogue's own promises: sources agree with each other, minima are minima, starts lie in the plot box. */
import { describe, expect, it } from 'vitest';
import { compileProgram, type Loss } from '../emit/loss';
import { compileVector } from '../emit/vector';
import { parseConstraint, parseLoss } from '../lang/index';
import { domainOf, problemById, problems, type Problem } from './index';

function lossOf(source: string, language: 'javascript' | 'python' | 'formula', n: number): Loss {
  const parsed = parseLoss(source, { language, n });
  if (!parsed.ok) throw new Error(parsed.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return compileProgram(parsed.program, { names: parsed.names });
}

const sizes = (problem: Problem): number[] => (problem.n === 'any' ? [2, 3, 20] : [problem.n]);

function gridPoint(problem: Problem, n: number, k: number): Float64Array {
  return Float64Array.from(domainOf(problem, n), ([lo, hi], i) => {
    const t = (0.137 + 0.618034 * k + 0.414214 * i) % 1;
    return lo + t * (hi - lo);
  });
}

/** The largest violation of a problem's constraints and bounds, as a function of the point. */
function violationOf(
  problem: Problem,
  language: 'javascript' | 'python' | 'formula',
  n: number,
): (x: Float64Array) => number {
  const source = problem.sources[language]!;
  const parsed = parseLoss(source, { language, n });
  if (!parsed.ok) throw new Error('the loss does not compile');
  const constraints = (problem.constraints ?? []).map((text) => {
    const constraint = parseConstraint(text, { source, language, n: parsed.n, signature: parsed.signature });
    if (!constraint.ok) throw new Error(`${text}: ${constraint.diagnostics[0]!.message}`);
    return { kind: constraint.kind, residual: compileVector(constraint.program) };
  });
  return (x) => {
    const broken = constraints.flatMap(({ kind, residual }) =>
      Array.from(residual.fun(x), (c) => (kind === 'eq' ? Math.abs(c) : -c)),
    );
    const outside = (problem.bounds ?? []).map(([lo, hi], i) =>
      Math.max((lo ?? -Infinity) - x[i]!, x[i]! - (hi ?? Infinity)),
    );
    return Math.max(0, ...broken, ...outside);
  };
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-11 * Math.max(1, Math.abs(a), Math.abs(b));

describe('catalogue', () => {
  it('has unique ids that problemById finds', () => {
    expect(new Set(problems.map((problem) => problem.id)).size).toBe(problems.length);
    for (const problem of problems) expect(problemById(problem.id)).toBe(problem);
    expect(problemById('no-such-problem')).toBeUndefined();
  });

  it.each(problems.map((problem) => [problem.id, problem] as const))('%s: sources agree, minima hold', (_, problem) => {
    for (const n of sizes(problem)) {
      const reference = lossOf(problem.sources.python, 'python', n);
      expect(reference.n).toBe(n);
      for (const language of ['javascript', 'formula'] as const) {
        const source = problem.sources[language];
        if (source === undefined) continue;
        const other = lossOf(source, language, n);
        for (let k = 0; k < 12; k++) {
          const x = gridPoint(problem, n, k);
          expect(close(other.fun(x), reference.fun(x)), `${language} at ${x.join()}`).toBe(true);
        }
      }
      for (const { x, fun } of problem.minima(n)) {
        const at = Float64Array.from(x);
        // The scale of the walls around a minimum bounds what rounding of its recorded position can cost.
        const scale = Math.max(1, Math.abs(fun));
        expect(Math.abs(reference.fun(at) - fun)).toBeLessThan(1e-7 * scale * (problem.id === 'schwefel' ? n * 10 : 1));
        for (const language of ['javascript', 'python', 'formula'] as const) {
          if (problem.sources[language] === undefined) continue;
          const violation = violationOf(problem, language, n);
          expect(violation(at)).toBeLessThan(1e-9);
          for (let k = 0; k < 12; k++) {
            const point = gridPoint(problem, n, k);
            if (violation(point) > 0) continue;
            expect(reference.fun(point)).toBeGreaterThanOrEqual(fun - 1e-7 * scale);
          }
        }
      }
      expect(problem.start(n)).toHaveLength(n);
      expect(Number.isFinite(reference.fun(Float64Array.from(problem.start(n))))).toBe(true);
    }
  });

  it.each(problems.map((problem) => [problem.id, problem] as const))(
    '%s: a citation, a formula and a box',
    (_, problem) => {
      expect(problem.citation.length).toBeGreaterThan(20);
      expect(problem.latex).toMatch(/f\([xw]/);
      for (const [lo, hi] of problem.domain) expect(lo).toBeLessThan(hi);
    },
  );
});
