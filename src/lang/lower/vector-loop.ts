/**
 * A loop evaluated once for all iterations: the index is a constant array along a new axis, variables that only collect
 * become folds along that axis, and writes must belong to one iteration each.
 */
import type { Range } from '../syntax/tree';
import { type Completion, type Context, NotVectorizable, normalCompletion } from './context';
import { simplify, toTensor } from './convert';
import { power } from '../units/dimension';
import { loopIndex } from './iteration';
import { type LoopSpec, type VectorLoop, closeLoop, dropAxis, openLoop } from './open-loop';
import { type CarriedValue, type Cell, type FoldOp, type Value, ListValue, Tensor, numberOf, tupleOf } from './values';

/** Runs a loop for all iterations at once.
 *  @throws NotVectorizable if an iteration needs another */
export function runVectorized(context: Context, spec: LoopSpec, carried: Set<Cell>): Completion {
  const { length, header } = spec;
  const initial = new Map([...carried].map((cell) => [cell, cell.value]));
  const loop = openLoop(context, 'vector', length, carried, null);
  for (const [cell] of initial) {
    context.store.touch(cell);
    cell.value = { kind: 'carried', cell, op: null, terms: [] };
  }
  context.spend(header);
  const end = spec.iteration(loopIndex(context, loop.depth, length, 0));
  if (end.returned !== false || end.broke !== false) throw new NotVectorizable();
  requireIndependent(loop);
  closeLoop(context);
  for (const [cell, before] of initial) {
    cell.value = isCarriedOf(cell.value, cell)
      ? folded(context, cell.value, before, loop, header)
      : lastOf(context, cell.value, loop);
  }
  for (const cell of loop.created) cell.value = lastOf(context, cell.value, loop);
  return normalCompletion;
}

const isCarriedOf = (value: Value, cell: Cell): value is CarriedValue =>
  value.kind === 'carried' && value.cell === cell;

/** The variable after all iterations: its value before, folded with the terms of every iteration. */
function folded(context: Context, carried: CarriedValue, before: Value, loop: VectorLoop, range: Range): Value {
  if (carried.op === null || carried.terms.length === 0) return before;
  const { ops } = context;
  const op = carried.op;
  const binary = foldBinary[op];
  const terms = carried.terms.map((term) => toTensor(context, term, range));
  const term = terms.reduce((a, b) => ops.binary(binary, a, b, a.type === b.type ? a.type : 'float'));
  const exact = constantFold(context, op, term, before, loop);
  if (exact) return exact;
  const total = foldAxis(context, op, term, loop);
  if (before.kind === 'carried') return { ...before, op: sameOp(before, op), terms: [...before.terms, total] };
  const start = toTensor(context, before, range);
  const type = start.type === 'int' && total.type !== 'float' ? 'int' : 'float';
  return simplify(context, ops.binary(binary, start, total, type));
}

/** A constant collected from a constant start: added up one by one, as the loop would, so that not even the last bit
 *  differs. */
function constantFold(context: Context, op: FoldOp, term: Tensor, before: Value, loop: VectorLoop): Value | null {
  const value = context.ops.staticValue(term);
  if (before.kind !== 'number' || value === undefined || term.dimension || op === 'min' || op === 'max') return null;
  let total = before.value;
  for (let i = 0; i < loop.frame.length; i++) total = op === 'sum' ? total + value : total * value;
  const isInteger =
    context.language === 'javascript' ? Number.isInteger(total) : before.isInteger && term.type === 'int';
  return numberOf(total, isInteger);
}

const foldBinary = { sum: 'add', prod: 'mul', min: 'min', max: 'max' } as const;

function sameOp(carried: CarriedValue, op: FoldOp): FoldOp {
  if (carried.op !== null && carried.op !== op) throw new NotVectorizable();
  return op;
}

/** Folds a term along the loop's axis, which disappears. */
function foldAxis(context: Context, op: FoldOp, term: Tensor, loop: VectorLoop): Tensor {
  const { ops, graph } = context;
  const { depth, length } = loop.frame;
  const varies = term.batch > depth && term.node.shape[depth] !== 1;
  if (!varies) {
    const same = dropAxis(context, term, depth);
    if (op === 'min' || op === 'max') return same;
    return ops.binary(op === 'sum' ? 'mul' : 'pow', same, ops.scalar(length, 'int'), same.type);
  }
  const node = graph.reduce(op, term.node, [depth]);
  const dimension = op === 'prod' ? power(term.dimension, length) : term.dimension;
  return new Tensor(node, term.batch - 1, term.level, term.type, depth, dimension);
}

/** A value as the last iteration left it. */
function lastOf(context: Context, value: Value, loop: VectorLoop): Value {
  switch (value.kind) {
    case 'tensor': {
      const { depth, length } = loop.frame;
      if (value.batch <= depth) return value;
      if (value.node.shape[depth] === 1) return simplify(context, dropAxis(context, value, depth));
      const ranges = value.node.shape.map((count, axis) =>
        axis === depth ? { start: length - 1, step: 1, count: 1 } : { start: 0, step: 1, count },
      );
      const last = context.ops.wrap(context.graph.slice(value.node, ranges), value, value.type);
      return simplify(context, dropAxis(context, last, depth));
    }
    case 'tuple':
      return tupleOf(value.items.map((item) => lastOf(context, item, loop)));
    case 'list': {
      if (value.depth <= loop.depth) return value;
      if (value.packed) return ListValue.packed(lastOf(context, value.packed, loop) as Tensor, loop.depth);
      return ListValue.of(
        value.items!.map((item) => lastOf(context, item, loop)),
        loop.depth,
      );
    }
    default:
      return value;
  }
}

/** Two iterations depend on each other when one writes an element that the other reads or writes.
 *  @throws NotVectorizable if any do */
function requireIndependent(loop: VectorLoop): void {
  for (const target of loop.written) {
    if (loop.wholeReads.has(target)) throw new NotVectorizable();
    const owner = new Map<number, string>();
    const own = loop.touches.filter((touch) => touch.target === target);
    // Writes first: every element has at most one iteration that writes it, and only that one may read it.
    for (const touch of [...own.filter((t) => t.isWrite), ...own.filter((t) => !t.isWrite)]) {
      const at = touch.batchShape.map(() => 0);
      const isEveryIteration = (touch.batchShape[loop.depth] ?? 1) === 1 && loop.frame.length > 1;
      for (const row of touch.positions) {
        const iteration = isEveryIteration ? 'all' : at.join();
        for (let k = 0; k < touch.span; k++) claim(owner, row * touch.span + k, iteration, touch.isWrite);
        for (let axis = at.length - 1; axis >= 0 && ++at[axis]! === touch.batchShape[axis]; axis--) at[axis] = 0;
      }
    }
  }
}

function claim(owner: Map<number, string>, position: number, iteration: string, isWrite: boolean): void {
  const known = owner.get(position);
  if (known === undefined && isWrite) owner.set(position, iteration);
  const isForeign = known !== undefined && known !== iteration;
  if (isForeign || (isWrite && iteration === 'all')) throw new NotVectorizable();
}
