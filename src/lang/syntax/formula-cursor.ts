/** A place in a list of tokens, and the steps that a parser takes from there. */
import { LossError, errorAt, fail } from '../diagnostics';
import type { Token } from './formula-tokens';

/** A place in a list of tokens. */
export class TokenCursor {
  protected at = 0;

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  protected peek(ahead = 0): Token {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!;
  }

  /** The token before the one just taken. */
  protected previous(): Token {
    return this.tokens[Math.max(0, this.at - 2)]!;
  }

  protected take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  protected isOp(text: string): boolean {
    return this.peek().kind === 'op' && this.peek().text === text;
  }

  protected expect(text: string, open: Token): Token {
    if (this.isOp(text)) return this.take();
    const token = this.peek();
    if (token.kind === 'end' || token.kind === 'newline') {
      throw new LossError(
        errorAt(open, 'syntax', `“${this.source.slice(open.from, open.to)}” is never closed.`, `Add “${text}”.`),
      );
    }
    return fail(token, 'syntax', `“${token.text}” is not expected here.`, `“${text}” belongs here.`);
  }
}
