/**
 * Elementwise work on tensors that live in different loops.
 *
 * Operands are aligned before they meet: loop axes first (missing ones have extent 1), then the user's axes as NumPy
 * broadcasts them. An operand that was computed for all iterations at once and meets a value that a scan carries
 * becomes an input of that scan, read along its first axis.
 */
import {
  type BinaryOp,
  type Graph,
  type Node,
  type ReduceOp,
  type UnaryOp,
  constantArray,
  constantValue,
} from '../../ir/graph';
import { evaluate } from '../../ir/evaluate';
import { type Dimension, power } from '../units/dimension';
import { unaryDimension } from '../units/rules';
import { binaryDimension, jointDimension } from './unit-flow';
import { type ElementType, Tensor } from './values';

/** A loop that is being evaluated: for all iterations at once, or as a scan. */
export interface LoopFrame {
  readonly depth: number;
  readonly length: number;
  /** objects with smaller stamps were made before the loop */
  readonly stamp: number;
  /** of a scan: asks for an array along its first axis, gives one element of it inside the body */
  readonly element: ((array: Node) => Node) | null;
}

const constants = new WeakMap<Node, Float64Array | null>();

/** The elements of a node that depends on no input, row-major; undefined for any other node. */
export function constantData(graph: Graph, node: Node): Float64Array | undefined {
  const direct = constantArray(node);
  if (direct) return direct;
  const known = constants.get(node);
  if (known !== undefined) return known ?? undefined;
  let data: Float64Array | null = null;
  if (isConstant(node)) data = evaluate({ inputs: [], outputs: [node], graph }, [])[0] ?? null;
  constants.set(node, data);
  return data ?? undefined;
}

function isConstant(node: Node): boolean {
  if (node.op === 'constant') return true;
  if (node.op === 'input' || node.op === 'param' || node.free.length > 0 || node.args.length === 0) return false;
  const known = constants.get(node);
  if (known !== undefined) return known !== null;
  const result = node.args.every(isConstant);
  if (!result) constants.set(node, null);
  return result;
}

/** Operations on aligned tensors, and the loops that are open. */
export class TensorOps {
  /** loops that are open, outermost first; unrolled loops are not among them */
  readonly frames: LoopFrame[] = [];

  /** whether anything of this loss has a unit */
  hasUnits = false;

  constructor(readonly graph: Graph) {}

  get depth(): number {
    return this.frames.length;
  }

  scalar(value: number, type: ElementType = 'float'): Tensor {
    return new Tensor(this.graph.scalar(value), 0, 0, type, this.depth);
  }

  constant(data: ArrayLike<number>, shape: readonly number[], type: ElementType = 'float'): Tensor {
    return new Tensor(this.graph.constant(data, shape), 0, 0, type, this.depth);
  }

  /** A tensor in the loops of another one, and with its unit unless it gets one of its own. */
  wrap(
    node: Node,
    like: { readonly batch: number; readonly level: number; readonly dimension?: Dimension | null },
    type: ElementType,
    dimension: Dimension | null = like.dimension ?? null,
  ): Tensor {
    return new Tensor(node, like.batch, like.level, type, this.depth, dimension);
  }

  /** Constant elements of a tensor, loop axes included. */
  dataOf(tensor: Tensor): Float64Array | undefined {
    return constantData(this.graph, tensor.node);
  }

  /** The one value of a constant scalar that is the same in every iteration. */
  staticValue(tensor: Tensor): number | undefined {
    if (tensor.rank !== 0) return undefined;
    const value = constantValue(tensor.node);
    if (value !== undefined) return value;
    const data = this.dataOf(tensor);
    return data && data.length > 0 && data.every((element) => Object.is(element, data[0])) ? data[0] : undefined;
  }

  /** Brings tensors to one level and one number of loop axes; the user's axes keep their number. */
  level(tensors: readonly Tensor[]): { nodes: Node[]; batch: number; level: number } {
    const level = Math.max(...tensors.map((tensor) => tensor.level));
    const raised = tensors.map((tensor) => this.raise(tensor, level));
    const batch = Math.max(...raised.map((tensor) => tensor.batch));
    return { nodes: raised.map((tensor) => this.padBatch(tensor, batch)), batch, level };
  }

  /** As `level`, and the user's axes padded in front to one rank, so that the nodes broadcast as arrays do. */
  align(tensors: readonly Tensor[]): { nodes: Node[]; batch: number; level: number } {
    const leveled = this.level(tensors);
    const rank = Math.max(...leveled.nodes.map((node) => node.shape.length));
    if (leveled.batch === 0) return leveled;
    const nodes = leveled.nodes.map((node) => {
      const missing = rank - node.shape.length;
      if (missing === 0) return node;
      const { batch } = leveled;
      return this.graph.reshape(node, [...node.shape.slice(0, batch), ...ones(missing), ...node.shape.slice(batch)]);
    });
    return { ...leveled, nodes };
  }

  private padBatch(tensor: Tensor, batch: number): Node {
    const missing = batch - tensor.batch;
    if (missing === 0) return tensor.node;
    const { shape } = tensor.node;
    return this.graph.reshape(tensor.node, [
      ...shape.slice(0, tensor.batch),
      ...ones(missing),
      ...shape.slice(tensor.batch),
    ]);
  }

  /** The tensor as the body of scan `level` sees it. */
  raise(tensor: Tensor, level: number): Tensor {
    let current = tensor;
    const scans = this.frames.filter((frame) => frame.element !== null);
    for (let i = current.level; i < level; i++) {
      const frame = scans[i]!;
      const axis = frame.depth;
      const varies = current.batch > axis && current.node.shape[axis] !== 1;
      if (varies) {
        const { shape } = current.node;
        const order = [axis, ...shape.map((_, k) => k).filter((k) => k !== axis)];
        const element = frame.element!(this.graph.transpose(current.node, order));
        const node = this.graph.reshape(element, [...shape.slice(0, axis), 1, ...shape.slice(axis + 1)]);
        current = new Tensor(node, current.batch, i + 1, current.type, current.depth, current.dimension);
      } else current = new Tensor(current.node, current.batch, i + 1, current.type, current.depth, current.dimension);
    }
    return current;
  }

  unary(op: UnaryOp, a: Tensor, type: ElementType = 'float'): Tensor {
    const dimension = a.dimension && unaryDimension(op, a.dimension);
    return this.wrap(this.graph.unary(op, a.node), a, type, dimension);
  }

  binary(op: BinaryOp, a: Tensor, b: Tensor, type: ElementType = 'float'): Tensor {
    const aligned = this.align([a, b]);
    const node = this.graph.binary(op, aligned.nodes[0]!, aligned.nodes[1]!);
    return this.wrap(node, aligned, type, binaryDimension(this, op, a, b));
  }

  select(cond: Tensor, a: Tensor, b: Tensor): Tensor {
    const aligned = this.align([cond, a, b]);
    const node = this.graph.select(aligned.nodes[0]!, aligned.nodes[1]!, aligned.nodes[2]!);
    return this.wrap(node, aligned, a.type === b.type ? a.type : 'float', jointDimension(this, 'select', [a, b]));
  }

  /** Folds axes of the user's array. */
  reduce(op: ReduceOp, a: Tensor, axes: readonly number[], keepdims: boolean, type: ElementType): Tensor {
    const shifted = axes.map((axis) => axis + a.batch);
    const count = axes.reduce((product, axis) => product * a.shape[axis]!, 1);
    const dimension = op === 'prod' ? power(a.dimension, count) : a.dimension;
    return this.wrap(this.graph.reduce(op, a.node, shifted, keepdims), a, type, dimension);
  }

  reshape(a: Tensor, shape: readonly number[]): Tensor {
    return this.wrap(this.graph.reshape(a.node, [...a.node.shape.slice(0, a.batch), ...shape]), a, a.type);
  }

  transpose(a: Tensor, order: readonly number[]): Tensor {
    const loops = a.node.shape.slice(0, a.batch).map((_, axis) => axis);
    return this.wrap(this.graph.transpose(a.node, [...loops, ...order.map((axis) => axis + a.batch)]), a, a.type);
  }

  broadcastTo(a: Tensor, shape: readonly number[]): Tensor {
    const missing = Math.max(0, shape.length - a.rank);
    const padded = this.reshape(a, [...ones(missing), ...a.shape]);
    return this.wrap(this.graph.broadcastTo(padded.node, [...a.node.shape.slice(0, a.batch), ...shape]), a, a.type);
  }

  /** Stacks tensors of one shape along a new axis of the user's array. */
  stack(tensors: readonly Tensor[], axis: number): Tensor {
    return this.join(tensors, (nodes, batch) => this.graph.stack(nodes, batch + axis));
  }

  concat(tensors: readonly Tensor[], axis: number): Tensor {
    return this.join(tensors, (nodes, batch) => this.graph.concat(nodes, batch + axis));
  }

  private join(tensors: readonly Tensor[], build: (nodes: Node[], batch: number) => Node): Tensor {
    const leveled = this.level(tensors);
    const { batch } = leveled;
    const loops = Array.from({ length: batch }, (_, axis) =>
      Math.max(...leveled.nodes.map((node) => node.shape[axis]!)),
    );
    const nodes = leveled.nodes.map((node) => this.graph.broadcastTo(node, [...loops, ...node.shape.slice(batch)]));
    return this.wrap(build(nodes, batch), leveled, jointType(tensors), jointDimension(this, 'join', tensors));
  }

  /** One element along an axis of the user's array. */
  at(a: Tensor, axis: number, index: number): Tensor {
    const ranges = a.node.shape.map((count, k) =>
      k === axis + a.batch ? { start: index, step: 1, count: 1 } : { start: 0, step: 1, count },
    );
    const node = this.graph.slice(a.node, ranges);
    const shape = a.node.shape.filter((_, k) => k !== axis + a.batch);
    return this.wrap(this.graph.reshape(node, shape), a, a.type);
  }
}

/** A shape of ones. */
export const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

/** The type of an array made of several. */
export function jointType(tensors: readonly { readonly type: ElementType }[]): ElementType {
  const types = new Set(tensors.map((tensor) => tensor.type));
  if (types.has('float')) return 'float';
  return types.has('int') ? 'int' : (tensors[0]?.type ?? 'float');
}
