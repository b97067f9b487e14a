/**
 * Eigenvalues of a positive definite L·D·Lᵀ to high relative accuracy: the differential quotient-difference
 * algorithm with shifts.
 *
 * Source: Fernando & Parlett (1994), Numer. Math. 67; Parlett & Marques (2000), "An implementation of the dqds
 * algorithm (positive case)", Linear Algebra Appl. 309; Li's deflation test in Parlett & Marques, section 5. The
 * arrays q and e live interleaved, one pair of them ("ping") transformed into the other ("pong") and back, because
 * the choice of shifts (`dqds-shift`) looks at both. Order of operations as in LAPACK 3.12.
 */
import { EPS, SAFE_MIN } from './sturm';
import { chooseShift, noShift, resetShift, type ShiftState } from './dqds-shift';
import { plainTransform, shiftedTransform } from './dqds-transform';

const REVERSAL = 1.5;
const TOLERANCE = EPS * 100;
const TOLERANCE_SQUARED = TOLERANCE * TOLERANCE;

// Eigenvalues of the 2·2 block with diagonal entries q1, q2 and e between them, larger first.
function pairOf(first: number, e: number, second: number): { readonly large: number; readonly small: number } {
  const large = Math.max(first, second);
  const small = Math.min(first, second);
  const t = 0.5 * (large - small + e);
  if (!(e > small * TOLERANCE_SQUARED) || t === 0) return { large, small };
  let s = small * (e / t);
  if (s <= t) s = small * (e / (t * (1 + Math.sqrt(1 + s / t))));
  else s = small * (e / (t + Math.sqrt(t) * Math.sqrt(t + s)));
  const top = large + (s + e);
  return { large: top, small: small * (large / top) };
}

// Sorts by insertion, in place: the arrays are short and nearly sorted.
function sortDescending(values: Float64Array): void {
  for (let k = 1; k < values.length; k++) {
    const value = values[k];
    let at = k;
    for (; at > 0 && values[at - 1] < value; at--) values[at] = values[at - 1];
    values[at] = value;
  }
}

function swap(z: Float64Array, a: number, b: number): void {
  const kept = z[a];
  z[a] = z[b];
  z[b] = kept;
}

/** Eigenvalues of one L·D·Lᵀ after another. Entry k (from 1) of q is at 4k − 3 (ping) or 4k − 2 (pong), of e at 4k − 1
 *  or 4k; entry 0 is not used. */
export class QdArray {
  private readonly z: Float64Array;
  /** the unreduced part: entries first … last */
  private first = 1;
  private last: number;
  /** 0: ping, 1: pong, 2: ping, just reversed */
  private side = 0;
  private shifts = 0;
  private shiftsLow = 0;
  private largest = 0;
  private readonly state: ShiftState = noShift();

  constructor(private readonly n: number) {
    this.last = n;
    this.z = new Float64Array(4 * n + 1);
  }

  /** All eigenvalues, largest first, of L·|D|·Lᵀ; false where the iteration does not converge.
   *  @param d    diagonal of D, all of one sign (n)
   *  @param l    (n − 1)
   *  @param out  receives them (n)
   *  Cost: O(n²), usually three sweeps of 3·n operations for each eigenvalue; no allocation of arrays */
  eigenvalues(d: Float64Array, l: Float64Array, out: Float64Array): boolean {
    const { n, z } = this;
    this.load(d, l);
    if (n === 2) {
      const { large, small } = pairOf(z[1], z[3], z[5]);
      out[0] = large;
      out[1] = small;
      return true;
    }
    // As LAPACK does, eigenvalues that are the q's themselves are not iterated for.
    if (!this.isDiagonal() && !this.run()) return false;
    for (let k = 0; k < n; k++) out[k] = z[4 * k + 1];
    sortDescending(out);
    return true;
  }

  private load(d: Float64Array, l: Float64Array): void {
    const { n, z, state } = this;
    z.fill(0);
    for (let k = 0; k < n; k++) {
      z[4 * k + 1] = Math.abs(d[k]);
      if (k < n - 1) z[4 * k + 3] = l[k] * l[k] * z[4 * k + 1];
    }
    this.first = 1;
    this.last = n;
    this.side = 0;
    this.shifts = 0;
    this.shiftsLow = 0;
    this.largest = 0;
    resetShift(state);
  }

  private isDiagonal(): boolean {
    for (let k = 1; k < this.n; k++) if (this.z[4 * k - 1] !== 0) return false;
    return true;
  }

  private run(): boolean {
    const { n, z, state } = this;
    if (REVERSAL * z[1] < z[4 * n - 3]) this.reverse();
    this.splitInitially();
    for (let block = 1; block <= n + 1; block++) {
      if (this.last < 1) return true;
      this.shiftsLow = 0;
      this.shifts = this.last === n ? 0 : -z[4 * this.last - 1];
      if (this.shifts < 0) return false;
      state.least = this.enterBlock();
      const most = 100 * (this.last - this.first + 1);
      let round = 0;
      while (round < most && this.first <= this.last) {
        this.transform();
        this.side = 1 - this.side;
        this.splitInside();
        round++;
      }
      if (this.first <= this.last) return false;
    }
    return this.last < 1;
  }

  // Reverses the unreduced part; e between two entries stays between them.
  private reverse(): void {
    const { z, first, last } = this;
    const sum = 4 * (first + last);
    for (let at = 4 * first; at <= 2 * (first + last - 1); at += 4) {
      swap(z, at - 3, sum - at - 3);
      swap(z, at - 2, sum - at - 2);
      swap(z, at - 1, sum - at - 5);
      swap(z, at, sum - at - 4);
    }
  }

  // Two transforms without shift, ping to pong and back, with tests for negligible e in both directions.
  private splitInitially(): void {
    const { z, first, last } = this;
    for (let side = 0; side <= 1; side++) {
      let d = z[4 * last + side - 3];
      for (let at = 4 * (last - 1) + side; at >= 4 * first + side; at -= 4) {
        if (z[at - 1] <= TOLERANCE_SQUARED * d) {
          z[at - 1] = -0;
          d = z[at - 3];
        } else d = z[at - 3] * (d / (d + z[at - 1]));
      }
      d = z[4 * first + side - 3];
      for (let at = 4 * first + side; at <= 4 * (last - 1) + side; at += 4) {
        const q = at - 2 * side - 2;
        const e = at - 2 * side;
        z[q] = d + z[at - 1];
        if (z[at - 1] <= TOLERANCE_SQUARED * d) {
          z[at - 1] = -0;
          z[q] = d;
          z[e] = 0;
          d = z[at + 1];
        } else if (SAFE_MIN * z[at + 1] < z[q] && SAFE_MIN * z[q] < z[at + 1]) {
          const ratio = z[at + 1] / z[q];
          z[e] = z[at - 1] * ratio;
          d *= ratio;
        } else {
          z[e] = z[at + 1] * (z[at - 1] / z[q]);
          d = z[at + 1] * (d / z[q]);
        }
      }
      z[4 * last - side - 2] = d;
    }
  }

  // Finds the top of the last unreduced block and turns it round where its small end is on top.
  // Returns minus the first shift, from a Gershgorin bound where the q's are much larger than the e's.
  private enterBlock(): number {
    const { z, last } = this;
    let largestE = 0;
    let leastQ = z[4 * last - 3];
    this.largest = leastQ;
    let at = 4 * last;
    for (; at >= 8; at -= 4) {
      if (z[at - 5] <= 0) break;
      if (leastQ >= 4 * largestE) {
        leastQ = Math.min(leastQ, z[at - 3]);
        largestE = Math.max(largestE, z[at - 5]);
      }
      this.largest = Math.max(this.largest, z[at - 7] + z[at - 5]);
    }
    this.first = at / 4;
    this.side = 0;
    const { first } = this;
    if (last - first > 1) {
      let d = z[4 * first - 3];
      let leastD = d;
      let where = first;
      for (let k = 4 * first + 1; k <= 4 * last - 3; k += 4) {
        d = z[k] * (d / (d + z[k - 2]));
        if (d <= leastD) {
          leastD = d;
          where = (k + 3) / 4;
        }
      }
      if ((where - first) * 2 < last - where && leastD <= 0.5 * z[4 * last - 3]) {
        this.side = 2;
        this.reverse();
      }
    }
    return -Math.max(0, leastQ - 2 * Math.sqrt(leastQ) * Math.sqrt(largestE));
  }

  // Splits the unreduced part where e has become negligible.
  private splitInside(): void {
    const { z, last } = this;
    if (this.side !== 0 || last - this.first < 3) return;
    const small = TOLERANCE_SQUARED * this.shifts;
    if (!(z[4 * last] <= TOLERANCE_SQUARED * this.largest || z[4 * last - 1] <= small)) return;
    let split = this.first - 1;
    this.largest = z[4 * this.first - 3];
    let leastE = z[4 * this.first - 1];
    let leastOld = z[4 * this.first];
    for (let at = 4 * this.first; at <= 4 * (last - 3); at += 4) {
      if (z[at] <= TOLERANCE_SQUARED * z[at - 3] || z[at - 1] <= small) {
        z[at - 1] = -this.shifts;
        split = at / 4;
        this.largest = 0;
        leastE = z[at + 3];
        leastOld = z[at + 4];
      } else {
        this.largest = Math.max(this.largest, z[at + 1]);
        leastE = Math.min(leastE, z[at - 1]);
        leastOld = Math.min(leastOld, z[at]);
      }
    }
    z[4 * last - 1] = leastE;
    z[4 * last] = leastOld;
    this.first = split + 1;
  }

  // One step: deflates what has converged, chooses a shift, and transforms with it.
  private transform(): void {
    const { z, state } = this;
    const lastBefore = this.last;
    this.deflate();
    if (this.last < this.first) return;
    if (this.side === 2) this.side = 0;
    if (state.least <= 0 || this.last < lastBefore) this.reverseIfGraded();
    chooseShift(z, this.first, this.last, this.side, lastBefore, state);
    this.shiftUntilPositive();
    const total = this.addShift(state.tau);
    this.shifts = total;
  }

  // Splits off one or two eigenvalues at the end, as long as it can.
  private deflate(): void {
    const { z, first, side, shifts } = this;
    while (this.last >= first) {
      const { last } = this;
      const end = 4 * last + side;
      const isSingle = last === first;
      const isPair = last === first + 1;
      if (!isSingle && !isPair) {
        const isLastOpen =
          z[end - 5] > TOLERANCE_SQUARED * (shifts + z[end - 3]) &&
          z[end - 2 * side - 4] > TOLERANCE_SQUARED * z[end - 7];
        if (isLastOpen) {
          const isPairOpen =
            z[end - 9] > TOLERANCE_SQUARED * shifts && z[end - 2 * side - 8] > TOLERANCE_SQUARED * z[end - 11];
          if (isPairOpen) return;
          this.deflatePair(end);
          continue;
        }
      }
      if (isPair) this.deflatePair(end);
      else {
        z[4 * last - 3] = z[end - 3] + shifts;
        this.last--;
      }
    }
  }

  private deflatePair(end: number): void {
    const { z, last, shifts } = this;
    const { large, small } = pairOf(z[end - 7], z[end - 5], z[end - 3]);
    z[4 * last - 7] = large + shifts;
    z[4 * last - 3] = small + shifts;
    this.last -= 2;
  }

  private reverseIfGraded(): void {
    const { z, first, last, side, state } = this;
    if (!(REVERSAL * z[4 * first + side - 3] < z[4 * last + side - 3])) return;
    this.reverse();
    if (last - first <= 4) {
      z[4 * last + side - 1] = z[4 * first + side - 1];
      z[4 * last - side] = z[4 * first - side];
    }
    state.least2 = Math.min(state.least2, z[4 * last + side - 1]);
    z[4 * last + side - 1] = Math.min(z[4 * last + side - 1], z[4 * first + side - 1], z[4 * first + side + 3]);
    z[4 * last - side] = Math.min(z[4 * last - side], z[4 * first - side], z[4 * first - side + 4]);
    this.largest = Math.max(this.largest, z[4 * first + side - 3], z[4 * first + side + 1]);
    state.least = -0;
  }

  // Transforms, with smaller and smaller shifts, until no q is negative.
  private shiftUntilPositive(): void {
    const { z, side, state, shifts } = this;
    for (;;) {
      shiftedTransform(z, this.first, this.last, side, shifts, state);
      const { last } = this;
      const beforeLast = 4 * (last - 1) - side;
      if (state.least >= 0 && state.least1 >= 0) return;
      const hidesConvergence =
        state.least < 0 &&
        state.least1 > 0 &&
        z[beforeLast] < TOLERANCE * (shifts + state.end1) &&
        Math.abs(state.end) < TOLERANCE * shifts;
      if (hidesConvergence) {
        z[beforeLast + 2] = 0;
        state.least = 0;
        return;
      }
      if (state.least < 0) {
        if (state.kind < -22) state.tau = 0;
        else if (state.least1 > 0) {
          state.tau = (state.tau + state.least) * (1 - 2 * EPS);
          state.kind -= 11;
        } else {
          state.tau *= 0.25;
          state.kind -= 12;
        }
      } else if (Number.isNaN(state.least) && state.tau !== 0) state.tau = 0;
      else {
        plainTransform(z, this.first, this.last, side, state);
        state.tau = 0;
        return;
      }
    }
  }

  // The sum of all shifts, in two parts.
  private addShift(tau: number): number {
    if (tau < this.shifts) {
      this.shiftsLow += tau;
      const total = this.shifts + this.shiftsLow;
      this.shiftsLow -= total - this.shifts;
      return total;
    }
    const total = this.shifts + tau;
    this.shiftsLow = this.shifts - (total - tau) + this.shiftsLow;
    return total;
  }
}
