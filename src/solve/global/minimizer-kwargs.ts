/** SciPy's `minimizer_kwargs`: which local method a global one uses, and with which options. */
import { OptionError } from '../errors';
import type { Method, Setup } from '../method';
import { localMethod } from './local-methods';

/** The local minimization of a global method. The start is filled in by the caller. */
export interface LocalMinimizer {
  readonly method: Method;
  readonly setup: Setup;
}

/** Reads `options.minimizer_kwargs` ({ method, tol, options }); bounds, constraints and derivatives of the local problem are
 *  those of the setup.
 *  @param fallback  the method when none is named; null: the one that scipy.optimize.minimize would choose
 *  @throws OptionError on an unknown method */
export function readLocalMinimizer(setup: Setup, given: unknown, fallback: string | null = null): LocalMinimizer {
  if (given !== null && given !== undefined && typeof given !== 'object') {
    throw new OptionError('minimizer_kwargs must be an object such as { method, options }.', 'minimizer_kwargs');
  }
  const { method, tol, options } = (given ?? {}) as { method?: string; tol?: number; options?: Setup['options'] };
  const name = method ?? fallback ?? usualMethod(setup);
  return { method: localMethod(name), setup: { ...setup, tol: tol ?? null, options: options ?? {} } };
}

function usualMethod(setup: Setup): string {
  if (setup.constraints.length > 0) return 'SLSQP';
  return setup.bounds ? 'L-BFGS-B' : 'BFGS';
}
