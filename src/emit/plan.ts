/**
 * What is stored, what is computed again, and when each loop runs.
 *
 * Elementwise nodes and views are not stored: whoever needs an element computes it. The exceptions are chosen here, by
 * counting what computing again would cost. Everything else (sums, scatters, products, loops) is a task. A task runs
 * in the first step in which all it reads is ready; tasks of one step over one shape become one loop.
 */
import type { Node, Shape } from '../ir/node';
import { binaryOps, isBinary, isElementwise, isUnary, unaryOps } from '../ir/ops';
import { sizeOf } from '../ir/shape';
import { reachable } from '../ir/traverse';
import { placeKey, symbolIndex, affineKey, type Place, type Symbols } from './affine';
import { isView, throughView } from './places';

export interface Plan {
  /** Every node that is computed here, arguments first. */
  readonly nodes: readonly Node[];
  /** Elementwise nodes that are stored. */
  readonly stored: ReadonlySet<number>;
  /** The step in which a task's elements of `node` can be computed inside a loop over its shape. */
  fusedStep(node: Node): number;
  /** The step from which any element of `node` can be computed. */
  readyStep(node: Node): number;
}

/** Scatter and concat have no loop of their own: each part is placed by the loop that computes it. */
export function isPlacement(node: Node): boolean {
  return node.op === 'scatter' || node.op === 'concat';
}

/** Nodes that are lowered by a loop nest of their own and read stored arrays or views of them. */
export function isKernel(node: Node): boolean {
  return node.op === 'matmul' || node.op === 'cumulative' || node.op === 'scan';
}

function costOf(node: Node): number {
  if (isUnary(node.op)) return unaryOps[node.op].cost;
  return isBinary(node.op) ? binaryOps[node.op].cost : 1;
}

/** Analysis needs names for integer locals, not the locals. */
const namesOnly: Symbols = {
  quotient: (of, by) => symbolIndex(`(${affineKey(of)})/${by}`),
  remainder: (of, by) => symbolIndex(`(${affineKey(of)})%${by}`),
  table: (table, at) => symbolIndex(`${table.length}:${table[0]}:${table.at(-1)}[${affineKey(at)}]`),
  maximum: () => Infinity,
};

interface Demand {
  readonly place: Place;
  readonly step: number;
  readonly domain: number;
  readonly key: string;
}

const MAX_DEMANDS = 6;

/** Plans the computation of `roots`.
 *  @param isBound     nodes that are known already: inputs, loop parameters, what outer loops have stored
 *  @param storeRoots  elementwise roots that are wanted in memory in any case */
export function planRegion(
  roots: readonly Node[],
  isBound: (node: Node) => boolean,
  storeRoots: ReadonlySet<number>,
): Plan {
  const leaf = (node: Node): boolean => isBound(node) || node.op === 'constant';
  const nodes = reachable(roots, leaf).filter((node) => !leaf(node));
  const stored = new Set(storeRoots);
  const forceStored = (node: Node): void => {
    if (leaf(node) || sizeOf(node.shape) <= 1) return;
    if (isElementwise(node.op)) stored.add(node.id);
    else if (isView(node)) forceStored(node.args[0]!);
  };
  for (const node of nodes) {
    if (node.op === 'matmul' || node.op === 'cumulative') node.args.forEach(forceStored);
    if (node.op === 'scan') node.attrs.scan!.captured.forEach(forceStored);
  }
  chooseStored(nodes, leaf, stored, schedule(nodes, leaf, stored));
  return { nodes, stored, ...schedule(nodes, leaf, stored) };
}

type Schedule = Pick<Plan, 'fusedStep' | 'readyStep'>;

function schedule(nodes: readonly Node[], leaf: (node: Node) => boolean, stored: ReadonlySet<number>): Schedule {
  const fused = new Map<number, number>();
  const ready = new Map<number, number>();
  const fusedStep = (node: Node): number => fused.get(node.id) ?? 0;
  const readyStep = (node: Node): number => ready.get(node.id) ?? 0;
  const latest = (args: readonly Node[], of: (node: Node) => number): number => Math.max(0, ...args.map(of));
  for (const node of nodes) {
    if (leaf(node)) continue;
    const general = latest(node.args, readyStep);
    const inLoop = latest(node.args, (arg) => (arg.shape.length === 0 ? readyStep(arg) : fusedStep(arg)));
    if (node.op === 'output' || isView(node) || (isElementwise(node.op) && sizeOf(node.shape) <= 1)) {
      fused.set(node.id, general);
      ready.set(node.id, general);
    } else if (isElementwise(node.op)) {
      fused.set(node.id, inLoop);
      ready.set(node.id, stored.has(node.id) ? inLoop + 1 : general);
    } else {
      const step = isKernel(node) ? general : inLoop;
      fused.set(node.id, step + 1);
      ready.set(node.id, step + 1);
    }
  }
  return { fusedStep, readyStep };
}

/** Walks from the tasks down and counts, for every elementwise node, at which places and in which loops it is asked
 *  for; stores it where computing it again for each would cost more than a store and the loads. */
function chooseStored(
  nodes: readonly Node[],
  leaf: (node: Node) => boolean,
  stored: Set<number>,
  steps: Schedule,
): void {
  const demands = new Map<number, Map<string, Demand>>();
  const cost = inlineCosts(nodes, leaf);
  const ask = (node: Node, place: Place, step: number, domain: number): void => {
    if (leaf(node) || sizeOf(node.shape) <= 1) return;
    const key = `${step}:${domain}:${placeKey(place)}`;
    const known = demands.get(node.id) ?? new Map<string, Demand>();
    known.set(key, { place, step, domain, key });
    demands.set(node.id, known);
  };
  const identity = (shape: Shape): Place => shape.map((_, axis) => symbolIndex(`i${axis}`));
  const whole = (node: Node, step: number): void => ask(node, identity(node.shape), step, sizeOf(node.shape));

  for (const node of nodes.toReversed()) {
    if (isKernel(node)) {
      node.args.forEach((arg) => whole(arg, steps.readyStep(arg)));
    } else if (node.op === 'reduce' || isPlacement(node)) {
      node.args.forEach((arg) => whole(arg, steps.fusedStep(arg)));
    } else if (isView(node)) {
      for (const demand of demands.get(node.id)?.values() ?? []) {
        ask(node.args[0]!, throughView(node, demand.place, namesOnly), demand.step, demand.domain);
      }
    } else if (isElementwise(node.op)) {
      const asked = [...(demands.get(node.id)?.values() ?? [])];
      const size = sizeOf(node.shape);
      const evaluations = asked.reduce((sum, demand) => sum + demand.domain, 0);
      const again = evaluations * cost.get(node.id)!;
      const store = size * (cost.get(node.id)! + 2) + evaluations;
      if (size > 1 && asked.length > 0 && (asked.length > MAX_DEMANDS || again > 1.3 * store)) stored.add(node.id);
      const passOn = stored.has(node.id)
        ? [{ place: identity(node.shape), step: steps.fusedStep(node), domain: size }]
        : asked;
      for (const arg of node.args) for (const { place, step, domain } of passOn) ask(arg, place, step, domain);
    }
  }
}

function inlineCosts(nodes: readonly Node[], leaf: (node: Node) => boolean): Map<number, number> {
  const costs = new Map<number, number>();
  for (const node of nodes) {
    const below = (arg: Node): number => (leaf(arg) || sizeOf(arg.shape) <= 1 ? 0 : (costs.get(arg.id) ?? 0));
    if (isElementwise(node.op))
      costs.set(
        node.id,
        node.args.reduce((sum, arg) => sum + below(arg), costOf(node)),
      );
    else costs.set(node.id, isView(node) ? below(node.args[0]!) : 0);
  }
  return costs;
}
