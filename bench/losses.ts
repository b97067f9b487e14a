/** The losses' table of `bench/loss`, and whether the goals among its rows are met. */
import { compileTable } from './loss/compile';
import { lossTable } from './loss/loss';
import { reverseTable } from './loss/reverse';

const GOALS = [
  { loss: 'Rosenbrock, n = 100', what: 'value', goal: 1.3 },
  { loss: 'Rosenbrock, n = 100', what: 'gradient', goal: 3 },
  { loss: 'Rosenbrock, n = 100', what: 'gradient, written as a loop', goal: 3 },
  { loss: 'Beale, 512² points', what: 'funBatch', goal: 1.3 },
] as const;

/** The tables with a verdict beside each row that has a goal: speed, compile times, gradients over values. */
export function lossReport(): string {
  return [speedTable(), compileTable(), reverseTable()].join('\n\n');
}

function speedTable(): string {
  return lossTable()
    .split('\n')
    .map((row) => {
      const [loss, what, , ratio] = row.split(/\s{2,}/);
      const promise = GOALS.find((goal) => goal.loss === loss && goal.what === what);
      return promise ? `${row}   goal ≤ ${promise.goal}: ${Number(ratio) <= promise.goal ? 'met' : 'MISSED'}` : row;
    })
    .join('\n');
}
