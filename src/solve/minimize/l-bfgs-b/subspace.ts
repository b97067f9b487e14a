/**
 * Minimization of the quadratic model over the free variables, from the Cauchy point, by the direct primal method.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), §5.1; the bordered matrix K of Zhu et al. (1997), kept from iteration to iteration;
 * the projection of the Newton point is Morales & Nocedal (2011), §2.
 * Letters: Z selects the free variables and A the active ones;
 *   K = [ −D − YᵀZZᵀY/θ    L_Aᵀ − R_Zᵀ ]
 *       [ L_A − R_Z         θ·SᵀAAᵀS   ]
 */
import { type Box, BOTH_BOUNDS, clampInto, LOWER_ONLY, NO_BOUNDS, UPPER_ONLY } from './box';
import { addColumns, blasDot, fourDots, indexedDot } from './kernels';
import type { CompactMemory } from './memory';
import { choleskyUpper, solveTransposed, solveTransposedColumn, solveUpper } from './triangular';
import type { WorkingSet } from './working-set';

/** Solves the subspace problem; holds the work arrays of one run. */
export class SubspaceSolver {
  // Lower triangle, column-major (2m·2m): YᵀZZᵀY above, SᵀAAᵀS below, and between them L_A strictly below the diagonal
  // of its block and R_Z on and above it. Row and column j belong to the j-th oldest pair.
  private readonly N: Float64Array;
  // Upper triangle of the factors of K, column-major (2m·2m).
  private readonly K: Float64Array;
  private readonly r: Float64Array;
  private readonly w: Float64Array;
  private readonly sums = new Float64Array(4);
  private readonly cauchyPoint: Float64Array;

  constructor(
    private readonly box: Box,
    private readonly memory: CompactMemory,
    private readonly set: WorkingSet,
  ) {
    const width = 2 * memory.m;
    this.N = new Float64Array(width * width);
    this.K = new Float64Array(width * width);
    this.r = new Float64Array(box.n);
    this.w = new Float64Array(width);
    this.cauchyPoint = new Float64Array(box.n);
  }

  /** Moves z from the Cauchy point to the projected Newton point of the free variables.
   *  @param x, g  the iterate and its gradient
   *  @param c     Wᵀ(z − x), ignored when nothing is bounded (then z = x)
   *  @returns     false when a triangular factor is singular: the caller must reset the memory
   *  Cost: O(m·n), no allocation. */
  step(x: Float64Array, g: Float64Array, c: Float64Array, z: Float64Array): boolean {
    if (!this.reducedGradient(x, g, c, z)) return false;
    if (!this.newtonDirection()) return false;
    this.projectOrBacktrack(x, g, z);
    return true;
  }

  // r = −Zᵀ(g + B(z − x)), eq. (5.4).
  private reducedGradient(x: Float64Array, g: Float64Array, c: Float64Array, z: Float64Array): boolean {
    const { box, memory, set, r, w } = this;
    if (!box.isConstrained) {
      for (let i = 0; i < box.n; i++) r[i] = -g[i];
      return true;
    }
    const { theta, size, S, Y } = memory;
    const { index, freeCount } = set;
    for (let i = 0; i < freeCount; i++) {
      const k = index[i];
      r[i] = -theta * (z[k] - x[k]) - g[k];
    }
    if (!memory.multiplyMiddle(c, w)) return false;
    for (let j = 0; j < size; j++) {
      const column = memory.column(j);
      const a = w[j];
      const b = theta * w[size + j];
      for (let i = 0; i < freeCount; i++) {
        const k = column + index[i];
        r[i] = r[i] + Y[k] * a + S[k] * b;
      }
    }
    return true;
  }

  // r becomes (r + Zᵀ·W·K⁻¹·Wᵀ·Z·r/θ)/θ, eq. (5.11).
  private newtonDirection(): boolean {
    const { memory, set, r, w, K, sums } = this;
    const { theta, size, m, n, S, Y } = memory;
    const { index, freeCount } = set;
    const whole = set.isWhole;
    if (whole) {
      memory.innerProducts(r, w);
    } else {
      for (let j = 0; j < size; j++) {
        const column = memory.column(j);
        fourDotsIndexed(Y, S, column, r, index, freeCount, sums);
        w[j] = sums[0];
        w[size + j] = sums[1];
      }
    }
    for (let j = size; j < 2 * size; j++) w[j] *= theta;
    if (!solveTransposed(K, 0, 2 * m, 2 * size, w, 0)) return false;
    for (let j = 0; j < size; j++) w[j] = -w[j];
    if (!solveUpper(K, 0, 2 * m, 2 * size, w, 0)) return false;
    for (let j = 0; j < size; j++) {
      const column = memory.column(j);
      if (whole) addColumns(r, Y, S, column, w[j], theta, w[size + j], n);
      else {
        for (let i = 0; i < freeCount; i++) {
          const k = column + index[i];
          r[i] = r[i] + (Y[k] * w[j]) / theta + S[k] * w[size + j];
        }
      }
    }
    const scale = 1 / theta;
    for (let i = 0; i < freeCount; i++) r[i] *= scale;
    return true;
  }

  // Morales & Nocedal: take the projection of the Newton point when it descends, else stop at the first bound.
  private projectOrBacktrack(x: Float64Array, g: Float64Array, z: Float64Array): void {
    const { box, set, r, cauchyPoint } = this;
    const { index, freeCount } = set;
    cauchyPoint.set(z);
    for (let i = 0; i < freeCount; i++) z[index[i]] += r[i];
    if (!box.isConstrained) return;
    if (!this.clampFree(z)) return;
    let slope = 0;
    for (let i = 0; i < box.n; i++) slope += (z[i] - x[i]) * g[i];
    if (!(slope > 0)) return;
    z.set(cauchyPoint);
    this.backtrack(z);
  }

  /** Projects the free variables of z onto the box.
   *  @returns  whether any of them is now at a bound */
  private clampFree(z: Float64Array): boolean {
    const { box, set } = this;
    const { kind, lb, ub } = box;
    let touches = false;
    clampInto(box, z);
    for (let i = 0; i < set.freeCount; i++) {
      const k = set.index[i];
      if (kind[k] !== NO_BOUNDS && (z[k] === lb[k] || z[k] === ub[k])) touches = true;
    }
    return touches;
  }

  private backtrack(z: Float64Array): void {
    const { box, set, r } = this;
    const { kind, lb, ub } = box;
    const { index, freeCount } = set;
    let length = 1;
    let candidate = 1;
    let blocking = 0;
    for (let i = 0; i < freeCount; i++) {
      const k = index[i];
      if (kind[k] === NO_BOUNDS) continue;
      const slope = r[i];
      if (slope < 0 && (kind[k] === LOWER_ONLY || kind[k] === BOTH_BOUNDS)) {
        const room = lb[k] - z[k];
        if (room >= 0) candidate = 0;
        else if (slope * length < room) candidate = room / slope;
      } else if (slope > 0 && (kind[k] === UPPER_ONLY || kind[k] === BOTH_BOUNDS)) {
        const room = ub[k] - z[k];
        if (room <= 0) candidate = 0;
        else if (slope * length > room) candidate = room / slope;
      }
      if (candidate < length) {
        length = candidate;
        blocking = i;
      }
    }
    if (length < 1) {
      // The blocking variable lands exactly on its bound.
      const k = index[blocking];
      if (r[blocking] !== 0) {
        z[k] = r[blocking] > 0 ? ub[k] : lb[k];
        r[blocking] = 0;
      }
    }
    for (let i = 0; i < freeCount; i++) z[index[i]] += length * r[i];
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

/** Y[column…]ᵀr and S[column…]ᵀr over the free variables, r being indexed by position. */
function fourDotsIndexed(
  Y: Float64Array,
  S: Float64Array,
  column: number,
  r: Float64Array,
  index: Int32Array,
  freeCount: number,
  sums: Float64Array,
): void {
  let y = 0;
  let s = 0;
  for (let i = 0; i < freeCount; i++) {
    const k = column + index[i];
    y += Y[k] * r[i];
    s += S[k] * r[i];
  }
  sums[0] = y;
  sums[1] = s;
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
