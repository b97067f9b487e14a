/**
 * The points worth returning: no other evaluated point is better both in value and in constraint violation.
 *
 * Source: the filter of R. Fletcher & S. Leyffer (2002), "Nonlinear programming without a penalty function",
 * Math. Program. 91; which point of it is returned, and the safeguards against huge values, follow
 * Z. Zhang (2023), "PRIMA", doi:10.5281/zenodo.8052654.
 */

/** Values and violations above this are as good as infinite. */
export const HUGE = 1e30;
const EPS = 2 ** -52;
const CAPACITY = 2000;

/** An evaluated point. */
export interface Evaluated {
  readonly x: Float64Array;
  readonly fun: number;
  /** greatest constraint violation, ≥ 0 */
  readonly violation: number;
}

/** See the header. */
export class Filter {
  private points: Evaluated[] = [];

  /** @param tolerance  violations up to this count as feasible
   *  @param weight     of the violation in the merit that decides which point leaves a full filter */
  constructor(
    private readonly tolerance: number,
    private readonly weight: number,
  ) {}

  /** Adds a point unless one that is kept is as good; removes those that it beats. Cost: O(size). */
  add(point: Evaluated): void {
    const { points, tolerance } = this;
    const isCovered = points.some(
      (kept) => isBetter(kept, point, tolerance) || (kept.fun <= point.fun && kept.violation <= point.violation),
    );
    if (isCovered) return;
    const kept = points.filter((other) => !isBetter(point, other, tolerance));
    if (kept.length >= CAPACITY) kept.splice(this.worst(kept), 1);
    kept.push(point);
    this.points = kept;
  }

  /** The point to return under a penalty: the least merit among the nearly least violations.
   *  @throws Error when nothing was ever added */
  best(penalty: number): Evaluated {
    const { points } = this;
    const [funLimit, violationLimit] = this.limits();
    const sane = points.filter((point) => point.fun < funLimit && point.violation < violationLimit);
    const last = points.at(-1);
    if (last === undefined) throw new Error('The filter is empty: add a point first.');
    if (sane.length === 0) return last;
    const finite = points.filter((point) => point.fun < funLimit);
    const least = Math.min(...finite.map((point) => this.excess(point)));
    const allowed = Math.max(EPS, 2 * least);
    const merit = (point: Evaluated): number => Math.max(point.fun, -Number.MAX_VALUE) + penalty * this.excess(point);
    const leastMerit = Math.min(...finite.filter((point) => this.excess(point) <= allowed).map(merit));
    const leastExcess = Math.min(...finite.filter((point) => merit(point) <= leastMerit).map((p) => this.excess(p)));
    const leastFun = Math.min(...points.filter((point) => this.excess(point) <= leastExcess).map((p) => p.fun));
    return points
      .filter((point) => point.fun <= leastFun)
      .reduce((best, point) => (point.violation < best.violation ? point : best));
  }

  private excess(point: Evaluated): number {
    return Math.max(point.violation - this.tolerance, 0);
  }

  private limits(): readonly [number, number] {
    const has = (fun: number, violation: number): boolean =>
      this.points.some((point) => point.fun < fun && point.violation < violation);
    const max = Number.MAX_VALUE;
    if (has(HUGE, HUGE)) return [HUGE, HUGE];
    if (has(max, HUGE)) return [max, HUGE];
    if (has(HUGE, max)) return [HUGE, max];
    return [max, max];
  }

  private worst(points: readonly Evaluated[]): number {
    const merits = points.map((point) => Math.max(point.fun, -Number.MAX_VALUE) + this.weight * this.excess(point));
    const most = Math.max(...merits);
    const mostExcess = Math.max(...points.filter((_, i) => merits[i] >= most).map((point) => this.excess(point)));
    const funLimit = Math.max(...points.filter((p) => this.excess(p) >= mostExcess).map((point) => point.fun));
    let at = -1;
    points.forEach((point, i) => {
      if (point.fun <= funLimit && (at < 0 || point.violation > points[at].violation)) at = i;
    });
    return Math.max(at, 0);
  }
}

function isBetter(a: Evaluated, b: Evaluated, tolerance: number): boolean {
  if (a.fun < b.fun && a.violation <= b.violation) return true;
  if (a.fun <= b.fun && a.violation < b.violation) return true;
  const clearly = 10 * Math.max(EPS, Math.min(tolerance, 1e-2 * HUGE));
  return a.fun < Number.MAX_VALUE && a.violation <= tolerance && b.violation > Math.max(tolerance, clearly);
}
