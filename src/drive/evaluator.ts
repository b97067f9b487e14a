/**
 * What answers a solver's requests. An evaluator is the only thing in this folder that knows a loss: a compiled
 * loss, a plain function, a GPU program. It is given points and never writes them.
 *
 * Arrays named `out` are the solver's: an evaluator that can, writes its answer there and returns it; one that
 * cannot, returns a fresh array. A missing method means that the request cannot be answered; the driver then
 * falls back where there is an honest fallback (`batch` from `fun`, `hessp` from `hess`) and throws otherwise.
 */
import { OptionError } from '../solve/errors';
import type { Reply, Request } from '../solve/protocol';

/** Answers at once. */
export interface Evaluator {
  readonly n: number;
  fun(x: Float64Array): number;
  grad?(x: Float64Array, out?: Float64Array): Float64Array;
  /** returns f(x) and writes ∇f(x) into `out`, where the two share work */
  funGrad?(x: Float64Array, out: Float64Array): number;
  /** row-major (n·n) */
  hess?(x: Float64Array, out?: Float64Array): Float64Array;
  hessp?(x: Float64Array, p: Float64Array, out?: Float64Array): Float64Array;
  /** f at `count` points, row-major (count·n) */
  batch?(points: Float64Array, count: number): Float64Array;
  /** values (m) of constraint `index` */
  constraint?(index: number, x: Float64Array): Float64Array;
  /** row-major (m·n) */
  constraintJac?(index: number, x: Float64Array): Float64Array;
  /** Σ_k v[k]·∇²c_k(x), row-major (n·n) */
  constraintHess?(index: number, x: Float64Array, v: Float64Array): Float64Array;
}

/** Answers later: the same questions, each reply a promise or a plain value. */
export interface AsyncEvaluator {
  readonly n: number;
  fun(x: Float64Array): number | Promise<number>;
  grad?(x: Float64Array, out?: Float64Array): Float64Array | Promise<Float64Array>;
  funGrad?(x: Float64Array, out: Float64Array): number | Promise<number>;
  hess?(x: Float64Array, out?: Float64Array): Float64Array | Promise<Float64Array>;
  hessp?(x: Float64Array, p: Float64Array, out?: Float64Array): Float64Array | Promise<Float64Array>;
  batch?(points: Float64Array, count: number): Float64Array | Promise<Float64Array>;
  constraint?(index: number, x: Float64Array): Float64Array | Promise<Float64Array>;
  constraintJac?(index: number, x: Float64Array): Float64Array | Promise<Float64Array>;
  constraintHess?(index: number, x: Float64Array, v: Float64Array): Float64Array | Promise<Float64Array>;
}

/** A request that an evaluator answers; iterates are the driver's own. */
export type EvaluationRequest = Exclude<Request, { kind: 'iterate' }>;

/** Answers one request.
 *  @throws OptionError when the evaluator lacks what was asked for */
export function evaluate(evaluator: Evaluator, request: EvaluationRequest): Reply {
  switch (request.kind) {
    case 'fun':
      return evaluator.fun(request.x);
    case 'grad':
      if (!evaluator.grad) throw missing('gradient', 'jac');
      return evaluator.grad(request.x, request.out);
    case 'funGrad':
      return evaluateBoth(evaluator, request.x, request.out);
    case 'hess':
      if (!evaluator.hess) throw missing('Hessian', 'hess');
      return evaluator.hess(request.x, request.out);
    case 'hessp':
      if (evaluator.hessp) return evaluator.hessp(request.x, request.p, request.out);
      if (!evaluator.hess) throw missing('Hessian-vector product', 'hessp');
      return multiply(evaluator.hess(request.x), request.p, request.out);
    case 'batch':
      if (evaluator.batch) return evaluator.batch(request.points, request.count);
      return evaluateEach(evaluator, request.points, request.count);
    case 'constraint':
      if (!evaluator.constraint) throw missing('constraint', 'constraints');
      return evaluator.constraint(request.index, request.x);
    case 'constraintJac':
      if (!evaluator.constraintJac) throw missing('constraint Jacobian', 'constraints');
      return evaluator.constraintJac(request.index, request.x);
    case 'constraintHess':
      if (!evaluator.constraintHess) throw missing('constraint Hessian', 'constraints');
      return evaluator.constraintHess(request.index, request.x, request.v);
    default:
      return request satisfies never;
  }
}

/** f(x), and ∇f(x) in `out`: together where the evaluator can, else f first.
 *  @throws OptionError when the evaluator has no gradient */
export function evaluateBoth(evaluator: Evaluator, x: Float64Array, out: Float64Array): number {
  if (evaluator.funGrad) return evaluator.funGrad(x, out);
  const f = evaluator.fun(x);
  if (!evaluator.grad) throw missing('gradient', 'jac');
  const g = evaluator.grad(x, out);
  if (g !== out) out.set(g);
  return f;
}

function evaluateEach(evaluator: Evaluator, points: Float64Array, count: number): Float64Array {
  const n = evaluator.n;
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = evaluator.fun(points.subarray(i * n, (i + 1) * n));
  return values;
}

/** Answers one request of an evaluator whose replies may be promises.
 *  @throws OptionError (as a rejection) when the evaluator lacks what was asked for */
export async function evaluateAsync(evaluator: AsyncEvaluator, request: EvaluationRequest): Promise<Reply> {
  switch (request.kind) {
    case 'fun':
      return evaluator.fun(request.x);
    case 'grad':
      if (!evaluator.grad) throw missing('gradient', 'jac');
      return evaluator.grad(request.x, request.out);
    case 'funGrad': {
      if (evaluator.funGrad) return evaluator.funGrad(request.x, request.out);
      const f = await evaluator.fun(request.x);
      if (!evaluator.grad) throw missing('gradient', 'jac');
      const g = await evaluator.grad(request.x, request.out);
      if (g !== request.out) request.out.set(g);
      return f;
    }
    case 'hess':
      if (!evaluator.hess) throw missing('Hessian', 'hess');
      return evaluator.hess(request.x, request.out);
    case 'hessp':
      if (evaluator.hessp) return evaluator.hessp(request.x, request.p, request.out);
      if (!evaluator.hess) throw missing('Hessian-vector product', 'hessp');
      return multiply(await evaluator.hess(request.x), request.p, request.out);
    case 'batch': {
      if (evaluator.batch) return evaluator.batch(request.points, request.count);
      const n = evaluator.n;
      const values = new Float64Array(request.count);
      // One after the other: a loss with state (a mini-batch, a device queue) must see SciPy's order.
      for (let i = 0; i < request.count; i++) {
        values[i] = await evaluator.fun(request.points.slice(i * n, (i + 1) * n));
      }
      return values;
    }
    case 'constraint':
      if (!evaluator.constraint) throw missing('constraint', 'constraints');
      return evaluator.constraint(request.index, request.x);
    case 'constraintJac':
      if (!evaluator.constraintJac) throw missing('constraint Jacobian', 'constraints');
      return evaluator.constraintJac(request.index, request.x);
    case 'constraintHess':
      if (!evaluator.constraintHess) throw missing('constraint Hessian', 'constraints');
      return evaluator.constraintHess(request.index, request.x, request.v);
    default:
      return request satisfies never;
  }
}

function multiply(H: Float64Array, p: Float64Array, out: Float64Array = new Float64Array(p.length)): Float64Array {
  const n = p.length;
  for (let i = 0; i < n; i++) {
    let total = 0;
    for (let j = 0; j < n; j++) total += H[i * n + j]! * p[j]!;
    out[i] = total;
  }
  return out;
}

function missing(what: string, option: string): OptionError {
  return new OptionError(
    `The method asked for a ${what}, and the loss has none. Give "${option}", or choose a method that does not need it.`,
    option,
  );
}
