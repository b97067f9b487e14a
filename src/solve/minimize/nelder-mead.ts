/**
 * Nelder–Mead: the downhill simplex method, without derivatives.
 *
 * Source: Nelder & Mead (1965), Computer J. 7, 308–313; coefficients that adapt to the dimension from Gao & Han
 * (2012), "Implementing the Nelder–Mead simplex algorithm with adaptive parameters", Comput. Optim. Appl. 51.
 * Bounds by clipping, as SciPy does. Where `maxfev` runs out inside an iteration, the iteration does not count.
 */
import { OptionError } from '../errors';
import type { Bounds, Method, OptionSpec, Setup } from '../method';
import { readOptions, type Options } from '../options';
import type { Search, TraceEvent } from '../protocol';
import type { OptimizeResult } from '../result';
import * as common from './common-options';
import { messages } from './messages';

const options: readonly OptionSpec[] = [
  {
    name: 'xatol',
    kind: 'number',
    default: 1e-4,
    description: 'Stop when every vertex is within this of the best one in each coordinate (and fatol holds).',
  },
  {
    name: 'fatol',
    kind: 'number',
    default: 1e-4,
    description: 'Stop when every value is within this of the best one (and xatol holds).',
  },
  common.maxiterPerDimension,
  {
    name: 'maxfev',
    kind: 'integer',
    default: null,
    min: 0,
    description: 'Largest number of evaluations. Empty: 200 per coordinate, or no limit when maxiter is given.',
  },
  {
    name: 'adaptive',
    kind: 'boolean',
    default: false,
    description: 'Adapt expansion, contraction and shrinkage to the number of variables; helps in high dimensions.',
  },
  {
    name: 'initial_simplex',
    kind: 'vector',
    default: null,
    description: 'First simplex, n + 1 rows of n, in place of the one around x0.',
  },
  common.disp,
  common.returnAll,
];

const tolOptions = ['xatol', 'fatol'] as const;

// Size of the first simplex relative to x0, and absolute where a coordinate is zero (empirical; SciPy's).
const RELATIVE_SIZE = 0.05;
const ABSOLUTE_SIZE = 0.00025;
// Pictures show the simplex in a few dimensions only.
const EVENT_DIMENSIONS = 8;

export const nelderMead: Method = {
  name: 'Nelder-Mead',
  family: 'minimize',
  summary:
    'A simplex of n + 1 points rolls downhill by reflecting its worst point, stretching where that pays and shrinking where ' +
    'it does not. It needs values only, tolerates noise and kinks, and is a good first try in a few dimensions; it is slow ' +
    'and can stall beyond about ten variables.',
  source: 'Nelder & Mead, Computer J. 7, 308–313 (1965); adaptive: Gao & Han, Comput. Optim. Appl. 51, 259–277 (2012)',
  needs: { grad: 'ignored', hess: 'ignored', bounds: 'used', constraints: 'ignored' },
  options,
  tolOptions,
  solve: (setup) => solve(setup, readOptions(setup, options, tolOptions)),
};

function* solve(setup: Setup, read: Options): Search<OptimizeResult> {
  const n = setup.x0.length;
  const xatol = read.number('xatol');
  const fatol = read.number('fatol');
  const { maxiter, maxfev } = limits(read, n);
  const warnings = [...read.warnings];
  if (setup.bounds && !isInside(setup.x0, setup.bounds)) {
    warnings.push('Initial guess is not within the specified bounds');
  }
  const simplex = new Simplex(
    firstVertices(setup, read),
    coefficients(n, read.boolean('adaptive')),
    setup.bounds,
    maxfev,
  );

  yield* simplex.evaluateAll();
  simplex.sort();
  const visited = read.boolean('return_all') ? [simplex.vertices[0]] : null;
  let nit = 1;
  // A driver that replies nothing to a report wants no further ones.
  let isWatched = true;
  while (simplex.nfev < maxfev && nit < maxiter) {
    if (simplex.isWithin(xatol, fatol)) break;
    if (yield* simplex.improve()) nit++;
    simplex.sort();
    visited?.push(simplex.vertices[0]);
    if (isWatched) {
      const event = n <= EVENT_DIMENSIONS ? simplex.event() : undefined;
      const iterate = { x: simplex.vertices[0], fun: simplex.values[0], nit, event };
      const reply = (yield { kind: 'iterate', iterate }) as boolean | undefined;
      if (reply === true) break;
      isWatched = reply !== undefined;
    }
  }

  const isOutOfEvaluations = simplex.nfev >= maxfev;
  const isOutOfIterations = nit >= maxiter;
  const fun = simplex.values[0];
  const status = isOutOfEvaluations ? 1 : isOutOfIterations ? 2 : Number.isFinite(fun) ? 0 : 3;
  const message = [messages.success, messages.maxfev, messages.maxiter, messages.nan][status];
  return {
    x: simplex.vertices[0],
    fun,
    nit,
    nfev: simplex.nfev,
    status,
    success: status === 0,
    message,
    warnings,
    final_simplex: [simplex.flattened(), simplex.values],
    ...(visited && { allvecs: visited }),
  };
}

interface Coefficients {
  readonly reflection: number;
  readonly expansion: number;
  readonly contraction: number;
  readonly shrinkage: number;
}

// Adaptive: Gao & Han (2012), (4.1).
function coefficients(n: number, isAdaptive: boolean): Coefficients {
  return isAdaptive
    ? { reflection: 1, expansion: 1 + 2 / n, contraction: 0.75 - 1 / (2 * n), shrinkage: 1 - 1 / n }
    : { reflection: 1, expansion: 2, contraction: 0.5, shrinkage: 0.5 };
}

// SciPy's rule: a limit that is not given is infinite when the other one is finite.
function limits(read: Options, n: number): { maxiter: number; maxfev: number } {
  const maxiter = read.numberOrNull('maxiter');
  const maxfev = read.numberOrNull('maxfev');
  const usual = 200 * n;
  if (maxiter === null && maxfev === null) return { maxiter: usual, maxfev: usual };
  if (maxiter === null) return { maxiter: maxfev === Infinity ? usual : Infinity, maxfev: maxfev! };
  if (maxfev === null) return { maxiter, maxfev: maxiter === Infinity ? usual : Infinity };
  return { maxiter, maxfev };
}

function isInside(x: Float64Array, { lb, ub }: Bounds): boolean {
  return x.every((component, i) => !(lb[i] > component || component > ub[i]));
}

function clipInto(x: Float64Array, { lb, ub }: Bounds): void {
  for (let i = 0; i < x.length; i++) {
    if (x[i] < lb[i]) x[i] = lb[i];
    if (x[i] > ub[i]) x[i] = ub[i];
  }
}

function firstVertices({ x0, bounds }: Setup, read: Options): Float64Array[] {
  const n = x0.length;
  const given = read.matrix('initial_simplex', n);
  if (given !== null && given.rows !== given.cols + 1) {
    throw new OptionError(
      `'initial_simplex' should be an array of shape (N+1,N), got ${given.rows} × ${given.cols}. Give ${n + 1} rows of ${n}.`,
      'initial_simplex',
    );
  }
  if (given !== null && given.cols !== n) {
    throw new OptionError(
      `Size of 'initial_simplex' is not consistent with 'x0': its points have ${given.cols} coordinates, x0 has ${n}.`,
      'initial_simplex',
    );
  }
  const start = x0.slice();
  if (bounds) clipInto(start, bounds);
  const vertices = Array.from({ length: n + 1 }, (_, row) => {
    if (given !== null) return given.data.slice(row * n, (row + 1) * n);
    const vertex = start.slice();
    if (row > 0) vertex[row - 1] = vertex[row - 1] !== 0 ? (1 + RELATIVE_SIZE) * vertex[row - 1] : ABSOLUTE_SIZE;
    return vertex;
  });
  if (bounds) for (const vertex of vertices) reflectInside(vertex, bounds);
  return vertices;
}

// Clipping alone would flatten a simplex whose start lies at the upper bound.
function reflectInside(vertex: Float64Array, bounds: Bounds): void {
  for (let i = 0; i < vertex.length; i++) {
    if (vertex[i] > bounds.ub[i]) vertex[i] = 2 * bounds.ub[i] - vertex[i];
  }
  clipInto(vertex, bounds);
}

/** n + 1 vertices and their values, best first after `sort`. Vertices are replaced, never written. */
class Simplex {
  readonly values: Float64Array;
  nfev = 0;
  private readonly n: number;
  private readonly centroid: Float64Array;

  constructor(
    public vertices: Float64Array[],
    private readonly coefficients: Coefficients,
    private readonly bounds: Bounds | null,
    private readonly maxfev: number,
  ) {
    this.n = vertices.length - 1;
    this.values = new Float64Array(vertices.length).fill(Infinity);
    this.centroid = new Float64Array(this.n);
  }

  *evaluateAll(): Search<void> {
    for (let i = 0; i <= this.n; i++) {
      if (this.nfev >= this.maxfev) return;
      this.nfev++;
      this.values[i] = (yield { kind: 'fun', x: this.vertices[i] }) as number;
    }
  }

  // Insertion: stable, and NaN goes last, as NumPy's argsort on short arrays.
  sort(): void {
    const { vertices, values, n } = this;
    for (let i = 1; i <= n; i++) {
      const vertex = vertices[i];
      const value = values[i];
      let j = i - 1;
      while (j >= 0 && (values[j] > value || (values[j] !== values[j] && value === value))) {
        vertices[j + 1] = vertices[j];
        values[j + 1] = values[j];
        j--;
      }
      vertices[j + 1] = vertex;
      values[j + 1] = value;
    }
  }

  isWithin(xatol: number, fatol: number): boolean {
    const { vertices, values, n } = this;
    const best = vertices[0];
    for (let i = 1; i <= n; i++) {
      if (!(Math.abs(values[0] - values[i]) <= fatol)) return false;
      for (let j = 0; j < n; j++) if (!(Math.abs(vertices[i][j] - best[j]) <= xatol)) return false;
    }
    return true;
  }

  /** One iteration: replaces the worst vertex, or shrinks.
   *  @returns false when the evaluations ran out before it was complete */
  *improve(): Search<boolean> {
    const { values, n, coefficients } = this;
    const { reflection: rho, expansion: chi, contraction: psi } = coefficients;
    this.computeCentroid();
    const worst = values[n];

    if (this.nfev >= this.maxfev) return false;
    const reflected = this.combine(1 + rho, rho);
    this.nfev++;
    const reflectedValue = (yield { kind: 'fun', x: reflected }) as number;

    if (reflectedValue < values[0]) {
      if (this.nfev >= this.maxfev) return false;
      const expanded = this.combine(1 + rho * chi, rho * chi);
      this.nfev++;
      const expandedValue = (yield { kind: 'fun', x: expanded }) as number;
      if (expandedValue < reflectedValue) this.replaceWorst(expanded, expandedValue);
      else this.replaceWorst(reflected, reflectedValue);
      return true;
    }
    if (reflectedValue < values[n - 1]) {
      this.replaceWorst(reflected, reflectedValue);
      return true;
    }
    if (this.nfev >= this.maxfev) return false;
    const isOutside = reflectedValue < worst;
    const contracted = isOutside ? this.combine(1 + psi * rho, psi * rho) : this.combine(1 - psi, -psi);
    this.nfev++;
    const contractedValue = (yield { kind: 'fun', x: contracted }) as number;
    if (isOutside ? contractedValue <= reflectedValue : contractedValue < worst) {
      this.replaceWorst(contracted, contractedValue);
      return true;
    }
    return yield* this.shrink();
  }

  private *shrink(): Search<boolean> {
    const { vertices, values, n } = this;
    const { shrinkage } = this.coefficients;
    const best = vertices[0];
    for (let i = 1; i <= n; i++) {
      const vertex = vertices[i];
      const moved = new Float64Array(n);
      for (let j = 0; j < n; j++) moved[j] = best[j] + shrinkage * (vertex[j] - best[j]);
      if (this.bounds) clipInto(moved, this.bounds);
      vertices[i] = moved;
      if (this.nfev >= this.maxfev) return false;
      this.nfev++;
      values[i] = (yield { kind: 'fun', x: moved }) as number;
    }
    return true;
  }

  event(): TraceEvent {
    return { type: 'simplex', points: this.flattened(), fun: this.values.slice() };
  }

  flattened(): Float64Array {
    const points = new Float64Array(this.vertices.length * this.n);
    this.vertices.forEach((vertex, i) => points.set(vertex, i * this.n));
    return points;
  }

  private computeCentroid(): void {
    const { vertices, centroid, n } = this;
    for (let j = 0; j < n; j++) {
      let total = vertices[0][j];
      for (let i = 1; i < n; i++) total += vertices[i][j];
      centroid[j] = total / n;
    }
  }

  // a·centroid − b·worst, inside the bounds.
  private combine(a: number, b: number): Float64Array {
    const { centroid, n } = this;
    const worst = this.vertices[n];
    const point = new Float64Array(n);
    for (let j = 0; j < n; j++) point[j] = a * centroid[j] - b * worst[j];
    if (this.bounds) clipInto(point, this.bounds);
    return point;
  }

  private replaceWorst(vertex: Float64Array, value: number): void {
    this.vertices[this.n] = vertex;
    this.values[this.n] = value;
  }
}
