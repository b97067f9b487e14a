/**
 * The active set of COBYLA's linear subproblem: an orthogonal matrix whose leading columns span the gradients of
 * the active constraints, with the diagonal of the triangular factor.
 *
 * Source: M. J. D. Powell (1994), "A direct search optimization method that models the objective and constraint
 * functions by linear interpolation", in Advances in Optimization and Numerical Analysis, pp. 51–67; the tests
 * against rounding ("a number that no longer changes its reference is zero") are Powell's own. Givens rotations:
 * Golub & Van Loan, Matrix Computations, section 5.1.8.
 */

import { hypot } from '../../../math/linalg/hypot';
import { stridedDot } from '../../../math/linalg/kernels';
import { leastSquares } from '../../../math/linalg/least-squares';

const EPS = 2 ** -52;
const TINY_PIVOT = EPS ** 2;
const ROTATION_MIN = Math.sqrt(2 ** -1022);
const ROTATION_MAX = Math.sqrt(Number.MAX_VALUE / 2.1);

/** Whether adding a tenth of x to |reference| changes nothing: x is then rounding error. */
export function isNegligible(x: number, reference: number): boolean {
  const size = Math.abs(reference);
  const once = size + 0.1 * Math.abs(x);
  const twice = size + 0.2 * Math.abs(x);
  return size >= once || once >= twice;
}

/** Whether a diagonal entry is too small to divide by. */
export function isSingularPivot(pivot: number): boolean {
  return Number.isNaN(pivot) || Math.abs(pivot) <= TINY_PIVOT;
}

/** Columns of Q and the diagonal of R for the active gradients, updated by Givens rotations. */
export class ActiveSet {
  /** number of active constraints */
  count = 0;
  /** column k of Q starts at k·n */
  readonly q: Float64Array;
  /** diagonal of R (n); the first `count` entries count */
  readonly pivots: Float64Array;

  constructor(
    readonly n: number,
    /** all gradients, row-major; row k belongs to constraint k */
    private readonly gradients: Float64Array,
    capacity: number,
    /** active indices first, the others behind in any order */
    readonly order = Int32Array.from({ length: capacity }, (_, k) => k),
  ) {
    this.q = new Float64Array(n * n);
    for (let i = 0; i < n; i++) this.q[i * n + i] = 1;
    this.pivots = new Float64Array(n);
  }

  /** Inner product of column k of Q with the gradient of constraint c, as one of several. */
  project(k: number, c: number): number {
    const { n, q, gradients } = this;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += q[k * n + i] * gradients[c * n + i];
    return sum;
  }

  /** The same alone, summed as SciPy's kernels sum two strided columns. */
  product(k: number, c: number): number {
    const { n, q, gradients } = this;
    return stridedDot(q.subarray(k * n, (k + 1) * n), gradients, c * n, 1);
  }

  /** Appends the gradient of constraint c when it is independent of the active ones.
   *  @returns  whether the set grew; when not, the last pivot shows how dependent the gradient is */
  append(c: number): boolean {
    const { n, q, gradients } = this;
    const components = new Float64Array(n);
    const sizes = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      let size = 0;
      for (let i = 0; i < n; i++) size += Math.abs(gradients[c * n + i]) * Math.abs(q[k * n + i]);
      const component = this.project(k, c);
      components[k] = isNegligible(component, size) ? 0 : component;
      sizes[k] = size;
    }
    for (let k = n - 2; k >= this.count; k--) {
      if (!(Math.abs(components[k + 1]) > 0)) continue;
      const [cos, sin] = givens(components[k], components[k + 1]);
      this.rotate(k, k + 1, cos, sin);
      components[k] = hypot(components[k], components[k + 1]);
    }
    const at = this.count;
    const grows = at < n && Math.abs(components[at]) > TINY_PIVOT && !isNegligible(components[at], sizes[at]);
    if (grows) this.count++;
    if (this.count >= 1) this.pivots[this.count - 1] = components[this.count - 1];
    return grows;
  }

  /** Moves the active constraint at `position` to the end of the active ones, rotating Q along.
   *  `order` is changed by `cycle`, so that multipliers can follow. */
  moveLast(position: number): void {
    const { n, q, order, pivots, count } = this;
    for (let k = position; k < count - 1; k++) {
      const [cos, sin] = givens(pivots[k + 1], this.product(k, order[k + 1]));
      for (let i = 0; i < n; i++) {
        const here = q[k * n + i];
        const next = q[(k + 1) * n + i];
        q[k * n + i] = cos * next + sin * here;
        q[(k + 1) * n + i] = cos * here - sin * next;
      }
    }
    for (let k = position; k < count - 1; k++) pivots[k] = this.product(k, order[k + 1]);
    pivots[count - 1] = this.product(count - 1, order[position]);
  }

  /** Coefficients of the shortest least-squares combination of the active gradients that gives `target` (n); null where
   *  their singular values cannot be found. */
  combination(target: Float64Array): Float64Array | null {
    const { n, gradients, order, count } = this;
    const rows = new Float64Array(count * n);
    for (let k = 0; k < count; k++) for (let i = 0; i < n; i++) rows[k * n + i] = gradients[order[k] * n + i];
    return leastSquares(rows, count, n, target);
  }

  private rotate(a: number, b: number, cos: number, sin: number): void {
    const { n, q } = this;
    for (let i = 0; i < n; i++) {
      const first = q[a * n + i];
      const second = q[b * n + i];
      q[a * n + i] = cos * first + sin * second;
      q[b * n + i] = cos * second - sin * first;
    }
  }
}

// cos and sin of the rotation that takes (x, y) to (±‖(x, y)‖, 0), guarded against overflow and NaN.
function givens(x: number, y: number): readonly [number, number] {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  if (Number.isNaN(x) || Number.isNaN(y)) return [1, 0];
  if (ax === Infinity && ay === Infinity) return [Math.SQRT1_2 * Math.sign(x), Math.SQRT1_2 * Math.sign(y)];
  if (ax === 0 && ay === 0) return [1, 0];
  if (ay <= EPS * ax) return [Math.sign(x), 0];
  if (ax <= EPS * ay) return [0, Math.sign(y)];
  if (ax > ROTATION_MIN && ay > ROTATION_MIN && ax < ROTATION_MAX && ay < ROTATION_MAX) {
    const length = Math.sqrt(x * x + y * y);
    return [x / length, y / length];
  }
  if (ax > ay) {
    const t = y / x;
    const u = Math.max(1, Math.abs(t), Math.sqrt(1 + t * t)) * Math.sign(x);
    return [1 / u, t / u];
  }
  const t = x / y;
  const u = Math.max(1, Math.abs(t), Math.sqrt(1 + t * t)) * Math.sign(y);
  return [t / u, 1 / u];
}
