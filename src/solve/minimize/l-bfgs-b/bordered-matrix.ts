/**
 * The bordered matrix of the subspace problem, kept from iteration to iteration and factored.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), §5; Zhu, Byrd, Lu & Nocedal (1997). Z selects the free variables, A the active:
 *   K = [ −D − YᵀZZᵀY/θ    L_Aᵀ − R_Zᵀ ]
 *       [ L_A − R_Z         θ·SᵀAAᵀS   ]
 */
import type { Workspace } from '../../../math/workspace';
import { blasDot, fourDots, indexedDot } from './kernels';
import type { CompactMemory } from './memory';
import { choleskyUpper, solveTransposed, solveTransposedColumn, solveUpper } from './triangular';
import type { WorkingSet } from './working-set';

/** K of one run: its inner products, its factors, and solves with it. */
export class BorderedMatrix {
  // Lower triangle, column-major (2m·2m): YᵀZZᵀY above, SᵀAAᵀS below, and between them L_A strictly below the diagonal
  // of its block and R_Z on and above it. Row and column j belong to the j-th oldest pair.
  private readonly N: Float64Array;
  // Upper triangle of the factors of K, column-major (2m·2m).
  private readonly K: Float64Array;
  private readonly sums = new Float64Array(4);

  constructor(
    private readonly memory: CompactMemory,
    private readonly set: WorkingSet,
    workspace: Workspace,
  ) {
    const width = 2 * memory.m;
    this.N = workspace.take(width * width);
    this.K = workspace.take(width * width);
  }

  /** w := K⁻¹·w (2·size).
   *  @returns  false when a factor is singular */
  solve(w: Float64Array): boolean {
    const { K, memory } = this;
    const { m, size } = memory;
    if (!solveTransposed(K, 0, 2 * m, 2 * size, w, 0)) return false;
    for (let j = 0; j < size; j++) w[j] = -w[j];
    return solveUpper(K, 0, 2 * m, 2 * size, w, 0);
  }

  /** Brings K to the current memory and free set and factors it.
   *  @param isUpdated  whether a pair was pushed since the last call
   *  @returns          false when K lost its inertia: the caller must reset the memory
   *  Cost: O(m·n) for a new pair, O(m²) for each variable that entered or left, O(m³). */
  refactor(isUpdated: boolean): boolean {
    if (isUpdated) {
      if (this.memory.updates > this.memory.m) this.forgetOldest();
      this.appendProducts();
    }
    if (this.set.hasChanged) this.exchangeVariables(isUpdated ? this.memory.size - 1 : this.memory.size);
    this.assemble();
    return this.factor();
  }

  private forgetOldest(): void {
    const { m } = this.memory;
    const { N } = this;
    const ld = 2 * m;
    for (let j = 0; j < m - 1; j++) {
      for (let i = j; i < m - 1; i++) {
        N[i + ld * j] = N[i + 1 + ld * (j + 1)];
        N[m + i + ld * (m + j)] = N[m + i + 1 + ld * (m + j + 1)];
      }
      for (let i = 0; i < m - 1; i++) N[m + i + ld * j] = N[m + i + 1 + ld * (j + 1)];
    }
  }

  private appendProducts(): void {
    const { memory, set, N, sums } = this;
    const { m, n, size, S, Y } = memory;
    const { index, freeCount } = set;
    const ld = 2 * m;
    const last = size - 1;
    const newest = memory.column(last);
    for (let j = 0; j < size; j++) {
      const column = memory.column(j);
      N[m + last + ld * (m + j)] = indexedDot(S, newest, S, column, index, freeCount, n);
      N[m + last + ld * j] = indexedDot(S, newest, Y, column, index, freeCount, n);
    }
    // The diagonal entry of the middle block belongs to R_Z: it is written after the row of L_A.
    for (let j = 0; j < size; j += 2) {
      const a = memory.column(j);
      const b = j + 1 < size ? memory.column(j + 1) : a;
      if (set.isWhole) fourDots(Y, a, b, S, a, b, Y, newest, n, sums);
      else fourDotsFree(Y, S, a, b, newest, index, freeCount, sums);
      N[last + ld * j] = sums[0];
      N[m + j + ld * last] = sums[2];
      if (b !== a) {
        N[last + ld * (j + 1)] = sums[1];
        N[m + j + 1 + ld * last] = sums[3];
      }
    }
  }

  /** Corrects the first `count` rows and columns for the variables that entered or left the free set. */
  private exchangeVariables(count: number): void {
    const { memory, set, N } = this;
    const { m, n, S, Y } = memory;
    const { changed, entered, left } = set;
    const ld = 2 * m;
    for (let i = 0; i < count; i++) {
      const row = memory.column(i);
      for (let j = 0; j < count; j++) {
        const column = memory.column(j);
        if (j <= i) {
          const entry = i + ld * j;
          N[entry] += indexedDot(Y, row, Y, column, changed, 0, entered);
          N[entry] -= indexedDot(Y, row, Y, column, changed, left, n);
          const active = m + i + ld * (m + j);
          N[active] -= indexedDot(S, row, S, column, changed, 0, entered);
          N[active] += indexedDot(S, row, S, column, changed, left, n);
        }
        // On and above the diagonal of its block R_Z sums over the free variables; below it L_A over the active ones.
        const sign = i <= j ? 1 : -1;
        const mixed = m + i + ld * j;
        N[mixed] += sign * indexedDot(S, row, Y, column, changed, 0, entered);
        N[mixed] -= sign * indexedDot(S, row, Y, column, changed, left, n);
      }
    }
  }

  // Upper triangle of [ D + YᵀZZᵀY/θ   −L_Aᵀ + R_Zᵀ ; ·  θ·SᵀAAᵀS ].
  private assemble(): void {
    const { memory, N, K } = this;
    const { m, size, theta, SY } = memory;
    const ld = 2 * m;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        K[j + ld * i] = N[i + ld * j] / theta;
        K[size + j + ld * (size + i)] = N[m + i + ld * (m + j)] * theta;
      }
      for (let j = 0; j < size; j++) K[j + ld * (size + i)] = j < i ? -N[m + i + ld * j] : N[m + i + ld * j];
      K[i + ld * i] += SY[i + m * i];
    }
  }

  // Block factorization K = Rᵀ·diag(−I, I)·R: two Cholesky factors and the block between them.
  private factor(): boolean {
    const { memory, K } = this;
    const { m, size } = memory;
    const ld = 2 * m;
    if (!choleskyUpper(K, 0, ld, size)) return false;
    for (let j = size; j < 2 * size; j++) solveTransposedColumn(K, 0, ld, size, K, ld * j);
    for (let i = size; i < 2 * size; i++) {
      for (let j = i; j < 2 * size; j++) {
        K[i + ld * j] += blasDot(K, ld * i, K, ld * j, size);
      }
    }
    return choleskyUpper(K, size + ld * size, ld, size);
  }
}

/** Products of Y[newest…] with columns a and b of Y (sums 0, 1) and of S (sums 2, 3) over the free variables. */
function fourDotsFree(
  Y: Float64Array,
  S: Float64Array,
  a: number,
  b: number,
  newest: number,
  index: Int32Array,
  freeCount: number,
  sums: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = 0; i < freeCount; i++) {
    const k = index[i];
    const value = Y[newest + k];
    s0 += Y[a + k] * value;
    s1 += Y[b + k] * value;
    s2 += S[a + k] * value;
    s3 += S[b + k] * value;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
}
