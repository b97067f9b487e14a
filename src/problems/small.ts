/** Test functions of one variable, and the classic ones of three and four. */
import type { Problem } from './problem';

const moreGarbowHillstrom =
  'J. J. Moré, B. S. Garbow and K. E. Hillstrom (1981), Testing unconstrained optimization software, ACM Transactions on Mathematical Software 7(1):17–41';

export const oneDimensionalProblems: readonly Problem[] = [
  {
    id: 'parabola-1d',
    title: 'Parabola',
    n: 1,
    defaultN: 1,
    sources: { javascript: '(x) => x ** 2\n', python: 'def f(x):\n    return x**2\n', formula: 'x^2' },
    latex: 'f(x)=x^2',
    domain: [[-3, 3]],
    minima: () => [{ x: [0], fun: 0 }],
    start: () => [2.5],
    citation:
      'Any textbook, such as J. Nocedal and S. J. Wright (2006), Numerical Optimization, 2nd edition, Springer, chapter 3',
    description:
      'The step length is the only thing to choose. Above 1 gradient descent diverges, at 1/2 it arrives in one step.',
    logScale: false,
    tags: ['smooth', 'convex', 'unimodal'],
  },
  {
    id: 'tanh-sin-1d',
    title: 'Parabola with ripples',
    n: 1,
    defaultN: 1,
    sources: {
      javascript: '(x) => x ** 2 / 20 + Math.tanh(Math.sin(x))\n',
      python: 'import numpy as np\n\ndef f(x):\n    return x**2 / 20 + np.tanh(np.sin(x))\n',
      formula: 'x^2/20 + tanh(sin(x))',
    },
    latex: 'f(x)=\\frac{x^2}{20}+\\tanh(\\sin x)',
    domain: [[-10, 10]],
    minima: () => [{ x: [-1.2804594436016898], fun: -0.6614705917970709 }],
    start: () => [8],
    citation: 'Made for teaching; no publication is known to us',
    description: 'A parabola with ripples: momentum rolls over the small hills that stop plain gradient descent.',
    logScale: false,
    tags: ['smooth', 'multimodal'],
  },
  {
    id: 'quartic-1d',
    title: 'Quartic',
    n: 1,
    defaultN: 1,
    sources: {
      javascript: '(x) => (x - 2) * x * (x + 2) ** 2\n',
      python: 'def f(x):\n    return (x - 2) * x * (x + 2)**2\n',
      formula: '(x - 2)x(x + 2)^2',
    },
    latex: 'f(x)=(x-2)\\,x\\,(x+2)^2',
    domain: [[-3, 3]],
    minima: () => [{ x: [1.2807764064044151], fun: -9.914949590828147 }],
    start: () => [-1.5],
    citation: 'SciPy 1.17 reference guide, scipy.optimize.minimize_scalar, Examples',
    description:
      'One global minimum and one local minimum at −2, where bracketing and descent from the left both stop.',
    logScale: false,
    tags: ['smooth', 'multimodal'],
  },
];

export const manyVariableProblems: readonly Problem[] = [
  {
    id: 'helical-valley',
    title: 'Helical valley',
    n: 3,
    defaultN: 3,
    sources: {
      javascript: `function f(x) {
  let theta;
  if (x[0] > 0) theta = Math.atan(x[1] / x[0]) / (2 * Math.PI);
  else if (x[0] < 0) theta = Math.atan(x[1] / x[0]) / (2 * Math.PI) + 0.5;
  else theta = x[1] >= 0 ? 0.25 : -0.25;
  const u = x[2] - 10 * theta;
  const v = Math.sqrt(x[0] ** 2 + x[1] ** 2) - 1;
  return 100 * (u ** 2 + v ** 2) + x[2] ** 2;
}
`,
      python: `from math import atan, pi, sqrt

def f(x):
    if x[0] > 0:
        theta = atan(x[1] / x[0]) / (2*pi)
    elif x[0] < 0:
        theta = atan(x[1] / x[0]) / (2*pi) + 0.5
    else:
        theta = 0.25 if x[1] >= 0 else -0.25
    u = x[2] - 10*theta
    v = sqrt(x[0]**2 + x[1]**2) - 1
    return 100*(u**2 + v**2) + x[2]**2
`,
    },
    latex:
      'f(x)=100\\left[(x_3-10\\theta)^2+\\left(\\sqrt{x_1^2+x_2^2}-1\\right)^2\\right]+x_3^2,\\quad \\theta=\\tfrac{1}{2\\pi}\\arctan\\tfrac{x_2}{x_1}\\;(+\\tfrac12\\text{ if }x_1<0)',
    domain: [
      [-2, 2],
      [-2, 2],
      [-2, 4],
    ],
    minima: () => [{ x: [1, 0, 0], fun: 0 }],
    start: () => [-1, 0, 0],
    citation: `R. Fletcher and M. J. D. Powell (1963), A rapidly convergent descent method for minimization, The Computer Journal 6(2):163–168; problem 7 of ${moreGarbowHillstrom}`,
    description: 'The valley winds around an axis like a spiral staircase: the method must keep turning.',
    logScale: true,
    tags: ['valley', 'nonsmooth'],
  },
  {
    id: 'powell-singular',
    title: 'Powell singular',
    n: 4,
    defaultN: 4,
    sources: {
      javascript: '([a, b, c, d]) => (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4\n',
      python: `def f(x):
    a, b, c, d = x
    return (a + 10*b)**2 + 5*(c - d)**2 + (b - 2*c)**4 + 10*(a - d)**4
`,
      formula: '(x_1 + 10x_2)^2 + 5(x_3 - x_4)^2 + (x_2 - 2x_3)^4 + 10(x_1 - x_4)^4',
    },
    latex: 'f(x)=(x_1+10x_2)^2+5(x_3-x_4)^2+(x_2-2x_3)^4+10(x_1-x_4)^4',
    domain: [[-4, 5]],
    minima: () => [{ x: [0, 0, 0, 0], fun: 0 }],
    start: () => [3, -1, 0, 1],
    citation: `M. J. D. Powell (1962), An iterative method for finding stationary values of a function of several variables, The Computer Journal 5(2):147–151; problem 13 of ${moreGarbowHillstrom}`,
    description: 'The Hessian is singular at the minimum, so that even Newton’s method converges only linearly.',
    logScale: true,
    tags: ['smooth', 'convex', 'unimodal'],
  },
  {
    id: 'wood',
    title: 'Wood',
    n: 4,
    defaultN: 4,
    sources: {
      javascript: `([a, b, c, d]) =>
  100 * (b - a ** 2) ** 2 +
  (1 - a) ** 2 +
  90 * (d - c ** 2) ** 2 +
  (1 - c) ** 2 +
  10 * (b + d - 2) ** 2 +
  0.1 * (b - d) ** 2
`,
      python: `def f(x):
    a, b, c, d = x
    return (100*(b - a**2)**2 + (1 - a)**2 + 90*(d - c**2)**2 + (1 - c)**2
            + 10*(b + d - 2)**2 + 0.1*(b - d)**2)
`,
      formula:
        '100(x_2 - x_1^2)^2 + (1 - x_1)^2 + 90(x_4 - x_3^2)^2 + (1 - x_3)^2 + 10(x_2 + x_4 - 2)^2 + 0.1(x_2 - x_4)^2',
    },
    latex: 'f(x)=100(x_2-x_1^2)^2+(1-x_1)^2+90(x_4-x_3^2)^2+(1-x_3)^2+10(x_2+x_4-2)^2+0.1(x_2-x_4)^2',
    domain: [[-4, 4]],
    minima: () => [{ x: [1, 1, 1, 1], fun: 0 }],
    start: () => [-3, -1, -3, -1],
    citation: `A. R. Colville (1968), A comparative study of nonlinear programming codes, Report 320-2949, IBM New York Scientific Center; problem 14 of ${moreGarbowHillstrom}`,
    description:
      'Two coupled Rosenbrock valleys with a saddle near (−1, 1, −1, 1), where descent methods rest for a while.',
    logScale: true,
    tags: ['smooth', 'valley'],
  },
];
