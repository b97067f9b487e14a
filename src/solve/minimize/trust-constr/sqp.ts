/**
 * The Byrd–Omojokun trust-region SQP method on a barrier problem: one sequence of steps until `report` says stop.
 *
 * Source: Lalee, Nocedal & Plantenga (1998), "On the implementation of an algorithm for large-scale equality
 * constrained optimization", SIAM J. Optim. 8; Byrd, Hribar & Nocedal (1999), section 4; Conn, Gould & Toint
 * (2000), algorithm 15.4.1. Constants are those of the papers.
 */
import { applyRows, kernelDot, kernelNorm } from '../../../math/linalg/kernels';
import { maxAbs } from '../../../math/linalg/sums';
import { vecMat } from '../../../math/linalg/products';
import type { Search } from '../../protocol';
import type { BarrierProblem } from './barrier';
import { projections, type Factorization, type Projections } from './projections';
import { boxIntersections, modifiedDogleg, projectedCg, type Box, type CgInfo, squaredNorm } from './subproblem';

const PENALTY_FACTOR = 0.3;
const LARGE_RATIO = 0.9;
const INTERMEDIATE_RATIO = 0.3;
const SUFFICIENT_RATIO = 1e-8;
const ENLARGE_MUCH = 7;
const ENLARGE_LITTLE = 2;
const MOST_REDUCTION = 0.5;
const LEAST_REDUCTION = 0.1;
const CORRECTION_THRESHOLD = 0.1;
const NORMAL_SHARE_OF_RADIUS = 0.8;
const NORMAL_SHARE_OF_BOX = 0.5;

/** Where a sequence of steps stands after an iteration. */
export interface SqpState {
  readonly z: Float64Array;
  readonly radius: number;
  readonly penalty: number;
  readonly lastFailed: boolean;
  /** ‖∇ₓL‖∞ in scaled variables */
  readonly optimality: number;
  readonly violation: number;
  readonly cg: CgInfo;
}

export interface SqpOptions {
  readonly radius: number;
  readonly penalty: number;
  readonly factorization: Factorization;
  /** asked before every step; true ends the sequence */
  readonly report: (state: SqpState) => Search<boolean>;
  /** told once when a Jacobian is rank deficient */
  readonly onSingular: () => void;
}

/** Runs one sequence from z, at which `problem` stands. Cost a step: one factorization of the Jacobian,
 *  O((nEq + nIneq)²·size), and at most size products with the Hessian. */
export function* equalityConstrainedSqp(
  problem: BarrierProblem,
  start: Float64Array,
  options: SqpOptions,
): Search<SqpState> {
  const { size } = problem;
  const box: Box = problem;
  let { radius, penalty } = options;
  let z = start;
  let { fun, constraints: b } = problem.read(z, problem.objective.f);
  const m = b.length;
  let frame = yield* frameAt(problem, z, m, options);
  let violation = m > 0 ? maxAbs(b) : 0;
  let lastFailed = false;
  let cg: CgInfo = { niter: 0, stopCondition: 0 };
  for (;;) {
    const state: SqpState = { z, radius, penalty, lastFailed, optimality: frame.optimality, violation, cg };
    if (yield* options.report(state)) return state;
    const { A, gradient } = frame;

    const normalBox = { lb: scaled(box.lb, NORMAL_SHARE_OF_BOX), ub: scaled(box.ub, NORMAL_SHARE_OF_BOX) };
    const normal = modifiedDogleg(A, frame.projections, b, size, NORMAL_SHARE_OF_RADIUS * radius, normalBox);
    const afterNormal = problem.product(normal) ?? (yield* problem.askProduct(normal));
    const tangential = yield* projectedCg(
      problem,
      added(afterNormal, gradient),
      frame.projections,
      m,
      Math.sqrt(radius * radius - squaredNorm(normal)),
      { lb: subtracted(box.lb, normal), ub: subtracted(box.ub, normal) },
    );
    cg = tangential.info;
    const d = added(normal, tangential.step);
    const length = kernelNorm(d);

    const Hd = problem.product(d) ?? (yield* problem.askProduct(d));
    const model = (1 / 2) * kernelDot(Hd, d) + kernelDot(gradient, d);
    const linearized = added(applyRows(A, d, new Float64Array(m), m, size), b);
    const feasibilityGain = Math.max(1e-16, kernelNorm(b) - kernelNorm(linearized));
    const previousPenalty = penalty;
    if (model > 0) penalty = Math.max(penalty, model / ((1 - PENALTY_FACTOR) * feasibilityGain));
    const predicted = -model + penalty * feasibilityGain;
    const merit = fun + penalty * kernelNorm(b);

    let next = problem.step(z, d);
    let nextValues = yield* problem.values(next);
    let ratio = (merit - (nextValues.fun + penalty * kernelNorm(nextValues.constraints))) / predicted;
    const isAlmostTangential = kernelNorm(normal) <= CORRECTION_THRESHOLD * kernelNorm(tangential.step);
    if (ratio < SUFFICIENT_RATIO && isAlmostTangential) {
      // Second-order correction, against the Maratos effect.
      const y = frame.projections.rowSpace(nextValues.constraints).map((value) => -value);
      const { to, meets } = boxIntersections(d, y, box);
      const corrected = problem.step(
        z,
        d.map((value, i) => value + to * y[i]),
      );
      const values = yield* problem.values(corrected);
      const correctedRatio = (merit - (values.fun + penalty * kernelNorm(values.constraints))) / predicted;
      if (meets && correctedRatio >= SUFFICIENT_RATIO) {
        next = corrected;
        nextValues = values;
        ratio = correctedRatio;
      }
    }
    radius = updatedRadius(radius, length, ratio);
    lastFailed = !(ratio >= SUFFICIENT_RATIO);
    if (lastFailed) {
      penalty = previousPenalty;
      continue;
    }
    z = next;
    ({ fun, constraints: b } = nextValues);
    yield* problem.moveGradient(z);
    frame = yield* frameAt(problem, z, m, options);
    violation = m > 0 ? maxAbs(b) : 0;
  }
}

// What belongs to an accepted z: gradient, Jacobian, its factorization, and the multipliers in the Hessian.
interface Frame {
  readonly gradient: Float64Array;
  readonly A: Float64Array;
  readonly projections: Projections;
  readonly optimality: number;
}

function* frameAt(problem: BarrierProblem, z: Float64Array, m: number, options: SqpOptions): Search<Frame> {
  const { size } = problem;
  const gradient = problem.gradient();
  const A = problem.jacobian(z);
  const factors = projections(A, m, size, options.factorization);
  if (factors.isSingular) options.onSingular();
  const v = factors.leastSquares(gradient).map((value) => -value);
  yield* problem.moveHessian(z, v);
  const optimality = maxAbs(added(gradient, vecMat(v, A, new Float64Array(size), m, size)));
  return { gradient, A, projections: factors, optimality };
}

function updatedRadius(radius: number, length: number, ratio: number): number {
  if (ratio >= LARGE_RATIO) return Math.max(ENLARGE_MUCH * length, radius);
  if (ratio >= INTERMEDIATE_RATIO) return Math.max(ENLARGE_LITTLE * length, radius);
  if (!(ratio < SUFFICIENT_RATIO)) return radius;
  const wanted = ((1 - SUFFICIENT_RATIO) / (1 - ratio)) * length;
  if (wanted >= MOST_REDUCTION * radius) return MOST_REDUCTION * radius;
  return wanted >= LEAST_REDUCTION * radius ? wanted : LEAST_REDUCTION * radius;
}

function added(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]);
}

function subtracted(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

function scaled(a: Float64Array, factor: number): Float64Array {
  return a.map((value) => factor * value);
}
