/**
 * The learning rates that a first-order method would use with given options: the same scheduler that runs use, without
 * a run. ReduceLROnPlateau watches the loss, so it is given the losses of a run where there was one.
 */
import { OptionError } from '../solve/errors';
import { previewSchedule } from '../solve/first-order';
import { readOptions } from '../solve/options';
import { findMethod } from '../solve/registry';
import { studyMethods } from './catalogue';
import type { OptionValue } from './types';

/** What a schedule is asked for. */
export interface ScheduleRequest {
  readonly method: string;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** losses of a run, one before each step; absent: the loss stands still */
  readonly losses?: Float64Array;
}

/** A schedule, thinned for a small picture. */
export type ScheduleReply =
  | {
      readonly ok: true;
      /** steps of the whole run */
      readonly steps: number;
      /** the steps that are shown, ascending, the first and the last among them */
      readonly at: Float64Array;
      /** the rate at each */
      readonly lr: Float64Array;
      readonly least: number;
      readonly most: number;
    }
  | { readonly ok: false; readonly message: string };

/** Steps that are looked at, at most: the schedules of longer runs are shown up to here. */
const mostSteps = 100_000;
/** Steps that are shown, at most. */
const mostPoints = 400;

/** The rates of a method's schedule; a mistake in the options is an answer. Cost: O(maxiter). */
export function scheduleOf({ method, options, losses }: ScheduleRequest): ScheduleReply {
  try {
    const { options: specs } = findMethod(method, studyMethods);
    const given = readOptions({ options, tol: null }, specs);
    const steps = Math.min(mostSteps, Math.floor(given.number('maxiter')));
    if (!(steps >= 1)) return { ok: false, message: 'No step is taken: maxiter is 0.' };
    const still = losses ?? new Float64Array(steps);
    return { ok: true, ...thinned(previewSchedule(given, given.number('lr'), steps, still)) };
  } catch (error) {
    if (error instanceof OptionError) return { ok: false, message: error.message };
    throw error;
  }
}

function thinned(lr: Float64Array): Omit<Extract<ScheduleReply, { ok: true }>, 'ok'> {
  const steps = lr.length;
  const stride = Math.ceil(steps / mostPoints);
  const at = Float64Array.from({ length: Math.ceil(steps / stride) }, (_, k) => k * stride);
  const last = steps - 1;
  const shown = at[at.length - 1] === last ? at : Float64Array.of(...at, last);
  return {
    steps,
    at: shown,
    lr: shown.map((k) => lr[k]!),
    least: lr.reduce((least, rate) => Math.min(least, rate)),
    most: lr.reduce((most, rate) => Math.max(most, rate)),
  };
}
