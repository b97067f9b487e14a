/** L-BFGS-B as the registry, the public API and the method picker see it. */
import type { Method } from '../../method';
import { lbfgsbOptions } from './options';
import { solveLbfgsb } from './solve';

export { type CorrectionPairs, denseInverseHessian, multiplyInverseHessian } from './inverse-hessian';

/** SciPy's `method='L-BFGS-B'`. */
export const lbfgsb: Method = {
  name: 'L-BFGS-B',
  family: 'minimize',
  summary:
    'Remembers the last few steps and changes of the gradient, builds from them a model of the curvature, finds where the ' +
    'model’s projected gradient path first turns up, improves that point over the variables that are not at a bound, and ' +
    'searches along the line to it. Its memory and cost grow only linearly with the number of variables. The first choice ' +
    'for smooth functions of many variables, with or without bounds; it needs a gradient, exact for best results.',
  source:
    'R. H. Byrd, P. Lu, J. Nocedal and C. Zhu, "A limited memory algorithm for bound constrained optimization", SIAM J. ' +
    'Sci. Comput. 16 (1995) 1190–1208; J. L. Morales and J. Nocedal, "Remark on Algorithm 778", ACM Trans. Math. Softw. 38 (2011).',
  needs: { grad: 'used', hess: 'ignored', bounds: 'used', constraints: 'ignored' },
  options: lbfgsbOptions,
  solve: solveLbfgsb,
};
