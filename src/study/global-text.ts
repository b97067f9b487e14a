/** The public global minimizers, which also take a loss as source text, compiled for as many variables as they have. */
import { basinhopping as hop, basinhoppingAsync as hopAsync } from '../drive/global/basinhopping';
import { brute as scan, bruteAsync as scanAsync } from '../drive/global/brute';
import {
  differentialEvolution as evolve,
  differentialEvolutionAsync as evolveAsync,
} from '../drive/global/differential-evolution';
import { direct as divide, directAsync as divideAsync } from '../drive/global/direct';
import { dualAnnealing as anneal, dualAnnealingAsync as annealAsync } from '../drive/global/dual-annealing';
import type { BoundsLike, ObjectiveLike } from '../drive/global/inputs';
import { shgo as homology, shgoAsync as homologyAsync } from '../drive/global/shgo';
import { countOf, objectiveOf } from './minimize-text';

/** A global minimizer: `place` is where it looks, a box, ranges or a start. */
type Minimizer<Place, Options, R> = (fun: ObjectiveLike, place: Place, options?: Options) => R;

// Of what is no list nothing is known here: the minimizer says what is wrong with it.
const listCount = (ranges: { readonly length: number } | null): number => ranges?.length ?? 0;

function boundsCount(bounds: BoundsLike): number {
  if (typeof bounds !== 'object' || bounds === null || !('lb' in bounds)) return listCount(bounds);
  const count = (side: ArrayLike<number> | number): number => (typeof side === 'number' ? 1 : side.length);
  return Math.max(count(bounds.lb), count(bounds.ub));
}

function withText<Place, Options, R>(minimizer: Minimizer<Place, Options, R>, count: (place: Place) => number) {
  return (fun: ObjectiveLike | string, place: Place, options?: Options): R =>
    minimizer(objectiveOf(fun, count(place)), place, options);
}

/** The same for promises: a mistake in the text is a rejection. */
function withTextAsync<Place, Options, R>(
  minimizer: Minimizer<Place, Options, Promise<R>>,
  count: (place: Place) => number,
) {
  return async (fun: ObjectiveLike | string, place: Place, options?: Options): Promise<R> =>
    minimizer(objectiveOf(fun, count(place)), place, options);
}

/** `scipy.optimize.differential_evolution`: same seed, same path. `(fun, bounds, options)`
 *  @throws OptionError, LossSyntaxError; a failure to converge is a result */
export const differentialEvolution = withText(evolve, boundsCount);
/** As `differentialEvolution`, for a function that returns promises. */
export const differentialEvolutionAsync = withTextAsync(evolveAsync, boundsCount);

/** `scipy.optimize.dual_annealing`: same seed, same path. `(fun, bounds, options)`
 *  @throws OptionError, LossSyntaxError; a failure to converge is a result */
export const dualAnnealing = withText(anneal, boundsCount);
/** As `dualAnnealing`, for a function that returns promises. */
export const dualAnnealingAsync = withTextAsync(annealAsync, boundsCount);

/** `scipy.optimize.basinhopping`: same seed, same path. `(fun, x0, options)`
 *  @throws OptionError, LossSyntaxError; a failure to converge is a result */
export const basinhopping = withText(hop, countOf);
/** As `basinhopping`, for a function that returns promises. */
export const basinhoppingAsync = withTextAsync(hopAsync, countOf);

/** `scipy.optimize.shgo`. `(fun, bounds, options)`
 *  @throws OptionError, LossSyntaxError; a failure to converge is a result */
export const shgo = withText(homology, boundsCount);
/** As `shgo`, for a function that returns promises. */
export const shgoAsync = withTextAsync(homologyAsync, boundsCount);

/** `scipy.optimize.direct`. `(fun, bounds, options)`
 *  @throws OptionError, LossSyntaxError; a failure to converge is a result */
export const direct = withText(divide, boundsCount);
/** As `direct`, for a function that returns promises. */
export const directAsync = withTextAsync(divideAsync, boundsCount);

/** `scipy.optimize.brute`: the best point of a grid, then polished. `(fun, ranges, options)`
 *  @throws OptionError, LossSyntaxError */
export const brute = withText(scan, listCount);
/** As `brute`, for a function that returns promises. */
export const bruteAsync = withTextAsync(scanAsync, listCount);
