/** Mistakes of the caller: each message says what was expected, what came, and what to do. */

/** A bad option, argument or combination of arguments; SciPy's ValueError and TypeError. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  /** the option or argument at fault, under SciPy's name */
  readonly option: string | undefined;

  constructor(message: string, option?: string) {
    super(message);
    this.option = option;
  }
}
