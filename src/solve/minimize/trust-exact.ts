/**
 * trust-exact: trust-region steps from a nearly exact solution of the subproblem.
 * Source: Conn, Gould & Toint (2000), §7.3; Moré & Sorensen (1983); see `../trust-region/nearly-exact.ts`.
 */
import { OptionError } from '../errors';
import type { Method, OptionSpec } from '../method';
import { readOptions } from '../options';
import { trustRegion, trustRegionOptions } from '../trust-region/loop';
import { NearlyExactSubproblem } from '../trust-region/nearly-exact';

const options: readonly OptionSpec[] = [
  ...trustRegionOptions,
  {
    name: 'subproblem_maxiter',
    kind: 'integer',
    default: null,
    min: 0,
    description: 'Largest number of factorizations per subproblem. Empty: 25.',
  },
];

const tolOptions = ['gtol'] as const;

export const trustExact: Method = {
  name: 'trust-exact',
  family: 'minimize',
  summary:
    'Solves each trust-region subproblem almost exactly by factoring the damped Hessian. The fewest iterations of all methods ' +
    'here and sure on saddles and negative curvature; best for small and medium problems with an exact Hessian.',
  source:
    'Conn, Gould & Toint, Trust-Region Methods (2000), §7.3; Moré & Sorensen, SIAM J. Sci. Stat. Comput. 4, 553–572 (1983)',
  needs: { grad: 'required', hess: 'required', bounds: 'ignored', constraints: 'ignored' },
  options,
  tolOptions,
  solve(setup) {
    if (setup.jac !== 'exact') {
      throw new OptionError('Jacobian is required for trust region exact minimization. Give jac as a function.', 'jac');
    }
    if (setup.hess !== 'exact') {
      throw new OptionError(
        'Hessian matrix is required for trust region exact minimization. Give hess as a function.',
        'hess',
      );
    }
    const read = readOptions(setup, options, tolOptions);
    const maxiter = read.numberOrNull('subproblem_maxiter') ?? 25;
    if (maxiter < 0)
      throw new OptionError('"subproblem_maxiter" must not be negative. The default is 25.', 'subproblem_maxiter');
    return trustRegion({ ...setup, hessp: false }, read, new NearlyExactSubproblem(setup.x0.length, maxiter));
  },
};
