/** What is said of a file that is not a study, or not one that can be right. */

/** A file that cannot be imported; the message names the place and what was expected there. */
export class StudyFormatError extends Error {
  override readonly name = 'StudyFormatError';
  /** where in the file, e.g. `runs[2].trace.fun`; empty: the file as a whole */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`This file cannot be imported. ${path ? `At ${path}: ` : ''}${reason}.`);
    this.path = path;
  }
}

/** A path in JavaScript's notation. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? String(key) : `.${String(key)}`))
    .join('')
    .slice(0, 300);
