/** Walks over the tree: what names an expression or a body uses or assigns. */
import type { Expression, IndexEntry, Lambda, Pattern, Statement } from './tree';

/** Direct sub-expressions. Bodies of lambdas are reached through `lambda.body` statements. */
export function childrenOfExpression(node: Expression): Expression[] {
  switch (node.type) {
    case 'number':
    case 'string':
    case 'constant':
    case 'name':
      return [];
    case 'unary':
      return [node.operand];
    case 'binary':
    case 'logical':
      return [node.left, node.right];
    case 'compare':
      return [...node.operands];
    case 'conditional':
      return [node.test, node.consequent, node.otherwise];
    case 'call':
      return [node.callee, ...node.args.map((argument) => argument.value)];
    case 'attribute':
      return [node.object];
    case 'subscript':
      return [node.object, ...node.indices.flatMap(childrenOfIndex)];
    case 'sequence':
      return [...node.items];
    case 'dict':
      return node.entries.flatMap((entry) => (entry.key ? [entry.key, entry.value] : [entry.value]));
    case 'lambda':
      return node.params.flatMap((param) => (param.defaultValue ? [param.defaultValue] : []));
    case 'comprehension':
      return [
        ...node.clauses.flatMap((clause) => [clause.iterable, ...clause.conditions]),
        ...(node.key ? [node.key] : []),
        node.element,
      ];
    case 'spread':
      return [node.value];
    case 'assign':
      return [...childrenOfPattern(node.target), node.value];
    case 'template':
      return node.parts.filter((part) => typeof part !== 'string');
    case 'bigop':
      return [node.lower, node.upper, node.body];
  }
}

function childrenOfIndex(entry: IndexEntry): Expression[] {
  if (entry.type === 'ellipsis') return [];
  if (entry.type === 'slice') return [entry.start, entry.stop, entry.step].filter((bound) => bound !== null);
  return [entry];
}

function childrenOfPattern(pattern: Pattern): Expression[] {
  switch (pattern.type) {
    case 'name':
      return [];
    case 'attribute':
    case 'subscript':
      return childrenOfExpression(pattern);
    case 'sequence-pattern':
      return pattern.items.flatMap((item) => (item ? childrenOfPattern(item) : []));
    case 'object-pattern':
      return pattern.entries.flatMap((entry) => childrenOfPattern(entry.target));
    case 'default-pattern':
      return [...childrenOfPattern(pattern.target), pattern.value];
    case 'rest-pattern':
      return childrenOfPattern(pattern.target);
  }
}

/** Calls `visit` for an expression and everything inside it, outermost first; function bodies excepted. */
export function visitExpressions(node: Expression, visit: (node: Expression) => void): void {
  visit(node);
  for (const child of childrenOfExpression(node)) visitExpressions(child, visit);
}

/** Collects every name that an expression mentions. */
export function namesIn(node: Expression, names: Set<string>): Set<string> {
  visitExpressions(node, (inner) => {
    if (inner.type === 'name') names.add(inner.name);
  });
  return names;
}

/** Rebuilds a formula's expression; `replace` returns null to keep a node and go on inside it. */
export function mapExpression(node: Expression, replace: (node: Expression) => Expression | null): Expression {
  const replaced = replace(node);
  if (replaced) return replaced;
  const map = (child: Expression): Expression => mapExpression(child, replace);
  switch (node.type) {
    case 'unary':
      return { ...node, operand: map(node.operand) };
    case 'binary':
    case 'logical':
      return { ...node, left: map(node.left), right: map(node.right) };
    case 'compare':
      return { ...node, operands: node.operands.map(map) };
    case 'call':
      return { ...node, args: node.args.map((argument) => ({ ...argument, value: map(argument.value) })) };
    case 'subscript':
      return {
        ...node,
        indices: node.indices.map((entry) =>
          entry.type === 'slice' || entry.type === 'ellipsis' ? entry : map(entry),
        ),
      };
    case 'bigop':
      return { ...node, lower: map(node.lower), upper: map(node.upper), body: map(node.body) };
    default:
      return node;
  }
}

/** Names that a pattern binds. */
export function boundNames(pattern: Pattern, names: Set<string> = new Set()): Set<string> {
  switch (pattern.type) {
    case 'name':
      names.add(pattern.name);
      break;
    case 'sequence-pattern':
      for (const item of pattern.items) if (item) boundNames(item, names);
      break;
    case 'object-pattern':
      for (const entry of pattern.entries) boundNames(entry.target, names);
      break;
    case 'default-pattern':
    case 'rest-pattern':
      boundNames(pattern.target, names);
  }
  return names;
}

/** Calls back for each statement of a body, nested blocks included, nested functions excluded. */
export function visitStatements(body: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of body) {
    visit(statement);
    switch (statement.type) {
      case 'if':
        visitStatements(statement.consequent, visit);
        visitStatements(statement.otherwise, visit);
        break;
      case 'for-each':
      case 'while':
        visitStatements(statement.body, visit);
        visitStatements(statement.otherwise, visit);
        break;
      case 'for-classic':
        visitStatements(statement.init, visit);
        visitStatements(statement.body, visit);
        break;
      case 'block':
        visitStatements(statement.body, visit);
    }
  }
}

/** The expressions that stand directly in a statement, those of nested blocks excepted. */
export function expressionsOf(statement: Statement): Expression[] {
  switch (statement.type) {
    case 'expression':
      return [statement.value];
    case 'assignment':
      return [...statement.targets.flatMap(childrenOfPattern), ...(statement.value ? [statement.value] : [])];
    case 'if':
    case 'while':
      return [statement.test];
    case 'for-each':
      return [statement.iterable];
    case 'for-classic':
      return [statement.test, statement.update].filter((part) => part !== null);
    case 'return':
      return statement.value ? [statement.value] : [];
    default:
      return [];
  }
}

/** Names that a body assigns (in Python these are the function's local names); nested functions excepted. */
export function assignedNames(body: readonly Statement[]): Set<string> {
  const names = new Set<string>();
  visitStatements(body, (statement) => {
    if (statement.type === 'assignment') for (const target of statement.targets) boundNames(target, names);
    else if (statement.type === 'for-each') boundNames(statement.target, names);
    else if (statement.type === 'function') names.add(statement.name);
    else if (statement.type === 'import') for (const binding of statement.bindings) names.add(binding.local);
    for (const expression of expressionsOf(statement)) {
      visitExpressions(expression, (node) => {
        if (node.type === 'assign') boundNames(node.target, names);
      });
    }
  });
  return names;
}

/** Whether a body makes a function somewhere, by name or as a value. */
export function makesFunctions(body: readonly Statement[]): boolean {
  let found = false;
  visitStatements(body, (statement) => {
    if (statement.type === 'function') found = true;
    for (const expression of expressionsOf(statement))
      visitExpressions(expression, (node) => {
        if (node.type === 'lambda') found = true;
      });
  });
  return found;
}

/** Names that a lambda's body mentions anywhere, nested functions included: to find which functions call which. */
export function mentionedNames(lambda: Lambda, names: Set<string> = new Set()): Set<string> {
  visitStatements(lambda.body, (statement) => {
    if (statement.type === 'function') mentionedNames(statement.lambda, names);
    for (const expression of expressionsOf(statement)) {
      visitExpressions(expression, (node) => {
        if (node.type === 'name') names.add(node.name);
        else if (node.type === 'lambda') mentionedNames(node, names);
      });
    }
  });
  return names;
}
