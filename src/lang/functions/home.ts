/** The places in which functions have names. */

/** Where a function can be named: modules, methods of arrays, global names. */
export type Home =
  | 'numpy'
  | 'math'
  | 'torch'
  /** torch.nn.functional, jax.nn, scipy.special, numpy.linalg */
  | 'functional'
  /** numpy.linalg, torch.linalg */
  | 'linalg'
  /** jax.lax */
  | 'lax'
  /** what jax.nn means differently from torch */
  | 'jaxnn'
  /** scipy.stats.norm */
  | 'normal'
  | 'functools'
  | 'operator'
  | 'itertools'
  /** methods of NumPy arrays and tensors */
  | 'method'
  /** Python's own functions */
  | 'python'
  /** methods of Python lists and dictionaries */
  | 'list'
  /** JavaScript's Math */
  | 'Math'
  /** methods of JavaScript arrays */
  | 'array'
  /** methods of JavaScript's numbers */
  | 'number'
  /** JavaScript's own functions */
  | 'javascript'
  | 'formula'
  /** libraries of units: brainunit, pint, astropy.units */
  | 'units';
