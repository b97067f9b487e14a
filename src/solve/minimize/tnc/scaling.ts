/**
 * The scaled problem that TNC works in: x = scale·u + offset, f times a factor that follows the gradient's size.
 *
 * Source: Nash (1984), "Newton-type minimization via the Lanczos method", §5 on scaling; the default scales and the
 * coercion of every evaluated point into the bounds are those of TNC 1.3 (Roy), which SciPy wraps.
 */

/** Scaling of one run, its bounds in the user's coordinates, and the conversions between the two. */
export class Scaling {
  /** current factor on f */
  factor = 1;

  /** @param scale   factor of each variable (n), 0 = the variable is held
   *  @param offset  value subtracted from each variable (n)
   *  @param lb, ub  bounds (n), ∓Infinity where absent */
  constructor(
    readonly scale: Float64Array,
    readonly offset: Float64Array,
    readonly lb: Float64Array,
    readonly ub: Float64Array,
  ) {}

  /** u := the scaled coordinates of x, in place; held variables stay as they are. */
  toScaled(x: Float64Array): void {
    const { scale, offset } = this;
    for (let i = 0; i < x.length; i++) if (scale[i] > 0) x[i] = (x[i] - offset[i]) / scale[i];
  }

  /** x := the user's coordinates of u, in place. */
  toUser(u: Float64Array): void {
    const { scale, offset } = this;
    for (let i = 0; i < u.length; i++) u[i] = u[i] * scale[i] + offset[i];
  }

  /** The user's value of coordinate i of u. */
  userValue(u: Float64Array, i: number): number {
    return u[i] * this.scale[i] + this.offset[i];
  }

  /** The scaled position of a bound of coordinate i. */
  scaledBound(bound: number, i: number): number {
    return (bound - this.offset[i]) / this.scale[i];
  }

  /** x := x moved into the bounds, in the user's coordinates. */
  coerce(x: Float64Array): void {
    const { lb, ub } = this;
    for (let i = 0; i < x.length; i++) {
      if (x[i] < lb[i]) x[i] = lb[i];
      else if (x[i] > ub[i]) x[i] = ub[i];
    }
  }

  /** out := the gradient of the scaled problem from the user's gradient. */
  scaleGradient(g: Float64Array, out: Float64Array): void {
    const { scale, factor } = this;
    for (let i = 0; i < g.length; i++) out[i] = g[i] * (scale[i] * factor);
  }
}

/** Chooses the scaling: the user's, else the width of the box, else 1 + |x|.
 *  @param x  start inside the bounds (n)
 *  A scale of 0 holds its variable at x. */
export function chooseScaling(
  x: Float64Array,
  lb: Float64Array,
  ub: Float64Array,
  userScale: Float64Array | null,
  userOffset: Float64Array | null,
): Scaling {
  const n = x.length;
  const scale = new Float64Array(n);
  const offset = new Float64Array(n);
  const lower = lb.slice();
  const upper = ub.slice();
  for (let i = 0; i < n; i++) {
    if (userScale !== null) {
      scale[i] = Math.abs(userScale[i]);
      if (scale[i] === 0) offset[i] = lower[i] = upper[i] = x[i];
    } else if (lb[i] !== -Infinity && ub[i] !== Infinity) {
      scale[i] = ub[i] - lb[i];
      offset[i] = (ub[i] + lb[i]) * 0.5;
    } else {
      scale[i] = 1 + Math.abs(x[i]);
      offset[i] = x[i];
    }
    if (userOffset !== null) offset[i] = userOffset[i];
  }
  return new Scaling(scale, offset, lower, upper);
}

/** Euclidean norm, scaled against overflow (the rounding differs from √(x·x)). */
export function scaledNorm(x: Float64Array): number {
  let largest = 0;
  let sum = 1;
  for (let i = 0; i < x.length; i++) {
    if (x[i] === 0) continue;
    const magnitude = Math.abs(x[i]);
    if (largest < magnitude) {
      const ratio = largest / magnitude;
      sum = 1 + sum * ratio * ratio;
      largest = magnitude;
    } else {
      const ratio = magnitude / largest;
      sum += ratio * ratio;
    }
  }
  return largest * Math.sqrt(sum);
}
