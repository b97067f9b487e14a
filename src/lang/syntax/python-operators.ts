/**
 * Operators of Python by precedence climbing.
 *
 * Lezer parses `not a and b` as `not (a and b)` and nests chained comparisons to the left, so its operator nesting is
 * not used: a run of operators is flattened to operands and operator tokens and parsed again with the table of the
 * Python reference, section 6.17.
 */
import type { SyntaxNode } from '@lezer/common';
import { type PythonText, childrenOf, wordOf } from './python-nodes';
import type { ArithmeticOp, CompareOp, Expression } from './tree';

/** Parses a node of nested operators; `operand` converts what stands between them. */
export function parseOperators(
  text: PythonText,
  node: SyntaxNode,
  operand: (node: SyntaxNode) => Expression,
): Expression {
  return climb({ items: flatten(text, node), operand, at: 0 }, 0);
}

type Item = SyntaxNode | { readonly operator: string; readonly from: number; readonly to: number };

/** Operands and operators of nested operator nodes, in source order; `not in` and `is not` become one operator. */
function flatten(text: PythonText, node: SyntaxNode): Item[] {
  if (!['BinaryExpression', 'UnaryExpression', 'ConditionalExpression'].includes(node.name)) return [node];
  const items: Item[] = [];
  for (const child of childrenOf(node)) {
    const isOperand = ['BinaryExpression', 'UnaryExpression', 'ConditionalExpression'].includes(child.name);
    if (isOperand) items.push(...flatten(text, child));
    else if (/^(ArithOp|CompareOp|BitOp|LogicOp|and|or|not|in|is|if|else|await)$/.test(child.name)) {
      items.push({ operator: wordOf(text, child), from: child.from, to: child.to });
    } else items.push(child);
  }
  return joinWordOperators(items);
}

function joinWordOperators(items: Item[]): Item[] {
  const joined: Item[] = [];
  for (const item of items) {
    const last = joined.at(-1);
    if (last && 'operator' in last && 'operator' in item) {
      const pair = `${last.operator} ${item.operator}`;
      if (pair === 'not in' || pair === 'is not') {
        joined[joined.length - 1] = { operator: pair, from: last.from, to: item.to };
        continue;
      }
    }
    joined.push(item);
  }
  return joined;
}

const binaryPrecedence: Record<string, number> = {
  if: 1,
  or: 2,
  and: 3,
  '|': 6,
  '^': 7,
  '&': 8,
  '<<': 9,
  '>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '//': 11,
  '%': 11,
  '@': 11,
  '**': 13,
};

const comparisons = new Set(['<', '<=', '>', '>=', '==', '!=', 'is', 'is not', 'in', 'not in']);

const notPrecedence = 4;

const comparisonPrecedence = 5;

const unaryPrecedence = 12;

interface Run {
  readonly items: readonly Item[];
  readonly operand: (node: SyntaxNode) => Expression;
  at: number;
}

function climb(run: Run, minimum: number): Expression {
  let left = prefix(run);
  for (;;) {
    const item = run.items[run.at];
    if (!item || !('operator' in item)) return left;
    const op = item.operator;
    if (comparisons.has(op)) {
      if (comparisonPrecedence < minimum) return left;
      left = comparisonChain(run, left);
      continue;
    }
    const precedence = binaryPrecedence[op];
    if (precedence === undefined || precedence < minimum) return left;
    run.at++;
    if (op === 'if') {
      const test = climb(run, 2);
      run.at++;
      const otherwise = climb(run, 1);
      left = { type: 'conditional', test, consequent: left, otherwise, from: left.from, to: otherwise.to };
      continue;
    }
    // `**` binds tighter than a unary minus on its left, looser than one on its right: -x**-y is -(x**(-y)).
    const right = climb(run, op === '**' ? unaryPrecedence : precedence + 1);
    const range = { from: left.from, to: right.to };
    left =
      op === 'and' || op === 'or'
        ? { type: 'logical', op, left, right, ...range }
        : { type: 'binary', op: op as ArithmeticOp, left, right, operator: { from: item.from, to: item.to }, ...range };
  }
}

function prefix(run: Run): Expression {
  const item = run.items[run.at++];
  if (!item) throw new RangeError('operand expected');
  if (!('operator' in item)) return run.operand(item);
  const op = item.operator === 'not' ? 'not' : (item.operator as '-' | '+' | '~');
  const operand = climb(run, op === 'not' ? notPrecedence : unaryPrecedence);
  return { type: 'unary', op, operand, from: item.from, to: operand.to };
}

function comparisonChain(run: Run, first: Expression): Expression {
  const operands = [first];
  const ops: CompareOp[] = [];
  for (;;) {
    const item = run.items[run.at];
    if (!item || !('operator' in item) || !comparisons.has(item.operator)) break;
    run.at++;
    ops.push(item.operator as CompareOp);
    operands.push(climb(run, comparisonPrecedence + 1));
  }
  return { type: 'compare', operands, ops, from: first.from, to: operands.at(-1)!.to };
}
