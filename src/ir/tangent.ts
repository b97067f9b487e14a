/**
 * Forward mode: the tangent of every node from the tangents of its arguments (Griewank & Walther 2008, §3.1).
 *
 * A missing tangent is a structural zero and costs nothing. A scan's tangent is one scan that carries values and
 * tangents side by side.
 */
import { constantValue } from './constants';
import type { GraphCore, Node } from './node';
import { binaryOps, isBinary, isUnary, unaryOps } from './ops';
import { cumulativeProductLoop, extremeWeights, productOfOthers, zerosLike } from './rules';
import { dependents, reachable } from './traverse';

type Tangents = Map<number, Node>;

/** Tangents of `outputs` when each of `wrt` moves along its tangent; null is zero.
 *  @param wrt       nodes that are moved; nothing below them is looked at
 *  @param tangents  their directions, of the same shapes; null for none */
export function pushForward(
  g: GraphCore,
  outputs: readonly Node[],
  wrt: readonly Node[],
  tangents: readonly (Node | null)[],
): (Node | null)[] {
  const known: Tangents = new Map();
  const moved = wrt.filter((node, i) => {
    const tangent = tangents[i];
    if (!tangent || constantValue(tangent) === 0) return false;
    known.set(node.id, tangent);
    return true;
  });
  if (moved.length === 0) return outputs.map(() => null);
  const active = dependents(outputs, moved);
  const fixed = new Set(wrt.map((node) => node.id));
  const scans = new Map<number, ScanTangent>();
  for (const node of reachable(outputs, (n) => fixed.has(n.id) || !active.has(n.id))) {
    if (!active.has(node.id) || fixed.has(node.id)) continue;
    if (node.op === 'scan') {
      scans.set(node.id, tangentScan(g, node, known));
      continue;
    }
    const tangent = node.op === 'output' ? scans.get(node.args[0]!.id)!.output(node) : tangentOf(g, node, known);
    if (tangent && constantValue(tangent) !== 0) known.set(node.id, g.broadcastTo(tangent, node.shape));
  }
  return outputs.map((output) => known.get(output.id) ?? null);
}

function addTerm(g: GraphCore, sum: Node | null, term: Node): Node {
  return sum ? g.binary('add', sum, term) : term;
}

function tangentOf(g: GraphCore, node: Node, known: Tangents): Node | null {
  const { op, args, attrs } = node;
  const of = (arg: Node): Node | null => known.get(arg.id) ?? null;
  const first = args[0]!;
  const dFirst = of(first);
  if (isUnary(op)) {
    const partial = unaryOps[op].partial?.(g, first, node);
    return partial && dFirst ? scale(g, partial, dFirst, unaryOps[op].masks) : null;
  }
  if (isBinary(op)) return tangentOfBinary(g, node, of);
  switch (op) {
    case 'select': {
      const [da, db] = [of(args[1]!), of(args[2]!)];
      return da || db ? g.select(first, da ?? 0, db ?? 0) : null;
    }
    case 'reduce':
      return dFirst && tangentOfReduce(g, node, dFirst);
    case 'cumulative':
      if (!dFirst) return null;
      if (attrs.reduce === 'prod') return tangentOfProducts(g, node, dFirst);
      return g.cumulative('sum', dFirst, attrs.axis!, attrs);
    case 'reshape':
      return dFirst && g.reshape(dFirst, node.shape);
    case 'transpose':
      return dFirst && g.transpose(dFirst, attrs.perm);
    case 'broadcast':
      return dFirst && g.broadcastTo(dFirst, node.shape);
    case 'slice':
      return dFirst && g.slice(dFirst, attrs.ranges!);
    case 'gather':
      return dFirst && g.gather(dFirst, attrs.indices!, attrs.axis!);
    case 'concat':
      return g.concat(
        args.map((part) => of(part) ?? zerosLike(g, part)),
        attrs.axis!,
      );
    case 'scatter': {
      const kept = args.map((_, i) => i).filter((i) => of(args[i]!));
      return g.scatter(
        kept.map((i) => of(args[i]!)!),
        kept.map((i) => attrs.targets![i]!),
        node.shape,
      );
    }
    case 'matmul': {
      const [a, b] = args as [Node, Node];
      const [da, db] = [of(a), of(b)];
      const left = da && g.product(da, b, attrs.transposeA!, attrs.transposeB!);
      const right = db && g.product(a, db, attrs.transposeA!, attrs.transposeB!);
      return left && right ? g.binary('add', left, right) : (left ?? right);
    }
    case 'input':
    case 'constant':
    case 'param':
    case 'scan':
    case 'output':
      return null;
    default:
      return op satisfies never;
  }
}

/** partial · tangent; where the partial switches a branch off, its 0 annihilates whatever the branch moved by. */
function scale(g: GraphCore, partial: Node, tangent: Node, masks: boolean | undefined): Node {
  return masks ? g.binary('maskmul', partial, tangent) : g.binary('mul', partial, tangent);
}

function tangentOfBinary(g: GraphCore, node: Node, of: (arg: Node) => Node | null): Node | null {
  const [a, b] = node.args as [Node, Node];
  const [da, db] = [of(a), of(b)];
  if (node.op === 'maskmul') {
    const left = da && g.binary('maskmul', da, b);
    const right = db && g.binary('maskmul', a, db);
    return left && right ? g.binary('add', left, right) : (left ?? right);
  }
  if (node.op === 'mul' && a === b) return da && g.binary('mul', g.binary('mul', 2, a), da);
  if (node.op === 'div') {
    const numerator = db ? g.binary('sub', da ?? 0, g.binary('mul', node, db)) : da;
    return numerator && g.binary('div', numerator, b);
  }
  const row = binaryOps[node.op as keyof typeof binaryOps];
  let sum: Node | null = null;
  [da, db].forEach((tangent, i) => {
    const partial = tangent && row.partials[i]?.(g, a, b, node);
    if (partial) sum = addTerm(g, sum, scale(g, partial, tangent, row.masks));
  });
  return sum;
}

function tangentOfProducts(g: GraphCore, node: Node, tangent: Node): Node | null {
  const { rows, running, intoLoop, outOfLoop } = cumulativeProductLoop(g, node);
  const [moved] = pushForward(g, [running], [rows], [intoLoop(tangent)]);
  return moved ? outOfLoop(moved) : null;
}

function tangentOfReduce(g: GraphCore, node: Node, tangent: Node): Node {
  const axes = node.attrs.axes!;
  const fold = node.attrs.reduce!;
  switch (fold) {
    case 'sum':
      return g.reduce('sum', tangent, axes);
    case 'prod':
      return g.reduce('sum', g.binary('mul', productOfOthers(g, node), tangent), axes);
    case 'min':
    case 'max':
      return g.reduce('sum', g.binary('maskmul', extremeWeights(g, node), tangent), axes);
    default:
      return fold satisfies never;
  }
}

interface ScanTangent {
  output(node: Node): Node | null;
}

/** The scan that computes values and tangents together, and how to read its outputs' tangents. */
function tangentScan(g: GraphCore, scan: Node, known: Tangents): ScanTangent {
  const body = scan.attrs.scan!;
  const nCarry = body.carry.length;
  const nXs = body.xs.length;
  const init = scan.args.slice(0, nCarry);
  const sources = scan.args.slice(nCarry, nCarry + nXs);
  const of = (node: Node): Node | undefined => known.get(node.id);
  const movedXs = body.xs.map((_, i) => i).filter((i) => of(sources[i]!));
  const movedCaptured = body.captured.filter((node) => of(node));
  const movedCarry = movedCarries(scan, movedXs, movedCaptured, (i) => of(init[i]!) !== undefined);

  const dCarry = movedCarry.map((i) => g.param(body.carry[i]!.shape));
  const dXs = movedXs.map((i) => g.param(body.xs[i]!.shape));
  const tangents = pushForward(
    g,
    [...body.nextCarry, ...body.ys],
    [...movedCarry.map((i) => body.carry[i]!), ...movedXs.map((i) => body.xs[i]!), ...movedCaptured],
    [...dCarry, ...dXs, ...movedCaptured.map((node) => of(node)!)],
  );
  const dNext = movedCarry.map((i) => tangents[i] ?? zerosLike(g, body.nextCarry[i]!));
  const dYs = body.ys.map((y, i) => tangents[nCarry + i] ?? zerosLike(g, y));
  const both = g.scanOf(
    {
      ...body,
      carry: [...body.carry, ...dCarry],
      xs: [...body.xs, ...dXs],
      nextCarry: [...body.nextCarry, ...dNext],
      ys: [...body.ys, ...dYs],
    },
    [...init, ...movedCarry.map((i) => of(init[i]!) ?? zerosLike(g, init[i]!))],
    [...sources, ...movedXs.map((i) => of(sources[i]!)!)],
  );
  return {
    output: ({ attrs }) => {
      if (attrs.kind === 'ys') return g.scanOutput(both, 'ys', body.ys.length + attrs.index!);
      const at = movedCarry.indexOf(attrs.index!);
      return at < 0 ? null : g.scanOutput(both, attrs.kind!, nCarry + at, attrs.every);
    },
  };
}

/** Carries that move once the given xs, captured nodes and starts do: a fixed point, since carries feed each other. */
export function movedCarries(
  scan: Node,
  movedXs: readonly number[],
  movedCaptured: readonly Node[],
  starts: (carry: number) => boolean,
): number[] {
  const body = scan.attrs.scan!;
  const moved = new Set(body.carry.map((_, i) => i).filter(starts));
  for (let before = -1; before !== moved.size;) {
    before = moved.size;
    const sources = [...movedXs.map((i) => body.xs[i]!), ...movedCaptured, ...[...moved].map((i) => body.carry[i]!)];
    if (sources.length === 0) break;
    const active = dependents(body.nextCarry, sources);
    body.nextCarry.forEach((next, i) => active.has(next.id) && moved.add(i));
  }
  return [...moved].sort((a, b) => a - b);
}
