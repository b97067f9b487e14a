/**
 * Least-squares Lagrange multipliers: the λ that minimizes ‖g + Σ λ_k·a_k‖ over the active constraints, nonnegative
 * for inequalities.
 *
 * Source: Ragonneau (2022), section 5.3.4; Lawson & Hanson (1974), Solving Least Squares Problems, algorithm NNLS
 * (23.10), with some variables free.
 */
import { applyRows } from '../../../math/linalg/kernels';
import { thinSvd } from '../../../math/linalg/svd';
import { dot, norm2 } from '../../../math/linalg/sums';
import { unit } from './boundaries';
import type { Models } from './models';
import type { Linearization } from './normal';
import type { CobyqaProblem } from './problem';

const TOLERANCE = 1e-10;
const RANK_TOLERANCE = 2 ** -52;

/** The multipliers of linear and nonlinear, inequality and equality constraints. */
export class Multipliers {
  readonly linearUb: Float64Array;
  readonly linearEq: Float64Array;
  readonly ub: Float64Array;
  readonly eq: Float64Array;

  constructor(
    private readonly problem: CobyqaProblem,
    private readonly models: Models,
  ) {
    this.linearUb = new Float64Array(problem.linear.bub.length);
    this.linearEq = new Float64Array(problem.linear.beq.length);
    this.ub = new Float64Array(models.found[0].cub.length);
    this.eq = new Float64Array(models.found[0].ceq.length);
  }

  /** Euclidean norm of all of them. */
  norm(): number {
    return norm2(Float64Array.from([...this.linearUb, ...this.linearEq, ...this.ub, ...this.eq]));
  }

  /** Estimates them at x from the constraints that are active there.
   *  @param cub  nonlinear inequalities at the best point: active where not negative */
  update(x: Float64Array, cub: Float64Array): void {
    const { problem, models } = this;
    if (!problem.hasGeneralConstraints) return;
    const { aub, bub, aeq } = problem.linear;
    const n = x.length;
    const values = applyRows(aub, x, new Float64Array(bub.length), bub.length, n);
    const linearActive = indices(bub.length, (k) => values[k] >= bub[k]);
    const active = indices(cub.length, (k) => cub[k] >= 0);
    if (linearActive.length + active.length + this.linearEq.length + this.eq.length === 0) return;
    const cubGrads = active.length > 0 ? models.cubGrads(x) : [];
    const inequalities = [
      ...indices(n, (i) => problem.xl[i] >= x[i]).map((i) => unit(i, n, -1)),
      ...indices(n, (i) => problem.xu[i] <= x[i]).map((i) => unit(i, n, 1)),
      ...linearActive.map((k) => aub.slice(k * n, (k + 1) * n)),
      ...active.map((k) => cubGrads[k]),
    ];
    const equalities = [...Array.from(this.linearEq, (_, k) => aeq.slice(k * n, (k + 1) * n)), ...models.ceqGrads(x)];
    const rows = [...inequalities, ...equalities];
    const isSigned = rows.map((_, k) => k < inequalities.length);
    const lambda = leastSquaresMultipliers(rows, models.funGrad(x), isSigned);
    let at = inequalities.length - linearActive.length - active.length;
    this.linearUb.fill(0);
    for (const k of linearActive) this.linearUb[k] = lambda[at++];
    this.ub.fill(0);
    for (const k of active) this.ub[k] = lambda[at++];
    for (let k = 0; k < this.linearEq.length; k++) this.linearEq[k] = lambda[at++];
    for (let k = 0; k < this.eq.length; k++) this.eq[k] = lambda[at++];
  }
}

/** How fast f still falls along the steepest direction that the linearized constraints allow, by the models.
 *  @param tolerance  distance within which a constraint counts as active
 *  @returns          the slope, 0 where no constraint is active, and the size of the gradient */
export function remainingDescent(
  problem: CobyqaProblem,
  { aub, bub, aeq }: Linearization,
  g: Float64Array,
  x: Float64Array,
  tolerance: number,
): { readonly slope: number; readonly size: number } {
  const n = x.length;
  const row = (A: Float64Array, k: number): Float64Array => A.slice(k * n, (k + 1) * n);
  const inequalities = [
    ...indices(n, (i) => x[i] - problem.xl[i] <= tolerance).map((i) => unit(i, n, -1)),
    ...indices(n, (i) => problem.xu[i] - x[i] <= tolerance).map((i) => unit(i, n, 1)),
    ...indices(bub.length, (k) => bub[k] <= tolerance * norm2(row(aub, k))).map((k) => row(aub, k)),
  ];
  const rows = [...inequalities, ...indices(aeq.length / n, () => true).map((k) => row(aeq, k))];
  if (rows.length === 0) return { slope: 0, size: norm2(g) };
  const isSigned = rows.map((_, k) => k < inequalities.length);
  const lambda = leastSquaresMultipliers(rows, g, isSigned);
  const residual = g.map((value, i) => rows.reduce((sum, a, k) => sum + lambda[k] * a[i], value));
  return { slope: norm2(residual), size: norm2(g) };
}

function indices(length: number, isWanted: (k: number) => boolean): number[] {
  return Array.from({ length }, (_, k) => k).filter(isWanted);
}

/** @param rows      constraint gradients (each n)
 *  @param g         gradient of the objective (n)
 *  @param signed    whether λ_k must be ≥ 0
 *  Cost: a singular value decomposition for each change of the active set, at most 3·rows of them */
export function leastSquaresMultipliers(
  rows: readonly Float64Array[],
  g: Float64Array,
  signed: readonly boolean[],
): Float64Array {
  const all = rows.map((_, k) => k);
  const unbounded = solveFor(rows, g, all);
  if (all.every((k) => !signed[k] || unbounded[k] >= 0)) return unbounded;
  let free = all.filter((k) => !signed[k]);
  let lambda = solveFor(rows, g, free);
  for (let round = 0; round < 3 * rows.length; round++) {
    const residual = g.map((value, i) => value + rows.reduce((sum, row, k) => sum + lambda[k] * row[i], 0));
    const scale = Math.max(1, Math.sqrt(dot(g, g)));
    let entering = -1;
    let steepest = TOLERANCE * scale;
    for (const k of all) {
      if (free.includes(k)) continue;
      const descent = -dot(rows[k], residual);
      if (descent > steepest) {
        steepest = descent;
        entering = k;
      }
    }
    if (entering < 0) break;
    free = [...free, entering].sort((a, b) => a - b);
    ({ lambda, free } = settleSigns(rows, g, signed, lambda, free));
  }
  return lambda;
}

// Steps towards the solution on the free set, taking out those that would turn negative.
function settleSigns(
  rows: readonly Float64Array[],
  g: Float64Array,
  signed: readonly boolean[],
  start: Float64Array,
  startFree: number[],
): { lambda: Float64Array; free: number[] } {
  let lambda = start;
  let free = startFree;
  for (let round = 0; round <= rows.length; round++) {
    const target = solveFor(rows, g, free);
    const negative = free.filter((k) => signed[k] && target[k] <= 0);
    if (negative.length === 0) return { lambda: target, free };
    let share = 1;
    for (const k of negative) share = Math.min(share, lambda[k] / (lambda[k] - target[k]));
    lambda = lambda.map((value, k) => value + share * (target[k] - value));
    free = free.filter((k) => !signed[k] || lambda[k] > TOLERANCE);
    lambda = lambda.map((value, k) => (free.includes(k) ? value : 0));
  }
  return { lambda, free };
}

// The shortest least-squares solution with the variables that are not free at zero.
function solveFor(rows: readonly Float64Array[], g: Float64Array, free: readonly number[]): Float64Array {
  const n = g.length;
  const lambda = new Float64Array(rows.length);
  const A = new Float64Array(free.length * n);
  free.forEach((k, f) => A.set(rows[k], f * n));
  const terms = free.length > 0 ? thinSvd(A, free.length, n) : [];
  const largest = terms[0]?.value ?? 0;
  for (const { value, left, right } of terms) {
    if (!(value > RANK_TOLERANCE * Math.max(free.length, n) * largest)) continue;
    const weight = -dot(right, g) / value;
    free.forEach((k, f) => {
      lambda[k] += weight * left[f];
    });
  }
  return lambda;
}
