/**
 * Quasi-Newton approximations of the Hessian itself, for methods that take `hess: 'BFGS' | 'SR1'`.
 *
 * Source: Nocedal & Wright (2006): BFGS (6.19) with the update skipped where the curvature condition fails
 * (p. 537), SR1 (6.24) with the safeguard (6.26), first scaling after (6.20).
 */
import { dot, norm2 } from '../math/linalg/sums';

/** A symmetric approximation of ∇²f that learns from steps and changes of the gradient. */
export interface QuasiNewtonHessian {
  /** learns from s = x₊ − x and y = ∇f₊ − ∇f; both are read only */
  update(step: Float64Array, change: Float64Array): void;
  /** B·p into `out` */
  dot(p: Float64Array, out: Float64Array): Float64Array;
  /** B as a fresh full matrix, row-major (n·n) */
  toMatrix(): Float64Array;
  /** whether some step left the gradient unchanged, which SciPy warns about */
  readonly sawConstantGradient: boolean;
}

const MIN_CURVATURE = 1e-8;
const MIN_DENOMINATOR = 1e-8;

/** Starts from the identity, rescaled at the first update. */
export function quasiNewtonHessian(kind: 'BFGS' | 'SR1', n: number): QuasiNewtonHessian {
  // Only the upper triangle (row ≤ column) is kept up to date.
  const B = scaledIdentity(n, 1);
  const Bs = new Float64Array(n);
  let isFirst = true;
  let sawConstantGradient = false;

  const product = (p: Float64Array, out: Float64Array): Float64Array => {
    for (let i = 0; i < n; i++) {
      let total = 0;
      for (let j = 0; j < i; j++) total += B[j * n + i] * p[j];
      for (let j = i; j < n; j++) total += B[i * n + j] * p[j];
      out[i] = total;
    }
    return out;
  };
  const rankOne = (factor: number, v: Float64Array): void => {
    for (let j = 0; j < n; j++) {
      const scaled = factor * v[j];
      for (let i = 0; i <= j; i++) B[i * n + j] += scaled * v[i];
    }
  };
  const rescale = (factor: number): void => {
    B.set(scaledIdentity(n, factor));
  };

  const updateBfgs = (step: Float64Array, change: Float64Array): void => {
    const curvature = dot(step, change);
    product(step, Bs);
    let sBs = dot(Bs, step);
    if (sBs <= 0) {
      rescale(initialScale(step, change));
      product(step, Bs);
      sBs = dot(Bs, step);
    }
    if (curvature <= MIN_CURVATURE * sBs) return;
    rankOne(1 / curvature, change);
    rankOne(-1 / sBs, Bs);
  };
  const updateSr1 = (step: Float64Array, change: Float64Array): void => {
    product(step, Bs);
    const residual = change.map((value, i) => value - Bs[i]);
    const denominator = dot(step, residual);
    if (Math.abs(denominator) <= MIN_DENOMINATOR * norm2(step) * norm2(residual)) return;
    rankOne(1 / denominator, residual);
  };
  const learn = kind === 'BFGS' ? updateBfgs : updateSr1;

  return {
    get sawConstantGradient() {
      return sawConstantGradient;
    },
    dot: product,
    update(step, change) {
      if (step.every((value) => value === 0)) return;
      if (change.every((value) => value === 0)) {
        sawConstantGradient = true;
        return;
      }
      if (isFirst) {
        rescale(initialScale(step, change));
        isFirst = false;
      }
      learn(step, change);
    },
    toMatrix() {
      const full = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = i; j < n; j++) full[i * n + j] = full[j * n + i] = B[i * n + j];
      }
      return full;
    },
  };
}

function scaledIdentity(n: number, factor: number): Float64Array {
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) matrix[i * n + i] = factor;
  return matrix;
}

// (6.20), for the Hessian rather than its inverse.
function initialScale(step: Float64Array, change: Float64Array): number {
  const changeSquared = dot(change, change);
  const curvature = Math.abs(dot(change, step));
  return curvature === 0 || changeSquared === 0 || dot(step, step) === 0 ? 1 : changeSquared / curvature;
}
