/**
 * Finite-difference steps as SciPy's `approx_derivative` chooses them: where the stencil's points lie and how
 * their values become a derivative. The evaluations themselves are asked for by `objective.ts`.
 *
 * Source: Nocedal & Wright (2006), §8.1; step √ε for forward, ∛ε for central differences, relative to
 * max(1, |x|). Near a bound the step flips, shrinks, or becomes one-sided.
 */
import type { Bounds } from './method';

export type DifferenceScheme = '2-point' | '3-point';

/** How steps are chosen: absolute (SciPy's `eps`, used when no jac is named) or relative. */
export interface DifferenceOptions {
  readonly scheme: DifferenceScheme;
  /** absolute steps (n), or null for relative steps */
  readonly absStep: Float64Array | null;
  /** the user's relative steps (n), or null for the default */
  readonly relStep: Float64Array | null;
  /** points stay inside these bounds; null for none */
  readonly bounds: Bounds | null;
}

// Of machine epsilon 2⁻⁵²; written out, since engines round powers differently.
const SQUARE_ROOT_OF_EPSILON = 1.4901161193847656e-8;
const CUBE_ROOT_OF_EPSILON = 6.055454452393343e-6;

/** SciPy's default relative step of a scheme. */
export function defaultRelStep(scheme: DifferenceScheme): number {
  return scheme === '2-point' ? SQUARE_ROOT_OF_EPSILON : CUBE_ROOT_OF_EPSILON;
}

/** One stencil: the steps and, for the central scheme, which coordinates fell back to one-sided differences. */
export interface Stencil {
  readonly scheme: DifferenceScheme;
  /** signed steps (n) */
  readonly h: Float64Array;
  /** 1 where the difference is one-sided (n) */
  readonly oneSided: Uint8Array;
}

/** Chooses the steps at x.
 *  Cost: O(n). Source: SciPy's rules, see the header. */
export function chooseStencil(x: Float64Array, options: DifferenceOptions): Stencil {
  const { scheme, bounds } = options;
  const h = chooseSteps(x, options);
  const oneSided = new Uint8Array(x.length).fill(scheme === '2-point' ? 1 : 0);
  if (scheme === '3-point') for (let i = 0; i < h.length; i++) h[i] = Math.abs(h[i]);
  if (bounds !== null && hasFiniteBound(bounds)) {
    for (let i = 0; i < h.length; i++) {
      const below = x[i] - bounds.lb[i];
      const above = bounds.ub[i] - x[i];
      if (scheme === '2-point') h[i] = fitOneSided(x[i], h[i], below, above, bounds.lb[i], bounds.ub[i]);
      else fitCentral(h, oneSided, i, below, above);
    }
  }
  return { scheme, h, oneSided };
}

function chooseSteps(x: Float64Array, { scheme, absStep, relStep }: DifferenceOptions): Float64Array {
  const h = new Float64Array(x.length);
  const base = defaultRelStep(scheme);
  for (let i = 0; i < x.length; i++) {
    const sign = x[i] >= 0 ? 1 : -1;
    const fallback = base * sign * Math.max(1, Math.abs(x[i]));
    if (absStep === null && relStep === null) {
      h[i] = fallback;
      continue;
    }
    const wanted = absStep !== null ? absStep[i] : relStep![i] * sign * Math.abs(x[i]);
    // A step lost in rounding would divide by zero.
    h[i] = x[i] + wanted - x[i] === 0 ? fallback : wanted;
  }
  return h;
}

function hasFiniteBound({ lb, ub }: Bounds): boolean {
  for (let i = 0; i < lb.length; i++) if (lb[i] !== -Infinity || ub[i] !== Infinity) return true;
  return false;
}

function fitOneSided(x: number, h: number, below: number, above: number, lb: number, ub: number): number {
  const reach = x + h;
  if (Math.abs(h) <= Math.max(below, above)) return reach < lb || reach > ub ? -h : h;
  return above >= below ? above : -below;
}

function fitCentral(h: Float64Array, oneSided: Uint8Array, i: number, below: number, above: number): void {
  const wanted = h[i];
  if (below >= wanted && above >= wanted) return;
  const forward = above >= below;
  h[i] = forward ? Math.min(wanted, 0.5 * above) : -Math.min(wanted, 0.5 * below);
  oneSided[i] = 1;
  const nearest = Math.min(above, below);
  if (Math.abs(h[i]) <= nearest) {
    h[i] = nearest;
    oneSided[i] = 0;
  }
}

/** How many points each coordinate contributes: 1 for '2-point', 2 for '3-point'. */
export function pointsPerCoordinate(scheme: DifferenceScheme): 1 | 2 {
  return scheme === '2-point' ? 1 : 2;
}

/** Writes the points of coordinate i, in SciPy's order, row by row.
 *  @param points  row-major; rows `row`, and for the central scheme `row + 1`, are written */
export function writePoints(points: Float64Array, row: number, x: Float64Array, stencil: Stencil, i: number): void {
  const n = x.length;
  points.set(x, row * n);
  const h = stencil.h[i];
  if (stencil.scheme === '2-point') {
    points[row * n + i] = x[i] + h;
    return;
  }
  points.set(x, (row + 1) * n);
  points[row * n + i] = stencil.oneSided[i] ? x[i] + h : x[i] - h;
  points[(row + 1) * n + i] = stencil.oneSided[i] ? x[i] + 2 * h : x[i] + h;
}

/** The derivative along coordinate i from the values at its points.
 *  @param f0  value at x;  @param f1, f2  values at the first and second point (f2 unused by '2-point') */
export function difference(x: Float64Array, stencil: Stencil, i: number, f0: number, f1: number, f2: number): number {
  const h = stencil.h[i];
  if (stencil.scheme === '2-point') return (f1 - f0) / (x[i] + h - x[i]);
  if (stencil.oneSided[i]) return (-3 * f0 + 4 * f1 - f2) / (x[i] + 2 * h - x[i]);
  return (f2 - f1) / (x[i] + h - (x[i] - h));
}
