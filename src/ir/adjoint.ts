/**
 * Reverse mode: adjoints from outputs to inputs in one sweep (Griewank & Walther 2008, §3.2).
 *
 * Adjoints of slices and gathers are collected per node and become one `scatter`, which an emitter turns into stores of
 * the loop that computes them. Which subgradients are taken: `ops-unary.ts`, `ops-binary.ts`; how branches not taken
 * are kept out: `mask.ts`.
 */
import type { GraphCore, Node, Target } from './node';
import { scanAdjoints, type Adjoint, type Contribute } from './adjoint-scan';
import { isMasking, scaleAdjoint } from './mask';
import { binaryOps, isBinary, isUnary, unaryOps } from './ops';
import {
  cumulativeProductLoop,
  extremeWeights,
  partRanges,
  productOfOthers,
  readTarget,
  spread,
  sumTo,
  targetOf,
  wholeRanges,
} from './rules';
import { dependents, reachable } from './traverse';

/** Adjoint contributions to one node, added up when its turn comes. */
class Collector {
  private readonly parts: Node[] = [];
  private readonly targets: Target[] = [];
  private masked = false;

  add(part: Node, target: Target, masked: boolean): void {
    this.parts.push(part);
    this.targets.push(target);
    this.masked ||= masked;
  }

  total(g: GraphCore, node: Node): Adjoint {
    return { node: g.scatter(this.parts, this.targets, node.shape), masked: this.masked };
  }
}

/** Adjoints of `wrt` given the adjoints of `outputs`; null is zero.
 *  @param wrt    nodes whose adjoints are wanted; nothing below them is looked at
 *  @param seeds  adjoints of the outputs; null for none */
export function pullBack(
  g: GraphCore,
  outputs: readonly Node[],
  seeds: readonly (Adjoint | null)[],
  wrt: readonly Node[],
): (Adjoint | null)[] {
  const wanted = new Set(wrt.map((node) => node.id));
  const active = dependents(outputs, wrt);
  const collectors = new Map<number, Collector>();
  const contribute: Contribute = (to, part, masked, target) => {
    if (!active.has(to.id)) return;
    const collector = collectors.get(to.id) ?? new Collector();
    collectors.set(to.id, collector);
    collector.add(part, target ?? { kind: 'slice', ranges: wholeRanges(to.shape) }, masked);
  };
  outputs.forEach((output, i) => seeds[i] && contribute(output, seeds[i].node, seeds[i].masked));

  const scanOutputs = new Map<number, { node: Node; adjoint: Adjoint }[]>();
  const order = reachable(outputs, (node) => wanted.has(node.id) || !active.has(node.id));
  for (const node of order.toReversed()) {
    if (wanted.has(node.id) || !active.has(node.id)) continue;
    if (node.op === 'scan') {
      scanAdjoints(g, node, scanOutputs.get(node.id) ?? [], (arg) => active.has(arg.id), contribute, pullBack);
      continue;
    }
    const adjoint = collectors.get(node.id)?.total(g, node);
    if (!adjoint) continue;
    if (node.op === 'output') {
      const scan = node.args[0]!;
      scanOutputs.set(scan.id, [...(scanOutputs.get(scan.id) ?? []), { node, adjoint }]);
    } else {
      distribute(g, node, adjoint, (arg) => active.has(arg.id), contribute);
    }
  }
  return wrt.map((node) => collectors.get(node.id)?.total(g, node) ?? null);
}

/** Passes the adjoint of a node on to its arguments. */
function distribute(
  g: GraphCore,
  node: Node,
  { node: adjoint, masked }: Adjoint,
  isActive: (node: Node) => boolean,
  contribute: Contribute,
): void {
  const { op, args, attrs } = node;
  const first = args[0]!;
  if (isUnary(op) || isBinary(op) || op === 'select') {
    distributeElementwise(g, node, { node: adjoint, masked }, isActive, contribute);
    return;
  }
  switch (op) {
    case 'reduce':
      distributeReduce(g, node, { node: adjoint, masked }, contribute);
      return;
    case 'cumulative':
      if (attrs.reduce === 'prod') {
        const { rows, running, intoLoop, outOfLoop } = cumulativeProductLoop(g, node);
        const [inner] = pullBack(g, [running], [{ node: intoLoop(adjoint), masked }], [rows]);
        if (inner) contribute(first, outOfLoop(inner.node), inner.masked);
      } else {
        contribute(first, g.cumulative('sum', adjoint, attrs.axis!, { ...attrs, reverse: !attrs.reverse }), masked);
      }
      return;
    case 'reshape':
      contribute(first, g.reshape(adjoint, first.shape), masked);
      return;
    case 'transpose': {
      const back = Array.from<number>({ length: first.shape.length });
      attrs.perm!.forEach((axis, i) => (back[axis] = i));
      contribute(first, g.transpose(adjoint, back), masked);
      return;
    }
    case 'broadcast':
      contribute(first, sumTo(g, adjoint, first.shape), masked);
      return;
    case 'slice':
    case 'gather':
      contribute(first, adjoint, masked, targetOf(node));
      return;
    case 'concat':
      partRanges(node).forEach((ranges, i) => contribute(args[i]!, g.slice(adjoint, ranges), masked));
      return;
    case 'scatter':
      args.forEach((part, i) => contribute(part, readTarget(g, adjoint, attrs.targets![i]!), masked));
      return;
    case 'matmul':
      distributeProduct(g, node, { node: adjoint, masked }, isActive, contribute);
      return;
    case 'input':
    case 'constant':
    case 'param':
    case 'scan':
    case 'output':
      return;
    default:
      op satisfies never;
  }
}

function distributeElementwise(
  g: GraphCore,
  node: Node,
  { node: adjoint, masked }: Adjoint,
  isActive: (node: Node) => boolean,
  contribute: Contribute,
): void {
  const { op, args } = node;
  const behind = masked || isMasking(node);
  const pass = (arg: Node, part: Node): void =>
    contribute(arg, arg.shape.length === 0 ? g.reduce('sum', g.broadcastTo(part, node.shape)) : part, behind);
  if (op === 'select') {
    const test = args[0]!;
    if (isActive(args[1]!)) pass(args[1]!, g.select(test, adjoint, 0));
    if (isActive(args[2]!)) pass(args[2]!, g.select(test, 0, adjoint));
    return;
  }
  if (op === 'div' && !masked) {
    // adjoint/b serves both sides and keeps the rounding of a plain quotient.
    const quotient = g.binary('div', adjoint, args[1]!);
    if (isActive(args[0]!)) pass(args[0]!, quotient);
    if (isActive(args[1]!)) pass(args[1]!, g.unary('neg', g.binary('mul', quotient, node)));
    return;
  }
  if (op === 'mul' && args[0] === args[1]) {
    pass(args[0]!, scaleAdjoint(g, adjoint, g.binary('mul', 2, args[0]!), masked));
    return;
  }
  args.forEach((arg, i) => {
    if (!isActive(arg)) return;
    const partial = partialOf(g, node, i);
    if (partial) pass(arg, scaleAdjoint(g, adjoint, partial, masked || op === 'maskmul'));
  });
}

function partialOf(g: GraphCore, node: Node, i: number): Node | null {
  const [a, b] = node.args as [Node, Node];
  if (isUnary(node.op)) return unaryOps[node.op].partial?.(g, a, node) ?? null;
  return isBinary(node.op) ? (binaryOps[node.op].partials[i]?.(g, a, b, node) ?? null) : null;
}

function distributeReduce(g: GraphCore, node: Node, { node: adjoint, masked }: Adjoint, contribute: Contribute): void {
  const source = node.args[0]!;
  const each = spread(g, adjoint, node);
  const fold = node.attrs.reduce!;
  switch (fold) {
    case 'sum':
      contribute(source, each, masked);
      return;
    case 'prod':
      contribute(source, scaleAdjoint(g, each, productOfOthers(g, node), masked), masked);
      return;
    case 'min':
    case 'max':
      contribute(source, g.binary('mul', extremeWeights(g, node), each), true);
      return;
    default:
      fold satisfies never;
  }
}

/** C = op(A)·op(B): the four transpose cases of Ā and B̄. */
function distributeProduct(
  g: GraphCore,
  node: Node,
  { node: adjoint, masked }: Adjoint,
  isActive: (node: Node) => boolean,
  contribute: Contribute,
): void {
  const [a, b] = node.args as [Node, Node];
  const { transposeA = false, transposeB = false } = node.attrs;
  if (isActive(a)) {
    const part = transposeA ? g.product(b, adjoint, transposeB, true) : g.product(adjoint, b, false, !transposeB);
    contribute(a, part, masked);
  }
  if (isActive(b)) {
    const part = transposeB ? g.product(adjoint, a, true, transposeA) : g.product(a, adjoint, !transposeA, false);
    contribute(b, part, masked);
  }
}
