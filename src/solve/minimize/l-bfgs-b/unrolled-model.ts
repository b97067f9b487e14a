/**
 * The model of L-BFGS-B for few variables without bounds, whose matrices are WebAssembly's (`step-kernel.ts`): the same steps
 * as `CompactModel`'s, to the last bit.
 */
import type { CorrectionPairs } from './inverse-hessian';
import type { Model } from './model';
import type { StepKernel } from './step-kernel';
import { COLUMNS, MOST_PAIRS, MOST_VARIABLES, PLACES } from './unrolled-layout';

// Indices into the kernel's memory.
const X = PLACES.x / 8;
const G = PLACES.g / 8;
const S = PLACES.s / 8;
const Y = PLACES.y / 8;
const Z = PLACES.z / 8;
const D = PLACES.d / 8;
const THETA = PLACES.theta / 8;
const SY = PLACES.sy / 8;
const SS = PLACES.ss / 8;

/** Whether the kernel has room. */
export function fitsKernel(n: number, m: number): boolean {
  return n <= MOST_VARIABLES && m <= MOST_PAIRS;
}

/** See the header; holds the pairs of one run. */
export class UnrolledModel implements Model {
  size = 0;
  readonly needsLength = true;
  // The pairs by slot: S and Y (m·n), sᵀy and sᵀs.
  private readonly S: Float64Array;
  private readonly Y: Float64Array;
  private readonly sy: number[] = [];
  private readonly ss: number[] = [];
  private theta = NaN;
  /** pairs stored since the last reset */
  private updates = 0;
  /** column of the oldest pair in the kernel */
  private first = 0;
  /** pairs that the kernel has: the newest one may be missing */
  private known = 0;

  /** @param m  most pairs */
  constructor(
    private readonly n: number,
    private readonly m: number,
    private readonly kernel: StepKernel,
  ) {
    this.S = new Float64Array(m * n);
    this.Y = new Float64Array(m * n);
  }

  aim(x: Float64Array, g: Float64Array, _projected: number, _isFirst: boolean, z: Float64Array, d: Float64Array): void {
    const { n, kernel, size } = this;
    if (size === 0) {
      this.descend(x, g, z, d);
      return;
    }
    const { memory } = kernel;
    this.bringUp();
    memory[THETA] = this.theta;
    for (let i = 0; i < n; i++) {
      memory[X + i] = x[i];
      memory[G + i] = g[i];
    }
    const isNew = this.known < size;
    if (isNew) this.load(size - 1);
    // An infinite θ multiplies the zeros that the kernel leaves out.
    const isGood = this.theta < Infinity && kernel.step(size, this.first, n, isNew ? 1 : 0, 1) !== 0;
    this.known = size;
    if (!isGood) {
      this.reset();
      this.descend(x, g, z, d);
      return;
    }
    for (let i = 0; i < n; i++) {
      z[i] = memory[Z + i];
      d[i] = memory[D + i];
    }
  }

  push(s: Float64Array, y: Float64Array, yy: number, sy: number, ss: number): void {
    const { n, m } = this;
    const slot = this.updates++ % m;
    for (let i = 0; i < n; i++) {
      this.S[slot * n + i] = s[i];
      this.Y[slot * n + i] = y[i];
    }
    this.sy[slot] = sy;
    this.ss[slot] = ss;
    this.theta = yy / sy;
    if (this.size < m) {
      this.size++;
    } else {
      this.first++;
      this.known--;
    }
  }

  skip(): void {
    // The kernel makes its factors anew each time.
  }

  reset(): void {
    this.size = this.updates = this.first = this.known = 0;
  }

  pairs(): CorrectionPairs {
    const { m, n, size, S, Y } = this;
    if (size === m) return { n, count: m, sk: S, yk: Y };
    return { n, count: size, sk: S.slice(0, size * n), yk: Y.slice(0, size * n) };
  }

  // Sees to it that the kernel has every pair but perhaps the newest.
  private bringUp(): void {
    const { kernel, n, size } = this;
    if (kernel.tenant === this && this.known >= size - 1 && this.first + size <= COLUMNS) return;
    kernel.tenant = this;
    this.first = 0;
    for (let j = 0; j < size - 1; j++) {
      this.load(j);
      kernel.step(j + 1, 0, n, 1, 0);
    }
    this.known = size - 1;
  }

  // Hands the j-th oldest pair to the kernel.
  private load(j: number): void {
    const { n, m } = this;
    const { memory } = this.kernel;
    const slot = (this.updates - this.size + j) % m;
    for (let i = 0; i < n; i++) {
      memory[S + i] = this.S[slot * n + i];
      memory[Y + i] = this.Y[slot * n + i];
    }
    memory[SY] = this.sy[slot];
    memory[SS] = this.ss[slot];
  }

  // The Cauchy point of a model without pairs, the identity: a step of length 1, but for overflow and underflow.
  private descend(x: Float64Array, g: Float64Array, z: Float64Array, d: Float64Array): void {
    let slope = 0;
    for (let i = 0; i < g.length; i++) slope -= g[i] * g[i];
    const step = -slope / -slope;
    for (let i = 0; i < g.length; i++) {
      z[i] = x[i] + step * -g[i];
      d[i] = z[i] - x[i];
    }
  }
}
