/**
 * The preconditioner of TNC's inner iteration: a two-step self-scaled BFGS formula over a diagonal that learns.
 *
 * Source: Nash (1985), "Preconditioning of truncated-Newton methods", SIAM J. Sci. Stat. Comput. 6, 599–616, §3–4.
 * Letters: (s, y) the last step and change of gradient, (sr, yr) their sums since the last reset, D the diagonal.
 */
import { copyInto } from '../../../math/linalg/copy';
import { dot } from '../../../math/linalg/sums';

/** State of the preconditioner over one run. */
export class Preconditioner {
  /** D, kept between outer iterations (n) */
  readonly diagonal: Float64Array;
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly sSum: Float64Array;
  readonly ySum: Float64Array;
  /** yᵀs of the last step, and of the sums */
  ys = 0;
  ysSum = 0;
  /** no pair is known yet: only the diagonal is used */
  isDiagonalOnly = true;
  /** the sums start again: only the last pair is used */
  isReset = false;
  // The diagonal that the present inner iteration learns.
  private readonly learned: Float64Array;
  private readonly dg: Float64Array;
  private readonly dy: Float64Array;
  private readonly dySum: Float64Array;

  constructor(n: number) {
    this.diagonal = new Float64Array(n).fill(1);
    this.s = new Float64Array(n);
    this.y = new Float64Array(n);
    this.sSum = new Float64Array(n);
    this.ySum = new Float64Array(n);
    this.learned = new Float64Array(n);
    this.dg = new Float64Array(n);
    this.dy = new Float64Array(n);
    this.dySum = new Float64Array(n);
  }

  /** Forgets the pairs and the diagonal, after a change of scale. */
  forget(): void {
    this.diagonal.fill(1);
    this.isDiagonalOnly = true;
  }

  /** Adds the last pair to the sums. */
  accumulate(): void {
    for (let i = 0; i < this.s.length; i++) this.sSum[i] += this.s[i];
    for (let i = 0; i < this.s.length; i++) this.ySum[i] += this.y[i];
  }

  /** Takes the pair of an iteration that met no new bound.
   *  @param step, p        length and direction of the step
   *  @param g, previousG   projected scaled gradients after and before it
   *  @param isCycleOver    whether the sums are to start again */
  remember(step: number, p: Float64Array, g: Float64Array, previousG: Float64Array, isCycleOver: boolean): void {
    const { s, y } = this;
    for (let i = 0; i < s.length; i++) {
      y[i] = g[i] - previousG[i];
      s[i] = step * p[i];
    }
    this.ys = dot(y, s);
    this.isReset = isCycleOver;
    if (!isCycleOver) {
      this.ysSum = dot(this.ySum, this.sSum);
      this.isReset = this.ysSum <= 0;
    }
    this.isDiagonalOnly = false;
  }

  /** Starts the diagonal of an inner iteration from the pairs: the diagonal of the BFGS update of D. */
  begin(): void {
    const { diagonal, learned, s, y, sSum, ySum, dg } = this;
    const n = diagonal.length;
    if (this.isDiagonalOnly) {
      copyInto(diagonal, learned);
      return;
    }
    const ys = this.ys === 0 ? 1 : this.ys;
    if (this.isReset) {
      for (let i = 0; i < n; i++) dg[i] = diagonal[i] * s[i];
      const sDs = nonzero(dot(s, dg));
      for (let i = 0; i < n; i++) {
        const d = diagonal[i];
        learned[i] = d - (d * d * s[i] * s[i]) / sDs + (y[i] * y[i]) / ys;
      }
      return;
    }
    for (let i = 0; i < n; i++) dg[i] = diagonal[i] * sSum[i];
    const rDr = nonzero(dot(sSum, dg));
    const rDs = dot(s, dg);
    const yrs = dot(ySum, s);
    const ysSum = nonzero(this.ysSum);
    for (let i = 0; i < n; i++) {
      const d = diagonal[i];
      dg[i] = d * s[i] - (dg[i] * rDs) / rDr + (ySum[i] * yrs) / ysSum;
      learned[i] = d - (d * d * sSum[i] * sSum[i]) / rDr + (ySum[i] * ySum[i]) / ysSum;
    }
    const sBs = nonzero(dot(s, dg));
    // The update adds the last term; SciPy 1.17.1 subtracts it, and its path is the one to follow here.
    for (let i = 0; i < n; i++) learned[i] -= (dg[i] * dg[i]) / sBs + (y[i] * y[i]) / ys;
  }

  /** Improves the learned diagonal with a product of the Hessian: the diagonal of a BFGS update.
   *  @param v, hv  direction and Hessian times it;  @param r  residual */
  learn(v: Float64Array, hv: Float64Array, r: Float64Array): void {
    const { learned } = this;
    const vr = 1 / dot(v, r);
    const vhv = 1 / dot(v, hv);
    for (let i = 0; i < learned.length; i++) {
      learned[i] += -r[i] * r[i] * vr + hv[i] * hv[i] * vhv;
      if (learned[i] <= 1e-6) learned[i] = 1;
    }
  }

  /** Keeps the learned diagonal for the next outer iteration. */
  commit(): void {
    copyInto(this.learned, this.diagonal);
  }

  /** out := M⁻¹·g.
   *  @param out  (n), not g */
  apply(g: Float64Array, out: Float64Array): void {
    const { diagonal, s, y, sSum, ySum, dg, dy, dySum } = this;
    const n = diagonal.length;
    if (this.isDiagonalOnly) {
      for (let i = 0; i < n; i++) out[i] = g[i] / diagonal[i];
      return;
    }
    const gs = dot(g, s);
    for (let i = 0; i < n; i++) {
      const inverse = 1 / diagonal[i];
      dg[i] = g[i] * inverse;
      dy[i] = y[i] * inverse;
      dySum[i] = ySum[i] * inverse;
    }
    if (!this.isReset) {
      const ydySum = dot(ySum, dySum);
      const gsSum = dot(g, sSum);
      const gdySum = dot(g, dySum);
      applyBfgs(sSum, dg, dySum, this.ysSum, ydySum, gsSum, gdySum, dg);
      const ysSum = dot(y, sSum);
      const ydy = dot(y, dySum);
      applyBfgs(sSum, dy, dySum, this.ysSum, ydySum, ysSum, ydy, dy);
    }
    const ydy = dot(y, dy);
    const gdy = dot(g, dy);
    applyBfgs(s, dg, dy, this.ys, ydy, gs, gdy, out);
  }
}

/** out := H₊·v for the BFGS update of H with the pair (s, y), given H·v, H·y and the inner products. */
function applyBfgs(
  s: Float64Array,
  hv: Float64Array,
  hy: Float64Array,
  ys: number,
  yhy: number,
  vs: number,
  vhy: number,
  out: Float64Array,
): void {
  const delta = ys === 0 ? 0 : ((yhy / ys + 1) * vs) / ys - vhy / ys;
  const beta = ys === 0 ? 0 : -vs / ys;
  for (let i = 0; i < s.length; i++) out[i] = hv[i] + delta * s[i] + beta * hy[i];
}

function nonzero(value: number): number {
  return value === 0 ? 1 : value;
}
