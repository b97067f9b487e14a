/**
 * The augmented system [I, Aᵀ; A, 0] where A is the Jacobian of bounds alone, with one slack for each bound: it falls
 * apart into one small block for every variable, which is factorized exactly as SciPy's sparse LU does.
 *
 * Source: Gould, Hribar & Nocedal (2001), SIAM J. Sci. Comput. 23, section 5 (the augmented system); Demmel et al.
 * (1999), "A supernodal approach to sparse partial pivoting", SIAM J. Matrix Anal. Appl. 20 (SuperLU). What SuperLU
 * does to these blocks was observed: the order of its columns, its preference for the diagonal among equals, and
 * that a block which starts at an odd column sums the updates of an entry before it subtracts them.
 */

/** One variable: where its unknowns are in the whole vector, and the factors of its block. */
interface Block {
  /** unknowns in the order of elimination: x alone; x, λ, s; or s, λ (upper), λ, s (lower), x */
  readonly unknowns: readonly number[];
  readonly factors: Factors;
}

/** Rows of L and U in the order of pivoting, both row-major (n·n). */
interface Factors {
  readonly pivots: readonly number[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** See the header. */
export class BoundsSystem {
  private readonly blocks: readonly Block[];
  private readonly m: number;

  /** @param A  row-major (m·size): size − m variables, then m slacks; rows have one variable and one slack
   *  @returns  null where a row has another shape */
  static of(A: Float64Array, m: number, size: number): BoundsSystem | null {
    const n = size - m;
    if (n < 0) return null;
    const rowsOf: number[][] = Array.from({ length: n }, () => []);
    for (let k = 0; k < m; k++) {
      const entries = Array.from({ length: n }, (_, i) => i).filter((i) => A[k * size + i] !== 0);
      if (entries.length !== 1 || Math.abs(A[k * size + entries[0]]) !== 1) return null;
      rowsOf[entries[0]].push(k);
    }
    const isPlain = rowsOf.every(
      (rows, i) => rows.length < 2 || (rows.length === 2 && A[rows[0] * size + i] !== A[rows[1] * size + i]),
    );
    return isPlain ? new BoundsSystem(A, m, size, rowsOf) : null;
  }

  private constructor(
    A: Float64Array,
    m: number,
    private readonly size: number,
    rowsOf: readonly number[][],
  ) {
    const n = size - m;
    this.m = m;
    let start = rowsOf.reduce((sum, rows) => sum + (rows.length < 2 ? 1 + 2 * rows.length : 0), 0);
    this.blocks = rowsOf.map((rows, i) => {
      const entry = (k: number, j: number): number => A[k * size + j];
      if (rows.length === 0) return { unknowns: [i], factors: factorize(Float64Array.of(1), 1, false) };
      if (rows.length === 1) {
        const k = rows[0];
        const [sign, slack] = [entry(k, i), entry(k, n + k)];
        const matrix = Float64Array.of(1, sign, 0, sign, 0, slack, 0, slack, 1);
        return { unknowns: [i, size + k, n + k], factors: factorize(matrix, 3, false) };
      }
      const [up, down] = entry(rows[0], i) > 0 ? rows : [rows[1], rows[0]];
      const [s, t] = [entry(up, n + up), entry(down, n + down)];
      const matrix = Float64Array.of(1, s, 0, 0, 0, s, 0, 0, 0, 1, 0, 0, 0, t, -1, 0, 0, t, 1, 0, 0, 1, -1, 0, 1);
      const factors = factorize(matrix, 5, start % 2 === 1);
      start += 5;
      return { unknowns: [n + up, size + up, size + down, n + down, i], factors };
    });
  }

  /** Solves for a right-hand side (size + m): z, then the multipliers. Cost: O(size). */
  solve(right: Float64Array): Float64Array {
    const solution = new Float64Array(this.size + this.m);
    for (const { unknowns, factors } of this.blocks) {
      const { pivots, lower, upper } = factors;
      const n = unknowns.length;
      const y = Float64Array.from(pivots, (row) => right[unknowns[row]]);
      for (let i = 1; i < n; i++) {
        let sum = 0;
        for (let k = 0; k < i; k++) sum += lower[i * n + k] * y[k];
        y[i] -= sum;
      }
      for (let k = n - 1; k >= 0; k--) {
        y[k] *= 1 / upper[k * n + k];
        for (let i = 0; i < k; i++) y[i] -= y[k] * upper[i * n + k];
      }
      for (let k = 0; k < n; k++) solution[unknowns[k]] = y[k];
    }
    return solution;
  }
}

// The order in which SuperLU meets the rows of a block of two bounds: ties go to the row that comes first.
const ROWS_OF_FIVE = [0, 1, 4, 3, 2];

// LU with partial pivoting, the diagonal first among equals, column by column.
function factorize(matrix: Float64Array, n: number, sumsFirst: boolean): Factors {
  // The first j are pivots after j columns; the others wait in the order of storage.
  const rows = n === 5 ? ROWS_OF_FIVE.slice() : Array.from({ length: n }, (_, i) => i);
  const L = new Float64Array(n * n);
  const upper = new Float64Array(n * n);
  const column = new Float64Array(n);
  const sums = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < n; i++) column[i] = matrix[i * n + j];
    sums.fill(0);
    for (let k = 0; k < j; k++) {
      const entry = column[rows[k]];
      upper[k * n + j] = entry;
      for (let at = k + 1; at < n; at++) {
        const i = rows[at];
        if (at < j || !sumsFirst) column[i] -= entry * L[i * n + k];
        else sums[i] += entry * L[i * n + k];
      }
    }
    let best = j;
    let diagonal = -1;
    for (let at = j; at < n; at++) {
      const i = rows[at];
      if (sumsFirst) column[i] -= sums[i];
      if (Math.abs(column[i]) > Math.abs(column[rows[best]])) best = at;
      if (i === j) diagonal = at;
    }
    if (diagonal >= 0 && column[j] !== 0 && Math.abs(column[j]) >= Math.abs(column[rows[best]])) best = diagonal;
    [rows[j], rows[best]] = [rows[best], rows[j]];
    upper[j * n + j] = column[rows[j]];
    const inverse = 1 / column[rows[j]];
    for (let at = j + 1; at < n; at++) L[rows[at] * n + j] = column[rows[at]] * inverse;
  }
  const lower = new Float64Array(n * n);
  rows.forEach((row, i) => lower.set(L.subarray(row * n, row * n + i), i * n));
  return { pivots: rows, lower, upper };
}
