/**
 * The transforms of the dqds algorithm: L·D·Lᵀ − τ to the next L₊·D₊·L₊ᵀ, from one side of the interleaved array
 * (`dqds`) to the other. They record the least q and the last three, from which the next shift is chosen.
 *
 * Source: Fernando & Parlett (1994), Numer. Math. 67, algorithm dqds; Parlett & Marques (2000), section 4. A q below
 * the rounding of all shifts together becomes zero where no shift is left (LAPACK 3.4).
 */
import type { ShiftState } from './dqds-shift';
import { EPS, SAFE_MIN } from './sturm';

/** dqds with shift `state.tau`, which is set to zero where it is below rounding.
 *  @param first   of the unreduced part, from 1
 *  @param last    of the unreduced part, at least first + 2
 *  @param side    0: ping to pong, 1: pong to ping
 *  @param shifts  sum of the earlier shifts */
export function shiftedTransform(
  z: Float64Array,
  first: number,
  last: number,
  side: number,
  shifts: number,
  state: ShiftState,
): void {
  if (last - first - 1 <= 0) return;
  const threshold = EPS * (shifts + state.tau);
  if (state.tau < threshold * 0.5) state.tau = 0;
  const { tau } = state;
  const isUnshifted = tau === 0;
  let from = 4 * first + side - 3;
  let q = 4 * first - 2 - side;
  let leastE = z[from + 4];
  let d = z[from] - tau;
  let least = d;
  for (let k = first; k <= last - 3; k++) {
    const e = z[from + 2];
    const sum = d + e;
    const ratio = z[from + 4] / sum;
    d = d * ratio - tau;
    if (isUnshifted && d < threshold) d = 0;
    if (d < least) least = d;
    const eNew = e * ratio;
    if (eNew < leastE) leastE = eNew;
    z[q] = sum;
    z[q + 2] = eNew;
    from += 4;
    q += 4;
  }
  const end2 = d;
  const least2 = least;
  const end1 = exactStep(z, side, last - 2, end2, tau);
  const least1 = end1 < least2 ? end1 : least2;
  const end = exactStep(z, side, last - 1, end1, tau);
  state.end2 = end2;
  state.least2 = least2;
  state.end1 = end1;
  state.least1 = least1;
  state.end = end;
  state.least = end < least1 ? end : least1;
  z[4 * last - 2 - side] = end;
  z[4 * last - side] = leastE;
}

// One entry of dqds without the risk that the loop takes.
function exactStep(z: Float64Array, side: number, k: number, d: number, tau: number): number {
  const from = 4 * k - 1 + side;
  const q = 4 * k - 2 - side;
  const e = z[from];
  const next = z[from + 2];
  const sum = d + e;
  z[q] = sum;
  z[q + 2] = next * (e / sum);
  return next * (d / sum) - tau;
}

/** dqd: the transform without shift, safe against underflow; parameters as above. */
export function plainTransform(z: Float64Array, first: number, last: number, side: number, state: ShiftState): void {
  if (last - first - 1 <= 0) return;
  let from = 4 * first + side - 3;
  let leastE = z[from + 4];
  let d = z[from];
  state.least = d;
  for (let k = first; k <= last - 1; k++) {
    if (k === last - 2) {
      state.end2 = d;
      state.least2 = state.least;
    }
    if (k === last - 1) {
      state.end1 = d;
      state.least1 = state.least;
    }
    const q = 4 * k - 2 - side;
    const e = q + 2;
    z[q] = d + z[from + 2];
    if (z[q] === 0) {
      z[e] = 0;
      d = z[from + 4];
      state.least = d;
      leastE = 0;
    } else if (SAFE_MIN * z[from + 4] < z[q] && SAFE_MIN * z[q] < z[from + 4]) {
      const ratio = z[from + 4] / z[q];
      z[e] = z[from + 2] * ratio;
      d *= ratio;
    } else {
      z[e] = z[from + 4] * (z[from + 2] / z[q]);
      d = z[from + 4] * (d / z[q]);
    }
    state.least = Math.min(state.least, d);
    if (k < last - 2) leastE = Math.min(leastE, z[e]);
    from += 4;
  }
  state.end = d;
  z[4 * last - 2 - side] = d;
  z[4 * last - side] = leastE;
}
