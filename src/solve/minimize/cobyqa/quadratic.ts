/**
 * A quadratic model that is updated with the least change of its Hessian in the Frobenius norm.
 *
 * Source: M. J. D. Powell (2004), "Least Frobenius norm updating of quadratic models that satisfy interpolation
 * conditions", Math. Program. 100; Ragonneau (2022), section 5.2. The Hessian is explicit + Σ_k w_k·y_k·y_kᵀ over
 * the displacements y_k of the interpolation set.
 */
import { applyRows, kernelDot } from '../../../math/linalg/kernels';
import { vecMat } from '../../../math/linalg/products';
import type { Interpolation } from './interpolation';

/** See the header. All points are absolute; directions are displacements. */
export class Quadratic {
  private constant = 0;
  private readonly gradient: Float64Array;
  private readonly weights: Float64Array;
  private readonly explicit: Float64Array;
  private readonly solution: Float64Array;
  private readonly projections: Float64Array;
  private readonly scratch: Float64Array;
  private readonly displacement: Float64Array;

  private constructor(private readonly set: Interpolation) {
    const { n, npt } = set;
    this.gradient = new Float64Array(n);
    this.weights = new Float64Array(npt);
    this.explicit = new Float64Array(n * n);
    this.solution = new Float64Array(npt + n + 1);
    this.projections = new Float64Array(npt);
    this.scratch = new Float64Array(n);
    this.displacement = new Float64Array(n);
  }

  /** The model of least Hessian with these values (npt) at the points.
   *  @throws LinearAlgebraError when the system has NaN or infinite entries */
  static fit(set: Interpolation, values: Float64Array): Quadratic {
    const model = new Quadratic(set);
    const system = set.system();
    const right = new Float64Array(system.size);
    right.set(values);
    model.take(system.solve(right, model.solution));
    return model;
  }

  /** The Lagrange polynomial of point k: one there, zero at the others. @throws LinearAlgebraError */
  static lagrange(set: Interpolation, k: number): Quadratic {
    const model = new Quadratic(set);
    model.take(set.system().solveUnit(k, 1, model.solution));
    return model;
  }

  /** Value at x. */
  value(x: Float64Array): number {
    const d = this.set.fromBase(x, this.displacement);
    return this.constant + kernelDot(this.gradient, d) + 0.5 * this.curvature(d);
  }

  /** Gradient at x, fresh (n). */
  grad(x: Float64Array): Float64Array {
    const out = new Float64Array(this.set.n);
    this.hessProduct(this.set.fromBase(x, this.displacement), out);
    for (let i = 0; i < out.length; i++) out[i] += this.gradient[i];
    return out;
  }

  /** H·v (n).
   *  @param out  receives it; not v. Cost: O(npt·n) */
  hessProduct(v: Float64Array, out: Float64Array): Float64Array {
    const { set, weights, projections, explicit, scratch } = this;
    const { n, npt } = set;
    set.project(v, projections);
    for (let k = 0; k < npt; k++) projections[k] *= weights[k];
    set.combine(projections, scratch);
    applyRows(explicit, v, out, n, n);
    for (let i = 0; i < n; i++) out[i] += scratch[i];
    return out;
  }

  /** vᵀ·H·v. */
  curvature(v: Float64Array): number {
    const { set, weights, projections, explicit, scratch } = this;
    const { n, npt } = set;
    set.project(v, projections);
    for (let k = 0; k < npt; k++) projections[k] *= projections[k];
    vecMat(v, explicit, scratch, n, n);
    return kernelDot(scratch, v) + kernelDot(weights, projections);
  }

  /** Follows the move of point k from displacement `old`; `difference` is the new value minus the model's.
   *  @throws LinearAlgebraError */
  update(k: number, old: Float64Array, difference: number): void {
    const { n } = this.set;
    const weight = this.weights[k];
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) this.explicit[i * n + j] += weight * (old[i] * old[j]);
    }
    this.weights[k] = 0;
    this.take(this.set.system().solveUnit(k, difference, this.solution));
  }

  /** Re-expresses the model around another base; the interpolation set moves afterwards. */
  shiftBase(base: Float64Array): void {
    const { n, npt, points } = this.set;
    const constant = this.value(base);
    const gradient = this.grad(base);
    const shift = this.set.fromBase(base);
    const halfway = new Float64Array(n * npt);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < npt; k++) halfway[i * npt + k] = points[i * npt + k] - 0.5 * shift[i];
    }
    const weighted = applyRows(halfway, this.weights, new Float64Array(n), n, npt);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) this.explicit[i * n + j] += shift[i] * weighted[j] + shift[j] * weighted[i];
    }
    this.constant = constant;
    this.gradient.set(gradient);
  }

  // Adds a solution of the interpolation system to the model.
  private take(solution: Float64Array): void {
    const { n, npt } = this.set;
    this.constant += solution[npt];
    for (let i = 0; i < n; i++) this.gradient[i] += solution[npt + 1 + i];
    for (let k = 0; k < npt; k++) this.weights[k] += solution[k];
  }
}
