/**
 * Which function of a pasted text is the loss.
 *
 * In this order: a default export; a function that the text itself hands to a minimizer; a lambda or
 * the name of a function as the last expression; the last named function that no other one calls; a text without functions is itself the body.
 * A function without parameters, such as a closure for PyTorch's LBFGS, is no loss where another one has some.
 */
import { childrenOfExpression, mentionedNames, namesIn, visitExpressions } from './syntax/visit';
import type { Expression, Lambda, Module, Statement } from './syntax/tree';

/** What was chosen. */
export type Choice =
  /** a top-level name to look up once the text has run */
  | { readonly kind: 'name'; readonly name: string; readonly lambda: Lambda }
  | { readonly kind: 'lambda'; readonly lambda: Lambda }
  /** an expression with free names */
  | { readonly kind: 'expression'; readonly value: Expression; readonly names: readonly string[] }
  | { readonly kind: 'none' };

interface Candidate {
  readonly name: string;
  readonly lambda: Lambda;
  readonly isDefault: boolean;
}

const minimizers =
  /^(minimize|minimize_scalar|fmin|fmin_\w+|differential_evolution|basinhopping|dual_annealing|shgo|direct|brute|least_squares|approx_fprime|check_grad|grad|value_and_grad|minimizeScalar)$/;

/** Finds the loss.
 *  @param isKnown  whether a name has a value from outside: data, or the language's own */
export function chooseLoss(module: Module, isKnown: (name: string) => boolean): Choice {
  const functions = module.body.flatMap((statement) => candidatesOf(statement, module));
  const withParameters = functions.filter(({ lambda }) => lambda.params.length > 0);
  const candidates = withParameters.length > 0 ? withParameters : functions;
  const byDefault = candidates.find((candidate) => candidate.isDefault);
  if (byDefault) return named(byDefault);
  const handedOver = candidates.find((candidate) => isMinimized(module, candidate.name));
  if (handedOver) return named(handedOver);
  const last = lastExpression(module);
  const pointedAt = last?.type === 'name' ? candidates.find((candidate) => candidate.name === last.name) : undefined;
  if (pointedAt) return named(pointedAt);
  if (last?.type === 'lambda' && !candidates.some((candidate) => candidate.lambda === last))
    return { kind: 'lambda', lambda: last };
  const wrapped =
    last?.type === 'call' ? last.args.find((argument) => argument.value.type === 'lambda')?.value : undefined;
  if (candidates.length === 0 && wrapped?.type === 'lambda') return { kind: 'lambda', lambda: wrapped };
  if (candidates.length > 0) {
    const makers = new Set(module.body.flatMap((statement) => makerOf(statement, module)));
    const called = new Set(
      candidates.flatMap(({ name: own, lambda }) =>
        makers.has(own) ? [own] : [...mentionedNames(lambda)].filter((name) => name !== own),
      ),
    );
    const free = candidates.filter((candidate) => !called.has(candidate.name));
    return named((free.length > 0 ? free : candidates).at(-1)!);
  }
  if (!last) return { kind: 'none' };
  return { kind: 'expression', value: last, names: freeNames(module, last, isKnown) };
}

const named = (candidate: Candidate): Choice => ({ kind: 'name', name: candidate.name, lambda: candidate.lambda });

function candidatesOf(statement: Statement, module: Module): Candidate[] {
  if (statement.type === 'function')
    return [{ name: statement.name, lambda: statement.lambda, isDefault: statement.isDefault }];
  if (statement.type !== 'assignment' || !statement.value) return [];
  const lambda = statement.value.type === 'lambda' ? statement.value : madeBy(statement.value, module);
  if (!lambda) return [];
  return statement.targets.flatMap((target) =>
    target.type === 'name' ? [{ name: target.name, lambda, isDefault: false }] : [],
  );
}

/** The function that `make_loss(…)` returns, where that is one of its own. */
function madeBy(value: Expression, module: Module): Lambda | null {
  if (value.type !== 'call' || value.callee.type !== 'name') return null;
  const { name } = value.callee;
  const maker = module.body.flatMap((statement): Lambda[] =>
    statement.type === 'function' && statement.name === name ? [statement.lambda] : [],
  )[0];
  const last = maker?.body.findLast((statement) => statement.type === 'return');
  if (last?.type !== 'return' || !last.value) return null;
  if (last.value.type === 'lambda') return last.value;
  if (last.value.type !== 'name') return null;
  const returned = last.value.name;
  const inner = maker!.body.findLast((statement) => statement.type === 'function' && statement.name === returned);
  return inner?.type === 'function' ? inner.lambda : null;
}

/** The name of the function that makes another one which this statement keeps. */
function makerOf(statement: Statement, module: Module): string[] {
  const value = statement.type === 'assignment' ? statement.value : null;
  return value?.type === 'call' && value.callee.type === 'name' && madeBy(value, module) ? [value.callee.name] : [];
}

function isMinimized(module: Module, name: string): boolean {
  return module.body.some((statement) => {
    const value = statement.type === 'expression' || statement.type === 'assignment' ? statement.value : null;
    let found = false;
    if (value) {
      visitExpressions(value, (node) => {
        if (node.type !== 'call') return;
        const callee =
          node.callee.type === 'name' ? node.callee.name : node.callee.type === 'attribute' ? node.callee.name : '';
        const [first] = node.args;
        if (minimizers.test(callee) && first?.value.type === 'name' && first.value.name === name) found = true;
      });
    }
    return found;
  });
}

/** The text's last expression: a statement of its own, a top-level return, or the value of a last assignment. */
function lastExpression(module: Module): Expression | null {
  const last = module.body.findLast((statement) => statement.type !== 'empty');
  if (last?.type === 'expression') return last.value;
  if (last?.type === 'return') return last.value;
  if (last?.type === 'assignment' && last.op === null && last.targets.length === 1) return last.value;
  return null;
}

/** Names that nothing explains: the variables, in the order x, y, z, then by alphabet. */
function freeNames(module: Module, value: Expression, isKnown: (name: string) => boolean): string[] {
  const assigned = new Set<string>();
  const used = new Set<string>();
  const last = module.body.findLast((statement) => statement.type !== 'empty');
  for (const statement of module.body) {
    if (statement.type === 'assignment') {
      if (statement.value) collectFree(statement.value, used);
      if (statement !== last)
        for (const target of statement.targets) if (target.type === 'name') assigned.add(target.name);
    } else if (statement.type === 'import') for (const binding of statement.bindings) assigned.add(binding.local);
  }
  collectFree(value, used);
  const rank = (name: string): number => (/^[xyz]\d*$/.test(name) ? 0 : 1);
  return [...used]
    .filter((name) => !assigned.has(name) && !isKnown(name))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
}

/** Free names of an expression; what comprehensions and lambdas bind is not free. */
function collectFree(node: Expression, names: Set<string>): void {
  if (node.type === 'name') names.add(node.name);
  const inner = new Set<string>();
  const bound = new Set<string>();
  if (node.type === 'comprehension')
    for (const clause of node.clauses) if (clause.target.type === 'name') bound.add(clause.target.name);
  if (node.type === 'lambda') {
    for (const param of node.params) if (param.target.type === 'name') bound.add(param.target.name);
    for (const statement of node.body)
      if (statement.type === 'return' && statement.value) namesIn(statement.value, inner);
  }
  for (const child of childrenOfExpression(node)) collectFree(child, inner);
  for (const name of inner) if (!bound.has(name)) names.add(name);
}
