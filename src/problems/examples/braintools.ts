/** BrainTools' optimization tutorial: losses of named parameters, run from several starts. */
import type { Example } from './example';

const group = 'BrainTools tutorial';

export const brainToolsExamples: readonly Example[] = [
  {
    id: 'quadratic',
    title: 'A bowl',
    group,
    story:
      'The tutorial’s first loss: a bowl of two named parameters, with bounds on each. L-BFGS-B starts from three random ' +
      'points and keeps the best.',
    look: 'Every start ends at (2, −1): a bowl has one minimum, so the starts agree.',
    text: `import jax.numpy as jnp
import braintools as bts

def quadratic_loss(x, y):
    """Minimum at (2, -1)."""
    return (x - 2.0)**2 + (y + 1.0)**2

bounds = [(-5.0, 5.0), (-3.0, 3.0)]
optimizer = bts.optim.ScipyOptimizer(loss_fun=quadratic_loss, bounds=bounds, method='L-BFGS-B')
result = optimizer.minimize(n_iter=3)
print(f"x = {result.x[0]:.6f}")
`,
    language: 'python',
    n: 2,
    x0: [-4, 2],
    bounds: [
      [-5, 5],
      [-3, 3],
    ],
    domain: [
      [-5, 5],
      [-3, 3],
    ],
    minima: [{ x: [2, -1], fun: 0 }],
    methods: [{ method: 'multi-start', options: { n_iter: 3, method: 'L-BFGS-B' } }, { method: 'L-BFGS-B' }],
    reaches: [
      { run: 0, below: 1e-12, x: [[2, -1], 1e-6] },
      { run: 1, below: 1e-12 },
    ],
  },
  {
    id: 'rosenbrock-params',
    title: 'Rosenbrock with named parameters',
    group,
    story:
      'The classic valley, its two coordinates passed as keyword arguments. Five starts of L-BFGS-B each have to find the ' +
      'bend and follow it to (1, 1).',
    look: 'Five descents that look nothing alike end within 10⁻⁶ of one point.',
    text: `import braintools as bts

def rosenbrock_loss(**params):
    x = params['x']
    y = params['y']
    return (1 - x)**2 + 100 * (y - x**2)**2

bounds = {'x': (-2.0, 2.0), 'y': (-2.0, 2.0)}
optimizer = bts.optim.ScipyOptimizer(loss_fun=rosenbrock_loss, bounds=bounds, method='L-BFGS-B')
result = optimizer.minimize(n_iter=5)
`,
    language: 'python',
    n: 2,
    x0: [-1.2, 1],
    bounds: [
      [-2, 2],
      [-2, 2],
    ],
    domain: [
      [-2, 2],
      [-2, 2],
    ],
    minima: [{ x: [1, 1], fun: 0 }],
    methods: [{ method: 'multi-start', options: { n_iter: 5, method: 'L-BFGS-B', tol: 1e-15 } }],
    reaches: [{ run: 0, below: 1e-13, x: [[1, 1], 1e-6] }],
  },
  {
    id: 'beale-methods',
    title: 'Beale by three methods',
    group,
    story:
      'A flat valley with steep corners, by three local methods from three starts each: a quasi-Newton method, sequential ' +
      'quadratic programs, and one that uses no derivative.',
    look: 'All three reach (3, 0.5). The table tells what it cost them: Powell pays with evaluations what it saves on gradients.',
    text: `def beale_function(x, y):
    term1 = (1.5 - x + x*y)**2
    term2 = (2.25 - x + x*y**2)**2
    term3 = (2.625 - x + x*y**3)**2
    return term1 + term2 + term3

methods = ['L-BFGS-B', 'SLSQP', 'Powell']
bounds = [(-4.5, 4.5), (-4.5, 4.5)]
`,
    language: 'python',
    n: 2,
    x0: [1, 1],
    bounds: [
      [-4.5, 4.5],
      [-4.5, 4.5],
    ],
    domain: [
      [-4.5, 4.5],
      [-4.5, 4.5],
    ],
    minima: [{ x: [3, 0.5], fun: 0 }],
    methods: [
      { method: 'multi-start', options: { n_iter: 3, method: 'L-BFGS-B', tol: 1e-15 } },
      { method: 'multi-start', options: { n_iter: 3, method: 'SLSQP', tol: 1e-9 } },
      { method: 'multi-start', options: { n_iter: 3, method: 'Powell', tol: 1e-10 } },
    ],
    seed: 1,
    reaches: [
      { run: 0, below: 1e-12, x: [[3, 0.5], 0.05] },
      { run: 1, below: 1e-6, x: [[3, 0.5], 0.05] },
      { run: 2, below: 1e-10, x: [[3, 0.5], 0.05] },
    ],
  },
  {
    id: 'portfolio',
    title: 'A portfolio',
    group,
    story:
      'How to spread money over three assets: the best return for the risk, none sold short, all of it invested. The last ' +
      'condition is an equality that only methods for constraints can take.',
    look: 'The line is where the weights add up to one. Four methods of very different kinds meet on it, at a Sharpe ratio of 0.68.',
    text: `import numpy as np

mu = np.array([0.12, 0.08, 0.15])
Sigma = np.array([[0.04, 0.006, 0.01],
                  [0.006, 0.0225, 0.003],
                  [0.01, 0.003, 0.09]])
risk_free = 0.02

def negative_sharpe(w):
    expected = np.dot(w, mu)
    risk = np.sqrt(w @ Sigma @ w)
    return -(expected - risk_free) / risk
`,
    language: 'python',
    n: 3,
    x0: [0.3, 0.3, 0.4],
    bounds: [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    constraints: ['sum(w) == 1'],
    domain: [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    methods: [{ method: 'SLSQP' }, { method: 'trust-constr' }, { method: 'COBYLA' }, { method: 'COBYQA' }],
    view: { logLevels: false },
    reaches: [0, 1, 2, 3].map((run) => ({
      run,
      // The tangency portfolio: w ∝ Σ⁻¹(μ − r), f = −√((μ − r)ᵀ Σ⁻¹ (μ − r)).
      fun: [-0.6800757161800317, 1e-5] as const,
    })),
  },
  {
    id: 'many-minima',
    title: 'Global or many local',
    group,
    story:
      'A bowl under ripples: dozens of minima, one of them lowest. Two answers to it, a local method from sixty starts and ' +
      'CMA-ES, which moves a cloud of samples.',
    look: 'Both end at −0.04499, near (1.4302, −0.3698). The starts below the table show how many other minima they saw.',
    text: `import jax.numpy as jnp

def comparison_function(x, y):
    return (x - 1.5)**2 + 2*(y + 0.5)**2 + 0.1*jnp.sin(10*x)*jnp.cos(10*y)
`,
    language: 'python',
    n: 2,
    x0: [0, 0],
    bounds: [
      [-3, 3],
      [-3, 3],
    ],
    domain: [
      [-3, 3],
      [-3, 3],
    ],
    minima: [{ x: [1.4302243, -0.3697871], fun: -0.04498871611 }],
    methods: [
      { method: 'multi-start', options: { n_iter: 60, method: 'L-BFGS-B' } },
      { method: 'CMA-ES' },
      { method: 'L-BFGS-B' },
    ],
    seed: 1,
    reaches: [
      { run: 0, fun: [-0.04498873, 5e-8], x: [[1.4302243, -0.3697871], 1e-5] },
      { run: 1, fun: [-0.04498873, 5e-8], x: [[1.4302243, -0.3697871], 1e-5] },
    ],
  },
  {
    id: 'badly-scaled',
    title: 'Badly scaled',
    group,
    story:
      'One variable matters a thousand million times more than the other. In single precision this is hopeless; in double ' +
      'precision it is a matter of stopping late enough.',
    look: 'Point at a run’s message: it advises to scale the variables, and by how much. SGD shows what happens to a method that cannot tell the two apart.',
    text: `def badly_scaled(x, y):
    return 1e6*(x - 1)**2 + 1e-3*(y - 2)**2
`,
    language: 'python',
    n: 2,
    x0: [0, 0],
    domain: [
      [-0.5, 2.5],
      [-0.5, 4.5],
    ],
    minima: [{ x: [1, 2], fun: 0 }],
    methods: [
      { method: 'L-BFGS-B', options: { ftol: 0, gtol: 1e-12 } },
      { method: 'BFGS', options: { gtol: 1e-12 } },
      { method: 'trust-exact', options: { gtol: 1e-12 } },
      { method: 'SGD', options: { lr: 9e-7, maxiter: 400 } },
    ],
    reaches: [
      { run: 0, below: 1e-15, warning: 'Scale the variables' },
      { run: 1, below: 1e-15 },
      { run: 2, below: 1e-15 },
    ],
  },
];
