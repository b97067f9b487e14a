/** Functions that JavaScript's array methods call with elements: one after another, or for all elements at once. */
import { fail } from '../diagnostics';
import { type Completion, type Context, normalCompletion } from '../lower/context';
import { gatherFirst } from '../lower/gather';
import { type Iterable, iterableOf } from '../lower/iteration';
import { runLoop } from '../lower/loops';
import { type Value, ListValue } from '../lower/values';
import type { Binding } from './binding';

/** An interpreter can collect results of all iterations at once; the context interface offers it to `map`. */
interface Collector extends Context {
  collect(length: number, range: { from: number; to: number }, element: (index: Value) => Value): Value;
}

/** Calls a callback with as many arguments as it can take: `x.map(Math.abs)` passes the element alone. */
export function callBack(context: Context, args: Binding, values: readonly Value[]): Value {
  const f = args.value('f');
  const given = f.kind === 'builtin' ? values.slice(0, 1) : values;
  return context.call(
    f,
    given.map((value) => ({ value, name: null, range: args.range })),
    args.range,
  );
}

/** The elements of a list that a method walks over.
 *  @throws LossError for `new Array(n)` as it was made: JavaScript's methods pass over places that nothing was put in */
export function walk(context: Context, args: Binding, list: ListValue): Iterable {
  if (list.isHollow) {
    fail(
      args.range,
      'hollow-array',
      `The places of this array are empty, and “${args.name}” passes over empty places.`,
      'Fill it first: new Array(n).fill(0), or write Array.from({ length: n }, (_, i) => …).',
    );
  }
  if (list.packed?.parameter) list.packed.parameter.usesLength = true;
  return iterableOf(context, list, args.range, (tensor, index) => gatherFirst(context, tensor, index));
}

/** A list of `f(element, index, list)`. */
export function mapped(context: Context, args: Binding, list: ListValue): Value {
  const iterable = walk(context, args, list);
  return collected(context, args, iterable.length, (index) => [iterable.at(index), index, list]);
}

/** A list of what the callback makes of each index's arguments. */
export function collected(
  context: Context,
  args: Binding,
  length: number,
  argumentsAt: (index: Value) => readonly Value[],
): Value {
  return (context as Collector).collect(length, args.range, (index) => callBack(context, args, argumentsAt(index)));
}

/** Calls `f(element, index, list)` for its effects. */
export function forEach(context: Context, args: Binding, list: ListValue): void {
  const iterable = walk(context, args, list);
  runLoop(context, {
    length: iterable.length,
    header: args.range,
    assigned: [],
    iteration: (index): Completion => {
      callBack(context, args, [iterable.at(index), index, list]);
      return normalCompletion;
    },
  });
}
