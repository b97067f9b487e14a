/** What makes a loss, as plain data. */
import type { PlainReading } from '../lang/plain-javascript';
import type { DataSet, Language, ParamSpec } from '../study/types';

/** A loss as text; every worker compiles it for itself, once. */
export interface LossSource {
  readonly text: string;
  readonly language: Language;
  readonly n: number;
  /** texts of the constraints on it; absent: none */
  readonly constraints?: readonly string[];
  /** named parameters that the point packs; absent: the text's own variables */
  readonly params?: readonly ParamSpec[];
  /** named arrays that the text may use */
  readonly data?: readonly DataSet[];
  /** present: the text is outside the language, and runs in the sandbox as a person chose */
  readonly plain?: PlainReading;
}
