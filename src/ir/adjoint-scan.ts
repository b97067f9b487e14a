/**
 * The adjoint of a sequential loop: a second loop that runs the other way.
 *
 * Each step replays the body from the carries that the forward loop had at its start (`history`) and pulls the
 * adjoints of the next carries back to this step's. So memory is one carry a step and no intermediate of the body is
 * kept: the checkpoint is the carry, and the body is computed twice.
 */
import type { GraphCore, Node, Target } from './node';
import { isMasking } from './mask';
import { zerosLike } from './rules';
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

  // Parameters of the reverse loop: adjoints of the carries, running sums for what was captured, and along the
  // steps the adjoints of the ys and of the history.
  const carryAdjoint = carry.map((i) => g.param(body.carry[i]!.shape));
  const sums = captured.map((node) => g.param(node.shape));
  const along = (kind: 'ys' | 'history', nodes: readonly Node[]): { index: number; param: Node; source: Node }[] =>
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
  const replayed = [
    ...body.carry.map((param, i) => ({ param, source: () => g.scanOutput(scan, 'history', i) })),
    ...body.xs.map((param, i) => ({ param, source: () => sources[i]! })),
    ...[...ysAdjoint, ...historyAdjoint].map(({ param, source }) => ({ param, source: () => source })),
  ].filter(({ param }) => used.has(param.id));
  const backwards = g.scanOf(
    {
      length: body.length,
      reverse: !body.reverse,
      carry: [...carryAdjoint, ...sums],
      xs: replayed.map(({ param }) => param),
      index: body.index,
      nextCarry: [...nextCarry, ...nextSums],
      ys: xsAdjoint,
    },
    [
      ...carry.map((i) => outputs.get(`carry${i}`)?.node ?? zerosLike(g, body.carry[i]!)),
      ...captured.map((node) => zerosLike(g, node)),
    ],
    replayed.map(({ source }) => source()),
  );
  carry.forEach((i, k) => contribute(scan.args[i]!, g.scanOutput(backwards, 'carry', k), masked));
  captured.forEach((node, k) => contribute(node, g.scanOutput(backwards, 'carry', carry.length + k), masked));
  xs.forEach((i, k) => contribute(sources[i]!, g.scanOutput(backwards, 'ys', k), masked));
}
