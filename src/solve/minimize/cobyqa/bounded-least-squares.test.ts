/** Bounded least squares: the conditions of a minimum on random problems, dependent rows among them. */
import { expect, it } from 'vitest';
import { boundedLeastSquares } from './bounded-least-squares';

let state = 7;
const next = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 31 - 1;
};

it('satisfies the conditions of a minimum', () => {
  let missed = 0;
  const rounds = 1000;
  for (let round = 0; round < rounds; round++) {
    const n = 1 + (round % 5);
    const count = 1 + (round % 6);
    const rows = Array.from({ length: count }, () => Float64Array.from({ length: n }, next));
    if (round % 7 === 0 && count > 1) rows[count - 1] = rows[0]!.map((value) => -2 * value);
    const isSigned = rows.map((_, k) => (round + k) % 3 !== 0);
    const b = Float64Array.from({ length: n }, next);
    const x = boundedLeastSquares(rows, isSigned, b);
    const residual = b.map((value, i) => rows.reduce((sum, row, k) => sum + x[k]! * row[i]!, -value));
    const isMinimum = rows.every((row, k) => {
      const slope = row.reduce((sum, value, i) => sum + value * residual[i]!, 0);
      return isSigned[k] ? slope > -1e-9 && Math.abs(slope * x[k]!) < 1e-9 : Math.abs(slope) < 1e-9;
    });
    if (!isMinimum) missed++;
    x.forEach((value, k) => {
      if (isSigned[k]) expect(value).toBeGreaterThan(-1e-12);
    });
  }
  // As SciPy's, whose first solution takes a singular value of rounding size for a real one where rows are dependent.
  expect(missed).toBeLessThan(0.01 * rounds);
});
