/**
 * The graph builder: every node of a program is made here.
 *
 * Nodes are interned (equal operations on equal arguments are one node), operations on constants are folded, and each
 * method simplifies on the way in. Shapes are concrete. A graph knows nothing of the language a loss was written in
 * nor of what its programs are emitted as.
 */
import { constantArray, constantValue } from './constants';
import { buildBinary, buildSelect, buildUnary, isCommutative } from './elementwise';
import { evaluateOp } from './evaluate';
import { buildCumulative, buildMatmul, buildProduct, buildReduce } from './folds';
import type {
  Attrs,
  BinaryOp,
  GraphCore,
  Node,
  OpName,
  ProgramOf,
  Range,
  ReduceOp,
  ScanBody,
  ScanOutputKind,
  Shape,
  Target,
  UnaryOp,
} from './node';
import { buildScan, capturedBy, freeOf, scanParams, type ScanSpec } from './scan';
import { formatShape, normalizeAxis, ShapeError, sizeOf } from './shape';
import {
  buildBroadcast,
  buildConcat,
  buildGather,
  buildReshape,
  buildScatter,
  buildSlice,
  buildTranspose,
} from './views';

export { constantArray, constantValue, ShapeError };
export type { Attrs, BinaryOp, Node, OpName, Range, ReduceOp, ScanSpec, Shape, UnaryOp };

/** Inputs, outputs and the graph they live in. A loss has one packed input `x` of shape [n] and one scalar output. */
export type Program = ProgramOf<Graph>;

/** An operand: a node, or a number that stands for a scalar constant. */
export type Operand = Node | number;

const NO_FREE: readonly number[] = [];

export class Graph implements GraphCore {
  private readonly interned = new Map<string, Node>();
  private readonly dataKeys = new WeakMap<Float64Array, number>();
  private nextId = 0;
  private nextKey = 0;
  private relaxation = 0;
  private limit = Infinity;

  /** A named array that the caller supplies. The same name and shape give the same node. */
  input(name: string, shape: Shape): Node {
    return this.make('input', [], shape, { name });
  }

  scalar(value: number): Node {
    return this.make('constant', [], [], { data: Float64Array.of(value) });
  }

  /** A constant array, row-major.
   *  @throws ShapeError if `data` does not fill `shape` */
  constant(data: ArrayLike<number>, shape: Shape): Node {
    if (data.length !== sizeOf(shape)) {
      throw new ShapeError(`${data.length} numbers do not fill an array of shape ${formatShape(shape)}`);
    }
    const values = Float64Array.from(data);
    if (values.length > 1 && values.every((value) => Object.is(value, values[0]))) {
      return this.broadcastTo(this.scalar(values[0]!), shape);
    }
    return this.make('constant', [], shape, { data: values });
  }

  /** f(a) for every element. */
  unary(op: UnaryOp, a: Operand): Node {
    return buildUnary(this, op, this.operand(a));
  }

  /** f(a, b) for every pair of elements, with NumPy's broadcasting.
   *  @throws ShapeError if the shapes do not broadcast */
  binary(op: BinaryOp, a: Operand, b: Operand): Node {
    return buildBinary(this, op, this.operand(a), this.operand(b));
  }

  /** a where cond ≠ 0, elsewhere b, with broadcasting. Derivatives of the branch not taken never reach the result. */
  select(cond: Operand, a: Operand, b: Operand): Node {
    return buildSelect(this, this.operand(cond), this.operand(a), this.operand(b));
  }

  /** Folds axes away (all of them by default), left to right in row-major order.
   *  @throws ShapeError if an axis does not exist, or for the minimum of nothing */
  reduce(op: ReduceOp, a: Node, axes?: readonly number[], keepdims = false): Node {
    return buildReduce(this, op, a, axes, keepdims);
  }

  cumsum(a: Node, axis: number): Node {
    return this.cumulative('sum', a, axis);
  }

  cumprod(a: Node, axis: number): Node {
    return this.cumulative('prod', a, axis);
  }

  /** Running sums or products along an axis; `exclusive` leaves each element's own value out. */
  cumulative(op: 'sum' | 'prod', a: Node, axis: number, how?: { reverse?: boolean; exclusive?: boolean }): Node {
    return buildCumulative(this, op, a, axis, how);
  }

  reshape(a: Node, shape: Shape): Node {
    return buildReshape(this, a, shape);
  }

  /** Axes in a new order; reversed when no order is given. */
  transpose(a: Node, perm?: readonly number[]): Node {
    return buildTranspose(this, a, perm);
  }

  broadcastTo(a: Node, shape: Shape): Node {
    return buildBroadcast(this, a, shape);
  }

  /** One range per axis.
   *  @throws ShapeError if a range leaves its axis */
  slice(a: Node, ranges: readonly Range[]): Node {
    return buildSlice(this, a, ranges);
  }

  /** One position along the first axis, which is dropped: a[index]. A negative index counts from the end.
   *  @throws ShapeError if the index is out of range */
  at(a: Node, index: number): Node {
    const extent = a.shape[0];
    if (extent === undefined) throw new ShapeError('a number cannot be indexed');
    const start = index < 0 ? index + extent : index;
    const rest = a.shape.slice(1);
    if (start < 0 || start >= extent) {
      throw new ShapeError(`index ${index} is out of range for an axis of length ${extent}`);
    }
    const ranges = [{ start, step: 1, count: 1 }, ...rest.map((count) => ({ start: 0, step: 1, count }))];
    return this.reshape(this.slice(a, ranges), rest);
  }

  /** Rows picked along an axis by constant indices, which may repeat. */
  gather(a: Node, indices: ArrayLike<number>, axis: number): Node {
    return buildGather(this, a, indices, axis);
  }

  concat(parts: readonly Node[], axis: number): Node {
    return buildConcat(this, parts, axis);
  }

  /** Arrays of one shape side by side along a new axis. */
  stack(parts: readonly Node[], axis: number): Node {
    const first = parts[0];
    if (!first) throw new ShapeError('nothing to stack');
    const at = normalizeAxis(axis, first.shape.length + 1);
    const expanded = parts.map((part) => this.reshape(part, [...part.shape.slice(0, at), 1, ...part.shape.slice(at)]));
    return this.concat(expanded, at);
  }

  scatter(parts: readonly Node[], targets: readonly Target[], shape: Shape): Node {
    return buildScatter(this, parts, targets, shape);
  }

  /** NumPy's `@` for vectors and matrices. */
  matmul(a: Node, b: Node): Node {
    return buildMatmul(this, a, b);
  }

  product(a: Node, b: Node, transposeA: boolean, transposeB: boolean): Node {
    return buildProduct(this, a, b, transposeA, transposeB);
  }

  /** A sequential loop: `body` maps the carried values, one element of each `xs` (along its first axis) and the index
   *  to the next carries and to values that are stacked. It may use outer nodes. Gradients replay it backwards.
   *  @throws ShapeError if a carry changes its shape or an `xs` has another length */
  scan(spec: ScanSpec): { carry: Node[]; ys: Node[] } {
    return buildScan(this, spec);
  }

  /** Operations that were built so far, whether or not anything still needs them. */
  get operationCount(): number {
    let count = 0;
    for (const { args } of this.interned.values()) if (args.length > 0) count++;
    return count;
  }

  /** A program of this graph. */
  program(inputs: readonly Node[], outputs: readonly Node[]): Program {
    return { inputs, outputs, graph: this };
  }

  get relaxed(): boolean {
    return this.relaxation > 0;
  }

  get historyLimit(): number {
    return this.limit;
  }

  /** Runs `build` with rewrites that may change rounding (not meaning) allowed: for derivative code.
   *  @param historyLimit  numbers that the adjoint of a sequential loop may keep: see `adjoint-scan.ts` */
  relax<T>(build: () => T, historyLimit = this.limit): T {
    const before = this.limit;
    this.relaxation++;
    this.limit = historyLimit;
    try {
      return build();
    } finally {
      this.relaxation--;
      this.limit = before;
    }
  }

  param(shape: Shape): Node {
    const id = this.nextId;
    return this.intern('param', [], shape, { index: id }, [id]);
  }

  scanOf(body: Omit<ScanBody, 'captured'>, init: readonly Node[], xs: readonly Node[]): Node {
    const params = scanParams(body);
    const captured = capturedBy([...body.nextCarry, ...body.ys], params);
    const args = [...init, ...xs, ...captured];
    return this.intern('scan', args, [], { scan: { ...body, captured } }, freeOf(args, []));
  }

  scanOutput(scan: Node, kind: ScanOutputKind, index: number, every = 1): Node {
    const body = scan.attrs.scan!;
    const source = (kind === 'ys' ? body.ys : body.carry)[index]!;
    if (kind === 'carry') return this.make('output', [scan], source.shape, { kind, index });
    if (kind !== 'checkpoints') return this.make('output', [scan], [body.length, ...source.shape], { kind, index });
    return this.make('output', [scan], [Math.ceil(body.length / every), ...source.shape], { kind, index, every });
  }

  make(op: OpName, args: readonly Node[], shape: Shape, attrs: Attrs = {}): Node {
    if (args.length > 0 && op !== 'broadcast' && args.every((arg) => arg.op === 'constant')) {
      const values = args.map((arg) => ({ data: arg.attrs.data!, shape: arg.shape }));
      return this.constant(evaluateOp({ op, shape, attrs }, values), shape);
    }
    return this.intern(op, args, shape, attrs, args.length === 0 ? NO_FREE : freeOf(args, []));
  }

  private operand(a: Operand): Node {
    return typeof a === 'number' ? this.scalar(a) : a;
  }

  private intern(op: OpName, args: readonly Node[], shape: Shape, attrs: Attrs, free: readonly number[]): Node {
    const key = this.keyOf(op, args, shape, attrs);
    const known = this.interned.get(key);
    if (known) return known;
    const node: Node = { id: this.nextId++, op, args, shape, attrs, free: free.length > 0 ? free : NO_FREE };
    this.interned.set(key, node);
    return node;
  }

  private keyOf(op: OpName, args: readonly Node[], shape: Shape, attrs: Attrs): string {
    const ids = args.map((arg) => arg.id);
    if (isCommutative(op)) ids.sort((a, b) => a - b);
    return `${op}|${ids.join()}|${shape.join()}|${this.attrsKey(attrs)}`;
  }

  private attrsKey(attrs: Attrs): string {
    if (attrs.data) return this.dataKey(attrs.data);
    // A scan body is new each time it is built: its parameters are.
    if (attrs.scan)
      return `scan${attrs.scan.nextCarry.map((n) => n.id).join()};${attrs.scan.ys.map((n) => n.id).join()};${attrs.scan.carry.map((n) => n.id).join()};${attrs.scan.xs.map((n) => n.id).join()};${attrs.scan.index.id};${attrs.scan.reverse};${attrs.scan.length}`;
    let empty = true;
    for (const _ in attrs) empty = false;
    return empty
      ? ''
      : JSON.stringify(attrs, (_key, value: unknown) => (value instanceof Int32Array ? [...value] : value));
  }

  private dataKey(data: Float64Array): string {
    if (data.length <= 64) return `d${Array.from(data, (v) => (Object.is(v, -0) ? '-0' : String(v))).join()}`;
    let key = this.dataKeys.get(data);
    if (key === undefined) this.dataKeys.set(data, (key = this.nextKey++));
    return `#${key}`;
  }
}
