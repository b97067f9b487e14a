/**
 * The quadratic model of a trust-region method at one point: value, gradient and curvature, asked for when first
 * needed and kept, so that a rejected step costs nothing twice. Which requests are made, and when, is SciPy's.
 */
import { copyOf } from '../../math/linalg/copy';
import { matVec } from '../../math/linalg/products';
import { dot, nrm2 } from '../../math/linalg/sums';
import type { Setup } from '../method';
import type { Objective } from '../objective';
import type { FunRequest, GradRequest, HessRequest, Search } from '../protocol';

/** Where the models of one run have their curvature from. */
export class Curvature {
  readonly source: 'matrix' | 'products' | 'strategy or differences';
  /** Hessian-vector products so far, as SciPy counts them in `nhev` */
  products: number;

  /** Products where they can be had, as SciPy prefers them; its count starts at 1 without a Hessian function. */
  constructor({ hess, hessp }: Pick<Setup, 'hess' | 'hessp'>) {
    this.source = hessp ? 'products' : hess === 'exact' ? 'matrix' : 'strategy or differences';
    this.products = hessp && hess === null ? 1 : 0;
  }
}

/** m(p) = f + gᵀp + ½ pᵀHp around `x`. Arrays it hands out are read only. */
export class QuadraticModel {
  fun = NaN;
  /** ∇f (n), once known */
  grad: Float64Array;
  /** ‖∇f‖, once the gradient is known */
  gradNorm = NaN;
  /** ∇²f (n·n), once known as a matrix; until then empty */
  hess: Float64Array = NOTHING;
  private hasFun = false;
  private hasGrad = false;

  constructor(
    private readonly objective: Objective,
    readonly x: Float64Array,
    private readonly curvature: Curvature,
  ) {
    this.grad = NOTHING;
  }

  /** Asks for f unless it is known. */
  *needFun(): Search<number> {
    const ask = this.requestFun();
    if (ask !== null) this.takeFun((yield ask) as number);
    else if (!this.hasFun) this.keepFun(yield* this.objective.fun(this.x));
    return this.fun;
  }

  /** Asks for ∇f unless it is known. */
  *needGrad(): Search<Float64Array> {
    const ask = this.requestGrad();
    if (ask !== null) this.takeGrad((yield ask) as Float64Array);
    else if (!this.hasGrad) this.keepGrad(yield* this.objective.grad(this.x));
    return this.grad;
  }

  /** Asks for the Hessian as a matrix unless it is known; only where the curvature is one. */
  *needHess(): Search<Float64Array> {
    const ask = this.requestHess();
    if (ask !== null) this.takeHess((yield ask) as Float64Array);
    else if (this.hess === NOTHING) this.hess = (yield* this.objective.hess(this.x))!;
    return this.hess;
  }

  // As in `Objective`: what a loop may ask for itself, or null where the generator above is needed or nothing is.

  requestFun(): FunRequest | null {
    return this.hasFun ? null : this.objective.requestFun(this.x);
  }

  requestGrad(): GradRequest | null {
    return this.hasGrad ? null : this.objective.requestGrad(this.x);
  }

  requestHess(): HessRequest | null {
    return this.hess === NOTHING ? this.objective.requestHess(this.x) : null;
  }

  takeFun(f: number): void {
    this.keepFun(this.objective.takeFun(f));
  }

  takeGrad(g: Float64Array): void {
    this.keepGrad(this.objective.takeGrad(g));
  }

  takeHess(H: Float64Array): void {
    this.hess = this.objective.takeHess(H);
  }

  private keepFun(f: number): void {
    this.fun = f;
    this.hasFun = true;
  }

  private keepGrad(g: Float64Array): void {
    this.grad = g;
    this.gradNorm = nrm2(g);
    this.hasGrad = true;
  }

  /** Whether products need no request: the Hessian is a matrix, and known. */
  get hasMatrix(): boolean {
    return this.hess !== NOTHING && this.curvature.source === 'matrix';
  }

  /** H·p into `out` (n), where `hasMatrix`. */
  multiply(p: Float64Array, out: Float64Array): Float64Array {
    return matVec(this.hess, p, out, p.length, p.length);
  }

  /** H·p, from wherever there are products, in `out` (n) or a fresh array. */
  *product(p: Float64Array, out: Float64Array): Search<Float64Array> {
    const { curvature, objective } = this;
    switch (curvature.source) {
      case 'matrix':
        yield* this.needHess();
        return this.multiply(p, out);
      case 'products':
        curvature.products++;
        return (yield { kind: 'hessp', x: this.x, p: copyOf(p), out }) as Float64Array;
      case 'strategy or differences':
        curvature.products++;
        yield* objective.hess(this.x);
        return yield* objective.hessDot(p, out);
      default:
        return curvature.source satisfies never;
    }
  }

  /** m(p) from H·p, once f and ∇f are known. */
  value(p: Float64Array, Hp: Float64Array): number {
    return this.fun + dot(this.grad, p) + 0.5 * dot(p, Hp);
  }
}

const NOTHING = new Float64Array(0);

/** The two t with ‖z + t·d‖ = radius, in ascending order; NaN where the line misses the sphere.
 *  Source: the stable quadratic formula, Golub & Van Loan (2013), §3.1. */
export function boundaryIntersections(z: Float64Array, d: Float64Array, radius: number): [number, number] {
  const a = dot(d, d);
  const b = 2 * dot(z, d);
  const c = dot(z, z) - radius * radius;
  const root = Math.sqrt(b * b - 4 * a * c);
  const sum = b + (b < 0 || Object.is(b, -0) ? -root : root);
  const first = -sum / (2 * a);
  const second = (-2 * c) / sum;
  return second < first ? [second, first] : [first, second];
}

/** z + t·d, in `out` or fresh. */
export function along(
  z: Float64Array,
  t: number,
  d: Float64Array,
  out: Float64Array = new Float64Array(z.length),
): Float64Array {
  for (let i = 0; i < out.length; i++) out[i] = z[i] + t * d[i];
  return out;
}
