/**
 * Work arrays that outlive a run: lent, zeroed, and given back at its end.
 *
 * A typed array of more than 64 bytes lies outside V8's heap, and costs a call of the allocator and a finalizer. A run
 * in the plane, which takes some microseconds, would spend a quarter of them on its matrices. Runs that are at work at
 * the same time have arrays of their own; one that is abandoned leaves its arrays to the garbage collector.
 */

/** Arrays of at most this many numbers lie in the heap and are not worth keeping. */
const SMALL = 8;
/** Longer ones are not kept: memory that a page holds for ever must be small. */
const LARGE = 4096;
/** Arrays kept of one length. */
const KEPT = 16;

const shelves = new Map<number, Float64Array[]>();

/** The work arrays of one run. */
export class Workspace {
  private readonly lent: Float64Array[] = [];

  /** An array of zeros, to be forgotten after `release`. */
  take(length: number): Float64Array {
    if (length <= SMALL || length > LARGE) return new Float64Array(length);
    const kept = shelves.get(length)?.pop();
    const array = kept === undefined ? new Float64Array(length) : kept.fill(0);
    this.lent.push(array);
    return array;
  }

  /** Gives every array back; nothing that is still in use may hold one. */
  release(): void {
    for (const array of this.lent) {
      const shelf = shelves.get(array.length);
      if (shelf === undefined) shelves.set(array.length, [array]);
      else if (shelf.length < KEPT) shelf.push(array);
    }
    this.lent.length = 0;
  }
}
