/** Pieces that the adjoint and the tangent of array operations share. */
import type { GraphCore, Node, Range, Target } from './node';
import { sizeOf } from './shape';

export function wholeRanges(shape: readonly number[]): Range[] {
  return shape.map((count) => ({ start: 0, step: 1, count }));
}

/** The ranges of each part inside a concatenation. */
export function partRanges(node: Node): Range[][] {
  let offset = 0;
  return node.args.map((part) => {
    const ranges = wholeRanges(part.shape);
    ranges[node.attrs.axis!] = { start: offset, step: 1, count: part.shape[node.attrs.axis!]! };
    offset += part.shape[node.attrs.axis!]!;
    return ranges;
  });
}

/** Where a slice or gather read its source. */
export function targetOf(node: Node): Target {
  return node.op === 'slice'
    ? { kind: 'slice', ranges: node.attrs.ranges! }
    : { kind: 'gather', indices: node.attrs.indices!, axis: node.attrs.axis! };
}

/** What a scatter's part reads back from an array of the scatter's shape. */
export function readTarget(g: GraphCore, source: Node, target: Target): Node {
  return target.kind === 'slice' ? g.slice(source, target.ranges) : g.gather(source, target.indices, target.axis);
}

/** An array of the reduced shape, repeated along the axes that were reduced. */
export function spread(g: GraphCore, reduced: Node, node: Node): Node {
  const shape = node.args[0]!.shape;
  const kept = shape.map((extent, axis) => (node.attrs.axes!.includes(axis) ? 1 : extent));
  return g.broadcastTo(g.reshape(reduced, kept), shape);
}

/** d(min or max over axes)/d(element): 1 at the extreme, shared equally among ties, 0 elsewhere. */
export function extremeWeights(g: GraphCore, node: Node): Node {
  const hits = g.binary('eq', node.args[0]!, spread(g, node, node));
  return g.binary('div', hits, spread(g, g.reduce('sum', hits, node.attrs.axes), node));
}

/** d(product over axes)/d(element): the product of all the others, which is right at zeros too. */
export function productOfOthers(g: GraphCore, node: Node): Node {
  const source = node.args[0]!;
  const axes = node.attrs.axes!;
  const keptAxes = source.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...keptAxes, ...axes];
  const moved = g.transpose(source, order);
  const kept = keptAxes.map((axis) => source.shape[axis]!);
  const count = sizeOf(axes.map((axis) => source.shape[axis]!));
  const flat = g.reshape(moved, [...kept, count]);
  const before = g.cumulative('prod', flat, kept.length, { exclusive: true });
  const after = g.cumulative('prod', flat, kept.length, { exclusive: true, reverse: true });
  const others = g.reshape(g.binary('mul', before, after), moved.shape);
  const back = Array.from<number>({ length: order.length });
  order.forEach((axis, i) => (back[axis] = i));
  return g.transpose(others, back);
}

/** A cumulative product as the loop it is, whose derivatives the scan rules know. The loop runs along the first axis
 *  of `rows` and stacks `running`; derivatives are taken by `rows` itself, which the graph may have simplified to a
 *  node far below the product's argument. */
export interface ProductLoop {
  readonly rows: Node;
  readonly running: Node;
  /** Brings an array of the product's shape into the shape of the loop, and back. */
  readonly intoLoop: (a: Node) => Node;
  readonly outOfLoop: (a: Node) => Node;
}

export function cumulativeProductLoop(g: GraphCore, node: Node): ProductLoop {
  const { axis, reverse, exclusive } = node.attrs as { axis: number; reverse: boolean; exclusive: boolean };
  const source = node.args[0]!;
  const front = [axis, ...source.shape.map((_, i) => i).filter((i) => i !== axis)];
  const back = Array.from<number>({ length: front.length });
  front.forEach((from, i) => (back[from] = i));
  const rows = g.transpose(source, front);
  const rowShape = rows.shape.slice(1);
  const [running, row] = [g.param(rowShape), g.param(rowShape)];
  const next = g.binary('mul', running, row);
  const body = {
    length: source.shape[axis]!,
    reverse,
    carry: [running],
    xs: [row],
    index: g.param([]),
    nextCarry: [next],
    ys: [exclusive ? running : next],
  };
  const scan = g.scanOf(body, [g.broadcastTo(g.scalar(1), rowShape)], [rows]);
  return {
    rows,
    running: g.scanOutput(scan, 'ys', 0),
    intoLoop: (a) => g.transpose(a, front),
    outOfLoop: (a) => g.transpose(a, back),
  };
}

/** Sums an array down to the shape that was broadcast to it. */
export function sumTo(g: GraphCore, a: Node, shape: readonly number[]): Node {
  const offset = a.shape.length - shape.length;
  const axes = a.shape.map((_, axis) => axis).filter((axis) => axis < offset || shape[axis - offset] !== a.shape[axis]);
  return axes.length === 0 ? a : g.reshape(g.reduce('sum', a, axes), shape);
}

export function zerosLike(g: GraphCore, node: Node): Node {
  return g.broadcastTo(g.scalar(0), node.shape);
}
