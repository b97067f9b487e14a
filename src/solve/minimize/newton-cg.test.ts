/** newton-cg: the recorded runs of SciPy. */
import { describeParity } from '../../golden/expect-parity';

describeParity('minimize-newton-cg');
