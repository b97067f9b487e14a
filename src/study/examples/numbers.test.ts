/** The numbers that the first seed's examples must reach, from losses as their authors would paste them. */
import { describe, expect, it } from 'vitest';
import { multiStart } from '../../drive/global/multi-start';
import { RandomState } from '../../math/random/random-state';
import { findMethod } from '../../solve/registry';
import { cmaEsMethod } from '../../solve/population/cma-es/cma-es';
import { compileLoss } from '../compile';
import { minimize } from '../minimize-text';
import { scalingAdvice } from '../scaling';
import { RunSession } from '../session';
import { compiledSubject } from '../subject';
import { meanSquaredError, seedData } from './seed-data';

const distance = (x: ArrayLike<number>, to: readonly number[]): number =>
  Math.hypot(...to.map((value, i) => x[i]! - value));

describe('Rosenbrock with named parameters', () => {
  const loss = compileLoss(`
def rosenbrock_loss(**params):
    x = params['x']
    y = params['y']
    return (1 - x)**2 + 100 * (y - x**2)**2
`);

  it('is a loss of x and y', () => {
    expect(loss.names).toEqual(['x', 'y']);
  });

  it.each([
    [-1.2, 1],
    [0, 0],
    [2, 2],
    [-2, -1],
    [1.5, -1.5],
  ])('L-BFGS-B reaches the minimum from (%d, %d)', (...start) => {
    const result = minimize(loss, start, {
      method: 'L-BFGS-B',
      bounds: [
        [-2, 2],
        [-2, 2],
      ],
      options: { ftol: 1e-15, gtol: 1e-10 },
    });
    expect(distance(result.x, [1, 1])).toBeLessThan(1e-6);
  });
});

describe('Beale', () => {
  const loss = compileLoss(`
def beale_function(x, y):
    term1 = (1.5 - x + x*y)**2
    term2 = (2.25 - x + x*y**2)**2
    term3 = (2.625 - x + x*y**3)**2
    return term1 + term2 + term3
`);
  const starts = [
    [1, 1],
    [0, 0],
    [2, -1],
  ];

  it.each([
    ['L-BFGS-B', 1e-12, { ftol: 1e-15, gtol: 1e-9 }],
    ['SLSQP', 1e-6, {}],
    ['Powell', 1e-10, { xtol: 1e-8, ftol: 1e-12 }],
  ])('%s: f < %d', (method, limit, options) => {
    for (const start of starts) {
      const result = minimize(loss, start, {
        method,
        bounds: [
          [-4.5, 4.5],
          [-4.5, 4.5],
        ],
        options,
      });
      expect(result.fun, `from (${start.join(', ')})`).toBeLessThan(limit);
      expect(distance(result.x, [3, 0.5])).toBeLessThan(0.05);
    }
  });
});

describe('linear fit', () => {
  const { train, test } = seedData();
  const source = `
import jax.numpy as jnp

def linear_loss(w):
    predictions = X_train @ w
    return jnp.mean((predictions - y_train)**2)
`;
  const loss = compileLoss(source, {
    params: [{ name: 'w', shape: [3] }],
    data: { X_train: train.X, y_train: train.y },
  });

  it.each(['L-BFGS-B', 'BFGS', 'Newton-CG', 'trust-exact'])('%s finds the weights of least squares', (method) => {
    const { x } = minimize(loss, [0, 0, 0], { method, tol: 1e-10 });
    [1.9943104, -1.4900746, 0.81011224].forEach((weight, i) => expect(x[i]).toBeCloseTo(weight, 6));
    expect(meanSquaredError(test, x)).toBeCloseTo(0.008314, 6);
  });
});

describe('network of 3, 5 and 1 units', () => {
  const { train } = seedData();
  const loss = compileLoss(
    `
import jax
import jax.numpy as jnp

def forward(W1, b1, W2, b2, X):
    hidden = jax.nn.relu(X @ W1 + b1)
    return (hidden @ W2 + b2).squeeze()

def network_loss(W1, b1, W2, b2):
    predictions = forward(W1, b1, W2, b2, X_train)
    mse = jnp.mean((predictions - y_train)**2)
    l2 = 0.01 * (jnp.sum(W1**2) + jnp.sum(W2**2))
    return mse + l2
`,
    {
      params: [
        { name: 'W1', shape: [3, 5] },
        { name: 'b1', shape: [5] },
        { name: 'W2', shape: [5, 1] },
        { name: 'b2', shape: [1] },
      ],
      data: { X_train: train.X, y_train: train.y },
    },
  );

  it('has a name for each of its 26 numbers', () => {
    expect(loss.n).toBe(26);
    expect(loss.names.slice(0, 3)).toEqual(['W1[0, 0]', 'W1[0, 1]', 'W1[0, 2]']);
    expect(loss.names.at(-1)).toBe('b2[0]');
  });

  it('is trained by L-BFGS-B to at most 0.09572 from the best of three starts', () => {
    // Weights in [−2, 2], biases in [−1, 1].
    const bounds = loss.names.map((name): [number, number] => (name.startsWith('W') ? [-2, 2] : [-1, 1]));
    const finals = [0, 1, 2].map((seed) => {
      const random = new RandomState(seed);
      const start = bounds.map(([lo, hi]) => random.uniform(lo / 2, hi / 2));
      return minimize(loss, start, { method: 'L-BFGS-B', bounds, options: { maxiter: 2000, maxfun: 20000 } }).fun;
    });
    expect(Math.min(...finals)).toBeLessThanOrEqual(0.09572);
  });
});

describe('comparison function', () => {
  const loss = compileLoss(`
import jax.numpy as jnp

def comparison_function(x, y):
    return (x - 1.5)**2 + 2*(y + 0.5)**2 + 0.1*jnp.sin(10*x)*jnp.cos(10*y)
`);
  const bounds: [number, number][] = [
    [-3, 3],
    [-3, 3],
  ];
  // The seed ran in f32 and stopped at (1.430242, −0.369797), 2e-5 from the minimizer; the minimum is −0.044988716.
  const minimum = { fun: -0.04498873, x: [1.4302243, -0.3697871] };

  it('L-BFGS-B from many starts finds the lowest of its minima', () => {
    const result = multiStart(loss, bounds, { n_iter: 60, rng: 0, method: 'L-BFGS-B' });
    expect(result.fun).toBeCloseTo(minimum.fun, 7);
    minimum.x.forEach((value, i) => expect(result.x[i]).toBeCloseTo(value, 5));
  });

  it('CMA-ES finds the same', () => {
    const spec = { id: 'cma', method: 'CMA-ES', options: {}, x0: [0, 0], bounds, seed: 1 };
    const session = new RunSession(compiledSubject(loss, []), spec, { evaluations: 1e5, seconds: 60 }, cmaEsMethod);
    while (!session.advance(1000));
    const { x, fun } = session.outcome!.result!;
    expect(fun).toBeCloseTo(minimum.fun, 7);
    minimum.x.forEach((value, i) => expect(x[i]).toBeCloseTo(value, 5));
  });
});

describe('badly scaled', () => {
  it('L-BFGS-B and trust-exact reach f < 1e-15 in f64', () => {
    const loss = compileLoss('def badly_scaled(x, y):\n    return 1e6*(x - 1)**2 + 1e-3*(y - 2)**2');
    for (const method of ['L-BFGS-B', 'BFGS', 'trust-exact']) {
      const result = minimize(loss, [0, 0], {
        method,
        options: { gtol: 1e-12, ...(method === 'L-BFGS-B' ? { ftol: 0 } : {}) },
      });
      expect(result.fun, method).toBeLessThan(1e-15);
      expect(scalingAdvice(loss, result.x)).toMatch(/Scale the variables/);
    }
  });

  it('is said in the result of a run', () => {
    const loss = compileLoss('def badly_scaled(x, y):\n    return 1e6*(x - 1)**2 + 1e-3*(y - 2)**2');
    const spec = { id: 'run', method: 'L-BFGS-B', options: {}, x0: [0, 0], bounds: null, seed: 0 };
    const session = new RunSession(
      compiledSubject(loss, []),
      spec,
      { evaluations: 1e5, seconds: 60 },
      findMethod('L-BFGS-B'),
    );
    while (!session.advance(1000));
    expect(session.outcome!.result!.warnings.join()).toMatch(/curves 1e\+9 times more along x than along y/);
  });
});
