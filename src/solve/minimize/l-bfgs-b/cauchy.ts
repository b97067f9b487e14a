/**
 * The generalized Cauchy point: the first local minimizer of the quadratic model along the projected gradient path.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), Algorithm CP (§4); the heap is Williams (1964), Algorithm 232.
 * Letters: t breakpoints, d the path's direction, p = Wᵀd, c = Wᵀ(xᶜ − x), f′ and f″ the model's derivatives along the
 * path. Breakpoints are sorted lazily: most iterations use only the first, which is found without sorting.
 */
import { copyInto } from '../../../math/linalg/copy';
import type { Workspace } from '../../../math/workspace';
import { type Box, BOTH_BOUNDS, LOWER_ONLY, NO_BOUNDS } from './box';
import { blasDot } from './kernels';
import type { CompactMemory } from './memory';
import { AT_LOWER, AT_UPPER, FIXED, FREE, UNBOUNDED, UNMOVED, type WorkingSet } from './working-set';

const EPSILON = 2 ** -52;

/** Searches for the Cauchy point; holds the work arrays of one run. */
export class CauchySearch {
  /** Wᵀ(xᶜ − x) of the last search (2·size); the subspace step needs it */
  readonly c: Float64Array;
  private readonly t: Float64Array;
  private readonly order: Int32Array;
  private readonly d: Float64Array;
  private readonly p: Float64Array;
  private readonly row: Float64Array;
  private readonly product: Float64Array;
  private breakCount = 0;
  private smallest = 0;
  private hasFreeDirection = false;
  private hasMovingUnbounded = false;

  constructor(
    private readonly box: Box,
    private readonly memory: CompactMemory,
    private readonly set: WorkingSet,
    workspace: Workspace,
  ) {
    const { n } = box;
    const width = 2 * memory.m;
    this.t = new Float64Array(n);
    this.order = new Int32Array(n);
    this.d = new Float64Array(n);
    this.c = workspace.take(width);
    this.p = workspace.take(width);
    this.row = workspace.take(width);
    this.product = workspace.take(width);
  }

  /** Writes the Cauchy point of x with gradient g into `xc` and the state of each variable into the working set.
   *  @param projectedNorm  ‖P(x − g) − x‖∞; when it is 0 the point is x
   *  @returns              false when the middle matrix is singular: the caller must reset the memory
   *  Cost: O(n·m), and O(m²) + O(log n) for each breakpoint passed; no allocation. */
  search(x: Float64Array, g: Float64Array, projectedNorm: number, xc: Float64Array): boolean {
    copyInto(x, xc);
    if (projectedNorm <= 0) return true;
    const { memory, p, c, d } = this;
    const width = 2 * memory.size;
    let slope = this.layOutPath(x, g);
    if (this.breakCount === 0 && !this.hasFreeDirection) return true;
    c.fill(0, 0, width);

    let curvature = -memory.theta * slope;
    const initialCurvature = curvature;
    if (memory.size > 0) {
      if (!memory.multiplyMiddle(p, this.product)) return false;
      curvature -= blasDot(this.product, 0, p, 0, width);
    }
    let toMinimizer = -slope / curvature;
    let travelled = 0;
    let reached = 0;
    let remaining = this.breakCount;
    let passed = 0;
    while (remaining > 0) {
      const at = this.nextBreakpoint(remaining, passed);
      const time = this.t[at];
      const variable = this.order[at];
      const dt = time - reached;
      if (toMinimizer < dt) break;
      reached = time;
      travelled += dt;
      remaining--;
      passed++;

      const speed = d[variable];
      const shift = this.stopAtBound(variable, x, xc);
      const speed2 = speed * speed;
      slope = slope + dt * curvature + speed2 - memory.theta * speed * shift;
      curvature -= memory.theta * speed2;
      if (memory.size > 0) {
        axpyFirst(dt, p, c, width);
        this.loadRow(variable);
        if (!memory.multiplyMiddle(this.row, this.product)) return false;
        const wmc = blasDot(c, 0, this.product, 0, width);
        const wmp = blasDot(p, 0, this.product, 0, width);
        const wmw = blasDot(this.row, 0, this.product, 0, width);
        axpyFirst(-speed, this.row, p, width);
        slope += speed * wmc;
        curvature = curvature + speed * 2 * wmp - speed2 * wmw;
      }
      // Rounding may destroy the model's convexity along the path; a tiny positive curvature keeps the step finite.
      const floor = EPSILON * initialCurvature;
      if (!(curvature >= floor)) curvature = floor;
      toMinimizer = remaining > 0 || this.hasMovingUnbounded ? -slope / curvature : 0;
    }
    if (toMinimizer <= 0) toMinimizer = 0;
    travelled += toMinimizer;
    for (let i = 0; i < xc.length; i++) xc[i] += travelled * d[i];
    if (memory.size > 0) axpyFirst(toMinimizer, p, c, width);
    return true;
  }

  /** Sets d = P(x − g) − x for small steps, the breakpoints, p = Wᵀd and the variables' states.
   *  @returns  the model's initial slope −dᵀd */
  private layOutPath(x: Float64Array, g: Float64Array): number {
    const { box, memory, t, order, d, p } = this;
    const { n, kind, lb, ub } = box;
    this.breakCount = 0;
    this.smallest = 0;
    this.hasFreeDirection = false;
    this.hasMovingUnbounded = false;
    let slope = 0;
    for (let i = 0; i < n; i++) {
      const downhill = -g[i];
      const state = this.classify(i, x, downhill);
      if (state !== FREE && state !== UNBOUNDED) {
        d[i] = 0;
        continue;
      }
      d[i] = downhill;
      slope -= downhill * downhill;
      const towardLower = downhill < 0 && (kind[i] === LOWER_ONLY || kind[i] === BOTH_BOUNDS);
      const towardUpper = downhill > 0 && kind[i] >= BOTH_BOUNDS;
      if (towardLower || towardUpper) {
        const time = towardLower ? (x[i] - lb[i]) / -downhill : (ub[i] - x[i]) / downhill;
        t[this.breakCount] = time;
        order[this.breakCount] = i;
        if (this.breakCount === 0 || time < t[this.smallest]) this.smallest = this.breakCount;
        this.breakCount++;
      } else {
        this.hasFreeDirection = true;
        if (Math.abs(downhill) > 0) this.hasMovingUnbounded = true;
      }
    }
    memory.innerProducts(d, p);
    for (let j = memory.size; j < 2 * memory.size; j++) p[j] *= memory.theta;
    return slope;
  }

  private classify(i: number, x: Float64Array, downhill: number): number {
    const { state } = this.set;
    if (state[i] === FIXED || state[i] === UNBOUNDED) return state[i];
    const { kind, lb, ub } = this.box;
    const atLower = kind[i] !== NO_BOUNDS && kind[i] <= BOTH_BOUNDS && x[i] - lb[i] <= 0;
    const atUpper = kind[i] >= BOTH_BOUNDS && ub[i] - x[i] <= 0;
    let found = FREE;
    if (atLower) {
      if (downhill <= 0) found = AT_LOWER;
    } else if (atUpper) {
      if (downhill >= 0) found = AT_UPPER;
    } else if (downhill === 0) {
      found = UNMOVED;
    }
    return (state[i] = found);
  }

  /** Position, in t and order, of the smallest of the `remaining` breakpoints not yet passed. */
  private nextBreakpoint(remaining: number, passed: number): number {
    if (passed === 0) return this.smallest;
    const { t, order } = this;
    if (passed === 1 && this.smallest !== this.breakCount - 1) {
      t[this.smallest] = t[this.breakCount - 1];
      order[this.smallest] = order[this.breakCount - 1];
    }
    if (passed === 1) buildHeap(t, order, remaining);
    moveSmallestToEnd(t, order, remaining);
    return remaining - 1;
  }

  /** Ends the motion of a variable at its bound.
   *  @returns  how far the variable has moved from x */
  private stopAtBound(variable: number, x: Float64Array, xc: Float64Array): number {
    const { d, box, set } = this;
    const upward = d[variable] > 0;
    const bound = upward ? box.ub[variable] : box.lb[variable];
    d[variable] = 0;
    xc[variable] = bound;
    set.state[variable] = upward ? AT_UPPER : AT_LOWER;
    return bound - x[variable];
  }

  private loadRow(variable: number): void {
    const { memory, row } = this;
    const { size, S, Y, theta } = memory;
    for (let j = 0; j < size; j++) {
      const column = memory.column(j);
      row[j] = Y[column + variable];
      row[size + j] = theta * S[column + variable];
    }
  }
}

function axpyFirst(factor: number, x: Float64Array, y: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) y[i] += factor * x[i];
}

/** Arranges key[0 … count − 1] (and the labels with them) as a heap with the smallest first. */
function buildHeap(key: Float64Array, label: Int32Array, count: number): void {
  for (let last = 1; last < count; last++) {
    const newKey = key[last];
    const newLabel = label[last];
    let hole = last;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!(newKey < key[parent])) break;
      key[hole] = key[parent];
      label[hole] = label[parent];
      hole = parent;
    }
    key[hole] = newKey;
    label[hole] = newLabel;
  }
}

/** Swaps the heap's smallest entry to position count − 1 and restores the heap on the first count − 1. */
function moveSmallestToEnd(key: Float64Array, label: Int32Array, count: number): void {
  const end = count - 1;
  if (end <= 0) return;
  const smallestKey = key[0];
  const smallestLabel = label[0];
  const movedKey = key[end];
  const movedLabel = label[end];
  let hole = 0;
  for (let child = 1; child < end; child = 2 * hole + 1) {
    if (child + 1 < end && key[child + 1] < key[child]) child++;
    if (!(key[child] < movedKey)) break;
    key[hole] = key[child];
    label[hole] = label[child];
    hole = child;
  }
  key[hole] = movedKey;
  label[hole] = movedLabel;
  key[end] = smallestKey;
  label[end] = smallestLabel;
}
