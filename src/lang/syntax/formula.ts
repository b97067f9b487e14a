/**
 * Formulas as people write them → the common tree: optional lines `a = 10`, helper functions `g(t) = t^2`, then an
 * expression or `f(x, y) = expression`. What names mean — which are functions or products of letters, which are
 * variables — is settled in `formula-names.ts` and `formula-variables.ts`.
 */
import { type Diagnostic, LossError, fail } from '../diagnostics';
import { FormulaExpressions } from './formula-expressions';
import { functionOf, returned } from './formula-nodes';
import { type Token, tokenizeFormula } from './formula-tokens';
import { findVariables } from './formula-variables';
import type { Expression, Module, Name, Statement } from './tree';

/** Parses a formula: optional lines `a = 10`, then an expression or `f(x, y) = expression`.
 *  @param known  names that stand for parameters or data, never to be split into letters
 *  @returns a module whose last statement is the function to be minimized */
export function parseFormula(source: string, known: readonly string[] = []): { module: Module; errors: Diagnostic[] } {
  const errors: Diagnostic[] = [];
  let body: Statement[] = [];
  try {
    const tokens = tokenizeFormula(source).filter((token) => !(token.kind === 'op' && token.text === ''));
    body = new FormulaParser(source, joinContinuedLines(tokens), known).module();
  } catch (error) {
    if (!(error instanceof LossError)) throw error;
    errors.push(error.diagnostic);
  }
  return { module: { language: 'formula', body, from: 0, to: source.length }, errors };
}

/** A line break inside brackets, after an operator or before one is only white space. */
function joinContinuedLines(tokens: readonly Token[]): Token[] {
  let depth = 0;
  return tokens.filter((token, i) => {
    if (token.kind === 'op' && /^[([{]$/.test(token.text)) depth++;
    if (token.kind === 'op' && /^[)\]}]$/.test(token.text)) depth--;
    if (token.kind !== 'newline') return true;
    const before = tokens[i - 1];
    const after = tokens[i + 1];
    const joins = (other: Token | undefined): boolean => other?.kind === 'op' && /^[-+*/^=,]$/.test(other.text);
    return depth <= 0 && !joins(before) && !joins(after);
  });
}

class FormulaParser extends FormulaExpressions {
  module(): Statement[] {
    const helpers: Statement[] = [];
    const assignments: Statement[] = [];
    let result: { params: readonly Name[] | null; value: Expression; name: string } | null = null;
    for (;;) {
      while (this.isOp(';') || this.peek().kind === 'newline') this.at++;
      if (this.peek().kind === 'end') break;
      if (/^(minimi[sz]e|argmin)$/.test(this.peek().text) && this.peek(1).text !== '=') this.at++;
      const from = this.peek().from;
      const head = this.functionHead();
      const isAssignment = !head && this.peek().kind === 'name' && this.isAssignmentSign(this.peek(1));
      if (isAssignment && !/^[fFL]$/.test(this.peek().text)) {
        const target = this.name(this.take());
        this.take();
        const value = this.expression(0);
        assignments.push({
          type: 'assignment',
          targets: [target],
          op: null,
          value,
          declares: null,
          from,
          to: value.to,
        });
      } else {
        const name = isAssignment ? this.take().text : 'f';
        if (isAssignment) this.take();
        const value = this.expression(0);
        // A function that another line follows is there to be used in it.
        if (result?.params)
          helpers.push(functionOf(result.name, result.params, [returned(result.value)], result.value));
        result = head ? { ...head, value } : { params: null, value, name };
      }
      this.endOfLine();
    }
    const last = assignments.at(-1);
    // `z = x^2 + y^2` alone is the function, whatever its left side is called.
    if (!result && last?.type === 'assignment' && last.value) {
      assignments.pop();
      result = { params: null, value: last.value, name: 'f' };
    }
    if (!result) return [];
    const body = [...assignments, returned(result.value)];
    return [...helpers, findVariables(functionOf(result.name, result.params, body, result.value), this.helpers)];
  }

  private isAssignmentSign(token: Token): boolean {
    return token.kind === 'op' && token.text === '=';
  }

  /** `f(x, y) =`, if that is what stands here. */
  private functionHead(): { params: Name[]; name: string } | null {
    const start = this.at;
    const name = this.take();
    if (name.kind === 'name' && this.isOp('(')) {
      this.take();
      const params: Name[] = [];
      while (this.peek().kind === 'name') {
        params.push(this.name(this.take()));
        if (this.isOp(',')) this.take();
      }
      if (this.isOp(')') && this.peek(1).text === '=' && params.length > 0) {
        this.at += 2;
        for (const param of params) this.names.declared.add(param.name);
        this.helpers.add(name.text);
        return { params, name: name.text };
      }
    }
    this.at = start;
    return null;
  }

  private endOfLine(): void {
    const token = this.peek();
    if (token.kind === 'newline' || token.kind === 'end' || this.isOp(';')) return;
    if (this.isOp(')') || this.isOp(']') || this.isOp('}')) {
      fail(token, 'syntax', `“${token.text}” closes nothing.`, 'Remove it or open it before.');
    }
    fail(
      token,
      'syntax',
      `“${token.text}” is not expected here.`,
      token.text === '='
        ? 'Write == to compare, or a = 10 on its own line to name a number.'
        : 'Check the operator before it.',
    );
  }
}
