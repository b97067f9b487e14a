/**
 * The state of differential evolution: members in the unit cube, their values, and how far each one violates the
 * constraints. Member 0 is always the best.
 */
import { argmin } from '../numpy-order';

/** Members are rows of `members`, (size·n), in [0, 1]; feasible ones are compared by value, others by violation. */
export class Population {
  /** NaN and ±Infinity are ordinary values */
  readonly fun: Float64Array;
  readonly feasible: Uint8Array;
  /** (size·violations) */
  readonly violation: Float64Array;

  constructor(
    readonly members: Float64Array,
    readonly size: number,
    readonly n: number,
    /** constraint components, at least 1 */
    readonly violations: number,
  ) {
    this.fun = new Float64Array(size).fill(Infinity);
    this.feasible = new Uint8Array(size).fill(1);
    this.violation = new Float64Array(size * violations);
  }

  /** Whether nothing has a finite value yet; SciPy then evaluates the whole population again. */
  isUnevaluated(): boolean {
    return this.fun.every((value) => value === Infinity || value === -Infinity);
  }

  /** Lampinen's rule: a trial replaces member `i` when it is feasible and no worse, feasible against infeasible, or
   *  violates no constraint more.  Source: J. Lampinen, "A constraint handling approach for DE" (2002). */
  accepts(i: number, fun: number, feasible: boolean, violation: Float64Array, offset: number): boolean {
    if (feasible) return this.feasible[i] === 0 || fun <= this.fun[i];
    for (let k = 0; k < this.violations; k++) {
      if (!(violation[offset + k] <= this.violation[i * this.violations + k])) return false;
    }
    return true;
  }

  /** Puts a trial in place of member `i`. */
  replace(i: number, trial: Float64Array, fun: number, feasible: boolean, violation: Float64Array): void {
    for (let k = 0; k < this.n; k++) this.members[i * this.n + k] = trial[k];
    this.fun[i] = fun;
    this.feasible[i] = feasible ? 1 : 0;
    for (let k = 0; k < this.violations; k++) this.violation[i * this.violations + k] = violation[k];
  }

  /** Swaps the best member into place 0: lowest value among the feasible, else least total violation. */
  promoteBest(): void {
    const best = this.bestIndex();
    if (best === 0) return;
    swapRows(this.members, 0, best, this.n);
    swapRows(this.fun, 0, best, 1);
    swapRows(this.feasible, 0, best, 1);
    swapRows(this.violation, 0, best, this.violations);
  }

  private bestIndex(): number {
    // As argmin: the first of the lowest, but a NaN counts as lowest.
    let best = -1;
    for (let i = 0; i < this.size; i++) {
      if (this.feasible[i] === 0) continue;
      if (this.fun[i] !== this.fun[i]) return i;
      if (best < 0 || this.fun[i] < this.fun[best]) best = i;
    }
    if (best >= 0) return best;
    return argmin(
      Array.from({ length: this.size }, (_, i) => {
        let total = 0;
        for (let k = 0; k < this.violations; k++) total += this.violation[i * this.violations + k];
        return total;
      }),
    );
  }
}

function swapRows(array: Float64Array | Uint8Array, a: number, b: number, width: number): void {
  for (let k = 0; k < width; k++) {
    const held = array[a * width + k];
    array[a * width + k] = array[b * width + k];
    array[b * width + k] = held;
  }
}
