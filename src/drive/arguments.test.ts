/** What callers get wrong: every mistake is an OptionError that says what came, every oversight a warning. */
import { describe, expect, it } from 'vitest';
import { OptionError } from '../solve/errors';
import { basinhopping } from './global/basinhopping';
import { brute } from './global/brute';
import { differentialEvolution } from './global/differential-evolution';
import { direct } from './global/direct';
import { dualAnnealing } from './global/dual-annealing';
import { shgo } from './global/shgo';
import { minimize } from './minimize';
import { minimizeScalar } from './minimize-scalar';

type Anything = (...given: readonly unknown[]) => { warnings: string[]; success: boolean; x: unknown };
// The callers that these tests stand for are not type-checked.
const anything = (call: unknown): Anything => call as Anything;
const run = anything(minimize);

const fun = (x: Float64Array): number => (1 - x[0]!) ** 2 + 100 * (x[1]! - x[0]! ** 2) ** 2;
const grad = (x: Float64Array): number[] => [
  -2 * (1 - x[0]!) - 400 * x[0]! * (x[1]! - x[0]! ** 2),
  200 * (x[1]! - x[0]! ** 2),
];
const hess = (x: Float64Array): number[][] => [
  [2 - 400 * (x[1]! - 3 * x[0]! ** 2), -400 * x[0]!],
  [-400 * x[0]!, 200],
];
const start = [-1.2, 1];
const first = (x: Float64Array): number => x[0]!;
let calls = 0;

/** [what, arguments, the message] */
type Mistake = readonly [string, readonly unknown[], RegExp];

const mistakes: readonly Mistake[] = [
  ['an unknown method', [fun, start, { method: 'BFSG' }], /Did you mean "BFGS"/],
  ['a method that is no name', [fun, start, { method: 3 }], /must be a name, got 3/],
  ['no start', [fun, null], /'x0' must be an array of numbers, got null/],
  ['an empty start', [fun, []], /'x0' is empty/],
  ['a start of text', [fun, ['a', 'b']], /"x0" must be numbers, got "a" at index 0/],
  ['a start with a gap', [fun, [1, null]], /got null at index 1/],
  ['a nested start', [fun, [[1, 2]]], /one dimension/],
  ['bytes as a start', [fun, new DataView(new ArrayBuffer(16))], /'x0' must be an array of numbers/],
  ['no loss', [null, start], /must be a function of x.*got null/],
  ['a loss that is a number', [5, start], /got 5/],
  ['a loss that is an empty object', [{}, start], /must be a function of x/],
  ['a loss that returns text', [() => 'a', start], /must return a scalar value, got "a"/],
  ['a loss that returns nothing', [() => undefined, start], /scalar value, got a value of type undefined/],
  ['a loss that returns two numbers', [() => [1, 2], start], /scalar value, got an array/],
  ['a loss that returns a promise', [async () => Promise.resolve(1), start], /minimizeAsync/],
  ['a gradient that is a promise', [fun, start, { jac: async () => Promise.resolve([1, 2]) }], /minimizeAsync/],
  ['options in a list', [fun, start, { options: [1] }], /"options" must be an object/],
  ['arguments that are text', [fun, start, 'BFGS'], /object such as \{ method: 'BFGS' \}/],
  ['a tol of text', [fun, start, { tol: 'a' }], /"tol" must be a number/],
  ['an option of text', [fun, start, { options: { maxiter: 'ten' } }], /"maxiter" expects a number, got "ten"/],
  ['a callback that is text', [fun, start, { callback: 'x' }], /"callback" must be a function/],
  ['a short gradient', [fun, start, { jac: () => [1] }], /"jac" must be 2 numbers, got 1/],
  ['a long gradient', [fun, start, { jac: () => [1, 2, 3] }], /"jac" must be 2 numbers, got 3/],
  ['a gradient of text', [fun, start, { jac: () => ['a', 'b'] }], /"jac" must be numbers, got "a"/],
  ['no gradient where one was promised', [fun, start, { jac: () => undefined }], /array of numbers/],
  ['jac: true without a pair', [fun, start, { jac: true }], /must return \[value, gradient\]/],
  ['a Hessian of one row', [fun, start, { method: 'trust-exact', jac: grad, hess: () => [[1, 2]] }], /2 × 2/],
  ['no Hessian', [fun, start, { method: 'trust-exact', jac: grad, hess: () => undefined }], /2 × 2/],
  ['an unknown scheme for hess', [fun, start, { method: 'trust-constr', hess: 'foo' }], /"hess" must be a function/],
  ['no derivatives for dogleg', [fun, start, { method: 'dogleg' }], /required for dogleg/],
  ['a short product', [fun, start, { method: 'trust-ncg', jac: grad, hessp: () => [0] }], /"hessp" must be 2/],
  [
    'too many bounds',
    [
      fun,
      start,
      {
        bounds: [
          [0, 1],
          [0, 1],
          [0, 1],
        ],
      },
    ],
    /got 3, need 2/,
  ],
  [
    'crossed bounds',
    [
      fun,
      start,
      {
        bounds: [
          [1, 0],
          [0, 1],
        ],
      },
    ],
    /variable 0 has \[1, 0\]/,
  ],
  [
    'bounds of text',
    [
      fun,
      start,
      {
        bounds: [
          ['a', 1],
          [0, 1],
        ],
      },
    ],
    /A bound is a number, or null/,
  ],
  [
    'bounds in triples',
    [
      fun,
      start,
      {
        bounds: [
          [0, 1, 2],
          [0, 1, 2],
        ],
      },
    ],
    /pair \[lo, hi\]/,
  ],
  ['bounds that are a number', [fun, start, { bounds: 3 }], /Give both lb and ub/],
  ['half of bounds', [fun, start, { bounds: { lb: [0, 0] } }], /Give both lb and ub/],
  ['a constraint without type', [fun, start, { constraints: [{ fun: first }] }], /no type defined/],
  ['a constraint without function', [fun, start, { constraints: [{ type: 'eq' }] }], /no function defined/],
  ['a constraint of unknown type', [fun, start, { constraints: [{ type: 'foo', fun: first }] }], /Unknown constraint/],
  ['a constraint that is a function', [fun, start, { constraints: [first] }], /must be defined using objects/],
  ['a constraint of text', [fun, start, { constraints: { type: 'eq', fun: () => 'a' } }], /array of numbers, got "a"/],
  [
    'a Jacobian with more rows than components',
    [
      fun,
      start,
      {
        constraints: {
          type: 'eq',
          fun: first,
          jac: () => [
            [1, 2],
            [3, 4],
          ],
        },
      },
    ],
    /"constraint jac" must be 1 × 2 numbers, got 4/,
  ],
  [
    'a constraint whose length changes',
    [fun, start, { constraints: { type: 'ineq', fun: () => ((calls += 1) % 7 === 6 ? [1, 2] : [1]) } }],
    /returned 2 numbers after 1/,
  ],
  [
    'a constraint with an unknown jac',
    [fun, start, { constraints: { type: 'eq', fun: first, jac: 'x' } }],
    /"jac" must be/,
  ],
  [
    'more bounds than components',
    [fun, start, { method: 'SLSQP', constraints: { fun: (x: Float64Array) => [x[0], x[1]], lb: [0, 0, 0], ub: 1 } }],
    /2 components and 3 bounds/,
  ],
  [
    'a constraint with an unknown hess',
    [fun, start, { method: 'trust-constr', constraints: { fun: first, lb: 0, ub: 1, hess: 'foo' } }],
    /"hess" must be a function or one of/,
  ],
  ['a matrix of the wrong width', [fun, start, { constraints: { A: [[1, 2, 3]], ub: 1 } }], /m × 2 numbers, got 3/],
  ['a matrix of text', [fun, start, { constraints: { A: 'x', ub: 1 } }], /m × 2 numbers, got "x"/],
  ['a compiled loss of another size', [{ fun, n: 3 }, start], /The loss has 3 variables, but x0 has 2/],
];

describe('mistakes in the arguments of minimize', () => {
  it.each(mistakes)('%s', (_, given, message) => {
    expect(() => run(...given)).toThrow(OptionError);
    expect(() => run(...given)).toThrow(message);
  });
});

const box = [
  [-2, 2],
  [-1, 3],
];
const boxed: readonly (readonly [string, Anything])[] = [
  ['differential_evolution', anything(differentialEvolution)],
  ['dual_annealing', anything(dualAnnealing)],
  ['shgo', anything(shgo)],
  ['direct', anything(direct)],
];

describe.each(boxed)('mistakes in the arguments of %s', (name, search) => {
  const wrong: readonly Mistake[] = [
    ['no bounds', [fun, null], /got null/],
    ['bounds that are text', [fun, 'ab'], /got "ab"/],
    ['no pairs', [fun, []], /got none/],
    ['a flat pair', [fun, [0, 1]], /entry 0 is no pair/],
    [
      'a bound of text',
      [
        fun,
        [
          ['a', 1],
          [0, 1],
        ],
      ],
      /a bound is "a"/,
    ],
    [
      'crossed bounds',
      [
        fun,
        [
          [2, -2],
          [-1, 3],
        ],
      ],
      /min < max|lb > ub|upper bound is less/,
    ],
    ['lb and ub of different lengths', [fun, { lb: [0, 0, 0], ub: [1, 1] }], /got 3 and 2/],
    ['no loss', [null, box], /must be a function of x/],
    ['a loss that returns text', [() => 'a', box], /scalar value, got "a"/],
    ['a loss of another size', [{ fun, n: 3 }, box], /The loss has 3 variables, but there are 2/],
    ['options that are text', [fun, box, 'x'], /Options come in an object/],
    ['a callback that is text', [fun, box, { callback: 'x' }], /"callback" must be a function/],
    ['a limit of text', [fun, box, { maxiter: 'ten' }], /"maxiter" expects a number|maxiter must be/],
  ];
  it.each(wrong)('%s', (_, given, message) => {
    expect(() => search(...given)).toThrow(OptionError);
    expect(() => search(...given)).toThrow(message);
  });

  it('warns about an unknown option and names the nearest', () => {
    const { warnings } = search(fun, box, { maxitre: 5, maxfun: 50 });
    expect(warnings.join()).toMatch(/maxitre.*did you mean "maxiter"/);
  });

  it('takes lb and ub for bounds, one number for all', () => {
    const options = { maxfun: 60, maxiter: 5 };
    expect(search(fun, { lb: -2, ub: [2, 2] }, options).x).toEqual(
      search(
        fun,
        [
          [-2, 2],
          [-2, 2],
        ],
        options,
      ).x,
    );
  });

  it.skipIf(name === 'shgo' || name === 'direct').each(['a', -1, 1.5])('refuses %s as a seed', (rng) => {
    expect(() => search(fun, box, { rng, maxiter: 1 })).toThrow(/"rng" must be a seed/);
  });
});

const hop = anything(basinhopping);
const anneal = anything(dualAnnealing);
const evolve = anything(differentialEvolution);
const scan = anything(brute);
const line = anything(minimizeScalar);
const parabola = (x: number): number => (x - 2) ** 2;

/** [what, the call, the message] */
const others: readonly (readonly [string, () => unknown, RegExp])[] = [
  ['basinhopping without a start', () => hop(fun, null), /'x0' must be an array/],
  ['basinhopping from nowhere', () => hop(fun, []), /'x0' is empty/],
  ['minimizer_kwargs that are a number', () => hop(fun, start, { minimizer_kwargs: 3 }), /minimizer_kwargs must be/],
  [
    'an unknown minimizer_kwargs',
    () => hop(fun, start, { minimizer_kwargs: { metod: 'CG' } }),
    /Did you mean "method"/,
  ],
  [
    'too many bounds in minimizer_kwargs',
    () =>
      hop(fun, start, {
        minimizer_kwargs: {
          method: 'L-BFGS-B',
          bounds: [
            [0, 1],
            [0, 1],
            [0, 1],
          ],
        },
      }),
    /got 3, need 2/,
  ],
  ['a jump to nowhere', () => hop(fun, start, { take_step: () => [1] }), /take_step must return 2 numbers, got 1/],
  ['an undecided test', () => hop(fun, start, { accept_test: () => 'maybe' }), /True, False, or 'force accept'/],
  ['interval 0', () => hop(fun, start, { interval: 0 }), /interval must not be zero/],
  ['a negative stepsize', () => hop(fun, start, { stepsize: -1 }), /stepsize must not be negative/],
  ['a negative temperature', () => anneal(fun, box, { initial_temp: -1 }), /initial_temp must not be negative/],
  ['visit 1', () => anneal(fun, box, { visit: 1 }), /visit must not be 1/],
  ['a start of another size', () => anneal(fun, box, { x0: [1] }), /Bounds size does not match x0/],
  ['an unknown strategy', () => evolve(fun, box, { strategy: 'best1bni' }), /valid mutation strategy/],
  ['half a generation', () => evolve(fun, box, { maxiter: 2.5 }), /maxiter must be an integer/],
  ['integrality in a word', () => evolve(fun, box, { integrality: 'yes' }), /integrality must be true, false/],
  ['no ranges', () => scan(fun, null), /brute needs ranges/],
  ['a flat range', () => scan(fun, [0, 1]), /brute needs ranges/],
  [
    'a step of zero',
    () =>
      scan(fun, [
        [0, 1, 0],
        [0, 1],
      ]),
    /step of a range must not be zero/,
  ],
  [
    'a step backwards',
    () =>
      scan(fun, [
        [0, 1, -0.5],
        [0, 1],
      ]),
    /holds no point/,
  ],
  ['a finish that is a function', () => scan(fun, box, { finish: fun }), /name of a local method/],
  ['a grid larger than memory', () => scan(fun, box, { Ns: 20_000 }), /400000000 points/],
  ['an unknown scalar method', () => line(parabola, { method: 'brnt' }), /Did you mean "brent"/],
  ['a scalar method that is no name', () => line(parabola, { method: 3 }), /must be a name, got 3/],
  ['a bracket of text', () => line(parabola, { bracket: 'ab' }), /"bracket" must be an array of numbers/],
  ['half-open scalar bounds', () => line(parabola, { bounds: [null, 3] }), /"bounds" must be an array of numbers/],
  ['a scalar loss of two variables', () => line({ fun, n: 2 }), /one variable/],
  ['no scalar loss', () => line(null), /must be a function of x/],
];

describe('mistakes elsewhere', () => {
  it.each(others)('%s', (_, call, message) => {
    expect(call).toThrow(OptionError);
    expect(call).toThrow(message);
  });
});

describe('what SciPy passes over in silence', () => {
  it.each([
    [{ maxitr: 3 }, /Unknown argument "maxitr"/],
    [{ metod: 'CG' }, /Unknown argument "metod"\. Did you mean "method"\?/],
    [{ jac: '4-point' }, /Unknown "jac" "4-point".*The default is used/],
    [{ jac: 'cs' }, /'3-point' differences are used instead/],
    [{ options: { maxitr: 3 } }, /did you mean "maxiter"/],
  ])('%o is warned about', (given, message) => {
    const { warnings, success } = run(fun, start, given);
    expect(warnings.join()).toMatch(message);
    expect(success).toBe(true);
  });

  it('takes types of constraints in any letter case, bounds as typed arrays, null for no bound', () => {
    const bounds = [new Float64Array([0, 1]), new Float64Array([0, 1])];
    expect(run(fun, start, { bounds }).x).toEqual(
      run(fun, start, {
        bounds: [
          [0, 1],
          [0, 1],
        ],
      }).x,
    );
    const open = run(fun, start, { bounds: { lb: [null, 0], ub: [1, null] } });
    expect(open.x).toEqual(
      run(fun, start, {
        bounds: [
          [null, 1],
          [0, null],
        ],
      }).x,
    );
    const upper = run(fun, start, { constraints: { type: 'INEQ', fun: first } });
    expect(upper.x).toEqual(run(fun, start, { constraints: { type: 'ineq', fun: first } }).x);
  });

  it('gives methods without a Hessian whatever hess is', () => {
    expect(run(fun, start, { method: 'BFGS', jac: grad, hess: 'foo' }).success).toBe(true);
    expect(run(fun, start, { method: 'BFGS', jac: grad, hess }).warnings.join()).toMatch(/does not use Hessian/);
  });
});
