/**
 * SHGO: simplicial homology global optimization. Samples a complex over the box, and starts one local search from each vertex that
 * lies below all its neighbors.
 *
 * Source: S. C. Endres, C. Sandrock, W. W. Focke, J. Global Optim. 72 (2018) 181–217. Order, counting and messages are those of
 * SciPy 1.17.1. Differs: `symmetry`, `maxtime` and user-made sampling functions are not offered; in three dimensions and more all
 * edges of a Delaunay mesh are joined, where SciPy joins two corners of each face and may lose samples.
 */
import { Halton } from '../../../math/qmc/halton';
import { Sobol } from '../../../math/qmc/sobol';
import type { QmcEngine } from '../../../math/qmc/engine';
import type { Bounds, Setup } from '../../method';
import { reportIterate, type Search } from '../../protocol';
import type { OptimizeResult } from '../../result';
import { minimizeLocally } from '../local-search';
import { isFeasible } from '../violation';
import { argsort } from './argsort';
import { Complex } from './complex';
import { delaunay } from './delaunay';
import { type ShgoOptions, readShgoOptions } from './options';
import type { Vertex } from './vertices';

/** Minimizes over setup.bounds (missing ones count as ±1e50); constraints and derivatives go to the local method.
 *  @throws OptionError where SciPy raises ValueError, before the first request */
export function* shgo(setup: Setup): Search<OptimizeResult> {
  const run = new ShgoRun(setup, readShgoOptions(setup));
  do yield* run.iterate();
  while (!run.isDone());
  return yield* run.finish();
}

/** A local minimum and the vertex from which it was found. */
interface LocalMinimum {
  readonly start: Vertex;
  readonly result: OptimizeResult;
}

class ShgoRun {
  private readonly complex: Complex;
  private readonly found: LocalMinimum[] = [];
  private readonly engine: QmcEngine | null;
  private nit = 0;
  private sampled = 0;
  private nfev = 0;
  /** evaluations as SciPy had counted them when it last found minima */
  private reportedNfev = 0;
  private localCounts = { nlfev: 0, nljev: 0, nlhev: 0 };
  private isStopped = false;
  private homologyRank = 0;
  private best: { x: Float64Array; fun: number } | null = null;
  private triangulated = new Float64Array(0);
  private sampleRows = 0;

  constructor(
    private readonly setup: Setup,
    private readonly options: ShgoOptions,
  ) {
    const dim = options.bounds.lb.length;
    this.complex = new Complex(options.bounds);
    this.engine =
      options.sampling === 'sobol'
        ? new Sobol(dim, { scramble: false })
        : options.sampling === 'halton'
          ? new Halton(dim, { rng: 0 })
          : null;
  }

  *iterate(): Search<void> {
    if (this.engine) yield* this.sampleQuasiRandom(this.engine);
    else yield* this.refineComplex();
    if (this.options.minimizesEveryIteration) yield* this.findMinima();
    this.nit += 1;
    this.applyStoppingTests();
  }

  isDone(): boolean {
    return this.isStopped;
  }

  *finish(): Search<OptimizeResult> {
    if (!this.options.minimizesEveryIteration) yield* this.findMinima();
    const { nit, localCounts, sampled } = this;
    const warnings = [...new Set(this.options.warnings)];
    const common = { nit, ...localCounts, warnings, tnev: sampled };
    if (this.found.length === 0) {
      const lowest = this.lowestVertex();
      return {
        ...common,
        x: lowest?.x ?? new Float64Array(this.options.bounds.lb.length).fill(NaN),
        fun: lowest?.fun ?? NaN,
        nfev: this.nfev,
        status: 1,
        success: false,
        message: `Failed to find a feasible minimizer point. Lowest sampling point = ${pythonFloat(lowest?.fun)}`,
      };
    }
    const order = argsort(this.found.map(({ result }) => result.fun));
    const sorted = order.map((i) => this.found[i].result);
    return {
      ...common,
      x: this.best!.x,
      fun: this.best!.fun,
      xl: sorted.map(({ x }) => x),
      funl: Float64Array.from(sorted, ({ fun }) => fun),
      nfev: this.reportedNfev + localCounts.nlfev,
      status: 0,
      success: true,
      message: 'Optimization terminated successfully.',
    };
  }

  private *refineComplex(): Search<void> {
    const { n } = this.options;
    if (n === null) {
      this.complex.refineAll();
      this.sampled = this.complex.vertices.size;
    } else {
      this.complex.refine(n);
      this.sampled += n;
    }
    if (this.found.length > 0) for (const { start } of this.found) start.enterOwnStar();
    yield* this.evaluatePool();
  }

  private *sampleQuasiRandom(engine: QmcEngine): Search<void> {
    const { bounds, n } = this.options;
    this.sampled += n!;
    const dim = engine.d;
    const fresh = engine.random(this.sampled);
    for (let i = 0; i < fresh.length; i++) {
      const k = i % dim;
      fresh[i] = fresh[i] * (bounds.ub[k] - bounds.lb[k]) + bounds.lb[k];
    }
    let sample = Float64Array.from([...fresh, ...this.found.flatMap(({ result }) => [...result.x])]);
    if (!this.options.keepsInfeasible && this.setup.constraints.length > 0)
      sample = yield* this.feasibleRows(sample, dim);
    if (dim === 1) this.connectNeighborsOnLine(sample);
    else this.connectTriangulation(sample, dim);
    yield* this.evaluatePool();
  }

  private connectNeighborsOnLine(sample: Float64Array): void {
    const order = argsort(sample);
    for (let i = 1; i < order.length; i++) {
      const [a, b] = [order[i - 1], order[i]].map((p) => this.complex.vertices.at(sample.slice(p, p + 1)));
      a.connect(b);
    }
  }

  // SciPy adds to its triangulation only the rows of the new sample beyond the length of the one before.
  private connectTriangulation(sample: Float64Array, dim: number): void {
    const rows = sample.length / dim;
    if (rows > dim + 1) {
      const skip = this.triangulated.length > 0 ? this.sampleRows * dim : 0;
      this.triangulated = Float64Array.from([...this.triangulated, ...sample.subarray(skip)]);
    }
    this.sampleRows = rows;
    const points = this.triangulated;
    const vertexAt = (p: number): Vertex => this.complex.vertices.at(points.slice(p * dim, (p + 1) * dim));
    for (const simplex of delaunay(points, dim)) {
      const corners = simplex.map(vertexAt);
      corners.forEach((a, i) => corners.slice(i + 1).forEach((b) => a.connect(b)));
    }
  }

  private *feasibleRows(sample: Float64Array, dim: number): Search<Float64Array<ArrayBuffer>> {
    const rows: number[] = [];
    for (let p = 0; p < sample.length; p += dim) {
      const x = sample.slice(p, p + dim);
      if (yield* isFeasible(this.setup.constraints, x)) rows.push(...x);
    }
    return Float64Array.from(rows);
  }

  /** Values of all new vertices, in one batch; infeasible ones are +Infinity and cost nothing. */
  private *evaluatePool(): Search<void> {
    const waiting = this.complex.vertices.takePool();
    const { constraints } = this.setup;
    const feasible: Vertex[] = [];
    for (const vertex of waiting) {
      vertex.isFeasible = constraints.length === 0 || (yield* isFeasible(constraints, vertex.x));
      vertex.fun = Infinity;
      if (vertex.isFeasible) feasible.push(vertex);
    }
    if (feasible.length > 0) {
      const n = feasible[0].x.length;
      const points = new Float64Array(feasible.length * n);
      feasible.forEach((vertex, i) => points.set(vertex.x, i * n));
      const values = (yield { kind: 'batch', points, count: feasible.length }) as Float64Array;
      feasible.forEach((vertex, i) => (vertex.fun = Number.isNaN(values[i]) ? Infinity : values[i]));
      this.nfev += feasible.length;
    }
    for (const vertex of this.complex.vertices) vertex.minimizes();
  }

  private *findMinima(): Search<void> {
    const pool = this.minimizerPool();
    yield* this.showComplex(pool);
    if (pool.length === 0) {
      return;
    }
    yield* this.searchFrom(pool);
    const lowest = argsort(this.found.map(({ result }) => result.fun))[0];
    this.best = this.found[lowest].result;
    this.reportedNfev = this.nfev;
  }

  /** Vertices below all their neighbors, in order of creation, without those that are local minima already. */
  private minimizerPool(): Vertex[] {
    const pool: Vertex[] = [];
    for (const vertex of this.complex.vertices) {
      const isKnown = this.found.some(({ result }) => result.x.every((value, k) => value === vertex.x[k]));
      if (!isKnown && vertex.minimizes()) pool.push(vertex);
    }
    return pool;
  }

  /** Local searches: the oldest vertex first, then always the one farthest from the minimum found last. */
  private *searchFrom(pool: Vertex[]): Search<void> {
    let left = this.options.localIterations;
    let last = yield* this.searchLocally(pool[0]);
    let waiting = pool.slice(1);
    while (waiting.length > 0) {
      this.applyStoppingTests();
      if (left !== 0 && --left === 0) break;
      const distances = waiting.map(({ x }) =>
        Math.sqrt(x.reduce((sum, value, k) => sum + (last.x[k] - value) ** 2, 0)),
      );
      const farthest = argsort(distances)[waiting.length - 1];
      last = yield* this.searchLocally(waiting[farthest]);
      waiting = waiting.filter((_, i) => i !== farthest);
    }
  }

  private *searchLocally(start: Vertex): Search<OptimizeResult> {
    const known = this.found.find((minimum) => minimum.start === start);
    if (known) return known.result;
    const { options } = this;
    const bounds = options.localTakesBounds ? this.localBounds(start) : null;
    const result = yield* minimizeLocally(
      options.method,
      { ...options.local, x0: start.x.slice(), bounds },
      (iterate) => reportIterate({ x: iterate.x, fun: iterate.fun, nit: iterate.nit }),
    );
    this.localCounts.nlfev += result.nfev;
    this.localCounts.nljev += result.njev ?? 0;
    this.localCounts.nlhev += result.nhev ?? 0;
    options.warnings.push(...result.warnings);
    const accepted = this.found.every((other) => result.fun < other.result.fun);
    this.found.push({ start, result });
    const { x, fun } = result;
    const event = { type: 'jump' as const, from: start.x, landed: start.x, to: x, fun, accepted, stepSize: 0 };
    yield* reportIterate({ x, fun, nit: this.nit + 1, quiet: true, event });
    return result;
  }

  // In the simplicial complex a search stays within the box that its neighbors span.
  private localBounds(start: Vertex): Bounds {
    const { bounds } = this.options;
    const lb = bounds.lb.slice();
    const ub = bounds.ub.slice();
    if (this.engine) return { lb, ub };
    for (const { x } of start.neighbors) {
      for (let k = 0; k < x.length; k++) {
        if (x[k] < start.x[k] && x[k] > lb[k]) lb[k] = x[k];
        if (x[k] > start.x[k] && x[k] < ub[k]) ub[k] = x[k];
      }
    }
    return { lb, ub };
  }

  private lowestVertex(): { x: Float64Array; fun: number } | null {
    let lowest: { x: Float64Array; fun: number } | null = null;
    for (const { x, fun } of this.complex.vertices) if (fun < (lowest?.fun ?? Infinity)) lowest = { x, fun };
    for (const { result } of this.found) if (result.fun < (lowest?.fun ?? Infinity)) lowest = result;
    return lowest;
  }

  private applyStoppingTests(): void {
    const { iters, maxiter, maxfev, maxev, minhgrd } = this.options;
    if (maxiter !== null && this.nit >= maxiter) this.isStopped = true;
    if (iters !== null && this.nit >= iters) this.isStopped = true;
    if (maxfev !== null && this.nfev >= maxfev) this.isStopped = true;
    if (maxev !== null && this.sampled >= maxev) this.isStopped = true;
    this.compareWithKnownMinimum();
    if (minhgrd !== null && this.found.length > 0) {
      if (this.found.length - this.homologyRank <= minhgrd) this.isStopped = true;
      this.homologyRank = this.found.length;
    }
  }

  private compareWithKnownMinimum(): void {
    const { fMin, fTol, warnings } = this.options;
    const lowest = fMin === null ? null : this.lowestVertex();
    if (fMin === null || !lowest) return;
    if (fMin === 0) {
      if (lowest.fun <= fTol) this.isStopped = true;
      return;
    }
    const excess = (lowest.fun - fMin) / Math.abs(fMin);
    if (lowest.fun <= fMin && Math.abs(excess) >= 2 * fTol) {
      warnings.push(`A much lower value than expected f* = ${fMin} was found f_lowest = ${lowest.fun}`);
    }
    if (lowest.fun <= fMin || excess <= fTol) this.isStopped = true;
  }

  private *showComplex(pool: readonly Vertex[]): Search<void> {
    const vertices = [...this.complex.vertices];
    if (vertices.length === 0) return;
    const n = vertices[0].x.length;
    const points = new Float64Array(vertices.length * n);
    vertices.forEach(({ x }, i) => points.set(x, i * n));
    const edges = vertices.flatMap((vertex) =>
      Array.from(vertex.neighbors)
        .filter((neighbor) => neighbor.index > vertex.index)
        .flatMap((neighbor) => [vertex.index, neighbor.index]),
    );
    const lowest = this.lowestVertex();
    yield* reportIterate({
      x: lowest?.x ?? vertices[0].x,
      fun: lowest?.fun ?? Infinity,
      nit: this.nit + 1,
      quiet: true,
      event: {
        type: 'complex',
        points,
        fun: Float64Array.from(vertices, ({ fun }) => fun),
        edges: Int32Array.from(edges),
        pool: Int32Array.from(pool, ({ index }) => index),
      },
    });
  }
}

/** A float as Python prints it; None when there is none. */
function pythonFloat(value: number | undefined): string {
  if (value === undefined) return 'None';
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? `${value}.0` : String(value);
}
