/** What is said of names in a JavaScript text as a whole: which are declared, which are used. Scopes are not told apart. */
import type * as acorn from 'acorn';

/** A node of any kind, as a walk sees it. */
export type AnyNode = acorn.AnyNode;

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** The nodes directly below one. */
export function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? (value as unknown[]).filter(isNode) : isNode(value) ? [value] : [],
  );
}

/** Calls `see` for a node and everything below it, with the node above. */
export function walk(node: AnyNode, see: (node: AnyNode, parent: AnyNode | null) => void): void {
  const open: [AnyNode, AnyNode | null][] = [[node, null]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [here, parent] = next;
    see(here, parent);
    for (const child of childrenOf(here).reverse()) open.push([child, here]);
  }
}

/** Names that a pattern binds. */
export function boundNames(pattern: AnyNode): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'RestElement':
      return boundNames(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundNames(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundNames(property.type === 'Property' ? property.value : property),
      );
    default:
      return [];
  }
}

/** Names declared anywhere below a node. */
export function declaredNames(node: AnyNode): Set<string> {
  const names = new Set<string>();
  walk(node, (each) => {
    if ('params' in each) for (const param of each.params) boundNames(param).forEach((name) => names.add(name));
    if (each.type === 'VariableDeclarator') boundNames(each.id).forEach((name) => names.add(name));
    if (each.type === 'CatchClause' && each.param) boundNames(each.param).forEach((name) => names.add(name));
    if (/^(Function|Class)(Declaration|Expression)$/.test(each.type)) {
      const { id } = each as acorn.Function | acorn.Class;
      if (id) names.add(id.name);
    }
  });
  return names;
}

/** Whether an identifier stands for a variable here, and not for a property or a label. */
export function isReference(node: AnyNode, parent: AnyNode | null): node is acorn.Identifier {
  if (node.type !== 'Identifier') return false;
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node || parent.computed;
    case 'Property':
      return parent.value === node || parent.computed;
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return parent.value === node || parent.computed;
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'ExportSpecifier':
      return false;
    default:
      return true;
  }
}

/** Names used below a node that nothing below it declares. */
export function freeNames(node: AnyNode): Set<string> {
  const declared = declaredNames(node);
  const names = new Set<string>();
  walk(node, (each, parent) => {
    if (isReference(each, parent) && !declared.has(each.name)) names.add(each.name);
  });
  names.delete('arguments');
  return names;
}
