/**
 * The hyperrectangles of DIRECT: one for each sampled point, filed by size in lists sorted by value.
 *
 * Sides are 3^−k of the unit cube; `cuts` holds k. Rectangles are numbered from 1 in the order of their sampling; 0 is
 * "none". Source: J. M. Gablonsky, "Modifications of the DIRECT algorithm", PhD thesis, NCSU (2001), §2.3: the order
 * within a list decides ties, so it is his: a new rectangle goes behind those of equal value, but see `file`.
 */

/** All rectangles of one run, at most `capacity`. */
export class Rectangles {
  /** centers in the unit cube, row-major ((capacity + 1)·n); row 0 unused */
  readonly center: Float64Array;
  /** how often each side was cut in three, ((capacity + 1)·n) */
  readonly cuts: Int32Array;
  readonly fun: Float64Array;
  /** number of rectangles so far */
  count = 0;
  /** first rectangle of each size, by level; undefined or 0: none */
  readonly first: number[] = [];
  private readonly next: Int32Array;

  constructor(
    readonly n: number,
    private readonly capacity: number,
    /** sizes told apart by the longest side alone (Gablonsky), or by all sides (Jones) */
    private readonly byLongestSide: boolean,
  ) {
    this.center = new Float64Array((capacity + 1) * n);
    this.cuts = new Int32Array((capacity + 1) * n);
    this.fun = new Float64Array(capacity + 1);
    this.next = new Int32Array(capacity + 1);
  }

  /** Whether `count` more rectangles fit; the last place is never used. */
  hasRoom(count: number): boolean {
    return this.count + count < this.capacity;
  }

  /** Index of the size class; larger is smaller. */
  level(rectangle: number, byLongestSide = this.byLongestSide): number {
    const { n, cuts } = this;
    const fewest = this.fewestCuts(rectangle);
    if (byLongestSide) return fewest;
    let longer = 0;
    for (let k = 0; k < n; k++) if (cuts[rectangle * n + k] === fewest) longer++;
    return fewest * n + (n - longer);
  }

  /** Cuts of the longest side. */
  fewestCuts(rectangle: number): number {
    let fewest = this.cuts[rectangle * this.n];
    for (let k = 1; k < this.n; k++) fewest = Math.min(fewest, this.cuts[rectangle * this.n + k]);
    return fewest;
  }

  /** Directions of the longest sides. */
  longestSides(rectangle: number): number[] {
    const fewest = this.fewestCuts(rectangle);
    return Array.from({ length: this.n }, (_, k) => k).filter((k) => this.cuts[rectangle * this.n + k] === fewest);
  }

  /** Adds the two neighbors of `parent` at ±delta along each direction: pairs, in that order; returns the first's number. */
  addNeighbors(parent: number, directions: readonly number[], delta: number): number {
    const { n, center, cuts } = this;
    const start = this.count + 1;
    for (const direction of directions) {
      for (const offset of [delta, -delta]) {
        this.count += 1;
        center.copyWithin(this.count * n, parent * n, (parent + 1) * n);
        cuts.copyWithin(this.count * n, parent * n, (parent + 1) * n);
        center[this.count * n + direction] = center[parent * n + direction] + offset;
      }
    }
    return start;
  }

  /** Cuts `parent` in three along each direction, the one with the lowest neighbor first, so that low values get the
   *  largest rectangles; then files parent and neighbors.  Source: Jones, Perttunen, Stuckman (1993), §3.1. */
  divide(parent: number, directions: readonly number[], start: number): void {
    const { n, cuts } = this;
    const lowest = directions.map((_, i) => minimum(this.fun[start + 2 * i + 1], this.fun[start + 2 * i]));
    const order = sortedByValue(lowest);
    const depth = this.fewestCuts(parent) + 1;
    order.forEach((i, rank) => {
      const k = directions[i];
      cuts[parent * n + k] = depth;
      for (const later of order.slice(rank)) {
        cuts[(start + 2 * later) * n + k] = depth;
        cuts[(start + 2 * later + 1) * n + k] = depth;
      }
    });
    for (let i = 0; i < directions.length; i++) this.filePair(start + 2 * i, start + 2 * i + 1);
    this.file(parent);
  }

  /** Takes a rectangle out of its list. */
  remove(rectangle: number, level: number): void {
    if (this.first[level] === rectangle) {
      this.first[level] = this.next[rectangle];
      return;
    }
    let before = this.first[level];
    while (this.next[before] !== rectangle) before = this.next[before];
    this.next[before] = this.next[rectangle];
  }

  /** The rectangles behind the first of a level whose value is equal to its own, to within 1e-13. */
  equalsOfFirst(level: number): number[] {
    const equals: number[] = [];
    const head = this.first[level];
    for (let at = this.next[head]; at > 0 && this.fun[at] - this.fun[head] <= 1e-13; at = this.next[at])
      equals.push(at);
    return equals;
  }

  private file(rectangle: number): void {
    const level = this.level(rectangle);
    const head = this.first[level] ?? 0;
    if (head === 0 || this.fun[rectangle] < this.fun[head]) this.pushFront(level, rectangle);
    else this.insertBehind(head, rectangle);
  }

  // The lower one of the pair first. When both are put before a head, the second goes before it even if equal.
  private filePair(plus: number, minus: number): void {
    const { fun } = this;
    const level = this.level(plus);
    const [low, high] = fun[minus] < fun[plus] ? [minus, plus] : [plus, minus];
    const head = this.first[level] ?? 0;
    if (head === 0) {
      this.pushFront(level, high);
      this.pushFront(level, low);
    } else if (fun[low] < fun[head]) {
      const goesFirst = low === plus ? !(fun[head] < fun[high]) : fun[high] < fun[head];
      if (goesFirst) this.pushFront(level, high);
      else this.insertBehind(head, high);
      this.pushFront(level, low);
    } else {
      this.insertBehind(this.insertBehind(head, low), high);
    }
  }

  private pushFront(level: number, rectangle: number): void {
    this.next[rectangle] = this.first[level] ?? 0;
    this.first[level] = rectangle;
  }

  /** @returns the rectangle after which it was put */
  private insertBehind(start: number, rectangle: number): number {
    const { next, fun } = this;
    let at = start;
    while (next[at] !== 0 && !(fun[rectangle] < fun[next[at]])) at = next[at];
    next[rectangle] = next[at];
    next[at] = rectangle;
    return at;
  }
}

/** The smaller value; b unless a is smaller, which matters for NaN. */
function minimum(a: number, b: number): number {
  return a < b ? a : b;
}

/** Indices by ascending value, equal ones in order; insertion, so that a NaN stays where it arrives. */
function sortedByValue(values: readonly number[]): number[] {
  const order: number[] = [];
  values.forEach((value, i) => {
    if (order.length > 0 && values[order[0]] > value) {
      order.unshift(i);
      return;
    }
    let place = 1;
    while (place < order.length && !(value < values[order[place]])) place++;
    order.splice(Math.min(place, order.length), 0, i);
  });
  return order;
}
