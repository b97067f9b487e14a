/** Walking a graph without recursion: programs may be thousands of nodes deep. */
import type { Node } from './node';

/** Every node that the roots depend on, arguments before users. Scan bodies are not entered, and `stop` ends a path. */
export function reachable(roots: readonly Node[], stop: (node: Node) => boolean = () => false): Node[] {
  const seen = new Map<number, Node>();
  const stack = [...roots];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node.id)) continue;
    seen.set(node.id, node);
    if (!stop(node)) stack.push(...node.args);
  }
  // A node is made after its arguments, so ids are a topological order.
  return [...seen.values()].sort((a, b) => a.id - b.id);
}

/** Ids of the nodes, among those under `roots`, whose value depends on one of `sources`. */
export function dependents(roots: readonly Node[], sources: readonly Node[]): Set<number> {
  const active = new Set(sources.map((source) => source.id));
  const first = Math.min(...active);
  for (const node of reachable(roots, (n) => active.has(n.id) || n.id < first)) {
    if (node.args.some((arg) => active.has(arg.id))) active.add(node.id);
  }
  return active;
}
