/**
 * The request protocol: a solver is a generator that asks for evaluations and returns a result.
 *
 * Nothing in `solve/` ever calls the loss. A solver yields a `Request`; whoever drives it replies with
 * `generator.next(reply)`. The helpers below give each request its reply type, so that solver code reads
 * `const fx = yield* evalFun(x)`.
 *
 * Rules: an array that was yielded is never written again (the request around it may be, after its reply); no `yield`
 * inside `finally`; at most three nested `yield*` between a driver and a request; NaN and ±Infinity are ordinary
 * replies.
 */

/** f(x). Reply: number. */
export interface FunRequest {
  readonly kind: 'fun';
  readonly x: Float64Array;
}
/** ∇f(x). Reply: Float64Array (n), written into `out` when given; the solver owns it. */
export interface GradRequest {
  readonly kind: 'grad';
  readonly x: Float64Array;
  readonly out?: Float64Array;
}
/** f(x) and ∇f(x) together: most losses share work between the two. Reply: f, a number; the gradient is in `out`. */
export interface FunGradRequest {
  readonly kind: 'funGrad';
  readonly x: Float64Array;
  readonly out: Float64Array;
}
/** ∇²f(x). Reply: Float64Array (n·n, row-major). */
export interface HessRequest {
  readonly kind: 'hess';
  readonly x: Float64Array;
  readonly out?: Float64Array;
}
/** ∇²f(x)·p. Reply: Float64Array (n). */
export interface HesspRequest {
  readonly kind: 'hessp';
  readonly x: Float64Array;
  readonly p: Float64Array;
  readonly out?: Float64Array;
}
/** f at `count` points, row-major (count·n). Reply: Float64Array (count). */
export interface BatchRequest {
  readonly kind: 'batch';
  readonly points: Float64Array;
  readonly count: number;
}
/** Values of constraint `index` at x. Reply: Float64Array (m). */
export interface ConstraintRequest {
  readonly kind: 'constraint';
  readonly index: number;
  readonly x: Float64Array;
}
/** Jacobian of constraint `index` at x. Reply: Float64Array (m·n, row-major). */
export interface ConstraintJacRequest {
  readonly kind: 'constraintJac';
  readonly index: number;
  readonly x: Float64Array;
}
/** Σ_k v[k]·∇²c_k(x) of constraint `index`. Reply: Float64Array (n·n, row-major). */
export interface ConstraintHessRequest {
  readonly kind: 'constraintHess';
  readonly index: number;
  readonly x: Float64Array;
  readonly v: Float64Array;
}
/** One iteration is complete: SciPy's callback, the recorder's sample. Reply: boolean, true = stop. */
export interface IterateRequest {
  readonly kind: 'iterate';
  readonly iterate: Iterate;
}

export type Request =
  | FunRequest
  | GradRequest
  | FunGradRequest
  | HessRequest
  | HesspRequest
  | BatchRequest
  | ConstraintRequest
  | ConstraintJacRequest
  | ConstraintHessRequest
  | IterateRequest;

/** What a driver hands back; which one is fixed by the request's `kind`. */
export type Reply = number | Float64Array | boolean;

/** A solver at work: yields requests, receives replies, returns `R`. */
export type Search<R> = Generator<Request, R, Reply>;

/** The state of a run after one iteration, as SciPy's `intermediate_result` and as one sample of the trace. */
export interface Iterate {
  /** current best or current point (n); fresh, never written again */
  readonly x: Float64Array;
  readonly fun: number;
  /** iteration number, 1 for the first callback */
  readonly nit?: number;
  /** what the algorithm did, for the pictures: see TraceEvent */
  readonly event?: TraceEvent;
  /** SciPy's further intermediate fields: `convergence`, `maxcv`, `tr_radius`, `optimality`, `constr_violation`, … */
  readonly extra?: Readonly<Record<string, number | string | boolean>>;
  /** arguments of a SciPy callback that is not `callback(x)` shaped, e.g. basinhopping's `accept` */
  readonly accept?: boolean;
  /** true: a picture between iterations. It is recorded, but SciPy would not call the user's callback here */
  readonly quiet?: boolean;
}

/** Typed things that a method shows about itself; recorded and exported with the run. Arrays are row-major. */
export type TraceEvent =
  /** all vertices (n+1) of a simplex */
  | { readonly type: 'simplex'; readonly points: Float64Array; readonly fun: Float64Array }
  /** a whole population and the index of its best member */
  | { readonly type: 'population'; readonly points: Float64Array; readonly fun: Float64Array; readonly best: number }
  /** a jump, the local descent that followed it, and whether its minimum was taken. Basin hopping jumps at random; methods
   *  that start a descent from a point of their own have `landed` = `from` and stepSize 0 */
  | {
      readonly type: 'jump';
      readonly from: Float64Array;
      /** where the jump landed, before the descent */
      readonly landed: Float64Array;
      /** where the descent ended */
      readonly to: Float64Array;
      readonly fun: number;
      readonly accepted: boolean;
      readonly stepSize: number;
    }
  /** dual annealing: the states visited at one temperature (count·n), their values, and which were taken (0/1) */
  | {
      readonly type: 'annealing';
      readonly temperature: number;
      readonly points: Float64Array;
      readonly fun: Float64Array;
      readonly accepted: Uint8Array;
    }
  /** SHGO: vertices (count·n), edges as pairs of vertex indices, and the indices of the minimizer pool */
  | {
      readonly type: 'complex';
      readonly points: Float64Array;
      readonly fun: Float64Array;
      readonly edges: Int32Array;
      readonly pool: Int32Array;
    }
  /** DIRECT: hyperrectangles made in this iteration: centers (count·n), half sides (count·n), values */
  | {
      readonly type: 'rectangles';
      readonly centers: Float64Array;
      readonly halfSides: Float64Array;
      readonly fun: Float64Array;
    }
  /** CMA-ES: the sampled points and the distribution they came from; `axes` (n·n) has a principal axis per row, as long
   *  as the standard deviation along it (sigma included), in units of x */
  | {
      readonly type: 'gaussian';
      readonly points: Float64Array;
      readonly fun: Float64Array;
      readonly mean: Float64Array;
      readonly axes: Float64Array;
      readonly stepSize: number;
    };

/** Asks for f(x). */
export function* evalFun(x: Float64Array): Search<number> {
  return (yield { kind: 'fun', x }) as number;
}

/** Asks for ∇f(x); the reply (n) is `out` when given. */
export function* evalGrad(x: Float64Array, out?: Float64Array): Search<Float64Array> {
  return (yield { kind: 'grad', x, out }) as Float64Array;
}

/** Asks for f(x), the reply, and ∇f(x), which is written into `out` (n). */
export function* evalFunGrad(x: Float64Array, out: Float64Array): Search<number> {
  return (yield { kind: 'funGrad', x, out }) as number;
}

/** Asks for ∇²f(x), row-major (n·n). */
export function* evalHess(x: Float64Array, out?: Float64Array): Search<Float64Array> {
  return (yield { kind: 'hess', x, out }) as Float64Array;
}

/** Asks for ∇²f(x)·p (n). */
export function* evalHessp(x: Float64Array, p: Float64Array, out?: Float64Array): Search<Float64Array> {
  return (yield { kind: 'hessp', x, p, out }) as Float64Array;
}

/** Asks for f at `count` points, row-major (count·n); the reply has `count` values. */
export function* evalBatch(points: Float64Array, count: number): Search<Float64Array> {
  return (yield { kind: 'batch', points, count }) as Float64Array;
}

/** Asks for the values (m) of constraint `index`. */
export function* evalConstraint(index: number, x: Float64Array): Search<Float64Array> {
  return (yield { kind: 'constraint', index, x }) as Float64Array;
}

/** Asks for the Jacobian, row-major (m·n), of constraint `index`. */
export function* evalConstraintJac(index: number, x: Float64Array): Search<Float64Array> {
  return (yield { kind: 'constraintJac', index, x }) as Float64Array;
}

/** Asks for Σ_k v[k]·∇²c_k(x), row-major (n·n), of constraint `index`. */
export function* evalConstraintHess(index: number, x: Float64Array, v: Float64Array): Search<Float64Array> {
  return (yield { kind: 'constraintHess', index, x, v }) as Float64Array;
}

/** Reports a finished iteration; true means that the user asked to stop. */
export function* reportIterate(iterate: Iterate): Search<boolean> {
  return (yield { kind: 'iterate', iterate }) as boolean;
}
