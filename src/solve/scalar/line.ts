/** A function of one variable: where it lies in space, and how often it may be asked for. */
import type { FunRequest } from '../protocol';

/** Thrown by `Line.ask` when the evaluations are spent; the method that owns the line catches it. */
export class EvaluationsSpent extends Error {
  override readonly name = 'EvaluationsSpent';
}

/** A function φ of one variable. Usage: `const value = (yield line.ask(alpha)) as number`. */
export interface AskableLine {
  /** The request for φ(α). @throws EvaluationsSpent when the evaluations are used up */
  ask(alpha: number): FunRequest;
}

/** φ(α) = f(at(α)), counted. */
export class Line implements AskableLine {
  nfev = 0;

  /** @param at  makes the point (fresh) of a parameter */
  constructor(
    private readonly at: (alpha: number) => Float64Array,
    private readonly maxfev = Infinity,
  ) {}

  /** The request for φ(α). @throws EvaluationsSpent when `maxfev` is used up */
  ask(alpha: number): FunRequest {
    if (this.nfev >= this.maxfev) throw new EvaluationsSpent();
    this.nfev++;
    return { kind: 'fun', x: this.at(alpha) };
  }
}

/** How a search along a line ended. */
export interface LineMinimum {
  readonly x: number;
  readonly fun: number;
  readonly nit: number;
  readonly outcome: 'converged' | 'out of iterations' | 'nan' | 'no bracket';
}
