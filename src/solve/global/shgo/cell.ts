/** The parts of which SHGO's cells are built, and the steps in which they are refined; see complex.ts. */
import { PythonSet } from './python-set';
import type { Vertex } from './vertices';

/** A refinement under way; it pauses wherever a vertex may have been made. */
export type Growth = Generator<undefined, void>;

/** A cell to be refined: two opposite corners. */
export interface Cell {
  readonly from: Vertex;
  readonly to: Vertex;
}

/** A cell whose center is its own neighbor (see `Vertex.enterOwnStar`): SciPy stumbles there, and goes on with another cell. */
export class BrokenCell extends Error {}

/** A face: its middle and its corners low, high, lowUp, highUp. */
export type Quad = readonly [Vertex, Vertex, Vertex, Vertex, Vertex];
/** A face that was closed without its corner lowUp. */
export type Triple = readonly [Vertex, Vertex, Vertex, Vertex];

/** What has been built so far of a cell: per axis the lower ends, middles and upper ends of its edges, and its faces. */
export interface Front {
  readonly low: Vertex[][];
  readonly mid: Vertex[][];
  readonly high: Vertex[][];
  readonly quads: Quad[];
  readonly triples: Triple[];
  /** corners of the face made last: SciPy's loop variables outlive their loop */
  last: { readonly low: Vertex; readonly high: Vertex; readonly highUp: Vertex } | null;
}

/** Joins a vertex to each of the others, in order. */
export function connectAll(vertex: Vertex, others: readonly Vertex[]): void {
  for (const other of others) vertex.connect(other);
}

/** Neighbors of either vertex that lie in the box between the two. */
export function neighborsInside(a: Vertex, b: Vertex): PythonSet<Vertex> {
  const low = a.x.map((value, k) => Math.min(value, b.x[k]));
  const high = a.x.map((value, k) => Math.max(value, b.x[k]));
  const pool = new PythonSet<Vertex>();
  pool.update(a.neighbors);
  pool.update(b.neighbors);
  for (const vertex of pool.copy()) {
    if (!vertex.x.every((value, k) => low[k] <= value && value <= high[k])) pool.delete(vertex);
  }
  return pool;
}

/** Takes a refinement one step on. */
export function advance(growth: Growth): 'grown' | 'finished' | 'broken' {
  try {
    return growth.next().done ? 'finished' : 'grown';
  } catch (error) {
    if (error instanceof BrokenCell) return 'broken';
    throw error;
  }
}

/** Takes a refinement to its end. */
export function drain(growth: Growth): void {
  while (!growth.next().done);
}
