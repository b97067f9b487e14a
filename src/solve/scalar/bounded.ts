/**
 * Brent's method inside an interval, without a bracket.
 * Source: Forsythe, Malcolm & Moler (1977), Computer Methods for Mathematical Computations, §8.3 (`fmin`).
 */
import type { Search } from '../protocol';
import type { AskableLine, LineMinimum } from './line';

// √2.2e-16 rather than √(machine epsilon): SciPy's constant.
const SQRT_EPSILON = Math.sqrt(2.2e-16);
const GOLDEN = 0.5 * (3 - Math.sqrt(5));

/** Minimizes along a line between `low` and `high`; `nit` counts evaluations.
 *  @param xatol   absolute tolerance in x
 *  @param maxfev  SciPy's `maxiter`, which limits evaluations */
export function* bounded(
  line: AskableLine,
  low: number,
  high: number,
  xatol: number,
  maxfev: number,
): Search<LineMinimum> {
  let a = low;
  let b = high;
  // x: best; w: second best; v: previous w.
  let x = a + GOLDEN * (b - a);
  let w = x;
  let v = x;
  let fx = (yield line.ask(x)) as number;
  let fw = fx;
  let fv = fx;
  let fu = Infinity;
  let move = 0;
  let moveBefore = 0;
  let count = 1;
  let middle = 0.5 * (a + b);
  let tol1 = SQRT_EPSILON * Math.abs(x) + xatol / 3;
  let tol2 = 2 * tol1;
  let isSpent = false;

  while (Math.abs(x - middle) > tol2 - 0.5 * (b - a)) {
    let usesGolden = true;
    if (Math.abs(moveBefore) > tol1) {
      let r = (x - w) * (fx - fv);
      let q = (x - v) * (fx - fw);
      let p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      r = moveBefore;
      moveBefore = move;
      if (Math.abs(p) < Math.abs(0.5 * q * r) && p > q * (a - x) && p < q * (b - x)) {
        usesGolden = false;
        move = p / q;
        const trial = x + move;
        if (trial - a < tol2 || b - trial < tol2) move = tol1 * signOrOne(middle - x);
      }
    }
    if (usesGolden) {
      moveBefore = x >= middle ? a - x : b - x;
      move = GOLDEN * moveBefore;
    }
    const size = Math.abs(move);
    const u = x + signOrOne(move) * (size >= tol1 || Number.isNaN(size) ? size : tol1);
    fu = (yield line.ask(u)) as number;
    count++;

    if (fu <= fx) {
      if (u >= x) a = x;
      else b = x;
      [v, fv] = [w, fw];
      [w, fw] = [x, fx];
      [x, fx] = [u, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) {
        [v, fv] = [w, fw];
        [w, fw] = [u, fu];
      } else if (fu <= fv || v === x || v === w) {
        [v, fv] = [u, fu];
      }
    }
    middle = 0.5 * (a + b);
    tol1 = SQRT_EPSILON * Math.abs(x) + xatol / 3;
    tol2 = 2 * tol1;
    if (count >= maxfev) {
      isSpent = true;
      break;
    }
  }
  const isNaN = Number.isNaN(x) || Number.isNaN(fx) || Number.isNaN(fu);
  return { x, fun: fx, nit: count, outcome: isNaN ? 'nan' : isSpent ? 'out of iterations' : 'converged' };
}

function signOrOne(value: number): number {
  return value === 0 ? 1 : Math.sign(value);
}
