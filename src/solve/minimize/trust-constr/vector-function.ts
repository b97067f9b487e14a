/**
 * The components of one constraint, with Jacobian and multiplier-weighted Hessian, counted and remembered at the
 * last point as SciPy's `VectorFunction` does. Linear constraints and bounds are the case without requests.
 */
import { applyRows, kernelNorm } from '../../../math/linalg/kernels';
import { vecMat } from '../../../math/linalg/products';
import { chooseStencil, defaultRelStep, difference, pointsPerCoordinate, writePoints } from '../../differences';
import type { Bounds, ConstraintInfo } from '../../method';
import type { Search } from '../../protocol';
import { quasiNewtonHessian, type QuasiNewtonHessian } from '../../quasi-newton';

/** See the header. Arrays handed out are never written again. */
export class VectorFunction {
  readonly n: number;
  m = 0;
  /** multipliers of the last Hessian (m) */
  v: Float64Array = new Float64Array(0);
  /** values at the last point (m) */
  f: Float64Array = new Float64Array(0);
  /** Jacobian at the last point, row-major (m·n) */
  J: Float64Array = new Float64Array(0);
  nfev = 0;
  njev = 0;
  nhev = 0;

  private x: Float64Array;
  private hasF = false;
  private hasJ = false;
  private hasH = false;
  private H: Float64Array | null = null;
  // Where the Hessian was last moved to: products stay there while trial points come and go.
  private hessX: Float64Array;
  private hessJ: Float64Array = this.J;
  // The point before the last move, from which a strategy learns.
  private previous: { readonly x: Float64Array; readonly J: Float64Array } | null = null;
  private readonly strategy: QuasiNewtonHessian | null;

  constructor(
    private readonly index: number,
    private readonly info: ConstraintInfo,
    x0: Float64Array,
    private readonly differenceBounds: Bounds | null,
  ) {
    this.n = x0.length;
    this.x = x0.slice();
    this.hessX = this.x;
    const { hess, A } = info;
    this.strategy = A === undefined && (hess === 'BFGS' || hess === 'SR1') ? quasiNewtonHessian(hess, this.n) : null;
  }

  /** Values, Jacobian and, where it is a matrix, the Hessian at x0, in SciPy's order. */
  *start(): Search<void> {
    const { A, hess } = this.info;
    if (A !== undefined) {
      this.J = A;
      this.m = A.length / this.n;
      this.hasJ = true;
      this.updateLinear();
      this.v = new Float64Array(this.m);
      return;
    }
    yield* this.updateFun();
    this.m = this.f.length;
    this.v = new Float64Array(this.m);
    yield* this.updateJac();
    if (hess === 'exact') yield* this.updateHess();
    this.hasH = true;
  }

  /** Whether the strategy met a change of zero, which SciPy warns about. */
  get sawConstantGradient(): boolean {
    return this.strategy?.sawConstantGradient ?? false;
  }

  /** Brings the values to x. */
  *moveFun(x: Float64Array): Search<void> {
    if (!this.standsAt(x)) yield* this.move(x);
    yield* this.updateFun();
  }

  /** Brings the Jacobian to x. */
  *moveJac(x: Float64Array): Search<void> {
    if (!this.standsAt(x)) yield* this.move(x);
    yield* this.updateJac();
  }

  /** Brings the Hessian to x and multipliers v (m). */
  *moveHess(x: Float64Array, v: Float64Array): Search<void> {
    if (v.some((value, k) => value !== this.v[k])) {
      this.v = v.slice();
      this.hasH = false;
    }
    if (!this.standsAt(x)) yield* this.move(x);
    yield* this.updateHess();
  }

  /** Σ_k v[k]·∇²c_k · p, fresh (n), where no request is needed; else null. */
  hessProduct(p: Float64Array): Float64Array | null {
    const out = new Float64Array(this.n);
    if (this.info.A !== undefined) return out;
    if (this.strategy !== null) return this.strategy.dot(p, out);
    return this.H === null ? null : applyRows(this.H, p, out, this.n, this.n);
  }

  /** The same by differences of the Jacobian along p. */
  *askHessProduct(p: Float64Array): Search<Float64Array> {
    const scheme = this.info.hess === '3-point' ? '3-point' : '2-point';
    const length = kernelNorm(p);
    if (length === 0) return new Float64Array(this.n);
    const reach = defaultRelStep(scheme) / length;
    const before = scheme === '3-point' ? yield* this.weightedAside(p, -reach) : this.weighted(this.hessJ);
    const after = yield* this.weightedAside(p, reach);
    const width = scheme === '3-point' ? 2 * reach : reach;
    return after.map((value, i) => (value - before[i]) / width);
  }

  /** Jᵀ·v (n). */
  weighted(J: Float64Array): Float64Array {
    return vecMat(this.v, J, new Float64Array(this.n), this.m, this.n);
  }

  private *weightedAside(p: Float64Array, reach: number): Search<Float64Array> {
    const x = this.hessX.map((value, i) => value + reach * p[i]);
    this.njev++;
    return this.weighted((yield { kind: 'constraintJac', index: this.index, x }) as Float64Array);
  }

  private standsAt(x: Float64Array): boolean {
    return x.every((value, i) => value === this.x[i]);
  }

  private *move(x: Float64Array): Search<void> {
    if (this.strategy === null) {
      this.forget(x);
      return;
    }
    yield* this.updateJac();
    this.previous = { x: this.x, J: this.J };
    this.forget(x);
    yield* this.updateHess();
  }

  private forget(x: Float64Array): void {
    this.x = x.slice();
    this.hasF = false;
    this.hasJ = this.info.A !== undefined;
    this.hasH = this.info.A !== undefined;
    if (this.info.A !== undefined) this.updateLinear();
  }

  private updateLinear(): void {
    this.f = applyRows(this.J, this.x, new Float64Array(this.m), this.m, this.n);
    this.hasF = true;
  }

  private *updateFun(): Search<void> {
    if (this.hasF) return;
    this.nfev++;
    this.f = (yield { kind: 'constraint', index: this.index, x: this.x }) as Float64Array;
    this.hasF = true;
  }

  private *updateJac(): Search<void> {
    if (this.hasJ) return;
    if (this.info.jac === 'exact') {
      this.njev++;
      this.J = (yield { kind: 'constraintJac', index: this.index, x: this.x }) as Float64Array;
    } else {
      yield* this.updateFun();
      yield* this.differenceJacobian(this.info.jac);
    }
    this.hasJ = true;
  }

  private *differenceJacobian(scheme: '2-point' | '3-point'): Search<void> {
    const { n, m, x, f } = this;
    const stencil = chooseStencil(x, { scheme, absStep: null, relStep: null, bounds: this.differenceBounds });
    const perCoordinate = pointsPerCoordinate(scheme);
    const J = new Float64Array(m * n);
    for (let i = 0; i < n; i++) {
      const points = new Float64Array(perCoordinate * n);
      writePoints(points, 0, x, stencil, i);
      const values: Float64Array[] = [];
      for (let k = 0; k < perCoordinate; k++) {
        const point = points.slice(k * n, (k + 1) * n);
        this.nfev++;
        values.push((yield { kind: 'constraint', index: this.index, x: point }) as Float64Array);
      }
      const last = values.at(-1)!;
      for (let k = 0; k < m; k++) J[k * n + i] = difference(x, stencil, i, f[k], values[0][k], last[k]);
    }
    this.J = J;
  }

  private *updateHess(): Search<void> {
    if (this.hasH || this.info.A !== undefined) return;
    if (this.info.hess === 'exact') {
      this.nhev++;
      this.H = (yield { kind: 'constraintHess', index: this.index, x: this.x, v: this.v }) as Float64Array;
    } else {
      yield* this.updateJac();
      this.learn();
    }
    this.hessX = this.x;
    this.hessJ = this.J;
    this.hasH = true;
  }

  // As in SciPy, a step is learned from again when the multipliers change at the same point.
  private learn(): void {
    const { strategy, previous } = this;
    if (strategy === null || previous === null) return;
    const before = this.weighted(previous.J);
    strategy.update(
      this.x.map((value, i) => value - previous.x[i]),
      this.weighted(this.J).map((value, i) => value - before[i]),
    );
  }
}
