/** DIRECT as an entry of the registry. */
import type { Method } from '../../method';
import { optionSpecs } from './options';
import { direct } from './solve';

export const directMethod: Method = {
  name: 'direct',
  family: 'global',
  summary:
    'Cuts the box into rectangles with one sample in the middle of each, and goes on cutting those that could hold the ' +
    'minimum whatever the slope of the loss may be: large ones with fair values, small ones with the best values. ' +
    'Deterministic, without derivatives and with hardly a parameter; good in up to about ten dimensions.',
  source:
    'D. R. Jones, C. D. Perttunen and B. E. Stuckman, "Lipschitzian optimization without the Lipschitz constant", ' +
    'J. Optim. Theory Appl. 79 (1993) 157–181; J. M. Gablonsky and C. T. Kelley, J. Global Optim. 21 (2001) 27–37.',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'required', constraints: 'ignored' },
  options: optionSpecs,
  solve: direct,
};
