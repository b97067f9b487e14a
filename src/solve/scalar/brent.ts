/**
 * Brent's method: inverse parabolic interpolation, safeguarded by golden sections.
 * Source: Brent (1973), Algorithms for Minimization without Derivatives, ch. 5 (`localmin`); after a bracket search.
 */
import type { Search } from '../protocol';
import { bestOfBracket, findBracket, openBracket } from './bracket';
import type { AskableLine, LineMinimum } from './line';

const MIN_TOLERANCE = 1e-11;
const GOLDEN = 0.381966;

/** Minimizes along a line.
 *  @param bracket  null, two starting points or three bracketing points
 *  @param xtol     relative tolerance in x
 *  @throws OptionError for an invalid bracket of three points */
export function* brent(
  line: AskableLine,
  bracket: ArrayLike<number> | null,
  xtol: number,
  maxiter: number,
): Search<LineMinimum> {
  const start = yield* bracket === null ? findBracket(line, 0, 1) : openBracket(line, bracket);
  if (!start.isValid) return { ...bestOfBracket(start), nit: 0, outcome: 'no bracket' };
  let a = start.xa < start.xc ? start.xa : start.xc;
  let b = start.xa < start.xc ? start.xc : start.xa;
  // x: best; w: second best; v: previous w.
  let x = start.xb;
  let w = x;
  let v = x;
  let fx = start.fb;
  let fw = fx;
  let fv = fx;
  let move = 0;
  let moveBefore = 0;
  let nit = 0;

  while (nit < maxiter) {
    const tol1 = xtol * Math.abs(x) + MIN_TOLERANCE;
    const tol2 = 2 * tol1;
    const middle = 0.5 * (a + b);
    if (Math.abs(x - middle) < tol2 - 0.5 * (b - a)) break;

    let usesGolden = Math.abs(moveBefore) <= tol1;
    if (!usesGolden) {
      const left = (x - w) * (fx - fv);
      const right = (x - v) * (fx - fw);
      let p = (x - v) * right - (x - w) * left;
      let q = 2 * (right - left);
      if (q > 0) p = -p;
      q = Math.abs(q);
      const moveBeforeLast = moveBefore;
      moveBefore = move;
      if (p > q * (a - x) && p < q * (b - x) && Math.abs(p) < Math.abs(0.5 * q * moveBeforeLast)) {
        move = p / q;
        const u = x + move;
        if (u - a < tol2 || b - u < tol2) move = middle - x >= 0 ? tol1 : -tol1;
      } else {
        usesGolden = true;
      }
    }
    if (usesGolden) {
      moveBefore = x >= middle ? a - x : b - x;
      move = GOLDEN * moveBefore;
    }
    const u = Math.abs(move) < tol1 ? (move >= 0 ? x + tol1 : x - tol1) : x + move;
    const fu = (yield line.ask(u)) as number;

    if (fu > fx) {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) {
        v = w;
        fv = fw;
        w = u;
        fw = fu;
      } else if (fu <= fv || v === x || v === w) {
        v = u;
        fv = fu;
      }
    } else {
      if (u >= x) a = x;
      else b = x;
      v = w;
      fv = fw;
      w = x;
      fw = fx;
      x = u;
      fx = fu;
    }
    nit++;
  }
  const isNaN = Number.isNaN(x) || Number.isNaN(fx);
  return { x, fun: fx, nit, outcome: isNaN ? 'nan' : nit >= maxiter ? 'out of iterations' : 'converged' };
}
