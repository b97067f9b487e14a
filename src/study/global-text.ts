/** The public global minimizers, which also take a loss as source text, compiled for as many variables as bounds. */
import * as evolution from '../drive/global/differential-evolution';
import * as rectangles from '../drive/global/direct';
import type { BoundsLike, ObjectiveLike } from '../drive/global/inputs';
import type { OptimizeResult } from '../solve/result';
import { objectiveOf } from './minimize-text';

const countOf = (bounds: BoundsLike): number => ('lb' in bounds ? bounds.lb.length : bounds.length);

/** Differential evolution, as `scipy.optimize.differential_evolution`: same seed, same path.
 *  @param fun     source text, a compiled loss, or a function of x
 *  @param bounds  finite, one [lo, hi] per variable
 *  @throws        OptionError, LossSyntaxError */
export function differentialEvolution(
  fun: ObjectiveLike | string,
  bounds: BoundsLike,
  options: evolution.DifferentialEvolutionOptions = {},
): OptimizeResult {
  return evolution.differentialEvolution(objectiveOf(fun, countOf(bounds)) as ObjectiveLike, bounds, options);
}

/** Dividing rectangles, as `scipy.optimize.direct`.
 *  @throws OptionError, LossSyntaxError */
export function direct(
  fun: ObjectiveLike | string,
  bounds: BoundsLike,
  options: rectangles.DirectOptions = {},
): OptimizeResult {
  return rectangles.direct(objectiveOf(fun, countOf(bounds)) as ObjectiveLike, bounds, options);
}
