/** One run in the table. */
import { memo } from 'react';
import { Icon } from '../parts/Icon';
import { Swatch } from '../parts/Swatch';
import { runLabel, styleIndex } from '../run-look';
import { useApp, useView, viewStore } from '../stores';
import type { Run } from '../types';
import { verdict, type Column } from './columns';

interface ResultRowProps {
  readonly run: Run;
  readonly columns: readonly Column[];
}

/** See the file's header. */
export const ResultRow = memo(function ResultRow({ run, columns }: ResultRowProps) {
  const { id } = run.spec;
  const isHidden = useView((state) => state.hidden.includes(id));
  const isHovered = useView((state) => state.hover?.runId === id);
  const label = useApp((state) => runLabel(run, state.runs));
  return (
    <tr
      data-hovered={isHovered}
      data-hidden={isHidden}
      onPointerEnter={() => {
        if (run.trace.count > 0) viewStore.getState().setHover({ runId: id, iterate: run.trace.count - 1 });
      }}
      onDoubleClick={() => viewStore.getState().solo(id)}
    >
      <td>
        <button
          type="button"
          className="icon-button icon-button-small"
          aria-label={`Show ${label}`}
          aria-pressed={!isHidden}
          title={isHidden ? 'Hidden: press to show' : 'Shown: press to hide, double-click the row to show it alone'}
          onClick={() => viewStore.getState().toggleHidden(id)}
        >
          <Icon name={isHidden ? 'eyeOff' : 'eye'} />
        </button>
      </td>
      {columns.map((column) =>
        column.id === 'method' ? (
          <MethodCell key="method" run={run} label={label} />
        ) : (
          <DataCell key={column.id} column={column} run={run} />
        ),
      )}
    </tr>
  );
});

function MethodCell({ run, label }: { readonly run: Run; readonly label: string }) {
  const style = useApp((state) => styleIndex(run, state));
  return (
    <th scope="row" data-value={run.spec.method}>
      <span className="method-cell">
        <Swatch style={style} />
        <span title={label}>{label}</span>
      </span>
    </th>
  );
}

function DataCell({ column, run }: { readonly column: Column; readonly run: Run }) {
  const problem = useApp((state) => state.problem);
  const cell = column.cell(run, problem);
  const exact = column.id === 'fun' ? `${cell.exact} (${run.evaluatedOn})` : cell.exact;
  return (
    <td
      data-kind={column.kind}
      data-column={column.id}
      data-value={cell.exact}
      title={
        cell.exact === '' || cell.exact === '—'
          ? undefined
          : column.id === 'params'
            ? exact.replaceAll('; ', '\n')
            : exact
      }
      onCopy={(event) => {
        // A whole cell copied gives every digit; a part of a message stays a part.
        if (column.id === 'message' || window.getSelection()?.toString().trim() !== cell.shown) return;
        event.preventDefault();
        event.clipboardData.setData('text/plain', cell.exact);
      }}
    >
      {column.id === 'status' ? (
        <span className="verdict" data-kind={verdict(run).kind}>
          {cell.shown}
        </span>
      ) : (
        cell.shown
      )}
    </td>
  );
}
