/**
 * The limited-memory BFGS matrix in compact form, B = θI − W·M·Wᵀ with W = [Y θS].
 *
 * Source: Byrd, Nocedal & Schnabel (1994), eq. (3.5)–(3.6); Byrd, Lu, Nocedal & Zhu (1995), eq. (3.2)–(3.4) and (2.26).
 * In the comments D is the diagonal and L the strictly lower triangle of SᵀY, and J the Cholesky factor
 * of θSᵀS + L·D⁻¹·Lᵀ. Vectors are kept in a ring: `head` is the oldest, `slot(j)` the j-th oldest.
 */
import type { Workspace } from '../../../math/workspace';
import { blasDot, fourDots } from './kernels';
import { choleskyUpper, solveTransposed, solveUpper } from './triangular';

/** Correction pairs (s, y) and the small matrices that make B out of them. */
export class CompactMemory {
  readonly n: number;
  /** capacity: the option `maxcor` */
  readonly m: number;
  /** steps s, one contiguous column (n) per slot */
  readonly S: Float64Array;
  /** gradient changes y, one contiguous column (n) per slot */
  readonly Y: Float64Array;
  /** lower triangle of SᵀY by age, column-major (m·m) */
  readonly SY: Float64Array;
  /** scaling of the initial matrix θI */
  theta = 1;
  /** number of pairs in use */
  size = 0;
  /** slot of the oldest pair */
  head = 0;
  /** pairs stored since the last reset */
  updates = 0;
  // Upper triangle of SᵀS by age, and Jᵀ, both column-major (m·m).
  private readonly SS: Float64Array;
  private readonly JT: Float64Array;
  private readonly sums = new Float64Array(4);
  private tail = 0;

  /** @param needsMiddle  whether `multiplyMiddle` will be called: without bounds it never is */
  constructor(
    n: number,
    m: number,
    readonly needsMiddle: boolean,
    workspace: Workspace,
  ) {
    this.n = n;
    this.m = m;
    this.S = workspace.take(n * m);
    this.Y = workspace.take(n * m);
    this.SY = workspace.take(m * m);
    this.SS = workspace.take(m * m);
    this.JT = workspace.take(m * m);
  }

  /** Where the j-th oldest column starts in S and in Y. */
  column(j: number): number {
    return ((this.head + j) % this.m) * this.n;
  }

  /** Forgets every pair: B becomes the identity. */
  reset(): void {
    this.size = 0;
    this.head = 0;
    this.theta = 1;
    this.updates = 0;
  }

  /** Stores a pair, dropping the oldest when full, and refactors the middle matrix.
   *  @param yy, sy, ss  yᵀy, sᵀy > 0 and sᵀs
   *  @returns           false when the middle matrix lost definiteness: the caller must reset
   *  Cost: O(n·m + m³). */
  push(s: Float64Array, y: Float64Array, yy: number, sy: number, ss: number): boolean {
    const { n, m } = this;
    this.updates++;
    if (this.updates <= m) {
      this.size = this.updates;
      this.tail = (this.head + this.updates - 1) % m;
    } else {
      this.tail = (this.tail + 1) % m;
      this.head = (this.head + 1) % m;
      this.forgetOldest();
    }
    this.S.set(s, this.tail * n);
    this.Y.set(y, this.tail * n);
    this.theta = yy / sy;
    this.SY[(this.size - 1) * (m + 1)] = sy;
    if (!this.needsMiddle) return true;
    this.appendProducts(s, ss);
    return this.factorMiddle();
  }

  private forgetOldest(): void {
    const { m, size, SS, SY } = this;
    for (let j = 1; j < size; j++) {
      const from = m * j;
      const to = from - m;
      for (let i = 1; i <= j; i++) SS[to + i - 1] = SS[from + i];
      for (let i = j; i < size; i++) SY[to + i - 1] = SY[from + i];
    }
  }

  private appendProducts(s: Float64Array, ss: number): void {
    const { n, m, size, S, Y, SS, SY } = this;
    const last = size - 1;
    for (let j = 0; j < last; j++) {
      const column = this.column(j);
      SY[last + m * j] = blasDot(s, 0, Y, column, n);
      SS[j + m * last] = blasDot(S, column, s, 0, n);
    }
    SS[last + m * last] = ss;
  }

  /** out = [Yᵀv Sᵀv] by age (2·size), without θ.
   *  Cost: O(n·size). */
  innerProducts(v: Float64Array, out: Float64Array): void {
    const { n, size, S, Y, sums } = this;
    for (let j = 0; j < size; j += 2) {
      const a = this.column(j);
      const b = j + 1 < size ? this.column(j + 1) : a;
      fourDots(Y, a, b, S, a, b, v, 0, n, sums);
      out[j] = sums[0];
      out[size + j] = sums[2];
      if (b !== a) {
        out[j + 1] = sums[1];
        out[size + j + 1] = sums[3];
      }
    }
  }

  // T = θSᵀS + L·D⁻¹·Lᵀ = J·Jᵀ, eq. (2.26).
  private factorMiddle(): boolean {
    const { m, size, theta, SS, SY, JT } = this;
    for (let j = 0; j < size; j++) {
      for (let i = 0; i <= j; i++) {
        let sum = 0;
        for (let k = 0; k < i; k++) sum += (SY[i + m * k] * SY[j + m * k]) / SY[k + m * k];
        JT[i + m * j] = sum + theta * SS[i + m * j];
      }
    }
    return choleskyUpper(JT, 0, m, size);
  }

  /** out = M·v for v = [v₁ v₂] (2·size), M the middle matrix.
   *  @param out  (2·size), not v
   *  @returns    false when a triangular factor is singular
   *  Cost: O(size²). */
  multiplyMiddle(v: Float64Array, out: Float64Array): boolean {
    const { m, size, SY, JT } = this;
    // [ D^½        0 ] [p₁]   [v₁]
    // [ −L·D^−½    J ] [p₂] = [v₂]
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let k = 0; k < i; k++) sum += (SY[i + m * k] * v[k]) / SY[k + m * k];
      out[size + i] = v[size + i] + sum;
    }
    if (!solveTransposed(JT, 0, m, size, out, size)) return false;
    for (let i = 0; i < size; i++) out[i] = v[i] / Math.sqrt(SY[i + m * i]);
    // [ −D^½   D^−½·Lᵀ ] [q₁]   [p₁]
    // [  0     Jᵀ      ] [q₂] = [p₂]
    if (!solveUpper(JT, 0, m, size, out, size)) return false;
    for (let i = 0; i < size; i++) {
      const diagonal = SY[i + m * i];
      let sum = 0;
      for (let k = i + 1; k < size; k++) sum += (SY[k + m * i] * out[size + k]) / diagonal;
      out[i] = -out[i] / Math.sqrt(diagonal) + sum;
    }
    return true;
  }
}
