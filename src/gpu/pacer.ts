/**
 * How much to put into one dispatch. A page that shares the GPU must stay alive, and real drivers kill long
 * dispatches, so each is aimed at half of 50 ms, from what the last ones took.
 */

/** Longest dispatch that we aim for. */
export const dispatchBudgetMs = 50;

const targetMs = dispatchBudgetMs / 2;
const maxGrowth = 8;

/** Chooses the number of points of the next dispatch. */
export class Pacer {
  #size: number;

  /** @param first points of the first dispatch, when nothing is known about the loss */
  constructor(first: number) {
    this.#size = Math.max(1, Math.floor(first));
  }

  /** Points for the next dispatch, at most `limit`. */
  next(limit: number): number {
    return Math.max(1, Math.min(this.#size, limit));
  }

  /** Learns from a dispatch of `points` that took `ms`, there and back. */
  record(points: number, ms: number): void {
    const ideal = (points * targetMs) / Math.max(ms, 0.1);
    if (ideal >= this.#size) {
      this.#size = Math.floor(Math.min(ideal, Math.max(this.#size, points * maxGrowth)));
      return;
    }
    // A short last chunk is mostly latency and says nothing against larger ones.
    if (points === this.#size || ms >= targetMs) this.#size = Math.max(1, Math.floor(ideal));
  }
}

const groupSize = 64;
const pointsPerThread = 16;
const groupsBeforeStacking = 256;

/**
 * Workgroups for `points`: one point a thread until the GPU is reasonably full, then up to 16 a thread, then
 * whatever the one-dimensional limit of 65,535 leaves to each thread's stride.
 */
export function workgroupsFor(points: number, limit: number): number {
  const spread = Math.min(Math.ceil(points / groupSize), groupsBeforeStacking);
  const stacked = Math.ceil(points / (groupSize * pointsPerThread));
  return Math.max(1, Math.min(Math.max(spread, stacked), limit));
}
