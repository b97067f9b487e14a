/**
 * The shift of the next dqds transform: a lower bound of the least eigenvalue, as tight as the last transform allows.
 *
 * Source: Parlett & Marques (2000), "An implementation of the dqds algorithm (positive case)", section 6: twelve
 * cases by where the least q stood and how many eigenvalues were just split off. The constants are theirs and
 * empirical. `kind` remembers the case, for a failed shift to be followed by a more careful one.
 */
const ALMOST_HALF = 0.563;
const SAFETY = 1.01;
const WIDENING = 1.05;
const THIRD = 0.333;

/** What the transforms and the choice of shifts tell each other. */
export interface ShiftState {
  /** least q of the last transform, and without the last entry, and without the last two */
  least: number;
  least1: number;
  least2: number;
  /** the last q, and the ones before it */
  end: number;
  end1: number;
  end2: number;
  tau: number;
  kind: number;
  /** fraction of `least` that is tried where nothing is known */
  growth: number;
}

/** The state before the first transform. */
export function noShift(): ShiftState {
  return { least: 0, least1: 0, least2: 0, end: 0, end1: 0, end2: 0, tau: 0, kind: 0, growth: 0 };
}

/** Makes a state what `noShift` returns. */
export function resetShift(state: ShiftState): void {
  state.least = 0;
  state.least1 = 0;
  state.least2 = 0;
  state.end = 0;
  state.end1 = 0;
  state.end2 = 0;
  state.tau = 0;
  state.kind = 0;
  state.growth = 0;
}

/** Sets `tau` and `kind`. In some cases it leaves `tau`, as LAPACK does, where a ratio shows that no bound holds.
 *  @param z           the interleaved qd array (`dqds`)
 *  @param side        0: ping, 1: pong
 *  @param lastBefore  end of the unreduced part before the last deflation */
export function chooseShift(
  z: Float64Array,
  first: number,
  last: number,
  side: number,
  lastBefore: number,
  state: ShiftState,
): void {
  if (state.least <= 0) {
    state.tau = -state.least;
    state.kind = -1;
    return;
  }
  const part = { z, top: 4 * first - 1 + side, end: 4 * last + side, side, length: last - first };
  const deflated = lastBefore - last;
  let shift: number | null = 0;
  if (deflated === 0) shift = withoutDeflation(part, state);
  else if (deflated === 1) shift = afterOne(part, state);
  else if (deflated === 2) shift = afterTwo(part, state);
  else state.kind = -12;
  if (shift !== null) state.tau = shift;
}

// The unreduced part: `end` is where its last entries are counted from, `top` the first e of this side.
interface Part {
  readonly z: Float64Array;
  readonly top: number;
  readonly end: number;
  readonly side: number;
  readonly length: number;
}

function withoutDeflation(part: Part, state: ShiftState): number | null {
  const { least, end, end1, end2 } = state;
  if (least === end || least === end1) {
    return least === end && state.least1 === end1 ? bottomHeavy(part, state) : nearBottom(part, state);
  }
  if (least === end2) return twoAbove(part, state);
  // Case 6: no information.
  if (state.kind === -6) state.growth += THIRD * (1 - state.growth);
  else state.growth = state.kind === -18 ? 0.25 * THIRD : 0.25;
  state.kind = -6;
  return state.growth * least;
}

// Cases 2 and 3: the two least q's are the last two.
function bottomHeavy({ z, end: at }: Part, state: ShiftState): number {
  const { least, least2, end } = state;
  const b1 = Math.sqrt(z[at - 3]) * Math.sqrt(z[at - 5]);
  const b2 = Math.sqrt(z[at - 7]) * Math.sqrt(z[at - 9]);
  const a2 = z[at - 7] + z[at - 5];
  const gap2 = least2 - a2 - least2 * 0.25;
  const gap1 = gap2 > 0 && gap2 > b2 ? a2 - end - (b2 / gap2) * b2 : a2 - end - (b1 + b2);
  if (gap1 > 0 && gap1 > b1) {
    state.kind = -2;
    return Math.max(end - (b1 / gap1) * b1, 0.5 * least);
  }
  let shift = end > b1 ? end - b1 : 0;
  if (a2 > b1 + b2) shift = Math.min(shift, a2 - (b1 + b2));
  state.kind = -3;
  return Math.max(shift, THIRD * least);
}

// Case 4: the least q is the last or the one before it.
function nearBottom({ z, end: at, side, top }: Part, state: ShiftState): number | null {
  state.kind = -4;
  const { least, end, end1 } = state;
  let [gamma, norm, ratio, from] = [end, 0, 0, at - 9];
  if (least === end) {
    if (z[at - 5] > z[at - 7]) return null;
    ratio = z[at - 5] / z[at - 7];
  } else {
    const above = at - 2 * side;
    gamma = end1;
    if (z[above - 4] > z[above - 2]) return null;
    norm = z[above - 4] / z[above - 2];
    if (z[at - 9] > z[at - 11]) return null;
    ratio = z[at - 9] / z[at - 11];
    from = at - 13;
  }
  const total = sumOfRatios(z, from, top, ratio, norm + ratio);
  return total === null ? null : residualBound(gamma, WIDENING * total, 0.25 * least);
}

// Case 5: the least q is two above the last.
function twoAbove({ z, end: at, side, top, length }: Part, state: ShiftState): number | null {
  state.kind = -5;
  const above = at - 2 * side;
  const b1 = z[above - 2];
  const b2 = z[above - 6];
  if (z[above - 8] > b2 || z[above - 4] > b1) return null;
  let norm = (z[above - 8] / b2) * (1 + z[above - 4] / b1);
  if (length > 2) {
    const ratio = z[at - 13] / z[at - 15];
    const total = sumOfRatios(z, at - 17, top, ratio, norm + ratio);
    if (total === null) return null;
    norm = WIDENING * total;
  }
  return residualBound(state.end2, norm, 0.25 * state.least);
}

// The squared norm of the eigenvector's upper part, summed upwards from `start` until it is known well enough.
function sumOfRatios(z: Float64Array, from: number, top: number, ratio: number, start: number): number | null {
  let term = ratio;
  let total = start;
  for (let at = from; at >= top && term !== 0; at -= 4) {
    const before = term;
    if (z[at] > z[at - 2]) return null;
    term *= z[at] / z[at - 2];
    total += term;
    if (100 * Math.max(term, before) < total || ALMOST_HALF < total) break;
  }
  return total;
}

// Rayleigh quotient less its residual.
function residualBound(gamma: number, norm: number, otherwise: number): number {
  return norm < ALMOST_HALF ? (gamma * (1 - Math.sqrt(norm))) / (1 + norm) : otherwise;
}

function afterOne({ z, end: at, top }: Part, state: ShiftState): number | null {
  const { least1, least2, end1, end2 } = state;
  if (!(least1 === end1 && least2 === end2)) {
    state.kind = -9;
    return least1 === end1 ? 0.5 * least1 : 0.25 * least1;
  }
  state.kind = -7;
  if (z[at - 5] > z[at - 7]) return null;
  let term = z[at - 5] / z[at - 7];
  let total = term;
  for (let k = at - 9; k >= top && total !== 0; k -= 4) {
    const before = term;
    if (z[k] > z[k - 2]) return null;
    term *= z[k] / z[k - 2];
    total += term;
    if (100 * Math.max(term, before) < total) break;
  }
  const root = Math.sqrt(WIDENING * total);
  const a2 = least1 / (1 + root * root);
  const gap = 0.5 * least2 - a2;
  if (gap > 0 && gap > root * a2) return Math.max(THIRD * least1, a2 * (1 - SAFETY * a2 * (root / gap) * root));
  state.kind = -8;
  return Math.max(THIRD * least1, a2 * (1 - SAFETY * root));
}

function afterTwo({ z, end: at, top }: Part, state: ShiftState): number | null {
  const { least2, end2 } = state;
  if (!(least2 === end2 && 2 * z[at - 5] < z[at - 7])) {
    state.kind = -11;
    return 0.25 * least2;
  }
  state.kind = -10;
  if (z[at - 5] > z[at - 7]) return null;
  let term = z[at - 5] / z[at - 7];
  let total = term;
  for (let k = at - 9; k >= top && total !== 0; k -= 4) {
    if (z[k] > z[k - 2]) return null;
    term *= z[k] / z[k - 2];
    total += term;
    if (100 * term < total) break;
  }
  const root = Math.sqrt(WIDENING * total);
  const a2 = least2 / (1 + root * root);
  const gap = z[at - 7] + z[at - 9] - Math.sqrt(z[at - 11]) * Math.sqrt(z[at - 9]) - a2;
  if (gap > 0 && gap > root * a2) return Math.max(THIRD * least2, a2 * (1 - SAFETY * a2 * (root / gap) * root));
  return Math.max(THIRD * least2, a2 * (1 - SAFETY * root));
}
