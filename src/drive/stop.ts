/** The ends that a driver puts to a run, as results: honest statuses beyond SciPy's own. */
import type { OptimizeResult } from '../solve/result';

/** What a run has asked for so far. */
export interface Counts {
  requests: number;
  fun: number;
  grad: number;
  hess: number;
  hessp: number;
  constraint: number;
  iterations: number;
}

/** A point and its value. */
export interface BestPoint {
  readonly x: Float64Array;
  readonly fun: number;
}

/** Why a driver ended a run that its method would have continued. */
export type StopReason = 'evaluations' | 'iterations' | 'time' | 'target' | 'cancelled';

// SciPy's own codes stay below 100.
const ends: Record<StopReason, { status: number; message: string }> = {
  evaluations: { status: 101, message: 'The budget of evaluations is spent.' },
  iterations: { status: 102, message: 'The budget of iterations is spent.' },
  time: { status: 103, message: 'The time limit is reached.' },
  target: { status: 104, message: 'The target value is reached.' },
  cancelled: { status: 105, message: 'The run was cancelled.' },
};

/** The result of a run that was ended: the best point so far, success only where the target was reached.
 *  @param best  null when nothing comparable was evaluated: x is then empty and fun NaN */
export function stoppedResult(reason: StopReason, best: BestPoint | null, counts: Readonly<Counts>): OptimizeResult {
  return {
    x: best?.x ?? new Float64Array(0),
    fun: best?.fun ?? NaN,
    nit: counts.iterations,
    nfev: counts.fun,
    njev: counts.grad,
    nhev: counts.hess + counts.hessp,
    ...ends[reason],
    success: reason === 'target',
    warnings: [],
    stopped: reason,
  };
}
