/**
 * Fair timing of two alternatives: they take turns in short rounds, and the ratio is the median of the rounds' ratios.
 *
 * A round is some milliseconds, so that a busy machine disturbs both sides of it alike or one round alone; the median
 * then forgets that round. Absolute times are medians too, and only as good as the machine was quiet.
 * Both sides are charged processor time, our garbage collector's and compiler's threads included: on a busy machine the
 * clock would mostly measure who waited longer for a processor.
 */

/** One line of the report. */
export interface BenchRow {
  readonly name: string;
  /** microseconds per run, median */
  readonly ours: number;
  /** null: the anchor is absent on this machine */
  readonly anchor: number | null;
  /** ours / anchor, median of the rounds */
  readonly ratio: number | null;
  /** largest ratio that the project promises */
  readonly goal: number;
}

/** Times `runs` runs: microseconds of processor time per run. */
export interface Timer {
  (runs: number): number | Promise<number>;
  /** whether the runs are this process's own, and need its compiler */
  readonly isHere?: boolean;
}

// V8 compiles what it has seen run: a side of this process is warmed up for this much processor time, however little
// of the clock it gets on a busy machine, and in this many runs: a solver of many parts (COBYQA) needs some fifty until
// all of them are compiled, and its first ones go to the compiler; L-BFGS-B's WebAssembly is compiled twice. SciPy is
// compiled already; its side gets the same time on the clock.
const WARM_UP_MS = 1500;
const WARM_UP_RUNS = 60;
const LONGEST_WARM_UP_MS = 5000;
const ROUND_US = 4000;
const MAX_RUNS = 100_000;
const MAX_ROUNDS = 61;
const MIN_ROUNDS = 3;

/** A timer of a function in this process, which returns a number so that no run can be optimized away.
 *  @throws Error when a run returns NaN: it did not do its job */
export function timerOf(run: () => number): Timer & ((runs: number) => number) {
  const time = (runs: number): number => {
    const start = process.cpuUsage();
    let sink = 0;
    for (let i = 0; i < runs; i++) sink += run();
    const { user, system } = process.cpuUsage(start);
    if (Number.isNaN(sink)) throw new Error('A benchmarked run returned NaN.');
    return (user + system) / runs;
  };
  return Object.assign(time, { isHere: true });
}

/** The median of some numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Times two sides by turns.
 *  @param milliseconds  how long the rounds may take, warming up apart */
export async function compare(
  name: string,
  goal: number,
  ours: Timer,
  anchor: Timer | null,
  milliseconds = 600,
): Promise<BenchRow> {
  const runs = await roundOf(ours);
  const anchorRuns = anchor ? await roundOf(anchor) : 0;
  const oursTimes: number[] = [];
  const anchorTimes: number[] = [];
  const deadline = performance.now() + milliseconds;
  while (oursTimes.length < MAX_ROUNDS && (oursTimes.length < MIN_ROUNDS || performance.now() < deadline)) {
    oursTimes.push(await ours(runs));
    if (anchor) anchorTimes.push(await anchor(anchorRuns));
  }
  const ratio = anchor ? median(oursTimes.map((time, round) => time / anchorTimes[round]!)) : null;
  return { name, ours: median(oursTimes), anchor: anchor ? median(anchorTimes) : null, ratio, goal };
}

// Warms a side up and finds how many of its runs make a round.
async function roundOf(timer: Timer): Promise<number> {
  const start = performance.now();
  const usage = process.cpuUsage();
  let runs = 1;
  let warm = 0;
  let elapsed = 0;
  let spent = 0;
  do {
    const time = await timer(runs);
    warm += runs;
    runs = Math.max(1, Math.round(ROUND_US / Math.max(time, ROUND_US / MAX_RUNS)));
    elapsed = performance.now() - start;
    const { user, system } = process.cpuUsage(usage);
    spent = timer.isHere ? (user + system) / 1000 : elapsed;
  } while (elapsed < LONGEST_WARM_UP_MS && (spent < WARM_UP_MS || (timer.isHere && warm < WARM_UP_RUNS)));
  return runs;
}
