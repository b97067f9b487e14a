/** Fair timing of two alternatives in one process: interleaved rounds, medians, one ratio. */

/** One line of a benchmark's report. */
export interface BenchRow {
  readonly name: string;
  /** microseconds per run, median */
  readonly ours: number;
  readonly anchor: number;
  readonly ratio: number;
  /** largest ratio that the project promises */
  readonly goal: number;
}

function microsecondsPerRun(run: () => number, runs: number): number {
  const start = performance.now();
  let sink = 0;
  for (let i = 0; i < runs; i++) sink += run();
  const elapsed = performance.now() - start;
  if (Number.isNaN(sink)) throw new Error('A benchmarked run returned NaN.');
  return (elapsed * 1000) / runs;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Times `ours` against `anchor`: each returns a number, so that no run can be optimized away. */
export function compare(name: string, goal: number, ours: () => number, anchor: () => number, runs = 2000): BenchRow {
  for (let i = 0; i < 3; i++) {
    microsecondsPerRun(ours, runs);
    microsecondsPerRun(anchor, runs);
  }
  const oursTimes: number[] = [];
  const anchorTimes: number[] = [];
  for (let round = 0; round < 15; round++) {
    oursTimes.push(microsecondsPerRun(ours, runs));
    anchorTimes.push(microsecondsPerRun(anchor, runs));
  }
  const [a, b] = [median(oursTimes), median(anchorTimes)];
  return { name, ours: a, anchor: b, ratio: a / b, goal };
}
