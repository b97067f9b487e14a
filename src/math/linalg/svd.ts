/**
 * The thin singular value decomposition of a small matrix, by one-sided Jacobi rotations.
 *
 * Source: Hestenes (1958); Golub & Van Loan, Matrix Computations (4th ed.), section 8.6.3.
 */
import { dot, norm2 } from './sums';

const SWEEPS = 60;
const EPS = 2 ** -52;

/** One term of A = Σ value·left·rightᵀ. */
export interface SingularTerm {
  readonly value: number;
  /** (m) */
  readonly left: Float64Array;
  /** (n) */
  readonly right: Float64Array;
}

/** Decomposes A, row-major (m·n), into min(m, n) terms, largest first. Cost: O(m·n·min(m, n)) a sweep. */
export function thinSvd(A: Float64Array, m: number, n: number): SingularTerm[] {
  if (m > n) {
    const transposed = new Float64Array(m * n);
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) transposed[j * m + i] = A[i * n + j];
    return thinSvd(transposed, n, m).map(({ value, left, right }) => ({ value, left: right, right: left }));
  }
  // Rotating the rows of A until they are orthogonal: rows become value·rightᵀ, the rotations collect left.
  const rows = Array.from({ length: m }, (_, i) => A.slice(i * n, (i + 1) * n));
  const lefts = Array.from({ length: m }, (_, i) => {
    const unit = new Float64Array(m);
    unit[i] = 1;
    return unit;
  });
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let isOrthogonal = true;
    for (let a = 0; a < m; a++) {
      for (let b = a + 1; b < m; b++) {
        const product = dot(rows[a], rows[b]);
        const alpha = dot(rows[a], rows[a]);
        const beta = dot(rows[b], rows[b]);
        if (!(Math.abs(product) > EPS * Math.sqrt(alpha * beta))) continue;
        isOrthogonal = false;
        const zeta = (beta - alpha) / (2 * product);
        const tangent = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cos = 1 / Math.sqrt(1 + tangent * tangent);
        rotate(rows[a], rows[b], cos, cos * tangent);
        rotate(lefts[a], lefts[b], cos, cos * tangent);
      }
    }
    if (isOrthogonal) break;
  }
  return rows
    .map((row, i) => {
      const value = norm2(row);
      return { value, left: lefts[i], right: value > 0 ? row.map((entry) => entry / value) : row };
    })
    .sort((a, b) => b.value - a.value);
}

function rotate(a: Float64Array, b: Float64Array, cos: number, sin: number): void {
  for (let i = 0; i < a.length; i++) {
    const first = a[i];
    a[i] = cos * first - sin * b[i];
    b[i] = sin * first + cos * b[i];
  }
}
