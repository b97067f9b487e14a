/**
 * The line search of TNC: evaluates along the direction until the step finder is content.
 *
 * Source: Gill & Murray (1974), NPL Report NAC 37; tolerances of Nash's TN.
 */
import { dot } from '../../../math/linalg/sums';
import type { Objective } from '../../objective';
import type { Scaling } from './scaling';
import { StepFinder, type StepVerdict } from './step-finder';

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

/** One search after another: `begin`, then evaluate at `trial` and `advance` while `isTrying`. It asks for nothing itself,
 *  so that the generator around it is the only one. */
export class LineSearch {
  isTrying = false;
  /** the point to evaluate (n), fresh, in the user's coordinates */
  trial: Float64Array;
  /** how the last search ended */
  outcome: LineOutcome = 'failed';

  private readonly finder = new StepFinder();
  private readonly tolerances = { relative: NaN, absolute: NaN, spacing: NaN, eta: NaN, fPrecision: NaN };
  private readonly work: Float64Array;
  /** gradient at the best point so far */
  private best: Float64Array;
  private length = NaN;
  private steps = 0;

  /** @param position  the iterate, which a search moves only on success
   *  @param p         direction in scaled coordinates (n), the same array for each search
   *  @param limits    ftol: change of f that counts as none; eta: flatness asked of the slope */
  constructor(
    private readonly objective: Objective,
    private readonly scaling: Scaling,
    private readonly position: LinePosition,
    private readonly p: Float64Array,
    private readonly limits: { readonly eta: number; readonly ftol: number; readonly maxfun: number },
  ) {
    this.work = new Float64Array(p.length);
    this.trial = this.work;
    this.best = position.g;
    this.tolerances.eta = limits.eta;
    this.tolerances.fPrecision = limits.ftol;
  }

  /** Begins a search along p.
   *  @param uNorm, pSize  norms of the free part of the point and of p;  @param first, limit  first and longest step */
  begin(uNorm: number, pSize: number, first: number, limit: number): void {
    const { finder, p, position, scaling, tolerances, work } = this;
    const size = uNorm + 1;
    const safeSize = pSize + EPSILON;
    scaling.scaleGradient(position.g, work);
    const slope = dot(work, p);
    tolerances.relative = (Math.sqrt(EPSILON) * size) / safeSize;
    tolerances.absolute = (-EPSILON * (1 + Math.abs(position.f))) / (slope - EPSILON);
    tolerances.spacing = (EPSILON * size) / safeSize;
    this.best = position.g;
    this.steps = 0;
    this.goOn(finder.start(position.f, slope, first, limit, tolerances));
  }

  /** Takes the objective's value and gradient at `trial`. */
  advance(): void {
    const { finder, objective, p, position, scaling, work } = this;
    position.evaluations++;
    const g = objective.g;
    scaling.scaleGradient(g, work);
    const verdict = finder.accept(objective.f * scaling.factor, dot(work, p));
    if (finder.best === this.length) this.best = g;
    this.goOn(verdict);
  }

  // Lays out the next trial, or ends the search.
  private goOn(verdict: StepVerdict): void {
    const { finder, limits, p, position } = this;
    const { u } = position;
    if (verdict === 'evaluate') {
      this.steps++;
      this.isTrying = this.steps <= MAX_STEPS && position.evaluations < limits.maxfun;
      if (this.isTrying) {
        this.length = finder.best + finder.trial;
        this.trial = this.pointAt(this.length);
        return;
      }
    }
    this.isTrying = false;
    position.step = finder.best;
    this.outcome = 'failed';
    if (verdict === 'evaluate' && this.steps <= MAX_STEPS) this.outcome = 'out-of-evaluations';
    if (verdict !== 'found') return;
    this.outcome = 'found';
    position.f = finder.fBest;
    position.g = this.best;
    for (let i = 0; i < p.length; i++) u[i] += finder.best * p[i];
  }

  private pointAt(length: number): Float64Array {
    const { p, scaling } = this;
    const { u } = this.position;
    const point = new Float64Array(p.length);
    for (let i = 0; i < p.length; i++) point[i] = u[i] + length * p[i];
    scaling.toUser(point);
    scaling.coerce(point);
    return point;
  }
}
