/** The methods of `minimize_scalar`: what they declare, SciPy's options and defaults, messages and verdicts. */
import { OptionError } from '../errors';
import type { OptionSpec } from '../method';
import { disp } from '../minimize/common-options';
import { messages } from '../minimize/messages';
import { describe, nearestName, readOptions, type Options } from '../options';
import type { Search } from '../protocol';
import type { OptimizeResult } from '../result';
import { bounded } from './bounded';
import { brent } from './brent';
import { golden } from './golden';
import { Line, type LineMinimum } from './line';

/** What a method of one variable is given to start. */
export interface ScalarSetup {
  /** null, two points to search a bracket from, or three bracketing points */
  readonly bracket: ArrayLike<number> | null;
  readonly bounds: ArrayLike<number> | null;
  readonly tol: number | null;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A method of one variable; requests carry points with one component. */
export interface ScalarMethod {
  readonly name: 'brent' | 'bounded' | 'golden';
  readonly summary: string;
  readonly source: string;
  readonly options: readonly OptionSpec[];
  /** @throws OptionError on a bad option, bracket or bounds */
  readonly solve: (setup: ScalarSetup) => Search<OptimizeResult>;
}

const xtolOf = (value: number): OptionSpec => ({
  name: 'xtol',
  kind: 'number',
  default: value,
  min: 0,
  description: 'Relative tolerance in x.',
});
const maxiterOf = (value: number, description: string): OptionSpec => ({
  name: 'maxiter',
  kind: 'integer',
  default: value,
  min: 0,
  description,
});

const brentOptions = [xtolOf(1.48e-8), maxiterOf(500, 'Largest number of iterations.'), disp];
const goldenOptions = [xtolOf(Math.sqrt(2 ** -52)), maxiterOf(5000, 'Largest number of iterations.'), disp];
const boundedOptions: readonly OptionSpec[] = [
  { name: 'xatol', kind: 'number', default: 1e-5, min: 0, description: 'Absolute tolerance in x.' },
  maxiterOf(500, 'Largest number of evaluations.'),
  disp,
];

const scalarLine = (): Line => new Line((alpha) => Float64Array.of(alpha));

/** The methods of one variable, in SciPy's order. */
export const scalarMethods: readonly ScalarMethod[] = [
  {
    name: 'brent',
    summary:
      'Fits a parabola through the three best points and falls back to golden sections where that does not pay. The default ' +
      'for a function of one variable without bounds; it finds a local minimum, downhill from the bracket.',
    source: 'Brent, Algorithms for Minimization without Derivatives (1973), ch. 5',
    options: brentOptions,
    solve: (setup) => solveBracketed(setup, readOptions(setup, brentOptions, ['xtol']), brent),
  },
  {
    name: 'bounded',
    summary:
      "Brent's method inside an interval that it never leaves. The default when bounds are given; finds a local minimum in " +
      'the interval, and approaches but does not evaluate its ends.',
    source: 'Forsythe, Malcolm & Moler, Computer Methods for Mathematical Computations (1977), §8.3',
    options: boundedOptions,
    solve: (setup) => solveBounded(setup, readOptions(setup, boundedOptions, ['xatol'])),
  },
  {
    name: 'golden',
    summary:
      'Shrinks a bracket by the golden ratio at every step, whatever the function looks like. Slower than Brent on smooth ' +
      'functions, but steady on functions with kinks or jumps.',
    source: 'Kiefer, Proc. Amer. Math. Soc. 4, 502–506 (1953)',
    options: goldenOptions,
    solve: (setup) => solveBracketed(setup, readOptions(setup, goldenOptions, ['xtol']), golden),
  },
];

/** The method of this name, in any letter case. @throws OptionError when there is none */
export function findScalarMethod(name: string): ScalarMethod {
  const found = scalarMethods.find((method) => method.name === name.toLowerCase());
  if (found) return found;
  const names = scalarMethods.map((method) => method.name);
  const nearest = nearestName(name, names);
  const hint = nearest ? `Did you mean "${nearest}"?` : `Choose one of ${names.join(', ')}.`;
  throw new OptionError(`Unknown solver ${name}. ${hint}`, 'method');
}

function* solveBracketed(
  { bracket }: ScalarSetup,
  read: Options,
  search: typeof brent | typeof golden,
): Search<OptimizeResult> {
  const xtol = read.number('xtol');
  if (search === brent && xtol < 0) {
    throw new OptionError(`Option "xtol" should be >= 0, got ${xtol}. The default is 1.48e-8.`, 'xtol');
  }
  const line = scalarLine();
  const found = yield* search(line, bracket, xtol, read.number('maxiter'));
  const message = {
    converged:
      '\nOptimization terminated successfully;\n' +
      `The returned value satisfies the termination criteria\n(using xtol = ${pythonNumber(xtol)} )`,
    'out of iterations': '\nMaximum number of iterations exceeded',
    nan: messages.nan,
    'no bracket': 'The algorithm terminated without finding a valid bracket. Consider trying different initial points.',
  }[found.outcome];
  return verdict(found, found.nit, line.nfev, message, read);
}

function* solveBounded({ bounds }: ScalarSetup, read: Options): Search<OptimizeResult> {
  if (bounds === null) {
    throw new OptionError("The 'bounds' parameter is mandatory for method 'bounded'. Give [lo, hi].", 'bounds');
  }
  if (bounds.length !== 2) {
    throw new OptionError(`bounds must have two elements, got ${bounds.length}. Give [lo, hi].`, 'bounds');
  }
  const [low, high] = [bounds[0], bounds[1]];
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    throw new OptionError(
      `Optimization bounds must be finite scalars, got ${describe(low)} and ${describe(high)}. Use brent without bounds.`,
      'bounds',
    );
  }
  if (low > high) {
    throw new OptionError(`The lower bound exceeds the upper bound: ${low} > ${high}. Swap the two.`, 'bounds');
  }
  const line = scalarLine();
  const found = yield* bounded(line, low, high, read.number('xatol'), read.number('maxiter'));
  const message = {
    converged: 'Solution found.',
    'out of iterations': 'Maximum number of function calls reached.',
    nan: messages.nan,
    'no bracket': '',
  }[found.outcome];
  return verdict(found, found.nit, line.nfev, message, read);
}

function verdict(
  { x, fun, outcome }: LineMinimum,
  nit: number,
  nfev: number,
  message: string,
  read: Options,
): OptimizeResult {
  const isFinite = Number.isFinite(fun);
  const success = outcome === 'converged' && isFinite;
  return {
    x: Float64Array.of(x),
    fun,
    nit,
    nfev,
    status: success ? 0 : outcome === 'out of iterations' ? 1 : outcome === 'no bracket' ? 3 : 2,
    success,
    message: outcome === 'converged' && !isFinite ? messages.nan : message,
    warnings: read.warnings,
  };
}

// Python writes 1e-08 and 1e+16 where JavaScript writes 1e-8 and 1e16.
function pythonNumber(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
