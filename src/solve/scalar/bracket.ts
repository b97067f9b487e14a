/**
 * Brackets a minimum on a line by going downhill in growing steps with parabolic extrapolation.
 * Source: Press et al., Numerical Recipes, `mnbrak` (§10.1); validity conditions as in SciPy.
 */
import { OptionError } from '../errors';
import type { Search } from '../protocol';
import type { AskableLine } from './line';

/** Three points and their values; a valid bracket has its lowest value strictly between its ends. */
export interface Bracket {
  readonly xa: number;
  readonly xb: number;
  readonly xc: number;
  readonly fa: number;
  readonly fb: number;
  readonly fc: number;
  readonly isValid: boolean;
}

const GOLD = 1.618034;
const TINY = 1e-21;
const GROW_LIMIT = 110;
const MAX_STEPS = 1000;

/** The bracket that a caller gave: none, two points to start from, or three points.
 *  @throws OptionError unless there are 2 or 3 points, three being ordered with the lowest value in the middle */
export function* openBracket(line: AskableLine, given: ArrayLike<number> | null): Search<Bracket> {
  if (given === null) return yield* findBracket(line, 0, 1);
  if (given.length === 2) return yield* findBracket(line, given[0], given[1]);
  if (given.length !== 3) {
    throw new OptionError(`Bracketing interval must be length 2 or 3 sequence, got ${given.length} points.`, 'bracket');
  }
  const [xa, xb, xc] = given[0] > given[2] ? [given[2], given[1], given[0]] : [given[0], given[1], given[2]];
  if (!(xa < xb && xb < xc)) {
    throw new OptionError(
      `Bracketing values (xa, xb, xc) do not fulfill this requirement: (xa < xb) and (xb < xc). Got ${xa}, ${xb}, ${xc}.`,
      'bracket',
    );
  }
  const fa = (yield line.ask(xa)) as number;
  const fb = (yield line.ask(xb)) as number;
  const fc = (yield line.ask(xc)) as number;
  if (!(fb < fa && fb < fc)) {
    throw new OptionError(
      'Bracketing values (xa, xb, xc) do not fulfill this requirement: (f(xb) < f(xa)) and (f(xb) < f(xc)). ' +
        `Got ${fa}, ${fb}, ${fc}; give two points to search a bracket from.`,
      'bracket',
    );
  }
  return { xa, xb, xc, fa, fb, fc, isValid: true };
}

/** A bracket found by going downhill from two points. */
export function* findBracket(line: AskableLine, first: number, second: number): Search<Bracket> {
  let xa = first;
  let xb = second;
  let fa = (yield line.ask(xa)) as number;
  let fb = (yield line.ask(xb)) as number;
  if (fa < fb) {
    xa = second;
    xb = first;
    const kept = fa;
    fa = fb;
    fb = kept;
  }
  let xc = xb + GOLD * (xb - xa);
  let fc = (yield line.ask(xc)) as number;
  let steps = 0;
  while (fc < fb) {
    // SciPy raises here; a run that slides down without end is an outcome for us: no bracket.
    if (steps++ > MAX_STEPS) return { xa, xb, xc, fa, fb, fc, isValid: false };
    const limit = xb + GROW_LIMIT * (xc - xb);
    let w = parabolaVertex(xa, xb, xc, fa, fb, fc);
    let fw: number;
    if ((w - xc) * (xb - w) > 0) {
      fw = (yield line.ask(w)) as number;
      if (fw < fc) {
        xa = xb;
        fa = fb;
        xb = w;
        fb = fw;
        break;
      }
      if (fw > fb) {
        xc = w;
        fc = fw;
        break;
      }
      w = xc + GOLD * (xc - xb);
      fw = (yield line.ask(w)) as number;
    } else if ((w - limit) * (limit - xc) >= 0) {
      w = limit;
      fw = (yield line.ask(w)) as number;
    } else if ((w - limit) * (xc - w) > 0) {
      fw = (yield line.ask(w)) as number;
      if (fw < fc) {
        xb = xc;
        fb = fc;
        xc = w;
        fc = fw;
        w = xc + GOLD * (xc - xb);
        fw = (yield line.ask(w)) as number;
      }
    } else {
      w = xc + GOLD * (xc - xb);
      fw = (yield line.ask(w)) as number;
    }
    xa = xb;
    fa = fb;
    xb = xc;
    fb = fc;
    xc = w;
    fc = fw;
  }
  const isLowest = (fb < fc && fb <= fa) || (fb < fa && fb <= fc);
  const isOrdered = (xa < xb && xb < xc) || (xc < xb && xb < xa);
  const isFinite = Number.isFinite(xa) && Number.isFinite(xb) && Number.isFinite(xc);
  return { xa, xb, xc, fa, fb, fc, isValid: isLowest && isOrdered && isFinite };
}

function parabolaVertex(xa: number, xb: number, xc: number, fa: number, fb: number, fc: number): number {
  const left = (xb - xa) * (fb - fc);
  const right = (xb - xc) * (fb - fa);
  const difference = right - left;
  const denominator = Math.abs(difference) < TINY ? 2 * TINY : 2 * difference;
  return xb - ((xb - xc) * right - (xb - xa) * left) / denominator;
}

/** The best of the three points, for a search that found no bracket; NaN if anything is. */
export function bestOfBracket({ xa, xb, xc, fa, fb, fc }: Bracket): { x: number; fun: number } {
  if ([xa, xb, xc, fa, fb, fc].some(Number.isNaN)) return { x: NaN, fun: NaN };
  if (fa <= fb && fa <= fc) return { x: xa, fun: fa };
  return fb <= fc ? { x: xb, fun: fb } : { x: xc, fun: fc };
}
