/** Nodes that the formula parser makes. */
import type { Argument, ArithmeticOp, Expression, Name, Range, Statement } from './tree';

/** The range of a token alone. */
export const range = (token: Range): Range => ({ from: token.from, to: token.to });

/** `left op right`. */
export function binary(op: ArithmeticOp, left: Expression, right: Expression, operator: Range): Expression {
  return {
    type: 'binary',
    op,
    left,
    right,
    operator: range(operator),
    from: Math.min(left.from, operator.from),
    to: Math.max(left.to, right.to),
  };
}

/** A call of a table function. */
export function call(name: string, values: readonly Expression[], whole: Range, callee: Range): Expression {
  const args = values.map((value): Argument => ({ value, from: value.from, to: value.to }));
  return { type: 'call', callee: { type: 'name', name, ...range(callee) }, args, ...range(whole) };
}

/** `return value`. */
export const returned = (value: Expression): Statement => ({ type: 'return', value, from: value.from, to: value.to });

/** A function of the given body. */
export function functionOf(
  name: string,
  params: readonly Name[] | null,
  body: readonly Statement[],
  value: Range,
): Statement & { type: 'function' } {
  const whole = { from: value.from, to: value.to };
  return {
    type: 'function',
    name,
    nameRange: whole,
    isDefault: false,
    lambda: {
      type: 'lambda',
      name,
      params: (params ?? []).map((target) => ({ target, defaultValue: null, kind: 'plain', ...range(target) })),
      body,
      header: whole,
      ...whole,
    },
    ...whole,
  };
}
