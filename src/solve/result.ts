import type { Iterate } from './protocol';

/** The result of a run: SciPy's `OptimizeResult`, field for field, and what we add. */
export interface OptimizeResult {
  /** the best point found (n) */
  x: Float64Array;
  fun: number;
  /** gradient at x (n), for methods that have one */
  jac?: Float64Array;
  /** Hessian at x, row-major (n·n) */
  hess?: Float64Array;
  /** inverse Hessian approximation, row-major (n·n) */
  hess_inv?: Float64Array;
  nit: number;
  nfev: number;
  njev?: number;
  nhev?: number;
  /** SciPy's integer for this method */
  status: number;
  success: boolean;
  message: string;
  maxcv?: number;
  /** what SciPy would have warned about */
  warnings: string[];
  /** every iterate, when the call asked for `trace: true` */
  trace?: readonly Iterate[];
  /** further SciPy fields under SciPy's names: final_simplex, direc, population, multipliers, … */
  [field: string]: unknown;
}

/** SciPy's verdict when the callback asked to stop: every `minimize` method ends with it. */
export function markStoppedByCallback(result: OptimizeResult): OptimizeResult {
  result.success = false;
  result.status = 99;
  result.message = '`callback` raised `StopIteration`.';
  return result;
}
