/**
 * Where the unrolled steps of L-BFGS-B keep things, and the writer that knows it.
 *
 * Of the pairs' arrays a window of columns is in use, which moves on by one when the oldest pair is forgotten: nothing is moved.
 * A vector holds columns c and c + 1 for an even c, counted from the oldest pair.
 */
import { f64, f64x2, i32, local } from '../../../math/wasm';
import { type Place, UnrolledWriter, type Vector } from './unrolled-writer';

/** Most pairs, and most variables: shorter sums than 16 terms are added from left to right. */
export const MOST_PAIRS = 10;
export const MOST_VARIABLES = 15;
/** Columns of every array. The pairs in use are a window of them, which moves on by one column when the oldest is forgotten. */
export const COLUMNS = 24;

const VECTOR = 128;
const ROW = 8 * COLUMNS;
/** A pair's quotients by the distance of the two other pairs from it, 1 to 9: a row for each of the nearer one. */
const QUOTIENTS_ROW = 8 * (MOST_PAIRS - 1);
const QUOTIENTS = QUOTIENTS_ROW * (MOST_PAIRS - 1);

/** Where things are, in bytes. */
export const PLACES = (() => {
  const sizes = {
    // What comes in: iterate, gradient, new pair; what goes out: the model's minimizer and the direction there.
    x: VECTOR,
    g: VECTOR,
    s: VECTOR,
    y: VECTOR,
    z: VECTOR,
    d: VECTOR,
    // yᵀy/sᵀy, and of the new pair sᵀy and sᵀs.
    theta: 8,
    sy: 8,
    ss: 8,
    unused: 8,
    // By pair: the diagonal of SᵀY; SᵀS, YᵀY and SᵀY; each variable's row of S and of Y.
    D: ROW,
    SS: COLUMNS * ROW,
    YY: COLUMNS * ROW,
    SY: COLUMNS * ROW,
    RZ: COLUMNS * ROW,
    S: MOST_VARIABLES * ROW,
    Y: MOST_VARIABLES * ROW,
    quotients: COLUMNS * QUOTIENTS,
  };
  let at = 0;
  const places = {} as Record<keyof typeof sizes, number>;
  for (const [name, size] of Object.entries(sizes) as [keyof typeof sizes, number][]) {
    places[name] = at;
    at += size;
  }
  return places;
})();

/** Matrices of one call (10·10), behind all that; what is zero in them is never written. */
const MATRIX = 8 * MOST_PAIRS * MOST_PAIRS;
export const SCRATCH = (() => {
  const names = ['T', 'R', 'columnsOfR', 'V', 'columnsOfV', 'lower', 'columnsOfLower', 'solved', 'entries'] as const;
  const start = PLACES.quotients + COLUMNS * QUOTIENTS;
  return Object.fromEntries(names.map((name, k) => [name, start + MATRIX * k])) as Record<
    (typeof names)[number],
    number
  >;
})();
/** Terms from which on a sum is not added from left to right. */
export const LONG = 16;

/** Parameters and integer variables of every program, by number. */
export const LOCAL = {
  // Parameters: the window's first column; number of variables; whether a pair comes in; whether a step is wanted.
  first: 0,
  variables: 1,
  hasPair: 2,
  wantsStep: 3,
  // Addresses that go with the window: of a vector's entry, of a diagonal entry, of a pair's quotients.
  entry: 4,
  diagonal: 5,
  quotients: 6,
  // In a loop over the variables: 8·i, the row of variable i, and how many are left.
  offset: 7,
  row: 8,
  left: 9,
  isGood: 10,
} as const;
export const PARAMETERS = 4;
export const INTEGERS = 11;

/** Writes for `size` pairs. */
export class StepWriter extends UnrolledWriter {
  /** first columns of the vectors */
  readonly evens: readonly number[];

  constructor(readonly size: number) {
    super(INTEGERS);
    this.evens = range(0, Math.ceil(size / 2)).map((p) => 2 * p);
    this.put(local.get(LOCAL.first), i32.const(8), i32.mul, local.set(LOCAL.entry));
    this.put(local.get(LOCAL.first), i32.const(8 + ROW), i32.mul, local.set(LOCAL.diagonal));
    this.put(local.get(LOCAL.first), i32.const(QUOTIENTS), i32.mul, local.set(LOCAL.quotients));
  }

  /** A zero vector for every two columns. */
  zeros(): Vector[] {
    return this.evens.map(() => this.vector(() => this.put(f64.const(0), f64x2.splat)));
  }

  /** Runs `body` for each variable, with `offset` and `row` at it. */
  overVariables(body: () => void): void {
    this.put(i32.const(0), local.set(LOCAL.offset), local.get(LOCAL.entry), local.set(LOCAL.row));
    this.put(local.get(LOCAL.variables), local.set(LOCAL.left));
    this.repeat(LOCAL.left, () => {
      body();
      this.put(local.get(LOCAL.offset), i32.const(8), i32.add, local.set(LOCAL.offset));
      this.put(local.get(LOCAL.row), i32.const(ROW), i32.add, local.set(LOCAL.row));
    });
  }
}

/** What comes in at `at`, or goes out. */
export const input = (at: number): Place => ({ from: null, at });
/** Entry of a vector of the variables, in a loop over them. */
export const vectorEntry = (at: number): Place => ({ from: LOCAL.offset, at });
/** Entry of the variable’s row of S or Y, in such a loop. */
export const rowEntry = (at: number, column: number): Place => ({ from: LOCAL.row, at: at + 8 * column });
/** Entry (i, j) of a matrix by pairs. */
export const entry = (at: number, i: number, j: number): Place => ({ from: LOCAL.diagonal, at: at + ROW * i + 8 * j });
/** Entry (i, j) of a matrix of this call. */
export const scratch = (at: number, i: number, j: number): Place => ({ from: null, at: at + 8 * (MOST_PAIRS * i + j) });
/** L_ik·L_jk/D_kk for k < i ≤ j. */
export const quotient = (i: number, j: number, k: number): Place => ({
  from: LOCAL.quotients,
  at: PLACES.quotients + QUOTIENTS * k + QUOTIENTS_ROW * (i - k - 1) + 8 * (j - k - 1),
});
/** from … to − 1 */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
