/**
 * Expressions of formulas, by a Pratt parser of our own.
 *
 * Juxtaposition multiplies with the precedence of `*` (so `1/2x` is (1/2)x); `-x^2` is −(x²); `^` associates to the
 * right; `|x|` is the absolute value; `sin x cos y` takes one factor each; `sin^2(x)` is sin(x)²; `x_i` counts from 1.
 */
import { didYouMean, fail } from '../diagnostics';
import { TokenCursor } from './formula-cursor';
import { type NameTable, constantNames, functionNames, inverseOf, namesOf, splitProducts } from './formula-names';
import { binary, call, range } from './formula-nodes';
import {
  comparisonPrecedence,
  comparisons,
  isKnownCommand,
  powerPrecedence,
  precedence,
  productPrecedence,
  signPrecedence,
} from './formula-precedence';
import { type Token, greekNames } from './formula-tokens';
import type { ArithmeticOp, CompareOp, Expression, Name, Range } from './tree';

/** Parses expressions; the names of the whole text are known. */
export class FormulaExpressions extends TokenCursor {
  protected readonly names: NameTable;

  protected readonly indices: string[] = [];

  protected barDepth = 0;

  protected isInNorm = false;

  /** functions that the text defines, such as g in `g(t) = t^2` */
  protected readonly helpers = new Set<string>();

  constructor(source: string, tokens: readonly Token[], known: readonly string[]) {
    const names = namesOf(tokens, known);
    super(source, splitProducts(tokens, names));
    this.names = names;
  }

  protected expression(minimum: number): Expression {
    let left = this.prefix();
    for (;;) {
      const token = this.peek();
      const op = token.kind === 'op' || token.text === 'and' || token.text === 'or' ? token.text : '';
      if (comparisons[op] && comparisonPrecedence >= minimum) {
        left = this.comparison(left);
        continue;
      }
      const known = precedence[op];
      if (known === undefined) {
        if (minimum > productPrecedence || !this.startsFactor()) return left;
        const right = this.expression(productPrecedence + 1);
        left = binary('*', left, right, { from: left.to, to: right.from });
        continue;
      }
      if (known < minimum) return left;
      this.take();
      const right = this.expression(op === '^' || op === '**' ? signPrecedence : known + 1);
      if (op === 'and' || op === '&&' || op === 'or') {
        left = {
          type: 'logical',
          op: op === 'and' || op === '&&' ? 'and' : 'or',
          left,
          right,
          from: left.from,
          to: right.to,
        };
      } else left = binary(op === '^' ? '**' : (op as ArithmeticOp), left, right, token);
    }
  }

  protected comparison(first: Expression): Expression {
    const operands = [first];
    const ops: CompareOp[] = [];
    while (this.peek().kind === 'op' && comparisons[this.peek().text]) {
      ops.push(comparisons[this.take().text]!);
      operands.push(this.expression(comparisonPrecedence + 1));
    }
    return { type: 'compare', operands, ops, from: first.from, to: operands.at(-1)!.to };
  }

  /** Whether the next token can begin a factor, so that juxtaposition multiplies. */
  protected startsFactor(): boolean {
    const token = this.peek();
    if (token.kind === 'number') return true;
    if (token.kind === 'name' && token.text === 'if') return this.peek(1).text === '(' && !this.peek(1).spaced;
    if (token.kind === 'name') return token.text !== 'and' && token.text !== 'or';
    if (token.text === '‖') return !this.isInNorm;
    if (token.text === '|')
      return this.barDepth === 0 || (token.spaced && !this.peek(1).spaced && this.peek(1).kind !== 'end');
    return token.text === '(' || token.text === '[' || token.text === '{';
  }

  protected prefix(): Expression {
    const token = this.take();
    if (token.kind === 'op' && (token.text === '-' || token.text === '+')) {
      const operand = this.expression(signPrecedence);
      return { type: 'unary', op: token.text, operand, from: token.from, to: operand.to };
    }
    return this.postfix(this.primary(token));
  }

  protected primary(token: Token): Expression {
    const range: Range = { from: token.from, to: token.to };
    if (token.kind === 'number') {
      return { type: 'number', value: Number(token.text), isInteger: /^\d+$/.test(token.text), ...range };
    }
    if (token.kind === 'name') return this.word(token);
    if (token.kind === 'op') {
      if (token.text === '(' || token.text === '[' || token.text === '{') return this.group(token);
      if (token.text === '‖') return this.norm(token);
      if (token.text === '|') {
        this.barDepth++;
        const value = this.expression(0);
        const close = this.expect('|', token);
        this.barDepth--;
        return call('abs', [value], { from: token.from, to: close.to }, range);
      }
    }
    if (token.kind === 'end' || token.kind === 'newline') {
      const last = this.previous();
      return fail(
        { from: last.from, to: last.to },
        'syntax',
        'The formula ends too early.',
        `Something is missing after “${last.text}”.`,
      );
    }
    return fail(
      range,
      'syntax',
      `“${token.text}” is not expected here.`,
      'A number, a name or an opening bracket belongs here.',
    );
  }

  protected norm(open: Token): Expression {
    this.isInNorm = true;
    const value = this.expression(0);
    const close = this.expect('‖', open);
    this.isInNorm = false;
    return call('norm', [value], { from: open.from, to: close.to }, open);
  }

  protected group(open: Token): Expression {
    const saved = this.barDepth;
    this.barDepth = 0;
    const value = this.expression(0);
    const close = this.expect(open.text === '(' ? ')' : open.text === '[' ? ']' : '}', open);
    this.barDepth = saved;
    return { ...value, from: open.from, to: close.to };
  }

  /** A name: function call, big operator, constant or variable. */
  protected word(token: Token): Expression {
    const isCall = this.isOp('(');
    if (token.isCommand && !isKnownCommand(token.text)) {
      const shown = `\\${token.text}`;
      fail(token, 'unknown-command', `“${shown}” is not known in a formula.`, 'Leave it out, or write what it means.');
    }
    if (token.text === 'frac' || token.text === 'tfrac' || token.text === 'dfrac') return this.fraction();
    if (['sum', 'prod', 'product'].includes(token.text)) return this.bigOperator(token);
    if (functionNames.has(token.text) && !this.names.declared.has(token.text)) return this.functionCall(token);
    if (isCall && token.text.length > 2 && !this.isValueName(token.text)) {
      const near = didYouMean(token.text, functionNames.keys());
      fail(
        token,
        'unknown-function',
        `There is no function “${token.text}”.`,
        greekNames.has(token.text)
          ? `For a product write ${token.text} * (…).`
          : near
            ? `Did you mean “${near}”?`
            : 'Functions are sin, cos, exp, log, sqrt, abs, min, max, ….',
      );
    }
    if (isCall && this.helpers.has(token.text)) {
      const { values, to } = this.functionArguments(token);
      return call(token.text, values, { from: token.from, to }, token);
    }
    if (!this.names.declared.has(token.text) && constantNames[token.text] !== undefined) {
      return { type: 'number', value: constantNames[token.text]!, isInteger: false, ...range(token) };
    }
    return this.name(token);
  }

  /** A Greek letter before a bracket may be a function (Γ, σ, Φ): it is a factor where it is a variable elsewhere. */
  protected isValueName(text: string): boolean {
    const isVariable = greekNames.has(text) && this.names.standsAlone(text);
    return isVariable || this.names.declared.has(text) || this.helpers.has(text) || constantNames[text] !== undefined;
  }

  protected name(token: Token): Name {
    return { type: 'name', name: token.text, from: token.from, to: token.to };
  }

  /** `\frac{a}{b}`; without braces each part is one digit: `\frac12 x` is half of x. */
  protected fraction(): Expression {
    const token = this.peek();
    if (token.kind === 'number' && /^\d{2,}$/.test(token.text)) return this.digitFraction(this.take());
    const above = this.primary(this.take());
    const below = this.primary(this.take());
    return binary('/', above, below, { from: above.to, to: below.from });
  }

  private digitFraction(token: Token): Expression {
    const whole = (text: string): Expression => ({
      type: 'number',
      value: Number(text),
      isInteger: true,
      ...range(token),
    });
    const half = binary('/', whole(token.text[0]!), whole(token.text[1]!), token);
    return token.text.length === 2 ? half : binary('*', half, whole(token.text.slice(2)), token);
  }

  /** `sin x`, `sin(x)`, `sin^2(x)`, `log_2(x)`, `sqrt[3]{x}`. */
  protected functionCall(token: Token): Expression {
    let name = functionNames.get(token.text)!;
    let power: Expression | null = null;
    if (this.isOp('_') && name === 'log') {
      this.take();
      const base = this.primary(this.take());
      const isBase = (value: number): boolean => base.type === 'number' && base.value === value;
      if (isBase(2)) name = 'log2';
      else if (isBase(10)) name = 'log10';
      else return binary('/', this.functionCall(token), call('log', [base], base, base), token);
    }
    if (name === 'sqrt' && this.isOp('[')) {
      const degree = this.primary(this.take());
      const radicand = this.primary(this.take());
      const exponent = binary('/', { type: 'number', value: 1, isInteger: true, ...range(token) }, degree, token);
      return binary('**', radicand, exponent, token);
    }
    if (this.isOp('^') || this.isOp('**')) {
      this.take();
      power = this.isOp('-') ? this.prefix() : this.primary(this.take());
      const isInverse = power.type === 'unary' && power.operand.type === 'number' && power.operand.value === 1;
      const inverse = inverseOf(name);
      if (isInverse && inverse) {
        name = inverse;
        power = null;
      }
    }
    const args = this.functionArguments(token);
    const applied = call(name, args.values, { from: token.from, to: args.to }, token);
    return power ? binary('**', applied, power, token) : applied;
  }

  protected functionArguments(token: Token): { values: Expression[]; to: number } {
    if (this.isOp('(') || this.isOp('{')) {
      const open = this.take();
      const close = open.text === '(' ? ')' : '}';
      const saved = this.barDepth;
      this.barDepth = 0;
      const values: Expression[] = [];
      while (!this.isOp(close)) {
        values.push(this.expression(0));
        if (!this.isOp(',')) break;
        this.take();
      }
      this.barDepth = saved;
      return { values, to: this.expect(close, open).to };
    }
    if (this.isOp('|') || this.isOp('‖')) {
      const value = this.primary(this.take());
      return { values: [value], to: value.to };
    }
    if (!this.startsFactor() && !this.isOp('-')) {
      fail(token, 'syntax', `The function “${token.text}” needs an argument.`, `Write ${token.text}(x).`);
    }
    // Without brackets the argument is one product of numbers and names: sin 2x, cos pi x, but sin x cos y is two.
    let value = this.isOp('-') ? this.prefix() : this.expression(powerPrecedence);
    while (this.startsFactor() && this.peek().kind !== 'op' && !functionNames.has(this.peek().text)) {
      const right = this.expression(powerPrecedence);
      value = binary('*', value, right, { from: value.to, to: right.from });
    }
    return { values: [value], to: value.to };
  }

  /** `sum(i = 1..n, body)`, `sum(body)` over the index that its subscripts use, `\sum_{i=1}^{n} term`. */
  protected bigOperator(token: Token): Expression {
    const op = token.text === 'sum' ? 'sum' : 'prod';
    if (this.isOp('_')) return this.typesetOperator(token, op);
    if (!this.isOp('(') && this.startsFactor()) return this.sumOverSubscript(token, op);
    const open = this.expect('(', token);
    const saved = this.barDepth;
    this.barDepth = 0;
    const next = this.peek();
    if (next.kind === 'name' && (this.peek(1).text === '=' || this.peek(1).text === 'in')) {
      const index = this.name(this.take());
      this.take();
      const { lower, upper } = this.bounds(index);
      this.indices.push(index.name);
      this.names.declared.add(index.name);
      const body = this.expression(0);
      this.indices.pop();
      this.barDepth = saved;
      const to = this.expect(')', open).to;
      return { type: 'bigop', op, index, lower, upper, body, from: token.from, to };
    }
    const body = this.expression(0);
    this.barDepth = saved;
    const to = this.expect(')', open).to;
    return (
      this.names.implicitSum(op, body, this.indices, { from: token.from, to }) ??
      call(op, [body], { from: token.from, to }, token)
    );
  }

  /** `Σ x_i^2`: over the index that its subscripts use. */
  private sumOverSubscript(token: Token, op: 'sum' | 'prod'): Expression {
    const body = this.expression(productPrecedence);
    const at = { from: token.from, to: body.to };
    return (
      this.names.implicitSum(op, body, this.indices, at) ??
      fail(at, 'syntax', 'Nothing says what this runs over.', `Write ${op}(i = 1..n, …).`)
    );
  }

  protected bounds(index: Name): { lower: Expression; upper: Expression } {
    const lower = this.expression(0);
    if (
      !this.isOp('..') &&
      !this.isOp('...') &&
      !this.isOp(':') &&
      !(this.peek().text === 'to' && this.peek().kind === 'name')
    ) {
      fail(this.peek(), 'syntax', `The range of “${index.name}” needs an end.`, `Write sum(${index.name} = 1..n, …).`);
    }
    this.take();
    const upper = this.expression(0);
    if (!this.isOp(','))
      fail(
        this.peek(),
        'syntax',
        'A comma belongs between the range and the summand.',
        `Write sum(${index.name} = 1..n, …).`,
      );
    this.take();
    return { lower, upper };
  }

  protected typesetOperator(token: Token, op: 'sum' | 'prod'): Expression {
    this.take();
    const open = this.take();
    const index = this.name(open.kind === 'name' ? open : this.take());
    const isBounded = open.kind !== 'name' && !this.isOp('}');
    if (isBounded) this.expect('=', open);
    const one: Expression = { type: 'number', value: 1, isInteger: true, ...range(open) };
    const lower = isBounded ? this.expression(0) : one;
    if (open.kind !== 'name') this.expect('}', open);
    if (isBounded) this.expect('^', open);
    const upper = isBounded ? this.primary(this.take()) : this.name({ ...open, text: 'n' });
    this.names.declared.add(index.name);
    const body = this.expression(productPrecedence);
    return { type: 'bigop', op, index, lower, upper, body, from: token.from, to: body.to };
  }

  /** Subscripts `x_1`, `x_i`, `x_(i+1)`, `x_{i+1}`, `x[i]`, primes refused. */
  protected postfix(value: Expression): Expression {
    let result = value;
    for (;;) {
      const isBracket = this.isOp('[') && !this.peek().spaced && result.type === 'name';
      if (!this.isOp('_') && !isBracket) break;
      if (result.type !== 'name') fail(this.peek(), 'syntax', 'Only a name can have a subscript.', 'Write x_1.');
      const token = this.take();
      const index = isBracket ? this.bracketIndex(token) : this.subscript();
      result = {
        type: 'subscript',
        object: result,
        indices: [index.value],
        oneBased: true,
        from: result.from,
        to: index.to,
      };
    }
    if (this.isOp('!'))
      fail(this.peek(), 'unsupported', 'Factorials are not part of the loss language.', 'Write the number.');
    if (this.isOp("'"))
      fail(this.peek(), 'unsupported', 'Derivatives cannot be written in a formula.', 'Write the derivative out.');
    return result;
  }

  protected bracketIndex(open: Token): { value: Expression; to: number } {
    const value = this.expression(0);
    return { value, to: this.expect(']', open).to };
  }

  protected subscript(): { value: Expression; to: number } {
    const token = this.take();
    if (token.kind === 'number')
      return { value: { type: 'number', value: Number(token.text), isInteger: true, ...range(token) }, to: token.to };
    if (token.kind === 'name') return { value: this.name(token), to: token.to };
    if (token.text === '(' || token.text === '{') {
      const value = this.group(token);
      return { value, to: value.to };
    }
    return fail(token, 'syntax', 'A subscript is missing after “_”.', 'Write x_1, x_i or x_(i+1).');
  }
}
