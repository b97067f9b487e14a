/**
 * The trust-region subproblem with a tridiagonal matrix: min ½ hᵀTh + γ₀·h₁ subject to ‖h‖ ≤ radius.
 *
 * Source: Gould, Lucidi, Roma & Toint (1999), "Solving the trust-region subproblem using the Lanczos method", SIAM J.
 * Optim. 9, 504–525, §5: Newton's iteration on 1/‖h(λ)‖ = 1/radius from a λ with ‖h(λ)‖ ≥ radius. The leftmost
 * eigenvalue is bracketed by Sturm counts; in the (nearly) hard case its eigenvector completes the step.
 */

const NEWTON_LIMIT = 200;
const BISECTIONS = 200;
const EPSILON = 2 ** -52;
// How close to the boundary a step must come before an eigenvector is added (trlib: √ε).
const BOUNDARY_TOLERANCE = Math.sqrt(EPSILON);

/** Subproblems with leading parts of one matrix T, which its owner fills; holds the last solution. */
export class TridiagonalSubproblem {
  /** γ₀ > 0, the norm of the gradient */
  pull = NaN;
  /** the solution; its first `size` entries count */
  readonly h: Float64Array;
  size = 0;
  /** its multiplier λ ≥ 0; 0 inside the region */
  lambda = NaN;
  isInterior = false;
  /** ½ hᵀTh + γ₀·h₁ */
  value = NaN;
  private readonly system: ShiftedSystem;

  /** @param diagonal, offDiagonal  T, read by each `solve` */
  constructor(
    private readonly diagonal: Float64Array,
    private readonly offDiagonal: Float64Array,
  ) {
    this.h = new Float64Array(diagonal.length);
    this.system = new ShiftedSystem(diagonal, offDiagonal);
  }

  /** Solves the subproblem with the first m rows and columns.
   *  @returns false when the numbers are not finite; the last solution then stands
   *  Cost: O(m) per Newton step or bisection; allocates only in the hard case. */
  solve(m: number, radius: number): boolean {
    const { system } = this;
    system.open(m, this.pull);
    if (system.solve(0) && system.norm < radius) return this.accept(system.h, 0, true);
    if (Number.isNaN(system.norm)) return false;

    let lambda = 0;
    if (!(system.isDefinite && system.norm >= radius)) {
      const leftmost = leftmostEigenvalue(this.diagonal, this.offDiagonal, m);
      if (!Number.isFinite(leftmost)) return false;
      const started = startAbove(system, leftmost, radius);
      if (started === null) return false;
      if (system.norm < radius) return this.accept(system.completed(leftmost, radius), started, false);
      lambda = started;
    }
    for (let iteration = 0; iteration < NEWTON_LIMIT; iteration++) {
      const change = (system.norm - radius) / (radius * system.derivativeWeight());
      if (!(Math.abs(change) > EPSILON * Math.max(1, lambda) * 1e-3) || system.norm - radius <= EPSILON * radius) break;
      if (!system.solve(lambda + change)) {
        system.solve(lambda);
        break;
      }
      lambda += change;
    }
    return this.accept(system.h, lambda, false);
  }

  private accept(h: Float64Array, lambda: number, isInterior: boolean): boolean {
    this.size = this.system.m;
    for (let i = 0; i < this.size; i++) this.h[i] = h[i];
    this.lambda = lambda;
    this.isInterior = isInterior;
    this.value = this.system.valueAt(h);
    return true;
  }
}

// A λ at which T + λI is definite and ‖h‖ ≥ radius, or the closest to the pole that can be factored.
function startAbove(system: ShiftedSystem, leftmost: number, radius: number): number | null {
  const pole = Math.max(0, -leftmost);
  const scale = 1 + Math.abs(leftmost);
  let low = 0;
  let offset = EPSILON * scale;
  let high = NaN;
  for (let trial = 0; trial < BISECTIONS; trial++) {
    if (system.solve(pole + offset)) {
      if (system.norm >= radius) return pole + offset;
      high = offset;
    } else {
      low = offset;
    }
    if (Number.isNaN(high)) offset *= 2;
    else if (high - low <= EPSILON * scale) break;
    else offset = 0.5 * (low + high);
  }
  if (Number.isNaN(high) || !system.solve(pole + high)) return null;
  return pole + high;
}

/** (T + λI) h = −γ₀ e₁ by LDLᵀ, for one λ after another. */
class ShiftedSystem {
  m = 0;
  norm = NaN;
  isDefinite = false;
  /** the first m entries count */
  readonly h: Float64Array;
  private pull = NaN;
  private readonly pivots: Float64Array;
  private readonly factors: Float64Array;

  constructor(
    private readonly diagonal: Float64Array,
    private readonly offDiagonal: Float64Array,
  ) {
    this.pivots = new Float64Array(diagonal.length);
    this.factors = new Float64Array(diagonal.length);
    this.h = new Float64Array(diagonal.length);
  }

  /** Turns to the first m rows and columns of T and another γ₀. */
  open(m: number, pull: number): void {
    this.m = m;
    this.pull = pull;
    this.norm = NaN;
    this.isDefinite = false;
  }

  /** @returns whether T + λI is positive definite; only then are h and its norm new */
  solve(lambda: number): boolean {
    const { m, diagonal, offDiagonal, pivots, factors, h } = this;
    this.isDefinite = false;
    for (let i = 0; i < m; i++) {
      let pivot = diagonal[i] + lambda;
      if (i > 0) {
        factors[i - 1] = offDiagonal[i - 1] / pivots[i - 1];
        pivot -= factors[i - 1] * offDiagonal[i - 1];
      }
      if (!(pivot > 0)) {
        if (Number.isNaN(pivot)) this.norm = NaN;
        else this.norm = Infinity;
        return false;
      }
      pivots[i] = pivot;
    }
    h[0] = -this.pull;
    for (let i = 1; i < m; i++) h[i] = -factors[i - 1] * h[i - 1];
    h[m - 1] /= pivots[m - 1];
    for (let i = m - 2; i >= 0; i--) h[i] = h[i] / pivots[i] - factors[i] * h[i + 1];
    this.norm = length(h, m);
    this.isDefinite = true;
    return Number.isFinite(this.norm);
  }

  /** ‖L⁻¹h/‖h‖‖² in the norm of D⁻¹: the slope of Newton's iteration. */
  derivativeWeight(): number {
    const { m, pivots, factors, h, norm } = this;
    let w = h[0] / norm;
    let weight = (w * w) / pivots[0];
    for (let i = 1; i < m; i++) {
      w = h[i] / norm - factors[i - 1] * w;
      weight += (w * w) / pivots[i];
    }
    return weight;
  }

  /** The hard case: h is too short, and what is missing points along the leftmost eigenvector. */
  completed(leftmost: number, radius: number): Float64Array {
    const { m, norm } = this;
    if (Math.abs(radius - norm) < BOUNDARY_TOLERANCE * radius) return this.h;
    const h = this.h.slice(0, m);
    const u = this.eigenvector(leftmost);
    let inner = 0;
    for (let i = 0; i < m; i++) inner += h[i] * u[i];
    const root = Math.sqrt(inner * inner + radius * radius - norm * norm);
    const back = h.map((value, i) => value + (-inner - root) * u[i]);
    const forth = h.map((value, i) => value + (-inner + root) * u[i]);
    return this.valueAt(forth) < this.valueAt(back) ? forth : back;
  }

  /** ½ hᵀTh + γ₀·h₁ */
  valueAt(h: Float64Array): number {
    const { m, diagonal, offDiagonal, pull } = this;
    let total = pull * h[0];
    for (let i = 0; i < m; i++) {
      total += 0.5 * diagonal[i] * h[i] * h[i];
      if (i + 1 < m) total += offDiagonal[i] * h[i] * h[i + 1];
    }
    return total;
  }

  // Inverse iteration just above the eigenvalue.
  private eigenvector(leftmost: number): Float64Array {
    const { m, diagonal, offDiagonal } = this;
    let u: Float64Array = new Float64Array(m).fill(1 / Math.sqrt(m));
    const shift = leftmost - EPSILON * (1 + Math.abs(leftmost));
    for (let iteration = 0; iteration < 10; iteration++) {
      const next = solveGeneral(diagonal, offDiagonal, m, shift, u);
      const size = length(next, m);
      if (!(size > 0) || !Number.isFinite(size)) break;
      u = next.map((value) => value / size);
    }
    return u;
  }
}

// (T − shift·I) x = b without pivoting beyond a guard against zero.
function solveGeneral(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  m: number,
  shift: number,
  b: Float64Array,
): Float64Array {
  const pivots = new Float64Array(m);
  const x = b.slice();
  const guard = EPSILON * (1 + Math.abs(shift));
  for (let i = 0; i < m; i++) {
    let pivot = diagonal[i] - shift;
    if (i > 0) {
      const factor = offDiagonal[i - 1] / pivots[i - 1];
      pivot -= factor * offDiagonal[i - 1];
      x[i] -= factor * x[i - 1];
    }
    pivots[i] = Math.abs(pivot) < guard ? guard : pivot;
  }
  x[m - 1] /= pivots[m - 1];
  for (let i = m - 2; i >= 0; i--) x[i] = (x[i] - offDiagonal[i] * x[i + 1]) / pivots[i];
  return x;
}

/** Smallest eigenvalue of T, by bisection on Sturm counts between Gershgorin's bounds.
 *  Cost: O(m) per halving, to the last bit. */
export function leftmostEigenvalue(diagonal: Float64Array, offDiagonal: Float64Array, m: number): number {
  let low = Infinity;
  let high = Infinity;
  for (let i = 0; i < m; i++) {
    const reach = (i > 0 ? Math.abs(offDiagonal[i - 1]) : 0) + (i + 1 < m ? Math.abs(offDiagonal[i]) : 0);
    low = Math.min(low, diagonal[i] - reach);
    high = Math.min(high, diagonal[i]);
  }
  for (let i = 0; i < BISECTIONS && low < high; i++) {
    const middle = 0.5 * (low + high);
    if (middle === low || middle === high) break;
    if (hasEigenvalueBelow(diagonal, offDiagonal, m, middle)) high = middle;
    else low = middle;
  }
  return high;
}

function hasEigenvalueBelow(diagonal: Float64Array, offDiagonal: Float64Array, m: number, shift: number): boolean {
  let pivot = diagonal[0] - shift;
  for (let i = 1; i < m && pivot > 0; i++) {
    pivot = diagonal[i] - shift - (offDiagonal[i - 1] * offDiagonal[i - 1]) / pivot;
  }
  return !(pivot > 0);
}

function length(v: Float64Array, m: number): number {
  let total = 0;
  for (let i = 0; i < m; i++) total += v[i] * v[i];
  return Math.sqrt(total);
}
