/** The first population of differential evolution, in the unit cube; draw for draw SciPy's. */
import { Halton } from '../../../math/qmc/halton';
import { Sobol } from '../../../math/qmc/sobol';
import type { Generator } from '../../../math/random/generator';
import { OptionError } from '../../errors';
import type { Scaling } from './scaling';

/** Members in the unit cube, row-major (size·n). */
export interface Members {
  readonly members: Float64Array;
  readonly size: number;
}

/** @param init  a kind of spread, or members in the box (they are clipped to it)
 *  @throws OptionError on an unknown kind or a wrong shape */
export function initialMembers(
  init: string | readonly ArrayLike<number>[],
  popsize: number,
  scaling: Scaling,
  rng: Generator,
): Members {
  const { n, lb, ub } = scaling;
  if (typeof init !== 'string') return givenMembers(init, scaling);
  const free = lb.reduce((count, low, k) => count + (low === ub[k] ? 0 : 1), 0);
  const size = Math.max(5, popsize * Math.max(1, free));
  switch (init) {
    case 'latinhypercube':
      return { members: latinHypercube(size, n, rng), size };
    case 'sobol': {
      const power = 2 ** Math.ceil(Math.log2(size));
      return { members: new Sobol(n, { rng }).random(power), size: power };
    }
    case 'halton':
      return { members: new Halton(n, { rng }).random(size), size };
    case 'random':
      return { members: rng.randomArray(size * n), size };
    default:
      throw new OptionError(
        "The population initialization method must be one of 'latinhypercube' or 'random', or an array of shape (S, N) where N is the number of parameters and S>5 (or 'sobol', 'halton').",
        'init',
      );
  }
}

// Not qmc.LatinHypercube: SciPy cuts [0, 1] into slices from below here, and draws in another order.
function latinHypercube(size: number, n: number, rng: Generator): Float64Array {
  const slice = 1 / size;
  const samples = rng.randomArray(size * n);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < n; k++) samples[i * n + k] = slice * samples[i * n + k] + i * slice;
  const members = new Float64Array(size * n);
  for (let k = 0; k < n; k++) {
    const order = rng.permutation(size);
    for (let i = 0; i < size; i++) members[i * n + k] = samples[order[i] * n + k];
  }
  return members;
}

function givenMembers(init: readonly ArrayLike<number>[], scaling: Scaling): Members {
  const { n } = scaling;
  const size = init?.length ?? 0;
  if (size < 5 || Array.from(init).some((row) => row.length !== n)) {
    throw new OptionError('The population supplied needs to have shape (S, len(x)), where S > 4.', 'init');
  }
  const members = new Float64Array(size * n);
  Array.from(init).forEach((row, i) => {
    members.set(
      scaling.toUnit(row).map((u) => Math.min(Math.max(u, 0), 1)),
      i * n,
    );
  });
  return { members, size };
}
