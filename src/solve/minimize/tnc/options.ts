/** Options of TNC under SciPy's names, and what a negative or missing value stands for. */
import { OptionError } from '../../errors';
import type { OptionSpec } from '../../method';
import type { Options } from '../../options';

/** SciPy's options of `method='TNC'`, with their defaults. */
export const tncOptions: readonly OptionSpec[] = [
  {
    name: 'eps',
    kind: 'number',
    default: 1e-8,
    description: 'Absolute step of the forward differences, in force when no gradient is given.',
    min: 0,
  },
  {
    name: 'scale',
    kind: 'vector',
    default: null,
    description: 'Scale of each variable; none: the width of the box where it is bounded, else 1 + |x0|. 0 holds it.',
  },
  {
    name: 'offset',
    kind: 'vector',
    default: null,
    description: 'Value subtracted from each variable; none: the middle of the box where it is bounded, else x0.',
  },
  { name: 'disp', kind: 'boolean', default: false, description: 'Accepted for SciPy’s sake; nothing is printed.' },
  {
    name: 'mesg_num',
    kind: 'integer',
    default: null,
    description: 'SciPy’s choice of messages; nothing is printed.',
  },
  {
    name: 'maxCGit',
    kind: 'integer',
    default: -1,
    description: 'Hessian products for each direction; −1: max(1, min(50, n/2)); 0: steepest descent.',
    min: -1,
  },
  { name: 'eta', kind: 'number', default: -1, description: 'Severity of the line search; outside [0, 1): 0.25.' },
  { name: 'stepmx', kind: 'number', default: 0, description: 'Longest step; grows when reached; too small: 10.' },
  {
    name: 'accuracy',
    kind: 'number',
    default: 0,
    description: 'Relative precision of the gradient differences; at most the machine epsilon: its square root.',
  },
  { name: 'minfev', kind: 'number', default: 0, description: 'Estimate of the smallest value of f.' },
  { name: 'ftol', kind: 'number', default: -1, description: 'Stops when f changes by no more; negative: `accuracy`.' },
  {
    name: 'xtol',
    kind: 'number',
    default: -1,
    description: 'Stops when the scaled x moves by no more; negative: √(machine epsilon).',
  },
  {
    name: 'gtol',
    kind: 'number',
    default: -1,
    description: 'Stops when the scaled projected gradient is no longer than this; negative: √accuracy/100.',
  },
  {
    name: 'rescale',
    kind: 'number',
    default: -1,
    description: 'Rescales f when log10 of the gradient’s size exceeds this; negative: 1.3; 0: always.',
  },
  {
    name: 'maxfun',
    kind: 'integer',
    default: null,
    description: 'Evaluations of f with its gradient; none: max(100, 10·n). Finite differences come on top.',
    min: 0,
  },
  {
    name: 'finite_diff_rel_step',
    kind: 'vector',
    default: null,
    description: 'Relative step of a finite-difference gradient; none: chosen by the scheme.',
  },
  { name: 'workers', kind: 'integer', default: null, description: 'Accepted for SciPy’s sake; stencils are batches.' },
];

/** The options of one run with every default resolved. */
export interface TncLimits {
  readonly scale: Float64Array | null;
  readonly offset: Float64Array | null;
  readonly maxCGit: number;
  readonly eta: number;
  readonly stepmx: number;
  readonly accuracy: number;
  readonly minfev: number;
  readonly ftol: number;
  readonly xtol: number;
  readonly gtol: number;
  readonly rescale: number;
  readonly maxfun: number;
}

const EPSILON = 2 ** -52;

/** Reads and completes the options.
 *  @throws OptionError on a value of the wrong type or a vector of the wrong length */
export function readLimits(options: Options, n: number): TncLimits {
  const given = (name: string, fallback: number): number => {
    const value = options.number(name);
    return value < 0 ? fallback : value;
  };
  const eta = options.number('eta');
  const stepmx = options.number('stepmx');
  const wantedAccuracy = options.number('accuracy');
  const accuracy = wantedAccuracy <= EPSILON ? Math.sqrt(EPSILON) : wantedAccuracy;
  const half = Math.floor(n / 2);
  return {
    scale: exactVector(options, 'scale', n),
    offset: exactVector(options, 'offset', n),
    maxCGit: Math.min(n, Math.trunc(given('maxCGit', Math.max(1, Math.min(50, half))))),
    eta: eta < 0 || eta >= 1 ? 0.25 : eta,
    stepmx: stepmx < Math.sqrt(EPSILON) * 10 ? 10 : stepmx,
    accuracy,
    minfev: options.number('minfev'),
    ftol: given('ftol', accuracy),
    xtol: given('xtol', Math.sqrt(EPSILON)),
    gtol: given('gtol', 1e-2 * Math.sqrt(accuracy)),
    rescale: given('rescale', 1.3),
    maxfun: options.numberOrNull('maxfun') ?? Math.max(100, 10 * n),
  };
}

// SciPy does not repeat a single number here.
function exactVector(options: Options, name: string, n: number): Float64Array | null {
  const raw = options.raw(name);
  if (Array.isArray(raw) && raw.length === 0) return null;
  if (raw !== null && typeof raw !== 'number' && (raw as { length?: number }).length !== n) {
    throw new OptionError(`Option "${name}" expects ${n} numbers, one per coordinate of x0.`, name);
  }
  return options.vector(name, n);
}
