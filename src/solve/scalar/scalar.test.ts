/** minimize_scalar: the recorded runs of SciPy. */
import { describeParity } from '../../golden/expect-parity';
import { goldenProblems } from '../../golden/golden';
import { attemptMinimizeScalar } from '../../golden/parity';

const problems = goldenProblems();
describeParity('minimize_scalar', {}, (golden) => attemptMinimizeScalar(golden, problems));
