/**
 * The adjoint of a sequential loop: a second loop that runs the other way.
 *
 * Each step replays the body from the carries that the forward loop had at its start and pulls the adjoints of the
 * next carries back to this step's; no intermediate of the body is kept. Those carries are kept for every step where
 * that takes at most `GraphCore.historyLimit` numbers. A longer loop keeps checkpoints (`checkpoints.ts`): the reverse
 * pass takes segment after segment, runs the loop again from the checkpoint, keeping this segment's carries alone,
 * and then goes back through them. The same operations are done in the same order, so both give the same bits; the
 * second costs one more run of what the kept carries depend on. Tangents of either are loops of the same form, so a
 * Hessian-vector product needs twice the room and no more.
 */
import { segmentLength } from './checkpoints';
import { isMasking } from './mask';
import type { GraphCore, Node, ScanBody, Target } from './node';
import { isElementwise } from './ops';
import { wholeRanges, zerosLike } from './rules';
import { sizeOf } from './shape';
import { movedCarries } from './tangent';
import { reachable } from './traverse';

/** An adjoint and whether it came through a branch. */
export interface Adjoint {
  readonly node: Node;
  readonly masked: boolean;
}

/** Receives contributions to the adjoint of a node; those that nobody needs are dropped by the receiver. */
export type Contribute = (to: Node, part: Node, masked: boolean, target?: Target) => void;

type PullBack = (
  g: GraphCore,
  outputs: readonly Node[],
  seeds: readonly (Adjoint | null)[],
  wrt: readonly Node[],
) => (Adjoint | null)[];

/** A parameter of a body and the array, one row for each step, that it takes along. */
interface Row {
  readonly param: Node;
  readonly source: Node;
}

/** One step of the reverse loop, over the body's own parameters and those of `state` and `along`. */
interface Backward {
  readonly body: ScanBody;
  /** What the reverse loop carries: adjoints of the carries, then running sums for what was captured. */
  readonly state: readonly Node[];
  readonly nextState: readonly Node[];
  /** Adjoints of the xs that are wanted, stacked. */
  readonly ys: readonly Node[];
  /** The carries, by number, whose values a step needs. */
  readonly replayed: readonly number[];
  /** What is taken along the steps, but for the replayed carries. */
  readonly along: readonly Row[];
}

/** What a reverse loop ends with: its state, and its stacks. */
interface Swept {
  readonly state: readonly Node[];
  readonly ys: readonly Node[];
}

/** Contributes the adjoints of a scan's initial carries, xs and captured nodes.
 *  @param given  the adjoints of its outputs, as far as there are any */
export function scanAdjoints(
  g: GraphCore,
  scan: Node,
  given: readonly { node: Node; adjoint: Adjoint }[],
  isActive: (node: Node) => boolean,
  contribute: Contribute,
  pullBack: PullBack,
): void {
  const body = scan.attrs.scan!;
  const nCarry = body.carry.length;
  const sources = scan.args.slice(nCarry, nCarry + body.xs.length);
  const xs = body.xs.map((_, i) => i).filter((i) => isActive(sources[i]!));
  const captured = body.captured.filter(isActive);
  const carry = movedCarries(scan, xs, captured, (i) => isActive(scan.args[i]!));
  const outputs = new Map(given.map(({ node, adjoint }) => [`${node.attrs.kind}${node.attrs.index}`, adjoint]));
  const params = new Set([...body.carry, ...body.xs].map((param) => param.id));
  const masked =
    given.some(({ adjoint }) => adjoint.masked) ||
    reachable([...body.nextCarry, ...body.ys], (n) => params.has(n.id)).some(isMasking);

  const carryAdjoint = carry.map((i) => g.param(body.carry[i]!.shape));
  const sums = captured.map((node) => g.param(node.shape));
  const along = (kind: 'ys' | 'history', nodes: readonly Node[]): (Row & { index: number })[] =>
    nodes.flatMap((node, index) => {
      const adjoint = outputs.get(`${kind}${index}`);
      return adjoint ? [{ index, param: g.param(node.shape), source: adjoint.node }] : [];
    });
  const ysAdjoint = along('ys', body.ys);
  const historyAdjoint = along('history', body.carry);

  const seed = (node: Node | undefined): Adjoint | null => (node ? { node, masked } : null);
  const pulled = pullBack(
    g,
    [...body.nextCarry, ...body.ys],
    [
      ...body.nextCarry.map((_, i) => seed(carryAdjoint[carry.indexOf(i)])),
      ...body.ys.map((_, i) => seed(ysAdjoint.find((y) => y.index === i)?.param)),
    ],
    [...carry.map((i) => body.carry[i]!), ...xs.map((i) => body.xs[i]!), ...captured],
  ).map((adjoint) => adjoint?.node);

  const nextCarry = carry.map((i, k) => {
    const through = pulled[k] ?? zerosLike(g, body.carry[i]!);
    const history = historyAdjoint.find((entry) => entry.index === i);
    return history ? g.binary('add', through, history.param) : through;
  });
  const nextSums = captured.map((_, k) => {
    const part = pulled[carry.length + xs.length + k];
    return part ? g.binary('add', sums[k]!, part) : sums[k]!;
  });
  const xsAdjoint = xs.map((i, k) => pulled[carry.length + k] ?? zerosLike(g, body.xs[i]!));

  const results = [...nextCarry, ...nextSums, ...xsAdjoint];
  const used = new Set(results.flatMap((node) => node.free));
  const backward: Backward = {
    body,
    state: [...carryAdjoint, ...sums],
    nextState: [...nextCarry, ...nextSums],
    ys: xsAdjoint,
    replayed: body.carry.map((_, i) => i).filter((i) => used.has(body.carry[i]!.id)),
    along: [...body.xs.map((param, i) => ({ param, source: sources[i]! })), ...ysAdjoint, ...historyAdjoint].filter(
      ({ param }) => used.has(param.id),
    ),
  };
  const start = [
    ...carry.map((i) => outputs.get(`carry${i}`)?.node ?? zerosLike(g, body.carry[i]!)),
    ...captured.map((node) => zerosLike(g, node)),
  ];
  const kept = body.length * backward.replayed.reduce((sum, i) => sum + sizeOf(body.carry[i]!.shape), 0);
  const atCheckpoints = carry.map((i) => outputs.get(`checkpoints${i}`)?.node);
  const isLong = kept > g.historyLimit || atCheckpoints.some((node) => node !== undefined);
  const swept = isLong
    ? sweepSegments(g, scan, backward, start, atCheckpoints)
    : sweep(g, backward, body.length, body.index, start, [
        ...backward.replayed.map((i) => ({ param: body.carry[i]!, source: g.scanOutput(scan, 'history', i) })),
        ...backward.along,
      ]);
  carry.forEach((i, k) => contribute(scan.args[i]!, swept.state[k]!, masked));
  captured.forEach((node, k) => contribute(node, swept.state[carry.length + k]!, masked));
  xs.forEach((i, k) => contribute(sources[i]!, swept.ys[k]!, masked));
}

/** The reverse loop over `length` steps. */
function sweep(
  g: GraphCore,
  backward: Backward,
  length: number,
  index: Node,
  start: readonly Node[],
  rows: readonly Row[],
): Swept {
  const { body, state, nextState, ys } = backward;
  const atOnce = sweepAtOnce(g, backward, length, index, start, rows);
  if (atOnce) return atOnce;
  const scan = g.scanOf(
    {
      length,
      reverse: !body.reverse,
      carry: state,
      xs: rows.map(({ param }) => param),
      index,
      nextCarry: nextState,
      ys,
    },
    start,
    rows.map(({ source }) => source),
  );
  return {
    state: state.map((_, k) => g.scanOutput(scan, 'carry', k)),
    ys: ys.map((_, k) => g.scanOutput(scan, 'ys', k)),
  };
}

/** The reverse loop where no step depends on another — the adjoint of a plain sum is the same at each — and each is
 *  made of numbers: its steps as the elements of arrays, which fuse with what is around. Else null. */
function sweepAtOnce(
  g: GraphCore,
  { state, nextState, ys }: Backward,
  length: number,
  index: Node,
  start: readonly Node[],
  rows: readonly Row[],
): Swept | null {
  if (nextState.some((next, k) => next !== state[k]) || rows.some(({ param }) => param.shape.length > 0)) return null;
  const known = new Map(rows.map(({ param, source }) => [param.id, source]));
  state.forEach((param, k) => known.set(param.id, start[k]!));
  const bound = new Set([...known.keys(), index.id]);
  const varies = (node: Node): boolean => node.free.some((id) => bound.has(id));
  const nodes = reachable(ys, (node) => !varies(node)).filter(varies);
  const isNumber = (node: Node): boolean => node.shape.length === 0 && (node.op === 'param' || isElementwise(node.op));
  if (!nodes.every(isNumber)) return null;
  if (nodes.includes(index))
    known.set(
      index.id,
      g.constant(
        Float64Array.from({ length }, (_, i) => i),
        [length],
      ),
    );
  for (const node of nodes) {
    if (node.op === 'param') continue;
    const [a, b, c] = node.args.map((arg) => known.get(arg.id) ?? arg) as [Node, Node, Node];
    if (node.op === 'select') known.set(node.id, g.select(a, b, c));
    else known.set(node.id, b ? g.binary(node.op as 'add', a, b) : g.unary(node.op as 'neg', a));
  }
  return { state: start, ys: ys.map((node) => g.broadcastTo(known.get(node.id) ?? node, [length])) };
}

/** The reverse loop, segment by segment.
 *  @param atCheckpoints  adjoints of the checkpoints themselves, for each carry that has one */
function sweepSegments(
  g: GraphCore,
  scan: Node,
  backward: Backward,
  start: readonly Node[],
  atCheckpoints: readonly (Node | undefined)[],
): Swept {
  const { body } = backward;
  const { length } = body;
  const every = segmentLength(length);
  const whole = Math.floor(length / every);
  const rest = length - whole * every;
  // Whole segments lie at the end from which the loop starts.
  const [wholeFrom, restFrom] = body.reverse ? [rest, 0] : [0, whole * every];
  const [wholeRow, restRow] = body.reverse && rest > 0 ? [1, 0] : [0, whole];

  const again = neededToReplay(body, backward.replayed);
  const checkpoints = again.map((i) => g.scanOutput(scan, 'checkpoints', i, every));
  // Steps of a segment are counted within it, so that the body's index is taken along like everything else.
  const counted = {
    param: body.index,
    source: g.constant(
      Float64Array.from({ length }, (_, i) => i),
      [length],
    ),
  };
  const sources = body.xs.map((param, i) => ({ param, source: scan.args[body.carry.length + i]! }));
  const ahead = [...sources, counted].filter(({ param }) =>
    again.some((i) => body.nextCarry[i]!.free.includes(param.id)),
  );
  const needsIndex = [...backward.nextState, ...backward.ys].some((node) => node.free.includes(body.index.id));
  const back = needsIndex ? [...backward.along, counted] : backward.along;
  const rows = [...new Map([...ahead, ...back].map((row) => [row.param.id, row])).values()];

  const segment = (steps: number, from: readonly Node[], given: readonly Node[], seeds: readonly Node[]): Swept => {
    const row = ({ param }: Row): Row => ({ param, source: given[rows.findIndex((r) => r.param === param)]! });
    const forward = g.scanOf(
      {
        length: steps,
        reverse: body.reverse,
        carry: again.map((i) => body.carry[i]!),
        xs: ahead.map(({ param }) => param),
        index: g.param([]),
        nextCarry: again.map((i) => body.nextCarry[i]!),
        ys: [],
      },
      from,
      ahead.map((r) => row(r).source),
    );
    const history = backward.replayed.map((i) => ({
      param: body.carry[i]!,
      source: g.scanOutput(forward, 'history', again.indexOf(i)),
    }));
    return sweep(g, backward, steps, g.param([]), seeds, [...history, ...back.map(row)]);
  };
  const addSeeds = (state: readonly Node[], at: (node: Node) => Node): Node[] =>
    state.map((node, k) => {
      const seed = atCheckpoints[k];
      return seed ? g.binary('add', node, at(seed)) : node;
    });

  let state = start;
  let last: Swept | null = null;
  if (rest > 0) {
    last = segment(
      rest,
      checkpoints.map((node) => rowOf(g, node, restRow)),
      rows.map(({ source }) => rowsOf(g, source, restFrom, rest)),
      start,
    );
    state = addSeeds(last.state, (node) => rowOf(g, node, restRow));
  }
  const inSegments = (source: Node): Node =>
    g.reshape(rowsOf(g, source, wholeFrom, whole * every), [whole, every, ...source.shape.slice(1)]);
  const seeded = atCheckpoints.flatMap((node) => (node ? [{ node, param: g.param(node.shape.slice(1)) }] : []));
  const outer = {
    state: backward.state.map((node) => g.param(node.shape)),
    from: checkpoints.map((node) => g.param(node.shape.slice(1))),
    given: rows.map(({ source }) => g.param([every, ...source.shape.slice(1)])),
  };
  const inner = segment(every, outer.from, outer.given, outer.state);
  const swept = g.scanOf(
    {
      length: whole,
      reverse: !body.reverse,
      carry: outer.state,
      xs: [...outer.from, ...outer.given, ...seeded.map(({ param }) => param)],
      index: g.param([]),
      nextCarry: addSeeds(inner.state, (node) => seeded.find((seed) => seed.node === node)!.param),
      ys: inner.ys,
    },
    state,
    [
      ...checkpoints.map((node) => rowsOf(g, node, wholeRow, whole)),
      ...rows.map(({ source }) => inSegments(source)),
      ...seeded.map(({ node }) => rowsOf(g, node, wholeRow, whole)),
    ],
  );
  return {
    state: backward.state.map((_, k) => g.scanOutput(swept, 'carry', k)),
    ys: backward.ys.map((node, k) => {
      const most = g.reshape(g.scanOutput(swept, 'ys', k), [whole * every, ...node.shape]);
      if (!last) return most;
      return g.concat(body.reverse ? [last.ys[k]!, most] : [most, last.ys[k]!], 0);
    }),
  };
}

/** The carries that have to be computed again to have those of `replayed`: a fixed point, since they feed each other. */
function neededToReplay(body: ScanBody, replayed: readonly number[]): number[] {
  const needed = new Set(replayed);
  for (const i of needed) {
    const { free } = body.nextCarry[i]!;
    body.carry.forEach((param, k) => free.includes(param.id) && needed.add(k));
  }
  return [...needed].sort((a, b) => a - b);
}

function rowsOf(g: GraphCore, source: Node, start: number, count: number): Node {
  const [, ...others] = wholeRanges(source.shape);
  return g.slice(source, [{ start, step: 1, count }, ...others]);
}

function rowOf(g: GraphCore, source: Node, at: number): Node {
  return g.reshape(rowsOf(g, source, at, 1), source.shape.slice(1));
}
