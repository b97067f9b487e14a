/**
 * COBYLA's main loop: linear models on a simplex inside a trust region, a penalty for violation, geometry steps
 * when the simplex is poor, and a resolution rho that only shrinks.
 *
 * Source: Powell (1994), sections 3 and 4; with the trust radius apart from rho, the updates of the penalty and
 * of the radius, and the filter of Z. Zhang (2023), "PRIMA", doi:10.5281/zenodo.8052654, which is what SciPy
 * 1.17.1 runs.
 */
import { dot, norm2 } from '../../../math/linalg/sums';
import type { Search } from '../../protocol';
import { Filter, type Evaluated } from './filter';
import { linearStep, type LinearModel } from './linear-step';
import type { CobylaProblem, Values } from './problem';
import { indexOfLargest, Simplex } from './simplex';

const EPS = 2 ** -52;
// Powell's and Zhang's empirical constants.
const RATIO_POOR = 0.1;
const RATIO_GOOD = 0.7;
const SHRINK = 0.5;
const GROW = 2;
const NEAR_RHO = 1.5;
const FILTER_WEIGHT = 1e8;
const ITERATIONS_PER_EVALUATION = 10;

export interface CobylaLimits {
  readonly rhobeg: number;
  readonly rhoend: number;
  readonly maxfun: number;
  /** violations up to this count as feasible */
  readonly tolerance: number;
  readonly target: number;
}

/** Why a run ended. */
export type CobylaEnd = 'radius' | 'target' | 'evaluations' | 'iterations' | 'not-finite' | 'rounding' | 'callback';

export interface CobylaOutcome {
  readonly point: Evaluated;
  readonly end: CobylaEnd;
  readonly evaluations: number;
  readonly iterations: number;
}

/** Runs COBYLA. Cost an iteration: one linear step, O(max(m, n)·n²), and O(n²) for the simplex. */
export function* cobyla(problem: CobylaProblem, limits: CobylaLimits): Search<CobylaOutcome> {
  const state = new Cobyla(problem, limits, yield* problem.evaluate(problem.start));
  const early = yield* state.fillSimplex();
  if (early !== null) return state.outcome(early, FILTER_WEIGHT);
  return yield* state.run();
}

class Cobyla {
  private readonly simplex: Simplex;
  private readonly filter: Filter;
  private evaluations = 1;
  private iterations = 0;
  private rho: number;
  private radius: number;
  private penalty = 0;

  constructor(
    private readonly problem: CobylaProblem,
    private readonly limits: CobylaLimits,
    private readonly first: Values,
  ) {
    this.rho = limits.rhobeg;
    this.radius = limits.rhobeg;
    this.filter = new Filter(limits.tolerance, FILTER_WEIGHT);
    this.simplex = new Simplex(problem.start, first.constraints.length, problem.linearRows, limits.rhobeg);
  }

  /** Evaluates the first simplex, each coordinate tried from the best vertex so far. */
  *fillSimplex(): Search<CobylaEnd | null> {
    const { simplex, first, limits } = this;
    const n = simplex.n;
    simplex.setValues(n, first.fun, first.violation, first.constraints);
    const evaluated = [n];
    let end = this.mustStop(first, simplex.pole, 0);
    for (let j = 0; j < n && end === null; j++) {
      const x = simplex.pole.slice();
      x[j] += limits.rhobeg;
      const values = yield* this.problem.evaluate(x);
      evaluated.push(j);
      simplex.setValues(j, values.fun, values.violation, values.constraints);
      end = this.mustStop(values, x, j + 1);
      if (end === null && simplex.fun[j] < simplex.fun[n]) {
        simplex.swapValues(j, n);
        simplex.pole = x;
        for (let k = 0; k <= j; k++) simplex.edges[k * n + j] = -limits.rhobeg;
      }
    }
    this.evaluations = evaluated.length;
    if (end === null) simplex.refreshInverse();
    for (const j of evaluated.sort((a, b) => a - b)) {
      this.filter.add({ x: simplex.vertex(j), fun: simplex.fun[j], violation: simplex.violation[j] });
    }
    return end;
  }

  /** The trust-region loop. */
  *run(): Search<CobylaOutcome> {
    const { simplex, limits } = this;
    const { n } = simplex;
    this.penalty = Math.max(EPS, Math.min(1e3, this.typicalRatio()));
    const maxIterations = ITERATIONS_PER_EVALUATION * limits.maxfun;
    let end: CobylaEnd = 'iterations';
    let step: Float64Array = new Float64Array(n);
    let isShort = false;
    for (; this.iterations < maxIterations; this.iterations++) {
      this.raisePenalty();
      if (!simplex.movePole(this.penalty)) {
        end = 'rounding';
        break;
      }
      const isWellShaped = this.isWellShaped();
      const model = simplex.model();
      step = linearStep(model, this.radius);
      const length = Math.min(this.radius, norm2(step));
      isShort = length <= 0.1 * this.rho;
      const { ofFun, ofViolation } = predictedReductions(simplex, model, step);
      const predicted = ofFun + this.penalty * ofViolation;
      const fails = !(predicted > 1e-6 * Math.min(this.penalty, 1) * this.rho);
      let isBad = true;
      if (isShort || fails) {
        this.radius *= 0.1;
        this.settleRadius();
      } else {
        const tried = yield* this.tryStep(step);
        const actual =
          simplex.fun[n] + this.penalty * simplex.violation[n] - (tried.fun + this.penalty * tried.violation);
        const ratio = reductionRatio(actual, predicted);
        this.updateRadius(length, ratio);
        const dropped = simplex.vertexToDrop(step, actual > 0, Math.max(this.rho, this.radius / 10));
        isBad = ratio <= 0 || dropped === null;
        const stop = this.accept(dropped, step, tried);
        if (stop !== null) {
          end = stop;
          break;
        }
      }

      const reducesRho = isBad && isWellShaped && Math.max(this.radius, length) <= this.rho;
      if (isBad && !isWellShaped && !this.isWellShaped()) {
        const farthest = indexOfLargest(simplex.squaredLengths());
        step = this.geometryStep(farthest);
        const stop = this.accept(farthest, step, yield* this.tryStep(step));
        if (stop !== null) {
          end = stop;
          break;
        }
      }
      if (reducesRho) {
        if (this.rho <= limits.rhoend) {
          end = 'radius';
          break;
        }
        if (!this.reduceRho()) {
          end = 'rounding';
          break;
        }
      }
      const extra = { maxcv: simplex.violation[n], nfev: this.evaluations };
      const x = this.problem.expand(simplex.pole);
      const wantsStop = (yield {
        kind: 'iterate',
        iterate: { x, fun: simplex.fun[n], nit: this.iterations, extra },
      }) as boolean;
      if (wantsStop) {
        end = 'callback';
        break;
      }
    }
    if (end === 'radius' && isShort && norm2(step) > 1e-3 * limits.rhoend && this.evaluations < limits.maxfun) {
      yield* this.evaluateAt(simplex.pole.map((value, i) => value + step[i]));
    }
    return this.outcome(end, Math.max(this.penalty, FILTER_WEIGHT));
  }

  outcome(end: CobylaEnd, penalty: number): CobylaOutcome {
    const { evaluations, iterations } = this;
    return { point: this.filter.best(penalty), end, evaluations, iterations };
  }

  // Values at pole + step, without an evaluation where a vertex already stands there.
  private *tryStep(step: Float64Array): Search<Values> {
    const { simplex, limits } = this;
    const { n, m } = simplex;
    const x = simplex.pole.map((value, i) => value + step[i]);
    const distances = new Float64Array(n + 1);
    for (let j = 0; j <= n; j++) {
      const vertex = simplex.vertex(j);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (x[i] - vertex[i]) * (x[i] - vertex[i]);
      distances[j] = sum;
    }
    let nearest = 0;
    for (let j = 1; j <= n; j++) if (distances[j] < distances[nearest]) nearest = j;
    if (!(distances[nearest] <= (1e-4 * limits.rhoend) ** 2)) return yield* this.evaluateAt(x);
    return {
      fun: simplex.fun[nearest],
      violation: simplex.violation[nearest],
      constraints: simplex.constraints.slice(nearest * m, (nearest + 1) * m),
    };
  }

  private *evaluateAt(x: Float64Array): Search<Values> {
    const values = yield* this.problem.evaluate(x);
    this.evaluations++;
    this.filter.add({ x, fun: values.fun, violation: values.violation });
    return values;
  }

  private accept(vertex: number | null, step: Float64Array, values: Values): CobylaEnd | null {
    const { simplex } = this;
    const x = simplex.pole.map((value, i) => value + step[i]);
    if (vertex !== null) {
      const { fun, violation, constraints } = values;
      if (!simplex.replace(vertex, step, fun, violation, constraints, this.penalty)) return 'rounding';
    }
    return this.mustStop(values, x, this.evaluations);
  }

  private mustStop(values: Values, x: Float64Array, evaluations: number): CobylaEnd | null {
    if (evaluations >= this.limits.maxfun) return 'evaluations';
    if (values.violation <= this.limits.tolerance && values.fun <= this.limits.target) return 'target';
    return x.every(Number.isFinite) ? null : 'not-finite';
  }

  private isWellShaped(): boolean {
    return this.simplex.squaredLengths().every((length) => length <= 4 * this.radius * this.radius);
  }

  // Equation (9): large enough that the step is predicted to improve the merit.
  private raisePenalty(): void {
    const trial = this.simplex.copy();
    for (let round = 0; round <= trial.n; round++) {
      if (!trial.movePole(this.penalty)) return;
      const model = trial.model();
      const { ofFun, ofViolation } = predictedReductions(trial, model, linearStep(model, this.radius));
      if (!(ofViolation > 0 && ofFun < 0)) return;
      this.penalty = Math.max(this.penalty, Math.min((-2 * ofFun) / ofViolation, Number.MAX_VALUE));
      if (trial.bestVertex(this.penalty) === trial.n) return;
    }
  }

  private updateRadius(length: number, ratio: number): void {
    if (ratio <= RATIO_POOR) this.radius = SHRINK * length;
    else if (ratio <= RATIO_GOOD) this.radius = Math.max(SHRINK * this.radius, length);
    else this.radius = Math.max(SHRINK * this.radius, GROW * length);
    this.settleRadius();
  }

  private settleRadius(): void {
    if (this.radius <= NEAR_RHO * this.rho) this.radius = this.rho;
  }

  // Equation (17): the direction away from the opposite face, the way that the merit model prefers.
  private geometryStep(vertex: number): Float64Array {
    const { simplex } = this;
    const { n, m, gradients, slack } = simplex.model();
    const row = simplex.inverse.slice(vertex * n, (vertex + 1) * n);
    const length = norm2(row);
    const step = row.map((value) => (this.radius / 2) * (value / length));
    let ahead = 0;
    let behind = 0;
    for (let k = 0; k < m; k++) {
      const change = dot(step, gradients.subarray(k * n, (k + 1) * n));
      ahead = Math.max(ahead, -slack[k] + change);
      behind = Math.max(behind, -slack[k] - change);
    }
    const slope = dot(step, gradients.subarray(m * n, (m + 1) * n));
    const turns = -slope + this.penalty * behind < slope + this.penalty * ahead;
    return turns ? step.map((value) => -value) : step;
  }

  private reduceRho(): boolean {
    const { rhoend } = this.limits;
    const ratio = this.rho / rhoend;
    const next = ratio > 250 ? 0.1 * this.rho : ratio <= 16 ? rhoend : Math.sqrt(ratio) * rhoend;
    this.radius = Math.max(0.5 * this.rho, next);
    this.rho = next;
    this.penalty = Math.max(EPS, Math.min(this.penalty, this.typicalRatio()));
    return this.simplex.movePole(this.penalty);
  }

  // Equations (12) and (13): the typical change of f over that of the constraints that can be active.
  private typicalRatio(): number {
    const { n, m, fun, constraints } = this.simplex;
    let least = Infinity;
    for (let k = 0; k < m; k++) {
      let low = Infinity;
      let high = -Infinity;
      for (let j = 0; j <= n; j++) {
        low = Math.min(low, -constraints[j * m + k]);
        high = Math.max(high, -constraints[j * m + k]);
      }
      if (low < 0.5 * high) least = Math.min(least, Math.max(high, 0) - low);
    }
    const range = fun.reduce((a, b) => Math.max(a, b)) - fun.reduce((a, b) => Math.min(a, b));
    return least < Infinity && range > 0 ? range / least : 0;
  }
}

// What the linear models promise of a step from the pole.
function predictedReductions(
  simplex: Simplex,
  { n, m, gradients, slack }: LinearModel,
  step: Float64Array,
): { ofFun: number; ofViolation: number } {
  let violation = 0;
  for (let k = 0; k < m; k++) {
    const value = -slack[k] + dot(step, gradients.subarray(k * n, (k + 1) * n));
    if (value > violation || Number.isNaN(value)) violation = value;
  }
  return {
    ofFun: -dot(step, gradients.subarray(m * n, (m + 1) * n)),
    ofViolation: simplex.violation[n] - violation,
  };
}

// Actual over predicted reduction; −∞ in effect when either makes no sense.
function reductionRatio(actual: number, predicted: number): number {
  if (Number.isNaN(actual)) return -Number.MAX_VALUE;
  if (Number.isNaN(predicted) || predicted <= 0) return actual > 0 ? RATIO_POOR / 2 : -Number.MAX_VALUE;
  if (predicted === Infinity && actual === Infinity) return 1;
  if (predicted === Infinity && actual === -Infinity) return -Number.MAX_VALUE;
  return actual / predicted;
}
