/** What comes with a new pair in the unrolled steps of L-BFGS-B: its products with the others, and the quotients under L·D⁻¹·Lᵀ. */
import { f64x2 } from '../../../math/wasm';
import { entry, input, LOCAL, PLACES, quotient, rowEntry, type StepWriter, vectorEntry } from './unrolled-layout';
import type { Place, Scalar, Vector } from './unrolled-writer';

/** Stores the new pair, its products with the others and itself, and the quotients that it completes. */
export function takePair(writer: StepWriter): void {
  const { evens, size } = writer;
  const last = size - 1;
  const [sy, ss, rz, yy] = [0, 1, 2, 3].map(() => writer.zeros()) as [Vector[], Vector[], Vector[], Vector[]];
  writer.overVariables(() => {
    const s = writer.scalar(() => writer.load(vectorEntry(PLACES.s)));
    const y = writer.scalar(() => writer.load(vectorEntry(PLACES.y)));
    const s2 = writer.splat(s);
    const y2 = writer.splat(y);
    evens.forEach((c, p) => {
      const S = rowWith(writer, rowEntry(PLACES.S, c), c, s);
      const Y = rowWith(writer, rowEntry(PLACES.Y, c), c, y);
      writer.increase(sy[p], () => writer.product(s2, Y));
      writer.increase(ss[p], () => writer.product(S, s2));
      writer.increase(rz[p], () => writer.product(S, y2));
      writer.increase(yy[p], () => writer.product(Y, y2));
    });
  });
  divideProducts(writer, sy);
  evens.forEach((c, p) => {
    writer.storeVector(entry(PLACES.SY, last, c), sy[p]);
    writer.storeVector(entry(PLACES.RZ, last, c), rz[p]);
  });
  const total = writer.scalar(() => writer.load(input(PLACES.ss)));
  const column = last - (last % 2);
  for (let j = 0; j <= last; j++) {
    const lane = (sums: Vector[]): Scalar => writer.scalar(() => writer.lane(sums[j >> 1], j % 2));
    rowWith(writer, entry(PLACES.YY, j, column), column, lane(yy));
    rowWith(writer, entry(PLACES.SS, j, column), column, j < last ? lane(ss) : total);
  }
  writer.store({ from: LOCAL.entry, at: PLACES.D + 8 * last }, () => writer.load(input(PLACES.sy)));
}

// Columns c and c + 1 of a row; the newest, if it is one of them, is `value`, and is stored.
function rowWith(writer: StepWriter, place: Place, c: number, value: Scalar): Vector {
  const { size } = writer;
  const old = writer.vector(() => writer.loadVector(place));
  const lane = size - 1 - c;
  if (lane > 1) return old;
  writer.vector(() => {
    writer.get(old);
    writer.get(value);
    writer.put(f64x2.replaceLane(lane));
  }, old);
  writer.storeVector(place, old);
  return old;
}

// L_ik·L_jk/D_kk for the new pair j, every other i, and every k before it.
function divideProducts(writer: StepWriter, sy: readonly Vector[]): void {
  const { evens, size } = writer;
  const last = size - 1;
  for (let i = 1; i <= last; i++) {
    for (const k of evens.filter((c) => c < i)) {
      const quotients = writer.vector(() => {
        if (i < last) writer.loadVector(entry(PLACES.SY, i, k));
        else writer.get(sy[k >> 1]);
        writer.get(sy[k >> 1]);
        writer.put(f64x2.mul);
        writer.loadVector({ from: LOCAL.entry, at: PLACES.D + 8 * k });
        writer.put(f64x2.div);
      });
      writer.storeLane(quotient(i, last, k), quotients, 0);
      if (k + 1 < i) writer.storeLane(quotient(i, last, k + 1), quotients, 1);
    }
  }
}
