/** What both engines share: a training in progress, as the worker sees it. */
import type { TrainOrder, TrainRow } from './protocol';

/** Where a training tells of itself. */
export interface Watcher {
  /** one iteration; `x` may be kept */
  iteration(row: TrainRow, x: Float64Array): void;
}

/** How a training came to its end by itself, or was stopped. */
export interface Ending {
  readonly cancelled: boolean;
  readonly message: string;
  /** the last model; null when there was none yet */
  readonly x: Float64Array | null;
  /** decimal digits that f32 supports; null in f64 */
  readonly digits: number | null;
  readonly nfev: number;
  readonly nhev: number;
}

/** Trains one model to the end of its method.
 *  @throws Error, with a message for people, when the method or the device breaks off */
export type Trainer = (order: TrainOrder, watcher: Watcher, signal: AbortSignal) => Promise<Ending>;
