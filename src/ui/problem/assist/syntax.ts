/** What the highlighter's syntax tree says of a place: names that the text binds, and whether a place is code. */
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { SyntaxNode } from '@lezer/common';
import type { Language } from '../../types';

/** Longest that completion waits for the tree. */
const parseMilliseconds = 50;

/** Whether a place is inside a comment or a text. */
export function isProse(state: EditorState, position: number): boolean {
  const { name } = syntaxTree(state).resolveInner(position, -1);
  return /Comment|String/.test(name);
}

/** Names that the text binds: parameters, assigned names, loop variables; without the one that ends at `position`. */
export function boundNames(state: EditorState, language: Language, position: number): string[] {
  const names = new Set<string>();
  if (language === 'formula') {
    // Every word of a formula that is not a function is a symbol; the vocabulary knows the functions.
    for (const { 0: word, index } of state.doc.toString().matchAll(/\p{L}[\p{L}\w]*/gu)) {
      if (index + word.length !== position) names.add(word);
    }
    return [...names];
  }
  const tree = ensureSyntaxTree(state, state.doc.length, parseMilliseconds) ?? syntaxTree(state);
  tree.iterate({
    enter(node) {
      if (node.to === position || node.from === node.to) return;
      const isBound =
        node.name === 'VariableDefinition' || (node.name === 'VariableName' && isPythonBinding(node.node));
      if (isBound) names.add(state.sliceDoc(node.from, node.to));
    },
  });
  return [...names];
}

const patterns = new Set(['TupleExpression', 'ArrayExpression', 'ParenthesizedExpression']);

/** Whether a name of the Python tree stands where names are bound. */
function isPythonBinding(name: SyntaxNode): boolean {
  let inner = name;
  while (inner.parent && patterns.has(inner.parent.name)) inner = inner.parent;
  const { parent } = inner;
  switch (parent?.name) {
    case 'ParamList':
      // Defaults stand behind their sign.
      return inner.prevSibling?.name !== 'AssignOp';
    case 'FunctionDefinition':
      return true;
    case 'AssignStatement':
      return hasAfter(inner, 'AssignOp');
    case 'ForStatement':
    case 'ComprehensionExpression':
    case 'ArrayComprehensionExpression':
      return isLoopTarget(inner);
    default:
      return false;
  }
}

function hasAfter(node: SyntaxNode, name: string): boolean {
  for (let next = node.nextSibling; next; next = next.nextSibling) if (next.name === name) return true;
  return false;
}

/** Between `for` and `in`. */
function isLoopTarget(node: SyntaxNode): boolean {
  for (let before = node.prevSibling; before; before = before.prevSibling) {
    if (before.name === 'for') return true;
    if (before.name === 'in') return false;
  }
  return false;
}
