/**
 * Householder reflectors in LAPACK's order of operations.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), algorithms 5.1.1 and 5.1.2.
 */
import { matVec } from './products';
import { nrm2 } from './sums';

/** Makes x into (β, v₂, v₃, …) of the reflector I − τ·v·vᵀ with v₁ = 1 that maps it to (β, 0, …).
 *  @param rest  x without its first entry
 *  @returns     τ; 0 where x is (β, 0, …) already */
export function reflector(x: Float64Array, rest = x.subarray(1)): number {
  const restSize = nrm2(rest);
  if (restSize === 0) return 0;
  const alpha = x[0];
  const size = length(alpha, restSize);
  const beta = alpha >= 0 && !Object.is(alpha, -0) ? -size : size;
  const scale = 1 / (alpha - beta);
  for (let i = 0; i < rest.length; i++) rest[i] *= scale;
  x[0] = beta;
  return (beta - alpha) / beta;
}

function length(x: number, y: number): number {
  const large = Math.max(Math.abs(x), Math.abs(y));
  const small = Math.min(Math.abs(x), Math.abs(y));
  return small === 0 ? large : large * Math.sqrt(1 + (small / large) ** 2);
}

/** Applies I − τ·v·vᵀ to the last entries of some vectors, in place. Trailing zeros of v, and vectors that are zero
 *  behind all others, are left out, which decides how the kernel groups its sums.
 *  @param vectors  row-major (n to a row)
 *  @param from     the rows from … to − 1
 *  @param v        the first entry 1; it meets the last v.length entries of a row
 *  @param scratch  at least (to − from)·v.length entries that may be overwritten
 *  @param weights  at least to − from entries that may be overwritten
 *  Cost: O((to − from)·v.length), no allocation unless v ends in zeros */
export function reflectRows(
  vectors: Float64Array,
  n: number,
  from: number,
  to: number,
  v: Float64Array,
  tau: number,
  scratch: Float64Array,
  weights: Float64Array,
): void {
  if (tau === 0 || to <= from) return;
  const start = n - v.length;
  let length = v.length;
  while (v[length - 1] === 0) length--;
  const used = length < v.length ? v.subarray(0, length) : v;
  let last = to;
  while (last > from && isZero(vectors, (last - 1) * n + start, length)) last--;
  const count = last - from;
  if (count === 0) return;
  for (let r = 0; r < count; r++) {
    const at = (from + r) * n + start;
    for (let i = 0; i < length; i++) scratch[r * length + i] = vectors[at + i];
  }
  matVec(scratch, used, weights, count, length);
  for (let r = 0; r < count; r++) {
    const factor = -tau * weights[r];
    const at = (from + r) * n + start;
    for (let i = 0; i < length; i++) vectors[at + i] += factor * used[i];
  }
}

function isZero(x: Float64Array, start: number, count: number): boolean {
  for (let i = start; i < start + count; i++) if (x[i] !== 0) return false;
  return true;
}
