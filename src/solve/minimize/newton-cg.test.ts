/** newton-cg: the recorded runs of SciPy. */
import { describeParity } from '../../golden/expect-parity';

describeParity('minimize-newton-cg', {
  'Newton-CG/helical-valley-3/x0/hess-2-point':
    'differences of gradients at distance 1e-8 magnify the last bit of atan2, where V8 and the C library differ; counts agree',
});
