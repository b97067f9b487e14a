/** The factors in the unrolled steps of L-BFGS-B, row by row, with the sums of `triangular.ts`. */
import { f64, f64x2 } from '../../../math/wasm';
import { entry, LOCAL, PLACES, range, scratch, SCRATCH, type StepWriter } from './unrolled-layout';
import type { Scalar, Vector } from './unrolled-writer';

/** What holds a triangular factor while it grows: by rows where `rows` begins, by columns where `columns` does, the latter only if
 *  something is to be solved with it; the sums of squares above each pivot to come, and the last pivot. */
export interface Factor {
  readonly rows: number;
  readonly columns: number | null;
  readonly squares: (Vector | null)[];
  readonly roots: Scalar[];
  pivot: Scalar | null;
}

/** A factor without rows. */
export const newFactor = (rows: number, columns: number | null): Factor => ({
  rows,
  columns,
  squares: [],
  roots: [],
  pivot: null,
});

/** How the sum above an entry is added: blocks of four terms, two sums, or four. */
type ColumnKind = 'grouped' | 'paired' | 'last';

/** Row j of a Cholesky factor, in the order of `choleskyUpper`. A pivot that is not positive makes the last one NaN or −∞.
 *  @param before     the entries above the pivot, as vectors of equal lanes
 *  @param entriesAt  leaves entries (j, c) and (j, c + 1) of the matrix
 *  @returns          the row by pairs of entries, undefined left of the pivot, and the pivot's inverse root */
export function eliminate(
  writer: StepWriter,
  factor: Factor,
  j: number,
  before: readonly Vector[],
  entriesAt: (c: number) => void,
): { row: (Vector | undefined)[]; inverse: Vector } {
  const { evens, size } = writer;
  const { rows, columns, squares, roots } = factor;
  const p = j >> 1;
  const atPivot = writer.vector(() => entriesAt(2 * p));
  const pivot = writer.scalar(() => {
    writer.lane(atPivot, j % 2);
    if (rows === SCRATCH.R) {
      writer.load({ from: LOCAL.entry, at: PLACES.D + 8 * j });
      writer.put(f64.add);
    }
    const sum = squares[p];
    if (j === 0 || !sum) return;
    writer.lane(sum, j % 2);
    writer.put(f64.sub);
  });
  factor.pivot = pivot;
  const root = writer.scalar(() => {
    writer.get(pivot);
    writer.put(f64.sqrt);
  });
  roots[j] = root;
  const inverse = writer.splat(writer.reciprocal(root));
  const row: (Vector | undefined)[] = [];
  for (const c of evens.filter((even) => even + 1 > j && (even > j || even + 1 < size))) {
    const entries = writer.vector(() => {
      if (c === 2 * p) writer.get(atPivot);
      else entriesAt(c);
      reduce(writer, rows, j, c, before);
      writer.get(inverse);
      writer.put(f64x2.mul);
    });
    row[c >> 1] = entries;
    writer.storeVector(scratch(rows, j, c), entries);
    squares[c >> 1] = writer.increase(squares[c >> 1] ?? null, () => writer.product(entries, entries));
    if (columns === null) continue;
    for (const lane of [0, 1]) {
      if (c + lane > j && c + lane < size) writer.storeLane(scratch(columns, c + lane, j), entries, lane);
    }
  }
  return { row, inverse };
}

// As `reduced` of `triangular.ts` for columns c and c + 1, which may be of two kinds.
function reduce(writer: StepWriter, rows: number, j: number, c: number, before: readonly Vector[]): void {
  const { size } = writer;
  const term = (k: number) => (): void => writer.product(before[k], () => writer.loadVector(scratch(rows, k, c)));
  const blocked = j - (j % 4);
  const kinds = [c, c + 1].filter((column) => column > j && column < size).map((column) => kindOf(writer, column, j));
  const sumOf = (kind: ColumnKind): void => {
    const every = (step: number, first: number): (() => void)[] =>
      range(0, blocked / step).map((k) => term(step * k + first));
    const sums = {
      grouped: (): void =>
        writer.sum(range(0, blocked / 4).map((k) => () => writer.sum(range(4 * k, 4 * k + 4).map(term)))),
      paired: (): void => writer.sum([() => writer.sum(every(2, 0)), () => writer.sum(every(2, 1))]),
      last: (): void => {
        const half = (first: number) => (): void =>
          writer.sum([() => writer.sum(every(4, first)), () => writer.sum(every(4, first + 2))]);
        writer.sum([half(0), half(1)]);
      },
    };
    sums[kind]();
  };
  if (blocked > 0) {
    sumOf(kinds[0]);
    if (kinds.length > 1 && kinds[1] !== kinds[0]) {
      sumOf(kinds[1]);
      writer.put(f64x2.blend);
    }
    writer.put(f64x2.sub);
  }
  writer.subtract(range(blocked, j).map(term));
}

function kindOf(writer: StepWriter, column: number, j: number): ColumnKind {
  const rest = writer.size - j - 1;
  const grouped = rest - (rest % 4);
  const i = column - j - 1;
  if (i < grouped) return 'grouped';
  return rest - grouped >= 2 && i < grouped + 2 ? 'paired' : 'last';
}

// Row j of R⁻ᵀ·(−R_Zᵀ), by pairs of entries, in the order of `solveTransposedColumn`; right of its diagonal it is zero.
export function middleRow(
  writer: StepWriter,
  R: Factor,
  j: number,
  before: readonly Vector[],
  inverse: Vector,
): Vector[] {
  const { evens, size } = writer;
  const first = blockOf(j, size);
  return evens
    .filter((c) => c <= j)
    .map((c) => {
      const term = (k: number) => (): void =>
        writer.product(before[k], () => writer.loadVector(scratch(SCRATCH.V, k, c)));
      const entries = writer.vector(() => {
        if (c < j) writer.loadVector(entry(PLACES.RZ, j, c));
        else writer.loadLow(entry(PLACES.RZ, j, c));
        writer.subtract(range(c, first).map(term));
        for (const k of range(Math.max(first, c), j)) writer.subtract([term(k)]);
        if (size === 1) {
          writer.get(writer.splat(R.roots[j]));
          writer.put(f64x2.div);
        } else {
          writer.get(inverse);
          writer.put(f64x2.mul);
        }
      });
      writer.storeVector(scratch(SCRATCH.V, j, c), entries);
      writer.storeLane(scratch(SCRATCH.columnsOfV, c, j), entries, 0);
      if (c + 1 <= j) writer.storeLane(scratch(SCRATCH.columnsOfV, c + 1, j), entries, 1);
      return entries;
    });
}

/** First row of the block that row j is in: eight at a time, then four, two and one. */
function blockOf(j: number, size: number): number {
  let first = 0;
  for (;;) {
    const left = size - first;
    const block = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    if (j < first + block) return first;
    first += block;
  }
}
