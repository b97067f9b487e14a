/**
 * The model of L-BFGS-B for any box and any number of variables and pairs.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), §6: the generalized Cauchy point, then the free variables; for long vectors without
 * bounds Nocedal (1980), §4.
 */
import { copyInto } from '../../../math/linalg/copy';
import type { Workspace } from '../../../math/workspace';
import type { Box } from './box';
import { CauchySearch } from './cauchy';
import type { CorrectionPairs } from './inverse-hessian';
import { EXACT_ORDER_LIMIT } from './kernels';
import { CompactMemory } from './memory';
import type { Model } from './model';
import { SubspaceSolver } from './subspace';
import { TwoLoop } from './two-loop';
import { WorkingSet } from './working-set';

/** See the header; holds the matrices of one run. */
export class CompactModel implements Model {
  private readonly memory: CompactMemory;
  private readonly set: WorkingSet;
  private readonly cauchy: CauchySearch;
  private readonly subspace: SubspaceSolver;
  /** long vectors without bounds need no more than this */
  private readonly twoLoop: TwoLoop | null;
  /** whether the matrix changed since the subspace was last factored */
  private isUpdated = false;

  /** @param m  most pairs */
  constructor(
    private readonly box: Box,
    m: number,
    workspace: Workspace,
  ) {
    const { n } = box;
    this.memory = new CompactMemory(n, m, box.isConstrained || n <= EXACT_ORDER_LIMIT, workspace);
    this.set = new WorkingSet(box);
    this.cauchy = new CauchySearch(box, this.memory, this.set, workspace);
    this.twoLoop = !box.isConstrained && n > EXACT_ORDER_LIMIT ? new TwoLoop(this.memory) : null;
    this.subspace = new SubspaceSolver(box, this.memory, this.set, workspace);
  }

  get size(): number {
    return this.memory.size;
  }

  get needsLength(): boolean {
    return this.memory.needsMiddle;
  }

  aim(x: Float64Array, g: Float64Array, projected: number, isFirst: boolean, z: Float64Array, d: Float64Array): void {
    if (this.twoLoop !== null && this.memory.size > 0) {
      this.stepWithoutBounds(this.twoLoop, x, g, z, d);
      return;
    }
    this.minimize(x, g, projected, isFirst, z);
    for (let i = 0; i < d.length; i++) d[i] = z[i] - x[i];
  }

  push(s: Float64Array, y: Float64Array, yy: number, sy: number, ss: number): void {
    this.isUpdated = true;
    if (!this.memory.push(s, y, yy, sy, ss)) this.reset();
  }

  skip(): void {
    this.isUpdated = false;
  }

  reset(): void {
    this.memory.reset();
    this.isUpdated = false;
  }

  pairs(): CorrectionPairs {
    const { n, m, updates, S, Y } = this.memory;
    const count = Math.min(updates, m);
    return { n, count, sk: S.slice(0, count * n), yk: Y.slice(0, count * n) };
  }

  // z := the minimizer inside the box: Cauchy point, then the free variables.
  private minimize(x: Float64Array, g: Float64Array, projected: number, isFirst: boolean, z: Float64Array): void {
    const { box, memory, set, cauchy, subspace } = this;
    for (;;) {
      let mustFactor = this.isUpdated;
      if (!box.isConstrained && memory.size > 0) {
        copyInto(x, z);
      } else {
        if (!cauchy.search(x, g, projected, z)) {
          this.reset();
          continue;
        }
        set.refresh(!isFirst && box.isConstrained);
        mustFactor ||= set.hasChanged;
      }
      if (set.freeCount === 0 || memory.size === 0) return;
      if (subspace.step(x, g, cauchy.c, z, mustFactor, this.isUpdated)) return;
      // The matrix lost definiteness to rounding: start again from the identity.
      this.reset();
    }
  }

  // Long vectors without bounds: z and the direction to it in one loop.
  private stepWithoutBounds(
    twoLoop: TwoLoop,
    x: Float64Array,
    g: Float64Array,
    z: Float64Array,
    d: Float64Array,
  ): void {
    twoLoop.solveScaled(g, d);
    const scale = -1 / this.memory.theta;
    for (let i = 0; i < z.length; i++) {
      const xi = x[i];
      const zi = xi + scale * d[i];
      z[i] = zi;
      d[i] = zi - xi;
    }
  }
}
