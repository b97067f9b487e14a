/** The numbers behind the convergence plot: what is subtracted from f, what stands on the axes, and their extents. */
import type { Run, StudyProblem, ViewState } from '../types';
import { iterationOf } from './trace';

export type ConvergenceX = ViewState['convergenceX'];

/** What is subtracted from f, and how the axis must name it. */
export interface Reference {
  readonly value: number;
  /** 'known': the least known minimum; 'best': the least value that any run found; 'none': nothing finite yet;
   *  'violation': not f is on the axis but by how much the constraints are broken */
  readonly kind: 'known' | 'best' | 'none' | 'violation';
}

/** Stands for the axis of violations. */
export const violationReference: Reference = { value: 0, kind: 'violation' };

/** Whether any run was made under constraints. */
export const isConstrained = (runs: readonly Run[]): boolean => runs.some(({ trace }) => trace.violation !== undefined);

/** Larger violations than this are no rounding: what f is there says nothing about the minimum. */
const RULED_OUT = 1e-6;

/** The reference of a study. A run that beats the recorded minimum (by more than rounding) replaces it, openly. */
export function referenceOf(problem: Pick<StudyProblem, 'minima'>, runs: readonly Run[]): Reference {
  let best = Infinity;
  for (const { trace } of runs) {
    for (let k = 0; k < trace.count; k++) {
      const value = trace.fun[k]!;
      if (Number.isFinite(value) && value < best && !((trace.violation?.[k] ?? 0) > RULED_OUT)) best = value;
    }
  }
  const known = Math.min(Infinity, ...problem.minima.map((minimum) => minimum.fun));
  const slack = 1e-6 * Math.max(1, Math.abs(known));
  if (Number.isFinite(known) && !(best < known - slack)) return { value: known, kind: 'known' };
  return Number.isFinite(best) ? { value: best, kind: 'best' } : { value: 0, kind: 'none' };
}

/** The column of a trace on the horizontal axis. */
export function columnOf(run: Run, kind: ConvergenceX): (k: number) => number {
  switch (kind) {
    case 'iterations':
      return (k) => iterationOf(run.trace, k);
    case 'evaluations':
      return (k) => run.trace.evaluations[k]!;
    case 'time':
      return (k) => run.trace.seconds[k]! * 1000;
    default:
      return kind satisfies never;
  }
}

/** Distance of f from the reference, never below zero by rounding. Where constraints are broken f may well be lower
 *  than their minimum: then the distance is what counts. */
export function gapAt({ trace }: Run, k: number, reference: Reference): number {
  const gap = trace.fun[k]! - reference.value;
  return trace.violation ? Math.abs(gap) : Math.max(0, gap);
}

/** What stands on the vertical axis for row k. */
export function measureAt(run: Run, k: number, isLog: boolean, reference: Reference): number {
  if (reference.kind === 'violation') return run.trace.violation?.[k] ?? Number.NaN;
  return isLog ? gapAt(run, k, reference) : run.trace.fun[k]!;
}

export interface Extent {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Gaps under this are rounding of f itself; the log axis does not go deeper. */
export const LEAST_GAP = 1e-16;

/** Extents over all runs. On a logarithmic axis zeros rest on the lower end, half a decade under the least gap. */
export function extentOf(
  runs: readonly Run[],
  kind: ConvergenceX,
  isLog: boolean,
  reference: Reference,
): Extent | null {
  let xMax = 0;
  let [lo, hi] = [Infinity, -Infinity];
  for (const run of runs) {
    const column = columnOf(run, kind);
    for (let k = 0; k < run.trace.count; k++) {
      const x = column(k);
      const y = measureAt(run, k, isLog, reference);
      if (x > xMax) xMax = x;
      if (!Number.isFinite(y) || (isLog && y < LEAST_GAP)) continue;
      if (y < lo) lo = y;
      if (y > hi) hi = y;
    }
  }
  if (!(hi >= lo)) return null;
  if (isLog) return { x: [0, xMax || 1], y: [lo / 3, Math.max(hi * 2, lo * 10)] };
  const pad = (hi - lo) * 0.05 || 1;
  return { x: [0, xMax || 1], y: [lo - pad, hi + pad] };
}

/** The vertical axis in words. */
export function valueTitle(isLog: boolean, reference: Reference, hasConstraints = false): string {
  if (reference.kind === 'violation') return 'largest violation';
  if (!isLog) return 'f';
  const gap = reference.kind === 'known' ? 'f − f*' : 'f − best found';
  return hasConstraints ? `|${gap}|` : gap;
}

/** The horizontal axis in words. */
export function columnTitle(kind: ConvergenceX): string {
  switch (kind) {
    case 'iterations':
      return 'iterations';
    case 'evaluations':
      return 'evaluations of f and ∇f';
    case 'time':
      return 'solver time (ms)';
    default:
      return kind satisfies never;
  }
}
