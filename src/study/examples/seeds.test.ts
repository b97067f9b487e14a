/**
 * Losses of the kind that the seeds contain, pasted whole: imports, data, docstrings, plots and calls of other libraries
 * around them. Each must compile, mean what NumPy makes of it, and have its minimum found by L-BFGS-B.
 */
import { describe, expect, it } from 'vitest';
import { type Data, type NestedArray, type ParamSpec, type ParamValue, packParams, unpackParams } from '../../lang';
import { compileLoss } from '../compile';
import { minimize } from '../minimize-text';
import { seedData } from './seed-data';

interface Seed {
  readonly title: string;
  readonly source: string;
  readonly params?: readonly ParamSpec[];
  readonly data?: Readonly<Record<string, Data>>;
  /** packed point and the loss there */
  readonly at: readonly [x: readonly number[], f: number];
  readonly start: readonly number[];
  readonly bounds?: readonly (readonly [number, number])[];
  /** f at the minimum (SciPy's, where it is not known on paper), and where it is unique, the packed minimizer */
  readonly minimum: { readonly fun: number; readonly x?: readonly number[]; readonly within?: number };
}

const { train } = seedData();
const sigma: NestedArray = [
  [0.04, 0.006, 0.01],
  [0.006, 0.0225, 0.003],
  [0.01, 0.003, 0.09],
];

const seeds: readonly Seed[] = [
  {
    title: 'quadratic',
    source: `
import jax.numpy as jnp
import braintools as bts

# a bowl
def quadratic_loss(x, y):
    """Minimum at (2, -1)."""
    return (x - 2.0)**2 + (y + 1.0)**2

bounds = [(-5.0, 5.0), (-3.0, 3.0)]
optimizer = bts.optim.ScipyOptimizer(loss_fun=quadratic_loss, bounds=bounds, method='L-BFGS-B')
result = optimizer.minimize(n_iter=3)
print(f"x = {result.x[0]:.6f}")
`,
    at: [[0, 0], 5],
    start: [-4, 2],
    minimum: { fun: 0, x: [2, -1] },
  },
  {
    title: 'distance of matrices (Frobenius)',
    source: `
import jax.numpy as jnp

target_matrix = jnp.array([[1.0, 2.0], [3.0, 4.0]])

def matrix_loss(matrix):
    diff = matrix - target_matrix
    return jnp.sum(diff**2) + 0 * jnp.linalg.norm(matrix.T @ matrix, 'fro')
`,
    params: [{ name: 'matrix', shape: [2, 2] }],
    at: [[0, 1, 2, 3], 4],
    start: [0.5, 0.5, 0.5, 0.5],
    minimum: { fun: 0, x: [1, 2, 3, 4] },
  },
  {
    title: 'Rosenbrock with keyword arguments',
    source: `
def rosenbrock_loss(**params):
    x, y = params['x'], params['y']
    a, b = 1.0, 100.0
    return (a - x)**2 + b * (y - x**2)**2

bounds = {'x': (-2.0, 2.0), 'y': (-1.0, 3.0)}
`,
    at: [[-1.2, 1], 24.2],
    start: [-1.2, 1],
    minimum: { fun: 0, x: [1, 1], within: 1e-4 },
  },
  {
    title: 'Beale',
    source: `
def beale(params):
    x, y = params
    return ((1.5 - x + x * y)**2
            + (2.25 - x + x * y**2)**2
            + (2.625 - x + x * y**3)**2)
`,
    at: [[0, 0], 14.203125],
    start: [1, 1],
    minimum: { fun: 0, x: [3, 0.5], within: 1e-3 },
  },
  {
    title: 'network of two layers on 160 rows',
    source: `
import jax, jax.numpy as jnp

def relu(x):
    return jnp.maximum(0, x)

def predict(params, X):
    h = relu(X @ params['W1'] + params['b1'])
    return (h @ params['W2'] + params['b2']).flatten()

def nn_loss(**params):
    pred = predict(params, X_train)
    data_term = jnp.mean(jnp.square(pred - y_train))
    reg = sum(jnp.sum(p**2) for p in [params['W1'], params['W2']])
    return data_term + 0.01 * reg
`,
    params: [
      { name: 'W1', shape: [3, 5] },
      { name: 'b1', shape: [5] },
      { name: 'W2', shape: [5, 1] },
      { name: 'b2', shape: [1] },
    ],
    data: { X_train: train.X, y_train: train.y },
    at: [Array.from({ length: 26 }, () => 0), train.y.reduce((sum, y) => sum + y * y, 0) / 160],
    start: Array.from({ length: 26 }, (_, i) => 0.5 * Math.sin(3 * i + 1)),
    minimum: { fun: 0.09, within: 0.06 },
  },
  {
    title: 'portfolio with soft constraints',
    source: `
import numpy as np

mu = np.array([0.12, 0.08, 0.15])

def portfolio_loss(w):
    weights = np.exp(w) / np.sum(np.exp(w))
    ret = np.dot(weights, mu)
    risk = np.sqrt(weights @ Sigma @ weights)
    penalty = 100.0 * (np.sum(weights) - 1.0)**2 + 10 * np.maximum(0.0, 0.05 - ret)**2
    return -(ret - 0.02) / risk + penalty
`,
    params: [{ name: 'w', shape: [3] }],
    data: { Sigma: sigma },
    at: [[0, 0, 0], -(0.35 / 3 - 0.02) / Math.sqrt(0.1905 / 9)],
    start: [0, 0, 0],
    minimum: { fun: -0.6800757161800317 },
  },
  {
    title: 'many minima',
    source: `
import jax.numpy as jnp

@jax.jit
def multimodal(x, y):
    A = 10
    terms = [v**2 - A * jnp.cos(2 * jnp.pi * v) for v in (x, y)]
    return 2 * A + sum(terms)
`,
    at: [[0.5, 0.5], 40.5],
    start: [0.2, -0.1],
    minimum: { fun: 0, x: [0, 0] },
  },
  {
    title: 'badly scaled',
    source: `
def badly_scaled(x, y):
    return 1e6 * (x - 1)**2 + 1e-3 * (y - 2)**2
`,
    at: [[0, 0], 1e6 + 4e-3],
    start: [0, 0],
    minimum: { fun: 0 },
  },
  {
    title: 'the notebook’s function of one variable',
    source: 'f = lambda x: x ** 2 / 20 + x.sin().tanh()',
    at: [[8], 3.2 + Math.tanh(Math.sin(8))],
    start: [-2],
    minimum: { fun: -0.6614705917970709 },
  },
  {
    title: 'the notebook’s cell with LBFGS, whose closure has no parameters',
    source: `
import torch

f = lambda x: x ** 2 / 20 + x.sin().tanh()
x = torch.tensor([8.], requires_grad=True)
optimizer = torch.optim.LBFGS([x], lr=1)

def closure():
    optimizer.zero_grad()
    y = f(x)
    y.backward()
    return y

optimizer.step(closure)
`,
    at: [[8], 3.2 + Math.tanh(Math.sin(8))],
    start: [-2],
    minimum: { fun: -0.6614705917970709 },
  },
  {
    title: 'a PyTorch closure with softmax regression',
    source: `
import torch
import torch.nn.functional as F

X = torch.tensor([[1.0, 0.2], [0.9, -0.1], [-0.8, 1.1], [-1.0, 0.9], [0.1, -1.2], [-0.1, -0.9]])
labels = torch.tensor([0, 0, 1, 1, 2, 2])

def closure(W, b):
    optimizer.zero_grad()
    logits = F.linear(X, W, b)
    loss = F.cross_entropy(logits, labels) + 0.01 * (W ** 2).sum()
    loss.backward()
    return loss

optimizer = torch.optim.LBFGS([W, b], lr=1)
optimizer.step(closure)
`,
    params: [
      { name: 'W', shape: [3, 2] },
      { name: 'b', shape: [3] },
    ],
    at: [Array.from({ length: 9 }, () => 0), Math.log(3)],
    start: Array.from({ length: 9 }, () => 0),
    minimum: { fun: 0.20738427974861728 },
  },
];

describe('the seeds’ losses, pasted whole', () => {
  it.each(seeds)('$title', ({ source, params, data, at, start, bounds, minimum }) => {
    const loss = compileLoss(source, { ...(params && { params }), ...(data && { data }) });
    expect(loss.fun(Float64Array.from(at[0]))).toBeCloseTo(at[1], 11);
    const result = minimize(loss, start, { method: 'L-BFGS-B', ...(bounds && { bounds }) });
    expect(Math.abs(result.fun - minimum.fun)).toBeLessThan(minimum.within ?? 1e-6);
    minimum.x?.forEach((value, i) => expect(Math.abs(result.x[i]! - value)).toBeLessThan(minimum.within ?? 1e-4));
  });
});

describe('neuron model with units', () => {
  const source = `
import brainunit as u
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
`;
  const start = { tau_m: 12, V_th: -45, V_reset: -62, I_ext: 160 };
  const goal = { tau_m: 20, V_th: -50, V_reset: -70, I_ext: 100 };
  const params: readonly ParamSpec[] = [
    { name: 'tau_m', unit: 'ms' },
    { name: 'V_th', unit: 'mV' },
    { name: 'V_reset', unit: 'mV' },
    { name: 'I_ext', unit: 'pA' },
  ];

  /** The path of L-BFGS-B in the packed variables, and where it ends in each parameter's unit. */
  function run(
    specs: readonly ParamSpec[],
    values: Readonly<Record<string, ParamValue>>,
  ): {
    path: number[][];
    end: Record<string, ParamValue>;
    fun: number;
  } {
    const loss = compileLoss(source, { params: specs });
    const path: number[][] = [];
    const callback = ({ x }: { readonly x: Float64Array }): void => void path.push(Array.from(x));
    const result = minimize(loss, packParams(specs, values), { method: 'L-BFGS-B', tol: 1e-12, callback });
    return { path, end: unpackParams(specs, result.x), fun: result.fun };
  }

  it('is fitted: 20 ms, −50 mV, −70 mV, 100 pA', () => {
    const { end, fun } = run(params, start);
    for (const [name, value] of Object.entries(goal)) expect(end[name]).toBeCloseTo(value, 4);
    expect(fun).toBeLessThan(1e-10);
  });

  it('takes the same path, bit for bit, when scales are given and the table says seconds, volts and amperes', () => {
    const scale: Record<string, number> = { tau_m: 10, V_th: 10, V_reset: 10, I_ext: 50 };
    const scaled = params.map((spec) => ({ ...spec, scale: scale[spec.name]! }));
    const bare = [
      { name: 'tau_m', unit: 's', scale: 0.01 },
      { name: 'V_th', unit: 'V', scale: 0.01 },
      { name: 'V_reset', unit: 'uV', scale: 10000 },
      { name: 'I_ext', unit: 'A', scale: 50e-12 },
    ];
    const a = run(scaled, start);
    const b = run(bare, { tau_m: 0.012, V_th: -0.045, V_reset: -62000, I_ext: 160e-12 });
    expect(a.path.length).toBeGreaterThan(2);
    expect(b.path).toEqual(a.path);
    expect(b.fun).toBe(a.fun);
    expect(b.end.tau_m).toBeCloseTo(0.02, 8);
    expect(a.end.tau_m).toBeCloseTo(20, 5);
  });

  it('is an error where volts are added to seconds', () => {
    const wrong = source.replace("params['V_th'] - target['V_th']", "params['V_th'] - target['tau_m']");
    expect(() => compileLoss(wrong, { params })).toThrow(
      '“-” needs the same unit on both sides: the left is a voltage (V), the right a time (s).',
    );
  });
});
