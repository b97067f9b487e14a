/**
 * Values used once are written where they are used, so that generated code reads like code.
 *
 * A value moves only within its own block, and only if nothing that it reads can change on the way: inputs,
 * constants and other values, never accumulators or scratch memory.
 */
import type { Expr, Lowered, Statement } from './ast';

/** Nesting beyond which an expression is no longer easy to read, nor safe for a recursive parser. */
const MAX_DEPTH = 8;

interface Use {
  count: number;
  block: readonly Statement[] | null;
}

function exprOf(statement: Statement): Expr | null {
  return 'value' in statement && typeof statement.value === 'object' && statement.kind !== 'integer'
    ? statement.value
    : null;
}

function eachLocal(value: Expr, visit: (name: string) => void): void {
  if (value.kind === 'local') visit(value.name);
  else if (value.kind === 'op') for (const arg of value.args) eachLocal(arg, visit);
}

function countUses(body: readonly Statement[], result: Expr | null): { uses: Map<string, Use>; mutable: Set<string> } {
  const uses = new Map<string, Use>();
  const mutable = new Set<string>();
  const note = (name: string, block: readonly Statement[]): void => {
    const use = uses.get(name);
    uses.set(name, { count: (use?.count ?? 0) + 1, block: use && use.block !== block ? null : block });
  };
  const walk = (block: readonly Statement[]): void => {
    for (const statement of block) {
      if (statement.kind === 'var') mutable.add(statement.name);
      const value = exprOf(statement);
      if (value) eachLocal(value, (name) => note(name, block));
      if ('body' in statement) walk(statement.body);
    }
  };
  walk(body);
  if (result) eachLocal(result, (name) => note(name, body));
  return { uses, mutable };
}

function depthOf(value: Expr): number {
  return value.kind === 'op' ? 1 + Math.max(...value.args.map(depthOf)) : 0;
}

/** The program with single-use values written in place. */
export function inlineSingleUses(lowered: Lowered): Lowered {
  const { uses, mutable } = countUses(lowered.body, lowered.result);
  const moved = new Map<string, Expr>();
  const settle = (value: Expr): Expr => {
    if (value.kind === 'local') return moved.get(value.name) ?? value;
    return value.kind === 'op' ? { ...value, args: value.args.map(settle) } : value;
  };
  const isStable = (value: Expr): boolean => {
    if (value.kind === 'local') return !mutable.has(value.name);
    if (value.kind === 'load') return value.buffer.role === 'input' || value.buffer.role === 'constant';
    return value.kind === 'op' ? value.args.every(isStable) : true;
  };
  const rewrite = (block: readonly Statement[]): Statement[] => {
    const result: Statement[] = [];
    for (const statement of block) {
      if ('body' in statement) {
        result.push({ ...statement, body: rewrite(statement.body) });
        continue;
      }
      const value = exprOf(statement);
      if (!value) {
        result.push(statement);
        continue;
      }
      const settled = settle(value);
      const use = statement.kind === 'let' ? uses.get(statement.name) : undefined;
      const movable = use?.count === 1 && use.block === block && isStable(settled) && depthOf(settled) < MAX_DEPTH;
      if (statement.kind === 'let' && movable) moved.set(statement.name, settled);
      else if (statement.kind !== 'let' || use) result.push({ ...statement, value: settled } as Statement);
    }
    return result;
  };
  const body = rewrite(lowered.body);
  return { ...lowered, body, result: lowered.result && settle(lowered.result) };
}
