/** From the text that a user wrote to a loss with exact derivatives: parser and emitter in one call. */
import { compileProgram, type Loss } from '../emit/loss';
import { LossSyntaxError, parseLoss, type ParsedLoss, type ParseOptions } from '../lang';

export type CompileOptions = ParseOptions;

/** A loss that compiled, with what the parser noticed. */
export interface CompiledLoss {
  readonly source: string;
  readonly options: CompileOptions;
  readonly loss: Loss;
  readonly parsed: ParsedLoss & { readonly ok: true };
}

/** Compiles a text, or says what is wrong with it. Never throws on a user's mistake. */
export function tryCompile(source: string, options: CompileOptions = {}): CompiledLoss | (ParsedLoss & { ok: false }) {
  const parsed = parseLoss(source, options);
  if (!parsed.ok) return parsed;
  return { source, options, loss: compileProgram(parsed.program, { names: parsed.names }), parsed };
}

/** Compiles JavaScript, Python or a formula into a loss with exact derivatives; the text is parsed, never evaluated.
 *  @param options  language (default: detected), n where the text takes any number of variables, parameters, data
 *  @throws LossSyntaxError with every diagnostic: range, what is wrong, remedy */
export function compileLoss(source: string, options: CompileOptions = {}): Loss {
  const outcome = tryCompile(source, options);
  if ('loss' in outcome) return outcome.loss;
  throw new LossSyntaxError(source, outcome.diagnostics);
}
