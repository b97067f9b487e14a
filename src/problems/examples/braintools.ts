/** BrainTools' optimization tutorial: losses of named parameters, run from several starts. */
import type { Example, ExampleData } from './example';

const group = 'BrainTools tutorial';

const regression = async (): Promise<readonly ExampleData[]> => (await import('./regression-data')).regressionData;

/** 3→5→1: W1 (3·5), b1 (5), W2 (5·1), b2 (1), packed in this order. */
const networkBounds = [
  ...Array.from({ length: 15 }, () => [-2, 2] as const),
  ...Array.from({ length: 5 }, () => [-1, 1] as const),
  ...Array.from({ length: 5 }, () => [-2, 2] as const),
  [-1, 1] as const,
];

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
    id: 'matrix',
    title: 'A matrix to match',
    group,
    story:
      'The unknown is a matrix, and the loss its squared Frobenius distance to another one. Parameters of any shape are ' +
      'packed into one vector for the method and unpacked for the loss.',
    look: 'Four variables, named by their place in the matrix. Newton-type methods need one step: the loss is quadratic.',
    text: `import jax.numpy as jnp
import braintools as bts

target_matrix = jnp.array([[1.0, 2.0], [3.0, 4.0]])

def matrix_loss(matrix):
    diff = matrix - target_matrix
    return jnp.linalg.norm(diff, 'fro')**2

bounds = {'matrix': (jnp.zeros((2, 2)), 5.0 * jnp.ones((2, 2)))}
`,
    language: 'python',
    n: 4,
    params: [{ name: 'matrix', shape: [2, 2] }],
    x0: [0.5, 0.5, 0.5, 0.5],
    domain: [
      [0, 5],
      [0, 5],
      [0, 5],
      [0, 5],
    ],
    minima: [{ x: [1, 2, 3, 4], fun: 0 }],
    methods: [{ method: 'L-BFGS-B' }, { method: 'trust-exact' }, { method: 'SGD', options: { lr: 0.1, maxiter: 60 } }],
    view: { logLevels: false },
    reaches: [
      { run: 0, below: 1e-10, x: [[1, 2, 3, 4], 1e-5] },
      { run: 1, below: 1e-10, x: [[1, 2, 3, 4], 1e-5] },
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
    id: 'neuron',
    title: 'A neuron, with units',
    group,
    story:
      'Four parameters of a neuron in milliseconds, millivolts and picoamperes, fitted to a target. Units are checked ' +
      'through the loss, and each parameter is scaled by a size that is usual for it.',
    look: 'It ends at 20 ms, −50 mV, −70 mV and 100 pA. Subtract a time from a voltage in the text, and it says what is wrong.',
    text: `import brainunit as u
import jax.numpy as jnp

target = {'tau_m': 20.0 * u.ms, 'V_th': -50.0 * u.mV, 'V_reset': -70.0 * u.mV, 'I_ext': 100.0 * u.pA}

def neuron_loss(**params):
    tau_term = ((params['tau_m'] - target['tau_m']) / (5.0 * u.ms))**2
    th_term = ((params['V_th'] - target['V_th']) / (10.0 * u.mV))**2
    reset_term = ((params['V_reset'] - target['V_reset']) / (10.0 * u.mV))**2
    current_term = ((params['I_ext'] - target['I_ext']) / (50.0 * u.pA))**2
    # the threshold lies above the reset
    gap = (params['V_th'] - params['V_reset']) / u.mV
    return tau_term + th_term + reset_term + current_term + 0.1 * jnp.maximum(0.0, 5.0 - gap)**2
`,
    language: 'python',
    n: 4,
    params: [
      { name: 'tau_m', unit: 'ms', scale: 10 },
      { name: 'V_th', unit: 'mV', scale: 10 },
      { name: 'V_reset', unit: 'mV', scale: 10 },
      { name: 'I_ext', unit: 'pA', scale: 50 },
    ],
    // packed: 12 ms, −45 mV, −62 mV, 160 pA
    x0: [1.2, -4.5, -6.2, 3.2],
    domain: [
      [0.5, 5],
      [-6.5, -3.5],
      [-9, -5.5],
      [0, 4],
    ],
    minima: [{ x: [2, -5, -7, 2], fun: 0 }],
    methods: [{ method: 'L-BFGS-B' }, { method: 'BFGS' }, { method: 'Nelder-Mead' }],
    reaches: [
      { run: 0, below: 1e-10, x: [[2, -5, -7, 2], 1e-5] },
      { run: 1, below: 1e-10, x: [[2, -5, -7, 2], 1e-5] },
      { run: 2, below: 1e-6 },
    ],
  },
  {
    id: 'linear-fit',
    title: 'A linear fit',
    group,
    story:
      'Least squares on 160 rows that were made with the weights (2, −1.5, 0.8) and a little noise. Real numbers from ' +
      'NumPy’s generator, so that every digit can be compared.',
    look: 'The weights end at (1.9943, −1.4901, 0.8101). Choose Fit beside Convergence: the predictions move onto the diagonal as the run is played.',
    text: `import jax.numpy as jnp

def predict(w):
    return X_train @ w

def linear_loss(w):
    return jnp.mean((predict(w) - y_train)**2)
`,
    language: 'python',
    n: 3,
    params: [{ name: 'w', shape: [3] }],
    data: regression,
    x0: [0, 0, 0],
    domain: [
      [-1, 4],
      [-4, 1],
      [-1, 3],
    ],
    methods: [
      { method: 'L-BFGS-B', options: { gtol: 1e-10, ftol: 1e-15 } },
      { method: 'BFGS', options: { gtol: 1e-10 } },
      { method: 'SGD', options: { lr: 0.1, maxiter: 60 } },
    ],
    reaches: [0, 1].map((run) => ({ run, x: [[1.9943104, -1.4900746, 0.81011224], 1e-6] as const })),
  },
  {
    id: 'network',
    title: 'A small network',
    group,
    story:
      'A network of three inputs, five rectified units and one output on the same 160 rows, with its weights held small ' +
      'and inside bounds. L-BFGS-B trains its 26 numbers from three starts.',
    look: 'The starts end at different minima; the best is at 0.0925, below the tutorial’s 0.0957. Choose Fit: weights and predictions follow the play bar.',
    text: `import jax
import jax.numpy as jnp

def predict(W1, b1, W2, b2):
    hidden = jax.nn.relu(X_train @ W1 + b1)
    return (hidden @ W2 + b2).squeeze()

def network_loss(W1, b1, W2, b2):
    mse = jnp.mean((predict(W1, b1, W2, b2) - y_train)**2)
    l2 = 0.01 * (jnp.sum(W1**2) + jnp.sum(W2**2))
    return mse + l2
`,
    language: 'python',
    n: 26,
    params: [
      { name: 'W1', shape: [3, 5] },
      { name: 'b1', shape: [5] },
      { name: 'W2', shape: [5, 1] },
      { name: 'b2', shape: [1] },
    ],
    data: regression,
    x0: Array.from({ length: 26 }, (_, i) => Math.round(500 * Math.sin(3 * i + 1)) / 1000),
    bounds: networkBounds,
    domain: networkBounds,
    methods: [
      { method: 'multi-start', options: { n_iter: 3, method: 'L-BFGS-B' } },
      { method: 'L-BFGS-B', options: { maxiter: 2000, maxfun: 20000 } },
    ],
    view: { logY: false },
    reaches: [{ run: 0, below: 0.09572 }],
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
