/**
 * COBYLA's simplex: the best vertex ("pole"), the edges from it to the other n vertices, the inverse of the edge
 * matrix, and the values and constraints at every vertex. Linear models are interpolation on these.
 *
 * Source: Powell (1994), sections 3 and 4, equations (8)–(10) and (17)–(22); rounding is watched as in
 * Z. Zhang (2023), "PRIMA": when the inverse has drifted it is made anew, and when that does not help the run
 * ends with 'damaging rounding'.
 */
import { dot } from '../../../math/linalg/sums';
import { matVec } from '../../../math/linalg/products';
import type { LinearModel } from './linear-step';
import { invert } from './invert';

const DRIFT_NOTICED = 0.1;
const DRIFT_ALLOWED = 1;

/** See the header. Vertex n is the pole. Constraints are c_k ≤ 0. */
export class Simplex {
  readonly n: number;
  /** edge j (from the pole to vertex j) starts at j·n */
  edges: Float64Array;
  pole: Float64Array;
  /** row-major inverse: Σ_i inverse[a·n+i]·edges[b·n+i] = δ_ab */
  inverse: Float64Array;
  readonly fun: Float64Array;
  /** greatest violation at each vertex */
  readonly violation: Float64Array;
  /** constraints at vertex j start at j·m */
  readonly constraints: Float64Array;

  constructor(
    x0: Float64Array,
    readonly m: number,
    /** gradients of the first constraints, which are linear (row-major) */
    private readonly linear: Float64Array,
    edge: number,
  ) {
    const n = x0.length;
    this.n = n;
    this.pole = x0.slice();
    this.edges = new Float64Array(n * n);
    this.inverse = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      this.edges[i * n + i] = edge;
      this.inverse[i * n + i] = 1 / edge;
    }
    this.fun = new Float64Array(n + 1).fill(Number.MAX_VALUE);
    this.violation = new Float64Array(n + 1).fill(Number.MAX_VALUE);
    this.constraints = new Float64Array(m * (n + 1)).fill(Number.MAX_VALUE);
  }

  /** An independent copy, for trying things out. */
  copy(): Simplex {
    const copy = new Simplex(this.pole, this.m, this.linear, 1);
    copy.edges = this.edges.slice();
    copy.inverse = this.inverse.slice();
    copy.fun.set(this.fun);
    copy.violation.set(this.violation);
    copy.constraints.set(this.constraints);
    return copy;
  }

  /** Vertex j as a point (n). */
  vertex(j: number): Float64Array {
    const { n, pole, edges } = this;
    return j === n ? pole.slice() : pole.map((value, i) => edges[j * n + i] + value);
  }

  /** Stores what was found at vertex j. */
  setValues(j: number, fun: number, violation: number, constraints: Float64Array): void {
    this.fun[j] = fun;
    this.violation[j] = violation;
    this.constraints.set(constraints, j * this.m);
  }

  swapValues(a: number, b: number): void {
    const { m, fun, violation, constraints } = this;
    [fun[a], fun[b]] = [fun[b], fun[a]];
    [violation[a], violation[b]] = [violation[b], violation[a]];
    const kept = constraints.slice(a * m, (a + 1) * m);
    constraints.copyWithin(a * m, b * m, (b + 1) * m);
    constraints.set(kept, b * m);
  }

  /** Recomputes the inverse after the edges were set one by one. */
  refreshInverse(): void {
    this.inverse = invert(this.edges, this.n) ?? this.inverse;
  }

  /** Squared length of every edge (n). */
  squaredLengths(): Float64Array {
    const { n, edges } = this;
    return Float64Array.from({ length: n }, (_, j) => {
      const edge = edges.subarray(j * n, (j + 1) * n);
      return dot(edge, edge);
    });
  }

  /** The linear models of f and of the constraints at the pole. */
  model(): LinearModel {
    const { n, m, linear, constraints, fun } = this;
    const gradients = new Float64Array((m + 1) * n);
    gradients.set(linear);
    const differences = new Float64Array(n);
    for (let k = linear.length / n; k < m; k++) {
      for (let j = 0; j < n; j++) differences[j] = constraints[j * m + k] - constraints[n * m + k];
      this.interpolate(differences, gradients, k);
    }
    for (let j = 0; j < n; j++) differences[j] = fun[j] - fun[n];
    this.interpolate(differences, gradients, m);
    const slack = new Float64Array(m);
    for (let k = 0; k < m; k++) slack[k] = -constraints[n * m + k];
    return { n, m, gradients, slack };
  }

  private interpolate(differences: Float64Array, rows: Float64Array, row: number): void {
    const { n, inverse } = this;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += differences[j] * inverse[j * n + i];
      rows[row * n + i] = sum;
    }
  }

  /** The vertex of least merit f + penalty·violation; among equals the least violation, the pole first. */
  bestVertex(penalty: number): number {
    const { n, fun, violation } = this;
    const merit = fun.map((value, j) => value + penalty * violation[j]);
    const least = merit.reduce((a, b) => Math.min(a, b));
    let poleIsBest = !(least < merit[n]);
    for (let j = 0; j <= n && poleIsBest; j++) {
      if (violation[j] < violation[n] && merit[j] <= merit[n]) poleIsBest = false;
    }
    if (poleIsBest) return n;
    let best = -1;
    for (let j = 0; j <= n; j++) {
      if (merit[j] <= least && (best < 0 || violation[j] < violation[best])) best = j;
    }
    return best < 0 ? n : best;
  }

  /** Moves the pole to the best vertex. @returns false when rounding has ruined the simplex */
  movePole(penalty: number): boolean {
    const { n } = this;
    const best = this.bestVertex(penalty);
    const edges = this.edges.slice();
    const inverse = this.inverse.slice();
    const pole = this.pole.slice();
    if (best < n) {
      const shift = this.edges.slice(best * n, (best + 1) * n);
      for (let i = 0; i < n; i++) this.pole[i] += shift[i];
      this.edges.fill(0, best * n, (best + 1) * n);
      for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) this.edges[j * n + i] -= shift[i];
      const sums = this.columnSums();
      for (let i = 0; i < n; i++) this.inverse[best * n + i] = -sums[i];
    }
    if (!this.repairInverse()) {
      this.edges = edges;
      this.inverse = inverse;
      this.pole = pole;
      return false;
    }
    if (best < n) this.swapValues(best, n);
    return true;
  }

  /** Replaces vertex j by pole + step. @returns false when rounding has ruined the simplex */
  replace(
    j: number,
    step: Float64Array,
    fun: number,
    violation: number,
    constraints: Float64Array,
    penalty: number,
  ): boolean {
    const { n, edges, inverse } = this;
    const along = matVec(inverse, step, new Float64Array(n), n, n);
    if (j < n) {
      edges.set(step, j * n);
      const row = inverse.slice(j * n, (j + 1) * n);
      const scale = dot(row, step);
      for (let i = 0; i < n; i++) row[i] /= scale;
      for (let a = 0; a < n; a++) for (let i = 0; i < n; i++) inverse[a * n + i] -= along[a] * row[i];
      inverse.set(row, j * n);
    } else {
      for (let i = 0; i < n; i++) this.pole[i] += step[i];
      for (let b = 0; b < n; b++) for (let i = 0; i < n; i++) edges[b * n + i] -= step[i];
      const sums = this.columnSums();
      const rest = 1 - along.reduce((total, value) => total + value, 0);
      for (let a = 0; a < n; a++) for (let i = 0; i < n; i++) inverse[a * n + i] += along[a] * (sums[i] / rest);
    }
    if (!this.repairInverse()) return false;
    this.setValues(j, fun, violation, constraints);
    return this.movePole(penalty);
  }

  /** The vertex that a trial step pole + step should replace, or null for none. Equations (19)–(22). */
  vertexToDrop(step: Float64Array, isImproved: boolean, radius: number): number | null {
    const { n, edges, inverse } = this;
    const distances = new Float64Array(n + 1);
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const difference = edges[j * n + i] - (isImproved ? step[i] : 0);
        sum += difference * difference;
      }
      distances[j] = sum;
    }
    if (isImproved) distances[n] = dot(step, step);
    const along = matVec(inverse, step, new Float64Array(n), n, n);
    const total = along.reduce((sum, value) => sum + value, 0);
    let best: number | null = null;
    let bestScore = 0;
    for (let j = 0; j <= n; j++) {
      if (j === n && !isImproved) break;
      const weight = Math.max(1, distances[j] / (radius * radius));
      const score = weight * Math.abs(j < n ? along[j] : 1 - total);
      if (score > bestScore) {
        bestScore = score;
        best = j;
      }
    }
    if (best === null && isImproved) return indexOfLargest(distances);
    return best;
  }

  private columnSums(): Float64Array {
    const { n, inverse } = this;
    const sums = new Float64Array(n);
    for (let a = 0; a < n; a++) for (let i = 0; i < n; i++) sums[i] += inverse[a * n + i];
    return sums;
  }

  private repairInverse(): boolean {
    let drift = this.drift(this.inverse);
    if (!(drift <= DRIFT_NOTICED)) {
      const fresh = invert(this.edges, this.n);
      const freshDrift = fresh === null ? NaN : this.drift(fresh);
      if (fresh !== null && (freshDrift < drift || (Number.isNaN(drift) && !Number.isNaN(freshDrift)))) {
        this.inverse = fresh;
        drift = freshDrift;
      }
    }
    return drift <= DRIFT_ALLOWED;
  }

  private drift(inverse: Float64Array): number {
    const { n, edges } = this;
    let largest = 0;
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        let sum = 0;
        for (let i = 0; i < n; i++) sum += inverse[a * n + i] * edges[b * n + i];
        const error = Math.abs(sum - (a === b ? 1 : 0));
        if (Number.isNaN(error)) return NaN;
        largest = Math.max(largest, error);
      }
    }
    return largest;
  }
}

/** Index of the first largest entry. */
export function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
