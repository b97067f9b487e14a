/** trust-exact: the recorded runs of SciPy. */
import { describeParity } from '../../golden/expect-parity';

describeParity('minimize-trust-exact', {
  'trust-exact/beale-2/x0/submax':
    'SciPy crashes (UnboundLocalError) when a small subproblem_maxiter leaves no step; we end with an honest result',
});
