/** The vertices of SHGO's complex: points with neighbors, remembered by their coordinates in order of creation. */
import { hashTuple, PythonSet } from './python-set';

/** A sampled point and its neighbors in the complex. */
export class Vertex {
  readonly hash: bigint;
  readonly neighbors = new PythonSet<Vertex>();
  /** +Infinity where infeasible or not a number; NaN until evaluated */
  fun = NaN;
  isFeasible = true;
  private isKnown = false;
  private isMinimizer = false;

  constructor(
    readonly x: Float64Array,
    readonly index: number,
  ) {
    this.hash = hashTuple(x);
  }

  connect(other: Vertex): void {
    if (other === this || this.neighbors.has(other)) return;
    this.neighbors.add(other);
    other.neighbors.add(this);
    this.isKnown = false;
    other.isKnown = false;
  }

  disconnect(other: Vertex): void {
    if (!this.neighbors.has(other)) return;
    this.neighbors.delete(other);
    other.neighbors.delete(this);
    this.isKnown = false;
    other.isKnown = false;
  }

  /** Whether it lies below all its neighbors. Looked at again only after its neighborhood has changed: see `enterOwnStar`. */
  minimizes(): boolean {
    if (!this.isKnown) {
      this.isMinimizer = true;
      for (const neighbor of this.neighbors) if (!(this.fun < neighbor.fun)) this.isMinimizer = false;
      this.isKnown = true;
    }
    return this.isMinimizer;
  }

  /** SciPy takes the star of a vertex from which a local search has started, which makes it its own neighbor: from the
   *  next change on it does not count as a minimizer any more. */
  enterOwnStar(): void {
    this.neighbors.add(this);
  }
}

/** All vertices of a complex; new ones wait in a pool for their value. */
export class VertexCache implements Iterable<Vertex> {
  private readonly byKey = new Map<string, Vertex>();
  private pool = new PythonSet<Vertex>();

  get size(): number {
    return this.byKey.size;
  }

  [Symbol.iterator](): Iterator<Vertex> {
    return this.byKey.values();
  }

  has(x: Float64Array): boolean {
    return this.byKey.has(keyOf(x));
  }

  /** The vertex at x, made if there is none. */
  at(x: Float64Array): Vertex {
    const key = keyOf(x);
    let vertex = this.byKey.get(key);
    if (!vertex) {
      vertex = new Vertex(x, this.byKey.size);
      this.byKey.set(key, vertex);
      this.pool.add(vertex);
    }
    return vertex;
  }

  /** Vertices without a value, in SciPy's order of evaluation; they leave the pool. */
  takePool(): Vertex[] {
    const waiting = [...this.pool];
    this.pool = new PythonSet();
    return waiting;
  }
}

// −0 and 0 are the same coordinate.
function keyOf(x: Float64Array): string {
  return x.join();
}
