/**
 * A representation for a cluster of eigenvalues: L·D·Lᵀ − σ·I = L₊·D₊·L₊ᵀ with σ just outside one end of the
 * cluster, where the factors do not grow, so that the cluster's eigenvalues have large relative gaps.
 *
 * Source: Dhillon, Parlett & Vömel (2006), "The design and implementation of the MRRR algorithm", section 2.3;
 * Parlett & Vömel (2003), "How the MRRR algorithm can fail on tight eigenvalue clusters".
 */
import { EPS, SAFE_MIN, type Approximations } from './sturm';
import type { ExpandedRepresentation } from './twisted';

const ALLOWED_GROWTH = 8;
const RETREATS = 1;

/** A factorization after a shift. */
export interface ShiftedFactors {
  readonly d: Float64Array;
  readonly l: Float64Array;
  readonly shift: number;
}

interface Trial extends ShiftedFactors {
  /** largest |D₊|; NaN-free */
  readonly growth: number;
  /** whether a pivot had to be replaced */
  readonly isBroken: boolean;
}

/** Represents the cluster of eigenvalues first … last.
 *  @param spread  spectral diameter of the block
 *  @param gap     distance to the nearest eigenvalue outside the cluster
 *  @returns       null where every shift leads to too much growth */
export function childRepresentation(
  parent: ExpandedRepresentation,
  { values, errors, gaps }: Approximations,
  first: number,
  last: number,
  spread: number,
  gap: number,
  minPivot: number,
): ShiftedFactors | null {
  const n = parent.d.length;
  const width = Math.abs(values[last] - values[first]) + errors[last] + errors[first];
  const average = width / (last - first);
  let left = Math.min(values[first], values[last]) - errors[first];
  let right = Math.max(values[first], values[last]) + errors[last];
  left -= Math.abs(left) * 4 * EPS;
  right += Math.abs(right) * 4 * EPS;
  const farthest = 0.25 * gap + 2 * minPivot;
  let leftRetreat = Math.max(average, gaps[first]) / 2 ** RETREATS;
  let rightRetreat = Math.max(average, gaps[last - 1]) / 2 ** RETREATS;
  const hopeless = ((n - 1) * gap) / (spread * EPS);
  const doubtful = ((n - 1) * gap) / (spread * Math.sqrt(EPS));
  let best: Trial | null = null;
  for (let attempt = 0; attempt <= RETREATS; attempt++) {
    leftRetreat = Math.min(farthest, leftRetreat);
    rightRetreat = Math.min(farthest, rightRetreat);
    const isFine = (trial: Trial): boolean => !trial.isBroken && trial.growth <= ALLOWED_GROWTH * spread;
    const atLeft = factorize(parent, left, minPivot);
    if (isFine(atLeft)) return atLeft;
    const atRight = factorize(parent, right, minPivot);
    if (isFine(atRight)) return atRight;
    for (const trial of [atLeft, atRight]) {
      if (!trial.isBroken && trial.growth <= (best?.growth ?? 1 / SAFE_MIN)) best = trial;
    }
    const isIsolated = width < gap / 128 && !atLeft.isBroken && !atRight.isBroken;
    if (isIsolated && Math.min(atLeft.growth, atRight.growth) < doubtful) {
      const isLeft = atRight.growth > atLeft.growth;
      const [chosen, other] = isLeft ? [atLeft, atRight] : [atRight, atLeft];
      if (relativeGrowth(chosen, other, spread) <= ALLOWED_GROWTH) return chosen;
    }
    left = Math.max(left - leftRetreat, left - farthest);
    right = Math.min(right + rightRetreat, right + farthest);
    leftRetreat *= 2;
    rightRetreat *= 2;
  }
  return best !== null && best.growth < hopeless ? best : null;
}

function factorize({ d, l, ld }: ExpandedRepresentation, shift: number, minPivot: number): Trial {
  const n = d.length;
  const dNew = new Float64Array(n);
  const lNew = new Float64Array(n - 1);
  let isBroken = false;
  let growth = 0;
  let s = -shift;
  for (let i = 0; i < n; i++) {
    dNew[i] = d[i] + s;
    if (Math.abs(dNew[i]) < minPivot) {
      dNew[i] = -minPivot;
      isBroken = true;
    }
    growth = Math.max(growth, Math.abs(dNew[i]));
    if (i === n - 1) break;
    lNew[i] = ld[i] / dNew[i];
    s = s * lNew[i] * l[i] - shift;
  }
  return { d: dNew, l: lNew, shift, growth, isBroken: isBroken || Number.isNaN(growth) };
}

// Growth as an eigenvector at the other end of the cluster would feel it.
function relativeGrowth({ d }: Trial, other: Trial, spread: number): number {
  const n = d.length;
  let largest = Math.abs(d[n - 1]);
  let square = 1;
  let product = 1;
  let before = 1;
  for (let i = n - 2; i >= 0; i--) {
    if (product <= EPS) product = ((d[i + 1] * other.l[i + 1]) / (d[i] * other.l[i])) * before;
    else product *= Math.abs(other.l[i]);
    before = product;
    square += product * product;
    largest = Math.max(largest, Math.abs(d[i] * product));
  }
  return largest / (spread * Math.sqrt(square));
}
