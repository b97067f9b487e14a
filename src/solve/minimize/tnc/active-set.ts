/**
 * The bounds that hold: which variables sit at one, when a new one joins and when one is released.
 *
 * Source: Gill, Murray & Wright (1981), "Practical Optimization", p. 308; Fletcher (1981), p. 116.
 * A variable at its lower bound is marked −1, at its upper bound 1, a held one 2, a free one 0.
 */
import type { Scaling } from './scaling';

const EPSILON = 2 ** -52;
const HELD = 2;

/** Marks of the variables, kept over one run. */
export class ActiveSet {
  readonly mark: Int8Array;

  constructor(private readonly scaling: Scaling) {
    this.mark = new Int8Array(scaling.scale.length);
  }

  /** Marks the variables that start at a bound and whose gradient does not lead inside.
   *  @param u, g  scaled point and gradient (n) */
  start(u: Float64Array, g: Float64Array): void {
    const { mark, scaling } = this;
    const { scale, lb, ub } = scaling;
    for (let i = 0; i < u.length; i++) {
      if (scale[i] === 0) mark[i] = HELD;
      else if (lb[i] !== -Infinity && scaling.userValue(u, i) - lb[i] <= tolerance(lb[i])) mark[i] = -1;
      // The tolerance's sign makes this stricter than the lower bound's test; the path depends on it.
      else if (ub[i] !== Infinity && scaling.userValue(u, i) - ub[i] >= tolerance(ub[i])) mark[i] = 1;
      else mark[i] = 0;
      if (-mark[i] * g[i] < 0) mark[i] = 0;
    }
  }

  /** v := v with the entries of marked variables set to 0. */
  project(v: Float64Array): void {
    const { mark } = this;
    for (let i = 0; i < v.length; i++) if (mark[i] !== 0) v[i] = 0;
  }

  /** Longest step along p that keeps the free variables inside, at most `limit`. */
  longestStep(limit: number, u: Float64Array, p: Float64Array): number {
    const { mark, scaling } = this;
    let step = limit;
    for (let i = 0; i < u.length; i++) {
      if (mark[i] !== 0 || p[i] === 0) continue;
      if (p[i] < 0) {
        const room = scaling.scaledBound(scaling.lb[i], i) - u[i];
        if (room > step * p[i]) step = room / p[i];
      } else {
        const room = scaling.scaledBound(scaling.ub[i], i) - u[i];
        if (room < step * p[i]) step = room / p[i];
      }
    }
    return step;
  }

  /** Marks the free variables that the step has brought to a bound and puts them exactly there.
   *  @returns  whether any was marked */
  add(u: Float64Array, p: Float64Array): boolean {
    const { mark, scaling } = this;
    const { lb, ub } = scaling;
    let found = false;
    for (let i = 0; i < u.length; i++) {
      if (mark[i] !== 0 || p[i] === 0) continue;
      if (p[i] < 0 && lb[i] !== -Infinity) {
        if (scaling.userValue(u, i) - lb[i] <= tolerance(lb[i])) {
          mark[i] = -1;
          u[i] = scaling.scaledBound(lb[i], i);
          found = true;
        }
      } else if (ub[i] !== Infinity && ub[i] - scaling.userValue(u, i) <= tolerance(ub[i])) {
        mark[i] = 1;
        u[i] = scaling.scaledBound(ub[i], i);
        found = true;
      }
    }
    return found;
  }

  /** Releases the bound with the most negative multiplier.
   *  @returns  whether one was released */
  release(g: Float64Array): boolean {
    const { mark } = this;
    let worst = -1;
    let smallest = 0;
    for (let i = 0; i < g.length; i++) {
      if (mark[i] === HELD) continue;
      const multiplier = -mark[i] * g[i];
      if (multiplier < smallest) {
        smallest = multiplier;
        worst = i;
      }
    }
    if (worst < 0) return false;
    mark[worst] = 0;
    return true;
  }
}

function tolerance(bound: number): number {
  return EPSILON * 10 * (Math.abs(bound) + 1);
}
