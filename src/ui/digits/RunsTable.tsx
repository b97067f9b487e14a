/** Every training of this visit in numbers; a press on one shows its model. */
import { formatNumber, formatSeconds } from '../format';
import { Swatch } from '../parts/Swatch';
import { digitsStore, useDigits } from '../stores';
import type { DigitsRun } from '../types';
import { accuracyText, lossNow, runName } from './words';

const columns = [
  ['iterations', 'Iterations'],
  ['time', 'Time'],
  ['loss', 'Loss'],
  ['train', 'Training set'],
  ['test', 'Test set'],
] as const;

/** See the file's header. */
export function RunsTable() {
  const runs = useDigits((state) => state.runs);
  const shown = useDigits((state) => state.shown);
  if (runs.length === 0) return null;
  return (
    <div className="digits-runs">
      <table className="table" aria-label="Trainings" data-testid="digits-runs">
        <thead>
          <tr>
            <th scope="col">Method</th>
            {columns.map(([id, title]) => (
              <th key={id} scope="col" data-kind="number" data-column={id}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.order.id} run={run} isShown={run.order.id === shown} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RunRow({ run, isShown }: { readonly run: DigitsRun; readonly isShown: boolean }) {
  const { order, end } = run;
  return (
    <tr data-hovered={isShown} data-status={end?.status ?? 'running'}>
      <th scope="row">
        <button
          type="button"
          className="digits-run"
          aria-pressed={isShown}
          title={end?.message ?? 'Training'}
          onClick={() => digitsStore.getState().show(order.id)}
        >
          <Swatch style={order.id - 1} />
          {runName(run)}
          {end && end.status !== 'done' ? <span className="digits-end">{end.status}</span> : null}
        </button>
      </th>
      {columns.map(([id]) => (
        <td key={id} data-kind="number" data-column={id}>
          {cellText(id, run)}
        </td>
      ))}
    </tr>
  );
}

function cellText(column: (typeof columns)[number][0], run: DigitsRun): string {
  const { rows, view, end } = run;
  switch (column) {
    case 'iterations':
      return String(rows.at(-1)?.iteration ?? 0);
    case 'time':
      return formatSeconds(end?.seconds ?? rows.at(-1)?.seconds ?? 0);
    case 'loss':
      return formatNumber(lossNow(run), 4);
    case 'train':
      return accuracyText(view?.trainAccuracy);
    case 'test':
      return accuracyText(view?.testAccuracy);
    default:
      return column satisfies never;
  }
}
