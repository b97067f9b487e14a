/** trust-krylov: the recorded runs of SciPy. */
import { describeParity } from '../../golden/expect-parity';

describeParity('minimize-trust-krylov', {
  'trust-krylov/wood-4/x0/hess-2-point':
    'differences of gradients at distance 1e-8 magnify the last bit of the tridiagonal solution; 41 against 42 iterations to the same minimum',
});
