/**
 * Minimization of the quadratic model over the free variables, from the Cauchy point, by the direct primal method.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), §5.1; the bordered matrix K of Zhu et al. (1997), kept from iteration to iteration;
 * the projection of the Newton point is Morales & Nocedal (2011), §2.
 */
import type { Workspace } from '../../../math/workspace';
import { BorderedMatrix } from './bordered-matrix';
import { type Box, BOTH_BOUNDS, clampInto, LOWER_ONLY, NO_BOUNDS, UPPER_ONLY } from './box';
import { addColumn, addTwoColumns, EXACT_ORDER_LIMIT } from './kernels';
import type { CompactMemory } from './memory';
import type { WorkingSet } from './working-set';

/** Solves the subspace problem; holds the work arrays of one run. */
export class SubspaceSolver {
  private readonly matrix: BorderedMatrix;
  private readonly r: Float64Array;
  private readonly w: Float64Array;
  private readonly sums = new Float64Array(2);
  private readonly cauchyPoint: Float64Array;

  constructor(
    private readonly box: Box,
    private readonly memory: CompactMemory,
    private readonly set: WorkingSet,
    workspace: Workspace,
  ) {
    const width = 2 * memory.m;
    this.matrix = new BorderedMatrix(memory, set, workspace);
    this.r = new Float64Array(box.n);
    this.w = workspace.take(width);
    this.cauchyPoint = new Float64Array(box.n);
  }

  /** Moves z from the Cauchy point to the projected Newton point of the free variables.
   *  @param x, g  the iterate and its gradient
   *  @param c     Wᵀ(z − x), ignored when nothing is bounded (then z = x)
   *  @param mustFactor  whether pairs or free variables changed since the last call
   *  @param isUpdated   whether a pair was pushed
   *  @returns     false when a matrix lost its inertia or is singular: the caller must reset the memory
   *  Cost: O(m·n) and O(m³); O(m²) for each variable that entered or left. No allocation. */
  step(
    x: Float64Array,
    g: Float64Array,
    c: Float64Array,
    z: Float64Array,
    mustFactor: boolean,
    isUpdated: boolean,
  ): boolean {
    const { matrix } = this;
    if (!this.reducedGradient(x, g, c, z)) return false;
    if (mustFactor && !matrix.refactor(isUpdated)) return false;
    this.products();
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

  // w = [Yᵀ; Sᵀ]·Z·r
  private products(): void {
    const { memory, set, r, w, sums } = this;
    if (set.isWhole) {
      memory.innerProducts(r, w);
      return;
    }
    const { size, S, Y } = memory;
    for (let j = 0; j < size; j++) {
      twoDotsFree(Y, S, memory.column(j), r, set.index, set.freeCount, sums);
      w[j] = sums[0];
      w[size + j] = sums[1];
    }
  }

  // r becomes (r + Zᵀ·W·K⁻¹·Wᵀ·Z·r/θ)/θ, eq. (5.11).
  private newtonDirection(): boolean {
    const { memory, set, matrix, r, w } = this;
    const { theta, size } = memory;
    for (let j = size; j < 2 * size; j++) w[j] *= theta;
    if (!matrix.solve(w)) return false;
    if (set.isWhole) this.addAllColumns();
    else this.addFreeColumns();
    const scale = 1 / theta;
    for (let i = 0; i < set.freeCount; i++) r[i] *= scale;
    return true;
  }

  // r += Zᵀ·[Y/θ S]·w over every variable.
  private addAllColumns(): void {
    const { memory, r, w } = this;
    const { theta, size, n, S, Y } = memory;
    let j = 0;
    if (n > EXACT_ORDER_LIMIT) {
      for (; j + 1 < size; j += 2) {
        const p = memory.column(j);
        const q = memory.column(j + 1);
        addTwoColumns(r, Y, S, p, w[j] / theta, w[size + j], q, w[j + 1] / theta, w[size + j + 1], n);
      }
    }
    for (; j < size; j++) addColumn(r, Y, S, memory.column(j), w[j], theta, w[size + j], n);
  }

  private addFreeColumns(): void {
    const { memory, set, r, w } = this;
    const { theta, size, S, Y } = memory;
    for (let j = 0; j < size; j++) {
      const column = memory.column(j);
      for (let i = 0; i < set.freeCount; i++) {
        const k = column + set.index[i];
        r[i] = r[i] + (Y[k] * w[j]) / theta + S[k] * w[size + j];
      }
    }
  }

  // Morales & Nocedal: take the projection of the Newton point when it descends, else stop at the first bound.
  private projectOrBacktrack(x: Float64Array, g: Float64Array, z: Float64Array): void {
    const { box, set, r, cauchyPoint } = this;
    const { index, freeCount } = set;
    if (!box.isConstrained) {
      for (let i = 0; i < box.n; i++) z[i] += r[i];
      return;
    }
    cauchyPoint.set(z);
    for (let i = 0; i < freeCount; i++) z[index[i]] += r[i];
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
}

/** Y[column…]ᵀr and S[column…]ᵀr over the free variables, r being indexed by position. */
function twoDotsFree(
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
