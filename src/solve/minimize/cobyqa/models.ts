/**
 * The models of the objective and of every nonlinear constraint on one interpolation set, and what an exchange of a
 * point would do to the set.
 *
 * Source: Powell (2004), equation (2.12) for the determinant ratios; Ragonneau (2022), sections 5.2 and 5.3.
 */
import { dot } from '../../../math/linalg/sums';
import type { Search } from '../../protocol';
import { Interpolation, type Radii } from './interpolation';
import type { CobyqaProblem, Evaluation } from './problem';
import { Quadratic, solveOrThrow } from './quadratic';

/** See the header. */
export class Models {
  private fun: Quadratic;
  private cub: Quadratic[];
  private ceq: Quadratic[];

  private constructor(
    readonly interpolation: Interpolation,
    /** what was found at every point */
    readonly found: Evaluation[],
  ) {
    this.fun = new Quadratic(
      interpolation,
      this.values((e) => e.fun),
    );
    this.cub = Array.from(
      found[0].cub,
      (_, i) =>
        new Quadratic(
          interpolation,
          this.values((e) => e.cub[i]),
        ),
    );
    this.ceq = Array.from(
      found[0].ceq,
      (_, i) =>
        new Quadratic(
          interpolation,
          this.values((e) => e.ceq[i]),
        ),
    );
  }

  /** Evaluates the first points; null when `problem.ending` was set on the way.
   *  @throws LinearAlgebraError when the values are not finite */
  static *create(problem: CobyqaProblem, npt: number, wanted: Radii): Search<Models | null> {
    const interpolation = new Interpolation(problem.x0, problem.xl, problem.xu, npt, wanted);
    const found: Evaluation[] = [];
    for (let k = 0; k < npt; k++) {
      const evaluation = yield* problem.evaluate(interpolation.point(k), 0);
      if (evaluation === null || problem.ending !== null) return null;
      found.push(evaluation);
    }
    return new Models(interpolation, found);
  }

  get npt(): number {
    return this.interpolation.npt;
  }

  funGrad(x: Float64Array): Float64Array {
    return this.fun.grad(x, this.interpolation);
  }

  /** Gradient of the model of least Hessian, without memory of past models. @throws LinearAlgebraError */
  alternativeGrad(x: Float64Array): Float64Array {
    return new Quadratic(
      this.interpolation,
      this.values((e) => e.fun),
    ).grad(x, this.interpolation);
  }

  cubValues(x: Float64Array): Float64Array {
    return Float64Array.from(this.cub, (model) => model.value(x, this.interpolation));
  }

  ceqValues(x: Float64Array): Float64Array {
    return Float64Array.from(this.ceq, (model) => model.value(x, this.interpolation));
  }

  cubGrads(x: Float64Array): Float64Array[] {
    return this.cub.map((model) => model.grad(x, this.interpolation));
  }

  ceqGrads(x: Float64Array): Float64Array[] {
    return this.ceq.map((model) => model.grad(x, this.interpolation));
  }

  /** Hessian of f + Σ ub_i·cub_i + Σ eq_i·ceq_i times v, fresh (n). */
  lagrangianProduct(v: Float64Array, ub: Float64Array, eq: Float64Array): Float64Array {
    const total = this.fun.hessProduct(v, this.interpolation);
    const add = (models: readonly Quadratic[], multipliers: Float64Array): void => {
      models.forEach((model, index) => {
        if (multipliers[index] === 0) return;
        const term = model.hessProduct(v, this.interpolation);
        for (let i = 0; i < total.length; i++) total[i] += multipliers[index] * term[i];
      });
    };
    add(this.cub, ub);
    add(this.ceq, eq);
    return total;
  }

  /** Fits all models anew. @throws LinearAlgebraError */
  reset(): void {
    const { interpolation } = this;
    this.fun = new Quadratic(
      interpolation,
      this.values((e) => e.fun),
    );
    this.cub = this.cub.map(
      (_, i) =>
        new Quadratic(
          interpolation,
          this.values((e) => e.cub[i]),
        ),
    );
    this.ceq = this.ceq.map(
      (_, i) =>
        new Quadratic(
          interpolation,
          this.values((e) => e.ceq[i]),
        ),
    );
  }

  /** Replaces point k. @returns whether the new system is ill-conditioned. @throws LinearAlgebraError */
  replace(k: number, x: Float64Array, evaluation: Evaluation): boolean {
    const { interpolation, npt } = this;
    const only = (difference: number): Float64Array => {
      const differences = new Float64Array(npt);
      differences[k] = difference;
      return differences;
    };
    const predictedFun = this.fun.value(x, interpolation);
    const predictedCub = this.cubValues(x);
    const predictedCeq = this.ceqValues(x);
    const old = interpolation.displacement(k).slice();
    interpolation.displacement(k).set(interpolation.fromBase(x));
    this.found[k] = evaluation;
    this.fun.update(interpolation, k, old, only(evaluation.fun - predictedFun));
    this.cub.forEach((model, i) => model.update(interpolation, k, old, only(evaluation.cub[i] - predictedCub[i])));
    this.ceq.forEach((model, i) => model.update(interpolation, k, old, only(evaluation.ceq[i] - predictedCeq[i])));
    return interpolation.system().isIllConditioned;
  }

  /** By what factor the determinant of the system changes when each point (or point k alone) is replaced by x.
   *  @throws LinearAlgebraError */
  determinants(x: Float64Array, only: number | null = null): Float64Array {
    const { interpolation, npt } = this;
    const { n } = interpolation;
    const d = interpolation.fromBase(x);
    const column = new Float64Array(npt + n + 1);
    for (let k = 0; k < npt; k++) column[k] = 0.5 * dot(interpolation.displacement(k), d) ** 2;
    column[npt] = 1;
    column.set(d, npt + 1);
    const solved = solveOrThrow(interpolation, column);
    const beta = 0.5 * dot(d, d) ** 2 - dot(column, solved);
    const ratio = (k: number): number => {
      const unit = new Float64Array(npt + n + 1);
      unit[k] = 1;
      return solveOrThrow(interpolation, unit)[k] * beta + solved[k] ** 2;
    };
    return only === null ? Float64Array.from({ length: npt }, (_, k) => ratio(k)) : Float64Array.of(ratio(only));
  }

  /** The Lagrange polynomial of point k: one there, zero at the others. @throws LinearAlgebraError */
  lagrangePolynomial(k: number): Quadratic {
    const values = new Float64Array(this.npt);
    values[k] = 1;
    return new Quadratic(this.interpolation, values);
  }

  /** Moves the base of the interpolation set. */
  shiftBase(base: Float64Array): void {
    const { interpolation } = this;
    for (const model of [this.fun, ...this.cub, ...this.ceq]) model.shiftBase(interpolation, base);
    const shift = interpolation.fromBase(base);
    const { n, npt, points } = interpolation;
    interpolation.base = interpolation.base.map((value, i) => value + shift[i]);
    for (let k = 0; k < npt; k++) for (let i = 0; i < n; i++) points[k * n + i] -= shift[i];
  }

  private values(read: (evaluation: Evaluation) => number): Float64Array {
    return Float64Array.from(this.found, read);
  }
}
