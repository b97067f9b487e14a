/**
 * What tells one first-order optimizer from another: an update rule. The loop (`descend.ts`), the learning-rate
 * schedules and the stopping tests are common to all.
 */
import type { OptionSpec } from '../method';
import type { Options } from '../options';

/** An update. */
export interface Rule {
  /** Moves x (n) in place, given the gradient there (n, read only), the scheduled learning rate, and the scheduled
   *  momentum where a schedule cycles it (null: the rule's own). */
  (x: Float64Array, g: Float64Array, lr: number, momentum: number | null): void;
  /** fields that the rule adds to the result, under PyTorch's names of its state */
  readonly state?: () => Readonly<Record<string, Float64Array>>;
}

/** What the schedule says for the next step. */
export interface Rate {
  readonly lr: number;
  /** momentum (or β₁) where the schedule cycles it, else null */
  readonly momentum: number | null;
}

/** Called once before each step, with the loss at the point that the step leaves. */
export type Schedule = (fun: number) => Rate;

/** An optimizer of PyTorch's kind. */
export interface FirstOrderSpec {
  /** PyTorch's class name */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** default learning rate */
  readonly lr: number;
  /** the optimizer's own options, under PyTorch's names */
  readonly options: readonly OptionSpec[];
  /** Starts a rule for n coordinates. @throws OptionError on values that PyTorch refuses */
  readonly createRule: (options: Options, n: number) => Rule;
}

/** g + weightDecay·x: the gradient of the loss with an L2 penalty of weightDecay/2·‖x‖².
 *  @param out  receives the sum (n); returned, or g itself when there is no decay */
export function withDecay(g: Float64Array, x: Float64Array, weightDecay: number, out: Float64Array): Float64Array {
  if (weightDecay === 0) return g;
  for (let i = 0; i < g.length; i++) out[i] = g[i] + weightDecay * x[i];
  return out;
}
