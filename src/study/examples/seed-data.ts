/**
 * The regression data of the first seed: NumPy's legacy generator with seed 42 draws 200 × 3 inputs, then 200 noises;
 * y = X w + 0.1 noise. The first 160 rows train, the last 40 test.
 */
import { RandomState } from '../../math/random/random-state';

/** Rows of inputs (m × 3) and their targets (m). */
export interface Rows {
  readonly X: readonly (readonly number[])[];
  readonly y: readonly number[];
}

/** Number of rows that the losses are trained on. */
const trainRows = 160;

/** The weights that the data was made with. */
export const trueWeights = [2, -1.5, 0.8] as const;

/** The seed's rows, split as it splits them.
 *  @returns 160 training rows and 40 test rows */
export function seedData(): { readonly train: Rows; readonly test: Rows } {
  const random = new RandomState(42);
  const draw = (): number => random.standardNormal();
  const X = Array.from({ length: 200 }, () => [draw(), draw(), draw()]);
  const y = X.map((row) => dot(row, trueWeights)).map((value) => value + 0.1 * draw());
  return {
    train: { X: X.slice(0, trainRows), y: y.slice(0, trainRows) },
    test: { X: X.slice(trainRows), y: y.slice(trainRows) },
  };
}

/** Mean squared error of a linear model.
 *  @param w  weights (3) */
export function meanSquaredError({ X, y }: Rows, w: ArrayLike<number>): number {
  return X.reduce((sum, row, i) => sum + (dot(row, w) - y[i]!) ** 2, 0) / y.length;
}

const dot = (a: readonly number[], b: ArrayLike<number>): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
