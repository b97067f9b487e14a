/**
 * Lowering a set of wanted nodes to loops: the tasks of each step, fused by shape, then the kernels of that step.
 *
 * One sweep over a loop may fill several stored arrays, feed several sums and scatter several adjoints. See `plan.ts`
 * for what becomes a task.
 */
import type { Node, Target } from '../ir/node';
import { isElementwise } from '../ir/ops';
import { partRanges, wholeRanges } from '../ir/rules';
import { sizeOf, stridesOf } from '../ir/shape';
import { addScaled, isFlat, ZERO, type Place } from './affine';
import type { Affine, Expr, StoreMode } from './ast';
import { coverage } from './coverage';
import { isView, landing } from './places';
import { isKernel, isPlacement, planRegion, type Plan } from './plan';
import { reduceInto } from './reduction';
import type { Destination, Scope } from './scope';
import { scalarValue, valueAt, type Fusing } from './values';

/** A node that is wanted: in memory, or (one element) as an expression. */
export interface Request {
  readonly node: Node;
  readonly destination: Destination | null;
}

/** Lowers one kernel; supplied by `lower.ts`, since a scan's body is again a region.
 *  @param outputs  the node itself, or of a scan those of its outputs that are read
 *  @param memory   binds a node to memory and says where that is */
export type LowerKernel = (
  scope: Scope,
  node: Node,
  outputs: readonly Node[],
  memory: (node: Node) => Destination,
) => void;

/** A loop's work on the elements of one node. */
interface Task {
  readonly node: Node;
  readonly step: number;
  readonly emit: (place: Place, loops: readonly Affine[], fusing: Fusing) => void;
  /** Whether element numbers alone are enough, so that the loops over several axes may be one. */
  readonly flat: boolean;
}

/** Lowers requests into a scope and returns the expressions of those without a destination, in order. */
export function lowerRegion(scope: Scope, requests: readonly Request[], lowerKernel: LowerKernel): Expr[] {
  const isBound = (node: Node): boolean => scope.binding(node) !== undefined;
  const claimed = new Map<number, Destination>();
  const copies: Request[] = [];
  for (const request of requests) {
    const { node, destination } = request;
    if (!destination) continue;
    // What a loop carries stays in the loop's own memory and is copied.
    const carried = node.op === 'output' && node.attrs.kind === 'carry';
    const own = !isBound(node) && node.op !== 'constant' && !isView(node) && !carried;
    if (own && sizeOf(node.shape) > 1 && !claimed.has(node.id)) claimed.set(node.id, destination);
    else copies.push(request);
  }
  const plan = planRegion(
    requests.map((request) => request.node),
    isBound,
    new Set(requests.filter((r) => claimed.has(r.node.id) && isElementwise(r.node.op)).map((r) => r.node.id)),
  );
  new Region(scope, plan, claimed, lowerKernel).run(copies);
  return requests.filter((r) => !r.destination).map((r) => scalarValue(scope, r.node));
}

class Region {
  private readonly tasks = new Map<number, Task[]>();
  private readonly kernels = new Map<number, Node[]>();
  private readonly scalars = new Map<number, Node[]>();
  private last = 0;

  constructor(
    private readonly scope: Scope,
    private readonly plan: Plan,
    private readonly claimed: ReadonlyMap<number, Destination>,
    private readonly lowerKernel: LowerKernel,
  ) {}

  run(copies: readonly Request[]): void {
    for (const node of this.plan.nodes) this.enlist(node);
    for (const { node, destination } of copies) {
      const step = this.plan.readyStep(node);
      this.place(node, { kind: 'slice', ranges: wholeRanges(node.shape) }, node.shape, destination!, 'set', step);
    }
    for (let step = 0; step <= this.last; step++) {
      for (const node of this.scalars.get(step) ?? []) scalarValue(this.scope, node);
      this.emitLoops(this.tasks.get(step) ?? []);
      for (const node of this.kernels.get(step) ?? []) this.lowerOne(node);
    }
  }

  private lowerOne(node: Node): void {
    const outputs =
      node.op === 'scan' ? this.plan.nodes.filter((n) => n.op === 'output' && n.args[0] === node) : [node];
    this.lowerKernel(this.scope, node, outputs, (output) => this.memory(output));
  }

  private at<T>(table: Map<number, T[]>, step: number, entry: T): void {
    this.last = Math.max(this.last, step);
    const list = table.get(step) ?? [];
    table.set(step, list);
    list.push(entry);
  }

  private enlist(node: Node): void {
    const size = sizeOf(node.shape);
    if (isKernel(node)) {
      this.at(this.kernels, this.plan.fusedStep(node) - 1, node);
    } else if (isPlacement(node)) {
      this.enlistPlacement(node);
    } else if (node.op === 'reduce') {
      this.enlistReduce(node);
    } else if (this.plan.stored.has(node.id)) {
      const destination = this.memory(node);
      const whole: Target = { kind: 'slice', ranges: wholeRanges(node.shape) };
      this.place(node, whole, node.shape, destination, 'set', this.plan.fusedStep(node));
    } else if (size === 1 && isElementwise(node.op)) {
      this.at(this.scalars, this.plan.readyStep(node), node);
    }
  }

  /** Where a node is stored: where it was asked to go, or scratch. */
  private memory(node: Node): Destination {
    const destination = this.claimed.get(node.id) ?? {
      buffer: this.scope.allocator.buffer('scratch', sizeOf(node.shape)),
      offset: ZERO,
    };
    this.scope.bind(node, { kind: 'buffer', ...destination });
    return destination;
  }

  private enlistPlacement(node: Node): void {
    const destination = this.memory(node);
    const targets: readonly Target[] =
      node.op === 'scatter'
        ? node.attrs.targets!
        : partRanges(node).map((ranges) => ({ kind: 'slice' as const, ranges }));
    const { overlap, complete } = coverage(
      targets,
      node.args.map((part) => part.shape),
      node.shape,
    );
    if (!complete) this.scope.clear(destination, sizeOf(node.shape), 0);
    // Parts that meet are added in their own order, whenever they are ready: rounding does not depend on the plan.
    let latest = 0;
    node.args.forEach((part, i) => {
      const ready = sizeOf(part.shape) === 1 ? this.plan.readyStep(part) : this.plan.fusedStep(part);
      const step = overlap ? (latest = Math.max(latest, ready)) : ready;
      this.place(part, targets[i]!, node.shape, destination, overlap ? 'sum' : 'set', step);
    });
  }

  /** Stores the elements of `part` where `target` puts them in an array of shape `shape`. */
  private place(
    part: Node,
    target: Target,
    shape: readonly number[],
    { buffer, offset }: Destination,
    mode: StoreMode,
    step: number,
  ): void {
    const strides = stridesOf(shape);
    const identity = target.kind === 'slice' && target.ranges.every((r, i) => r.step === 1 && r.count === shape[i]);
    this.at(this.tasks, step, {
      node: part,
      step,
      flat: shape.length <= 1 || identity,
      emit: (place, _loops, fusing) => {
        const value = valueAt(this.scope, part, place, fusing);
        const to = identity && isFlat(place) ? place.flat : landing(target, place, part.shape, strides, this.scope);
        this.scope.push({ kind: 'store', buffer, index: addScaled(offset, to, 1), mode, value });
      },
    });
  }

  private enlistReduce(node: Node): void {
    const source = node.args[0]!;
    const step = this.plan.fusedStep(node) - 1;
    const full = node.attrs.axes!.length === source.shape.length;
    if (full) {
      const name = this.scope.allocator.name('s');
      this.at(this.tasks, step, {
        node: source,
        step,
        flat: true,
        emit: (place, _loops, fusing) =>
          reduceInto(this.scope, node, name, valueAt(this.scope, source, place, fusing), null),
      });
      this.scope.bind(node, { kind: 'scalar', value: { kind: 'local', name } });
      return;
    }
    const destination = this.memory(node);
    this.at(this.tasks, step, {
      node: source,
      step,
      flat: false,
      emit: (place, loops, fusing) => {
        const name = this.scope.allocator.name('s');
        const kept = loops.filter((_, axis) => !node.attrs.axes!.includes(axis));
        reduceInto(this.scope, node, name, valueAt(this.scope, source, place, fusing), {
          ...destination,
          place: kept,
        });
      },
    });
  }

  private emitLoops(tasks: readonly Task[]): void {
    const groups = new Map<string, Task[]>();
    for (const task of tasks) {
      const key = task.node.shape.filter((extent) => extent !== 1).join();
      groups.set(key, [...(groups.get(key) ?? []), task]);
    }
    for (const group of groups.values()) this.emitGroup(group);
  }

  private emitGroup(tasks: readonly Task[]): void {
    const shape = tasks[0]!.node.shape;
    const size = sizeOf(shape);
    if (size === 0) return;
    const ids = new Set(tasks.map((task) => task.node.id).filter((id) => this.plan.stored.has(id)));
    const flat = tasks.every((task) => task.flat && this.readsFlat(task.node));
    if (flat || size === 1) {
      const at = size === 1 ? ZERO : this.scope.open(size);
      const place = { flat: at };
      for (const task of tasks) task.emit(place, [at], { nodes: ids, place });
    } else {
      // Axes of extent 1 take no loop; arrays that differ only in those share the loops of the others.
      const open = shape.filter((extent) => extent !== 1).map((extent) => this.scope.open(extent));
      for (const task of tasks) {
        let next = 0;
        const place = task.node.shape.map((extent) => (extent === 1 ? ZERO : open[next++]!));
        task.emit(place, place, { nodes: ids, place });
      }
    }
    this.scope.closeTo(0);
  }

  /** Whether a node's elements can be computed from their row-major number without taking it apart. */
  private readsFlat(root: Node): boolean {
    if (root.shape.length <= 1) return true;
    const seen = new Set<number>();
    const stack = [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (seen.has(node.id) || sizeOf(node.shape) <= 1) continue;
      seen.add(node.id);
      if (this.scope.binding(node) || node.op === 'constant') continue;
      if (isView(node) && node.op !== 'reshape') return false;
      stack.push(...node.args);
    }
    return true;
  }
}
