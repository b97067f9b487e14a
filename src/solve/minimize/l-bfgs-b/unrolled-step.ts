/**
 * The step of L-BFGS-B without bounds as a program without loops over the pairs, one for each number of pairs, in WebAssembly.
 *
 * Source: Byrd, Lu, Nocedal & Zhu (1995), §5, with the matrices of `memory.ts` and `bordered-matrix.ts`; every sum is added in
 * the order of `triangular.ts`, so that the step is the same to the last bit. What is different is what is left out and when
 * things happen:
 * - All variables are free: SᵀAAᵀS and L_A are zero, the middle block is the triangle −R_Zᵀ, and so is R₁₁⁻ᵀ times it. What is
 *   zero is not multiplied: a fourth of the products goes.
 * - The quotients under L·D⁻¹·Lᵀ belong to three pairs each and are kept as long as these are.
 * - Each pivot waits for a root and a quotient, each entry of a solution for a quotient, and nothing can hurry them. Whatever else
 *   there is goes on beside them: the first solve beside the factorizations of K, that of T beside the second solve.
 * Letters: T = θSᵀS + L·D⁻¹·Lᵀ, whose factor only shows whether the pairs are still good; K of `bordered-matrix.ts`, its upper
 * left factor R, its middle block V and its lower right factor; w the right-hand side of length 2·size, [Y S]ᵀ(−g) at first.
 */
import { f64, f64x2, i32, local, type WasmFunction } from '../../../math/wasm';
import { eliminate, type Factor, middleRow, newFactor } from './unrolled-factor';
import {
  entry,
  input,
  INTEGERS,
  LOCAL,
  LONG,
  PARAMETERS,
  PLACES,
  quotient,
  range,
  rowEntry,
  scratch,
  SCRATCH,
  StepWriter,
  vectorEntry,
} from './unrolled-layout';
import { takePair } from './unrolled-pair';
import type { Place, Scalar, Vector } from './unrolled-writer';

/** The function of (first, variables, hasPair, wantsStep) for `size` pairs, the incoming one included; it leaves whether the
 *  factors exist. Cost: about size³ products, two at a time, half of them waiting for one of 4·size roots and quotients in a row. */
export function unrolledStep(size: number): WasmFunction {
  const writer = new StepWriter(size);
  writer.put(i32.const(1), local.set(LOCAL.isGood));
  writer.when(LOCAL.hasPair, () => takePair(writer));
  writer.when(LOCAL.wantsStep, () => takeStep(writer));
  writer.put(local.get(LOCAL.isGood));
  const { body, floatLocals } = writer;
  return { parameters: PARAMETERS, i32Locals: INTEGERS - PARAMETERS, floatLocals, returnsI32: true, body };
}

/** Vectors of two entries each. */
interface Solution {
  readonly upper: readonly Vector[];
  readonly lower: readonly Vector[];
}

/** Writes the model's minimizer and the direction there. */
function takeStep(writer: StepWriter): void {
  const { evens, size } = writer;
  const theta = writer.scalar(() => writer.load(input(PLACES.theta)));
  const theta2 = writer.splat(theta);
  const w = rightHandSide(writer, theta2);
  const T = newFactor(SCRATCH.T, null);
  const R = newFactor(SCRATCH.R, SCRATCH.columnsOfR);
  const lower = newFactor(SCRATCH.lower, SCRATCH.columnsOfLower);
  // Solutions of the triangular system as vectors of equal lanes, and the sums that each row to come subtracts.
  const v: Vector[] = [];
  const above: (Vector | null)[] = evens.map(() => null);
  const below: (Vector | null)[] = evens.map(() => null);
  const firstTerms: (Vector | null)[] = evens.map(() => null);
  for (let j = 0; j < size; j++) {
    const before = range(0, j).map((k) => writer.vector(() => writer.loadSplat(scratch(R.rows, k, j))));
    const { row, inverse } = eliminate(writer, R, j, before, (c) => scaledProducts(writer, j, c, theta2));
    v[j] = divided(writer, w[j >> 1], above[j >> 1], j % 2, R.roots[j]);
    increaseAll(writer, above, v[j], row);
    increaseAll(writer, below, v[j], middleRow(writer, R, j, before, inverse));
  }
  // A row of the lower right block is laid out while the one above it is eliminated, and waits for roots and quotients.
  layOutLower(writer, 0);
  for (let j = 0; j < size; j++) {
    if (j + 1 < size) layOutLower(writer, j + 1);
    const before = range(0, j).map((k) => writer.vector(() => writer.loadSplat(scratch(lower.rows, k, j))));
    const { row } = eliminate(writer, lower, j, before, (c) => writer.loadVector(scratch(SCRATCH.entries, j % 2, c)));
    const p = j >> 1;
    const isLong = size + j >= LONG;
    const sum = isLong ? longSum(writer, v, 2 * p, size + j, firstTerms) : below[p];
    v[size + j] = divided(writer, w[evens.length + p], sum, j % 2, lower.roots[j]);
    increaseAll(writer, below, v[size + j], row);
  }
  // What the second solve waits for leaves time for T, on which nothing waits.
  const solution = solveBack(writer, R, lower, v, (j) => {
    const before = range(0, j).map((k) => writer.vector(() => writer.loadSplat(scratch(T.rows, k, j))));
    eliminate(writer, T, j, before, (c) => entriesOfT(writer, j, c, theta2));
  });
  for (const { pivot } of [T, R, lower]) require(writer, pivot!);
  writeDirection(writer, solution, theta, theta2);
}

// Row j of VᵀV, stored; what is left of the diagonal of V is not looked at.
function layOutLower(writer: StepWriter, j: number): void {
  const { evens, size } = writer;
  const factors = range(j, size).map((k) => writer.vector(() => writer.loadSplat(scratch(SCRATCH.V, k, j))));
  for (const c of evens.filter((even) => even + 1 >= j)) {
    const term = (k: number) => (): void =>
      writer.product(factors[k - j], () => writer.loadVector(scratch(SCRATCH.V, k, c)));
    const entries = writer.vector(() => writer.sum(range(Math.max(c, j), size).map(term)));
    writer.storeVector(scratch(SCRATCH.entries, j % 2, c), entries);
  }
}

// [Yᵀ; θSᵀ]·(−g), by pairs of entries.
function rightHandSide(writer: StepWriter, theta2: Vector): Vector[] {
  const { evens } = writer;
  const y = writer.zeros();
  const s = writer.zeros();
  writer.overVariables(() => {
    const r = writer.splat(writer.scalar(() => negativeGradient(writer)));
    evens.forEach((c, p) => {
      writer.increase(y[p], () => writer.product(r, () => writer.loadVector(rowEntry(PLACES.Y, c))));
      writer.increase(s[p], () => writer.product(r, () => writer.loadVector(rowEntry(PLACES.S, c))));
    });
  });
  return [...y, ...s.map((sum) => writer.vector(() => writer.product(sum, theta2)))];
}

// Entries (j, c) and (j, c + 1) of D + YᵀY/θ, without D.
function scaledProducts(writer: StepWriter, j: number, c: number, theta2: Vector): void {
  writer.loadVector(entry(PLACES.YY, j, c));
  writer.get(theta2);
  writer.put(f64x2.div);
}

// Entries (j, c) and (j, c + 1) of T.
function entriesOfT(writer: StepWriter, j: number, c: number, theta2: Vector): void {
  const terms = range(0, j).map((k) => (): void => writer.loadVector(quotient(j, c, k)));
  writer.sum([...terms, () => writer.product(theta2, () => writer.loadVector(entry(PLACES.SS, j, c)))]);
}

// (entry of w − entry of sum)/root, in both lanes.
function divided(writer: StepWriter, w: Vector, sum: Vector | null, lane: number, root: Scalar): Vector {
  const quotient = writer.scalar(() => {
    writer.lane(w, lane);
    if (sum !== null) {
      writer.lane(sum, lane);
      writer.put(f64.sub);
    }
    writer.get(root);
    writer.put(f64.div);
  });
  return writer.splat(quotient);
}

// Σ v[k]·(row k, entries c and c + 1) over the rows above `row`, in the order of `blasDot` from 16 terms on.
function longSum(
  writer: StepWriter,
  v: readonly Vector[],
  c: number,
  row: number,
  firstTerms: (Vector | null)[],
): Vector {
  const { size } = writer;
  const term = (k: number) => (): void =>
    writer.product(v[k], () =>
      writer.loadVector(k < size ? scratch(SCRATCH.V, k, c) : scratch(SCRATCH.lower, k - size, c)),
    );
  // The half of the first sixteen terms from `from` on, every second one; what is left of the diagonal is zero.
  const pairwise = (from: number, count: number): (() => void) | null => {
    if (count === 1) return from < c ? null : term(from);
    const first = pairwise(from, count / 2);
    const second = pairwise(from + count, count / 2);
    if (first === null || second === null) return first ?? second;
    return (): void => writer.sum([first, second]);
  };
  const sum = (firstTerms[c >> 1] ??= writer.vector(() => {
    writer.sum([pairwise(0, LONG / 2), pairwise(1, LONG / 2)].filter((half) => half !== null));
  }));
  if (row === LONG) return sum;
  return writer.vector(() => writer.sum([(): void => writer.get(sum), ...range(LONG, row).map(term)]));
}

// sums += factor·row
function increaseAll(
  writer: StepWriter,
  sums: (Vector | null)[],
  factor: Vector,
  row: readonly (Vector | undefined)[],
): void {
  row.forEach((entries, p) => {
    if (entries) sums[p] = writer.increase(sums[p], () => writer.product(factor, entries));
  });
}

function require(writer: StepWriter, pivot: Scalar): void {
  writer.put(local.get(LOCAL.isGood));
  writer.get(pivot);
  writer.put(f64.const(0), f64.isAbove, i32.and, local.set(LOCAL.isGood));
}

/** K's second solve, of (−v₁, v₂), from the last column to the first as `solveUpper`.
 *  @param beside  writes row j of something else: after every second entry one, so that both go on together
 *  @returns  the solution by pairs of entries, upper half and lower half */
function solveBack(
  writer: StepWriter,
  R: Factor,
  lower: Factor,
  v: readonly Vector[],
  beside: (j: number) => void,
): Solution {
  const { evens, size } = writer;
  const solved: Vector[] = [];
  const u = evens.map((c) =>
    writer.vector(() => {
      pairOf(writer, v, c, size);
      writer.put(f64x2.negate);
    }),
  );
  const l = evens.map((c) => writer.vector(() => pairOf(writer, v, size + c, 2 * size)));
  // What is stored keeps its order: else a compiler would do one thing after the other.
  const rowBeside = (step: number): void => {
    if (step % 2 === 0) beside(step / 2);
  };
  const reduceBy = (sums: Vector[], c: number, factor: Vector, place: Place): void => {
    writer.vector(
      () => {
        writer.get(sums[c >> 1]);
        writer.subtract([(): void => writer.product(factor, () => writer.loadVector(place))]);
      },
      sums[c >> 1],
    );
  };
  for (let j = size - 1; j >= 0; j--) {
    const factor = (solved[size + j] = divided(writer, l[j >> 1], null, j % 2, lower.roots[j]));
    for (const c of evens.filter((even) => even < j)) reduceBy(l, c, factor, scratch(SCRATCH.columnsOfLower, j, c));
    for (const c of evens.filter((even) => even + 1 >= j)) reduceBy(u, c, factor, scratch(SCRATCH.columnsOfV, j, c));
    writer.storeLane(scratch(SCRATCH.solved, 0, j), factor, 0);
    rowBeside(size - 1 - j);
  }
  for (let j = size - 1; j >= 0; j--) {
    const factor = (solved[j] = divided(writer, u[j >> 1], null, j % 2, R.roots[j]));
    for (const c of evens.filter((even) => even < j)) reduceBy(u, c, factor, scratch(SCRATCH.columnsOfR, j, c));
    writer.storeLane(scratch(SCRATCH.solved, 1, j), factor, 0);
    rowBeside(2 * size - 1 - j);
  }
  return {
    upper: evens.map((c) => writer.vector(() => pairOf(writer, solved, c, size))),
    lower: evens.map((c) => writer.vector(() => pairOf(writer, solved, size + c, 2 * size))),
  };
}

// Entry c of vectors of equal lanes, and entry c + 1 if it is below `end`.
function pairOf(writer: StepWriter, entries: readonly Vector[], c: number, end: number): void {
  writer.get(entries[c]);
  if (c + 1 >= end) return;
  writer.get(entries[c + 1]);
  writer.put(f64x2.blend);
}

// z := x + r/θ with r = −g + Y·w₁/θ + S·w₂, pair by pair, and d := z − x.
function writeDirection(writer: StepWriter, w: Solution, theta: Scalar, theta2: Vector): void {
  const { evens, size } = writer;
  const scale = writer.reciprocal(theta);
  writer.overVariables(() => {
    const fromY = evens.map((c, p) =>
      writer.vector(() => {
        writer.product(w.upper[p], () => writer.loadVector(rowEntry(PLACES.Y, c)));
        writer.get(theta2);
        writer.put(f64x2.div);
      }),
    );
    const fromS = evens.map((c, p) =>
      writer.vector(() => writer.product(w.lower[p], () => writer.loadVector(rowEntry(PLACES.S, c)))),
    );
    const move = writer.scalar(() => {
      negativeGradient(writer);
      for (let j = 0; j < size; j++) {
        writer.lane(fromY[j >> 1], j % 2);
        writer.put(f64.add);
        writer.lane(fromS[j >> 1], j % 2);
        writer.put(f64.add);
      }
      writer.get(scale);
      writer.put(f64.mul);
    });
    const x = writer.scalar(() => writer.load(vectorEntry(PLACES.x)));
    const z = writer.scalar(() => {
      writer.get(x);
      writer.get(move);
      writer.put(f64.add);
    });
    writer.store(vectorEntry(PLACES.z), () => writer.get(z));
    writer.store(vectorEntry(PLACES.d), () => {
      writer.get(z);
      writer.get(x);
      writer.put(f64.sub);
    });
  });
}

function negativeGradient(writer: StepWriter): void {
  writer.load(vectorEntry(PLACES.g));
  writer.put(f64.negate);
}
