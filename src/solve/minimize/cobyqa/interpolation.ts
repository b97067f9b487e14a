/**
 * The interpolation set of COBYQA's quadratic models, and the linear systems that it defines.
 *
 * Source: M. J. D. Powell (2006), "The NEWUOA software for unconstrained optimization without derivatives",
 * section 3 (initial points) and (2009), "The BOBYQA algorithm", section 2; Ragonneau (2022), section 5.2: the
 * system is scaled and solved by its eigenvalues, those within machine precision of zero left out.
 */
import { dot, norm2 } from '../../../math/linalg/sums';
import { symmetricEigen, type SymmetricEigen } from '../../../math/linalg/symmetric-eigen';

const EPS = 2 ** -52;

/** Trust radii, reduced where the box is too small for them. */
export interface Radii {
  readonly initial: number;
  readonly final: number;
}

/** npt points around a base; displacement k starts at k·n. */
export class Interpolation {
  readonly n: number;
  readonly npt: number;
  base: Float64Array;
  readonly points: Float64Array;
  readonly radii: Radii;
  private cache: { readonly points: Float64Array; readonly system: ScaledSystem } | null = null;

  constructor(x0: Float64Array, xl: Float64Array, xu: Float64Array, npt: number, wanted: Radii) {
    const n = x0.length;
    this.n = n;
    this.npt = npt;
    const room = 0.5 * xu.reduce((least, high, i) => Math.min(least, high - xl[i]), Infinity);
    const radius = Math.min(wanted.initial, room);
    this.radii = wanted.initial > room ? { initial: room, final: Math.min(wanted.final, room) } : wanted;
    const isAtLower = new Array<boolean>(n).fill(false);
    const isAtUpper = new Array<boolean>(n).fill(false);
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
    this.points = new Float64Array(npt * n);
    for (let k = 1; k < npt; k++) {
      const i = (k - 1) % n;
      if (k <= n) this.points[k * n + i] = isAtUpper[i] ? -radius : radius;
      else if (k <= 2 * n) {
        this.points[k * n + i] = isAtLower[i] ? 2 * radius : isAtUpper[i] ? -2 * radius : -radius;
      } else {
        const spread = Math.floor((k - n - 1) / n);
        const first = k - (1 + spread) * n - 1;
        const second = (first + spread) % n;
        this.points[k * n + first] = this.points[(first + 1) * n + first];
        this.points[k * n + second] = this.points[(second + 1) * n + second];
      }
    }
  }

  /** Displacement k (n), a view. */
  displacement(k: number): Float64Array {
    return this.points.subarray(k * this.n, (k + 1) * this.n);
  }

  /** Point k (n), fresh. */
  point(k: number): Float64Array {
    const { n, base, points } = this;
    return base.map((value, i) => value + points[k * n + i]);
  }

  /** x − base (n). */
  fromBase(x: Float64Array): Float64Array {
    return x.map((value, i) => value - this.base[i]);
  }

  /** The system of the present points, decomposed once. */
  system(): ScaledSystem {
    const { points, cache } = this;
    if (cache !== null && points.every((value, i) => value === cache.points[i])) return cache.system;
    const system = new ScaledSystem(this);
    this.cache = { points: points.slice(), system };
    return system;
  }
}

/** [½(xᵢᵀxⱼ)², 1, xᵢᵀ; 1, 0, 0; xⱼ, 0, 0] in displacements scaled to at most one. */
export class ScaledSystem {
  private readonly size: number;
  private readonly eigen: SymmetricEigen | null;
  private readonly scaling: Float64Array;
  /** whether an eigenvalue was left out */
  readonly isIllConditioned: boolean;

  constructor(interpolation: Interpolation) {
    const { n, npt } = interpolation;
    let scale = EPS;
    for (let k = 0; k < npt; k++) scale = Math.max(scale, norm2(interpolation.displacement(k)));
    const scaled = Array.from({ length: npt }, (_, k) => interpolation.displacement(k).map((value) => value / scale));
    const size = npt + n + 1;
    const A = new Float64Array(size * size);
    for (let i = 0; i < npt; i++) {
      for (let j = 0; j < npt; j++) A[i * size + j] = 0.5 * dot(scaled[i], scaled[j]) ** 2;
      A[i * size + npt] = A[npt * size + i] = 1;
      for (let l = 0; l < n; l++) A[i * size + npt + 1 + l] = A[(npt + 1 + l) * size + i] = scaled[i][l];
    }
    this.size = size;
    this.scaling = new Float64Array(size).fill(1 / scale ** 2, 0, npt).fill(scale, npt + 1);
    this.scaling[npt] = scale ** 2;
    this.eigen = A.every(Number.isFinite) ? symmetricEigen(A, size) : null;
    this.isIllConditioned = this.eigen?.values.some((value) => Math.abs(value) <= EPS) ?? true;
  }

  /** Solves for one right-hand side (npt + n + 1); null when it or the system is not finite. */
  solve(right: Float64Array): Float64Array | null {
    const { size, scaling, eigen } = this;
    const b = right.map((value, i) => value * scaling[i]);
    if (eigen === null || !b.every(Number.isFinite)) return null;
    const solution = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      if (!(Math.abs(eigen.values[k]) > EPS)) continue;
      const vector = eigen.vectors.subarray(k * size, (k + 1) * size);
      const weight = dot(vector, b) / eigen.values[k];
      for (let i = 0; i < size; i++) solution[i] += weight * vector[i];
    }
    return solution.map((value, i) => value * scaling[i]);
  }
}
