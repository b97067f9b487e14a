/**
 * Sequential loops. A body's nodes live in the same graph as everything else, above the body's parameters; what it
 * takes from outside is found here and becomes an argument of the scan, so that the outside computes it once.
 */
import type { GraphCore, Node, ScanBody, ScanStep } from './node';
import { formatShape, sameShape, ShapeError } from './shape';

export interface ScanSpec {
  readonly length: number;
  readonly reverse?: boolean;
  readonly init: readonly Node[];
  readonly xs: readonly Node[];
  readonly body: (carry: Node[], xs: Node[], index: Node) => ScanStep;
}

/** The outer nodes that a body reads: the first ones on each path down that do not depend on its parameters. */
export function capturedBy(roots: readonly Node[], params: readonly Node[]): Node[] {
  const bound = new Set(params.map((param) => param.id));
  const captured = new Map<number, Node>();
  const seen = new Set<number>();
  const stack = [...roots];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    if (bound.has(node.id)) continue;
    if (node.free.some((id) => bound.has(id))) stack.push(...node.args);
    else if (node.op !== 'constant') captured.set(node.id, node);
  }
  return [...captured.values()].sort((a, b) => a.id - b.id);
}

/** Scan parameters that a body leaves unbound: those of the loops around it. */
export function freeOf(args: readonly Node[], bound: readonly Node[]): number[] {
  const free = new Set(args.flatMap((arg) => arg.free));
  for (const param of bound) free.delete(param.id);
  return [...free].sort((a, b) => a - b);
}

export function scanParams(body: Pick<ScanBody, 'carry' | 'xs' | 'index'>): Node[] {
  return [...body.carry, ...body.xs, body.index];
}

function fitCarry(g: GraphCore, next: Node, carry: Node): Node {
  if (sameShape(next.shape, carry.shape)) return next;
  try {
    return g.broadcastTo(next, carry.shape);
  } catch {
    throw new ShapeError(
      `a loop must keep the shape of what it carries: it starts as ${formatShape(carry.shape)} and becomes ${formatShape(next.shape)}`,
    );
  }
}

/** A sequential loop over `length` steps; see `Graph.scan`. */
export function buildScan(g: GraphCore, spec: ScanSpec): { carry: Node[]; ys: Node[] } {
  for (const source of spec.xs) {
    if (source.shape[0] !== spec.length) {
      throw new ShapeError(
        `the loop takes ${spec.length} steps but an array of shape ${formatShape(source.shape)} is read along`,
      );
    }
  }
  const carry = spec.init.map((start) => g.param(start.shape));
  const xs = spec.xs.map((source) => g.param(source.shape.slice(1)));
  const index = g.param([]);
  const step = spec.body(carry, xs, index);
  if (step.carry.length !== carry.length) throw new Error('scan: the body must return one value for every carry');
  const nextCarry = step.carry.map((next, i) => fitCarry(g, next, carry[i]!));
  const body = { length: spec.length, reverse: spec.reverse ?? false, carry, xs, index, nextCarry, ys: step.ys };
  const scan = g.scanOf(body, spec.init, spec.xs);
  return {
    carry: carry.map((_, i) => g.scanOutput(scan, 'carry', i)),
    ys: step.ys.map((_, i) => g.scanOutput(scan, 'ys', i)),
  };
}
