/**
 * A full BFGS solve of Rosenbrock-2 against a BFGS written by hand around callbacks: flat arrays, no allocation
 * in its loops, a strong Wolfe search after Nocedal & Wright, Algorithms 3.5 and 3.6.
 */
import { runBare } from '../../src/drive/run-sync';
import type { Evaluator } from '../../src/drive/evaluator';
import { bfgs } from '../../src/solve/minimize/bfgs';
import type { Setup } from '../../src/solve/method';
import { compare, type BenchRow } from './timing';

function rosenbrock(x: Float64Array): number {
  const a = x[1]! - x[0]! * x[0]!;
  const b = 1 - x[0]!;
  return 100 * a * a + b * b;
}

function rosenbrockGrad(x: Float64Array, out: Float64Array): Float64Array {
  const a = x[1]! - x[0]! * x[0]!;
  out[0] = -400 * x[0]! * a - 2 * (1 - x[0]!);
  out[1] = 200 * a;
  return out;
}

/** The hand-written anchor. Returns f at the end. */
export function callbackBfgs(
  fun: (x: Float64Array) => number,
  grad: (x: Float64Array, out: Float64Array) => Float64Array,
  x0: Float64Array,
  gtol = 1e-5,
): number {
  const n = x0.length;
  let x: Float64Array = x0.slice();
  let next: Float64Array = new Float64Array(n);
  let g: Float64Array = grad(x, new Float64Array(n));
  let gNext: Float64Array = new Float64Array(n);
  const p = new Float64Array(n);
  const s = new Float64Array(n);
  const y = new Float64Array(n);
  const Hy = new Float64Array(n);
  const H = new Float64Array(n * n);
  for (let i = 0; i < n; i++) H[i * n + i] = 1;
  let f = fun(x);
  let fNext = f;

  const slopeAt = (alpha: number): number => {
    for (let i = 0; i < n; i++) next[i] = x[i]! + alpha * p[i]!;
    fNext = fun(next);
    grad(next, gNext);
    let slope = 0;
    for (let i = 0; i < n; i++) slope += gNext[i]! * p[i]!;
    return slope;
  };
  const search = (slope0: number, first: number): boolean => {
    let low = 0;
    let fLow = f;
    let slopeLow = slope0;
    let high = Infinity;
    let alpha = first;
    for (let trial = 0; trial < 40; trial++) {
      const slope = slopeAt(alpha);
      if (fNext > f + 1e-4 * alpha * slope0 || fNext >= fLow + (trial === 0 ? Infinity : 0)) high = alpha;
      else if (Math.abs(slope) <= -0.9 * slope0) return true;
      else {
        if (slope * (high - low) >= 0 && high !== Infinity) high = low;
        low = alpha;
        fLow = fNext;
        slopeLow = slope;
        if (slope >= 0 && high === Infinity) high = 0;
      }
      if (high === Infinity) alpha *= 2;
      else {
        const width = high - low;
        const quadratic = low - (0.5 * slopeLow * width * width) / (fNext - fLow - slopeLow * width);
        const inside = (quadratic - low) / width;
        alpha = inside > 0.1 && inside < 0.9 ? quadratic : low + 0.5 * width;
      }
    }
    return false;
  };

  for (let k = 0; k < 200 * n; k++) {
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(g[i]!));
    if (largest <= gtol) break;
    let slope0 = 0;
    for (let i = 0; i < n; i++) {
      let total = 0;
      for (let j = 0; j < n; j++) total -= H[i * n + j]! * g[j]!;
      p[i] = total;
      slope0 += total * g[i]!;
    }
    if (!search(slope0, k === 0 ? Math.min(1, 1 / largest) : 1)) break;
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
  return f;
}

const x0 = Float64Array.of(-1.2, 1);
const evaluator: Evaluator = {
  n: 2,
  fun: rosenbrock,
  grad: (x, out = new Float64Array(2)) => rosenbrockGrad(x, out),
};
const setup: Setup = {
  x0,
  jac: 'exact',
  hess: null,
  hessp: false,
  bounds: null,
  constraints: [],
  tol: null,
  options: {},
  seed: null,
};

/** The comparison; both sides end below 1e-8. */
export function benchBfgs(): BenchRow[] {
  return [
    compare(
      'BFGS, Rosenbrock-2, full solve',
      2.5,
      () => runBare(bfgs.solve(setup), evaluator).fun,
      () => callbackBfgs(rosenbrock, rosenbrockGrad, x0),
    ),
  ];
}
