/** Objectives that a careless method hangs on or lies about; shared by the tests of the methods with bounds. Test-only. */

export interface HostileObjective {
  readonly name: string;
  readonly x0: readonly number[];
  readonly fun: (x: ArrayLike<number>) => number;
  readonly grad: (x: ArrayLike<number>) => number[];
}

const bowl = (x: ArrayLike<number>): number => x[0] * x[0] + x[1] * x[1];
const bowlGradient = (x: ArrayLike<number>): number[] => [2 * x[0], 2 * x[1]];

/** Each is two-dimensional and has a gradient, right or wrong. */
export const hostileObjectives: readonly HostileObjective[] = [
  { name: 'NaN everywhere', x0: [1, 1], fun: () => NaN, grad: () => [NaN, NaN] },
  {
    name: 'NaN at the start only',
    x0: [1, 1],
    fun: (x) => (x[0] === 1 && x[1] === 1 ? NaN : bowl(x)),
    grad: (x) => (x[0] === 1 && x[1] === 1 ? [NaN, NaN] : bowlGradient(x)),
  },
  {
    name: 'NaN beyond a line that the first step crosses',
    x0: [3, 1],
    fun: (x) => (x[0] < 0.5 ? NaN : bowl(x)),
    grad: (x) => (x[0] < 0.5 ? [NaN, NaN] : bowlGradient(x)),
  },
  {
    name: '+Infinity walls',
    x0: [1.9, 0.3],
    fun: (x) => (Math.abs(x[0]) > 2 || x[0] < 0.1 ? Infinity : bowl(x)),
    grad: bowlGradient,
  },
  { name: 'flat', x0: [1, 1], fun: () => 7, grad: () => [0, 0] },
  { name: 'linear, unbounded below', x0: [0, 0], fun: (x) => x[0] + 2 * x[1], grad: () => [1, 2] },
  {
    name: 'cubic, unbounded below',
    x0: [-1, 1],
    fun: (x) => x[0] * x[0] * x[0] + x[1] * x[1],
    grad: (x) => [3 * x[0] * x[0], 2 * x[1]],
  },
  {
    name: '−exp, overflows to −Infinity',
    x0: [1, 1],
    fun: (x) => -Math.exp(x[0] * x[0] + x[1] * x[1]),
    grad: (x) => [-2 * x[0] * Math.exp(bowl(x)), -2 * x[1] * Math.exp(bowl(x))],
  },
  {
    name: 'discontinuous',
    x0: [3.7, -2.2],
    fun: (x) => Math.floor(x[0]) ** 2 + Math.floor(x[1]) ** 2 + bowl(x) / 10,
    grad: (x) => [x[0] / 5, x[1] / 5],
  },
  { name: 'gradient of the wrong sign', x0: [1, 2], fun: bowl, grad: (x) => [-2 * x[0], -2 * x[1]] },
  {
    name: 'gradient of another function',
    x0: [1, 2],
    fun: bowl,
    grad: (x) => [Math.sin(9 * x[1]), Math.cos(7 * x[0])],
  },
  { name: 'infinite gradient', x0: [1, 2], fun: bowl, grad: () => [Infinity, -Infinity] },
  { name: 'huge values', x0: [1, 2], fun: (x) => 1e300 * bowl(x), grad: (x) => [2e300 * x[0], 2e300 * x[1]] },
];
