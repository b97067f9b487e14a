/**
 * The trust-region SQP framework of COBYQA: best point, penalty, multipliers, radius and resolution, and the steps.
 *
 * Source: Ragonneau (2022), chapter 5: algorithm 5.1, the merit function (5.6), the penalty (5.11), the radii (5.15),
 * the exchange of points (section 5.3.2) and the multipliers (section 5.3.4). Constants are those of COBYQA 1.1.
 */
import { dot, norm2 } from '../../../math/linalg/sums';
import { activeNullSpace, constrainedTangentialStep } from './constrained-tangential';
import { TINY } from './boundaries';
import { cauchyGeometryStep, spiderGeometryStep } from './geometry';
import type { Radii } from './interpolation';
import type { Models } from './models';
import { leastSquaresMultipliers } from './multipliers';
import { normalStep, type Linearization } from './normal';
import { arraysTolerance, type CobyqaProblem, type Evaluation } from './problem';
import { tangentialStep } from './tangential';

const EPS = 2 ** -52;
const DECREASE_RADIUS = 0.5;
const INCREASE_RADIUS = Math.SQRT2;
const INCREASE_BY_STEP = 2;
const NEAR_RESOLUTION = 1.4;
const DECREASE_RESOLUTION = 0.1;
const LARGE_RESOLUTION = 250;
const MODERATE_RESOLUTION = 16;
const LOW_RADIUS = 0.1;
const PENALTY_THRESHOLD = 1.5;
const PENALTY_FACTOR = 2;
const CONSTRAINT_RATIO = 2;
export const LOW_RATIO = 0.1;
export const HIGH_RATIO = 0.7;
export const NORMAL_SHARE = 0.8;

/** See the header. */
export class Framework {
  penalty = 0;
  resolution: number;
  private currentRadius: number;
  private bestIndex = 0;
  // Multipliers of linear and nonlinear inequalities and equalities.
  private lmLinearUb: Float64Array;
  private lmLinearEq: Float64Array;
  private lmUb: Float64Array;
  private lmEq: Float64Array;

  constructor(
    readonly problem: CobyqaProblem,
    readonly models: Models,
    private readonly radii: Radii,
  ) {
    const { linear } = problem;
    this.lmLinearUb = new Float64Array(linear.bub.length);
    this.lmLinearEq = new Float64Array(linear.beq.length);
    this.lmUb = new Float64Array(models.found[0].cub.length);
    this.lmEq = new Float64Array(models.found[0].ceq.length);
    this.resolution = radii.initial;
    this.currentRadius = radii.initial;
    this.chooseBest();
    this.updateMultipliers(this.xBest);
  }

  get xBest(): Float64Array {
    return this.models.interpolation.point(this.bestIndex);
  }

  get best(): Evaluation {
    return this.models.found[this.bestIndex];
  }

  get radius(): number {
    return this.currentRadius;
  }

  /** A radius close to the resolution becomes it. */
  set radius(value: number) {
    this.currentRadius = value <= NEAR_RESOLUTION * this.resolution ? this.resolution : value;
  }

  merit(x: Float64Array, evaluation: Evaluation): number {
    return this.problem.merit(x, evaluation.fun, evaluation.violation, this.penalty);
  }

  /** The trial step in its two parts. */
  trustRegionStep(): { readonly normal: Float64Array; readonly tangential: Float64Array } {
    const { problem, models } = this;
    const x = this.xBest;
    const system = this.linearization(x);
    const lower = problem.xl.map((low, i) => low - x[i]);
    const upper = problem.xu.map((high, i) => high - x[i]);
    const normal = normalStep(system, lower, upper, NORMAL_SHARE * this.radius);
    const radius = Math.sqrt(this.radius ** 2 - dot(normal, normal));
    const restLower = lower.map((low, i) => low - normal[i]);
    const restUpper = upper.map((high, i) => high - normal[i]);
    const Hn = this.lagrangianProduct(normal);
    const g = models.funGrad(x).map((value, i) => value + Hn[i]);
    const product = (v: Float64Array): Float64Array => this.lagrangianProduct(v);
    if (problem.kind === 'unconstrained' || problem.kind === 'bound-constrained') {
      return { normal, tangential: tangentialStep(g, product, restLower, restUpper, radius) };
    }
    const n = x.length;
    const bub = system.bub.map((room, k) => {
      return Math.max(room - dot(system.aub.subarray(k * n, (k + 1) * n), normal), 0);
    });
    const { aub, aeq } = system;
    const tangential = constrainedTangentialStep({
      g,
      product,
      lower: restLower,
      upper: restUpper,
      aub,
      bub,
      aeq,
      radius,
    });
    return { normal, tangential };
  }

  /** A step that repairs the interpolation set when point k goes there. @throws LinearAlgebraError */
  geometryStep(k: number): Float64Array {
    const { problem, models } = this;
    const { interpolation } = models;
    const x = this.xBest;
    const n = x.length;
    const polynomial = models.lagrangePolynomial(k);
    const g = polynomial.grad(x, interpolation);
    const curvature = (v: Float64Array): number => polynomial.curvature(v, interpolation);
    const lower = problem.xl.map((low, i) => low - x[i]);
    const upper = problem.xu.map((high, i) => high - x[i]);
    const determinant = (step: Float64Array): number =>
      Math.abs(
        models.determinants(
          x.map((value, i) => value + step[i]),
          k,
        )[0],
      );
    let step = cauchyGeometryStep(g, curvature, lower, upper, this.radius);
    let size = determinant(step);
    const center = interpolation.displacement(this.bestIndex).slice();
    const lines = Array.from({ length: models.npt }, (_, j) => j);
    [lines[0], lines[this.bestIndex]] = [lines[this.bestIndex], lines[0]];
    const displacements = lines.slice(1).map((j) => interpolation.displacement(j).map((value, i) => value - center[i]));
    const alternative = spiderGeometryStep(g, curvature, displacements, lower, upper, this.radius);
    const alternativeSize = determinant(alternative);
    if (alternativeSize > size) {
      step = alternative;
      size = alternativeSize;
    }
    if (problem.kind === 'unconstrained' || problem.kind === 'bound-constrained') return step;
    return this.feasibleGeometryStep(g, curvature, lower, upper, n, determinant, size) ?? step;
  }

  // The projected gradient of the Lagrange polynomial, where it hardly leaves the feasible set.
  private feasibleGeometryStep(
    g: Float64Array,
    curvature: (v: Float64Array) => number,
    lower: Float64Array,
    upper: Float64Array,
    n: number,
    determinant: (step: Float64Array) => number,
    size: number,
  ): Float64Array | null {
    const { aub, bub, aeq, beq } = this.linearization(this.xBest);
    const boundTolerance = arraysTolerance(lower, upper);
    const rowTolerance = arraysTolerance(bub);
    const free = {
      lower: Array.from(lower, (low) => low <= -boundTolerance),
      upper: Array.from(upper, (high) => high >= boundTolerance),
      ub: Array.from(bub, (room) => room >= rowTolerance),
    };
    const space = activeNullSpace(aub, aeq, n, free);
    const projected = space.project(g);
    const length = norm2(projected);
    if (!(space.active > 0 && space.active < n && length > TINY * this.radius)) return null;
    let step = projected.map((value) => (this.radius / length) * value);
    if (curvature(step) < 0) step = step.map((value) => -value);
    const row = (A: Float64Array, k: number): number => dot(A.subarray(k * n, (k + 1) * n), step);
    let worst = 0;
    let tolerance = 0;
    step.forEach((value, i) => {
      worst = Math.max(worst, lower[i] - value, value - upper[i]);
      if (!free.lower[i] || !free.upper[i]) tolerance = Math.max(tolerance, Math.abs(value));
    });
    bub.forEach((room, k) => {
      worst = Math.max(worst, row(aub, k) - room);
      if (!free.ub[k]) tolerance = Math.max(tolerance, Math.abs(row(aub, k)));
    });
    beq.forEach((right, k) => {
      worst = Math.max(worst, Math.abs(row(aeq, k) - right));
    });
    if (worst > Math.min(10 * tolerance, 0.01 * norm2(step))) return null;
    if (!(determinant(step) >= 0.1 * size)) return null;
    return step.map((value, i) => Math.min(Math.max(value, lower[i]), upper[i]));
  }

  /** A correction towards feasibility, for steps that the curvature of the constraints spoiled. */
  secondOrderCorrection(step: Float64Array): Float64Array {
    const x = this.xBest;
    const lower = this.problem.xl.map((low, i) => low - x[i]);
    const upper = this.problem.xu.map((high, i) => high - x[i]);
    return normalStep(this.linearization(x), lower, upper, norm2(step));
  }

  /** Actual over predicted reduction of the merit function. */
  reductionRatio(step: Float64Array, evaluation: Evaluation): number {
    const { problem, penalty } = this;
    const x = this.xBest;
    const next = x.map((value, i) => value + step[i]);
    const actual = this.merit(x, this.best) - this.merit(next, evaluation);
    const predicted =
      problem.merit(x, 0, this.best.violation, penalty) -
      problem.merit(next, this.modelChange(step), evaluation.violation, penalty);
    return Math.abs(predicted) > TINY * Math.abs(actual) ? actual / Math.abs(predicted) : -1;
  }

  /** Makes the penalty large enough for a step. @returns whether the best point stayed the best */
  raisePenalty(step: Float64Array): boolean {
    const { aub, bub, aeq, beq } = this.linearization(this.xBest);
    const n = step.length;
    const size = (move: Float64Array | null): number => {
      const row = (A: Float64Array, k: number): number =>
        move === null ? 0 : dot(A.subarray(k * n, (k + 1) * n), move);
      const violations = [
        ...Array.from(bub, (room, k) => Math.max(0, row(aub, k) - room)),
        ...Array.from(beq, (right, k) => row(aeq, k) - right),
      ];
      return norm2(Float64Array.from(violations));
    };
    const gain = Math.max(size(null) - size(step), 0);
    const change = this.modelChange(step);
    let threshold = norm2(Float64Array.from([...this.lmLinearUb, ...this.lmLinearEq, ...this.lmUb, ...this.lmEq]));
    if (Math.abs(gain) > TINY * Math.abs(change)) threshold = Math.max(threshold, change / gain);
    const before = this.bestIndex;
    if (this.penalty <= PENALTY_THRESHOLD * threshold) {
      this.penalty = Math.max(PENALTY_FACTOR * threshold, 1);
      this.chooseBest();
    }
    return before === this.bestIndex;
  }

  /** Lets the penalty fall to what the interpolation values suggest. */
  lowerPenalty(): void {
    this.penalty = Math.min(this.penalty, this.lowPenalty());
    this.chooseBest();
  }

  /** Makes the point of least merit the best one; among nearly equals the least violation. */
  chooseBest(): void {
    const { problem, models } = this;
    const { interpolation } = models;
    const at = (k: number): { merit: number; violation: number } => {
      const x = interpolation.point(k);
      const { violation } = models.found[k];
      return { merit: this.merit(x, models.found[k]), violation: problem.maxcv(x, violation) };
    };
    let best = at(this.bestIndex);
    const start = this.bestIndex;
    const tolerance = 10 * EPS * Math.max(interpolation.n, models.npt) * Math.max(Math.abs(best.merit), 1);
    for (let k = 0; k < models.npt; k++) {
      if (k === start) continue;
      const other = at(k);
      const isBetter =
        other.merit < best.merit || (other.merit < best.merit + tolerance && other.violation < best.violation);
      if (!isBetter) continue;
      this.bestIndex = k;
      best = other;
    }
  }

  /** The point that should leave the set, with its distance from the best one.
   *  @param x  the point that would come; null: the farthest leaves. @throws LinearAlgebraError */
  pointToDrop(x: Float64Array | null): { readonly index: number; readonly distance: number } {
    const { models } = this;
    const center = models.interpolation.displacement(this.bestIndex);
    const squares = Float64Array.from({ length: models.npt }, (_, k) => {
      const point = models.interpolation.displacement(k);
      return point.reduce((sum, value, i) => sum + (value - center[i]) ** 2, 0);
    });
    let scores: Float64Array = squares;
    if (x !== null) {
      const sigma = models.determinants(x);
      const reach = Math.max(LOW_RADIUS * this.radius, this.resolution) ** 2;
      scores = squares.map((square, k) => {
        const weight = k === this.bestIndex ? -1 : Math.max(1, square / reach) ** 3;
        return weight * Math.abs(sigma[k]);
      });
    }
    let index = 0;
    for (let k = 1; k < scores.length; k++) if (scores[k] > scores[index]) index = k;
    return { index, distance: Math.sqrt(squares[index]) };
  }

  updateRadius(step: Float64Array, ratio: number): void {
    const length = norm2(step);
    if (ratio <= LOW_RATIO) this.radius *= DECREASE_RADIUS;
    else if (ratio <= HIGH_RATIO) this.radius = Math.max(DECREASE_RADIUS * this.radius, length);
    else {
      const wanted = Math.max(DECREASE_RADIUS * this.radius, INCREASE_BY_STEP * length);
      this.radius = Math.min(INCREASE_RADIUS * this.radius, wanted);
    }
  }

  enhanceResolution(): void {
    const { final } = this.radii;
    if (LARGE_RESOLUTION * final < this.resolution) this.resolution *= DECREASE_RESOLUTION;
    else if (MODERATE_RESOLUTION * final < this.resolution) this.resolution = Math.sqrt(this.resolution * final);
    else this.resolution = final;
    this.currentRadius = Math.max(DECREASE_RADIUS * this.currentRadius, this.resolution);
  }

  /** Estimates the multipliers at x from the constraints that are active there. */
  updateMultipliers(x: Float64Array): void {
    const { problem, models } = this;
    const { aub, bub } = problem.linear;
    const { aeq } = problem.linear;
    const n = x.length;
    const linearRow = (A: Float64Array, k: number): Float64Array => A.slice(k * n, (k + 1) * n);
    const indices = (length: number, isActive: (k: number) => boolean): number[] =>
      Array.from({ length }, (_, k) => k).filter(isActive);
    const linearActive = indices(bub.length, (k) => dot(aub.subarray(k * n, (k + 1) * n), x) >= bub[k]);
    const active = indices(this.lmUb.length, (k) => this.best.cub[k] >= 0);
    if (linearActive.length + active.length + this.lmLinearEq.length + this.lmEq.length === 0) return;
    const atLower = indices(n, (i) => problem.xl[i] >= x[i]);
    const atUpper = indices(n, (i) => problem.xu[i] <= x[i]);
    const unitRow = (i: number, sign: 1 | -1): Float64Array => {
      const row = new Float64Array(n);
      row[i] = sign;
      return row;
    };
    const cubGrads = models.cubGrads(x);
    const inequalities = [
      ...atLower.map((i) => unitRow(i, -1)),
      ...atUpper.map((i) => unitRow(i, 1)),
      ...linearActive.map((k) => linearRow(aub, k)),
      ...active.map((k) => cubGrads[k]),
    ];
    const equalities = [...Array.from(this.lmLinearEq, (_, k) => linearRow(aeq, k)), ...models.ceqGrads(x)];
    const rows = [...inequalities, ...equalities];
    const lambda = leastSquaresMultipliers(
      rows,
      models.funGrad(x),
      rows.map((_, k) => k < inequalities.length),
    );
    let at = atLower.length + atUpper.length;
    this.lmLinearUb.fill(0);
    for (const k of linearActive) this.lmLinearUb[k] = lambda[at++];
    this.lmUb.fill(0);
    for (const k of active) this.lmUb[k] = lambda[at++];
    for (let k = 0; k < this.lmLinearEq.length; k++) this.lmLinearEq[k] = lambda[at++];
    for (let k = 0; k < this.lmEq.length; k++) this.lmEq[k] = lambda[at++];
  }

  private lagrangianProduct(v: Float64Array): Float64Array {
    return this.models.lagrangianProduct(v, this.lmUb, this.lmEq);
  }

  // The quadratic model of the SQP subproblem.
  private modelChange(step: Float64Array): number {
    const g = this.models.funGrad(this.xBest);
    const Hs = this.lagrangianProduct(step);
    return step.reduce((sum, value, i) => sum + value * (g[i] + 0.5 * Hs[i]), 0);
  }

  private linearization(x: Float64Array): Linearization {
    const { aub, bub, aeq, beq } = this.problem.linear;
    const n = x.length;
    const join = (A: Float64Array, rows: readonly Float64Array[]): Float64Array => {
      const all = new Float64Array(A.length + rows.length * n);
      all.set(A);
      rows.forEach((row, k) => all.set(row, A.length + k * n));
      return all;
    };
    const rest = (A: Float64Array, b: Float64Array, values: Float64Array): Float64Array =>
      Float64Array.from([
        ...Array.from(b, (right, k) => right - dot(A.subarray(k * n, (k + 1) * n), x)),
        ...Array.from(values, (value) => -value),
      ]);
    return {
      aub: join(aub, this.models.cubGrads(x)),
      bub: rest(aub, bub, this.models.cubValues(x)),
      aeq: join(aeq, this.models.ceqGrads(x)),
      beq: rest(aeq, beq, this.models.ceqValues(x)),
    };
  }

  // (5.13): the ratio of the typical change of f to that of the constraints.
  private lowPenalty(): number {
    const { problem, models } = this;
    const { aub, bub, aeq, beq } = problem.linear;
    const n = models.interpolation.n;
    const columns: number[][] = [];
    for (let k = 0; k < models.npt; k++) {
      const x = models.interpolation.point(k);
      const ub = Array.from(bub, (right, j) => dot(aub.subarray(j * n, (j + 1) * n), x) - right);
      const eq = Array.from(beq, (right, j) => dot(aeq.subarray(j * n, (j + 1) * n), x) - right);
      const { cub, ceq } = models.found[k];
      const negated = (values: ArrayLike<number>): number[] => Array.from(values, (value) => -value);
      columns.push([...ub, ...cub, ...eq, ...negated(eq), ...ceq, ...negated(ceq)]);
    }
    let leastChange = Infinity;
    for (let j = 0; j < columns[0].length; j++) {
      const low = Math.min(...columns.map((column) => column[j]));
      const high = Math.max(...columns.map((column) => column[j]));
      if (low < CONSTRAINT_RATIO * high) leastChange = Math.min(leastChange, high - Math.min(0, low));
    }
    if (leastChange === Infinity) return 0;
    const funs = models.found.map(({ fun }) => fun);
    const range = Math.max(...funs) - Math.min(...funs);
    return leastChange > TINY * range ? range / leastChange : Infinity;
  }
}
