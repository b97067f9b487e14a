/** Compiled gradients of random losses against complex steps. */
import { compileProgram } from '../../src/emit/loss';
import { elementCount } from '../../src/ir/scalarize';
import { type Language, parseLoss } from '../../src/lang';
import type { Difference } from '../../src/lang/fuzz/compare';
import { complexStepGradient } from '../../src/lang/fuzz/complex-step';
import { pointOf } from '../../src/lang/fuzz/generate';

/** Length at which gradients are compared: more than loops that are written out, few enough for n evaluations. */
const GRADIENT_LENGTH = 12;
/** Elements beyond which a program is not written out for its complex step. */
const MOST_ELEMENTS = 20_000;

/** Differences of compiled gradients from complex steps. Texts that are refused, and points without a finite value or
 *  slope, are left out: `compared` counts the others. */
export function compareGradients(
  sources: readonly string[],
  language: Language,
): { differences: Difference[]; compared: number } {
  const differences: Difference[] = [];
  let compared = 0;
  for (const source of sources) {
    const point = pointOf(GRADIENT_LENGTH, 1);
    const parsed = parseLoss(source, { language, n: GRADIENT_LENGTH });
    if (!parsed.ok || parsed.n > GRADIENT_LENGTH || elementCount(parsed.program.outputs) > MOST_ELEMENTS) continue;
    const x = Float64Array.from(point.slice(0, parsed.n));
    const expected = complexStepGradient(parsed.program, x);
    const loss = compileProgram(parsed.program, { names: parsed.names });
    if (!Number.isFinite(loss.fun(x)) || !expected.every(Number.isFinite)) continue;
    compared++;
    const size = Math.max(1, ...expected.map(Math.abs));
    const gradient = loss.grad(x);
    const wrong = gradient.findIndex((value, i) => !(Math.abs(value - expected[i]!) <= 1e-9 * size));
    if (wrong >= 0) differences.push({ source, n: parsed.n, point, expected: expected[wrong]!, got: gradient[wrong]! });
  }
  return { differences, compared };
}
