/** What the front ends say about a text: a range in it, what is wrong, and what to do. */
export interface Diagnostic {
  /** offsets in the source, from inclusive, to exclusive */
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  /** stable identifier such as 'unknown-name' */
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
