/** What L-BFGS-B knows of the function: correction pairs, and the step to the minimizer of the quadratic model that they make. */
import type { CorrectionPairs } from './inverse-hessian';

/** A model of one run. */
export interface Model {
  /** pairs in use */
  readonly size: number;
  /** whether `push` needs ss and, for it, the length of every direction */
  readonly needsLength: boolean;
  /** Sets z to the model's minimizer inside the box and d to the direction there. A model that has lost its definiteness to
   *  rounding starts again from the identity.
   *  @param x, g       the iterate and its gradient (n)
   *  @param projected  ‖P(x − g) − x‖∞
   *  @param isFirst    whether this is the first iteration */
  aim(x: Float64Array, g: Float64Array, projected: number, isFirst: boolean, z: Float64Array, d: Float64Array): void;
  /** Stores a pair, dropping the oldest when full.
   *  @param s, y        step and change of the gradient (n), copied
   *  @param yy, sy, ss  yᵀy, sᵀy > 0 and sᵀs */
  push(s: Float64Array, y: Float64Array, yy: number, sy: number, ss: number): void;
  /** Goes on without a new pair: the curvature of the step was lost in rounding. */
  skip(): void;
  /** Forgets every pair. */
  reset(): void;
  /** The pairs in the order of their slots; the model is not to be used after that. */
  pairs(): CorrectionPairs;
}
