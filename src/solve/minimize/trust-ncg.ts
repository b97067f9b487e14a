/**
 * trust-ncg: trust-region steps by truncated conjugate gradients.
 * Source: Steihaug (1983), SIAM J. Numer. Anal. 20, 626–637; Nocedal & Wright (2006), Algorithm 7.2.
 */
import { dot, nrm2 } from '../../math/linalg/sums';
import { OptionError } from '../errors';
import type { Method } from '../method';
import { readOptions } from '../options';
import type { Search } from '../protocol';
import { trustRegion, trustRegionOptions, type Subproblem } from '../trust-region/loop';
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
    return trustRegion(setup, readOptions(setup, trustRegionOptions, tolOptions), new Steihaug(setup.x0.length));
  },
};

/** Conjugate gradients on the model until they leave the region, meet negative curvature, or are close enough. */
class Steihaug implements Subproblem {
  readonly opening = 'nothing';
  hitsBoundary = false;
  step: Float64Array;
  private next: Float64Array;
  private readonly residual: Float64Array;
  private readonly direction: Float64Array;
  private readonly Hd: Float64Array;

  constructor(n: number) {
    this.step = new Float64Array(n);
    this.next = new Float64Array(n);
    this.residual = new Float64Array(n);
    this.direction = new Float64Array(n);
    this.Hd = new Float64Array(n);
  }

  *solve(model: QuadraticModel, radius: number): Search<boolean> {
    const { residual, direction, Hd } = this;
    const { grad, gradNorm } = model;
    const n = grad.length;
    const forcing = Math.sqrt(gradNorm);
    const tolerance = (forcing < 0.5 ? forcing : 0.5) * gradNorm;
    this.hitsBoundary = false;
    for (let i = 0; i < n; i++) {
      this.step[i] = 0;
      residual[i] = grad[i];
      direction[i] = -grad[i];
    }
    if (gradNorm < tolerance) return true;

    // In exact arithmetic n iterations suffice; rounding or a NaN must not make it endless.
    for (let iteration = 0; iteration < 100 * n + 1000; iteration++) {
      const product = model.hasMatrix ? model.multiply(direction, Hd) : yield* model.product(direction, Hd);
      const curvature = dot(direction, product);
      if (curvature <= 0) {
        yield* this.followNegativeCurvature(model, radius);
        return true;
      }
      const squared = dot(residual, residual);
      const alpha = squared / curvature;
      along(this.step, alpha, direction, this.next);
      if (nrm2(this.next) >= radius) {
        this.goToBoundary(radius);
        return true;
      }
      [this.step, this.next] = [this.next, this.step];
      along(residual, alpha, product, residual);
      const nextSquared = dot(residual, residual);
      if (Math.sqrt(nextSquared) < tolerance) break;
      const beta = nextSquared / squared;
      for (let i = 0; i < n; i++) direction[i] = -residual[i] + beta * direction[i];
    }
    return true;
  }

  private goToBoundary(radius: number): void {
    const { step, direction } = this;
    along(step, boundaryIntersections(step, direction, radius)[1], direction, step);
    this.hitsBoundary = true;
  }

  // To the better of the two points where the line leaves the region.
  private *followNegativeCurvature(model: QuadraticModel, radius: number): Search<void> {
    const { step, direction, Hd } = this;
    const [near, far] = boundaryIntersections(step, direction, radius);
    const back = along(step, near, direction);
    const forth = along(step, far, direction);
    const valueBack = model.value(back, yield* model.product(back, Hd));
    const valueForth = model.value(forth, yield* model.product(forth, Hd));
    this.step = valueBack < valueForth ? back : forth;
    this.hitsBoundary = true;
  }
}
