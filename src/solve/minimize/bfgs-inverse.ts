/**
 * The inverse Hessian of BFGS: where it starts, and how a step changes it.
 *
 * Source: Nocedal & Wright (2006), (6.17): H ← L H Lᵀ + ρ s sᵀ with L = I − ρ s yᵀ, s the step, y the change of the
 * gradient, ρ = 1/(yᵀs), or 1000 where that vanishes, as in SciPy. An element of Lᵀ is rounded like the same element
 * of I − ρ y sᵀ, so that one serves for both.
 * Differs: for n > 30 the update is expanded into rank-one terms, O(n²) instead of two products O(n³); the two agree
 * to rounding, and below that size the products are kept because their rounding is SciPy's.
 */
import { matMul, matVec } from '../../math/linalg/products';
import { dot } from '../../math/linalg/sums';
import { OptionError } from '../errors';
import type { Options } from '../options';

/** Above this size the update is done in O(n²); see the header. */
const PRODUCT_UPDATE_LIMIT = 30;

/** One run's updates of H (n·n), in place. Cost: O(n³) up to n = 30, above that O(n²); no allocation after the first. */
export class InverseUpdate {
  private left: Float64Array | null = null;
  private right: Float64Array | null = null;
  private product: Float64Array | null = null;

  private readonly n: number;
  private readonly s: Float64Array;
  private readonly y: Float64Array;

  /** @param H  the matrix to update (n·n) */
  constructor(private readonly H: Float64Array) {
    const n = Math.sqrt(H.length);
    this.n = n;
    this.s = new Float64Array(n);
    this.y = new Float64Array(n);
  }

  /** Learns from the step α·direction, between whose ends the gradient changed from g to gNext. */
  apply(alpha: number, direction: Float64Array, g: Float64Array, gNext: Float64Array): void {
    const { H, n, s, y } = this;
    let curvature = 0;
    for (let i = 0; i < n; i++) {
      s[i] = alpha * direction[i];
      y[i] = gNext[i] - g[i];
      curvature += y[i] * s[i];
    }
    const rho = curvature === 0 ? 1000 : 1 / curvature;
    if (n === 2) applyPair(H, s, y, rho);
    else if (n <= PRODUCT_UPDATE_LIMIT) this.applyProducts(rho);
    else this.applyExpanded(rho);
  }

  private applyProducts(rho: number): void {
    const { H, n, s, y } = this;
    const left = (this.left ??= new Float64Array(n * n));
    const right = (this.right ??= new Float64Array(n * n));
    const product = (this.product ??= new Float64Array(n * n));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const unit = i === j ? 1 : 0;
        left[i * n + j] = right[j * n + i] = unit - s[i] * y[j] * rho;
      }
    }
    matMul(H, right, product, n, n, n);
    matMul(left, product, H, n, n, n);
    for (let i = 0; i < n; i++) {
      const scaled = rho * s[i];
      for (let j = 0; j < n; j++) H[i * n + j] += scaled * s[j];
    }
  }

  private applyExpanded(rho: number): void {
    const { H, n, s, y } = this;
    const Hy = (this.left ??= new Float64Array(n));
    matVec(H, y, Hy, n, n);
    const weight = rho * (1 + rho * dot(y, Hy));
    for (let i = 0; i < n; i++) {
      const own = weight * s[i] - rho * Hy[i];
      const cross = rho * s[i];
      const row = i * n;
      for (let j = 0; j < n; j++) H[row + j] += own * s[j] - cross * Hy[j];
    }
  }
}

// The products written out for the plane, where a playground spends its time. Sums start from 0, as in the loops:
// so a sum of negative zeros is 0.
function applyPair(H: Float64Array, s: Float64Array, y: Float64Array, rho: number): void {
  const s0 = s[0];
  const s1 = s[1];
  const l00 = 1 - s0 * y[0] * rho;
  const l01 = 0 - s0 * y[1] * rho;
  const l10 = 0 - s1 * y[0] * rho;
  const l11 = 1 - s1 * y[1] * rho;
  const p00 = H[0] * l00 + H[1] * l01;
  const p01 = H[0] * l10 + H[1] * l11;
  const p10 = H[2] * l00 + H[3] * l01;
  const p11 = H[2] * l10 + H[3] * l11;
  const scaled0 = rho * s0;
  const scaled1 = rho * s1;
  H[0] = 0 + l00 * p00 + l01 * p10 + scaled0 * s0;
  H[1] = 0 + l00 * p01 + l01 * p11 + scaled0 * s1;
  H[2] = 0 + l10 * p00 + l11 * p10 + scaled1 * s0;
  H[3] = 0 + l10 * p01 + l11 * p11 + scaled1 * s1;
}

/** The option `hess_inv0` (n·n, fresh), or the identity.
 *  @throws OptionError unless it is n × n, symmetric and positive definite */
export function firstInverseHessian(read: Options, n: number): Float64Array {
  const given = read.matrix('hess_inv0', n);
  if (given === null) {
    const identity = new Float64Array(n * n);
    for (let i = 0; i < n; i++) identity[i * n + i] = 1;
    return identity;
  }
  if (given.rows !== n || given.cols !== n) {
    throw new OptionError(
      `'hess_inv0' is ${given.rows} × ${given.cols}, but x0 has ${n} coordinates. Give n rows of n.`,
      'hess_inv0',
    );
  }
  if (!isPositiveDefinite(given.data, n)) {
    throw new OptionError(
      "'hess_inv0' matrix isn't positive definite. Give a symmetric positive definite matrix.",
      'hess_inv0',
    );
  }
  return given.data;
}

// Symmetric, and its Cholesky factorization exists.
function isPositiveDefinite(A: Float64Array, n: number): boolean {
  const L = A.slice();
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      if (A[i * n + j] !== A[j * n + i]) return false;
      let value = L[i * n + j];
      for (let k = 0; k < j; k++) value -= L[i * n + k] * L[j * n + k];
      if (i === j) {
        if (!(value > 0)) return false;
        L[i * n + j] = Math.sqrt(value);
      } else {
        L[i * n + j] = value / L[j * n + j];
      }
    }
  }
  return true;
}
