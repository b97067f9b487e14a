/** SciPy's messages that several methods share, letter for letter. */
export const messages = {
  success: 'Optimization terminated successfully.',
  maxfev: 'Maximum number of function evaluations has been exceeded.',
  maxiter: 'Maximum number of iterations has been exceeded.',
  precisionLoss: 'Desired error not necessarily achieved due to precision loss.',
  nan: 'NaN result encountered.',
  outOfBounds: 'The result is outside of the provided bounds.',
} as const;
