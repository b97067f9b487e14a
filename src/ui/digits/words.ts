/** How numbers of a training are said. */
import type { DigitsRun } from '../types';

/** A share as a percentage with one decimal. */
export const accuracyText = (share: number | null | undefined): string =>
  share === null || share === undefined ? '—' : `${(100 * share).toFixed(1)}\u202f%`;

/** The last known loss of a run: checked in f64 once it has ended; null before its first iteration. */
export const lossNow = ({ end, rows }: DigitsRun): number | null => end?.checkedLoss ?? rows.at(-1)?.loss ?? null;

/** What a run is called. */
export const runName = ({ order }: DigitsRun): string =>
  `${order.method}, ${order.engine === 'gpu' ? 'WebGPU' : 'CPU'}`;
