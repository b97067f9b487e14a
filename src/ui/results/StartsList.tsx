/** Under the table: what the starts of each multi-start reached, and how many reached it. */
import { formatCount, formatNumber } from '../format';
import { Swatch } from '../parts/Swatch';
import { runLabel, styleIndex } from '../run-look';
import { appStore, playbackStore, useApp, viewStore } from '../stores';
import type { Run } from '../types';
import { reachedBy } from './starts';

/** Values that are listed; the rest is counted. */
const MOST = 8;

/** See the file's header. */
export function StartsList() {
  const runs = useApp((state) => state.runs);
  const withStarts = runs.filter(({ spec }) => spec.method === 'multi-start');
  if (withStarts.length === 0) return null;
  return (
    <ul className="starts" aria-label="What the starts reached" data-testid="starts">
      {withStarts.map((run) => (
        <Starts key={run.spec.id} run={run} runs={runs} />
      ))}
    </ul>
  );
}

function Starts({ run, runs }: { readonly run: Run; readonly runs: readonly Run[] }) {
  const style = useApp((state) => styleIndex(run, state));
  const reached = reachedBy(run);
  const total = reached.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const others = reached.length - MOST;
  return (
    <li className="numeric">
      <Swatch style={style} />
      <span className="starts-name">
        {runLabel(run, runs)}: {formatCount(total)} starts, {formatCount(reached.length)}{' '}
        {reached.length === 1 ? 'value' : 'values'}
      </span>
      {reached.slice(0, MOST).map(({ fun, count, row }) => (
        <button
          key={row}
          type="button"
          className="starts-value"
          title="Go to the iteration that found it"
          onClick={() => {
            playbackStore.getState().pause();
            playbackStore.getState().seek(row);
            if (appStore.getState().runs.includes(run)) {
              viewStore.getState().setHover({ runId: run.spec.id, iterate: row });
            }
          }}
        >
          {formatCount(count)} × {formatNumber(fun, 5)}
        </button>
      ))}
      {others > 0 ? <span>and {formatCount(others)} more</span> : null}
    </li>
  );
}
