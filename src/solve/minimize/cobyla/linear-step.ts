/**
 * The trust-region step of COBYLA: first the shortest step that makes the greatest violation of the linear
 * models as small as possible, then, with the freedom that is left, the least value of the linear objective.
 *
 * Source: Powell (1994), section 2, and Z. Zhang (2023), "PRIMA", doi:10.5281/zenodo.8052654, whose treatment of
 * NaN, of huge gradients and of cycling is followed. Both stages are one active-set walk (`Walk`); they differ in
 * what they minimize, and in stage two holding the violation of stage one.
 */
import { applyRows, stridedDot } from '../../../math/linalg/kernels';
import { dot } from '../../../math/linalg/sums';
import { ActiveSet, isNegligible, isSingularPivot } from './active-set';

/** Linear models at the best vertex: minimize g·d subject to a_k·d ≤ b_k. */
export interface LinearModel {
  readonly n: number;
  readonly m: number;
  /** row k is a_k; the last row (index m) is g */
  readonly gradients: Float64Array;
  /** b (m) */
  readonly slack: Float64Array;
}

const HUGE_GRADIENT = 1e12;
const EPS = 2 ** -52;
const STALLS_ALLOWED = 3;

/** The step d (n) with ‖d‖ ≤ radius, up to rounding. Cost: O(max(m, n)·n²) a change of the active set. */
export function linearStep(model: LinearModel, radius: number): Float64Array {
  const walk = new Walk(tamed(model), radius);
  walk.reduceViolation();
  walk.reduceObjective();
  return walk.step;
}

// Rows with enormous entries are scaled down, which leaves the constraint what it is.
function tamed({ n, m, gradients, slack }: LinearModel): LinearModel {
  const rows = gradients.slice();
  const b = new Float64Array(m + 1);
  b.set(slack);
  for (let k = 0; k <= m; k++) {
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(rows[k * n + i]));
    if (!(largest > HUGE_GRADIENT)) continue;
    const scale = Math.max(2 * 2 ** -1022, 1 / largest);
    for (let i = 0; i < n; i++) rows[k * n + i] *= scale;
    b[k] *= scale;
  }
  return { n, m, gradients: rows, slack: b };
}

class Walk {
  step: Float64Array;
  private readonly active: ActiveSet;
  /** multipliers of the active constraints, residuals of the others, in the order of `active.order` */
  private multipliers: Float64Array;
  private direction: Float64Array;
  private violation = 0;
  /** position in `order` of the constraint to add, or of the active one to drop */
  private candidate = 0;

  constructor(
    private readonly model: LinearModel,
    private readonly radius: number,
  ) {
    const { n, m, gradients } = model;
    this.step = new Float64Array(n);
    this.direction = new Float64Array(n);
    this.active = new ActiveSet(n, gradients, m + 1);
    this.multipliers = new Float64Array(m + 1);
  }

  /** Stage one. */
  reduceViolation(): void {
    const { m, slack } = this.model;
    let worst = 0;
    let worstAt = -1;
    for (let k = 0; k < m; k++) {
      if (-slack[k] > worst) worst = -slack[k];
      if (!Number.isNaN(slack[k]) && (worstAt < 0 || -slack[k] > -slack[worstAt])) worstAt = k;
    }
    this.violation = worst;
    for (let k = 0; k < m; k++) this.multipliers[k] = worst + slack[k];
    if (m === 0 || worst <= 0 || worstAt < 0) return;
    this.candidate = worstAt;
    this.walk(1, m);
  }

  /** Stage two. */
  reduceObjective(): void {
    const { m, slack } = this.model;
    if (dot(this.step, this.step) >= this.radius * this.radius) return;
    this.active.order[m] = m;
    this.multipliers[m] = 0;
    this.candidate = m;
    this.violation = 0;
    for (let k = 0; k < m; k++) {
      this.violation = Math.max(this.violation, this.along(k, this.step) - slack[k]);
    }
    this.walk(2, m + 1);
  }

  private walk(stage: 1 | 2, total: number): void {
    const { n, m } = this.model;
    const { active } = this;
    for (let k = 0; k < active.count; k++) active.pivots[k] = active.product(k, active.order[k]);
    if (stage === 1) this.direction.fill(0);
    let best = Number.MAX_VALUE;
    let countBefore = active.count;
    let stalls = 0;
    const limit = Math.min(10_000, 100 * Math.max(m, n));
    for (let iteration = 0; iteration < limit; iteration++) {
      const value = stage === 1 ? this.violation : this.objective();
      if (value < best || active.count > countBefore) {
        countBefore = active.count;
        stalls = 0;
      } else if (++stalls === STALLS_ALLOWED) return;
      best = Math.min(best, value);

      const changed = this.candidate >= active.count ? this.add(stage, total) : this.drop(stage);
      if (!changed) return;
      const length = this.stepLength(stage);
      if (length === null) return;
      if (!this.advance(stage, total, length)) return;
    }
  }

  // Brings the candidate into the active set, exchanging it for a dependent one where necessary.
  private add(stage: 1 | 2, total: number): boolean {
    const { n, gradients } = this.model;
    const { active, multipliers, candidate } = this;
    const constraint = active.order[candidate];
    if (active.append(constraint)) {
      const last = active.count - 1;
      if (last !== candidate) {
        multipliers[candidate] = multipliers[last];
        swap(active.order, candidate, last);
      }
      multipliers[last] = 0;
    } else {
      const weights = active.combination(gradients.slice(constraint * n, (constraint + 1) * n));
      if (weights === null || !weights.some((weight) => weight > 0)) return false;
      let share = Number.MAX_VALUE;
      for (let k = 0; k < active.count; k++) {
        if (weights[k] > 0) share = Math.min(share, multipliers[k] / weights[k]);
      }
      for (let k = 0; k < active.count; k++) multipliers[k] = Math.max(0, multipliers[k] - share * weights[k]);
      const last = active.count - 1;
      if (isSingularPivot(active.pivots[last])) return false;
      multipliers[candidate] = 0;
      multipliers[last] = share;
      swap(active.order, candidate, last);
    }
    if (stage === 2 && active.order[active.count - 1] !== total - 1) {
      // The objective stays the last of the active rows.
      if (active.count <= 1) return false;
      active.moveLast(active.count - 2);
      swap(active.order, active.count - 2, active.count - 1);
      swap(multipliers, active.count - 2, active.count - 1);
    }
    const last = active.count - 1;
    if (isSingularPivot(active.pivots[last])) return false;
    if (stage === 1) {
      const along = stridedDot(this.direction, gradients, active.order[last] * n, 1);
      this.bend((along + 1) / active.pivots[last], last);
    } else this.aimAtObjective(last);
    return true;
  }

  // Takes the candidate, an active constraint whose multiplier ran out, off the active set.
  private drop(stage: 1 | 2): boolean {
    const { active, multipliers, candidate } = this;
    active.moveLast(candidate);
    cycleLeft(active.order, candidate, active.count);
    cycleLeft(multipliers, candidate, active.count);
    active.count--;
    if (active.count > 0 && isSingularPivot(active.pivots[active.count - 1])) return false;
    if (stage === 1) {
      const { n } = this.model;
      const along = stridedDot(this.direction, active.q, active.count * n, 1);
      this.bend(along, active.count);
      return true;
    }
    if (active.count === 0) return false;
    this.aimAtObjective(active.count - 1);
    return true;
  }

  private bend(amount: number, column: number): void {
    const { n } = this.model;
    for (let i = 0; i < n; i++) this.direction[i] -= amount * this.active.q[column * n + i];
  }

  private aimAtObjective(column: number): void {
    const { n } = this.model;
    const scale = -1 / this.active.pivots[column];
    for (let i = 0; i < n; i++) this.direction[i] = scale * this.active.q[column * n + i];
  }

  // How far the direction may be followed inside the trust region; null when not at all.
  private stepLength(stage: 1 | 2): number | null {
    const room = this.radius * this.radius - dot(this.step, this.step);
    const size = dot(this.direction, this.direction);
    const slope = dot(this.direction, this.step);
    if (room <= 0 || size <= EPS * this.radius * this.radius || Number.isNaN(slope)) return null;
    const root = Math.max(Math.sqrt(size * room + slope * slope), Math.abs(slope), Math.sqrt(size * room));
    const length = slope > 0 ? room / (root + slope) : (root - slope) / size;
    if (!(length > 0) || length === Infinity) return null;
    if (stage === 2) return length;
    return isNegligible(this.violation, length) ? null : Math.min(length, this.violation);
  }

  // Follows the direction until a multiplier or a residual becomes zero; says whether the walk goes on.
  private advance(stage: 1 | 2, total: number, length: number): boolean {
    const { n, m, slack } = this.model;
    const { active } = this;
    const trial = new Float64Array(n);
    for (let i = 0; i < n; i++) trial[i] = this.step[i] + length * this.direction[i];
    if (stage === 1) {
      this.violation = 0;
      const values = this.products(trial, active.count);
      for (let k = 0; k < active.count; k++) {
        this.violation = Math.max(this.violation, values[k] - slack[active.order[k]]);
      }
    }
    const target = this.targetMultipliers(stage, total, trial);

    let share = 1;
    let next = -1;
    for (let k = 0; k < total; k++) {
      if (!(target[k] < 0)) continue;
      const reach = this.multipliers[k] / (this.multipliers[k] - target[k]);
      if (reach < share) {
        share = reach;
        next = k;
      }
    }
    const moved = new Float64Array(n);
    let isFinite = true;
    for (let i = 0; i < n; i++) {
      moved[i] = (1 - share) * this.step[i] + share * trial[i];
      isFinite &&= Number.isFinite(moved[i]);
    }
    for (let k = 0; k < total; k++) {
      const value = (1 - share) * this.multipliers[k] + share * target[k];
      this.multipliers[k] = Number.isNaN(value) ? value : Math.max(0, value);
      isFinite &&= Number.isFinite(this.multipliers[k]);
    }
    if (!isFinite) return false;
    this.step = moved;
    if (stage === 1) {
      this.violation = 0;
      for (let k = 0; k < m; k++) {
        this.violation = Math.max(this.violation, this.along(k, moved) - slack[k]);
      }
    }
    this.candidate = next;
    return next >= 0;
  }

  // g·step. Columns of SciPy's matrix are summed as its kernels sum strided vectors.
  private objective(): number {
    const { n, m, gradients } = this.model;
    return m === 0 ? dot(this.step, gradients) : stridedDot(this.step, gradients, m * n, 1);
  }

  // a_k·x, as one of several products.
  private along(k: number, x: Float64Array): number {
    const { n, m, gradients } = this.model;
    if (m === 1) return stridedDot(x, gradients, 0, 1);
    let sum = 0;
    for (let i = 0; i < n; i++) sum += x[i] * gradients[k * n + i];
    return sum;
  }

  // The first `count` rows in the order of the active set times x, after `map` on all entries.
  private products(x: Float64Array, count: number, map = (value: number): number => value): Float64Array {
    const { n, gradients } = this.model;
    const rows = new Float64Array(count * n);
    for (let k = 0; k < count; k++) {
      const c = this.active.order[k];
      for (let i = 0; i < n; i++) rows[k * n + i] = map(gradients[c * n + i]);
    }
    return applyRows(rows, x.map(map), new Float64Array(count), count, n);
  }

  // Multipliers of the active constraints and residuals of the others at the trial step.
  private targetMultipliers(stage: 1 | 2, total: number, trial: Float64Array): Float64Array {
    const { slack } = this.model;
    const { active } = this;
    const target = new Float64Array(total);
    const weights = active.combination(trial);
    for (let k = 0; k < active.count; k++) target[k] = weights === null ? NaN : -weights[k];
    if (stage === 2) target[active.count - 1] = Math.max(0, target[active.count - 1]);
    const values = this.products(trial, total);
    const sizes = this.products(trial, total, Math.abs);
    for (let k = active.count; k < total; k++) {
      const c = active.order[k];
      const residual = this.violation - (values[k] - slack[c]);
      target[k] = isNegligible(residual, sizes[k] + Math.abs(slack[c]) + this.violation) ? 0 : residual;
    }
    return target;
  }
}

function swap(values: Float64Array | Int32Array, a: number, b: number): void {
  const kept = values[a];
  values[a] = values[b];
  values[b] = kept;
}

function cycleLeft(values: Float64Array | Int32Array, from: number, end: number): void {
  const first = values[from];
  values.copyWithin(from, from + 1, end);
  values[end - 1] = first;
}
