/** The losses' table of `bench/loss`, and whether the goals among its rows are met. */
import { lossTable } from './loss/loss';

const GOALS = [
  { loss: 'Rosenbrock, n = 100', what: 'value', goal: 1.3 },
  { loss: 'Rosenbrock, n = 100', what: 'gradient', goal: 3.5 },
  { loss: 'Beale, 512² points', what: 'funBatch', goal: 1.3 },
] as const;

/** The table with a verdict beside each row that has a goal. */
export function lossReport(): string {
  return lossTable()
    .split('\n')
    .map((row) => {
      const [loss, what, , ratio] = row.split(/\s{2,}/);
      const promise = GOALS.find((goal) => goal.loss === loss && goal.what === what);
      return promise ? `${row}   goal ≤ ${promise.goal}: ${Number(ratio) <= promise.goal ? 'met' : 'MISSED'}` : row;
    })
    .join('\n');
}
