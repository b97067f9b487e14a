/**
 * The models of the objective and of every nonlinear constraint on one interpolation set.
 *
 * Source: Ragonneau (2022), sections 5.2 and 5.3.
 */
import type { Search } from '../../protocol';
import { Interpolation, type Radii } from './interpolation';
import type { CobyqaProblem, Evaluation } from './problem';
import { Quadratic } from './quadratic';

/** See the header. */
export class Models {
  /** changes whenever a model does */
  version = 0;
  private fun: Quadratic;
  private cub: Quadratic[];
  private ceq: Quadratic[];
  private readonly displacement: Float64Array;

  private constructor(
    readonly interpolation: Interpolation,
    /** what was found at every point */
    readonly found: Evaluation[],
  ) {
    this.displacement = new Float64Array(interpolation.n);
    this.fun = this.fitFun();
    this.cub = Array.from(found[0].cub, (_, i) => this.fit((e) => e.cub[i]));
    this.ceq = Array.from(found[0].ceq, (_, i) => this.fit((e) => e.ceq[i]));
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
    return this.fun.grad(x);
  }

  /** Gradient of the model of least Hessian, without memory of past models. @throws LinearAlgebraError */
  alternativeGrad(x: Float64Array): Float64Array {
    return this.fitFun().grad(x);
  }

  cubValues(x: Float64Array): Float64Array {
    return Float64Array.from(this.cub, (model) => model.value(x));
  }

  ceqValues(x: Float64Array): Float64Array {
    return Float64Array.from(this.ceq, (model) => model.value(x));
  }

  cubGrads(x: Float64Array): Float64Array[] {
    return this.cub.map((model) => model.grad(x));
  }

  ceqGrads(x: Float64Array): Float64Array[] {
    return this.ceq.map((model) => model.grad(x));
  }

  /** Hessian of f + Σ ub_i·cub_i + Σ eq_i·ceq_i times v (n).
   *  @param total  receives it */
  lagrangianProduct(v: Float64Array, ub: Float64Array, eq: Float64Array, total: Float64Array): Float64Array {
    this.fun.hessProduct(v, total);
    addWeighted(total, this.cub, ub, v);
    addWeighted(total, this.ceq, eq, v);
    return total;
  }

  /** Fits all models anew. @throws LinearAlgebraError */
  reset(): void {
    this.version++;
    this.fun = this.fitFun();
    this.cub = this.cub.map((_, i) => this.fit((e) => e.cub[i]));
    this.ceq = this.ceq.map((_, i) => this.fit((e) => e.ceq[i]));
  }

  /** Replaces point k. As in SciPy, an ill-conditioned system updates the model of f only.
   *  @returns whether the new system is ill-conditioned. @throws LinearAlgebraError */
  replace(k: number, x: Float64Array, evaluation: Evaluation): boolean {
    const { interpolation } = this;
    const funChange = evaluation.fun - this.fun.value(x);
    const cubChanges = changes(this.cub, x, evaluation.cub);
    const ceqChanges = changes(this.ceq, x, evaluation.ceq);
    const old = interpolation.displacement(k);
    this.version++;
    this.found[k] = evaluation;
    interpolation.move(k, interpolation.fromBase(x, this.displacement));
    this.fun.update(k, old, funChange);
    const { isIllConditioned } = interpolation.system();
    if (isIllConditioned) return true;
    this.cub.forEach((model, i) => model.update(k, old, cubChanges[i]));
    this.ceq.forEach((model, i) => model.update(k, old, ceqChanges[i]));
    return false;
  }

  /** By what factors the determinant of the system changes when each point is replaced by x.
   *  @param out  receives them (npt). @throws LinearAlgebraError */
  determinants(x: Float64Array, out: Float64Array): Float64Array {
    const { interpolation, displacement } = this;
    return interpolation.system().determinantRatios(interpolation.fromBase(x, displacement), out);
  }

  /** As `determinants`, for point k alone. */
  determinant(x: Float64Array, k: number): number {
    const { interpolation, displacement } = this;
    return interpolation.system().determinantRatio(interpolation.fromBase(x, displacement), k);
  }

  /** The Lagrange polynomial of point k. @throws LinearAlgebraError */
  lagrangePolynomial(k: number): Quadratic {
    return Quadratic.lagrange(this.interpolation, k);
  }

  /** Moves the base of the interpolation set. */
  shiftBase(base: Float64Array): void {
    this.version++;
    for (const model of [this.fun, ...this.cub, ...this.ceq]) model.shiftBase(base);
    this.interpolation.shiftBase(base);
  }

  private fitFun(): Quadratic {
    return this.fit((e) => e.fun);
  }

  private fit(read: (evaluation: Evaluation) => number): Quadratic {
    return Quadratic.fit(this.interpolation, Float64Array.from(this.found, read));
  }
}

// By how much values at x differ from their models there.
function changes(models: readonly Quadratic[], x: Float64Array, values: Float64Array): number[] {
  const out: number[] = [];
  for (let i = 0; i < models.length; i++) out.push(values[i] - models[i].value(x));
  return out;
}

// total += Σ multipliers_i·H_i·v, the sum first.
function addWeighted(
  total: Float64Array,
  models: readonly Quadratic[],
  multipliers: Float64Array,
  v: Float64Array,
): void {
  if (models.length === 0) return;
  const sum = new Float64Array(total.length);
  const term = new Float64Array(total.length);
  models.forEach((model, index) => {
    model.hessProduct(v, term);
    for (let i = 0; i < sum.length; i++) sum[i] += multipliers[index] * term[i];
  });
  for (let i = 0; i < sum.length; i++) total[i] += sum[i];
}
