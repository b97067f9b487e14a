/** What the catalogue records about one test function. */

export type Interval = readonly [lo: number, hi: number];

export interface Minimum {
  readonly x: readonly number[];
  readonly fun: number;
}

export type ProblemTag =
  | 'smooth'
  | 'nonsmooth'
  | 'convex'
  | 'unimodal'
  | 'multimodal'
  | 'valley'
  | 'plateau'
  | 'ill-scaled'
  | 'scalable'
  | 'constrained';

export interface Problem {
  /** stable key, used in links and exports */
  readonly id: string;
  readonly title: string;
  /** number of variables; `'any'`: the source takes a vector of any length */
  readonly n: number | 'any';
  readonly defaultN: number;
  /** the same function in each input language; `formula` where it is short enough to type */
  readonly sources: { readonly javascript: string; readonly python: string; readonly formula?: string };
  /** right-hand side and left-hand side, for KaTeX */
  readonly latex: string;
  /** plot box: one interval per coordinate, the last one repeated for larger n */
  readonly domain: readonly Interval[];
  /** conditions on the variables, in the loss's language; absent: none */
  readonly constraints?: readonly string[];
  /** bounds that belong to the problem, one per coordinate; absent: none */
  readonly bounds?: readonly (readonly [lo: number | null, hi: number | null])[];
  /** all known global minima in n variables; empty where none is known for that n */
  readonly minima: (n: number) => readonly Minimum[];
  /** the start that the literature uses, or one that makes an instructive path */
  readonly start: (n: number) => number[];
  readonly citation: string;
  /** one or two sentences: what makes it hard, what to look for */
  readonly description: string;
  /** whether contours read better on a logarithmic scale of f − f* */
  readonly logScale: boolean;
  readonly tags: readonly ProblemTag[];
}

/** `n` copies of `value`. */
export function repeat(value: number, n: number): number[] {
  return Array.from({ length: n }, () => value);
}

/** The plot box in `n` variables.
 *  @returns one interval per coordinate; the last recorded interval is repeated */
export function domainOf(problem: Problem, n: number): Interval[] {
  const last = problem.domain[problem.domain.length - 1]!;
  return Array.from({ length: n }, (_, i) => problem.domain[i] ?? last);
}
