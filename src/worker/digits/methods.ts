/**
 * The methods that suit this loss: n is about two thousand, so that only methods without a dense n×n linear program, an
 * eigenvalue problem or n + 1 evaluations for a first guess are offered. Learning rates are where to start, not tuned.
 */

interface Offer {
  /** what ends the method: iterations, or for TNC evaluations */
  readonly limit: 'maxiter' | 'maxfun';
  readonly steps: number;
  /** default learning rate; null: the method has none */
  readonly lr: number | null;
  readonly options?: Readonly<Record<string, number | string | boolean>>;
  /** what it asks for beside values and gradients */
  readonly uses: 'gradients' | 'products';
}

const scipy = (steps: number, uses: Offer['uses'] = 'gradients'): Offer => ({
  limit: 'maxiter',
  steps,
  lr: null,
  uses,
});
const torch = (lr: number, options: Offer['options'] = {}): Offer => ({
  limit: 'maxiter',
  steps: 200,
  lr,
  options,
  uses: 'gradients',
});

export const digitsMethods = {
  'L-BFGS-B': scipy(100),
  CG: scipy(100),
  'Newton-CG': scipy(15, 'products'),
  BFGS: scipy(60),
  TNC: { ...scipy(200), limit: 'maxfun' },
  'trust-ncg': scipy(20, 'products'),
  'trust-krylov': scipy(20, 'products'),
  SGD: torch(0.5, { momentum: 0.9 }),
  Adam: torch(0.02),
  AdamW: torch(0.02, { weight_decay: 0 }),
  NAdam: torch(0.02),
  RAdam: torch(0.1),
  Adamax: torch(0.05),
  Adagrad: torch(0.1),
  Adadelta: torch(5),
  RMSprop: torch(0.005),
  Rprop: torch(0.01),
  ASGD: torch(0.5, { lambd: 0 }),
  Lion: torch(0.003),
  LBFGS: { ...torch(1, { line_search_fn: 'strong_wolfe' }), steps: 100 },
} as const satisfies Record<string, Offer>;

/** Name of a method on offer. */
export type DigitsMethod = keyof typeof digitsMethods;

/** The options that a training runs with. */
export function optionsOf(
  method: DigitsMethod,
  limit: number,
  lr: number | null,
): Readonly<Record<string, number | string | boolean>> {
  const offer: Offer = digitsMethods[method];
  return { ...offer.options, [offer.limit]: limit, ...(offer.lr === null ? {} : { lr: lr ?? offer.lr }) };
}
