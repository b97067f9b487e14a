/** Every training of this visit in numbers; a press on one shows its model. */
import { formatNumber, formatSeconds } from '../format';
import { Swatch } from '../parts/Swatch';
import { digitsStore, useDigits } from '../stores';
import type { DigitsRun } from '../types';
import { accuracyText, lossNow, runName } from './words';

const columns = ['Iterations', 'Time', 'Loss', 'Training set', 'Test set'] as const;

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
            {columns.map((column) => (
              <th key={column} scope="col" data-kind="number">
                {column}
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
  const { order, rows, view, end } = run;
  const last = rows.at(-1);
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
      <td data-kind="number">{last?.iteration ?? 0}</td>
      <td data-kind="number">{formatSeconds(end?.seconds ?? last?.seconds ?? 0)}</td>
      <td data-kind="number" data-column="loss">
        {formatNumber(lossNow(run), 4)}
      </td>
      <td data-kind="number">{accuracyText(view?.trainAccuracy)}</td>
      <td data-kind="number" data-column="test">
        {accuracyText(view?.testAccuracy)}
      </td>
    </tr>
  );
}
