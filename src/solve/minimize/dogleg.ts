/**
 * Dogleg: trust-region steps along the path from the Cauchy point to the Newton point.
 * Source: Powell (1970), "A new algorithm for unconstrained optimization"; Nocedal & Wright (2006), §4.1, p. 73.
 * Needs a positive definite Hessian; where it is not, the run ends with status 3, as in SciPy.
 */
import { choleskyUpper, solveTransposedUpper, solveUpper } from '../../math/linalg/cholesky';
import { dot, nrm2 } from '../../math/linalg/sums';
import { OptionError } from '../errors';
import type { Method } from '../method';
import { readOptions } from '../options';
import type { Search } from '../protocol';
import { trustRegion, trustRegionOptions, type Subproblem } from '../trust-region/loop';
import { along, boundaryIntersections, type QuadraticModel } from '../trust-region/model';

const tolOptions = ['gtol'] as const;

export const dogleg: Method = {
  name: 'dogleg',
  family: 'minimize',
  summary:
    'Bends from the steepest-descent step towards the Newton step as far as the trust radius allows. Simple and fast where ' +
    'the Hessian is positive definite throughout, such as least squares; elsewhere it stops, and trust-exact or trust-ncg go on.',
  source: 'Powell, in Nonlinear Programming (1970), 31–65; Nocedal & Wright (2006), §4.1',
  needs: { grad: 'required', hess: 'required', bounds: 'ignored', constraints: 'ignored' },
  options: trustRegionOptions,
  tolOptions,
  solve(setup) {
    if (setup.jac !== 'exact') {
      throw new OptionError('Jacobian is required for dogleg minimization. Give jac as a function.', 'jac');
    }
    if (setup.hess !== 'exact') {
      throw new OptionError('Hessian is required for dogleg minimization. Give hess as a function.', 'hess');
    }
    return trustRegion(
      { ...setup, hessp: false },
      readOptions(setup, trustRegionOptions, tolOptions),
      new Dogleg(setup.x0.length),
    );
  },
};

/** The path of two legs, for one model at a time. */
class Dogleg implements Subproblem {
  readonly opening = 'nothing';
  hitsBoundary = false;
  readonly step: Float64Array;
  private model: QuadraticModel | null = null;
  private readonly newton: Float64Array;
  private readonly cauchy: Float64Array;
  private readonly leg: Float64Array;
  private readonly U: Float64Array;
  private hasCauchy = false;

  constructor(n: number) {
    this.step = new Float64Array(n);
    this.newton = new Float64Array(n);
    this.cauchy = new Float64Array(n);
    this.leg = new Float64Array(n);
    this.U = new Float64Array(n * n);
  }

  // oxlint-disable-next-line eslint/require-yield
  *solve(model: QuadraticModel, radius: number): Search<boolean> {
    const { step, newton, cauchy, leg } = this;
    if (model !== this.model && !this.findNewtonPoint(model)) return false;
    if (nrm2(newton) < radius) {
      step.set(newton);
      this.hitsBoundary = false;
      return true;
    }
    this.hitsBoundary = true;
    if (!this.hasCauchy) this.findCauchyPoint(model);
    const length = nrm2(cauchy);
    if (length >= radius) {
      for (let i = 0; i < step.length; i++) step[i] = cauchy[i] * (radius / length);
      return true;
    }
    for (let i = 0; i < leg.length; i++) leg[i] = newton[i] - cauchy[i];
    along(cauchy, boundaryIntersections(cauchy, leg, radius)[1], leg, step);
    return true;
  }

  private findNewtonPoint(model: QuadraticModel): boolean {
    const { newton, U } = this;
    const { grad, hess } = model;
    const n = grad.length;
    if (!hess.every(Number.isFinite) || choleskyUpper(hess, U, n) !== 0) return false;
    newton.set(grad);
    solveTransposedUpper(U, newton, n);
    solveUpper(U, newton, n);
    for (let i = 0; i < n; i++) newton[i] = -newton[i];
    this.model = model;
    this.hasCauchy = false;
    return true;
  }

  private findCauchyPoint(model: QuadraticModel): void {
    const { cauchy } = this;
    const { grad } = model;
    model.multiply(grad, cauchy);
    const length = -(dot(grad, grad) / dot(grad, cauchy));
    for (let i = 0; i < cauchy.length; i++) cauchy[i] = length * grad[i];
    this.hasCauchy = true;
  }
}
