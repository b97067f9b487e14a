/** Side-by-side timing on a noisy machine: contestants take turns, and each reports its median round. */

export interface Timed {
  readonly name: string;
  /** Median time of one call, in nanoseconds. */
  readonly ns: number;
}

/** Times several calls against each other.
 *  @param contestants  what to time, by name; each returns a number, so that no work is optimized away
 *  @param calls        calls per round
 *  @param rounds       rounds per contestant; all take turns within a round */
export function race(contestants: Record<string, () => number>, calls: number, rounds: number): Timed[] {
  const samples = new Map<string, number[]>();
  let sink = 0;
  for (let round = -2; round < rounds; round++) {
    for (const [name, call] of Object.entries(contestants)) {
      const started = performance.now();
      for (let i = 0; i < calls; i++) sink += call();
      const ns = ((performance.now() - started) * 1e6) / calls;
      if (round >= 0) samples.set(name, [...(samples.get(name) ?? []), ns]);
    }
  }
  // A use of the sum that no optimizer can rule out.
  if (sink === Math.PI) console.log('');
  return [...samples].map(([name, times]) => ({ name, ns: times.sort((a, b) => a - b)[times.length >> 1]! }));
}
