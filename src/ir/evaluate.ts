/**
 * What every operation means, one array at a time, written for clarity: the graph folds constants with it and the
 * tests hold both emitters against it. Nothing here is meant to be fast.
 */
import { checkpointSteps } from './checkpoints';
import type { Attrs, GraphCore, Node, ProgramOf, Range, ReduceOp, ScanBody, Shape, Target } from './node';
import { binaryOps, isBinary, isUnary, unaryOps } from './ops';
import { sizeOf, stridesOf } from './shape';

interface Value {
  readonly data: Float64Array;
  readonly shape: Shape;
}

/** Calls back with every multi-index of a shape, in row-major order. */
function eachIndex(shape: Shape, visit: (index: number[], flat: number) => void): void {
  const index = Array.from<number>({ length: shape.length }).fill(0);
  const size = sizeOf(shape);
  for (let flat = 0; flat < size; flat++) {
    visit(index, flat);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
}

const dot = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);

function elementwise(shape: Shape, args: readonly Value[], f: (...values: number[]) => number): Float64Array {
  const steps = args.map((arg) => (arg.shape.length === 0 ? 0 : 1));
  return Float64Array.from({ length: sizeOf(shape) }, (_, i) => f(...args.map((arg, k) => arg.data[i * steps[k]!]!)));
}

/** Moves elements: result[i] = source[at(i)]. */
function move(source: Value, shape: Shape, at: (index: number[]) => number[]): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  const strides = stridesOf(source.shape);
  eachIndex(shape, (index, flat) => (out[flat] = source.data[dot(at(index), strides)]!));
  return out;
}

/** The element of the large array that element `index` of a part stands for. */
function landing(target: Target, index: readonly number[]): number[] {
  return target.kind === 'slice'
    ? index.map((i, axis) => target.ranges[axis]!.start + i * target.ranges[axis]!.step)
    : index.map((i, axis) => (axis === target.axis ? target.indices[i]! : i));
}

const combine: Record<ReduceOp, (a: number, b: number) => number> = {
  sum: (a, b) => a + b,
  prod: (a, b) => a * b,
  min: Math.min,
  max: Math.max,
};
const identity: Record<ReduceOp, number> = { sum: 0, prod: 1, min: Infinity, max: -Infinity };

function reduce(source: Value, shape: Shape, op: ReduceOp, axes: readonly number[]): Float64Array {
  const out = new Float64Array(sizeOf(shape)).fill(identity[op]);
  const strides = stridesOf(shape);
  eachIndex(source.shape, (index, flat) => {
    const kept = index.filter((_, axis) => !axes.includes(axis));
    const to = dot(kept, strides);
    out[to] = combine[op](out[to]!, source.data[flat]!);
  });
  return out;
}

function cumulative(source: Value, attrs: Attrs): Float64Array {
  const op = attrs.reduce!;
  const axis = attrs.axis!;
  const count = source.shape[axis]!;
  const stride = stridesOf(source.shape)[axis]!;
  const out = new Float64Array(source.data.length);
  eachIndex(source.shape, (index, flat) => {
    if (index[axis] !== 0) return;
    let running = identity[op];
    for (let step = 0; step < count; step++) {
      const at = flat + (attrs.reverse ? count - 1 - step : step) * stride;
      const next = combine[op](running, source.data[at]!);
      out[at] = attrs.exclusive ? running : next;
      running = next;
    }
  });
  return out;
}

function concat(parts: readonly Value[], shape: Shape, axis: number): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  const strides = stridesOf(shape);
  let offset = 0;
  for (const part of parts) {
    eachIndex(part.shape, (index, flat) => (out[dot(index, strides) + offset * strides[axis]!] = part.data[flat]!));
    offset += part.shape[axis]!;
  }
  return out;
}

function scatter(parts: readonly Value[], shape: Shape, targets: readonly Target[]): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  const strides = stridesOf(shape);
  parts.forEach((part, i) =>
    eachIndex(part.shape, (index, flat) => (out[dot(landing(targets[i]!, index), strides)]! += part.data[flat]!)),
  );
  return out;
}

function matmul(a: Value, b: Value, shape: Shape, attrs: Attrs): Float64Array {
  const [m, n] = shape as [number, number];
  const inner = a.shape[attrs.transposeA ? 0 : 1]!;
  const at = (v: Value, row: number, column: number, flipped: boolean): number =>
    v.data[flipped ? column * v.shape[1]! + row : row * v.shape[1]! + column]!;
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < inner; k++)
        out[i * n + j]! += at(a, i, k, attrs.transposeA!) * at(b, k, j, attrs.transposeB!);
    }
  }
  return out;
}

const rangeIndex = (ranges: readonly Range[]) => (index: number[]) =>
  index.map((i, k) => ranges[k]!.start + i * ranges[k]!.step);

/** One operation on known arrays; scans and leaves have no such meaning. */
export function evaluateOp(node: Pick<Node, 'op' | 'shape' | 'attrs'>, args: readonly Value[]): Float64Array {
  const { op, shape, attrs } = node;
  if (isUnary(op)) return elementwise(shape, args, unaryOps[op].cpu);
  if (isBinary(op)) return elementwise(shape, args, binaryOps[op].cpu);
  const source = args[0]!;
  switch (op) {
    case 'select':
      return elementwise(shape, args, (test, yes, no) => (test !== 0 ? yes! : no!));
    case 'reduce':
      return reduce(source, shape, attrs.reduce!, attrs.axes!);
    case 'cumulative':
      return cumulative(source, attrs);
    case 'reshape':
      return source.data;
    case 'transpose':
      return move(source, shape, (index) => {
        const from = Array.from<number>({ length: index.length });
        attrs.perm!.forEach((axis, i) => (from[axis] = index[i]!));
        return from;
      });
    case 'broadcast': {
      const offset = shape.length - source.shape.length;
      return move(source, shape, (index) => source.shape.map((n, axis) => (n === 1 ? 0 : index[offset + axis]!)));
    }
    case 'slice':
      return move(source, shape, rangeIndex(attrs.ranges!));
    case 'gather':
      return move(source, shape, (index) => index.map((i, k) => (k === attrs.axis ? attrs.indices![i]! : i)));
    case 'concat':
      return concat(args, shape, attrs.axis!);
    case 'scatter':
      return scatter(args, shape, attrs.targets!);
    case 'matmul':
      return matmul(source, args[1]!, shape, attrs);
    case 'input':
    case 'constant':
    case 'param':
    case 'scan':
    case 'output':
      throw new Error(`${op} has no meaning of its own`);
    default:
      return op satisfies never;
  }
}

type Memo = Map<number, Float64Array>;
interface ScanResult {
  readonly carry: Float64Array[];
  readonly ys: Float64Array[];
  readonly history: Float64Array[];
}

class Evaluator {
  private readonly scans = new Map<string, ScanResult>();
  private run = 0;

  valueOf(node: Node, memo: Memo): Float64Array {
    const known = memo.get(node.id);
    if (known) return known;
    const value = this.compute(node, memo);
    memo.set(node.id, value);
    return value;
  }

  private compute(node: Node, memo: Memo): Float64Array {
    if (node.op === 'constant') return node.attrs.data!;
    if (node.op === 'input' || node.op === 'param')
      throw new Error(`no value for ${node.attrs.name ?? 'a loop parameter'}`);
    if (node.op === 'output') return this.scanOutput(node, memo);
    return evaluateOp(
      node,
      node.args.map((arg) => ({ data: this.valueOf(arg, memo), shape: arg.shape })),
    );
  }

  private scanOutput(node: Node, memo: Memo): Float64Array {
    const scan = node.args[0]!;
    // One marker array per scan and memo: the memo is where a scan's results live and die.
    let marker = memo.get(scan.id);
    if (!marker) {
      marker = Float64Array.of(this.run++);
      memo.set(scan.id, marker);
      this.scans.set(String(marker[0]), this.runScan(scan, scan.attrs.scan!, memo));
    }
    const { kind, index, every } = node.attrs as Required<Attrs>;
    const result = this.scans.get(String(marker[0]))!;
    if (kind !== 'checkpoints') return result[kind][index]!;
    const { length, reverse, carry } = scan.attrs.scan!;
    const size = sizeOf(carry[index]!.shape);
    return checkpointSteps(length, reverse, every).reduce(
      (kept, step, row) => {
        kept.set(result.history[index]!.subarray(step * size, (step + 1) * size), row * size);
        return kept;
      },
      new Float64Array(sizeOf(node.shape)),
    );
  }

  private runScan(scan: Node, body: ScanBody, memo: Memo): ScanResult {
    let carry = body.carry.map((_, i) => this.valueOf(scan.args[i]!, memo));
    const sources = body.xs.map((_, i) => this.valueOf(scan.args[body.carry.length + i]!, memo));
    const stacks = (nodes: readonly Node[]): Float64Array[] =>
      nodes.map((node) => new Float64Array(body.length * sizeOf(node.shape)));
    const [ys, history] = [stacks(body.ys), stacks(body.carry)];
    for (let step = 0; step < body.length; step++) {
      const at = body.reverse ? body.length - 1 - step : step;
      const inner: Memo = new Map(memo);
      body.carry.forEach((param, i) => inner.set(param.id, carry[i]!));
      body.xs.forEach((param, i) => {
        const size = sizeOf(param.shape);
        inner.set(param.id, sources[i]!.slice(at * size, (at + 1) * size));
      });
      inner.set(body.index.id, Float64Array.of(at));
      body.carry.forEach((param, i) => history[i]!.set(carry[i]!, at * sizeOf(param.shape)));
      body.ys.forEach((y, i) => ys[i]!.set(this.valueOf(y, inner), at * sizeOf(y.shape)));
      carry = body.nextCarry.map((next) => this.valueOf(next, inner));
    }
    return { carry, ys, history };
  }
}

/** The outputs of a program at given inputs, by walking the graph. For tests and for folding; slow.
 *  @param inputs  one array per program input
 *  @returns       one array per program output */
export function evaluate(program: ProgramOf<GraphCore>, inputs: readonly Float64Array[]): Float64Array[] {
  const memo: Memo = new Map();
  program.inputs.forEach((input, i) => memo.set(input.id, inputs[i]!));
  const evaluator = new Evaluator();
  return program.outputs.map((output) => Float64Array.from(evaluator.valueOf(output, memo)));
}
