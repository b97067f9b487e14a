/** What to do instead, for functions that people paste and the language refuses: the reason in a sentence, a remedy. */

interface Refusal {
  readonly names: RegExp;
  readonly reason: string;
  readonly remedy: string;
}

const refusals: readonly Refusal[] = [
  {
    names:
      /(^|\.)(eig|eigh|eigvals|eigvalsh|svd|svdvals|qr|pinv|lstsq|matrix_rank|cond|expm|sqrtm|logm|schur|lu|lu_factor)$/,
    reason: 'has no written-out derivative here',
    remedy: 'cholesky, solve, inv, det, slogdet and norm are in np.linalg; or write the quantity by its equations.',
  },
  {
    names:
      /(^|\.)(sort|argsort|argmax|argmin|argpartition|partition|unique|searchsorted|nonzero|argwhere|digitize|histogram|bincount|topk)$/,
    reason: 'picks elements by their values, which has no derivative',
    remedy: 'Use max, min, or weights from np.where; an order of constants may be computed.',
  },
  {
    names: /(^|\.)(median|percentile|quantile|nanmedian|mode)$/,
    reason: 'depends on an order of the values, which has no derivative',
    remedy: 'Use np.mean, or a loss whose minimum it is: the sum of |x − m|.',
  },
  {
    names:
      /(^|\.)(random|rand|randn|randint|normal|uniform|choice|shuffle|permutation|default_rng|RandomState|manual_seed|seed|dropout|bernoulli|PRNGKey)$|(^|\.)random\.split$/,
    reason: 'is random, and a loss gives the same value at the same point',
    remedy: 'Draw the numbers once and add them as data.',
  },
  {
    names: /(^|\.)(fft|rfft|ifft|irfft|fft2)(\.\w+)?$/,
    reason: 'gives complex numbers',
    remedy: 'Write the real sums: np.cos and np.sin of np.outer(k, t) times the signal.',
  },
  {
    names: /(^|\.)(odeint|solve_ivp|ode|solve_bvp)$/,
    reason: 'chooses its steps by itself, and so cannot be differentiated here',
    remedy: 'Write the steps as a loop: y = y + dt * f(t, y) for a fixed number of steps.',
  },
  {
    names: /(^|\.)(quad|dblquad|tplquad|romberg|simpson|fixed_quad|cumulative_trapezoid)$/,
    reason: 'chooses its points by itself',
    remedy: 'Sum over a fixed grid: np.trapezoid(f(t), t) with t = np.linspace(a, b, 201).',
  },
  {
    names: /(^|\.)(minimize|least_squares|root|fsolve|curve_fit|brentq|newton|linprog)$/,
    reason: 'is a solver; a loss is what a solver is given',
    remedy: 'Leave the call out: the function that it minimizes is the loss, and the method is chosen beside it.',
  },
  {
    names: /(^|\.)(gradient|grad|value_and_grad|jacobian|hessian|jacfwd|jacrev)$/,
    reason: 'is not needed in a loss: derivatives are made here, exactly',
    remedy: 'Return the value alone; for differences of an array use np.diff.',
  },
  {
    names:
      /(^|\.)(read_csv|loadtxt|genfromtxt|load|DataFrame|open|load_iris|load_digits|make_classification|make_regression)$/,
    reason: 'reads data from outside',
    remedy: 'Add the numbers as data: paste a CSV, and use its columns by name.',
  },
  {
    names: /(^|\.)(gamma|gammaln|lgamma|beta|betaln|digamma|comb|factorial|binom|loggamma)$/,
    reason: 'is not part of the loss language',
    remedy: 'Terms of constants can be left out: they do not move the minimum. Of variables, use Stirling’s formula.',
  },
  {
    names: /(^|\.)(jv|j0|j1|yv|iv|kv|ellipk|ellipe|zeta|airy|hyp2f1|lambertw|erfinv|ndtri)$/,
    reason: 'is a special function that the language lacks',
    remedy: 'Write a series or a rational approximation with enough terms for your range.',
  },
  {
    names: /(^|\.)(complex|complex64|complex128|real_if_close|angle|conj|conjugate|imag)$/,
    reason: 'is about complex numbers',
    remedy: 'Keep real and imaginary parts as two real arrays.',
  },
  {
    names: /(^|\.)distributions(\.\w+)?$/,
    reason: 'is a library of distributions, which the language has not',
    remedy: 'Write the log density: -0.5 * ((x - mu) / s) ** 2 - log(s) for a normal one.',
  },
  {
    names:
      /(^|\.)(Module|Linear|Sequential|Conv2d|conv2d|conv1d|max_pool2d|BatchNorm1d|LayerNorm|Embedding|Parameter)$/,
    reason: 'is a layer with parameters of its own',
    remedy: 'Write the layer with its weights as parameters of the loss: x @ W + b.',
  },
];

/** Why a member of a module is refused and what to do; null where nothing particular is known. */
export function refusalOf(module: string, name: string): { readonly reason: string; readonly remedy: string } | null {
  const path = `${module}.${name}`;
  return refusals.find(({ names }) => names.test(path)) ?? null;
}
