/**
 * Householder reflectors in LAPACK's order of operations.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), algorithms 5.1.1 and 5.1.2.
 */
import { matVec } from './products';
import { nrm2 } from './sums';

/** Makes x[k…] into (β, v₂, v₃, …) of the reflector I − τ·v·vᵀ with v₁ = 1 that maps it to (β, 0, …).
 *  @returns τ; 0 where x[k…] is (β, 0, …) already */
export function reflector(x: Float64Array, k: number): number {
  const tail = nrm2(x.subarray(k + 1));
  if (tail === 0) return 0;
  const alpha = x[k];
  const size = length(alpha, tail);
  const beta = alpha >= 0 && !Object.is(alpha, -0) ? -size : size;
  const scale = 1 / (alpha - beta);
  for (let i = k + 1; i < x.length; i++) x[i] *= scale;
  x[k] = beta;
  return (beta - alpha) / beta;
}

function length(x: number, y: number): number {
  const large = Math.max(Math.abs(x), Math.abs(y));
  const small = Math.min(Math.abs(x), Math.abs(y));
  return small === 0 ? large : large * Math.sqrt(1 + (small / large) ** 2);
}

/** Applies I − τ·v·vᵀ to some vectors in place; trailing zeros of v, and vectors that are zero behind all others,
 *  are left out, which decides how the kernel groups its sums.
 *  @param vectors  row-major (n to a row)
 *  @param from     the rows from … to − 1
 *  @param v        entries `start` … n − 1, the first of them 1 (n)
 *  @param scratch  (to − from)·(n − start) + (to − from) entries that may be overwritten
 *  Cost: O((to − from)·(n − start)) */
export function reflectRows(
  vectors: Float64Array,
  n: number,
  from: number,
  to: number,
  v: Float64Array,
  start: number,
  tau: number,
  scratch = new Float64Array((to - from) * (n - start + 1)),
): void {
  if (tau === 0 || to <= from) return;
  let end = n;
  while (v[end - 1] === 0) end--;
  const length = end - start;
  let last = to;
  while (last > from && isZero(vectors, (last - 1) * n + start, length)) last--;
  const count = last - from;
  if (count === 0) return;
  for (let r = 0; r < count; r++) {
    const at = (from + r) * n + start;
    for (let i = 0; i < length; i++) scratch[r * length + i] = vectors[at + i];
  }
  const tail = v.subarray(start, end);
  const weights = matVec(scratch, tail, scratch.subarray(count * length), count, length);
  for (let r = 0; r < count; r++) {
    const factor = -tau * weights[r];
    const at = (from + r) * n + start;
    for (let i = 0; i < length; i++) vectors[at + i] += factor * tail[i];
  }
}

function isZero(x: Float64Array, start: number, count: number): boolean {
  for (let i = start; i < start + count; i++) if (x[i] !== 0) return false;
  return true;
}
