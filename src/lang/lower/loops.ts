/**
 * Loops with a known number of iterations.
 *
 * Three ways, tried in this order: a few iterations are unrolled; otherwise the body is evaluated once for all
 * iterations, with the loop index as a constant array along a new axis, and variables that only collect (`s += e`,
 * `p *= e`, `m = max(m, e)`) become folds along that axis; if an iteration needs the one before, the body becomes a
 * `scan`. What fits none of these is unrolled up to a limit, and refused beyond it.
 */
import type { Node } from '../../ir/graph';
import { LossError, SilentError, fail } from '../diagnostics';
import type { Range } from '../syntax/tree';
import {
  type Completion,
  type Context,
  CarriedDiscovered,
  NotScannable,
  NotVectorizable,
  type OpenLoop,
  normalCompletion,
} from './context';
import { loopIndex, simplify, toTensor } from './convert';
import { branch, mergeCompletions, or } from './merge';
import { type LoopFrame, ones } from './tensors';
import {
  type CarriedValue,
  type Cell,
  type FoldOp,
  ListValue,
  Tensor,
  type Value,
  integer,
  nextStamp,
  tupleOf,
} from './values';

export interface LoopSpec {
  readonly length: number;
  /** range of `for …`, for messages */
  readonly header: Range;
  /** Variables from before the loop that its body assigns. More may be found on the way. */
  readonly assigned: readonly Cell[];
  /** One iteration: binds the loop variable to the element at `index` and runs the body. */
  readonly iteration: (index: Value) => Completion;
}

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

interface VectorLoop extends OpenLoop {
  readonly frame: LoopFrame;
}

function openLoop(
  context: Context,
  kind: 'vector' | 'scan',
  length: number,
  carried: Set<Cell>,
  element: LoopFrame['element'],
): VectorLoop {
  const stamp = nextStamp();
  const depth = context.ops.depth;
  const frame: LoopFrame = { depth, length, stamp, element };
  const loop: VectorLoop = {
    stamp,
    kind,
    depth,
    carried,
    created: [],
    touches: [],
    wholeReads: new Set(),
    written: new Set(),
    frame,
  };
  context.ops.frames.push(frame);
  context.loops.push(loop);
  return loop;
}

function closeLoop(context: Context): void {
  context.ops.frames.pop();
  context.loops.pop();
}

function runVectorized(context: Context, spec: LoopSpec, carried: Set<Cell>): Completion {
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
  const total = foldAxis(context, op, term, loop);
  if (before.kind === 'carried') return { ...before, op: sameOp(before, op), terms: [...before.terms, total] };
  const start = toTensor(context, before, range);
  const type = start.type === 'int' && total.type !== 'float' ? 'int' : 'float';
  return simplify(context, ops.binary(binary, start, total, type));
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
  return new Tensor(node, term.batch - 1, term.level, term.type, depth);
}

/** Removes a loop axis of extent 1. */
function dropAxis(context: Context, tensor: Tensor, depth: number): Tensor {
  if (tensor.batch <= depth) return new Tensor(tensor.node, tensor.batch, tensor.level, tensor.type, depth);
  const shape = tensor.node.shape.filter((_, axis) => axis !== depth);
  return new Tensor(context.graph.reshape(tensor.node, shape), tensor.batch - 1, tensor.level, tensor.type, depth);
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
      const last = new Tensor(context.graph.slice(value.node, ranges), value.batch, value.level, value.type, depth);
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

/** Sequential loop: carried variables become the carries of a scan. What does not depend on them is still computed
 *  for all iterations at once, outside, and read along. */
function runScan(context: Context, spec: LoopSpec, carried: Set<Cell>): Completion {
  const cells = [...carried];
  const before = cells.map((cell) => cell.value);
  const numeric = cells.map((_, i) => isNumeric(before[i]!));
  let shapes: (readonly number[])[] | null = null;
  let sources: Node[] = [];
  // Trial runs find the arrays that are read along and the shapes that the carries settle on.
  for (let round = 0; round < 4; round++) {
    const trial = traceBody(context, spec, carried, before, numeric, shapes, sources);
    const settled =
      shapes !== null &&
      trial.shapes.every((shape, i) => shape.join() === shapes![i]!.join()) &&
      trial.sources.length === sources.length;
    shapes = trial.shapes;
    sources = trial.sources;
    if (settled) return buildScanNode(context, spec, carried, before, numeric, shapes, sources);
  }
  throw new NotScannable();
}

const isNumeric = (value: Value): boolean =>
  value.kind === 'number' || value.kind === 'tensor' || value.kind === 'boolean';

interface BodyRun {
  readonly next: Tensor[];
  readonly sources: Node[];
  readonly shapes: (readonly number[])[];
}

function traceBody(
  context: Context,
  spec: LoopSpec,
  carried: Set<Cell>,
  before: readonly Value[],
  numeric: readonly boolean[],
  shapes: readonly (readonly number[])[] | null,
  known: readonly Node[],
): BodyRun {
  const sources = [...known];
  let run: BodyRun | null = null;
  const element = (array: Node): Node => {
    let at = sources.indexOf(array);
    if (at < 0) at = sources.push(array) - 1;
    return context.graph.param(array.shape.slice(1));
  };
  const created = context.creationMark();
  context.store.record(() => {
    const init = initialCarries(context, before, numeric, shapes, spec.header);
    const placeholders = init.map((tensor) => context.graph.param(tensor.node.shape));
    run = runBody(context, spec, carried, numeric, init, placeholders, element);
  });
  context.undoCreations(created);
  const result = run!;
  return { ...result, sources };
}

/** Initial carries with one axis for every loop around, broadcast to the shapes that the body keeps. */
function initialCarries(
  context: Context,
  before: readonly Value[],
  numeric: readonly boolean[],
  shapes: readonly (readonly number[])[] | null,
  range: Range,
): Tensor[] {
  const { ops, graph } = context;
  const depth = ops.depth;
  const level = ops.frames.filter((frame) => frame.element !== null).length;
  return before
    .filter((_, i) => numeric[i])
    .map((value, i) => {
      const tensor = ops.raise(toTensor(context, value, range), level);
      const { shape } = tensor.node;
      const padded = graph.reshape(tensor.node, [
        ...shape.slice(0, tensor.batch),
        ...ones(depth - tensor.batch),
        ...shape.slice(tensor.batch),
      ]);
      const target = shapes?.[i];
      const missing = target ? target.length - padded.shape.length : 0;
      const ranked =
        missing > 0
          ? graph.reshape(padded, [...padded.shape.slice(0, depth), ...ones(missing), ...padded.shape.slice(depth)])
          : padded;
      return new Tensor(target ? graph.broadcastTo(ranked, target) : ranked, depth, level, tensor.type, depth);
    });
}

function runBody(
  context: Context,
  spec: LoopSpec,
  carried: Set<Cell>,
  numeric: readonly boolean[],
  init: readonly Tensor[],
  placeholders: readonly Node[],
  element: (array: Node) => Node,
): BodyRun {
  const loop = openLoop(context, 'scan', spec.length, carried, element);
  const level = context.ops.frames.filter((frame) => frame.element !== null).length;
  const cells = [...carried];
  const carries = cells.filter((_, i) => numeric[i]);
  carries.forEach((cell, i) => {
    context.store.touch(cell);
    cell.value = new Tensor(
      placeholders[i]!,
      loop.depth,
      level,
      init[i]!.type === 'int' ? 'float' : init[i]!.type,
      loop.depth,
    );
  });
  cells.forEach((cell, i) => {
    if (numeric[i]) return;
    context.store.touch(cell);
    cell.value = { kind: 'poison', diagnostic: null };
  });
  const index = loopIndex(context, loop.depth, spec.length, 0);
  context.spend(spec.header);
  const end = spec.iteration(index);
  if (end.returned !== false || end.broke !== false) throw new NotScannable();
  const next = carries.map((cell) => context.ops.raise(toTensor(context, cell.value, spec.header), level));
  const shapes = next.map((tensor, i) => carriedShape(context, tensor, init[i]!.node.shape, loop.depth));
  const normalized = next.map((tensor) => withoutLoopAxis(context, tensor, loop.depth));
  for (const cell of [...loop.created, ...cells.filter((_, i) => !numeric[i])]) {
    context.store.touch(cell);
    cell.value = {
      kind: 'poison',
      diagnostic: {
        from: spec.header.from,
        to: spec.header.to,
        severity: 'error',
        code: 'loop-local',
        message: `“${cell.name}” only has a value inside this loop.`,
        remedy: 'Give it a number before the loop.',
      },
    };
  }
  closeLoop(context);
  return { next: normalized, sources: [], shapes };
}

/** The carry's node without the scan's own axis, which has extent 1 inside the body. */
function withoutLoopAxis(context: Context, tensor: Tensor, depth: number): Tensor {
  if (tensor.batch <= depth) {
    const { shape } = tensor.node;
    const node = context.graph.reshape(tensor.node, [
      ...shape.slice(0, tensor.batch),
      ...ones(depth - tensor.batch),
      ...shape.slice(tensor.batch),
    ]);
    return new Tensor(node, depth, tensor.level, tensor.type, depth);
  }
  return dropAxis(context, tensor, depth);
}

function carriedShape(context: Context, next: Tensor, init: readonly number[], depth: number): readonly number[] {
  const { shape } = withoutLoopAxis(context, next, depth).node;
  const rank = Math.max(shape.length, init.length);
  const pad = (given: readonly number[]): number[] => [
    ...given.slice(0, depth),
    ...ones(rank - given.length),
    ...given.slice(depth),
  ];
  const [a, b] = [pad(shape), pad(init)];
  return a.map((extent, axis) => {
    const other = b[axis]!;
    if (extent !== other && extent !== 1 && other !== 1) throw new NotScannable();
    return Math.max(extent, other);
  });
}

function buildScanNode(
  context: Context,
  spec: LoopSpec,
  carried: Set<Cell>,
  before: readonly Value[],
  numeric: readonly boolean[],
  shapes: readonly (readonly number[])[],
  sources: readonly Node[],
): Completion {
  const { graph, ops } = context;
  const init = initialCarries(context, before, numeric, shapes, spec.header);
  const level = init[0]?.level ?? 0;
  const scan = graph.scan({
    length: spec.length,
    init: init.map((tensor) => tensor.node),
    xs: sources,
    body: (carry, xs) => {
      const element = (array: Node): Node => {
        const at = sources.indexOf(array);
        if (at < 0) throw new NotScannable();
        return xs[at]!;
      };
      const run = runBody(context, spec, carried, numeric, init, carry, element);
      return { carry: run.next.map((tensor) => tensor.node), ys: [] };
    },
  });
  let at = 0;
  for (const [i, cell] of [...carried].entries()) {
    if (!numeric[i]) continue;
    const type = init[at]!.type === 'int' ? 'float' : init[at]!.type;
    cell.value = new Tensor(scan.carry[at]!, ops.depth, level, type, ops.depth);
    at++;
  }
  return normalCompletion;
}
