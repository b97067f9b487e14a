/** Walking Lezer's nodes. */
import type { SyntaxNode } from '@lezer/common';
import type { Range, Statement } from './tree';

/** The source, and the conversion of a function body (statements contain expressions contain lambdas only). */
export interface PythonText {
  readonly source: string;
  /** ends of numbers whose trailing point was blanked for the parser */
  readonly floats: ReadonlySet<number>;
  readonly statements: (body: SyntaxNode) => Statement[];
}

/** Children without comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment') children.push(child);
  return children;
}

/** From the first node to the last. */
export const rangeOf = (nodes: readonly SyntaxNode[]): Range => ({ from: nodes[0]!.from, to: nodes.at(-1)!.to });

/** The text of a node. */
export const wordOf = (text: PythonText, node: SyntaxNode): string => text.source.slice(node.from, node.to);

/** Splits a run of siblings at its top-level commas. */
export function splitCommas(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const parts: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') parts.push([]);
    else parts.at(-1)!.push(node);
  }
  if (parts.at(-1)!.length === 0) parts.pop();
  return parts;
}
