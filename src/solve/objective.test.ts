/** The objective counts, remembers and differentiates as SciPy's ScalarFunction; checked on recorded numbers. */
import { describe, expect, it } from 'vitest';
import { chooseStencil } from './differences';
import { OptionError } from './errors';
import { createObjective, type Objective, type ObjectiveSpec } from './objective';
import type { Request, Search } from './protocol';

const fun = (x: Float64Array): number => x[0] ** 2 + 3 * x[0] * x[1] + 2 * x[1] ** 4;
const grad = (x: Float64Array): Float64Array => Float64Array.of(2 * x[0] + 3 * x[1], 3 * x[0] + 8 * x[1] ** 3);
const hess = (x: Float64Array): Float64Array => Float64Array.of(2, 3, 3, 24 * x[1] ** 2);

function answer(request: Request): number | Float64Array {
  switch (request.kind) {
    case 'fun':
      return fun(request.x);
    case 'grad':
      return grad(request.x);
    case 'funGrad':
      request.out.set(grad(request.x));
      return fun(request.x);
    case 'hess':
      return hess(request.x);
    case 'batch':
      return Float64Array.from({ length: request.count }, (_, i) => fun(request.points.slice(2 * i, 2 * i + 2)));
    default:
      throw new Error(`unexpected ${request.kind}`);
  }
}

function drive<R>(search: Search<R>, seen: string[] = []): R {
  let step = search.next();
  while (!step.done) {
    seen.push(step.value.kind);
    step = search.next(answer(step.value));
  }
  return step.value;
}

const at = (x: number, y: number): Float64Array => Float64Array.of(x, y);
const make = (spec: Partial<ObjectiveSpec>): Objective =>
  drive(createObjective({ x0: at(1, -2), jac: 'exact', ...spec }));

describe('counting', () => {
  it('evaluates f and the gradient at x0 once, and remembers the last point', () => {
    const objective = make({});
    expect([objective.nfev, objective.njev]).toEqual([1, 1]);
    drive(objective.fun(at(1, -2)));
    drive(objective.grad(at(1, -2)));
    expect([objective.nfev, objective.njev]).toEqual([1, 1]);
    drive(objective.fun(at(0, 1)));
    drive(objective.fun(at(1, -2)));
    expect(objective.nfev).toBe(3);
  });

  it('evaluates again where x holds a NaN, which never equals itself', () => {
    const objective = make({ x0: at(1, NaN) });
    drive(objective.fun(at(1, NaN)));
    expect(objective.nfev).toBe(2);
  });

  it('counts the points of finite differences, and asks for them as one batch', () => {
    const seen: string[] = [];
    const objective = drive(createObjective({ x0: at(1, -2), jac: '3-point' }), seen);
    expect([objective.nfev, objective.njev]).toEqual([5, 1]);
    expect(seen).toEqual(['fun', 'batch']);
  });

  it('lets a caller reuse its buffer and keep what it received', () => {
    const objective = make({});
    const buffer = at(0, 1);
    drive(objective.funAndGrad(buffer));
    const { x, g } = objective;
    buffer.fill(9);
    drive(objective.funAndGrad(buffer));
    expect([...x]).toEqual([0, 1]);
    expect([...g]).toEqual([3, 8]);
  });

  it('offers value and gradient as one request, once per point', () => {
    const objective = make({});
    const request = objective.requestBoth(at(2, 2))!;
    objective.takeBoth(answer(request) as number, request);
    expect([objective.f, ...objective.g]).toEqual([48, 10, 70]);
    expect([objective.nfev, objective.njev]).toEqual([2, 2]);
    expect(objective.requestBoth(at(2, 2))).toBeNull();
    expect(make({ jac: '2-point' }).requestBoth(at(2, 2))).toBeNull();
  });

  it('makes Hessian products from gradients where hess is a difference', () => {
    const objective = make({ hess: '3-point' });
    const product = drive(objective.hessDot(at(1, 2), new Float64Array(2)));
    expect(product[0]).toBeCloseTo(8, 5);
    expect(product[1]).toBeCloseTo(3 + 2 * 96, 4);
    expect(objective.njev).toBe(3);
    expect(() => make({ jac: '2-point', hess: '2-point' })).toThrow(OptionError);
  });

  it('learns curvature from steps with a quasi-Newton Hessian', () => {
    const objective = make({ hess: 'BFGS' });
    drive(objective.fun(at(1.5, -2)));
    const step = at(0.5, 0);
    const product = drive(objective.hessDot(step, new Float64Array(2)));
    // The secant equation: B·s = y.
    expect(product[0]).toBeCloseTo(1, 12);
    expect(product[1]).toBeCloseTo(1.5, 12);
  });
});

// Recorded from scipy.optimize._numdiff (1.17.1).
describe('finite-difference steps', () => {
  const options = { absStep: null, relStep: null, bounds: null } as const;
  it('are relative to max(1, |x|), with the sign of x', () => {
    const x = at(3, -0.5);
    expect([...chooseStencil(x, { ...options, scheme: '2-point' }).h]).toEqual([
      3 * 1.4901161193847656e-8,
      -1.4901161193847656e-8,
    ]);
    expect([...chooseStencil(x, { ...options, scheme: '3-point' }).h]).toEqual([
      3 * 6.055454452393343e-6,
      6.055454452393343e-6,
    ]);
  });

  it('flip, shrink or become one-sided at bounds', () => {
    const bounds = { lb: at(0, 0), ub: at(1, 1) };
    const forward = chooseStencil(at(1, 0), { ...options, scheme: '2-point', bounds });
    expect([...forward.h]).toEqual([-1.4901161193847656e-8, 1.4901161193847656e-8]);
    const central = chooseStencil(at(1, 0.5), { ...options, scheme: '3-point', bounds });
    expect([...central.oneSided]).toEqual([1, 0]);
    expect([...central.h]).toEqual([-6.055454452393343e-6, 6.055454452393343e-6]);
    const narrow = { lb: at(0, 0), ub: at(1e-9, 1) };
    expect(chooseStencil(at(0, 0.5), { ...options, scheme: '2-point', bounds: narrow }).h[0]).toBe(1e-9);
  });

  it('fall back where a wanted step is lost in rounding', () => {
    const stencil = chooseStencil(at(1e12, 0), { ...options, scheme: '2-point', absStep: at(1e-8, 1e-8) });
    expect(stencil.h[0]).toBe(1e12 * 1.4901161193847656e-8);
    expect(stencil.h[1]).toBe(1e-8);
  });

  it('refuse to start outside the bounds', () => {
    const bounds = { lb: at(2, 0), ub: at(3, 1) };
    expect(() => make({ jac: '2-point', bounds })).toThrow(/inside the bounds/);
  });
});
