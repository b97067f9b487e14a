/**
 * A sequential loop as a scan of the graph.
 *
 * Its body is evaluated a few times on trial, to find the shapes that the carried variables settle on and the arrays
 * that are read along; what does not depend on the carried variables is computed outside, for all iterations at once.
 */
import type { Node } from '../../ir/graph';
import type { Range } from '../syntax/tree';
import { type Completion, type Context, NotScannable, normalCompletion } from './context';
import { toTensor } from './convert';
import { loopIndex } from './iteration';
import { type LoopSpec, closeLoop, dropAxis, openLoop } from './open-loop';
import { Dimension } from '../units/dimension';
import { type TensorOps, ones } from './tensors';
import { fitsAnyUnit, jointDimension } from './unit-flow';
import { type Cell, type Value, Tensor } from './values';

/** Sequential loop: carried variables become the carries of a scan. What does not depend on them is still computed
 *  for all iterations at once, outside, and read along. */
export function runScan(context: Context, spec: LoopSpec, carried: Set<Cell>): Completion {
  const cells = [...carried];
  const before = cells.map((cell) => cell.value);
  const numeric = cells.map((_, i) => isNumeric(before[i]!));
  let forms: readonly Form[] | null = null;
  let sources: Node[] = [];
  // Trial runs find the arrays that are read along and the shapes and units that the carries settle on.
  for (let round = 0; round < 4; round++) {
    const trial = traceBody(context, spec, carried, before, numeric, forms, sources);
    const settled =
      forms !== null &&
      trial.forms.every((form, i) => isSameForm(form, forms![i]!)) &&
      trial.sources.length === sources.length;
    forms = trial.forms;
    sources = trial.sources;
    if (settled) return buildScanNode(context, spec, carried, before, numeric, forms, sources);
  }
  throw new NotScannable();
}

const isNumeric = (value: Value): boolean =>
  value.kind === 'number' || value.kind === 'tensor' || value.kind === 'boolean';

/** What a carried variable is at the start of every iteration. */
interface Form {
  readonly shape: readonly number[];
  readonly dimension: Dimension | null;
}

const isSameForm = (a: Form, b: Form): boolean => a.dimension === b.dimension && a.shape.join() === b.shape.join();

interface BodyRun {
  readonly next: Tensor[];
  readonly sources: Node[];
  readonly forms: readonly Form[];
}

function traceBody(
  context: Context,
  spec: LoopSpec,
  carried: Set<Cell>,
  before: readonly Value[],
  numeric: readonly boolean[],
  forms: readonly Form[] | null,
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
    const init = initialCarries(context, before, numeric, forms, spec.header);
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
  forms: readonly Form[] | null,
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
      const form = forms?.[i];
      const target = form?.shape;
      const missing = target ? target.length - padded.shape.length : 0;
      const ranked =
        missing > 0
          ? graph.reshape(padded, [...padded.shape.slice(0, depth), ...ones(missing), ...padded.shape.slice(depth)])
          : padded;
      const node = target ? graph.broadcastTo(ranked, target) : ranked;
      return new Tensor(node, depth, level, tensor.type, depth, form ? form.dimension : firstDimension(ops, tensor));
    });
}

/** Before the first iteration, a carry that starts at 0 may turn out to have any unit. */
function firstDimension(ops: TensorOps, tensor: Tensor): Dimension | null {
  return ops.hasUnits && !tensor.dimension && fitsAnyUnit(ops, tensor) ? Dimension.open : tensor.dimension;
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
      init[i]!.dimension,
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
  const forms = next.map((tensor, i): Form => {
    const joint = jointDimension(context.ops, 'carry', [init[i]!, tensor]);
    return { shape: carriedShape(context, tensor, init[i]!.node.shape, loop.depth), dimension: joint };
  });
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
  return { next: normalized, sources: [], forms };
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
    return new Tensor(node, depth, tensor.level, tensor.type, depth, tensor.dimension);
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
  forms: readonly Form[],
  sources: readonly Node[],
): Completion {
  const { graph, ops } = context;
  // Nothing in the loop gave these a unit.
  const settled = forms.map((form) => (form.dimension === Dimension.open ? { ...form, dimension: null } : form));
  const init = initialCarries(context, before, numeric, settled, spec.header);
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
    const dimension = init[at]!.dimension;
    cell.value = new Tensor(scan.carry[at]!, ops.depth, level, type, ops.depth, dimension);
    at++;
  }
  return normalCompletion;
}
