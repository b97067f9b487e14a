/** What came of each run, sortable; hover is shared with the plots, the eye hides, a double click shows one alone. */
import { useMemo, useState } from 'react';
import { downloadScript } from '../header/files';
import { openDialog } from '../open-dialog';
import { IconButton } from '../parts/IconButton';
import { appStore, useApp, viewStore } from '../stores';
import { columnsFor, sortRuns, tableAsText, type Column, type ColumnId } from './columns';
import { ResultRow } from './ResultRow';
import { StartsList } from './StartsList';
import { StaleNote } from './StaleNote';

interface Sorting {
  readonly id: ColumnId;
  readonly direction: 'ascending' | 'descending';
}

/** See the file's header. */
export function ResultsPanel() {
  const runs = useApp((state) => state.runs);
  return (
    <section className="panel results" aria-labelledby="results-heading">
      <div className="panel-head">
        <h2 id="results-heading">Results</h2>
        <StaleNote />
        <div className="panel-tools">
          <IconButton
            icon="code"
            label="Save the runs as a Python script for SciPy"
            data-testid="export-script"
            disabled={runs.length === 0}
            onClick={() => void downloadScript()}
          />
          <IconButton
            icon="copy"
            label="Copy the table, all digits"
            disabled={runs.length === 0}
            onClick={() => {
              const { problem } = appStore.getState();
              void navigator.clipboard.writeText(tableAsText(runs, problem)).catch(() => undefined);
            }}
          />
        </div>
      </div>
      <div className="table-scroll">
        <ResultsTable />
        <StartsList />
      </div>
    </section>
  );
}

function ResultsTable() {
  const runs = useApp((state) => state.runs);
  const problem = useApp((state) => state.problem);
  const columns = useMemo(() => columnsFor(runs, problem), [runs, problem]);
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const rows = useMemo(() => {
    const column = columns.find((each) => each.id === sorting?.id);
    return column && sorting ? sortRuns(runs, problem, column, sorting.direction) : runs;
  }, [runs, columns, problem, sorting]);
  return (
    <table className="table" data-testid="results-table" onPointerLeave={() => viewStore.getState().setHover(null)}>
      <caption className="visually-hidden">Results of the study, one row per run</caption>
      <thead>
        <tr>
          <th scope="col" data-column="shown">
            <span className="visually-hidden">Shown</span>
          </th>
          {columns.map((column) => (
            <HeaderCell key={column.id} column={column} sorting={sorting} onSort={setSorting} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((run) => (
          <ResultRow key={run.spec.id} run={run} columns={columns} />
        ))}
      </tbody>
      {runs.length === 0 ? (
        <tfoot>
          <tr>
            <td colSpan={columns.length + 1} className="table-empty">
              No results yet. Pick methods and press Run, or{' '}
              <button type="button" className="link-button" onClick={() => openDialog('examples')}>
                open an example
              </button>
              .
            </td>
          </tr>
        </tfoot>
      ) : null}
    </table>
  );
}

interface HeaderCellProps {
  readonly column: Column;
  readonly sorting: Sorting | null;
  readonly onSort: (sorting: Sorting | null) => void;
}

/** Sorts upward, then downward, then as the study has it. */
function HeaderCell({ column, sorting, onSort }: HeaderCellProps) {
  const direction = sorting?.id === column.id ? sorting.direction : null;
  const next = direction === null ? 'ascending' : direction === 'ascending' ? 'descending' : null;
  return (
    <th scope="col" data-column={column.id} data-kind={column.kind} aria-sort={direction ?? 'none'}>
      <button type="button" title={column.name} onClick={() => onSort(next && { id: column.id, direction: next })}>
        {column.title}
        <span className="sort-mark" aria-hidden="true">
          {direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}
        </span>
      </button>
    </th>
  );
}
