/**
 * The anchor of the BFGS benchmark: a BFGS that a careful person writes by hand around two callbacks.
 *
 * The same job as ours: any n, f64, strong Wolfe steps (c1 = 1e-4, c2 = 0.9; Nocedal & Wright, Algorithms 3.5 and
 * 3.6 with cubic interpolation), ‖∇f‖∞ ≤ gtol, at most 200·n iterations, f and ∇f once per trial, a result object
 * with fresh arrays, counts and an inverse Hessian. Allocation-light: buffers are swapped, and nothing is allocated
 * in its loops. What it does not do: ask through requests, keep every iterate, follow SciPy's steps, read options.
 */
export interface CallbackResult {
  x: Float64Array;
  fun: number;
  jac: Float64Array;
  hess_inv: Float64Array;
  nit: number;
  nfev: number;
  njev: number;
  status: number;
  success: boolean;
  message: string;
}

const C1 = 1e-4;
const C2 = 0.9;
const MAX_TRIALS = 40;

/** Minimizes f from x0.
 *  @param grad  writes ∇f(x) into `out` */
export function callbackBfgs(
  fun: (x: Float64Array) => number,
  grad: (x: Float64Array, out: Float64Array) => Float64Array,
  x0: Float64Array,
  gtol = 1e-5,
): CallbackResult {
  const n = x0.length;
  let x: Float64Array = x0.slice();
  let next: Float64Array = new Float64Array(n);
  let g: Float64Array = new Float64Array(n);
  let gNext: Float64Array = new Float64Array(n);
  const p = new Float64Array(n);
  const s = new Float64Array(n);
  const y = new Float64Array(n);
  const Hy = new Float64Array(n);
  const H = new Float64Array(n * n);
  for (let i = 0; i < n; i++) H[i * n + i] = 1;
  let f = fun(x);
  grad(x, g);
  let fNext = f;
  let evaluations = 1;
  let nit = 0;
  let status = 1;

  const slopeAt = (alpha: number): number => {
    for (let i = 0; i < n; i++) next[i] = x[i]! + alpha * p[i]!;
    fNext = fun(next);
    grad(next, gNext);
    evaluations++;
    let slope = 0;
    for (let i = 0; i < n; i++) slope += gNext[i]! * p[i]!;
    return slope;
  };
  // Algorithms 3.5 and 3.6 in one loop: once an interval [low, high] is known, trials stay inside it.
  const search = (slope0: number, first: number): boolean => {
    let alpha = first;
    let low = 0;
    let fLow = f;
    let slopeLow = slope0;
    let high = 0;
    let fHigh = 0;
    let slopeHigh = 0;
    let isBracketed = false;
    for (let trial = 0; trial < MAX_TRIALS; trial++) {
      if (isBracketed) {
        const margin = 0.1 * Math.abs(high - low);
        const cubic = cubicMinimizer(low, fLow, slopeLow, high, fHigh, slopeHigh);
        const isInside = cubic > Math.min(low, high) + margin && cubic < Math.max(low, high) - margin;
        alpha = isInside ? cubic : 0.5 * (low + high);
      }
      const slope = slopeAt(alpha);
      const isTooHigh = fNext > f + C1 * alpha * slope0 || fNext >= fLow || fNext !== fNext;
      if (isTooHigh) {
        isBracketed = true;
        high = alpha;
        fHigh = fNext;
        slopeHigh = slope;
        continue;
      }
      if (Math.abs(slope) <= -C2 * slope0) return true;
      const pointsBack = isBracketed ? slope * (high - low) >= 0 : slope >= 0;
      if (pointsBack) {
        isBracketed = true;
        high = low;
        fHigh = fLow;
        slopeHigh = slopeLow;
      }
      low = alpha;
      fLow = fNext;
      slopeLow = slope;
      if (!isBracketed) alpha *= 2;
    }
    return false;
  };

  for (; nit < 200 * n; nit++) {
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(g[i]!));
    if (largest <= gtol) {
      status = 0;
      break;
    }
    let slope0 = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      let total = 0;
      for (let j = 0; j < n; j++) total -= H[i * n + j]! * g[j]!;
      p[i] = total;
      slope0 += total * g[i]!;
      squares += total * total;
    }
    if (!search(slope0, nit === 0 ? Math.min(1, 1 / Math.sqrt(squares)) : 1)) {
      status = 2;
      break;
    }
    let ys = 0;
    for (let i = 0; i < n; i++) {
      s[i] = next[i]! - x[i]!;
      y[i] = gNext[i]! - g[i]!;
      ys += s[i]! * y[i]!;
    }
    let yHy = 0;
    for (let i = 0; i < n; i++) {
      let total = 0;
      for (let j = 0; j < n; j++) total += H[i * n + j]! * y[j]!;
      Hy[i] = total;
      yHy += total * y[i]!;
    }
    const rho = 1 / ys;
    const weight = (1 + yHy * rho) * rho;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        H[i * n + j]! += weight * s[i]! * s[j]! - rho * (Hy[i]! * s[j]! + s[i]! * Hy[j]!);
      }
    }
    [x, next] = [next, x];
    [g, gNext] = [gNext, g];
    f = fNext;
  }
  const message = ['Converged.', 'Out of iterations.', 'The line search found no step.'][status]!;
  return {
    x,
    fun: f,
    jac: g,
    hess_inv: H,
    nit,
    nfev: evaluations,
    njev: evaluations,
    status,
    success: status === 0,
    message,
  };
}

// Nocedal & Wright (3.59).
function cubicMinimizer(a: number, fa: number, slopeA: number, b: number, fb: number, slopeB: number): number {
  const d1 = slopeA + slopeB - (3 * (fa - fb)) / (a - b);
  const d2 = Math.sign(b - a) * Math.sqrt(d1 * d1 - slopeA * slopeB);
  return b - ((b - a) * (slopeB + d2 - d1)) / (slopeB - slopeA + 2 * d2);
}
