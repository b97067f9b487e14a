import { describe, expect, it } from 'vitest';
import { makeRun, makeTrace } from '../test-data';
import { columns, columnsFor, distanceToMinimum, sortRuns, tableAsText, verdict } from './columns';
import { resultsAreStale } from './stale';

const fun = columns.find((column) => column.id === 'fun')!;
const method = columns.find((column) => column.id === 'method')!;
const known = {
  minima: [
    { x: [1, 1], fun: 0 },
    { x: [-1, -1], fun: 0 },
  ],
};
const run = makeRun(
  'b',
  makeTrace(
    [
      [0, 0],
      [1, 0.5],
    ],
    [2, 0.25],
  ),
);
const diverged = makeRun('C', makeTrace([[0, 0]], [Number.NaN]));
const best = makeRun('a', makeTrace([[-1, -1]], [0]));

describe('cells', () => {
  it('measure to the nearest known minimum, or not at all', () => {
    expect(distanceToMinimum(run, known)).toBe(0.5);
    expect(distanceToMinimum(best, known)).toBe(0);
    expect(distanceToMinimum(run, { minima: [] })).toBeNull();
    expect(distanceToMinimum(run, { minima: [{ x: [0], fun: 0 }] })).toBeNull();
    expect(columns.find((column) => column.id === 'distance')!.cell(run, { minima: [] }).shown).toBe('—');
  });

  it('hold every digit beside what is shown', () => {
    const precise = makeRun('p', makeTrace([[0, 0]], [1 / 3]));
    expect(fun.cell(precise, known)).toMatchObject({ exact: '0.3333333333333333', shown: '0.333333' });
  });

  it('read a run in progress from its trace', () => {
    const running = makeRun('r', run.trace, { status: 'running', result: null });
    expect(fun.cell(running, known).exact).toBe('0.25');
    expect(columns.find((column) => column.id === 'nit')!.cell(running, known).exact).toBe('1');
    const queued = makeRun('q', makeTrace([], []), { status: 'queued', result: null });
    expect(columns.map((column) => column.cell(queued, known).shown)).toContain('—');
  });
});

describe('verdicts', () => {
  it('call a result that is not finite diverged, whatever its method says', () => {
    expect(verdict(run).word).toBe('converged');
    expect(verdict(diverged).word).toBe('diverged');
    expect(verdict({ ...run, status: 'cancelled' }).kind).toBe('warn');
    expect(verdict({ ...run, result: { ...run.result!, success: false } }).word).toBe('stopped');
    expect(verdict({ ...run, status: 'failed', result: null }).kind).toBe('bad');
  });
});

describe('sorting', () => {
  it('keeps runs without a value last, both ways', () => {
    const names = (direction: 'ascending' | 'descending') =>
      sortRuns([diverged, run, best], known, fun, direction).map((each) => each.spec.id);
    expect(names('ascending')).toEqual(['a', 'b', 'C']);
    expect(names('descending')).toEqual(['b', 'a', 'C']);
  });

  it('orders names without regard to case', () => {
    expect(sortRuns([diverged, run, best], known, method, 'ascending').map((each) => each.spec.id)).toEqual([
      'a',
      'b',
      'C',
    ]);
  });

  it('gives a spreadsheet one row per run and a header', () => {
    const lines = tableAsText([run, best], known).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines.every((line) => line.split('\t').length === columnsFor([run]).length)).toBe(true);
  });
});

describe('stale results', () => {
  const choice = { key: 'b', method: 'b', options: {}, style: 0 };
  const state = { runs: [run], choices: [choice], x0: [0, 0], seed: 0, running: false, compile: { constraints: [] } };

  it('are noticed when start, seed, options or methods change', () => {
    expect(resultsAreStale(state)).toBe(false);
    expect(resultsAreStale({ ...state, x0: [0, 1] })).toBe(true);
    expect(resultsAreStale({ ...state, seed: 1 })).toBe(true);
    expect(resultsAreStale({ ...state, choices: [{ ...choice, options: { gtol: 1 } }] })).toBe(true);
    expect(resultsAreStale({ ...state, choices: [choice, { ...choice, key: 'c' }] })).toBe(true);
    expect(resultsAreStale({ ...state, x0: [5, 5], running: true })).toBe(false);
    expect(resultsAreStale({ ...state, runs: [] })).toBe(false);
  });
});
