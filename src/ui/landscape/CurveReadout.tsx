/** Under a curve: x, f and f′ of each run at the play position. Moved by the clock, not by React. */
import { useEffect, useRef } from 'react';
import { formatNumber } from '../format';
import { Swatch } from '../parts/Swatch';
import { registerPainter } from '../playback/clock';
import { rowAt } from '../plots/trace';
import { runLabel, styleIndex } from '../run-look';
import { appStore, playbackStore, useApp, useView } from '../stores';
import type { AppState } from '../types';

/** More runs than this are read in the table of results. */
const MOST_LINES = 4;

const quantities = ['x', 'f', 'f′'] as const;

/** See the file's header. Nothing where the loss has more than one variable. */
export function CurveReadout() {
  const hidden = useView((state) => state.hidden);
  // A string, so that a chunk of a trace does not render the list again.
  const ids = useApp((state) => shownIds(state, hidden));
  return ids === '' ? null : <Lines ids={JSON.parse(ids) as string[]} />;
}

function shownIds({ runs, problem }: AppState, hidden: readonly string[]): string {
  if (problem.n !== 1) return '';
  const ids = runs.filter(({ spec, trace }) => trace.n === 1 && !hidden.includes(spec.id)).map(({ spec }) => spec.id);
  return ids.length === 0 ? '' : JSON.stringify(ids.slice(0, MOST_LINES));
}

function Lines({ ids }: { readonly ids: readonly string[] }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const painter = registerPainter(() => list.current && write(list.current));
    const stops = [
      playbackStore.subscribe(() => painter.invalidate()),
      appStore.subscribe((now, before) => now.runs !== before.runs && painter.invalidate()),
    ];
    return () => {
      for (const stop of stops) stop();
      painter.dispose();
    };
  }, [ids]);
  return (
    <ul ref={list} className="curve-readout numeric" aria-label="Where the runs are" data-testid="curve-readout">
      {ids.map((id) => (
        <Line key={id} id={id} />
      ))}
    </ul>
  );
}

function Line({ id }: { readonly id: string }) {
  const style = useApp((state) => {
    const run = state.runs.find(({ spec }) => spec.id === id);
    return run ? styleIndex(run, state) : 0;
  });
  const label = useApp((state) => {
    const run = state.runs.find(({ spec }) => spec.id === id);
    return run ? runLabel(run, state.runs) : id;
  });
  return (
    <li data-run={id}>
      <Swatch style={style} />
      <span className="curve-readout-name" title={label}>
        {label}
      </span>
      {quantities.map((name) => (
        <span key={name} className="curve-readout-value">
          <span>{name}</span> <span data-quantity={name} />
        </span>
      ))}
    </li>
  );
}

/** Writes the numbers of the last whole iterate: between two of them only the picture moves. */
function write(list: HTMLElement): void {
  const { runs } = appStore.getState();
  const { position } = playbackStore.getState();
  for (const line of list.querySelectorAll<HTMLElement>('[data-run]')) {
    const trace = runs.find(({ spec }) => spec.id === line.dataset['run'])?.trace;
    const row = trace ? Math.floor(rowAt(trace, position)) : -1;
    const values = trace && row >= 0 ? [trace.x[row], trace.fun[row], trace.slope?.[row]] : [];
    line.querySelectorAll('[data-quantity]').forEach((cell, k) => {
      const text = formatNumber(values[k], k < 2 ? 6 : 4);
      if (cell.textContent !== text) cell.textContent = text;
    });
  }
}
