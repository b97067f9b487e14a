/** What a plain loss looks like to the rest: the loss of the language that stands in for it. */
import type { PlainReading } from '../../lang/plain-javascript';
import type { LossSource } from '../solver-protocol';
import type { LossInfo } from '../types';

/** A source that runs as plain JavaScript. */
export type PlainSource = LossSource & { readonly plain: PlainReading };

/** The loss of the language that stands in where only the variables matter: names, n, constraints. The constraints
 *  read against it are the plain loss's, and exact. */
export const standOf = ({ n, constraints, params }: LossSource, { stand }: PlainReading): Omit<LossSource, 'data'> => ({
  text: stand,
  language: 'javascript',
  n,
  ...(constraints ? { constraints } : {}),
  ...(params ? { params } : {}),
});

/** What is known of a plain loss: the stand-in's variables, the text's own code. */
export const plainInfo = (stand: LossInfo, { text, plain, data }: PlainSource): LossInfo => ({
  ...stand,
  text,
  graphSize: 0,
  javascript: text,
  wgsl: null,
  plain,
  ...(data ? { data } : {}),
});
