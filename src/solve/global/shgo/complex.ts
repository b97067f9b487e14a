/**
 * SHGO's simplicial complex of a box: its triangulation, and its refinement cell by cell, one vertex at a time.
 *
 * Source: S. C. Endres, C. Sandrock, W. W. Focke, "A simplicial homology algorithm for Lipschitz optimisation", J. Global Optim.
 * 72 (2018), §4: the triangulation is a cyclic group product over the axes, and a cell is refined by splitting its edges. The order in
 * which vertices come into being, and which edges SciPy's implementation joins, decide the path: both are SciPy 1.17.1's.
 * A generator pauses wherever a vertex may have been made, so that a caller can stop at an exact number of them.
 */
import type { Bounds } from '../../method';
import { advance, BrokenCell, type Cell, connectAll, drain, type Front, type Growth } from './cell';
import { neighborsInside, type Quad, type Triple } from './cell';
import type { PythonSet } from './python-set';
import { type Vertex, VertexCache } from './vertices';

/** The complex of one run. */
export class Complex {
  readonly vertices = new VertexCache();
  private readonly n: number;
  private readonly splits = new Map<string, Vertex>();
  private cells: Cell[] | null = null;
  private growth: Growth | null = null;

  constructor(private readonly bounds: Bounds) {
    this.n = bounds.lb.length;
  }

  /** Grows until there are `count` more vertices. */
  refine(count: number): void {
    const target = this.vertices.size + count;
    while (this.vertices.size < target) {
      if (!this.cells) {
        this.growth ??= this.triangulate();
        if (advance(this.growth) !== 'grown') this.startCells();
      } else if (!this.growth || advance(this.growth) !== 'grown') {
        this.growth = this.refineCell(this.cells[0]);
        // SciPy takes up the whole box again when a cell breaks twice.
        if (advance(this.growth) === 'broken') this.cells.push(this.wholeBox());
      }
    }
  }

  /** Triangulates the box, or refines every present cell once. */
  refineAll(): void {
    const present = this.cells ? [...this.cells] : null;
    if (!present) {
      drain(this.triangulate());
      this.startCells();
      return;
    }
    for (const cell of present) drain(this.refineCell(cell));
  }

  private startCells(): void {
    this.cells = [this.wholeBox()];
    this.growth = null;
  }

  private wholeBox(): Cell {
    return { from: this.vertices.at(this.bounds.lb.slice()), to: this.vertices.at(this.bounds.ub.slice()) };
  }

  private lift(vertex: Vertex, axis: number, upper: Float64Array): Vertex {
    const x = vertex.x.slice();
    x[axis] = upper[axis];
    return this.vertices.at(x);
  }

  /** The middle of an edge, which takes the edge's place. Splitting the same ordered pair again changes nothing. */
  private split(a: Vertex, b: Vertex): Vertex {
    const key = `${a.index},${b.index}`;
    const known = this.splits.get(key);
    if (known) return known;
    if (a === b && a.neighbors.has(a)) {
      a.neighbors.delete(a);
      throw new BrokenCell();
    }
    a.disconnect(b);
    const middle = this.vertices.at(a.x.map((value, k) => (b.x[k] - value) / 2 + value));
    middle.connect(a);
    middle.connect(b);
    this.splits.set(key, middle);
    return middle;
  }

  private *triangulate(): Growth {
    const { lb, ub } = this.bounds;
    const bottom = this.vertices.at(lb.slice());
    yield;
    const top = this.vertices.at(ub.slice());
    top.connect(bottom);
    yield;
    const first = this.lift(bottom, 0, ub);
    bottom.connect(first);
    yield;
    const lower: Vertex[][] = [[bottom]];
    const upper: Vertex[][] = [[first]];
    const diagonals: [Vertex, Vertex][] = [];
    for (let axis = 1; axis < this.n; axis++) {
      const lowerBefore = lower.map((row) => [...row]);
      const upperBefore = upper.map((row) => [...row]);
      lower.push([]);
      upper.push([]);
      for (const [j, row] of lowerBefore.entries()) {
        for (const [k, low] of row.entries()) {
          const high = upperBefore[j][k];
          const lowLifted = this.lift(low, axis, ub);
          low.connect(lowLifted);
          yield;
          const highLifted = this.lift(high, axis, ub);
          high.connect(highLifted);
          lowLifted.connect(highLifted);
          low.connect(highLifted);
          diagonals.push([low, highLifted]);
          lower[axis].push(low, high);
          upper[axis].push(lowLifted, highLifted);
          lower[j].push(lowLifted);
          upper[j].push(highLifted);
          yield;
        }
      }
      const diagonalsBefore = diagonals.slice();
      for (const [a, b] of diagonalsBefore) {
        const aLifted = this.lift(a, axis, ub);
        const bLifted = this.lift(b, axis, ub);
        a.connect(bLifted);
        aLifted.connect(bLifted);
        diagonals.push([a, bLifted], [aLifted, bLifted]);
      }
    }
    bottom.disconnect(top);
    const center = this.split(bottom, top);
    for (const vertex of bottom.neighbors) vertex.connect(center);
    yield;
  }

  private *refineCell(cell: Cell): Growth {
    const lowX = cell.from.x.map((value, k) => Math.min(value, cell.to.x[k]));
    const highX = cell.from.x.map((value, k) => Math.max(value, cell.to.x[k]));
    const bottom = this.vertices.at(lowX);
    const top = this.vertices.at(highX);
    const center = this.split(bottom, top);
    const corners = center.neighbors.copy();
    yield* this.splitEdges(bottom, highX, center);
    this.replaceCell(cell, center, corners);
    yield* this.joinCenters(center, corners);
  }

  /** Splits the edges of a cell axis by axis, joining what lies between them to the center. */
  private *splitEdges(bottom: Vertex, upper: Float64Array, center: Vertex): Growth {
    const along = this.lift(bottom, 0, upper);
    const middle = this.split(bottom, along);
    middle.connect(center);
    yield;
    const state: Front = { low: [[bottom]], mid: [[middle]], high: [[along]], quads: [], triples: [], last: null };
    for (let axis = 1; axis < this.n; axis++) {
      const before: Front = {
        ...state,
        low: state.low.map((row) => [...row]),
        mid: state.mid.map((row) => [...row]),
        high: state.high.map((row) => [...row]),
        quads: [...state.quads],
        triples: [...state.triples],
      };
      state.low.push([]);
      state.mid.push([]);
      state.high.push([]);
      const liftedBottom = bottom.x.slice();
      liftedBottom[axis] = upper[axis];
      if (this.vertices.has(liftedBottom)) {
        for (const triple of before.triples) yield* this.liftTriple(triple, axis, upper, center, state);
        for (const quad of before.quads) yield* this.liftQuad(quad, axis, upper, center, state);
        yield* this.liftFront(before, axis, upper, center, state);
      } else {
        for (const quad of before.quads) yield* this.closeQuad(quad, axis, upper);
        yield* this.closeFront(before, axis, upper, center, state);
      }
    }
  }

  // A face over an edge (low, mid, high): its middle and the middles of its sides.
  private *liftFront(before: Front, axis: number, upper: Float64Array, center: Vertex, state: Front): Growth {
    for (const [j, row] of before.low.entries()) {
      for (const [k, low] of row.entries()) {
        const mid = before.mid[j][k];
        const high = before.high[j][k];
        const lowUp = this.lift(low, axis, upper);
        const highUp = this.lift(high, axis, upper);
        const face = this.split(low, highUp);
        this.split(low, high);
        connectAll(face, [center, mid, low, high, lowUp, highUp]);
        yield;
        const lowSide = this.split(low, lowUp);
        lowSide.connect(center);
        face.connect(lowSide);
        yield;
        const highSide = this.split(high, highUp);
        highSide.connect(center);
        face.connect(highSide);
        yield;
        const midUp = this.split(lowUp, highUp);
        midUp.connect(center);
        midUp.connect(face);
        state.quads.push([face, low, high, lowUp, highUp]);
        state.low[axis].push(low, mid, high);
        state.mid[axis].push(lowSide, face, highSide);
        state.high[axis].push(lowUp, midUp, highUp);
        state.low[j].push(lowSide, lowUp);
        state.mid[j].push(face, midUp);
        state.high[j].push(highSide, highUp);
        state.last = { low, high, highUp };
        yield;
      }
    }
  }

  // A face (its middle and four corners), lifted to the next axis: a cell's worth of middles.
  private *liftQuad(quad: Quad, axis: number, upper: Float64Array, center: Vertex, state: Front): Growth {
    const [face, low, high, lowUp, highUp] = quad;
    const topFace = this.lift(face, axis, upper);
    topFace.connect(center);
    yield;
    const inner = this.split(face, topFace);
    connectAll(inner, [topFace, low, high, lowUp, highUp]);
    yield;
    const corners: Vertex[] = [];
    for (const corner of [low, high, lowUp]) {
      const lifted = this.lift(corner, axis, upper);
      topFace.connect(lifted);
      inner.connect(lifted);
      corners.push(lifted);
      if (corner === lowUp) this.split(corners[1], lifted);
      yield;
    }
    const highUpLifted = this.lift(highUp, axis, upper);
    topFace.connect(highUpLifted);
    inner.connect(highUpLifted);
    this.split(low, highUpLifted);
    this.split(corners[0], highUpLifted);
    yield;
    corners.push(highUpLifted);
    inner.connect(center);
    yield;
    const sides: Vertex[] = [];
    for (const [i, corner] of [low, high, lowUp, highUp].entries()) {
      const side = this.split(corner, corners[i]);
      inner.connect(center);
      inner.connect(side);
      sides.push(side);
      yield;
    }
    const [lowLifted, highLifted, lowUpLifted] = corners;
    this.splitPairs([low, high, lowUp, highUp, ...corners]);
    state.last = { low, high, highUp };
    state.quads.push(
      [topFace, lowLifted, highLifted, lowUpLifted, highUpLifted],
      [inner, sides[0], sides[1], sides[2], sides[3]],
      [inner, low, lowLifted, highUp, highUpLifted],
      [inner, high, highLifted, lowUp, lowUpLifted],
    );
  }

  // A face that was closed with three corners, lifted to the next axis.
  private *liftTriple(triple: Triple, axis: number, upper: Float64Array, center: Vertex, state: Front): Growth {
    const [face, low, high, highUp] = triple;
    const topFace = this.lift(face, axis, upper);
    topFace.connect(center);
    yield;
    const inner = this.split(face, topFace);
    connectAll(inner, [topFace, low, high, highUp]);
    yield;
    const lowLifted = this.lift(low, axis, upper);
    topFace.connect(lowLifted);
    inner.connect(lowLifted);
    yield;
    const highLifted = this.lift(high, axis, upper);
    topFace.connect(highLifted);
    inner.connect(highLifted);
    topFace.connect(this.split(highLifted, lowLifted));
    yield;
    const highUpLifted = this.lift(highUp, axis, upper);
    topFace.connect(highUpLifted);
    inner.connect(highUpLifted);
    this.split(low, highUpLifted);
    this.split(lowLifted, highUpLifted);
    topFace.connect(this.split(highLifted, highUpLifted));
    yield;
    inner.connect(center);
    yield;
    for (const [from, to] of [
      [low, lowLifted],
      [high, highLifted],
      [highUp, highUpLifted],
    ]) {
      inner.connect(this.split(from, to));
      yield;
    }
    const last = state.last!;
    this.splitPairs([last.low, last.high, last.highUp, lowLifted, highLifted, highUpLifted]);
    state.quads.push([inner, low, lowLifted, last.highUp, highUpLifted]);
    state.quads.push([inner, last.low, lowLifted, last.highUp, highUpLifted]);
  }

  // At a cell whose corner does not exist: faces are closed without it.
  private *closeQuad(quad: Quad, axis: number, upper: Float64Array): Growth {
    const [, low, high, lowUp, highUp] = quad;
    const highUpLifted = this.lift(highUp, axis, upper);
    yield;
    const inner = this.split(low, highUpLifted);
    yield;
    connectAll(inner, [low, high, lowUp, highUp]);
    yield;
    const lowUpLifted = this.lift(lowUp, axis, upper);
    yield;
    this.split(this.split(lowUp, lowUpLifted), this.split(highUp, highUpLifted));
    yield;
    this.splitPairs([low, high, lowUp, highUp, lowUpLifted, highUpLifted]);
  }

  private *closeFront(before: Front, axis: number, upper: Float64Array, center: Vertex, state: Front): Growth {
    for (const [k, low] of before.low[axis - 1].entries()) {
      const mid = before.mid[axis - 1][k];
      const high = before.high[axis - 1][k];
      const highUp = this.lift(high, axis, upper);
      yield;
      const face = this.split(low, highUp);
      this.split(low, high);
      connectAll(face, [center, mid, low, high, highUp]);
      yield;
      const highSide = this.split(high, highUp);
      highSide.connect(center);
      face.connect(highSide);
      yield;
      state.low[axis].push(high);
      state.mid[axis].push(highSide);
      state.high[axis].push(highUp);
      state.triples.push([face, low, high, highUp]);
      state.last = { low, high, highUp };
      yield;
    }
  }

  private splitPairs(vertices: readonly Vertex[]): void {
    for (let i = 0; i < vertices.length; i++) {
      for (let j = i + 1; j < vertices.length; j++) this.split(vertices[i], vertices[j]);
    }
  }

  private replaceCell(cell: Cell, center: Vertex, corners: PythonSet<Vertex>): void {
    const cells = this.cells!;
    const at = cells.findIndex(({ from, to }) => from === cell.from && to === cell.to);
    if (at >= 0) cells.splice(at, 1);
    for (const corner of corners) cells.push({ from: center, to: corner });
  }

  /** Splits the edges from the center to the corners; each middle is joined to what lies in its own new cell. */
  private *joinCenters(center: Vertex, corners: PythonSet<Vertex>): Growth {
    const pools = Array.from(corners, (corner) => neighborsInside(center, corner));
    let i = 0;
    for (const corner of corners) {
      const middle = this.split(center, corner);
      for (const neighbor of pools[i]) middle.connect(neighbor);
      i += 1;
      yield;
    }
  }
}
