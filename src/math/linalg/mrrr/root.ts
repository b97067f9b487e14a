/**
 * The first relatively robust representations of a tridiagonal matrix: T is split where its off-diagonal is
 * negligible, and each block becomes σ·I + L·D·Lᵀ with σ at the better populated end of its spectrum.
 *
 * Source: Dhillon & Parlett (2004), "Multiple representations to compute orthogonal eigenvectors of symmetric
 * tridiagonal matrices", Linear Algebra Appl. 387; Dhillon, Parlett & Vömel (2006), "The design and implementation
 * of the MRRR algorithm", ACM Trans. Math. Softw. 32. The tiny random change of L and D that separates glued
 * eigenvalues repeats LAPACK's generator (multiplicative, modulus 2⁴⁸, Fishman 1990) from its fixed seed.
 */
import { dqdsEigenvalues } from './dqds';
import { bisectBlock, countBelow, EPS, SAFE_MIN, type Approximations, type BlockOfT } from './sturm';
import type { Tridiagonal } from './tridiagonal';

const ATTEMPTS = 6;
const ALLOWED_GROWTH = 64;
const PERTURBATION = 8;
const LAST_PERTURBATION = 4;
const RELATIVE_CONDITION = 0.999;
const LEAST_ROOT = Math.sqrt(SAFE_MIN / EPS);

/** σ·I + L·D·Lᵀ. */
export interface Representation {
  /** (n) */
  readonly d: Float64Array;
  /** (n − 1) */
  readonly l: Float64Array;
  readonly shift: number;
}

/** An unreduced block of T with its representation and the eigenvalues of L·D·Lᵀ, ascending. */
export interface Root extends Representation {
  /** row of T where the block begins */
  readonly begin: number;
  readonly eigenvalues: Approximations;
  /** bounds of the block's spectrum after Gershgorin, their distance */
  readonly spread: number;
}

/** All blocks of T. */
export interface Roots {
  readonly blocks: readonly Root[];
  readonly minPivot: number;
  /** lower bound of all eigenvalues */
  readonly low: number;
}

/** Splits T and represents its blocks; null where LAPACK would give up. Cost: O(n²). */
export function rootRepresentations({ n, diagonal, offDiagonal: given }: Tridiagonal): Roots | null {
  const offDiagonal = given.slice();
  const lows = new Float64Array(n);
  const highs = new Float64Array(n);
  let low = diagonal[0];
  let high = diagonal[0];
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const right = i < n - 1 ? Math.abs(offDiagonal[i]) : 0;
    const reach = right + (i > 0 ? Math.abs(offDiagonal[i - 1]) : 0);
    largest = Math.max(largest, right);
    lows[i] = diagonal[i] - reach;
    highs[i] = diagonal[i] + reach;
    low = Math.min(low, lows[i]);
    high = Math.max(high, highs[i]);
  }
  const minPivot = SAFE_MIN * Math.max(1, largest * largest);
  const isNegligible = splitting(diagonal, offDiagonal, high - low);
  const squares = new Float64Array(offDiagonal.length);
  for (let i = 0; i < squares.length; i++) squares[i] = offDiagonal[i] * offDiagonal[i];
  const blocks: Root[] = [];
  for (let begin = 0, i = 0; i < n; i++) {
    if (i < n - 1 && !isNegligible(i)) continue;
    const block = { n: i + 1 - begin, begin, diagonal, offDiagonal, squares };
    const root =
      block.n === 1 ? single(diagonal[i], begin) : represent(block, spanOf(lows, highs, block), { high, n, minPivot });
    if (root === null) return null;
    blocks.push(root);
    begin = i + 1;
  }
  return { blocks, minPivot, low };
}

// Gershgorin's bounds of a block.
function spanOf(lows: Float64Array, highs: Float64Array, { n, begin }: BlockOfT): { low: number; high: number } {
  let low = lows[begin];
  let high = highs[begin];
  for (let i = begin + 1; i < begin + n; i++) {
    low = Math.min(low, lows[i]);
    high = Math.max(high, highs[i]);
  }
  return { low, high };
}

function single(value: number, begin: number): Root {
  const eigenvalues = { values: Float64Array.of(value), errors: new Float64Array(1), gaps: new Float64Array(1) };
  return { begin, d: Float64Array.of(value), l: new Float64Array(0), shift: 0, spread: 0, eigenvalues };
}

// Which off-diagonal entries may be dropped: relative to their neighbors where T defines its eigenvalues to high
// relative accuracy (scaled diagonal dominance), else relative to the whole spectrum.
function splitting(diagonal: Float64Array, offDiagonal: Float64Array, spread: number): (i: number) => boolean {
  const n = diagonal.length;
  const roots = new Float64Array(n);
  let isDominant = true;
  for (let i = 0; i < n; i++) {
    roots[i] = Math.sqrt(Math.abs(diagonal[i]));
    if (roots[i] < LEAST_ROOT) isDominant = false;
  }
  for (let i = 0, before = 0; i < n - 1 && isDominant; i++) {
    const share = Math.abs(offDiagonal[i]) / (roots[i] * roots[i + 1]);
    isDominant = before + share < RELATIVE_CONDITION;
    before = share;
  }
  if (isDominant) return (i) => Math.abs(offDiagonal[i]) <= EPS * roots[i] * roots[i + 1];
  return (i) => Math.abs(offDiagonal[i]) <= EPS * spread;
}

function represent(
  block: BlockOfT,
  { low, high }: { low: number; high: number },
  whole: { high: number; n: number; minPivot: number },
): Root | null {
  const { n, begin } = block;
  const { minPivot } = whole;
  const first = bisectBlock(block, 1, low, high, minPivot);
  const leftEnd = first.value - first.error;
  const left = Math.max(low, leftEnd - 100 * EPS * Math.abs(leftEnd));
  const final = bisectBlock(block, n, low, high, minPivot);
  const rightEnd = final.value + final.error;
  const right = Math.min(high, rightEnd + 100 * EPS * Math.abs(rightEnd));
  const spread = right - left;
  const isLeft = countBelow(block, left + 0.25 * spread) - 1 >= n - countBelow(block, right - 0.25 * spread);
  const sign = isLeft ? 1 : -1;
  const start = isLeft ? Math.max(left, low) : Math.min(right, high);
  const slack = 2 * spread * EPS * whole.n + 2 * 2 * minPivot;
  const outside = isLeft ? low - slack : high + slack;
  const found = definite(block, sign, start, outside, spread, whole.n, minPivot);
  if (found === null) return null;
  const { d, l, shift } = found;
  perturb(d, l);
  const q = new Float64Array(n);
  const e = new Float64Array(n - 1);
  for (let i = 0; i < n; i++) q[i] = Math.abs(d[i]);
  for (let i = 0; i < n - 1; i++) e[i] = l[i] * l[i] * q[i];
  const magnitudes = dqdsEigenvalues(q, e);
  if (magnitudes === null) return null;
  const tolerance = Math.log(n) * 4 * EPS;
  const values = new Float64Array(n);
  const errors = new Float64Array(n);
  const gaps = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    values[i] = isLeft ? magnitudes[n - 1 - i] : -magnitudes[i];
    errors[i] = tolerance * Math.abs(values[i]);
  }
  for (let i = 0; i < n; i++) {
    const next = i < n - 1 ? values[i + 1] - errors[i + 1] : whole.high - shift;
    gaps[i] = Math.max(0, next - (values[i] + errors[i]));
  }
  return { begin, d, l, shift, spread: high - low, eigenvalues: { values, errors, gaps } };
}

// T − σ·I = L·D·Lᵀ with all of D of one sign and without much growth; σ moves outwards until it is.
function definite(
  { n, begin, diagonal, offDiagonal }: BlockOfT,
  sign: 1 | -1,
  start: number,
  outside: number,
  spread: number,
  size: number,
  minPivot: number,
): { d: Float64Array; l: Float64Array; shift: number } | null {
  const d = new Float64Array(n);
  const l = new Float64Array(n - 1);
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
    if (!(largest > ALLOWED_GROWTH * spread) && isOfSign(d, sign)) return { d, l, shift };
    if (attempt === ATTEMPTS - 1) shift = outside;
    else {
      shift -= sign * retreat;
      retreat *= 2;
    }
  }
  return null;
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
