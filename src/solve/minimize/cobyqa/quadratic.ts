/**
 * A quadratic model that is updated with the least change of its Hessian in the Frobenius norm.
 *
 * Source: M. J. D. Powell (2004), "Least Frobenius norm updating of quadratic models that satisfy interpolation
 * conditions", Math. Program. 100; Ragonneau (2022), section 5.2. The Hessian is explicit + Σ_k w_k·y_k·y_kᵀ over
 * the displacements y_k of the interpolation set.
 */
import { dot } from '../../../math/linalg/sums';
import type { Interpolation } from './interpolation';

/** The interpolation system cannot be solved: NaN or infinite entries. */
export class LinearAlgebraError extends Error {
  override readonly name = 'LinearAlgebraError';
}

/** See the header. All points are absolute; directions are displacements. */
export class Quadratic {
  private constant: number;
  private gradient: Float64Array;
  private weights: Float64Array;
  private readonly explicit: Float64Array;

  /** The model of least Hessian with these values (npt) at the points.
   *  @throws LinearAlgebraError when the system has NaN or infinite entries */
  constructor(interpolation: Interpolation, values: Float64Array) {
    const { n } = interpolation;
    this.explicit = new Float64Array(n * n);
    const fit = solveModel(interpolation, values);
    this.constant = fit.constant;
    this.gradient = fit.gradient;
    this.weights = fit.weights;
  }

  /** Value at x. */
  value(x: Float64Array, interpolation: Interpolation): number {
    const d = interpolation.fromBase(x);
    return this.constant + dot(this.gradient, d) + 0.5 * this.curvature(d, interpolation);
  }

  /** Gradient at x, fresh (n). */
  grad(x: Float64Array, interpolation: Interpolation): Float64Array {
    const Hd = this.hessProduct(interpolation.fromBase(x), interpolation);
    return this.gradient.map((value, i) => value + Hd[i]);
  }

  /** H·v, fresh (n). Cost: O(npt·n). */
  hessProduct(v: Float64Array, interpolation: Interpolation): Float64Array {
    const { n, npt } = interpolation;
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i] += this.explicit[i * n + j] * v[j];
    for (let k = 0; k < npt; k++) {
      const y = interpolation.displacement(k);
      const weight = this.weights[k] * dot(y, v);
      for (let i = 0; i < n; i++) out[i] += weight * y[i];
    }
    return out;
  }

  /** vᵀ·H·v. */
  curvature(v: Float64Array, interpolation: Interpolation): number {
    const { n, npt } = interpolation;
    let total = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) total += v[i] * this.explicit[i * n + j] * v[j];
    for (let k = 0; k < npt; k++) total += this.weights[k] * dot(interpolation.displacement(k), v) ** 2;
    return total;
  }

  /** Follows the move of point k from displacement `old`; `differences` are values minus model at the points.
   *  @throws LinearAlgebraError */
  update(interpolation: Interpolation, k: number, old: Float64Array, differences: Float64Array): void {
    const { n } = interpolation;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) this.explicit[i * n + j] += this.weights[k] * old[i] * old[j];
    }
    this.weights[k] = 0;
    const change = solveModel(interpolation, differences);
    this.constant += change.constant;
    for (let i = 0; i < n; i++) this.gradient[i] += change.gradient[i];
    for (let j = 0; j < this.weights.length; j++) this.weights[j] += change.weights[j];
  }

  /** Re-expresses the model around another base; the interpolation set moves afterwards. */
  shiftBase(interpolation: Interpolation, base: Float64Array): void {
    const { n, npt } = interpolation;
    const constant = this.value(base, interpolation);
    const gradient = this.grad(base, interpolation);
    const shift = interpolation.fromBase(base);
    const weighted = new Float64Array(n);
    for (let k = 0; k < npt; k++) {
      const y = interpolation.displacement(k);
      for (let i = 0; i < n; i++) weighted[i] += this.weights[k] * (y[i] - 0.5 * shift[i]);
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) this.explicit[i * n + j] += shift[i] * weighted[j] + weighted[i] * shift[j];
    }
    this.constant = constant;
    this.gradient = gradient;
  }
}

function solveModel(
  interpolation: Interpolation,
  values: Float64Array,
): { readonly constant: number; readonly gradient: Float64Array; readonly weights: Float64Array } {
  const { n, npt } = interpolation;
  const right = new Float64Array(npt + n + 1);
  right.set(values);
  const solution = solveOrThrow(interpolation, right);
  return { constant: solution[npt], gradient: solution.slice(npt + 1), weights: solution.slice(0, npt) };
}

/** Solves the interpolation system. @throws LinearAlgebraError when it has NaN or infinite entries */
export function solveOrThrow(interpolation: Interpolation, right: Float64Array): Float64Array {
  const solution = interpolation.system().solve(right);
  if (solution === null) throw new LinearAlgebraError('The interpolation system has entries that are not finite.');
  return solution;
}
