/** The places in which functions have names. */

/** Where a function can be named: modules, methods of arrays, global names. */
export type Home =
  | 'numpy'
  | 'math'
  | 'torch'
  /** torch.nn.functional, jax.nn, scipy.special, numpy.linalg */
  | 'functional'
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
  /** JavaScript's own functions */
  | 'javascript'
  | 'formula'
  /** libraries of units: brainunit, pint, astropy.units */
  | 'units';
