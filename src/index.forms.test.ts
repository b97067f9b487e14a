/** Every form of argument that the library's contract lists, called as other people's programs call them. */
import { describe, expect, it } from 'vitest';
import * as thalweg from './index';

const { minimize } = thalweg;
const start = [-1.2, 1];
const fun = (x: Float64Array): number => (1 - x[0]!) ** 2 + 100 * (x[1]! - x[0]! ** 2) ** 2;
const grad = (x: Float64Array): number[] => [
  -2 * (1 - x[0]!) - 400 * x[0]! * (x[1]! - x[0]! ** 2),
  200 * (x[1]! - x[0]! ** 2),
];
const hess = (x: Float64Array): number[][] => [
  [2 - 400 * (x[1]! - 3 * x[0]! ** 2), -400 * x[0]!],
  [-400 * x[0]!, 200],
];
const hessp = (x: Float64Array, p: Float64Array): number[] => hess(x).map((row) => row[0]! * p[0]! + row[1]! * p[1]!);

describe('derivatives', () => {
  const exact = minimize(fun, start, { method: 'BFGS', jac: grad });

  it.each([
    ['numbers in an array', grad],
    ['numbers in a Float64Array', (x: Float64Array) => Float64Array.from(grad(x))],
  ])('jac returns %s', (_, jac) => {
    const { x, nfev, njev } = minimize(fun, start, { method: 'BFGS', jac });
    expect([x, nfev, njev]).toEqual([exact.x, exact.nfev, exact.njev]);
  });

  it('jac: true takes value and gradient from one call', () => {
    let calls = 0;
    const both = (x: Float64Array): [number, number[]] => {
      calls += 1;
      return [fun(x), grad(x)];
    };
    const { x, nfev, njev } = minimize(both, start, { method: 'BFGS', jac: true });
    expect([x, nfev, njev]).toEqual([exact.x, exact.nfev, exact.njev]);
    expect(calls).toBe(exact.nfev);
  });

  it.each(['2-point', '3-point'] as const)('jac %s costs evaluations', (jac) => {
    const { success, nfev } = minimize(fun, start, { method: 'L-BFGS-B', jac });
    expect(success).toBe(true);
    expect(nfev % (jac === '2-point' ? 3 : 5)).toBe(0);
  });

  it('a plain function without jac is differenced as SciPy does, a compiled loss is not', () => {
    const plain = minimize(fun, start, { method: 'BFGS' });
    expect([plain.nit, plain.nfev, plain.njev]).toEqual([32, 117, 39]);
    const loss = thalweg.compile('(x, y) => (1 - x)**2 + 100*(y - x**2)**2');
    const { nfev, njev } = minimize(loss, start, { method: 'BFGS' });
    expect(nfev).toBe(njev);
  });

  it.each(['trust-exact', 'trust-ncg', 'trust-krylov', 'Newton-CG', 'dogleg', 'trust-constr'])(
    '%s takes a Hessian as rows or row-major',
    (method) => {
      const rows = minimize(fun, [1.3, 1.6], { method, jac: grad, hess });
      const flat = minimize(fun, [1.3, 1.6], { method, jac: grad, hess: (x) => Float64Array.from(hess(x).flat()) });
      expect(rows.success).toBe(true);
      expect(flat.x).toEqual(rows.x);
      expect(flat.nhev).toBe(rows.nhev);
    },
  );

  it.each(['2-point', '3-point', 'BFGS', 'SR1'] as const)('hess may be %s', (scheme) => {
    expect(minimize(fun, start, { method: 'trust-constr', jac: grad, hess: scheme }).fun).toBeLessThan(1e-8);
    expect(minimize(fun, start, { method: 'trust-ncg', jac: grad, hess: scheme }).fun).toBeLessThan(1e-5);
  });

  it.each(['Newton-CG', 'trust-ncg', 'trust-krylov', 'trust-constr'])('%s takes products', (method) => {
    expect(minimize(fun, start, { method, jac: grad, hessp }).fun).toBeLessThan(1e-6);
  });
});

describe('bounds and constraints', () => {
  it('bounds are pairs, or lb and ub', () => {
    const pairs = minimize(fun, start, {
      bounds: [
        [null, 0.5],
        [0, null],
      ],
    });
    const sides = { lb: [-Infinity, 0], ub: [0.5, Infinity], keep_feasible: false };
    expect(minimize(fun, start, { bounds: sides }).x).toEqual(pairs.x);
    expect(pairs.x[0]).toBe(0.5);
  });

  const expected = (bound: number): number => (1 - bound) ** 2;
  const firstAtMost: readonly (readonly [string, thalweg.MinimizeOptions['constraints']])[] = [
    ['a dict', { type: 'ineq', fun: (x) => 0.5 - x[0]! }],
    ['a dict with jac', { type: 'ineq', fun: (x) => 0.5 - x[0]!, jac: () => [-1, 0] }],
    ['a list of a vector-valued dict', [{ type: 'ineq', fun: (x) => [0.5 - x[0]!, 5 - x[1]!] }]],
    ['an interval', { fun: (x) => x[0]!, lb: -Infinity, ub: 0.5 }],
    [
      'an interval with derivatives',
      {
        fun: (x) => [x[0]!],
        lb: [-5],
        ub: [0.5],
        jac: () => [[1, 0]],
        hess: () => [
          [0, 0],
          [0, 0],
        ],
      },
    ],
    ['a matrix', { A: [[1, 0]], lb: -Infinity, ub: 0.5 }],
    [
      'a matrix beside a function',
      [
        { A: [1, 0], ub: 0.5 },
        { type: 'ineq', fun: (x) => x[1]! + 5 },
      ],
    ],
  ];
  it.each(firstAtMost)('constraints are %s', (_, constraints) => {
    for (const method of ['SLSQP', 'COBYLA', 'COBYQA', 'trust-constr']) {
      const { x, fun: value } = minimize(fun, [0, 0], { method, constraints, options: { maxiter: 3000 } });
      expect(x[0], method).toBeLessThan(0.501);
      expect(value, method).toBeCloseTo(expected(0.5), 2);
    }
  });

  it('an equality holds at the end', () => {
    for (const method of ['SLSQP', 'trust-constr', 'COBYQA']) {
      const { x } = minimize(fun, start, { method, constraints: { type: 'eq', fun: (p) => p[0]! + p[1]! - 1 } });
      expect(x[0]! + x[1]!, method).toBeCloseTo(1, 6);
    }
  });
});

describe('callbacks, traces and audits', () => {
  const derivatives = { jac: grad, hess };
  it.each([
    ['BFGS', 99, '`callback` raised `StopIteration`.'],
    ['Nelder-Mead', 99, '`callback` raised `StopIteration`.'],
    ['trust-exact', 99, '`callback` raised `StopIteration`.'],
    ['trust-constr', 3, '`callback` raised `StopIteration`.'],
  ])('true from the callback of %s ends with status %i', (method, status, message) => {
    let seen = 0;
    const stopped = minimize(fun, start, { method, ...derivatives, callback: () => (seen += 1) === 2 });
    expect(stopped).toMatchObject({ status, message, success: false });
    expect(seen).toBe(2);
  });

  it('the callback sees what SciPy adds to the intermediate result', () => {
    const seen: unknown[] = [];
    minimize(fun, start, {
      method: 'trust-constr',
      ...derivatives,
      callback: ({ x, fun: value, tr_radius, optimality, constr_violation }) => {
        seen.push([x.length, typeof value, typeof tr_radius, typeof optimality, typeof constr_violation]);
      },
    });
    expect(seen[0]).toEqual([2, 'number', 'number', 'number', 'number']);
  });

  it('a trace has every iterate, an audit what the loss says of the result', async () => {
    const { trace, nit, audit, ...result } = minimize(fun, start, {
      method: 'L-BFGS-B',
      jac: grad,
      trace: true,
      audit: true,
    });
    expect(trace).toHaveLength(nit);
    expect(trace!.at(-1)!.x).toEqual(result.x);
    expect(audit).toMatchObject({ fun: result.fun, agrees: true, boundViolation: 0, constraintViolation: 0 });
    expect((audit as thalweg.Audit).gradientNorm).toBeLessThan(1e-4);
    const held = minimize(fun, [0, 0], {
      jac: grad,
      bounds: [
        [null, 0.5],
        [null, null],
      ],
      audit: true,
    });
    expect((held.audit as thalweg.Audit).gradientNorm).toBeLessThan(1e-3);
    const broken = minimize(fun, start, { method: 'SLSQP', constraints: { type: 'eq', fun: () => 1 }, audit: true });
    expect(broken.audit).toMatchObject({ constraintViolation: 1, gradientNorm: null });
    const later = await thalweg.minimizeAsync(async (x) => Promise.resolve(fun(x)), start, {
      method: 'Powell',
      audit: true,
    });
    expect(later.audit).toMatchObject({ fun: later.fun, agrees: true });
    const spread = thalweg.differentialEvolution(
      fun,
      [
        [-2, 2],
        [-2, 2],
      ],
      { maxiter: 3, trace: true },
    );
    expect(spread.trace!.length).toBeGreaterThanOrEqual(3);
  });
});

describe('the async twins', () => {
  const later = async (x: Float64Array): Promise<number> => Promise.resolve(fun(x));
  const box: [number, number][] = [
    [-2, 2],
    [-1, 3],
  ];
  it('reach the same bits as the functions that answer at once', async () => {
    const pairs = [
      [
        thalweg.differentialEvolution(fun, box, { maxiter: 5 }),
        thalweg.differentialEvolutionAsync(later, box, { maxiter: 5 }),
      ],
      [thalweg.dualAnnealing(fun, box, { maxiter: 5 }), thalweg.dualAnnealingAsync(later, box, { maxiter: 5 })],
      [thalweg.basinhopping(fun, start, { niter: 2 }), thalweg.basinhoppingAsync(later, start, { niter: 2 })],
      [thalweg.shgo(fun, box), thalweg.shgoAsync(later, box)],
      [thalweg.direct(fun, box, { maxfun: 200 }), thalweg.directAsync(later, box, { maxfun: 200 })],
      [thalweg.brute(fun, box, { Ns: 5 }), thalweg.bruteAsync(later, box, { Ns: 5 })],
      [minimize(fun, start, { method: 'SLSQP' }), thalweg.minimizeAsync(later, start, { method: 'SLSQP' })],
    ] as const;
    for (const [atOnce, promised] of pairs) {
      const { x, fun: value, nfev } = await promised;
      expect([x, value, nfev]).toEqual([atOnce.x, atOnce.fun, atOnce.nfev]);
    }
    const line = (x: number): number => (x - 2) ** 2;
    const scalar = await thalweg.minimizeScalarAsync(async (x) => Promise.resolve(line(x)));
    expect(scalar).toEqual(thalweg.minimizeScalar(line));
  });
});

describe('ranges and streams', () => {
  it('brute takes [lo, hi] with Ns, or [start, stop, step]', () => {
    const grid = thalweg.brute(
      fun,
      [
        [-2, 2],
        [-1, 3, 0.5],
      ],
      { Ns: 9, finish: null },
    );
    expect(grid.grid_shape).toEqual([9, 8]);
    expect(grid.nfev).toBe(72);
  });

  // numpy.random.default_rng(2024), NumPy 2.4.6.
  it('draws what NumPy draws, one at a time or by size', () => {
    const fresh = (): thalweg.Generator => thalweg.defaultRng(2024);
    expect(Array.from(fresh().random(3))).toEqual([0.6758313379812818, 0.21432320123825765, 0.3094520308816917]);
    const one = fresh();
    expect([one.random(), one.random()]).toEqual(Array.from(fresh().random(2)));
    expect(fresh().integers(0, 10, 4)).toEqual(
      Array.from(
        { length: 4 },
        (
          (g) => () =>
            g.integers(0, 10)
        )(fresh()),
      ),
    );
    expect(fresh().permutation([5, 6, 7, 8])).toHaveLength(4);
    const items = ['a', 'b', 'c'];
    expect(items).toContain(fresh().choice(items));
    expect(fresh().choice(items, 3, { replace: false }).toSorted()).toEqual(items);
    expect(fresh().standardNormal(4)[0]).toBe(fresh().standardNormal());
    expect(fresh().uniform(-1, 1, 5)[0]).toBe(fresh().uniform(-1, 1));
    const shuffled = [...items];
    fresh().shuffle(shuffled);
    expect(shuffled.toSorted()).toEqual(items);
  });
});
