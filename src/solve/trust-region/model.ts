/**
 * The quadratic model of a trust-region method at one point: value, gradient and curvature, asked for when first
 * needed and kept, so that a rejected step costs nothing twice. Which requests are made, and when, is SciPy's.
 */
import { matVec } from '../../math/linalg/products';
import { dot, nrm2 } from '../../math/linalg/sums';
import type { Objective } from '../objective';
import type { Search } from '../protocol';

/** Where curvature comes from, and how many products were asked for. */
export interface Curvature {
  readonly source: 'matrix' | 'products' | 'strategy or differences';
  /** Hessian-vector products so far, as SciPy counts them in `nhev` */
  products: number;
}

/** m(p) = f + gᵀp + ½ pᵀHp around `x`. Arrays it hands out are read only. */
export class QuadraticModel {
  fun = NaN;
  grad: Float64Array | null = null;
  /** ‖∇f‖, once the gradient is known */
  gradNorm = NaN;
  hess: Float64Array | null = null;
  private hasFun = false;

  constructor(
    readonly objective: Objective,
    readonly x: Float64Array,
    private readonly curvature: Curvature,
  ) {}

  get n(): number {
    return this.x.length;
  }

  *needFun(): Search<number> {
    if (!this.hasFun) {
      this.fun = yield* this.objective.fun(this.x);
      this.hasFun = true;
    }
    return this.fun;
  }

  *needGrad(): Search<Float64Array> {
    if (this.grad === null) {
      this.grad = yield* this.objective.grad(this.x);
      this.gradNorm = nrm2(this.grad);
    }
    return this.grad;
  }

  /** The Hessian as a matrix; only where the curvature is one. */
  *needHess(): Search<Float64Array> {
    this.hess ??= (yield* this.objective.hess(this.x))!;
    return this.hess;
  }

  /** H·p, fresh (n). `p` may be asked about and must not be written again. */
  *product(p: Float64Array): Search<Float64Array> {
    const out = new Float64Array(this.n);
    switch (this.curvature.source) {
      case 'matrix':
        return matVec(yield* this.needHess(), p, out, this.n, this.n);
      case 'products':
        this.curvature.products++;
        return (yield { kind: 'hessp', x: this.x, p, out }) as Float64Array;
      case 'strategy or differences':
        this.curvature.products++;
        yield* this.objective.hess(this.x);
        return yield* this.objective.hessDot(p, out);
      default:
        return this.curvature.source satisfies never;
    }
  }

  /** m(p). */
  *value(p: Float64Array): Search<number> {
    const f = yield* this.needFun();
    const g = yield* this.needGrad();
    const Hp = yield* this.product(p);
    return f + dot(g, p) + 0.5 * dot(p, Hp);
  }
}

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

/** z + t·d, fresh. */
export function along(z: Float64Array, t: number, d: Float64Array): Float64Array {
  const point = new Float64Array(z.length);
  for (let i = 0; i < z.length; i++) point[i] = z[i] + t * d[i];
  return point;
}
