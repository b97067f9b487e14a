/**
 * Chooses step lengths by safeguarded cubic interpolation with slopes, until sufficient decrease and a flat enough slope.
 *
 * Source: Gill & Murray (1974), "Safeguarded steplength algorithms for optimization using descent methods", NPL Report
 * NAC 37 (the routine GETPTC, which Nash's TN uses). Every length is measured from `best`, the best point so far, which
 * is the origin; [a, b] holds the minimizer, w is the second point of the cubic.
 */

const EPSILON = 2 ** -52;
const BIG = 1 / (EPSILON * EPSILON);
/** Sufficient decrease: f ≤ f₀ + μ·α·f₀′. */
const MU = 1e-4;

/** What the finder wants next. */
export type StepVerdict = 'evaluate' | 'found' | 'failed' | 'invalid';

export interface StepTolerances {
  readonly relative: number;
  readonly absolute: number;
  /** smallest spacing between two points */
  readonly spacing: number;
  /** flatness of the slope, 0 … 1 */
  readonly eta: number;
  /** change of f that counts as none */
  readonly fPrecision: number;
}

/** A search along one direction at a time: `start` begins one; then evaluate at `best + trial` and call `accept`. Fields that
 *  hold numbers start as NaN: a field that was ever undefined holds each number in a box of its own. */
export class StepFinder {
  /** best step so far, and its value and slope */
  best = NaN;
  fBest = NaN;
  slopeBest = NaN;
  /** next step to try, relative to `best` */
  trial = NaN;

  private fStart = NaN;
  private limit = NaN;
  private fPrecision = NaN;
  private spacing = NaN;
  private decrease = NaN;
  private flatness = NaN;
  private relative = NaN;
  private absolute = NaN;
  private tolerance = NaN;
  private a = NaN;
  private b = NaN;
  private w = NaN;
  private fW = NaN;
  private slopeW = NaN;
  private room = NaN;
  private growth = NaN;
  private isBracketed = false;
  private step = NaN;
  private previousUpper = NaN;
  private lastButOne = NaN;

  /** @param f, slope  value and slope at the origin
   *  @param first     first step to try;  @param limit  longest step
   *  @returns         whether the first trial may be evaluated at all */
  start(f: number, slope: number, first: number, limit: number, tolerances: StepTolerances): 'evaluate' | 'invalid' {
    const { relative, absolute, spacing, eta, fPrecision } = tolerances;
    this.fStart = this.fBest = this.fW = f;
    this.slopeBest = this.slopeW = slope;
    this.best = this.a = this.w = 0;
    this.growth = 5;
    this.isBracketed = false;
    this.limit = this.room = limit;
    this.spacing = spacing;
    this.fPrecision = fPrecision;
    this.relative = relative;
    this.absolute = limit < absolute ? limit : absolute;
    this.tolerance = this.absolute;
    this.decrease = -MU * slope;
    this.flatness = -eta * slope;
    this.b = this.previousUpper = limit + relative * Math.abs(limit) + this.absolute;
    this.lastButOne = this.b + this.b;
    this.step = this.trial = first;
    if (first <= 0 || limit <= spacing || slope > 0) return 'invalid';
    this.setTrial();
    return 'evaluate';
  }

  /** Takes the value and slope at `best + trial` and says what to do. */
  accept(f: number, slope: number): StepVerdict {
    this.moveOrigin(f, slope);
    const { tolerance, a, b } = this;
    let separation = tolerance + tolerance;
    const middle = 0.5 * (a + b);
    if (this.isConverged(middle, separation)) {
      if (this.best !== 0) return 'found';
      // Nothing gained: is the change in f what the tolerance on the step leads one to expect? If not, tighten it.
      if (Math.abs(this.fStart - this.fW) <= this.fPrecision) return 'failed';
      this.tolerance *= 0.1;
      if (this.tolerance < this.spacing) return 'failed';
      this.relative *= 0.1;
      this.absolute *= 0.1;
      separation *= 0.1;
    }
    this.interpolate(middle, separation);
    this.setTrial();
    return 'evaluate';
  }

  // The new point becomes the origin when it descends enough, else an end of the interval.
  private moveOrigin(f: number, slope: number): void {
    const u = this.trial;
    if (f <= this.fBest) {
      const chord = this.fStart - (this.best + u) * this.decrease;
      if (f <= chord) {
        this.shiftOrigin(u, f, slope);
        return;
      }
      // Lower, but not by enough: replace the point by one that makes the cubic bisect or step to the chord's root.
      slope = this.slopeTowardChord(f, chord);
      f = 0.5 * u * (this.slopeBest + slope) + this.fBest;
      if (f < this.fBest) f = this.fBest;
    }
    if (u < 0) {
      this.a = u;
    } else {
      this.b = u;
      this.isBracketed = true;
    }
    this.w = u;
    this.fW = f;
    this.slopeW = slope;
  }

  private shiftOrigin(u: number, f: number, slope: number): void {
    this.fW = this.fBest;
    this.fBest = f;
    this.slopeW = this.slopeBest;
    this.slopeBest = slope;
    this.best += u;
    this.a -= u;
    this.b -= u;
    this.w = -u;
    this.room -= u;
    if (slope <= 0) {
      this.a = 0;
    } else {
      this.b = 0;
      this.isBracketed = true;
    }
    this.tolerance = Math.abs(this.best) * this.relative + this.absolute;
  }

  private slopeTowardChord(f: number, chord: number): number {
    if (this.best === 0) return -this.slopeBest;
    const gap = this.fStart - this.best * this.decrease - this.fBest;
    const safeGap = Math.abs(gap) < 1e-15 ? (gap < 0 ? -1e-15 : 1e-15) : gap;
    return (this.slopeBest * (chord - f)) / safeGap;
  }

  private isConverged(middle: number, separation: number): boolean {
    if (Math.abs(middle) <= separation - 0.5 * (this.b - this.a)) return true;
    return (
      Math.abs(this.slopeBest) <= this.flatness &&
      this.fBest < this.fStart &&
      (Math.abs(this.best - this.limit) > this.tolerance || !this.isBracketed)
    );
  }

  /** Sets `step`: the minimizer s/q of a cubic where it is trustworthy, else an artificial bound or the middle. */
  private interpolate(middle: number, separation: number): void {
    let s = 0;
    let q = 0;
    let r = 0;
    if (Math.abs(this.lastButOne) > this.tolerance) {
      r = (3 * (this.fBest - this.fW)) / this.w + this.slopeBest + this.slopeW;
      const root = this.cubicRoot(r);
      if (root === null) {
        r = 0;
        s = Math.sqrt(Math.abs(this.slopeBest)) * Math.sqrt(Math.abs(this.slopeW));
      } else {
        const signed = this.w < 0 ? -root : root;
        s = this.w * (this.slopeBest - r - signed);
        q = this.slopeW - this.slopeBest + signed + signed;
        if (q > 0) s = -s;
        else q = -q;
        r = this.lastButOne;
        if (this.previousUpper !== this.step || this.isBracketed) this.lastButOne = this.step;
      }
    }
    const lower = this.boundStep(middle);
    // Refuse the cubic's step outside the bounds, or when it does not halve the step before the last.
    if (Math.abs(s) <= Math.abs(0.5 * q * r) || s <= q * lower || s >= q * this.previousUpper) {
      this.lastButOne = this.b - this.a;
      return;
    }
    this.step = s / q;
    if (this.step - this.a < separation || this.b - this.step < separation) {
      this.step = middle <= 0 ? -this.tolerance : this.tolerance;
    }
  }

  /** √(r² − f′(best)·f′(w)) without overflow or underflow; null when the cubic has no minimizer. */
  private cubicRoot(r: number): number | null {
    const magnitude = Math.abs(r);
    if (this.slopeW === 0 || this.slopeBest === 0) return magnitude;
    const s = Math.sqrt(Math.abs(this.slopeBest)) * Math.sqrt(Math.abs(this.slopeW));
    if ((this.slopeW / Math.abs(this.slopeW)) * this.slopeBest > 0) {
      return r >= s || r <= -s ? Math.sqrt(Math.abs(r + s)) * Math.sqrt(Math.abs(r - s)) : null;
    }
    const larger = magnitude >= s ? magnitude : s;
    const smaller = magnitude >= s ? s : magnitude;
    const negligible = larger > EPSILON ? larger * EPSILON : 0;
    let sum = 1;
    if (smaller >= negligible) {
      const ratio = smaller / larger;
      sum = 1 + ratio * ratio;
    }
    sum = Math.sqrt(sum);
    return larger < BIG / sum ? larger * sum : BIG;
  }

  /** Sets `step` and `previousUpper` to the artificial bound on the step.
   *  @returns  the lower bound that goes with it */
  private boundStep(middle: number): number {
    const { a, b, w } = this;
    let lower = a;
    this.previousUpper = b;
    this.step = middle;
    const isOutside = (a === 0 && w < 0) || (b === 0 && w > 0);
    if (this.isBracketed && !isOutside) return lower;
    if (this.isBracketed) {
      // The origin is an end of the interval and w lies beyond it: extrapolate, by a length that depends on the ratio.
      const far = a === 0 ? b : a;
      const ratio = -w / far;
      this.step = (5 * far * (0.1 + 1 / ratio)) / 11;
      if (ratio < 1) this.step = 0.5 * far * Math.sqrt(ratio);
    } else {
      this.step = -this.growth * w;
      if (this.step > this.room) this.step = this.room;
      if (this.step !== this.room) this.growth = 5 * this.growth;
    }
    if (this.step <= 0) lower = this.step;
    if (this.step > 0) this.previousUpper = this.step;
    return lower;
  }

  private setTrial(): void {
    if (this.step >= this.room) {
      // The point goes onto the limit; the room shrinks so that its tolerance reaches exactly there.
      this.step = this.room;
      this.room -= (this.relative * Math.abs(this.limit) + this.absolute) / (1 + this.relative);
    }
    this.trial = this.step;
    if (Math.abs(this.step) < this.tolerance) this.trial = this.step < 0 ? -this.tolerance : this.tolerance;
  }
}
