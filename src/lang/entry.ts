/** The chosen loss as a function: what of the text is its body, its parameters, its result. */
import type { Choice } from './choose';
import { fail } from './diagnostics';
import { failUnsupported } from './lower/interpreter';
import type { Expression, Lambda, Module, Statement } from './syntax/tree';

/** Names that `({ x, y }) =>` takes out of its argument; none for another parameter. */
export function objectPatternNames(target: { readonly type: string } | undefined): string[] {
  if (target?.type !== 'object-pattern') return [];
  return (target as { entries: readonly { key: string }[] } & typeof target).entries.map((entry) => entry.key);
}

/** Whether a statement is the expression that was chosen as the loss. */
export function isLossExpression(statement: Statement, choice: Choice): boolean {
  const value: Expression | null =
    statement.type === 'expression' || statement.type === 'return' || statement.type === 'assignment'
      ? statement.value
      : null;
  if (value === null) return false;
  if (choice.kind === 'expression') return value === choice.value;
  return choice.kind === 'lambda' && value === choice.lambda;
}

/** The lambda that stands for the loss; an expression becomes the body of one over its free names. */
export function lambdaOf(choice: Choice, module: Module): Lambda {
  if (choice.kind === 'name' || choice.kind === 'lambda') return choice.lambda;
  const range = { from: module.from, to: module.to };
  if (choice.kind === 'none') {
    const unsupported = module.body.find((statement) => statement.type === 'unsupported');
    if (unsupported) failUnsupported(unsupported);
    return fail(
      range,
      'no-function',
      'There is no function to minimize in this text.',
      module.language === 'javascript'
        ? 'Define one, such as (x, y) => x ** 2 + y ** 2.'
        : 'Define one, such as def f(x): …, or write an expression.',
    );
  }
  const { value } = choice;
  const at = { from: value.from, to: value.to };
  return {
    type: 'lambda',
    name: 'f',
    params: choice.names.map((name) => ({
      target: { type: 'name', name, ...at },
      defaultValue: null,
      kind: 'plain',
      ...at,
    })),
    // Lines before the expression may use its variables, so they are run again with it.
    body: [...module.body.filter((line) => isPlainLine(line, value)), { type: 'return', value, ...at }],
    header: at,
    ...at,
  };
}

/** A line above the final expression that is neither a function nor an import. */
const isPlainLine = (line: Statement, value: Expression): boolean =>
  line.type !== 'function' && line.type !== 'import' && !('value' in line && line.value === value);

/** What to underline when the result is wrong: the last return's value. */
export function returnRange(lambda: Lambda): { from: number; to: number } {
  const last = lambda.body.findLast((statement) => statement.type === 'return');
  return last?.type === 'return' && last.value ? last.value : lambda.header;
}
