/**
 * Householder reflectors in LAPACK's order of operations.
 *
 * Source: Golub & Van Loan, Matrix Computations (4th ed.), algorithm 5.1.1.
 */
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
