/**
 * The trust-region SQP framework of COBYQA: best point, penalty, radius and resolution, and the steps.
 *
 * Source: Ragonneau (2022), chapter 5: algorithm 5.1, the merit function (5.6), the radii (5.15) and the exchange of
 * points (section 5.3.2). Constants are those of COBYQA 1.1.
 */
import { applyRows, kernelDot } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
import { constrainedTangentialStep } from './constrained-tangential';
import { minus, plus, TINY, type HessianProduct } from './boundaries';
import type { Radii } from './interpolation';
import { cube } from './cube';
import { linearizationAt } from './linearization';
import type { Models } from './models';
import { Multipliers } from './multipliers';
import { normalStep, type Linearization } from './normal';
import { lowPenalty, penaltyThreshold } from './penalty';
import type { CobyqaProblem, Evaluation } from './problem';
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
export const LOW_RATIO = 0.1;
export const HIGH_RATIO = 0.7;
export const NORMAL_SHARE = 0.8;

/** See the header. */
export class Framework {
  penalty = 0;
  resolution: number;
  readonly multipliers: Multipliers;
  private currentRadius: number;
  private bestIndex = 0;
  /** Hessian of the Lagrangian times v (n); the second argument receives it */
  private readonly product: HessianProduct;
  /** of the distances from the best point, and what each point is worth leaving (npt) */
  private readonly squares: Float64Array;
  private readonly scores: Float64Array;
  private linearized: { version: number; bestIndex: number; system: Linearization } | null = null;

  constructor(
    readonly problem: CobyqaProblem,
    readonly models: Models,
    private readonly radii: Radii,
  ) {
    this.multipliers = new Multipliers(problem, models);
    const { ub, eq } = this.multipliers;
    this.product = (v, out) => models.lagrangianProduct(v, ub, eq, out);
    this.squares = new Float64Array(models.npt);
    this.scores = new Float64Array(models.npt);
    this.resolution = radii.initial;
    this.currentRadius = radii.initial;
    this.chooseBest();
    this.multipliers.update(this.xBest, this.best.cub);
  }

  /** Fresh (n). */
  get xBest(): Float64Array {
    return this.models.interpolation.point(this.bestIndex);
  }

  get best(): Evaluation {
    return this.models.found[this.bestIndex];
  }

  get indexOfBest(): number {
    return this.bestIndex;
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

  /** The constraints linearized at the best point. */
  linearization(): Linearization {
    const { models, bestIndex } = this;
    const { version } = models;
    if (this.linearized?.version !== version || this.linearized.bestIndex !== bestIndex) {
      this.linearized = { version, bestIndex, system: linearizationAt(this.xBest, this.problem.linear, models) };
    }
    return this.linearized.system;
  }

  /** The bounds seen from the best point. */
  room(): { readonly lower: Float64Array; readonly upper: Float64Array } {
    const x = this.xBest;
    const { xl, xu } = this.problem;
    return { lower: minus(xl, x), upper: minus(xu, x) };
  }

  /** The trial step in its two parts. */
  trustRegionStep(): { readonly normal: Float64Array; readonly tangential: Float64Array } {
    const { models } = this;
    const { lower, upper } = this.room();
    const g = models.funGrad(this.xBest);
    const n = g.length;
    if (!this.problem.hasGeneralConstraints) {
      return { normal: new Float64Array(n), tangential: tangentialStep(g, this.product, lower, upper, this.radius) };
    }
    const system = this.linearization();
    const normal = normalStep(system, lower, upper, NORMAL_SHARE * this.radius);
    const radius = Math.sqrt(this.radius * this.radius - kernelDot(normal, normal));
    const Hn = this.product(normal, new Float64Array(n));
    for (let i = 0; i < n; i++) {
      g[i] += Hn[i];
      lower[i] -= normal[i];
      upper[i] -= normal[i];
    }
    const { aub, aeq } = system;
    const used = applyRows(aub, normal, new Float64Array(system.bub.length), system.bub.length, n);
    const bub = system.bub.map((room, k) => Math.max(room - used[k], 0));
    return {
      normal,
      tangential: constrainedTangentialStep({ g, product: this.product, lower, upper, aub, bub, aeq, radius }),
    };
  }

  /** A correction towards feasibility, for steps that the curvature of the constraints spoiled. */
  secondOrderCorrection(step: Float64Array): Float64Array {
    const { lower, upper } = this.room();
    return normalStep(this.linearization(), lower, upper, norm2(step));
  }

  /** Actual over predicted reduction of the merit function. */
  reductionRatio(step: Float64Array, evaluation: Evaluation): number {
    const { problem, penalty } = this;
    const x = this.xBest;
    const next = plus(x, step);
    const actual = this.merit(x, this.best) - this.merit(next, evaluation);
    // As in SciPy 1.17, the violations on both sides are those of the constraints, not of their models.
    const predicted =
      problem.merit(x, 0, this.best.violation, penalty) -
      problem.merit(next, this.modelChange(step), evaluation.violation, penalty);
    return Math.abs(predicted) > TINY * Math.abs(actual) ? actual / Math.abs(predicted) : -1;
  }

  /** Makes the penalty large enough for a step. @returns whether the best point stayed the best */
  raisePenalty(step: Float64Array): boolean {
    const system = this.problem.hasGeneralConstraints ? this.linearization() : null;
    const threshold =
      system === null ? 0 : penaltyThreshold(system, step, this.modelChange(step), this.multipliers.norm());
    const before = this.bestIndex;
    if (this.penalty <= PENALTY_THRESHOLD * threshold) {
      this.penalty = Math.max(PENALTY_FACTOR * threshold, 1);
      this.chooseBest();
    }
    return before === this.bestIndex;
  }

  /** Lets the penalty fall to what the interpolation values suggest. */
  lowerPenalty(): void {
    this.penalty = Math.min(this.penalty, lowPenalty(this.problem.linear, this.models));
    this.chooseBest();
  }

  /** Makes the point of least merit the best one; among nearly equals the least violation. */
  chooseBest(): void {
    const { problem, models } = this;
    const { interpolation, found } = models;
    const x = new Float64Array(interpolation.n);
    const start = this.bestIndex;
    interpolation.point(start, x);
    let leastMerit = this.merit(x, found[start]);
    let leastViolation = problem.maxcv(x, found[start].violation);
    const tolerance = 10 * EPS * Math.max(interpolation.n, models.npt) * Math.max(Math.abs(leastMerit), 1);
    for (let k = 0; k < models.npt; k++) {
      if (k === start) continue;
      interpolation.point(k, x);
      const merit = this.merit(x, found[k]);
      const violation = problem.maxcv(x, found[k].violation);
      const isBetter = merit < leastMerit || (merit < leastMerit + tolerance && violation < leastViolation);
      if (!isBetter) continue;
      this.bestIndex = k;
      leastMerit = merit;
      leastViolation = violation;
    }
  }

  /** The point that should leave the set, with its distance from the best one.
   *  @param x  the point that would come; null: the farthest leaves. @throws LinearAlgebraError */
  pointToDrop(x: Float64Array | null): { readonly index: number; readonly distance: number } {
    const { models, bestIndex } = this;
    const { n, npt, points } = models.interpolation;
    const { squares } = this;
    squares.fill(0);
    for (let i = 0; i < n; i++) {
      const center = points[i * npt + bestIndex];
      for (let k = 0; k < npt; k++) {
        const distance = points[i * npt + k] - center;
        squares[k] += distance * distance;
      }
    }
    let scores = squares;
    if (x !== null) {
      scores = models.determinants(x, this.scores);
      const reach = Math.max(LOW_RADIUS * this.radius, this.resolution);
      for (let k = 0; k < npt; k++) {
        const weight = k === bestIndex ? -1 : cube(Math.max(1, squares[k] / (reach * reach)));
        scores[k] = weight * Math.abs(scores[k]);
      }
    }
    let index = 0;
    for (let k = 1; k < npt; k++) if (scores[k] > scores[index]) index = k;
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

  // The quadratic model of the SQP subproblem.
  private modelChange(step: Float64Array): number {
    const slope = this.models.funGrad(this.xBest);
    const Hs = this.product(step, new Float64Array(step.length));
    for (let i = 0; i < step.length; i++) slope[i] += 0.5 * Hs[i];
    return kernelDot(step, slope);
  }
}
