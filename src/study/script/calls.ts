/** How SciPy is called for what a method of ours did: the same start, limits, derivatives, options and seed. */
import type { ConstraintInfo, Method, Setup } from '../../solve/method';
import type { RunSpec } from '../types';
import { call, Code, type PythonDictionary, type PythonValue } from './text';

/** Functions of the script that a call may name. */
export type FunctionName = 'gradient' | 'hessian' | 'product';

/** Which of them the calls have named. */
export class Needed {
  readonly names = new Set<FunctionName>();

  name(name: FunctionName): Code {
    this.names.add(name);
    return new Code(name);
  }
}

interface Given {
  readonly spec: RunSpec;
  readonly method: Method;
  readonly setup: Setup;
  readonly needed: Needed;
}

const LOSS = new Code('loss');

/** The call, as Python. Null: SciPy has no such method. */
export function callOf(given: Given): string | null {
  const { family, name } = given.method;
  if (family === 'minimize') return minimizeCall(given);
  if (family === 'scalar') return scalarCall(given);
  return family === 'global' ? (globalCalls[name]?.(given) ?? null) : null;
}

function minimizeCall({ spec, method, setup, needed }: Given): string {
  const { needs, name } = method;
  return call('optimize.minimize', [LOSS, spec.x0], {
    method: name,
    jac: setup.jac === null ? undefined : needed.name('gradient'),
    hess: setup.hess === null ? undefined : needed.name('hessian'),
    hessp: setup.hess === null && needs.hess !== 'ignored' ? needed.name('product') : undefined,
    bounds: boundsOf(setup),
    constraints: constraintsOf(setup),
    options: nonEmpty(spec.options),
  });
}

function scalarCall({ spec, method, setup }: Given): string {
  const { bracket, ...options } = spec.options;
  const isBounded = method.needs.bounds === 'required';
  const start = spec.x0[0]!;
  const isGiven = Array.isArray(bracket) && bracket.length > 0;
  return call('optimize.minimize_scalar', [new Code('lambda t: loss(np.array([t]))')], {
    method: method.name,
    bracket: isBounded ? undefined : isGiven ? bracket : [start, start + 1],
    bounds: isBounded ? [setup.bounds!.lb[0]!, setup.bounds!.ub[0]!] : undefined,
    options: nonEmpty(options),
  });
}

const globalCalls: Readonly<Record<string, (given: Given) => string>> = {
  differential_evolution: ({ spec, setup }) =>
    call('optimize.differential_evolution', [LOSS, boundsOf(setup)!], {
      rng: spec.seed,
      constraints: constraintsOf(setup),
      ...spec.options,
    }),
  basinhopping: ({ spec, setup, needed }) =>
    call('optimize.basinhopping', [LOSS, spec.x0], {
      rng: spec.seed,
      minimizer_kwargs: {
        jac: needed.name('gradient'),
        bounds: boundsOf(setup),
        constraints: constraintsOf(setup),
      },
      ...spec.options,
    }),
  dual_annealing: ({ spec, setup, needed }) =>
    call('optimize.dual_annealing', [LOSS, boundsOf(setup)!], {
      rng: spec.seed,
      // What SciPy does by itself, but for the exact gradient.
      minimizer_kwargs: {
        method: 'L-BFGS-B',
        jac: needed.name('gradient'),
        bounds: boundsOf(setup),
        options: { maxiter: Math.min(Math.max(6 * spec.x0.length, 100), 1000) },
      },
      ...spec.options,
    }),
  shgo({ spec, setup, needed }) {
    const { n, iters, sampling_method, ftol, ...options } = spec.options;
    return call('optimize.shgo', [LOSS, boundsOf(setup)!], {
      constraints: constraintsOf(setup),
      n,
      iters,
      sampling_method,
      minimizer_kwargs: ftol === undefined ? undefined : { method: 'SLSQP', options: { ftol } },
      options: { jac: needed.name('gradient'), ...options },
    });
  },
  direct: ({ spec, setup }) => call('optimize.direct', [LOSS, boundsOf(setup)!], spec.options),
  brute({ spec, setup }) {
    const { finish, ranges, ...options } = spec.options;
    const called = finish === undefined ? undefined : new Code(finish ? `optimize.${String(finish)}` : 'None');
    return call('brute', [LOSS, ranges ?? boundsOf(setup)!], { finish: called, ...options });
  },
};

function boundsOf({ bounds }: Setup): PythonValue | undefined {
  if (bounds === null) return undefined;
  const end = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return Array.from(bounds.lb, (lo, i) => new Code(call('', [end(lo), end(bounds.ub[i]!)], {})));
}

function constraintsOf({ constraints }: Setup): PythonValue | undefined {
  return constraints.length === 0 ? undefined : constraints.map(constraintOf);
}

function constraintOf(info: ConstraintInfo, k: number): PythonValue {
  const fun = new Code(`constraint${k}`);
  const jac = new Code(`constraint${k}_jacobian`);
  if (info.form !== 'interval') return { type: info.form, fun, jac };
  const { A, lb, ub } = info;
  if (A) {
    const n = A.length / lb!.length;
    const rows = Array.from(lb!, (_, row) => Array.from(A.subarray(row * n, (row + 1) * n)));
    return new Code(call('optimize.LinearConstraint', [rows, lb!, ub!], {}));
  }
  return new Code(
    call('optimize.NonlinearConstraint', [fun, lb!, ub!], { jac, hess: new Code(`constraint${k}_hessian`) }),
  );
}

const nonEmpty = (options: PythonDictionary): PythonDictionary | undefined =>
  Object.keys(options).length === 0 ? undefined : options;
