/** From a run's plain description to what a method is started with; every mistake that can be seen is seen here. */
import { OptionError } from '../solve/errors';
import { constraintInfos, type CompiledConstraint } from './constraints';
import type { Bounds, Method, Setup } from '../solve/method';
import { hasLocalMethod, localMethod } from '../solve/global/local-methods';
import { multiStartMethod } from '../solve/population/multi-start';
import type { RunSpec } from './types';

const hessianLimit = 200;

/** The setup of a run over a loss with exact derivatives.
 *  @param n  dimension of the loss
 *  @param constraints  the compiled ones of the spec
 *  @throws OptionError on a start of another dimension, not finite or outside the bounds, and on lo > hi */
export function buildSetup(
  spec: RunSpec,
  method: Method,
  n: number,
  constraints: readonly CompiledConstraint[] = [],
): Setup {
  checkStart(spec.x0, n);
  const bounds = spec.bounds && checkedBounds(spec.bounds, n);
  const { needs } = method;
  if (needs.bounds === 'required') checkFinite(bounds, method.name);
  // A method that searches the whole box does not start at x0.
  if (bounds && needs.bounds === 'used') checkInside(spec.x0, bounds);
  return {
    x0: Float64Array.from(spec.x0),
    jac: needs.grad === 'ignored' ? null : 'exact',
    // Above this dimension products are the cheaper exact information, where a method can use them.
    hess: needs.hess === 'required' || (needs.hess === 'used' && n <= hessianLimit) ? 'exact' : null,
    hessp: needs.hess !== 'ignored',
    bounds: needs.bounds === 'ignored' ? null : bounds,
    constraints: needs.constraints === 'ignored' ? [] : constraintInfos(constraints, method),
    tol: null,
    options: spec.options,
    seed: spec.seed,
  };
}

/** Why a method is not run on this problem, or null: an answer that ignores a limit answers another question. */
export function refusal(spec: RunSpec, method: Method): string | null {
  const { bounds, constraints, x0 } = spec;
  const { name, needs, variables } = method;
  if (variables !== undefined && x0.length !== variables) {
    return `${name} searches along one variable and the loss has ${x0.length}, so it was not run. Powell searches along lines with Brent's method.`;
  }
  const isConstrained = (constraints?.length ?? 0) > 0;
  const lacks = isConstrained && needs.constraints === 'ignored' ? ['constraints'] : [];
  const isBounded = bounds?.some(([lo, hi]) => lo !== null || hi !== null) ?? false;
  if (isBounded && needs.bounds === 'ignored') lacks.unshift('bounds');
  if (lacks.length === 0) return isConstrained ? localRefusal(spec, method) : null;
  const takers = lacks.includes('constraints')
    ? 'SLSQP, trust-constr, COBYLA and COBYQA take them'
    : 'L-BFGS-B, TNC, SLSQP and Nelder-Mead, among others, take them';
  return `${name} cannot take ${lacks.join(' or ')}, so it was not run. ${takers}.`;
}

/** Multi-start is as good at constraints as the local method that it is told to use. */
function localRefusal({ options }: RunSpec, method: Method): string | null {
  if (method !== multiStartMethod) return null;
  const name = options.method ?? method.options.find((option) => option.name === 'method')?.default;
  const isKnown = typeof name === 'string' && hasLocalMethod(name);
  if (!isKnown || localMethod(name).needs.constraints !== 'ignored') return null;
  return `${method.name} would use ${name}, which cannot take constraints, so it was not run. Choose SLSQP as its method.`;
}

function checkStart(x0: readonly number[], n: number): void {
  if (x0.length !== n) {
    throw new OptionError(
      `Expected a start x0 of ${n} numbers, because the loss has n = ${n}; got ${x0.length}.`,
      'x0',
    );
  }
  const at = x0.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new OptionError(`Expected a finite start; x0[${at}] is ${x0[at]}. Choose another start.`, 'x0');
}

/** @throws OptionError unless there is one [lo, hi] with lo ≤ hi per coordinate */
export function checkedBounds(pairs: NonNullable<RunSpec['bounds']>, n: number): Bounds {
  if (pairs.length !== n) {
    throw new OptionError(
      `Expected ${n} bounds, one [lo, hi] per coordinate of the loss; got ${pairs.length}.`,
      'bounds',
    );
  }
  const lb = Float64Array.from(pairs, ([lo]) => lo ?? -Infinity);
  const ub = Float64Array.from(pairs, ([, hi]) => hi ?? Infinity);
  for (let i = 0; i < n; i++) {
    if (lb[i]! <= ub[i]!) continue;
    throw new OptionError(`Expected lo ≤ hi; bounds[${i}] are ${lb[i]} and ${ub[i]}. Exchange them.`, 'bounds');
  }
  return { lb, ub };
}

function checkFinite(bounds: Bounds | null, name: string): void {
  const isFinite = bounds !== null && bounds.lb.every(Number.isFinite) && bounds.ub.every(Number.isFinite);
  if (isFinite) return;
  throw new OptionError(`${name} searches a box: it needs finite bounds on both sides of every coordinate.`, 'bounds');
}

function checkInside(x0: readonly number[], { lb, ub }: Bounds): void {
  const at = x0.findIndex((value, i) => value < lb[i]! || value > ub[i]!);
  if (at < 0) return;
  throw new OptionError(
    `Expected a start inside the bounds; x0[${at}] = ${x0[at]} is outside [${lb[at]}, ${ub[at]}]. Move the start or widen the bounds.`,
    'x0',
  );
}
