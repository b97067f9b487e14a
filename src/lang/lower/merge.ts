/** Joining what two branches computed: one `select` per value that differs. */
import { errorAt, fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import {
  type Changes,
  type Completion,
  type Condition,
  type Context,
  NotVectorizable,
  normalCompletion,
} from './context';
import { toTensor } from './convert';
import { truthOf } from './truth';
import {
  type CarriedValue,
  type Value,
  Cell,
  DictValue,
  ListValue,
  Tensor,
  type TensorState,
  booleanOf,
  none,
  tupleOf,
} from './values';

/** `cond ? a : b` for values that may be structures.
 *  @param range  what to name when the two cannot be joined */
export function mergeValues(context: Context, cond: Tensor, a: Value, b: Value, range: Range): Value {
  if (a === b) return a;
  if (a.kind === 'carried' || b.kind === 'carried') return mergeCarried(context, cond, a, b, range);
  if (a.kind === 'poison' || b.kind === 'poison') return a.kind === 'poison' ? a : b;
  if (a.kind === 'number' && b.kind === 'number' && Object.is(a.value, b.value) && a.isInteger === b.isInteger)
    return a;
  if (a.kind === 'boolean' && b.kind === 'boolean' && a.value === b.value) return a;
  if (a.kind === 'string' && b.kind === 'string' && a.value === b.value) return a;
  if (a.kind === 'tuple' && b.kind === 'tuple' && a.items.length === b.items.length) {
    return tupleOf(a.items.map((item, i) => mergeValues(context, cond, item, b.items[i]!, range)));
  }
  if (a.kind === 'list' && b.kind === 'list' && a.length === b.length) {
    if (a.items && b.items) {
      const other = b.items;
      return ListValue.of(
        a.items.map((item, i) => mergeValues(context, cond, item, other[i]!, range)),
        context.ops.depth,
      );
    }
    const packed = context.ops.select(cond, toTensor(context, a, range), toTensor(context, b, range));
    return ListValue.packed(packed, context.ops.depth);
  }
  if (isNumeric(a) && isNumeric(b))
    return context.ops.select(cond, toTensor(context, a, range), toTensor(context, b, range));
  if (a.kind === 'none' && b.kind === 'none') return none;
  return {
    kind: 'poison',
    diagnostic: errorAt(
      range,
      'branch-mismatch',
      'This has a different kind of value in each branch of a condition that depends on the point.',
      'Give it a number in both branches.',
    ),
  };
}

const isNumeric = (value: Value): boolean =>
  value.kind === 'number' || value.kind === 'boolean' || value.kind === 'tensor';

/** Only a fold that one branch leaves out can be joined: `if (c) s += e` adds `c ? e : 0`. */
function mergeCarried(context: Context, cond: Tensor, a: Value, b: Value, range: Range): CarriedValue {
  if (a.kind !== 'carried' || b.kind !== 'carried' || a.cell !== b.cell) throw new NotVectorizable();
  const op = a.op ?? b.op;
  if (op === null || (a.op !== null && b.op !== null && a.op !== b.op)) throw new NotVectorizable();
  let common = 0;
  while (common < a.terms.length && common < b.terms.length && a.terms[common] === b.terms[common]) common++;
  const neutral = context.ops.scalar({ sum: 0, prod: 1, min: Infinity, max: -Infinity }[op]);
  const taken = (term: Value, isThen: boolean): Tensor => {
    const tensor = toTensor(context, term, range);
    return isThen ? context.ops.select(cond, tensor, neutral) : context.ops.select(cond, neutral, tensor);
  };
  return {
    kind: 'carried',
    cell: a.cell,
    op,
    terms: [
      ...a.terms.slice(0, common),
      ...a.terms.slice(common).map((term) => taken(term, true)),
      ...b.terms.slice(common).map((term) => taken(term, false)),
    ],
  };
}

/** ¬a. */
export function not(context: Context, cond: Condition): Condition {
  return typeof cond === 'boolean' ? !cond : context.ops.unary('not', cond, 'bool');
}

/** a ∧ b. */
export function and(context: Context, a: Condition, b: Condition): Condition {
  if (a === false || b === false) return false;
  if (a === true) return b;
  if (b === true) return a;
  return context.ops.binary('and', a, b, 'bool');
}

/** a ∨ b. */
export function or(context: Context, a: Condition, b: Condition): Condition {
  if (a === true || b === true) return true;
  if (a === false) return b;
  if (b === false) return a;
  return context.ops.binary('or', a, b, 'bool');
}

function mergeConditions(context: Context, cond: Tensor, a: Condition, b: Condition): Condition {
  // Where `cond` holds, `cond` is true.
  if (typeof a !== 'boolean' && a.node === cond.node) return mergeConditions(context, cond, true, b);
  if (typeof a === 'boolean' && a === b) return a;
  return or(context, and(context, cond, a), and(context, not(context, cond), b));
}

/** How `if (cond) then else otherwise` ends, from how its branches end. */
export function mergeCompletions(
  context: Context,
  cond: Tensor,
  a: Completion,
  b: Completion,
  range: Range,
): Completion {
  if (a === normalCompletion && b === normalCompletion) return normalCompletion;
  let value = a.value ?? b.value;
  if (a.value && b.value) value = mergeValues(context, cond, a.value, b.value, range);
  return {
    returned: mergeConditions(context, cond, a.returned, b.returned),
    value,
    broke: mergeConditions(context, cond, a.broke, b.broke),
    continued: mergeConditions(context, cond, a.continued, b.continued),
  };
}

/** Runs both branches of a condition that depends on the point and joins what they changed. */
export function branch(
  context: Context,
  cond: Tensor,
  then: () => Completion,
  otherwise: () => Completion,
  range: Range,
): Completion {
  const { store, ops } = context;
  // Writes to arrays from before the innermost loop are masked where they happen (see elements.ts), not here.
  const isOlder = (object: { depth: number }): boolean => !(object instanceof Cell) && object.depth < ops.depth;
  const outerPath = context.path;
  const under = (condition: Condition, body: () => Completion): { result: Completion; changes: Changes } => {
    const path = and(context, outerPath ?? true, condition);
    context.path = typeof path === 'boolean' ? outerPath : path;
    try {
      return store.record(body, isOlder);
    } finally {
      context.path = outerPath;
    }
  };
  const a = under(cond, then);
  const b = under(not(context, cond), otherwise);
  for (const object of new Set([...a.changes.keys(), ...b.changes.keys()])) {
    const current = object.save();
    const after = (changes: Changes): unknown => (changes.has(object) ? changes.get(object)!.after : current);
    store.touch(object);
    object.restore(mergeStates(context, cond, object, after(a.changes), after(b.changes), [a.result, b.result], range));
  }
  return mergeCompletions(context, cond, a.result, b.result, range);
}

function mergeStates(
  context: Context,
  cond: Tensor,
  object: unknown,
  a: unknown,
  b: unknown,
  results: readonly [Completion, Completion],
  range: Range,
): unknown {
  // A branch that has certainly left leaves no state behind.
  if (hasLeft(results[0])) return b;
  if (hasLeft(results[1])) return a;
  if (object instanceof Cell) return mergeValues(context, cond, a as Value, b as Value, range);
  if (object instanceof Tensor) {
    const [x, y] = [a, b].map((state) => tensorOfState(state as TensorState, object));
    const merged = context.ops.select(cond, x!, y!);
    return merged.save();
  }
  if (object instanceof ListValue) {
    const lists = [a, b].map((state) => listOfState(state as ListState, object.depth));
    const merged = mergeValues(context, cond, lists[0]!, lists[1]!, range);
    if (merged.kind !== 'list') {
      return fail(
        range,
        'branch-mismatch',
        'A list gets a different length in each branch of a condition that depends on the point.',
        'Add the same number of elements in both branches, for instance 0 in one of them.',
      );
    }
    return merged.save();
  }
  if (object instanceof DictValue)
    return mergeDicts(context, cond, a as ReadonlyMap<string, Value>, b as ReadonlyMap<string, Value>, range);
  throw new TypeError('unknown object');
}

const hasLeft = (completion: Completion): boolean => completion.returned === true || completion.broke === true;

interface ListState {
  readonly items: readonly Value[] | null;
  readonly packed: Tensor | null;
}

const tensorOfState = (state: TensorState, like: Tensor): Tensor =>
  new Tensor(state.node, state.batch, state.level, like.type, like.depth, state.dimension);

function listOfState(state: ListState, depth: number): ListValue {
  return state.items ? ListValue.of(state.items, depth) : ListValue.packed(state.packed!, depth);
}

function mergeDicts(
  context: Context,
  cond: Tensor,
  a: ReadonlyMap<string, Value>,
  b: ReadonlyMap<string, Value>,
  range: Range,
): ReadonlyMap<string, Value> {
  const merged = new Map<string, Value>();
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(key), b.get(key)];
    if (x && y) merged.set(key, mergeValues(context, cond, x, y, range));
  }
  return merged;
}

/** `and`, `or`, `??` of two values, the second evaluated only where it counts. */
export function logical(
  context: Context,
  op: 'and' | 'or' | '??',
  left: Value,
  right: () => Value,
  range: Range,
): Value {
  if (op === '??') return left.kind === 'none' ? right() : left;
  const truth = truthOf(context, left, range);
  if (typeof truth === 'boolean') return truth === (op === 'and') ? right() : left;
  const outerPath = context.path;
  const reached = and(context, outerPath ?? true, op === 'and' ? truth : not(context, truth));
  context.path = typeof reached === 'boolean' ? outerPath : reached;
  let other: Value;
  try {
    other = right();
  } finally {
    context.path = outerPath;
  }
  if (left.kind === 'tensor' && left.type === 'bool') {
    const second =
      other.kind === 'boolean' || (other.kind === 'tensor' && other.type === 'bool')
        ? truthOf(context, other, range)
        : null;
    if (second !== null) {
      const result = op === 'and' ? and(context, truth, second) : or(context, truth, second);
      return typeof result === 'boolean' ? booleanOf(result) : result;
    }
  }
  return op === 'and'
    ? mergeValues(context, truth, other, left, range)
    : mergeValues(context, truth, left, other, range);
}
