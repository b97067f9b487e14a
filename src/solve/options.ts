/**
 * Reads a method's options: SciPy's names and defaults, typed values, warnings for names that nobody knows.
 *
 * SciPy warns about an unknown option and goes on; so do we, and name the nearest option that exists.
 */
import { OptionError } from './errors';
import type { OptionSpec, Setup } from './method';

/** Typed access to the options of one run; each getter throws OptionError when the value has another type. */
export interface Options {
  /** warnings about unknown options, to be passed on in the result */
  readonly warnings: string[];
  number(name: string): number;
  /** null where SciPy has None */
  numberOrNull(name: string): number | null;
  boolean(name: string): boolean;
  text(name: string): string;
  /** a vector (n), a number repeated n times, or null */
  vector(name: string, n: number): Float64Array | null;
  /** a matrix (any rows·cols), row-major, or null; accepts nested arrays or a flat n·n typed array */
  matrix(name: string, n: number): { readonly data: Float64Array; readonly rows: number; readonly cols: number } | null;
  /** the value as given or as defaulted */
  raw(name: string): unknown;
}

/** Reads `setup.options` against a method's specifications.
 *  @param tolOptions  the options that SciPy sets from `tol` where they are absent
 *  @throws OptionError from the getters, never here: unknown names only warn */
export function readOptions(
  setup: Pick<Setup, 'options' | 'tol'>,
  specs: readonly OptionSpec[],
  tolOptions: readonly string[] = [],
): Options {
  const byName = indexed(specs);
  const unknown = Object.keys(setup.options).filter((name) => !byName.has(name));
  const warnings = unknown.length > 0 ? [unknownOptions(unknown, [...byName.keys()])] : [];

  const raw = (name: string): unknown => {
    const given = setup.options[name];
    if (given !== undefined) return given;
    if (setup.tol !== null && tolOptions.includes(name)) return setup.tol;
    return byName.get(name)?.default ?? null;
  };
  const numberOrNull = (name: string): number | null => {
    const value = raw(name);
    if (value === null) return null;
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return Number(value);
    if (value === 'Infinity' || value === 'inf') return Infinity;
    if (value === '-Infinity' || value === '-inf') return -Infinity;
    throw new OptionError(`Option "${name}" expects a number, got ${describe(value)}. Pass a number.`, name);
  };
  return {
    warnings,
    raw,
    numberOrNull,
    number(name) {
      const value = numberOrNull(name);
      if (value === null) throw new OptionError(`Option "${name}" expects a number, got none. Pass a number.`, name);
      return value;
    },
    boolean(name) {
      return Boolean(raw(name));
    },
    text(name) {
      const value = raw(name);
      if (typeof value !== 'string') {
        throw new OptionError(`Option "${name}" expects a name, got ${describe(value)}.`, name);
      }
      return value;
    },
    vector(name, n) {
      const value = raw(name);
      if (value === null) return null;
      if (typeof value === 'number') return constant(n, value);
      const vector = toVector(value, name);
      if (vector.length === 1) return constant(n, vector[0]);
      if (vector.length !== n) {
        throw new OptionError(
          `Option "${name}" expects a number or ${n} numbers, got ${vector.length}. Give one per coordinate of x0.`,
          name,
        );
      }
      return vector;
    },
    matrix(name, n) {
      const value = raw(name);
      return value === null ? null : toMatrix(value, name, n);
    },
  };
}

// A method's specifications never change, and a small loss is minimized in microseconds.
const indexes = new WeakMap<readonly OptionSpec[], ReadonlyMap<string, OptionSpec>>();

function indexed(specs: readonly OptionSpec[]): ReadonlyMap<string, OptionSpec> {
  let index = indexes.get(specs);
  if (index === undefined) {
    index = new Map(specs.map((spec) => [spec.name, spec]));
    indexes.set(specs, index);
  }
  return index;
}

function unknownOptions(unknown: readonly string[], known: readonly string[]): string {
  const hints = unknown.map((name) => {
    const nearest = nearestName(name, known);
    return nearest ? `"${name}": did you mean "${nearest}"?` : `"${name}": this method has ${known.join(', ')}.`;
  });
  return `Unknown solver options: ${unknown.join(', ')}. ${hints.join(' ')}`;
}

/** The known name nearest to a mistyped one, or null when none is near (more than half of the letters differ). */
export function nearestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best !== null && bestDistance <= Math.max(name.length, best.length) / 2 ? best : null;
}

// Levenshtein (1966), two rows of the usual table.
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, previous[j] + 1, row[j - 1] + 1));
    }
    previous = row;
  }
  return previous[b.length];
}

// A loop: `fill` costs more than all of a short vector's entries.
function constant(n: number, value: number): Float64Array {
  const vector = new Float64Array(n);
  for (let i = 0; i < n; i++) vector[i] = value;
  return vector;
}

function toVector(value: unknown, name: string): Float64Array {
  if (value instanceof Float64Array) return value.slice();
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'number')) return Float64Array.from(value);
  throw new OptionError(`Option "${name}" expects an array of numbers, got ${describe(value)}.`, name);
}

function toMatrix(value: unknown, name: string, n: number): { data: Float64Array; rows: number; cols: number } {
  if (value instanceof Float64Array) {
    if (n > 0 && value.length % n === 0) return { data: value.slice(), rows: value.length / n, cols: n };
  } else if (Array.isArray(value)) {
    const rows = value.map((row) => toVector(row, name));
    const cols = rows.length > 0 ? rows[0].length : 0;
    if (rows.every((row) => row.length === cols)) {
      const data = new Float64Array(rows.length * cols);
      rows.forEach((row, i) => data.set(row, i * cols));
      return { data, rows: rows.length, cols };
    }
  }
  throw new OptionError(`Option "${name}" expects a matrix as an array of rows of equal length.`, name);
}

/** A short name of what a caller passed, for error messages. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'an array';
  if (typeof value === 'string') return `"${value}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `a value of type ${typeof value}`;
}
