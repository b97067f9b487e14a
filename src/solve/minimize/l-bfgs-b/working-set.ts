/**
 * Which variables are free and which sit at a bound, at the generalized Cauchy point, and what changed since the last one.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), §4 (the index sets F and A) and §5 (updating with entering and leaving variables).
 */
import type { Box } from './box';

/** State of a variable at the Cauchy point; positive values are at a bound. */
export const UNMOVED = -3;
export const UNBOUNDED = -1;
export const FREE = 0;
export const AT_LOWER = 1;
export const AT_UPPER = 2;
export const FIXED = 3;

/** The free and active sets of one run, kept from iteration to iteration. */
export class WorkingSet {
  /** state of each variable (n) */
  readonly state: Int8Array;
  /** free variables in increasing order, then the active ones (n) */
  readonly index: Int32Array;
  freeCount: number;
  /** changed[0 … entered − 1] became free, changed[left … n − 1] reached a bound (n) */
  readonly changed: Int32Array;
  entered = 0;
  left: number;

  constructor(box: Box) {
    const { n } = box;
    this.state = new Int8Array(n);
    this.index = new Int32Array(n);
    this.changed = new Int32Array(n);
    this.freeCount = n;
    this.left = n;
    for (let i = 0; i < n; i++) {
      this.index[i] = i;
      const bounded = Number.isFinite(box.lb[i]) || Number.isFinite(box.ub[i]);
      this.state[i] = !bounded ? UNBOUNDED : box.ub[i] - box.lb[i] <= 0 ? FIXED : FREE;
    }
  }

  /** Whether the free set is every variable in order. */
  get isWhole(): boolean {
    return this.freeCount === this.index.length;
  }

  /** Whether any variable entered or left at the last `refresh`. */
  get hasChanged(): boolean {
    return this.entered > 0 || this.left < this.index.length;
  }

  /** Rebuilds the index sets from `state`.
   *  @param compare  whether to list what changed: there is nothing to compare with before the first step */
  refresh(compare: boolean): void {
    const { state, index, changed } = this;
    const n = index.length;
    this.entered = 0;
    this.left = n;
    if (compare) {
      for (let i = 0; i < this.freeCount; i++) if (state[index[i]] > 0) changed[--this.left] = index[i];
      for (let i = this.freeCount; i < n; i++) if (state[index[i]] <= 0) changed[this.entered++] = index[i];
    }
    let free = 0;
    let active = n;
    for (let i = 0; i < n; i++) {
      if (state[i] <= 0) index[free++] = i;
      else index[--active] = i;
    }
    this.freeCount = free;
  }
}
