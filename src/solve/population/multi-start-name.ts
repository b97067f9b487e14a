/** What the page must know of multi-start to share it out to workers, without its code. */

export const MULTI_START = 'multi-start';

/** Starts where `n_iter` is not given. */
export const DEFAULT_STARTS = 10;
