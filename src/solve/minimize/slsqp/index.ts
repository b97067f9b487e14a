/** SLSQP as the registry, the public API and the method picker see it. */
import type { Method } from '../../method';
import { slsqpOptions } from './options';
import { solveSlsqp } from './solve';

/** SciPy's `method='SLSQP'`. */
export const slsqp: Method = {
  name: 'SLSQP',
  family: 'minimize',
  summary:
    'At each iterate replaces the function by a quadratic model and the constraints by their tangents, solves that problem ' +
    'as a constrained least-squares problem, and searches along the step with a merit function that charges for violated ' +
    'constraints; a BFGS matrix learns the curvature of the Lagrangian. The first choice for small and medium smooth ' +
    'problems with equality and inequality constraints; starts may be infeasible. Cost grows with the cube of the variables.',
  source:
    'D. Kraft, "A software package for sequential quadratic programming", DFVLR-FB 88-28 (1988); "Algorithm 733", ACM Trans. ' +
    'Math. Softw. 20 (1994) 262–281; C. L. Lawson and R. J. Hanson, "Solving Least Squares Problems" (1974).',
  needs: { grad: 'used', hess: 'ignored', bounds: 'used', constraints: 'used' },
  options: slsqpOptions,
  solve: solveSlsqp,
};
