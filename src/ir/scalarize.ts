/**
 * Small programs, written out: every element becomes a node of its own, every loop is unrolled.
 *
 * Differentiated and emitted, such a program is straight-line code in which common terms are shared and structural
 * zeros vanish. Programs beyond the budget stay arrays: a loop of 10,000 stays a loop.
 */
import { checkpointSteps } from './checkpoints';
import { evaluateOp } from './evaluate';
import type { Graph, Program } from './graph';
import type { Node, ReduceOp } from './node';
import { sizeOf, stridesOf } from './shape';
import { reachable } from './traverse';

/** Elements of a program's nodes, loops counted by their steps: what writing it out would take. */
export function elementCount(roots: readonly Node[]): number {
  let count = 0;
  for (const node of reachable(roots)) {
    count += node.op === 'constant' ? 0 : sizeOf(node.shape);
    const body = node.attrs.scan;
    if (body) count += body.length * elementCount([...body.nextCarry, ...body.ys].filter((n) => n.free.length > 0));
  }
  return count;
}

const foldBy = { sum: 'add', prod: 'mul', min: 'min', max: 'max' } as const satisfies Record<ReduceOp, string>;

type Elements = readonly Node[];

class Scalarizer {
  private readonly memo = new Map<number, Elements>();
  private readonly scans = new Map<number, { carry: Elements[]; ys: Elements[]; history: Elements[] }>();

  constructor(private readonly g: Graph) {}

  bind(node: Node, elements: Elements): void {
    this.memo.set(node.id, elements);
  }

  elements(root: Node): Elements {
    for (const node of reachable([root], (n) => this.memo.has(n.id))) {
      if (!this.memo.has(node.id)) this.memo.set(node.id, this.expand(node));
    }
    return this.memo.get(root.id)!;
  }

  private expand(node: Node): Elements {
    const { g } = this;
    const { op, shape, attrs } = node;
    const args = node.args.map((arg) => this.memo.get(arg.id)!);
    const size = sizeOf(shape);
    switch (op) {
      case 'constant':
        return Array.from(attrs.data!, (value) => g.scalar(value));
      case 'input':
        return Array.from({ length: size }, (_, i) => g.at(g.reshape(node, [size]), i));
      case 'reduce':
        return this.group(node, args[0]!, attrs.reduce!);
      case 'cumulative':
        return this.cumulative(node, args[0]!);
      case 'scatter':
        return this.scatter(node, args);
      case 'matmul':
        return this.matmul(node, args[0]!, args[1]!);
      case 'scan':
        this.scans.set(node.id, this.unroll(node));
        return [];
      case 'output':
        return this.output(node);
      case 'reshape':
      case 'transpose':
      case 'broadcast':
      case 'slice':
      case 'gather':
      case 'concat':
        return this.move(node, args);
      case 'param':
        throw new Error('a loop parameter outside its loop');
      default:
        return Array.from({ length: size }, (_, i) => {
          const [a, b, c] = args.map((arg) => (arg.length === 1 ? arg[0]! : arg[i]!)) as [Node, Node, Node];
          if (op === 'select') return g.select(a, b, c);
          return b ? g.binary(op as 'add', a, b) : g.unary(op as 'neg', a);
        });
    }
  }

  /** Operations that only move elements, done on the elements' numbers. */
  private move(node: Node, args: readonly Elements[]): Elements {
    let first = 0;
    const numbered = args.map((arg, k) => {
      const data = Float64Array.from(arg, (_, i) => first + i);
      first += arg.length;
      return { data, shape: node.args[k]!.shape };
    });
    const pool = args.flat();
    return Array.from(evaluateOp(node, numbered), (i) => pool[i]!);
  }

  /** Elements of the reduced array, each folded left to right. */
  private group(node: Node, source: Elements, op: ReduceOp): Elements {
    const shape = node.args[0]!.shape;
    const strides = stridesOf(shape);
    const keptAxes = shape.map((_, axis) => axis).filter((axis) => !node.attrs.axes!.includes(axis));
    const keptStrides = stridesOf(node.shape);
    const result: Node[] = [];
    source.forEach((element, flat) => {
      const to = keptAxes.reduce(
        (sum, axis, k) => sum + (Math.floor(flat / strides[axis]!) % shape[axis]!) * keptStrides[k]!,
        0,
      );
      result[to] = result[to] ? this.g.binary(foldBy[op], result[to], element) : element;
    });
    return result;
  }

  private cumulative(node: Node, source: Elements): Elements {
    const { axis, reverse, exclusive, reduce } = node.attrs as { axis: number } & Node['attrs'];
    const count = node.shape[axis]!;
    const stride = stridesOf(node.shape)[axis]!;
    const result: Node[] = Array.from(source);
    for (let start = 0; start < source.length; start++) {
      if (Math.floor(start / stride) % count !== 0) continue;
      let running = this.g.scalar(reduce === 'prod' ? 1 : 0);
      for (let step = 0; step < count; step++) {
        const at = start + (reverse ? count - 1 - step : step) * stride;
        const next = this.g.binary(foldBy[reduce!], running, source[at]!);
        result[at] = exclusive ? running : next;
        running = next;
      }
    }
    return result;
  }

  private scatter(node: Node, args: readonly Elements[]): Elements {
    const result = Array.from<unknown, Node>({ length: sizeOf(node.shape) }, () => this.g.scalar(0));
    const places = Float64Array.from(result, (_, i) => i);
    args.forEach((part, k) => {
      const target = node.attrs.targets![k]!;
      const shape = node.args[k]!.shape;
      const read =
        target.kind === 'slice'
          ? { op: 'slice' as const, shape, attrs: { ranges: target.ranges } }
          : { op: 'gather' as const, shape, attrs: { indices: target.indices, axis: target.axis } };
      const landings = evaluateOp(read, [{ data: places, shape: node.shape }]);
      part.forEach((element, i) => (result[landings[i]!] = this.g.binary('add', result[landings[i]!]!, element)));
    });
    return result;
  }

  private matmul(node: Node, a: Elements, b: Elements): Elements {
    const [m, n] = node.shape as [number, number];
    const { transposeA, transposeB } = node.attrs;
    const [nodeA, nodeB] = node.args as [Node, Node];
    const inner = nodeA.shape[transposeA ? 0 : 1]!;
    const pick = (elements: Elements, columns: number, row: number, column: number, flipped?: boolean): Node =>
      elements[flipped ? column * columns + row : row * columns + column]!;
    return Array.from({ length: m * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      let sum: Node | null = null;
      for (let k = 0; k < inner; k++) {
        const left = pick(a, nodeA.shape[1]!, i, k, transposeA);
        const term = this.g.binary('mul', left, pick(b, nodeB.shape[1]!, k, j, transposeB));
        sum = sum ? this.g.binary('add', sum, term) : term;
      }
      return sum!;
    });
  }

  private output(node: Node): Elements {
    const { kind, index, every } = node.attrs as Required<Node['attrs']>;
    const unrolled = this.scans.get(node.args[0]!.id)!;
    if (kind !== 'checkpoints') return unrolled[kind][index]!;
    const { length, reverse, carry } = node.args[0]!.attrs.scan!;
    const size = sizeOf(carry[index]!.shape);
    return checkpointSteps(length, reverse, every).flatMap((step) =>
      unrolled.history[index]!.slice(step * size, (step + 1) * size),
    );
  }

  private unroll(scan: Node): { carry: Elements[]; ys: Elements[]; history: Elements[] } {
    const body = scan.attrs.scan!;
    let carry = body.carry.map((_, i) => this.memo.get(scan.args[i]!.id)!);
    const sources = body.xs.map((_, i) => this.memo.get(scan.args[body.carry.length + i]!.id)!);
    const rows: { ys: Elements[]; history: Elements[] }[] = [];
    for (let step = 0; step < body.length; step++) {
      const at = body.reverse ? body.length - 1 - step : step;
      const inner = new Scalarizer(this.g);
      for (const node of body.captured) inner.bind(node, this.memo.get(node.id)!);
      body.carry.forEach((param, i) => inner.bind(param, carry[i]!));
      body.xs.forEach((param, i) => {
        const size = sizeOf(param.shape);
        inner.bind(param, sources[i]!.slice(at * size, (at + 1) * size));
      });
      inner.bind(body.index, [this.g.scalar(at)]);
      rows[at] = { ys: body.ys.map((y) => inner.elements(y)), history: carry };
      carry = body.nextCarry.map((next) => inner.elements(next));
    }
    return {
      carry,
      ys: body.ys.map((_, i) => rows.flatMap((row) => row.ys[i]!)),
      history: body.carry.map((_, i) => rows.flatMap((row) => row.history[i]!)),
    };
  }
}

/** The elements of each root, written out over the elements of the program's inputs. */
export function scalarElements(g: Graph, roots: readonly Node[]): (readonly Node[])[] {
  const scalarizer = new Scalarizer(g);
  return roots.map((root) => scalarizer.elements(root));
}

/** One array of given shape from its elements. */
export function assemble(g: Graph, elements: readonly Node[], shape: readonly number[]): Node {
  if (shape.length === 0) return elements[0]!;
  if (elements.length === 0) return g.constant([], shape);
  return g.reshape(g.stack(elements, 0), shape);
}

/** The program written out, or null where that would take more than `budget` elements. */
export function scalarize(program: Program, budget: number): Program | null {
  if (elementCount(program.outputs) > budget) return null;
  const { graph } = program;
  const outputs = scalarElements(graph, program.outputs).map((elements, i) =>
    assemble(graph, elements, program.outputs[i]!.shape),
  );
  return { ...program, outputs };
}
