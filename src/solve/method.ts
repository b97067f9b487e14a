/**
 * What every method declares about itself, and what it is given to start: the one shape that the registry,
 * the public API and the playground's method picker share. Names of methods and options are SciPy's.
 */
import type { Search } from './protocol';
import type { OptimizeResult } from './result';

/** Box constraints; −Infinity and +Infinity where there is none. */
export interface Bounds {
  readonly lb: Float64Array;
  readonly ub: Float64Array;
  readonly keepFeasible?: readonly boolean[];
}

/** What a solver knows of a constraint: the values come by request, by index. */
export interface ConstraintInfo {
  /** SciPy's dictionary form ('eq': c = 0, 'ineq': c ≥ 0), or lb ≤ c(x) ≤ ub */
  readonly form: 'eq' | 'ineq' | 'interval';
  /** number of components, or null until first evaluated */
  readonly m: number | null;
  /** bounds of an interval constraint (m) */
  readonly lb?: Float64Array;
  readonly ub?: Float64Array;
  /** row-major (m·n) for a linear constraint: then no requests are made */
  readonly A?: Float64Array;
  readonly jac: 'exact' | '2-point' | '3-point';
  readonly hess: 'exact' | '2-point' | '3-point' | 'BFGS' | 'SR1';
  readonly keepFeasible?: readonly boolean[];
}

/** Everything that a method needs before its first request. Arrays are read only. */
export interface Setup {
  readonly x0: Float64Array;
  /** where the gradient comes from; null: the user named none (SciPy's jac=None) */
  readonly jac: 'exact' | '2-point' | '3-point' | null;
  readonly hess: 'exact' | '2-point' | '3-point' | 'BFGS' | 'SR1' | null;
  /** whether Hessian-vector products can be asked for */
  readonly hessp: boolean;
  readonly bounds: Bounds | null;
  readonly constraints: readonly ConstraintInfo[];
  readonly tol: number | null;
  /** SciPy's option names; unknown ones become warnings */
  readonly options: Readonly<Record<string, unknown>>;
  /** seed of numpy.random.default_rng for methods that draw; null: 0 */
  readonly seed: number | null;
  /** multi-start alone: run only the starts from the first number up to the second; absent: all */
  readonly share?: readonly [number, number];
}

export type OptionValue = number | boolean | string | null | readonly number[];

/** One option as SciPy documents it; the playground builds its form from this. */
export interface OptionSpec {
  readonly name: string;
  readonly kind: 'number' | 'integer' | 'boolean' | 'choice' | 'vector';
  /** null: SciPy's None, explained by `description` */
  readonly default: OptionValue;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** the option matters only while another one has one of these values */
  readonly when?: { readonly option: string; readonly is: readonly string[] };
}

export type Need = 'required' | 'used' | 'ignored';

/** A method of the registry. */
export interface Method {
  /** SciPy's or PyTorch's name, letter for letter: 'L-BFGS-B', 'differential_evolution', 'Adam' */
  readonly name: string;
  readonly family: 'minimize' | 'scalar' | 'global' | 'first-order' | 'population';
  /** one paragraph in plain words: what it does, when to use it */
  readonly summary: string;
  /** the paper, as a citation */
  readonly source: string;
  readonly needs: { readonly grad: Need; readonly hess: Need; readonly bounds: Need; readonly constraints: Need };
  /** the one number of variables that it can search; absent: any */
  readonly variables?: 1;
  readonly options: readonly OptionSpec[];
  /** the options that SciPy's `tol=` sets where they are absent; `readOptions(setup, specs, tolOptions)` does it */
  readonly tolOptions?: readonly string[];
  /** starts the method. @throws OptionError on a bad option, before the first request */
  readonly solve: (setup: Setup) => Search<OptimizeResult>;
}
