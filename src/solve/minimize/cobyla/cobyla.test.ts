/** COBYLA: the recorded runs of SciPy. */
import { describeParity } from '../../../golden/expect-parity';

describeParity('minimize-cobyla');
