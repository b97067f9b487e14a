/**
 * `npm run parity`: how our methods agree with the recorded runs of SciPy 1.17.1, one row per method.
 *
 * `npm run parity -- --data FOLDER [--only NAME,…]` compares the recordings in another folder (files as the generator of
 * the recordings writes them, plain or gzipped), and only the files named.
 *
 * exact: runs whose counts, verdict and path must be equal, and how many are; sensitive: runs that SciPy itself ends
 * elsewhere when f changes in its last bit, and how many reach the recorded minimum. Differences follow the table.
 */
import { parseArgs } from 'node:util';
import { GOLDEN_FOLDER, goldenCases, goldenProblems, hasRecording, type GoldenCase } from '../src/golden/golden';
import {
  attemptGlobal,
  globalDifferences,
  globalExceptions,
  globalFunctions,
  isGlobalCase,
} from '../src/golden/global-parity';
import { attemptMinimize, attemptMinimizeScalar, differences, parityRow, type ParityRow } from '../src/golden/parity';
import { methods } from '../src/solve/registry';

const { values: given } = parseArgs({ options: { data: { type: 'string' }, only: { type: 'string' } } });
const folder = given.data ?? GOLDEN_FOLDER;
const only = given.only?.split(',');
const problems = goldenProblems(folder);

// The cases of a file, none where the folder lacks it or it was not asked for.
function casesOf(file: string): GoldenCase[] {
  return (only?.includes(file) ?? true) && hasRecording(file, folder) ? goldenCases(file, folder) : [];
}

/** Runs a case through the function of ours that it is a record of. */
function compare(golden: GoldenCase): string[] {
  if (isGlobalCase(golden)) return globalDifferences(golden, attemptGlobal(golden, problems));
  const attempt = golden.call === 'minimize_scalar' ? attemptMinimizeScalar : attemptMinimize;
  return differences(golden, attempt(golden, problems));
}

function rowsOfMinimize(): ParityRow[] {
  return methods
    .filter(({ family }) => family === 'minimize')
    .map(({ name }) => ({ name, file: `minimize-${name.toLowerCase()}` }))
    .map(({ name, file }) => parityRow(name, casesOf(file), compare));
}

function rowsOfScalar(): ParityRow[] {
  const cases = casesOf('minimize_scalar');
  return ['brent', 'bounded', 'golden'].map((name) =>
    parityRow(
      name,
      cases.filter(({ method }) => method === name),
      compare,
    ),
  );
}

const rowsOfGlobal = (): ParityRow[] => globalFunctions.map((name) => parityRow(name, casesOf(name), compare));

/** Hostile losses, refusals, warnings, stops: one row for each kind of call. */
function rowsOfEdges(): ParityRow[] {
  const cases = casesOf('edge_cases');
  const isScalar = ({ call }: GoldenCase): boolean => call === 'minimize_scalar';
  return [
    parityRow(
      'edges: minimize',
      cases.filter((golden) => !isScalar(golden) && !isGlobalCase(golden)),
      compare,
    ),
    parityRow('edges: scalar', cases.filter(isScalar), compare),
    parityRow('edges: global', cases.filter(isGlobalCase), compare),
  ];
}

function print(rows: readonly ParityRow[]): void {
  const line = (name: string, cells: readonly (string | number)[]): string =>
    name.padEnd(23) + cells.map((cell) => String(cell).padStart(10)).join('');
  console.log(line('method', ['cases', 'exact', 'agreed', '%', 'sensitive', 'reached']));
  for (const row of rows) {
    const share = row.exact === 0 ? '–' : ((100 * row.agreed) / row.exact).toFixed(1);
    console.log(line(row.name, [row.cases, row.exact, row.agreed, share, row.loose, row.reached]));
  }
  const total = (pick: (row: ParityRow) => number): number => rows.reduce((sum, row) => sum + pick(row), 0);
  const [exact, agreed] = [total((row) => row.exact), total((row) => row.agreed)];
  const share = ((100 * agreed) / exact).toFixed(1);
  console.log(
    line('all', [
      total((row) => row.cases),
      exact,
      agreed,
      share,
      total((row) => row.loose),
      total((row) => row.reached),
    ]),
  );
  for (const row of rows) {
    for (const failure of row.failures) {
      const reason = globalExceptions[failure.id];
      console.log(
        `\n${failure.id}${failure.isExact ? '' : ' (sensitive)'}${reason ? `: ${reason}` : ''}`,
        `\n  ${failure.differences.slice(0, 3).join('\n  ')}`,
      );
    }
  }
}

const rows = [...rowsOfMinimize(), ...rowsOfScalar(), ...rowsOfGlobal(), ...rowsOfEdges()].filter(
  ({ cases }) => cases > 0,
);
if (rows.length === 0) {
  console.error(
    `No recordings in ${folder}${only ? ` named ${only.join(', ')}` : ''}: expected files such as minimize-bfgs.json.`,
  );
  process.exitCode = 2;
} else print(rows);
