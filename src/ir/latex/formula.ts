/**
 * The formula of a loss, and of its gradient, in LaTeX: for people who want to see what their text became.
 *
 * It is the program itself that is printed, after folding and sharing, by element and subscript; see `printer.ts`.
 */
import { gradient } from '../autodiff';
import { constantValue } from '../constants';
import type { Node, Program } from '../graph';
import { scalarize } from '../scalarize';
import { reachable } from '../traverse';
import { fixed } from './affine';
import { Unreadable, type Definition } from './leaves';
import { Printer } from './printer';
import { symbolOf } from './symbols';

/** A formula with the parts that have names of their own. */
export interface Formula {
  /** left- and right-hand sides, one for each number that is defined */
  readonly lines: readonly Definition[];
  /** u₁ = …, in the order in which they are needed */
  readonly where: readonly Definition[];
  /** numbers are shown to six digits only */
  readonly isRounded: boolean;
}

/** Formulas of fewer operations, repeats counted, are written without names for their parts. */
const plainWeight = 36;
/** Parts of fewer operations are rather repeated. */
const namedWeight = 3;
/** Loops and irregular arrays are written out up to so many elements. */
const writtenOutElements = 80;
/** Longer formulas are not read but scrolled past. */
const longest = 3_000;
const gradientParts = 6;

/** f(x, …) = … .
 *  @param labels  names of the coordinates
 *  @returns       null where the loss is too large, or has no notation but its program */
export function formulaOf(program: Program, labels: readonly string[]): Formula | null {
  const name = `f(${argumentsOf(labels)})`;
  const write = (from: Program): Formula =>
    typeset([{ name, node: from.outputs[0]!, at: [] }], labels, { isDerivative: false });
  return (
    readable(() => write(program)) ??
    readable(() => {
      const scalar = scalarize(program, writtenOutElements);
      if (!scalar) throw new Unreadable();
      return write(scalar);
    })
  );
}

/** ∂f/∂x = … for each coordinate, of losses of a few variables.
 *  The value 0 that a derivative is given where it does not exist (√x at 0, a norm at its kink) is left out. */
export function gradientFormulaOf(program: Program, labels: readonly string[]): Formula | null {
  if (labels.length > gradientParts) return null;
  const slope = gradient(program).outputs[1]!;
  const parts = labels.map((label, i) => ({
    name: `\\frac{\\partial f}{\\partial ${symbolOf(label)}}`,
    node: slope,
    at: [i],
  }));
  return readable(() => typeset(parts, labels, { isDerivative: true }));
}

function argumentsOf(labels: readonly string[]): string {
  const shown = labels.length <= 4 ? labels : [...labels.slice(0, 2), null, labels.at(-1)!];
  return shown.map((label) => (label === null ? '\\ldots' : symbolOf(label))).join(', ');
}

function readable(write: () => Formula): Formula | null {
  try {
    return write();
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

interface Part {
  readonly name: string;
  readonly node: Node;
  readonly at: readonly number[];
}

function typeset(
  parts: readonly Part[],
  labels: readonly string[],
  { isDerivative }: { isDerivative: boolean },
): Formula {
  const printer = new Printer(labels, partsToName(parts.map(({ node }) => node)), isDerivative);
  const lines = parts.map(({ name, node, at }) => ({ name, tex: printer.print(node, at.map(fixed)).tex }));
  const length = [...lines, ...printer.definitions].reduce((all, { tex }) => all + tex.length, 0);
  if (length > longest) throw new Unreadable();
  return { lines, where: printer.definitions, isRounded: printer.isRounded };
}

/** The numbers that a large formula would otherwise repeat. */
function partsToName(roots: readonly Node[]): ReadonlySet<Node> {
  const nodes = reachable(roots);
  const all = weigh(nodes, new Set());
  const whole = roots.reduce((sum, root) => sum + all.get(root.id)!, 0);
  if (whole <= plainWeight) return new Set();
  const users = usersOf(nodes);
  const shared = nodes.filter(
    (node) => node.shape.length === 0 && (users.get(node)?.size ?? 0) > 1 && baseOf(node) === null && !isScaled(node),
  );
  const named = new Set<Node>();
  weigh(nodes, new Set(shared), named);
  return named;
}

/** Operations that leave no trace in a formula but a subscript. */
const moves: ReadonlySet<string> = new Set(['reshape', 'slice', 'broadcast', 'transpose', 'gather', 'concat']);

/** Operations in each part, repeats counted; those of `candidates` that are worth a name are added to `named`, and
 *  weigh nothing from there on. */
function weigh(nodes: readonly Node[], candidates: ReadonlySet<Node>, named = new Set<Node>()): Map<number, number> {
  const weights = new Map<number, number>();
  for (const node of nodes) {
    const inner = node.args.reduce((sum, arg) => sum + (weights.get(arg.id) ?? 0), 0);
    const weight = Math.min(1e6, inner + (node.args.length > 0 && !moves.has(node.op) ? 1 : 0));
    const isNamed = candidates.has(node) && weight >= namedWeight;
    if (isNamed) named.add(node);
    weights.set(node.id, isNamed ? 0 : weight);
  }
  return weights;
}

/** What each part is used in. A power is a chain of products, which is one user. */
function usersOf(nodes: readonly Node[]): Map<Node, Set<number>> {
  const users = new Map<Node, Set<number>>();
  for (const node of nodes) {
    const user = baseOf(node)?.id ?? node.id;
    for (const arg of node.args) {
      const known = users.get(arg);
      if (known) known.add(user);
      else users.set(arg, new Set([user]));
    }
  }
  return users;
}

/** What a product is a power of; null where it is none. */
function baseOf(node: Node): Node | null {
  if (node.op !== 'mul') return null;
  const [a, b] = node.args as [Node, Node];
  const [left, right] = [baseOf(a) ?? a, baseOf(b) ?? b];
  return left === right ? left : null;
}

/** A number times something else, which is what deserves the name. */
function isScaled(node: Node): boolean {
  return node.op === 'neg' || (node.op === 'mul' && constantValue(node.args[0]!) !== undefined);
}
