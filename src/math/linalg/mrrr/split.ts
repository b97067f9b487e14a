/**
 * A tridiagonal matrix is split where its off-diagonal is negligible: each block has eigenvectors of its own.
 *
 * Source: Dhillon, Parlett & Vömel (2006), "The design and implementation of the MRRR algorithm", ACM Trans. Math.
 * Softw. 32; Demmel & Kahan (1990), "Accurate singular values of bidiagonal matrices", for the relative test.
 */
import { EPS, SAFE_MIN, type SymmetricTridiagonal } from './sturm';
import type { Tridiagonal } from './tridiagonal';

const RELATIVE_CONDITION = 0.999;
const LEAST_ROOT = Math.sqrt(SAFE_MIN / EPS);

/** T in blocks; its arrays serve for one matrix after another. */
export class Splitting implements SymmetricTridiagonal {
  diagonal: Float64Array;
  offDiagonal: Float64Array;
  readonly squares: Float64Array;
  /** number of blocks, and where each ends (exclusive) */
  count = 0;
  readonly ends: Int32Array;
  minPivot = 0;
  /** Gershgorin's bounds of all eigenvalues, and of row i */
  low = 0;
  high = 0;
  private readonly lows: Float64Array;
  private readonly highs: Float64Array;
  private readonly roots: Float64Array;

  constructor(readonly n: number) {
    this.diagonal = new Float64Array(n);
    this.offDiagonal = new Float64Array(Math.max(n - 1, 0));
    this.squares = new Float64Array(Math.max(n - 1, 0));
    this.ends = new Int32Array(n);
    this.lows = new Float64Array(n);
    this.highs = new Float64Array(n);
    this.roots = new Float64Array(n);
  }

  /** Splits T, whose arrays are read until the next call. Cost: O(n), no allocation. */
  split({ diagonal, offDiagonal }: Tridiagonal): void {
    const { n, squares, ends } = this;
    this.diagonal = diagonal;
    this.offDiagonal = offDiagonal;
    this.bound();
    for (let i = 0; i < n - 1; i++) squares[i] = offDiagonal[i] * offDiagonal[i];
    const isDominant = this.isScaledDominant();
    const negligible = EPS * (this.high - this.low);
    this.count = 0;
    for (let i = 0; i < n; i++) {
      const limit = isDominant && i < n - 1 ? EPS * this.roots[i] * this.roots[i + 1] : negligible;
      if (i === n - 1 || Math.abs(offDiagonal[i]) <= limit) ends[this.count++] = i + 1;
    }
  }

  /** Least of Gershgorin's bounds of the rows begin … end − 1. */
  lowOf(begin: number, end: number): number {
    let low = this.lows[begin];
    for (let i = begin + 1; i < end; i++) low = Math.min(low, this.lows[i]);
    return low;
  }

  /** Greatest of Gershgorin's bounds of the rows begin … end − 1. */
  highOf(begin: number, end: number): number {
    let high = this.highs[begin];
    for (let i = begin + 1; i < end; i++) high = Math.max(high, this.highs[i]);
    return high;
  }

  private bound(): void {
    const { n, diagonal, offDiagonal, lows, highs } = this;
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
    this.low = low;
    this.high = high;
    this.minPivot = SAFE_MIN * Math.max(1, largest * largest);
  }

  // Whether T defines its eigenvalues to high relative accuracy (scaled diagonal dominance): then off-diagonal entries
  // are negligible relative to their neighbors, else relative to the whole spectrum.
  private isScaledDominant(): boolean {
    const { n, diagonal, offDiagonal, roots } = this;
    for (let i = 0; i < n; i++) {
      roots[i] = Math.sqrt(Math.abs(diagonal[i]));
      if (roots[i] < LEAST_ROOT) return false;
    }
    for (let i = 0, before = 0; i < n - 1; i++) {
      const share = Math.abs(offDiagonal[i]) / (roots[i] * roots[i + 1]);
      if (!(before + share < RELATIVE_CONDITION)) return false;
      before = share;
    }
    return true;
  }
}
