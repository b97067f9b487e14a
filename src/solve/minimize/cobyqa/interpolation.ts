/**
 * The interpolation set of COBYQA's quadratic models.
 *
 * Source: M. J. D. Powell (2006), "The NEWUOA software for unconstrained optimization without derivatives",
 * section 3 (initial points) and (2009), "The BOBYQA algorithm", section 2; Ragonneau (2022), section 5.2.
 */
import { applyRows } from '../../../math/linalg/kernels';
import { vecMat } from '../../../math/linalg/products';
import { InterpolationSystem } from './interpolation-system';

/** Trust radii, reduced where the box is too small for them. */
export interface Radii {
  readonly initial: number;
  readonly final: number;
}

/** npt points around a base. */
export class Interpolation {
  readonly n: number;
  readonly npt: number;
  readonly base: Float64Array;
  /** displacements from the base, row-major (n·npt): coordinate i of all points is row i */
  readonly points: Float64Array;
  readonly radii: Radii;
  private readonly linearSystem: InterpolationSystem;
  private isDecomposed = false;

  constructor(x0: Float64Array, xl: Float64Array, xu: Float64Array, npt: number, wanted: Radii) {
    const n = x0.length;
    this.n = n;
    this.npt = npt;
    const room = 0.5 * xu.reduce((least, high, i) => Math.min(least, high - xl[i]), Infinity);
    const radius = Math.min(wanted.initial, room);
    this.radii = wanted.initial > room ? { initial: room, final: Math.min(wanted.final, room) } : wanted;
    const isAtLower = Array.from({ length: n }, () => false);
    const isAtUpper = Array.from({ length: n }, () => false);
    // Keeps x0 on a bound or at least one radius away from it.
    this.base = x0.map((start, i) => {
      let value = start;
      isAtLower[i] = value <= xl[i] + 0.5 * radius;
      if (isAtLower[i]) value = xl[i];
      if (xl[i] + 0.5 * radius < value && value <= xl[i] + radius) value = Math.min(xl[i] + radius, xu[i]);
      isAtUpper[i] = value >= xu[i] - 0.5 * radius;
      if (isAtUpper[i]) value = xu[i];
      if (value < xu[i] - 0.5 * radius && xu[i] - radius <= value) value = Math.max(xu[i] - radius, xl[i]);
      return value;
    });
    this.points = new Float64Array(n * npt);
    this.linearSystem = new InterpolationSystem(n, npt, this.points);
    for (let i = 0; i < n; i++) {
      this.points[i * npt + 1 + i] = isAtUpper[i] ? -radius : radius;
      const second = isAtLower[i] ? 2 * radius : isAtUpper[i] ? -2 * radius : -radius;
      this.points[i * npt + 1 + n + i] = second;
    }
  }

  /** Displacement k, fresh (n). */
  displacement(k: number): Float64Array {
    const { n, npt, points } = this;
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) out[i] = points[i * npt + k];
    return out;
  }

  /** Moves point k. */
  move(k: number, displacement: Float64Array): void {
    const { n, npt, points } = this;
    for (let i = 0; i < n; i++) points[i * npt + k] = displacement[i];
    this.isDecomposed = false;
  }

  /** Moves the base and keeps the points where they are. */
  shiftBase(base: Float64Array): void {
    const { n, npt, points } = this;
    for (let i = 0; i < n; i++) {
      const shift = base[i] - this.base[i];
      this.base[i] += shift;
      for (let k = 0; k < npt; k++) points[i * npt + k] -= shift;
    }
    this.isDecomposed = false;
  }

  /** Point k (n).
   *  @param out  receives it; by default fresh */
  point(k: number, out = new Float64Array(this.n)): Float64Array {
    const { n, npt, base, points } = this;
    for (let i = 0; i < n; i++) out[i] = base[i] + points[i * npt + k];
    return out;
  }

  /** x − base (n).
   *  @param out  receives it; by default fresh */
  fromBase(x: Float64Array, out: Float64Array = new Float64Array(this.n)): Float64Array {
    for (let i = 0; i < this.n; i++) out[i] = x[i] - this.base[i];
    return out;
  }

  /** Inner products of all displacements with v.
   *  @param out  receives them (npt) */
  project(v: Float64Array, out: Float64Array): Float64Array {
    return vecMat(v, this.points, out, this.n, this.npt);
  }

  /** Σ weights_k·displacement_k.
   *  @param out  receives it (n) */
  combine(weights: Float64Array, out: Float64Array): Float64Array {
    return applyRows(this.points, weights, out, this.n, this.npt);
  }

  /** The linear system of the present points, decomposed once. */
  system(): InterpolationSystem {
    if (!this.isDecomposed) this.linearSystem.decompose();
    this.isDecomposed = true;
    return this.linearSystem;
  }
}
