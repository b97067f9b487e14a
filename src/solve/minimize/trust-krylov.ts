/**
 * trust-krylov: trust-region steps from the generalized Lanczos method (GLTR).
 * Source: Gould, Lucidi, Roma & Toint (1999); Lenders, Kirches & Potschka (2018); see `../trust-region/krylov.ts`.
 */
import { OptionError } from '../errors';
import type { Method, OptionSpec } from '../method';
import { readOptions } from '../options';
import { KrylovSubproblem, type KrylovTolerances } from '../trust-region/krylov';
import { trustRegion, trustRegionOptions } from '../trust-region/loop';

const options: readonly OptionSpec[] = [
  ...trustRegionOptions,
  {
    name: 'inexact',
    kind: 'boolean',
    default: true,
    description: 'Solve subproblems only as exactly as pays; off: fewer iterations, more Hessian-vector products.',
  },
];

const tolOptions = ['gtol'] as const;

const INEXACT: KrylovTolerances = { interior: 'forcing', boundary: 'forcing' };
const EXACT: KrylovTolerances = { interior: 1e-8, boundary: 1e-6 };

export const trustKrylov: Method = {
  name: 'trust-krylov',
  family: 'minimize',
  summary:
    'Solves each trust-region subproblem nearly exactly in a Krylov space, from Hessian-vector products alone. Usually fewer ' +
    'iterations than trust-ncg for some more products; made for large problems with indefinite curvature.',
  source:
    'Gould, Lucidi, Roma & Toint, SIAM J. Optim. 9, 504–525 (1999); Lenders, Kirches & Potschka, Optim. Methods Softw. 33 (2018)',
  needs: { grad: 'required', hess: 'required', bounds: 'ignored', constraints: 'ignored' },
  options,
  tolOptions,
  solve(setup) {
    if (setup.jac !== 'exact') {
      throw new OptionError(
        'Jacobian is required for trust region Krylov minimization. Give jac as a function.',
        'jac',
      );
    }
    if (setup.hess === null && !setup.hessp) {
      throw new OptionError(
        'Either the Hessian or the Hessian-vector product is required for Krylov trust-region minimization. Give hess or hessp.',
        'hess',
      );
    }
    const read = readOptions(setup, options, tolOptions);
    const tolerances = read.boolean('inexact') ? INEXACT : EXACT;
    return trustRegion(setup, read, new KrylovSubproblem(setup.x0.length, tolerances));
  },
};
