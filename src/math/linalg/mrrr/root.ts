/**
 * The first relatively robust representation of a block of a tridiagonal matrix: σ·I + L·D·Lᵀ with σ at the better
 * populated end of the block's spectrum, and its eigenvalues.
 *
 * Source: Dhillon & Parlett (2004), "Multiple representations to compute orthogonal eigenvectors of symmetric
 * tridiagonal matrices", Linear Algebra Appl. 387; Dhillon, Parlett & Vömel (2006), "The design and implementation
 * of the MRRR algorithm", ACM Trans. Math. Softw. 32. The tiny random change of L and D that separates glued
 * eigenvalues repeats LAPACK's generator (multiplicative, modulus 2⁴⁸, Fishman 1990) from its fixed seed.
 */
import { QdArray } from './dqds';
import type { Splitting } from './split';
import { bisectBlock, countBelow, EPS, type Approximations } from './sturm';

const ATTEMPTS = 6;
const ALLOWED_GROWTH = 64;
const PERTURBATION = 8;
const LAST_PERTURBATION = 4;

/** σ·I + L·D·Lᵀ. */
export interface Representation {
  /** (n) */
  readonly d: Float64Array;
  /** (n − 1) */
  readonly l: Float64Array;
  readonly shift: number;
}

/** Represents one block of n ≥ 2 rows after another in the same arrays. */
export class Root implements Representation {
  readonly d: Float64Array;
  readonly l: Float64Array;
  shift = 0;
  /** of L·D·Lᵀ, ascending */
  readonly eigenvalues: Approximations;
  /** length of Gershgorin's interval of the block */
  spread = 0;
  private readonly qd: QdArray;
  private readonly magnitudes: Float64Array;

  constructor(readonly n: number) {
    this.d = new Float64Array(n);
    this.l = new Float64Array(n - 1);
    const values = new Float64Array(n);
    this.eigenvalues = { values, errors: new Float64Array(n), gaps: new Float64Array(n) };
    this.magnitudes = new Float64Array(n);
    this.qd = new QdArray(n);
  }

  /** Represents the block of T that begins at row `begin`; false where LAPACK would give up.
   *  Cost: O(n²), no allocation of arrays. */
  represent(T: Splitting, begin: number): boolean {
    const { n, d, l } = this;
    const { minPivot } = T;
    const low = T.lowOf(begin, begin + n);
    const high = T.highOf(begin, begin + n);
    const first = bisectBlock(T, begin, n, 1, low, high, minPivot);
    const leftEnd = first.value - first.error;
    const left = Math.max(low, leftEnd - 100 * EPS * Math.abs(leftEnd));
    const final = bisectBlock(T, begin, n, n, low, high, minPivot);
    const rightEnd = final.value + final.error;
    const right = Math.min(high, rightEnd + 100 * EPS * Math.abs(rightEnd));
    const spread = right - left;
    const inLeftQuarter = countBelow(T, begin, n, left + 0.25 * spread);
    const isLeft = inLeftQuarter - 1 >= n - countBelow(T, begin, n, right - 0.25 * spread);
    const slack = 2 * spread * EPS * T.n + 2 * 2 * minPivot;
    const start = isLeft ? Math.max(left, low) : Math.min(right, high);
    const outside = isLeft ? low - slack : high + slack;
    if (!this.makeDefinite(T, begin, isLeft ? 1 : -1, start, outside, spread)) return false;
    this.spread = high - low;
    perturb(d, l);
    if (!this.qd.eigenvalues(d, l, this.magnitudes)) return false;
    this.takeEigenvalues(isLeft, T.high);
    return true;
  }

  // T − σ·I = L·D·Lᵀ with all of D of one sign and without much growth; σ moves outwards until it is.
  private makeDefinite(
    { n: size, diagonal, offDiagonal, minPivot }: Splitting,
    begin: number,
    sign: 1 | -1,
    start: number,
    outside: number,
    spread: number,
  ): boolean {
    const { n, d, l } = this;
    let shift = start;
    let retreat = Math.max(spread * EPS * size + 2 * minPivot, 2 * EPS * Math.abs(start));
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      d[0] = diagonal[begin] - shift;
      let largest = Math.abs(d[0]);
      for (let i = 0; i < n - 1; i++) {
        l[i] = offDiagonal[begin + i] * (1 / d[i]);
        d[i + 1] = diagonal[begin + i + 1] - shift - l[i] * offDiagonal[begin + i];
        largest = Math.max(largest, Math.abs(d[i + 1]));
      }
      this.shift = shift;
      if (!(largest > ALLOWED_GROWTH * spread) && isOfSign(d, sign)) return true;
      if (attempt === ATTEMPTS - 1) shift = outside;
      else {
        shift -= sign * retreat;
        retreat *= 2;
      }
    }
    return false;
  }

  private takeEigenvalues(isLeft: boolean, highest: number): void {
    const { n, magnitudes, shift } = this;
    const { values, errors, gaps } = this.eigenvalues;
    const tolerance = Math.log(n) * 4 * EPS;
    for (let i = 0; i < n; i++) {
      values[i] = isLeft ? magnitudes[n - 1 - i] : -magnitudes[i];
      errors[i] = tolerance * Math.abs(values[i]);
    }
    for (let i = 0; i < n; i++) {
      const next = i < n - 1 ? values[i + 1] - errors[i + 1] : highest - shift;
      gaps[i] = Math.max(0, next - (values[i] + errors[i]));
    }
  }
}

function isOfSign(d: Float64Array, sign: 1 | -1): boolean {
  for (let i = 0; i < d.length; i++) if (sign * d[i] < 0) return false;
  return true;
}

function perturb(d: Float64Array, l: Float64Array): void {
  const n = d.length;
  const random = uniforms(2 * n - 1);
  for (let i = 0; i < n - 1; i++) {
    d[i] *= 1 + EPS * PERTURBATION * random[i];
    l[i] *= 1 + EPS * PERTURBATION * random[n + i];
  }
  d[n - 1] *= 1 + EPS * LAST_PERTURBATION * random[n - 1];
}

const MULTIPLIER = 33952834046453n;
const MODULUS = 2n ** 48n;
const drawn: number[] = [];
let state = 0x001001001001n;

// The first numbers in (−1, 1) from LAPACK's seed (1, 1, 1, 1), digits in base 4096.
function uniforms(count: number): readonly number[] {
  while (drawn.length < count) {
    state = (state * MULTIPLIER) % MODULUS;
    drawn.push(2 * (Number(state) / 2 ** 48) - 1);
  }
  return drawn;
}
