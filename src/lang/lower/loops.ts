/**
 * Loops with a known number of iterations.
 *
 * Three ways, tried in this order: a few iterations are unrolled; otherwise the body is evaluated once for all
 * iterations, with the loop index as a constant array along a new axis, and variables that only collect (`s += e`,
 * `p *= e`, `m = max(m, e)`) become folds along that axis; if an iteration needs the one before, the body becomes a
 * `scan`. What fits none of these is unrolled up to a limit, and refused beyond it.
 */
import { LossError, SilentError, fail } from '../diagnostics';
import {
  type Completion,
  type Context,
  CarriedDiscovered,
  NotScannable,
  NotVectorizable,
  normalCompletion,
} from './context';
import { branch, mergeCompletions, or } from './merge';
import type { LoopSpec } from './open-loop';
import { runScan } from './scan-loop';
import { type Cell, integer } from './values';
import { runVectorized } from './vector-loop';

/** Up to here a loop is written out: straight-line code is the fastest there is. */
const unrollLimit = 8;

/** A loop that has to be sequential is written out up to here, and a scan beyond. */
const sequentialUnrollLimit = 32;

/** A loop that can be nothing else is written out up to here. */
const lastResortUnrollLimit = 5000;

/** Array operations of this many elements are the largest that a loop may become. */
const iterationLimit = 2_000_000;

/** Runs a loop.
 *  @returns how the loop as a whole ends: `broke` tells whether it was left by `break`
 *  @throws LossError if it has too many iterations */
export function runLoop(context: Context, spec: LoopSpec): Completion {
  const { length, header } = spec;
  if (length > iterationLimit) {
    fail(
      header,
      'loop-too-long',
      `This loop runs ${length.toLocaleString('en')} times; the limit is ${iterationLimit.toLocaleString('en')}.`,
      'Use fewer iterations.',
    );
  }
  if (length <= unrollLimit) return unroll(context, spec);
  const carried = new Set(spec.assigned);
  const vectorized = attempt(context, carried, length, () => runVectorized(context, spec, carried));
  if (vectorized) return vectorized;
  if (length > sequentialUnrollLimit) {
    const scanned = attempt(context, carried, length, () => runScan(context, spec, carried));
    if (scanned) return scanned;
  }
  if (length > lastResortUnrollLimit) {
    fail(
      header,
      'loop-not-parallel',
      `Each of the ${length.toLocaleString('en')} iterations of this loop needs the one before in a way that cannot be compiled.`,
      `Use at most ${lastResortUnrollLimit} iterations, or collect with s += … and a[i] = ….`,
    );
  }
  return unroll(context, spec);
}

/** Tries a way of running the loop; starts again when a further carried variable is found.
 *  @returns null when this way is impossible; everything is then as before */
function attempt(context: Context, carried: Set<Cell>, length: number, run: () => Completion): Completion | null {
  for (;;) {
    const depth = context.loops.length;
    const frames = context.ops.frames.length;
    const path = context.path;
    const created = context.creationMark();
    try {
      return context.store.attempt(run);
    } catch (error) {
      context.undoCreations(created);
      context.loops.length = depth;
      context.ops.frames.length = frames;
      context.path = path;
      if (error instanceof CarriedDiscovered && !carried.has(error.cell)) {
        carried.add(error.cell);
        // An outer loop that also predates the variable must know it as well.
        if (context.loops.some((loop) => error.cell.stamp < loop.stamp && !loop.carried.has(error.cell))) throw error;
        continue;
      }
      if (error instanceof NotVectorizable || error instanceof NotScannable) return null;
      // A short loop may still be right when it is written out; then its own errors are reported.
      if ((error instanceof LossError || error instanceof SilentError) && length <= 64) return null;
      throw error;
    }
  }
}

function unroll(context: Context, spec: LoopSpec): Completion {
  const run = (from: number): Completion => {
    for (let i = from; i < spec.length; i++) {
      context.spend(spec.header);
      const end = spec.iteration(integer(i));
      if (end === normalCompletion) continue;
      const left = or(context, end.returned, end.broke);
      if (left === false) continue;
      if (left === true) return { ...end, continued: false };
      const rest = branch(
        context,
        left,
        () => normalCompletion,
        () => run(i + 1),
        spec.header,
      );
      return mergeCompletions(context, left, { ...end, continued: false }, rest, spec.header);
    }
    return normalCompletion;
  };
  return run(0);
}
