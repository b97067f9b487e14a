/**
 * trust-ncg: trust-region steps by truncated conjugate gradients.
 * Source: Steihaug (1983), SIAM J. Numer. Anal. 20, 626–637; Nocedal & Wright (2006), Algorithm 7.2.
 */
import { dot, nrm2 } from '../../math/linalg/sums';
import { OptionError } from '../errors';
import type { Method } from '../method';
import { readOptions } from '../options';
import type { Search } from '../protocol';
import { trustRegion, trustRegionOptions, type Subproblem, type TrustStep } from '../trust-region/loop';
import { along, boundaryIntersections, type QuadraticModel } from '../trust-region/model';

const tolOptions = ['gtol'] as const;

export const trustNcg: Method = {
  name: 'trust-ncg',
  family: 'minimize',
  summary:
    'Conjugate gradients inside a trust region: stops early, follows negative curvature to the boundary, and needs only ' +
    'Hessian-vector products. The workhorse for large smooth problems that are not convex.',
  source: 'Steihaug, SIAM J. Numer. Anal. 20, 626–637 (1983); Nocedal & Wright (2006), Algorithm 7.2',
  needs: { grad: 'required', hess: 'required', bounds: 'ignored', constraints: 'ignored' },
  options: trustRegionOptions,
  tolOptions,
  solve(setup) {
    if (setup.jac !== 'exact') {
      throw new OptionError(
        'Jacobian is required for Newton-CG trust-region minimization. Give jac as a function.',
        'jac',
      );
    }
    if (setup.hess === null && !setup.hessp) {
      throw new OptionError(
        'Either the Hessian or the Hessian-vector product is required for Newton-CG trust-region minimization. Give hess or hessp.',
        'hess',
      );
    }
    // oxlint-disable-next-line eslint/require-yield
    return trustRegion(setup, readOptions(setup, trustRegionOptions, tolOptions), function* (model) {
      return new SteihaugSubproblem(model);
    });
  },
};

class SteihaugSubproblem implements Subproblem {
  constructor(private readonly model: QuadraticModel) {}

  *solve(radius: number): Search<TrustStep> {
    const { model } = this;
    const grad = yield* model.needGrad();
    const n = grad.length;
    const forcing = Math.sqrt(model.gradNorm);
    const tolerance = (forcing < 0.5 ? forcing : 0.5) * model.gradNorm;
    let z: Float64Array = new Float64Array(n);
    if (model.gradNorm < tolerance) return { step: z, hitsBoundary: false };
    let residual: Float64Array = grad;
    let direction: Float64Array = grad.map((component) => -component);

    // In exact arithmetic n iterations suffice; rounding or a NaN must not make it endless.
    for (let iteration = 0; iteration < 100 * n + 1000; iteration++) {
      const product = yield* model.product(direction);
      const curvature = dot(direction, product);
      if (curvature <= 0) {
        const [near, far] = boundaryIntersections(z, direction, radius);
        const back = along(z, near, direction);
        const forth = along(z, far, direction);
        const isBackBetter = (yield* model.value(back)) < (yield* model.value(forth));
        return { step: isBackBetter ? back : forth, hitsBoundary: true };
      }
      const squared = dot(residual, residual);
      const alpha = squared / curvature;
      const next = along(z, alpha, direction);
      if (nrm2(next) >= radius) {
        const [, far] = boundaryIntersections(z, direction, radius);
        return { step: along(z, far, direction), hitsBoundary: true };
      }
      residual = along(residual, alpha, product);
      const nextSquared = dot(residual, residual);
      z = next;
      if (Math.sqrt(nextSquared) < tolerance) break;
      const beta = nextSquared / squared;
      const nextDirection = new Float64Array(n);
      for (let i = 0; i < n; i++) nextDirection[i] = -residual[i] + beta * direction[i];
      direction = nextDirection;
    }
    return { step: z, hitsBoundary: false };
  }
}
