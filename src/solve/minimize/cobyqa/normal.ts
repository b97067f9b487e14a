/**
 * The normal step: towards linearized feasibility inside the trust region and the bounds, by truncated conjugate
 * gradients on the squared violation, with one slack for every inequality.
 *
 * Source: Ragonneau (2022), section 6.2 (Byrd–Omojokun), whose subproblem in (s, v) is
 * min ½‖E·s − e‖² + ½‖v‖² with A·s − v ≤ b, v ≥ 0.
 */
import { applyRows, kernelDot as dot } from '../../../math/linalg/kernels';
import { norm2 } from '../../../math/linalg/sums';
import { vecMat } from '../../../math/linalg/products';
import {
  allLeast,
  clip,
  indexOfLeast,
  inner,
  least,
  lengthToSphere,
  lengthsToBounds,
  nullSpaceOf,
  TINY,
  turnSamples,
  turnsToBounds,
  unit,
  type NullSpace,
} from './boundaries';
import { settle } from './tangential';

const EPS = 2 ** -52;
const SMALL_REDUCTION = 1e-8;

/** A·s ≤ b and E·s = e at the present point; matrices are row-major (rows·n). */
export interface Linearization {
  readonly aub: Float64Array;
  readonly bub: Float64Array;
  readonly aeq: Float64Array;
  readonly beq: Float64Array;
}

/** The step (n) with ‖step‖ ≤ radius. Cost: a QR factorization for each newly met constraint. */
export function normalStep(
  system: Linearization,
  lowerBounds: Float64Array,
  upperBounds: Float64Array,
  radius: number,
): Float64Array {
  return new NormalWalk(system, lowerBounds, upperBounds, radius).run();
}

class NormalWalk {
  private readonly n: number;
  private readonly m: number;
  private readonly lower: Float64Array;
  private readonly upper: Float64Array;
  private readonly isFreeLower: boolean[];
  private readonly isFreeUpper: boolean[];
  private readonly isFreeSlack: boolean[];
  private readonly isFreeRow: boolean[];
  /** gradient in (s, v); its second part is v itself */
  private readonly grad: Float64Array;
  private step: Float64Array;
  private reduction = 0;

  constructor(
    private readonly system: Linearization,
    lowerBounds: Float64Array,
    upperBounds: Float64Array,
    private readonly radius: number,
  ) {
    const n = lowerBounds.length;
    const { aub, bub, aeq, beq } = system;
    const m = bub.length;
    this.n = n;
    this.m = m;
    this.lower = lowerBounds.map((value) => Math.min(value, 0));
    this.upper = upperBounds.map((value) => Math.max(value, 0));
    this.step = new Float64Array(n);
    this.grad = new Float64Array(n + m);
    const Ee = vecMat(beq, aeq, new Float64Array(n), beq.length, n);
    for (let i = 0; i < n; i++) this.grad[i] = -Ee[i];
    for (let k = 0; k < m; k++) this.grad[n + k] = Math.max(0, -bub[k]);
    const Ag = applyRows(aub, this.grad.slice(0, n), new Float64Array(m), m, n);
    this.isFreeLower = Array.from(this.lower, (low, i) => low < 0 || this.grad[i] < 0);
    this.isFreeUpper = Array.from(this.upper, (high, i) => high > 0 || this.grad[i] > 0);
    this.isFreeSlack = Array.from(bub, (room) => room < 0);
    this.isFreeRow = Array.from(bub, (room, k) => room > 0 || Ag[k] - this.grad[n + k] > 0);
  }

  run(): Float64Array {
    const { n, m, grad, system, lower, upper } = this;
    const { aub, bub, aeq, beq } = system;
    const slackRadius = Math.sqrt(dot(beq, beq) + dot(grad.subarray(n), grad.subarray(n)));
    let space = this.nullSpace();
    let direction = space.project(grad).map((value) => -value);
    let residual: Float64Array = bub.map((room, k) => room + grad[n + k]);
    let k = 0;
    while (k < n + m - space.active) {
      const slope = dot(grad, direction);
      if (slope >= -10 * EPS * n * Math.max(1, norm2(grad))) break;
      const inStep = direction.slice(0, n);
      const inSlack = direction.slice(n);
      const slack = grad.slice(n);
      const toSphere = Math.min(
        lengthToSphere(this.step, inStep, this.radius) ?? Infinity,
        lengthToSphere(slack, inSlack, slackRadius) ?? Infinity,
      );
      if (-toSphere * slope <= SMALL_REDUCTION * this.reduction) break;
      const Hd = new Float64Array(n + m);
      Hd.set(
        vecMat(
          applyRows(aeq, inStep, new Float64Array(beq.length), beq.length, n),
          aeq,
          new Float64Array(n),
          beq.length,
          n,
        ),
      );
      Hd.set(inSlack, n);
      const curvature = dot(direction, Hd);
      const toMinimum = curvature > TINY * Math.abs(slope) ? Math.max(-slope / curvature, 0) : Infinity;
      let length = Math.min(toSphere, toMinimum);
      if (-length * (slope + 0.5 * length * curvature) <= SMALL_REDUCTION * this.reduction) break;
      const { toLower, toUpper } = lengthsToBounds(this.step, inStep, lower, upper);
      for (let i = 0; i < n; i++) {
        if (!this.isFreeLower[i]) toLower[i] = Infinity;
        if (!this.isFreeUpper[i]) toUpper[i] = Infinity;
      }
      const toSlack = slack.map((value, j) =>
        this.isFreeSlack[j] && inSlack[j] < -TINY * Math.abs(value) ? Math.max(-value / inSlack[j], 0) : Infinity,
      );
      const Ad = applyRows(aub, inStep, new Float64Array(m), m, n).map((value, j) => value - inSlack[j]);
      const toRows = residual.map((room, j) =>
        this.isFreeRow[j] && Ad[j] > TINY * Math.abs(room) ? room / Ad[j] : Infinity,
      );
      const nearestLower = least(toLower);
      const nearestUpper = least(toUpper);
      const nearestSlack = least(toSlack);
      const toConstraints = Math.min(nearestLower, nearestUpper, nearestSlack, least(toRows));
      length = Math.min(length, toConstraints);
      if (length > 0) {
        this.step = clip(
          this.step.map((value, i) => value + length * inStep[i]),
          lower,
          upper,
        );
        for (let i = 0; i < n + m; i++) grad[i] += length * Hd[i];
        residual = residual.map((room, j) => Math.max(0, room - length * Ad[j]));
        this.reduction -= length * (slope + 0.5 * length * curvature);
      }
      if (length < Math.min(toSphere, toConstraints)) {
        const projected = space.project(grad);
        const beta = dot(projected, Hd) / curvature;
        direction = direction.map((value, i) => beta * value - projected[i]);
        k++;
      } else if (length < toSphere) {
        if (nearestLower <= length) settle([indexOfLeast(toLower)], this.step, lower, this.isFreeLower);
        else if (nearestUpper <= length) settle([indexOfLeast(toUpper)], this.step, upper, this.isFreeUpper);
        else if (nearestSlack <= length) this.isFreeSlack[indexOfLeast(toSlack)] = false;
        else this.isFreeRow[indexOfLeast(toRows)] = false;
        space = this.nullSpace();
        direction = space.project(grad).map((value) => -value);
        k = 0;
      } else {
        if (nearestLower <= length) settle(allLeast(toLower), this.step, lower, this.isFreeLower);
        if (nearestUpper <= length) settle(allLeast(toUpper), this.step, upper, this.isFreeUpper);
        return this.turned();
      }
    }
    return this.step;
  }

  private nullSpace(): NullSpace {
    const { n, m } = this;
    const { aub } = this.system;
    const rows: Float64Array[] = [];
    this.isFreeRow.forEach((isFree, k) => {
      if (isFree) return;
      const row = unit(n + k, n + m, -1, n);
      row.set(aub.subarray(k * n, (k + 1) * n));
      rows.push(row);
    });
    const bound = (flags: readonly boolean[], sign: 1 | -1, from: number, to: number): void =>
      flags.forEach((isFree, i) => {
        if (!isFree) rows.push(unit(from + i, n + m, sign, from, to));
      });
    bound(this.isFreeSlack, -1, n, n + m);
    bound(this.isFreeLower, -1, 0, n);
    bound(this.isFreeUpper, 1, 0, n);
    return nullSpaceOf(rows, n + m);
  }

  private turned(): Float64Array {
    const { n, m, lower, upper, system } = this;
    const { aub, aeq, beq } = system;
    const isFree = this.isFreeLower.map((free, i) => free && this.isFreeUpper[i]);
    const start = this.step.slice();
    let step = this.step.slice();
    let { reduction } = this;
    while (isFree.some(Boolean)) {
      const { rows, equalities } = this.residuals(step);
      const Ar = vecMat(rows, aub, new Float64Array(n), m, n);
      const Er = vecMat(equalities, aeq, new Float64Array(n), beq.length, n);
      const grad = Ar.map((value, i) => value + Er[i]);
      const stepSquare = inner(step, step, isFree);
      const gradStep = inner(grad, step, isFree);
      const slope = -Math.sqrt(Math.max(stepSquare * inner(grad, grad, isFree) - gradStep * gradStep, 0));
      const direction = grad.map((value, i) => (isFree[i] ? gradStep * step[i] - stepSquare * value : 0));
      const isTooFlat = direction.some((value, i) => isFree[i] && slope >= -TINY * Math.abs(value));
      if (slope >= -SMALL_REDUCTION * reduction || isTooFlat) break;
      for (let i = 0; i < n; i++) if (isFree[i]) direction[i] /= -slope;
      const { toLower, toUpper } = turnsToBounds(step, direction, lower, upper, isFree);
      const nearestLower = least(toLower);
      const nearestUpper = least(toUpper);
      const farthest = Math.min(nearestLower, nearestUpper);
      const samples = turnSamples(farthest);
      const before = this.violation(step);
      const gains = samples.map((t) => {
        const sine = (2 * t) / (1 + t * t);
        const trial = step.map((value, i) => value + sine * (direction[i] - t * (isFree[i] ? value : 0)));
        return 0.5 * (before - this.violation(clip(trial, lower, upper)));
      });
      if (gains.every((gain) => gain <= 0)) break;
      const best = gains.reduce((top, gain, j) => (gain > gains[top] ? j : top), 0);
      const cosine = (1 - samples[best] * samples[best]) / (1 + samples[best] * samples[best]);
      const sine = (2 * samples[best]) / (1 + samples[best] * samples[best]);
      step = step.map((value, i) => (isFree[i] ? cosine * value + sine * direction[i] : value));
      reduction += gains[best];
      if (!(farthest < 1 && best === samples.length - 1)) break;
      if (nearestLower <= farthest) settle(allLeast(toLower), step, lower, isFree);
      if (nearestUpper <= farthest) settle(allLeast(toUpper), step, upper, isFree);
    }
    return this.violation(step) > this.violation(start) ? start : step;
  }

  private residuals(step: Float64Array): { rows: Float64Array; equalities: Float64Array } {
    const { n, m } = this;
    const { aub, bub, aeq, beq } = this.system;
    return {
      rows: applyRows(aub, step, new Float64Array(m), m, n).map((value, k) => Math.max(value - bub[k], 0)),
      equalities: applyRows(aeq, step, new Float64Array(beq.length), beq.length, n).map((value, k) => value - beq[k]),
    };
  }

  private violation(step: Float64Array): number {
    const { rows, equalities } = this.residuals(step);
    return dot(rows, rows) + dot(equalities, equalities);
  }
}
