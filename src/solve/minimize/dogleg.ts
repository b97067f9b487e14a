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
import { trustRegion, trustRegionOptions, type Subproblem, type TrustStep } from '../trust-region/loop';
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
    // oxlint-disable-next-line eslint/require-yield
    return trustRegion(setup, readOptions(setup, trustRegionOptions, tolOptions), function* (model) {
      return new DoglegSubproblem(model);
    });
  },
};

class DoglegSubproblem implements Subproblem {
  private newton: Float64Array | null = null;
  private cauchy: Float64Array | null = null;

  constructor(private readonly model: QuadraticModel) {}

  *solve(radius: number): Search<TrustStep | null> {
    const newton = yield* this.newtonPoint();
    if (newton === null) return null;
    if (nrm2(newton) < radius) return { step: newton, hitsBoundary: false };
    const cauchy = yield* this.cauchyPoint();
    const length = nrm2(cauchy);
    if (length >= radius) return { step: cauchy.map((component) => component * (radius / length)), hitsBoundary: true };
    const leg = newton.map((component, i) => component - cauchy[i]);
    const [, far] = boundaryIntersections(cauchy, leg, radius);
    return { step: along(cauchy, far, leg), hitsBoundary: true };
  }

  private *newtonPoint(): Search<Float64Array | null> {
    if (this.newton !== null) return this.newton;
    const grad = yield* this.model.needGrad();
    const hess = yield* this.model.needHess();
    const n = grad.length;
    const U = new Float64Array(n * n);
    const isFinite = hess.every(Number.isFinite);
    if (!isFinite || choleskyUpper(hess, U, n) !== 0) return null;
    const point = grad.slice();
    solveTransposedUpper(U, point, n);
    solveUpper(U, point, n);
    this.newton = point.map((component) => -component);
    return this.newton;
  }

  private *cauchyPoint(): Search<Float64Array> {
    if (this.cauchy !== null) return this.cauchy;
    const grad = yield* this.model.needGrad();
    const product = yield* this.model.product(grad);
    const length = -(dot(grad, grad) / dot(grad, product));
    this.cauchy = grad.map((component) => length * component);
    return this.cauchy;
  }
}
