/**
 * The two halves of a Byrd–Omojokun step inside a ball and a box: a normal step towards feasibility by a dogleg,
 * and a tangential step towards lower model values by projected conjugate gradients.
 *
 * Source: Conn, Gould & Toint (2000), Trust-Region Methods, section 15.4; Nocedal & Wright (2006), algorithm 16.2
 * and p. 549; Gould, Hribar & Nocedal (2001), algorithm 6.2.
 */
import { applyRows, kernelDot, kernelNorm } from '../../../math/linalg/kernels';
import { vecMat } from '../../../math/linalg/products';
import type { Search } from '../../protocol';
import type { Projections } from './projections';

/** lb ≤ x ≤ ub, componentwise; infinite where there is none. */
export interface Box {
  readonly lb: Float64Array;
  readonly ub: Float64Array;
}

/** The part [from, to] of a line that lies inside. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly meets: boolean;
}

const MISS: Interval = { from: 0, to: 0, meets: false };
const CLOSE_TO_ZERO = 1e-25;

function isZero(d: Float64Array): boolean {
  return d.every((value) => value === 0);
}

function clampToSegment(from: number, to: number, meets: boolean): Interval {
  if (to < 0 || from > 1) return MISS;
  return { from: Math.max(0, from), to: Math.min(1, to), meets };
}

/** Where z + t·d is inside ‖·‖ ≤ radius, for t in [0, 1] or on the whole line. */
export function sphereIntersections(z: Float64Array, d: Float64Array, radius: number, entireLine = false): Interval {
  if (isZero(d)) return MISS;
  if (radius === Infinity) {
    return entireLine ? { from: -Infinity, to: Infinity, meets: true } : { from: 0, to: 1, meets: true };
  }
  const a = kernelDot(d, d);
  const b = 2 * kernelDot(z, d);
  const c = kernelDot(z, z) - radius * radius;
  const discriminant = b * b - 4 * a * c;
  if (discriminant < 0) return MISS;
  // The root that adds numbers of one sign; the other from the product of the roots.
  const isNegative = b < 0 || Object.is(b, -0);
  const auxiliary = b + (isNegative ? -Math.sqrt(discriminant) : Math.sqrt(discriminant));
  const first = -auxiliary / (2 * a);
  const second = (-2 * c) / auxiliary;
  const from = Math.min(first, second);
  const to = Math.max(first, second);
  return entireLine ? { from, to, meets: true } : clampToSegment(from, to, true);
}

/** Where z + t·d is inside the box, for t in [0, 1] or on the whole line. */
export function boxIntersections(z: Float64Array, d: Float64Array, { lb, ub }: Box, entireLine = false): Interval {
  if (isZero(d)) return MISS;
  let from = -Infinity;
  let to = Infinity;
  for (let i = 0; i < z.length; i++) {
    if (d[i] === 0) {
      if (z[i] < lb[i] || z[i] > ub[i]) return MISS;
      continue;
    }
    const below = (lb[i] - z[i]) / d[i];
    const above = (ub[i] - z[i]) / d[i];
    from = Math.max(from, Math.min(below, above));
    to = Math.min(to, Math.max(below, above));
  }
  const meets = from <= to;
  return entireLine ? { from, to, meets } : clampToSegment(from, to, meets);
}

function bothIntersections(z: Float64Array, d: Float64Array, box: Box, radius: number, entireLine = false): Interval {
  const inBox = boxIntersections(z, d, box, entireLine);
  const inSphere = sphereIntersections(z, d, radius, entireLine);
  const from = Math.max(inBox.from, inSphere.from);
  const to = Math.min(inBox.to, inSphere.to);
  return { from, to, meets: inBox.meets && inSphere.meets && from <= to };
}

function isInside(x: Float64Array, { lb, ub }: Box): boolean {
  for (let i = 0; i < x.length; i++) if (!(lb[i] <= x[i] && x[i] <= ub[i])) return false;
  return true;
}

function along(z: Float64Array, t: number, d: Float64Array): Float64Array {
  return z.map((value, i) => value + t * d[i]);
}

/** The normal step: approximately minimizes ‖A·x + b‖ in the ball and the box. A is row-major (m·n). */
export function modifiedDogleg(
  A: Float64Array,
  projections: Projections,
  b: Float64Array,
  n: number,
  radius: number,
  box: Box,
): Float64Array {
  const m = b.length;
  const newton = projections.rowSpace(b).map((value) => -value);
  if (isInside(newton, box) && kernelNorm(newton) <= radius) return newton;
  const g = vecMat(b, A, new Float64Array(n), m, n);
  const Ag = applyRows(A, g, new Float64Array(m), m, n);
  const length = -kernelDot(g, g) / kernelDot(Ag, Ag);
  const cauchy = g.map((value) => length * value);
  const origin = new Float64Array(n);
  const bend = newton.map((value, i) => value - cauchy[i]);
  const onBend = bothIntersections(cauchy, bend, box, radius);
  const first = onBend.meets
    ? along(cauchy, onBend.to, bend)
    : along(origin, bothIntersections(origin, cauchy, box, radius).to, cauchy);
  const second = along(origin, bothIntersections(origin, newton, box, radius).to, newton);
  const misfit = (x: Float64Array): number => {
    const residual = applyRows(A, x, new Float64Array(m), m, n);
    return kernelNorm(residual.map((value, k) => value + b[k]));
  };
  return misfit(first) < misfit(second) ? first : second;
}

/** A symmetric matrix that may only be known by its products, and those only by asking. */
export interface LazyMatrix {
  /** M·p, fresh (n); null when it must be asked for */
  product(p: Float64Array): Float64Array | null;
  askProduct(p: Float64Array): Search<Float64Array>;
}

/** How projected CG ended. */
export interface CgInfo {
  readonly niter: number;
  /** 1 iterations used up, 2 trust region, 3 negative curvature, 4 converged */
  readonly stopCondition: number;
}

/** The tangential step: approximately minimizes ½xᵀHx + cᵀx with A·x = 0 in the ball and the box.
 *  @param m  number of constraints
 *  Cost: at most n − m products with H and projections */
export function* projectedCg(
  H: LazyMatrix,
  c: Float64Array,
  projections: Projections,
  m: number,
  radius: number,
  box: Box,
): Search<{ step: Float64Array; info: CgInfo }> {
  const n = c.length;
  let x: Float64Array = new Float64Array(n);
  let r = projections.nullSpace(c);
  let g = projections.nullSpace(r);
  let p = g.map((value) => -value);
  let Hp = H.product(p) ?? (yield* H.askProduct(p));
  let square = squaredNorm(g);
  if (radius < CLOSE_TO_ZERO) return { step: x, info: { niter: 0, stopCondition: 2 } };
  const tolerance = Math.max(Math.min(0.01 * Math.sqrt(square), 0.1 * square), CLOSE_TO_ZERO);
  const most = n - m;
  let lastFeasible: Float64Array = new Float64Array(n);
  let outside = 0;
  let stopCondition = 1;
  let niter = 0;
  for (let i = 0; i < most; i++) {
    if (square < tolerance) {
      stopCondition = 4;
      break;
    }
    niter++;
    const curvature = kernelDot(Hp, p);
    if (curvature <= 0) {
      const { to, meets } = bothIntersections(x, p, box, radius, true);
      x = clip(meets ? along(x, to, p) : x, box);
      stopCondition = 3;
      break;
    }
    const length = square / curvature;
    const next = along(x, length, p);
    const move = p.map((value) => length * value);
    if (kernelNorm(next) >= radius) {
      const { to, meets } = bothIntersections(x, move, box, radius);
      x = clip(meets ? x.map((value, j) => value + to * length * p[j]) : x, box);
      stopCondition = 2;
      break;
    }
    outside = isInside(next, box) ? 0 : outside + 1;
    if (outside > 0) {
      const { to, meets } = bothIntersections(x, move, box, radius);
      if (meets) {
        lastFeasible = clip(
          x.map((value, j) => value + to * length * p[j]),
          box,
        );
        outside = 0;
      }
    }
    if (outside > most) break;
    r = projections.nullSpace(along(r, length, Hp));
    const nextSquare = squaredNorm(r);
    const beta = nextSquare / square;
    g = r;
    p = g.map((value, j) => -value + beta * p[j]);
    x = next;
    square = nextSquare;
    Hp = H.product(p) ?? (yield* H.askProduct(p));
  }
  return { step: isInside(x, box) ? x : lastFeasible, info: { niter, stopCondition } };
}

function clip(x: Float64Array, { lb, ub }: Box): Float64Array {
  return x.map((value, i) => Math.min(Math.max(value, lb[i]), ub[i]));
}

/** ‖x‖², rounded as a norm that is then squared. */
export function squaredNorm(x: Float64Array): number {
  const length = kernelNorm(x);
  return length * length;
}
