/** The columns of the results table: what each shows of a run, exactly and for people, and how rows are ordered. */
import { exactNumber, formatCount, formatNumber, formatSeconds } from '../format';
import { exactValues, shortValues } from '../parameters/shape';
import { namedValues } from '../stores';
import type { Run, StudyProblem } from '../types';

export type ColumnId =
  'method' | 'fun' | 'maxcv' | 'params' | 'distance' | 'nit' | 'nfev' | 'njev' | 'nhev' | 'time' | 'status' | 'message';

/** One cell: a value to sort by, its exact text to copy, and what is shown. */
export interface Cell {
  readonly sort: number | string;
  readonly exact: string;
  readonly shown: string;
}

/** What cells need of a problem. */
type Facts = Pick<StudyProblem, 'minima' | 'params'>;

export interface Column {
  readonly id: ColumnId;
  readonly title: string;
  /** longer name for assistive technology and the tooltip */
  readonly name: string;
  readonly kind: 'text' | 'number';
  cell(run: Run, problem: Facts): Cell;
}

const count = (value: number | null | undefined): Cell => ({
  sort: value ?? Infinity,
  exact: value === null || value === undefined ? '—' : String(value),
  shown: formatCount(value),
});

const real = (value: number | null | undefined, shown: (value: number) => string = formatNumber): Cell => ({
  sort: value === null || value === undefined || Number.isNaN(value) ? Infinity : value,
  exact: value === null || value === undefined ? '—' : exactNumber(value),
  shown: value === null || value === undefined ? '—' : shown(value),
});

const text = (value: string): Cell => ({ sort: value.toLowerCase(), exact: value, shown: value });

/** All columns in the order of the page. */
export const columns: readonly Column[] = [
  { id: 'method', title: 'Method', name: 'Method', kind: 'text', cell: (run) => text(run.spec.method) },
  {
    id: 'fun',
    title: 'f',
    name: 'Value of f',
    kind: 'number',
    cell: (run) => real(funOf(run), (v) => formatNumber(v, 6)),
  },
  {
    id: 'maxcv',
    title: 'violation',
    name: 'Largest violation of a constraint or bound (maxcv)',
    kind: 'number',
    cell: (run) => real(violationOf(run), (v) => formatNumber(v, 2)),
  },
  {
    id: 'params',
    title: 'Parameters',
    name: 'Parameters at the end, in their units',
    kind: 'text',
    cell: (run, problem) => {
      const values = namedValues(problem.params, run.result?.x ?? lastPoint(run) ?? []);
      return values ? { sort: '', exact: exactValues(values), shown: shortValues(values) } : text('');
    },
  },
  {
    id: 'distance',
    title: '‖x − x*‖',
    name: 'Distance to the nearest known minimum',
    kind: 'number',
    cell: (run, problem) => real(distanceToMinimum(run, problem), (v) => formatNumber(v, 3)),
  },
  {
    id: 'nit',
    title: 'nit',
    name: 'Iterations',
    kind: 'number',
    cell: (run) => count(run.result?.nit ?? lastOf(run, 'nit')),
  },
  {
    id: 'nfev',
    title: 'nfev',
    name: 'Evaluations of f',
    kind: 'number',
    cell: (run) => count(run.result?.nfev ?? lastOf(run, 'nfev')),
  },
  {
    id: 'njev',
    title: 'njev',
    name: 'Evaluations of the gradient',
    kind: 'number',
    cell: (run) => count(run.result?.njev),
  },
  {
    id: 'nhev',
    title: 'nhev',
    name: 'Evaluations of the Hessian',
    kind: 'number',
    cell: (run) => count(run.result?.nhev),
  },
  { id: 'time', title: 'time', name: 'Solver time', kind: 'number', cell: (run) => real(run.seconds, formatSeconds) },
  { id: 'status', title: 'Status', name: 'Status', kind: 'text', cell: (run) => text(verdict(run).word) },
  {
    id: 'message',
    title: 'Message',
    name: 'Message',
    kind: 'text',
    cell: (run) => text(run.error ?? run.result?.message ?? ''),
  },
];

/** The columns that say something about these runs. */
export function columnsFor(runs: readonly Run[], problem?: Pick<StudyProblem, 'params'>): readonly Column[] {
  const isConstrained = runs.some((run) => run.trace.violation !== undefined);
  const isNamed = problem?.params !== undefined;
  return columns.filter(({ id }) => (id === 'maxcv' ? isConstrained : id === 'params' ? isNamed : true));
}

export type Verdict = {
  readonly word: string;
  readonly kind: 'good' | 'warn' | 'bad' | 'idle' | 'busy';
};

/** How a run stands, in one word. A result that is not finite has diverged, whatever its method says. */
export function verdict(run: Run): Verdict {
  switch (run.status) {
    case 'queued':
      return { word: 'queued', kind: 'idle' };
    case 'running':
      return { word: 'running', kind: 'busy' };
    case 'cancelled':
      return { word: 'cancelled', kind: 'warn' };
    case 'failed':
      return { word: 'failed', kind: 'bad' };
    case 'skipped':
      return { word: 'skipped', kind: 'warn' };
    case 'done':
      if (!run.result || !Number.isFinite(run.result.fun)) return { word: 'diverged', kind: 'bad' };
      return run.result.success ? { word: 'converged', kind: 'good' } : { word: 'stopped', kind: 'warn' };
    default:
      return run.status satisfies never;
  }
}

/** ‖x − x*‖ to the nearest known minimum; null when none is known or nothing was found yet. */
export function distanceToMinimum(run: Run, problem: Facts): number | null {
  const x = run.result?.x ?? lastPoint(run);
  const candidates = problem.minima.filter((minimum) => minimum.x.length === x?.length);
  if (!x || candidates.length === 0) return null;
  return Math.min(...candidates.map((minimum) => Math.hypot(...minimum.x.map((value, i) => value - x[i]!))));
}

/** Rows in the order of a column; runs without a value last in either direction, ties as they were. */
export function sortRuns(
  runs: readonly Run[],
  problem: Facts,
  column: Column,
  direction: 'ascending' | 'descending',
): Run[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const keyed = runs.map((run) => ({ run, key: column.cell(run, problem).sort }));
  keyed.sort((a, b) => {
    if (a.key === b.key) return 0;
    if (a.key === Infinity) return 1;
    if (b.key === Infinity) return -1;
    return (a.key < b.key ? -1 : 1) * sign;
  });
  return keyed.map(({ run }) => run);
}

/** The whole table as tab-separated text with exact values, for a spreadsheet. */
export function tableAsText(runs: readonly Run[], problem: Facts): string {
  const shown = columnsFor(runs, problem);
  const rows = runs.map((run) => shown.map((column) => column.cell(run, problem).exact.replaceAll(/\s+/g, ' ')));
  return [shown.map((column) => column.id), ...rows].map((row) => row.join('\t')).join('\n');
}

function funOf(run: Run): number | null {
  if (run.result) return run.result.fun;
  return run.trace.count > 0 ? run.trace.fun[run.trace.count - 1]! : null;
}

/** By how much the end of a run under constraints breaks them. */
function violationOf({ result, trace }: Run): number | null {
  if (!trace.violation) return null;
  return result?.maxcv ?? trace.violation[trace.count - 1] ?? null;
}

function lastOf(run: Run, what: 'nit' | 'nfev'): number | null {
  const last = run.trace.count - 1;
  if (last < 0) return null;
  return what === 'nfev' ? run.trace.nfev[last]! : (run.trace.iterations?.[last] ?? last);
}

function lastPoint(run: Run): Float64Array | null {
  const { trace } = run;
  return trace.count > 0 ? trace.x.subarray((trace.count - 1) * trace.n, trace.count * trace.n) : null;
}
