/**
 * The line search of TNC: evaluates along the direction until the step finder is content.
 *
 * Source: Gill & Murray (1974), NPL Report NAC 37; tolerances of Nash's TN.
 */
import { copyOf } from '../../../math/linalg/copy';
import { dot } from '../../../math/linalg/sums';
import type { Objective } from '../../objective';
import type { Search } from '../../protocol';
import type { ActiveSet } from './active-set';
import { scaledNorm, type Scaling } from './scaling';
import { StepFinder } from './step-finder';

const EPSILON = 2 ** -52;
const MAX_STEPS = 64;

/** How a search ended: at a better point, out of evaluations, or with none. */
export type LineOutcome = 'found' | 'out-of-evaluations' | 'failed';

/** The iterate of TNC, changed by a successful search. */
export interface LinePosition {
  /** scaled point (n), moved in place */
  readonly u: Float64Array;
  /** scaled value */
  f: number;
  /** gradient in the user's coordinates (n) */
  g: Float64Array;
  /** evaluations so far, in TNC's own count */
  evaluations: number;
  /** length of the last step, as a multiple of the direction */
  step: number;
}

/** Searches along p from the position, which it moves only on success.
 *  @param p      direction in scaled coordinates (n);  @param first, limit  first and longest step
 *  @param ftol   change of f that counts as none;  @param eta  flatness asked of the slope
 *  @returns      how it ended */
export function* searchLine(
  objective: Objective,
  scaling: Scaling,
  active: ActiveSet,
  position: LinePosition,
  p: Float64Array,
  first: number,
  limit: number,
  { eta, ftol, maxfun }: { readonly eta: number; readonly ftol: number; readonly maxfun: number },
): Search<LineOutcome> {
  const { u } = position;
  const n = u.length;
  const work = copyOf(u);
  active.project(work);
  const size = scaledNorm(work) + 1;
  const pSize = scaledNorm(p) + EPSILON;
  scaling.scaleGradient(position.g, work);
  const slope = dot(work, p);
  const finder = new StepFinder(position.f, slope, first, limit, {
    relative: (Math.sqrt(EPSILON) * size) / pSize,
    absolute: (-EPSILON * (1 + Math.abs(position.f))) / (slope - EPSILON),
    spacing: (EPSILON * size) / pSize,
    eta,
    fPrecision: ftol,
  });
  let verdict = finder.verdict;
  let best = position.g;
  let steps = 0;
  while (verdict === 'evaluate') {
    steps++;
    if (steps > MAX_STEPS || position.evaluations >= maxfun) break;
    const length = finder.best + finder.trial;
    const point = new Float64Array(n);
    for (let i = 0; i < n; i++) point[i] = u[i] + length * p[i];
    scaling.toUser(point);
    scaling.coerce(point);
    const both = objective.requestBoth(point);
    if (both === null) yield* objective.funAndGrad(point);
    else objective.takeBoth((yield both) as number, both);
    position.evaluations++;
    const g = objective.g;
    scaling.scaleGradient(g, work);
    verdict = finder.accept(objective.f * scaling.factor, dot(work, p));
    if (finder.best === length) best = g;
  }
  position.step = finder.best;
  if (verdict === 'found') {
    position.f = finder.fBest;
    position.g = best;
    for (let i = 0; i < n; i++) u[i] += finder.best * p[i];
    return 'found';
  }
  return verdict === 'evaluate' && steps <= MAX_STEPS ? 'out-of-evaluations' : 'failed';
}
