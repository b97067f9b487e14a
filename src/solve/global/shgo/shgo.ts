/** SHGO as an entry of the registry. */
import type { Method } from '../../method';
import { optionSpecs } from './options';
import { shgo } from './solve';

export const shgoMethod: Method = {
  name: 'shgo',
  family: 'global',
  summary:
    'Covers the box with a mesh of samples and finds every vertex that lies below all its neighbors: each stands for a valley, ' +
    'and gets one local search, kept within its neighbors. Returns all local minima that it found. Deterministic; for smooth losses ' +
    'of few variables, with constraints if need be, where the minima themselves are wanted and not the lowest alone.',
  source:
    'S. C. Endres, C. Sandrock and W. W. Focke, "A simplicial homology algorithm for Lipschitz optimisation", ' +
    'J. Global Optimization 72 (2018) 181–217.',
  needs: { grad: 'used', hess: 'used', bounds: 'required', constraints: 'used' },
  options: optionSpecs,
  solve: shgo,
};
