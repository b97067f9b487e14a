/** Side-by-side timing on a noisy machine: contestants take turns, and each reports its median round. */

export interface Timed {
  readonly name: string;
  /** Median time of one call, in nanoseconds. */
  readonly ns: number;
}

/** V8 compiles what it has seen run: each contestant first gets so much processor time, in the same turns. */
const WARM_UP_MS = 40;

/** Times several calls against each other, in processor time: on a busy machine the clock would mostly measure who
 *  waited longer for a processor.
 *  @param contestants  what to time, by name; each returns a number, so that no work is optimized away
 *  @param calls        calls per round
 *  @param rounds       rounds per contestant; all take turns within a round */
export function race(contestants: Record<string, () => number>, calls: number, rounds: number): Timed[] {
  const turns = Object.entries(contestants).map(([name, call]) => ({ name, call, spent: 0, samples: [] as number[] }));
  let sink = 0;
  const round = (): void => {
    for (const turn of turns) {
      const start = process.cpuUsage();
      for (let i = 0; i < calls; i++) sink += turn.call();
      const { user, system } = process.cpuUsage(start);
      turn.spent += user + system;
      turn.samples.push(((user + system) * 1000) / calls);
    }
  };
  while (turns.some(({ spent }) => spent < WARM_UP_MS * 1000)) round();
  for (const turn of turns) turn.samples.length = 0;
  for (let i = 0; i < rounds; i++) round();
  // A use of the sum that no optimizer can rule out.
  if (sink === Math.PI) console.log('');
  return turns.map(({ name, samples }) => ({ name, ns: samples.sort((a, b) => a - b)[rounds >> 1]! }));
}
