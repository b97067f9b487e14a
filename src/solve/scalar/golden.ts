/**
 * Golden-section search: shrinks a bracket by the golden ratio.
 * Source: Kiefer (1953), Proc. Amer. Math. Soc. 4, 502–506; as in Press et al., Numerical Recipes, §10.2.
 */
import type { Search } from '../protocol';
import { bestOfBracket, openBracket } from './bracket';
import type { Line, LineMinimum } from './line';

const RATIO = 0.61803399;
const REST = 1 - RATIO;

/** Minimizes along a line.
 *  @param bracket  null, two starting points or three bracketing points
 *  @param xtol     relative tolerance in x
 *  @throws OptionError for an invalid bracket of three points */
export function* golden(
  line: Line,
  bracket: ArrayLike<number> | null,
  xtol: number,
  maxiter: number,
): Search<LineMinimum> {
  const start = yield* openBracket(line, bracket);
  if (!start.isValid) return { ...bestOfBracket(start), nit: 0, outcome: 'no bracket' };
  const { xa, xb, xc } = start;
  // x0 < x1 < x2 < x3 or the reverse; the minimum stays between x0 and x3.
  let x0 = xa;
  let x3 = xc;
  const isRightLonger = Math.abs(xc - xb) > Math.abs(xb - xa);
  let x1 = isRightLonger ? xb : xb - REST * (xb - xa);
  let x2 = isRightLonger ? xb + REST * (xc - xb) : xb;
  let f1 = (yield line.ask(x1)) as number;
  let f2 = (yield line.ask(x2)) as number;
  let nit = 0;
  while (nit < maxiter) {
    if (Math.abs(x3 - x0) <= xtol * (Math.abs(x1) + Math.abs(x2))) break;
    if (f2 < f1) {
      x0 = x1;
      x1 = x2;
      x2 = RATIO * x1 + REST * x3;
      f1 = f2;
      f2 = (yield line.ask(x2)) as number;
    } else {
      x3 = x2;
      x2 = x1;
      x1 = RATIO * x2 + REST * x0;
      f2 = f1;
      f1 = (yield line.ask(x1)) as number;
    }
    nit++;
  }
  const x = f1 < f2 ? x1 : x2;
  const fun = f1 < f2 ? f1 : f2;
  const isNaN = Number.isNaN(x) || Number.isNaN(fun);
  return { x, fun, nit, outcome: isNaN ? 'nan' : nit >= maxiter ? 'out of iterations' : 'converged' };
}
