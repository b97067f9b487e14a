/**
 * A solver's view of the objective: values, gradients and Hessians at points, counted and remembered at the
 * last point exactly as SciPy's `ScalarFunction` does, so that `nfev`, `njev` and `nhev` agree with it.
 *
 * Gradients are exact or finite differences (`differences.ts`); Hessians are exact, differences of the gradient
 * (then only products with vectors exist, as in SciPy), or a quasi-Newton strategy. All methods are generators:
 * they ask, and never call the loss. NaN and ±Infinity are ordinary values here, as in SciPy; what they mean is
 * for the method to decide.
 */
import { copyOf } from '../math/linalg/copy';
import { norm2 } from '../math/linalg/sums';
import { matVec } from '../math/linalg/products';
import {
  chooseStencil,
  defaultRelStep,
  difference,
  pointsPerCoordinate,
  writePoints,
  type DifferenceOptions,
  type DifferenceScheme,
} from './differences';
import { OptionError } from './errors';
import type { Bounds, Setup } from './method';
import type { FunGradRequest, FunRequest, GradRequest, HessRequest, Search } from './protocol';
import { quasiNewtonHessian, type QuasiNewtonHessian } from './quasi-newton';

/** What an objective needs to know; `jac` and `hess` mean what they mean in `Setup`. */
export interface ObjectiveSpec {
  readonly x0: Float64Array;
  readonly jac: Setup['jac'];
  /** null: the method never asks for a Hessian */
  readonly hess?: Setup['hess'];
  /** absolute step of SciPy's `eps`, in force when `jac` is null; default √(machine epsilon) */
  readonly epsilon?: number | Float64Array;
  /** SciPy's `finite_diff_rel_step` */
  readonly relStep?: Float64Array | null;
  /** finite-difference points stay inside; null for none */
  readonly bounds?: Bounds | null;
}

/** SciPy's default absolute difference step, √(machine epsilon). */
export const DEFAULT_EPSILON = Math.sqrt(2 ** -52);

// A stencil is asked for in pieces of about this many numbers, so that n = 10,000 does not need 800 MB.
const STENCIL_NUMBERS = 1 << 16;

/** Makes an objective and evaluates f(x0), ∇f(x0) and, when Hessians are asked for, ∇²f(x0), in SciPy's order.
 *  @returns  the objective, standing at x0 */
export function* createObjective(spec: ObjectiveSpec): Search<Objective> {
  const objective = new Objective(spec);
  yield* objective.start();
  return objective;
}

/** See the header. `x`, `f` and `g` hold the last point, value and gradient; arrays handed out are never
 *  written again, so a caller may keep them. Points given are copied, so a caller may reuse its buffer. */
export class Objective {
  readonly n: number;
  /** the last point (n) */
  x: Float64Array;
  /** f at `x`, once asked for */
  f = NaN;
  /** ∇f at `x` (n), once asked for */
  g: Float64Array;
  /** ∇²f at `x` (n·n, row-major) where it is known as a matrix */
  H: Float64Array | null = null;
  njev = 0;
  nhev = 0;
  /** lowest value seen outside finite differences, and its point */
  lowestF = Infinity;
  lowestX: Float64Array;

  private directEvaluations = 0;
  private differenceEvaluations = 0;
  private hasF = false;
  private hasG = false;
  private hasH = false;
  /** a gradient that was given back */
  private spare: Float64Array | null = null;
  /** the request that `requestBoth` makes, the same each time */
  private readonly both: { readonly kind: 'funGrad'; x: Float64Array; out: Float64Array };
  private readonly differences: DifferenceOptions | null;
  private readonly hessKind: NonNullable<ObjectiveSpec['hess']> | null;
  private readonly strategy: QuasiNewtonHessian | null;

  constructor(spec: ObjectiveSpec) {
    this.n = spec.x0.length;
    this.x = copyOf(spec.x0);
    this.lowestX = this.x;
    this.g = new Float64Array(this.n);
    this.both = { kind: 'funGrad', x: this.x, out: this.g };
    this.hessKind = spec.hess ?? null;
    this.differences = spec.jac === 'exact' ? null : differenceOptions(spec);
    if (this.differences !== null && (this.hessKind === '2-point' || this.hessKind === '3-point')) {
      throw new OptionError(
        'A finite-difference Hessian needs an exact gradient. Give jac, or use hess "BFGS" or "SR1".',
        'hess',
      );
    }
    this.strategy = spec.hess === 'BFGS' || spec.hess === 'SR1' ? quasiNewtonHessian(spec.hess, this.n) : null;
  }

  /** Evaluations of f so far, finite differences included. */
  get nfev(): number {
    return this.directEvaluations + this.differenceEvaluations;
  }

  /** What SciPy evaluates on construction where that is f and ∇f, else null: `start` then asks. For `takeBoth`. */
  requestStart(): FunGradRequest | null {
    if (this.differences !== null || this.hessKind !== null) return null;
    return { kind: 'funGrad', x: this.x, out: this.g };
  }

  /** The evaluations that SciPy makes on construction. */
  *start(): Search<void> {
    if (this.differences === null) {
      const both: FunGradRequest = { kind: 'funGrad', x: this.x, out: this.g };
      this.takeBoth((yield both) as number, both);
    } else {
      yield* this.updateGrad();
    }
    if (this.hessKind !== null && this.strategy === null) yield* this.updateHess();
    if (this.strategy !== null) this.hasH = true;
  }

  /** f(x). */
  *fun(x: Float64Array): Search<number> {
    if (!this.standsAt(x)) {
      if (this.strategy !== null) yield* this.moveWithStrategy(x);
      else this.move(x);
    }
    if (!this.hasF) {
      this.directEvaluations++;
      this.acceptFun((yield { kind: 'fun', x: this.x }) as number);
    }
    return this.f;
  }

  /** ∇f(x), fresh (n). */
  *grad(x: Float64Array): Search<Float64Array> {
    if (!this.standsAt(x)) {
      if (this.strategy !== null) yield* this.moveWithStrategy(x);
      else this.move(x);
    }
    if (!this.hasG) {
      if (this.differences === null) {
        this.njev++;
        this.g = (yield { kind: 'grad', x: this.x, out: new Float64Array(this.n) }) as Float64Array;
        this.hasG = true;
      } else {
        yield* this.updateGrad();
      }
    }
    return this.g;
  }

  // An inner loop that asks by `yield` itself is spared a generator per evaluation. The next six methods are for it:
  // each request… moves onto x, which is kept and must be fresh, and returns what to ask, or null where the generator
  // of the same name must be used (finite differences, a strategy, or something already known); the reply goes to take….

  /** What to ask for f(x). */
  requestFun(x: Float64Array): FunRequest | null {
    if (this.strategy !== null) return null;
    if (!this.standsAt(x)) this.moveOnto(x);
    return this.hasF ? null : { kind: 'fun', x: this.x };
  }

  /** Takes the reply to `requestFun` and returns it. */
  takeFun(f: number): number {
    this.directEvaluations++;
    this.acceptFun(f);
    return f;
  }

  /** What to ask for ∇f(x). */
  requestGrad(x: Float64Array): GradRequest | null {
    if (this.differences !== null || this.strategy !== null) return null;
    if (!this.standsAt(x)) this.moveOnto(x);
    return this.hasG ? null : { kind: 'grad', x: this.x, out: this.takeSpare() };
  }

  /** Takes the reply to `requestGrad` and returns it. */
  takeGrad(g: Float64Array): Float64Array {
    this.njev++;
    this.g = g;
    this.hasG = true;
    return g;
  }

  /** What to ask for ∇²f(x), where that is a matrix. */
  requestHess(x: Float64Array): HessRequest | null {
    if (this.hessKind !== 'exact') return null;
    if (!this.standsAt(x)) this.moveOnto(x);
    return this.hasH ? null : { kind: 'hess', x: this.x, out: new Float64Array(this.n * this.n) };
  }

  /** Takes the reply to `requestHess` and returns it. */
  takeHess(H: Float64Array): Float64Array {
    this.nhev++;
    this.H = H;
    this.hasH = true;
    return H;
  }

  /** What to ask for both f and ∇f at x. */
  requestBoth(x: Float64Array): FunGradRequest | null {
    if (this.differences !== null || this.strategy !== null) return null;
    if (!this.standsAt(x)) this.moveOnto(x);
    if (this.hasF || this.hasG) return null;
    const { both } = this;
    both.x = this.x;
    both.out = this.takeSpare();
    return both;
  }

  private takeSpare(): Float64Array {
    const { spare } = this;
    this.spare = null;
    return spare ?? new Float64Array(this.n);
  }

  /** Gives back a gradient that nobody holds any more; `requestBoth` and `requestGrad` will write into it. */
  recycle(g: Float64Array): void {
    this.spare = g;
  }

  /** Takes the reply to `requestBoth`. */
  takeBoth(f: number, request: FunGradRequest): void {
    this.directEvaluations++;
    this.njev++;
    this.acceptFun(f);
    this.g = request.out;
    this.hasG = true;
  }

  /** Evaluates both; read them from `f` and `g`. */
  *funAndGrad(x: Float64Array): Search<void> {
    if (!this.standsAt(x)) {
      if (this.strategy !== null) yield* this.moveWithStrategy(x);
      else this.move(x);
    }
    if (!this.hasF) {
      this.directEvaluations++;
      this.acceptFun((yield { kind: 'fun', x: this.x }) as number);
    }
    if (!this.hasG) {
      if (this.differences === null) {
        this.njev++;
        this.g = (yield { kind: 'grad', x: this.x, out: new Float64Array(this.n) }) as Float64Array;
        this.hasG = true;
      } else {
        yield* this.updateGrad();
      }
    }
  }

  /** Brings the Hessian to x: a matrix in `H`, or an operator for `hessDot` where it is a finite difference. */
  *hess(x: Float64Array): Search<Float64Array | null> {
    if (!this.standsAt(x)) {
      if (this.strategy !== null) yield* this.moveWithStrategy(x);
      else this.move(x);
    }
    yield* this.updateHess();
    return this.H;
  }

  /** The product of the Hessian at the point of the last `hess(x)` with p.
   *  @param out  receives the product (n)
   *  Differs from a plain product for `hess: '2-point' | '3-point'`: gradients are asked for, as SciPy does. */
  *hessDot(p: Float64Array, out: Float64Array): Search<Float64Array> {
    if (this.strategy !== null) return this.strategy.dot(p, out);
    if (this.H !== null) return matVec(this.H, p, out, this.n, this.n);
    return yield* this.differenceOfGradients(p, out);
  }

  /** The product of a quasi-Newton Hessian with p into `out`; null when the Hessian is not one. */
  strategyProduct(p: Float64Array, out: Float64Array): Float64Array | null {
    return this.strategy === null ? null : this.strategy.dot(p, out);
  }

  /** Whether a quasi-Newton Hessian met a step that left the gradient unchanged, which SciPy warns about. */
  get sawConstantGradient(): boolean {
    return this.strategy?.sawConstantGradient ?? false;
  }

  private standsAt(x: Float64Array): boolean {
    const here = this.x;
    if (here === x && this.hasF) {
      // The same array is the same point, unless it holds a NaN, which never equals itself.
      for (let i = 0; i < x.length; i++) if (x[i] !== x[i]) return false;
      return true;
    }
    for (let i = 0; i < x.length; i++) if (here[i] !== x[i]) return false;
    return true;
  }

  private move(x: Float64Array): void {
    this.moveOnto(copyOf(x));
  }

  private moveOnto(x: Float64Array): void {
    this.x = x;
    this.hasF = false;
    this.hasG = false;
    this.hasH = false;
  }

  private *moveWithStrategy(x: Float64Array): Search<void> {
    yield* this.updateGrad();
    const previousX = this.x;
    const previousG = this.g;
    this.move(x);
    yield* this.updateGrad();
    const step = new Float64Array(this.n);
    const change = new Float64Array(this.n);
    for (let i = 0; i < this.n; i++) {
      step[i] = this.x[i] - previousX[i];
      change[i] = this.g[i] - previousG[i];
    }
    this.strategy!.update(step, change);
    this.hasH = true;
  }

  private acceptFun(f: number): void {
    this.f = f;
    this.hasF = true;
    if (f < this.lowestF) {
      this.lowestF = f;
      this.lowestX = this.x;
    }
  }

  private *updateFun(): Search<void> {
    if (this.hasF) return;
    this.directEvaluations++;
    this.acceptFun((yield { kind: 'fun', x: this.x }) as number);
  }

  private *updateGrad(): Search<void> {
    if (this.hasG) return;
    const g = new Float64Array(this.n);
    if (this.differences === null) {
      this.njev++;
      this.g = (yield { kind: 'grad', x: this.x, out: g }) as Float64Array;
    } else {
      yield* this.updateFun();
      yield* this.differenceGradient(this.differences, g);
      this.njev++;
      this.g = g;
    }
    this.hasG = true;
  }

  private *differenceGradient(options: DifferenceOptions, g: Float64Array): Search<void> {
    const { x, n } = this;
    if (options.bounds !== null) requireInside(x, options.bounds);
    const stencil = chooseStencil(x, options);
    const perCoordinate = pointsPerCoordinate(options.scheme);
    const chunk = Math.max(1, Math.min(n, Math.floor(STENCIL_NUMBERS / (n * perCoordinate))));
    for (let first = 0; first < n; first += chunk) {
      const last = Math.min(n, first + chunk);
      const count = (last - first) * perCoordinate;
      const points = new Float64Array(count * n);
      for (let i = first; i < last; i++) writePoints(points, (i - first) * perCoordinate, x, stencil, i);
      const values = (yield { kind: 'batch', points, count }) as Float64Array;
      this.differenceEvaluations += count;
      for (let i = first; i < last; i++) {
        const row = (i - first) * perCoordinate;
        g[i] = difference(x, stencil, i, this.f, values[row], perCoordinate === 2 ? values[row + 1] : NaN);
      }
    }
  }

  private *updateHess(): Search<void> {
    if (this.hasH) return;
    if (this.hessKind === null) throw new OptionError('This method needs hess, or hessp.', 'hess');
    if (this.hessKind === 'exact') {
      const n = this.n;
      this.nhev++;
      this.H = (yield { kind: 'hess', x: this.x, out: new Float64Array(n * n) }) as Float64Array;
    } else {
      yield* this.updateGrad();
    }
    this.hasH = true;
  }

  private *differenceOfGradients(p: Float64Array, out: Float64Array): Search<Float64Array> {
    const scheme: DifferenceScheme = this.hessKind === '3-point' ? '3-point' : '2-point';
    const { x, g, n } = this;
    const length = norm2(p);
    if (p.every((value) => value === 0)) return out.fill(0);
    const central = scheme === '3-point';
    const scale = (central ? 2 * defaultRelStep(scheme) : defaultRelStep(scheme)) / length;
    const reach = central ? scale / 2 : scale;
    let before = g;
    if (central) before = yield* this.gradientAside(x, p, -reach);
    const after = yield* this.gradientAside(x, p, reach);
    for (let i = 0; i < n; i++) out[i] = (after[i] - before[i]) / scale;
    return out;
  }

  private *gradientAside(x: Float64Array, p: Float64Array, reach: number): Search<Float64Array> {
    const aside = new Float64Array(this.n);
    for (let i = 0; i < this.n; i++) aside[i] = x[i] + reach * p[i];
    this.njev++;
    return (yield { kind: 'grad', x: aside, out: new Float64Array(this.n) }) as Float64Array;
  }
}

function differenceOptions({ x0, jac, epsilon, relStep, bounds }: ObjectiveSpec): DifferenceOptions {
  const n = x0.length;
  const step = epsilon ?? DEFAULT_EPSILON;
  return {
    scheme: jac === '3-point' ? '3-point' : '2-point',
    absStep: jac !== null ? null : typeof step === 'number' ? new Float64Array(n).fill(step) : step,
    relStep: relStep ?? null,
    bounds: bounds ?? null,
  };
}

function requireInside(x: Float64Array, { lb, ub }: Bounds): void {
  for (let i = 0; i < x.length; i++) {
    if (x[i] < lb[i] || x[i] > ub[i]) {
      throw new OptionError(
        `A finite-difference gradient needs x inside the bounds: x[${i}] = ${x[i]} is not in [${lb[i]}, ${ub[i]}]. Move x0 inside.`,
        'x0',
      );
    }
  }
}
