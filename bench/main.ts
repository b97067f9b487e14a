/**
 * npm run bench: every speed that the project promises, beside its anchor, in one run.
 * `npm run bench -- --full` makes 51 runs for each success rate, which takes minutes; `-- --part NAME,…` prints only those of
 * solver, losses, large, methods, evolution, sphere and success; `-- --only NAME,…` times only these methods on Rosenbrock-2.
 */
import { parseArgs } from 'node:util';
import { benchDifferentialEvolution } from './global/differential-evolution';
import { sphereRows, successTable } from './global/success';
import { lossReport } from './losses';
import { SciPy } from './scipy';
import { benchEveryMethod, benchLarge } from './solve/beside-scipy';
import { benchBfgs } from './solve/bfgs';
import { isMet, table } from './table';
import type { BenchRow } from './timing';

const PROMISED_RUNS = 51;
const SHORT_RUNS = 3;

const { values: given } = parseArgs({
  options: { full: { type: 'boolean' }, part: { type: 'string' }, only: { type: 'string' } },
});
const isFull = given.full ?? false;
const only = given.only?.split(',');
const measured: BenchRow[] = [];
const show = (title: string, anchor: string, rows: readonly BenchRow[], shown?: (value: number) => string): void => {
  measured.push(...rows);
  console.log(`\n${table(title, anchor, rows, shown)}`);
};

/** In the order of the report. A solver by hand comes first, while the code that all methods share has seen no other shapes than
 *  a library user's own. */
const parts: Readonly<Record<string, (scipy: SciPy | null) => Promise<void> | void>> = {
  solver: async () => show('a solver by hand', 'by hand', await benchBfgs()),
  losses: () => console.log(`\n${lossReport()}`),
  large: async (scipy) => show('large problems', 'SciPy', await benchLarge(scipy)),
  methods: async (scipy) => show('every method, Rosenbrock-2', 'SciPy', await benchEveryMethod(scipy, only ?? null)),
  evolution: async (scipy) => show('Rastrigin-10, 200 generations', 'anchor', await benchDifferentialEvolution(scipy)),
  sphere: () => show('evaluations, population 10', 'pycma', sphereRows(PROMISED_RUNS), String),
  success: () => {
    console.log(`\n${successTable(isFull ? PROMISED_RUNS : SHORT_RUNS)}`);
    if (!isFull) console.log(`${SHORT_RUNS} runs each: a glance, no rate. --full makes ${PROMISED_RUNS}.`);
  },
};

const chosen = given.part?.split(',') ?? (only ? ['methods'] : Object.keys(parts));
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`--part: there is no ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

console.log(`Node ${process.version}. Medians of interleaved rounds; only the ratios are claims: other work on this`);
console.log('machine moves the times of both sides.');
const scipy = await SciPy.start();
console.log(
  scipy ? `SciPy ${scipy.version} beside it.` : 'SciPy is absent (no python3 with scipy): its columns are empty.',
);
for (const name of Object.keys(parts)) if (chosen.includes(name)) await parts[name]!(scipy);
scipy?.stop();

const missed = measured.filter((row) => isMet(row) === false);
console.log(`\n${measured.length - missed.length} of ${measured.length} rows not missed.`);
