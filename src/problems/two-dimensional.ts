/** Test functions of two variables, smooth ones first. */
import type { Problem } from './problem';

const survey =
  'M. Jamil and X.-S. Yang (2013), A literature survey of benchmark functions for global optimisation problems, International Journal of Mathematical Modelling and Numerical Optimisation 4(2):150–194';
const moreGarbowHillstrom =
  'J. J. Moré, B. S. Garbow and K. E. Hillstrom (1981), Testing unconstrained optimization software, ACM Transactions on Mathematical Software 7(1):17–41';

export const twoDimensionalProblems: readonly Problem[] = [
  {
    id: 'beale',
    title: 'Beale',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2
`,
      python: `def f(x, y):
    return (1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2
`,
      formula: '(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2',
    },
    latex: 'f(x,y)=(1.5-x+xy)^2+(2.25-x+xy^2)^2+(2.625-x+xy^3)^2',
    domain: [
      [-4.5, 4.5],
      [-4.5, 4.5],
    ],
    minima: () => [{ x: [3, 0.5], fun: 0 }],
    start: () => [1, 1],
    citation: `E. M. L. Beale (1958), On an iterative method for finding a local minimum of a function of more than one variable, Technical Report 25, Statistical Techniques Research Group, Princeton University; problem 5 of ${moreGarbowHillstrom}`,
    description: 'Steep walls at the corners and a long flat tail: steps chosen from the gradient alone overshoot.',
    logScale: true,
    tags: ['smooth', 'valley', 'plateau'],
  },
  {
    id: 'himmelblau',
    title: 'Himmelblau',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => (x ** 2 + y - 11) ** 2 + (x + y ** 2 - 7) ** 2
`,
      python: `def f(x, y):
    return (x**2 + y - 11)**2 + (x + y**2 - 7)**2
`,
      formula: '(x^2 + y - 11)^2 + (x + y^2 - 7)^2',
    },
    latex: 'f(x,y)=(x^2+y-11)^2+(x+y^2-7)^2',
    domain: [
      [-5, 5],
      [-5, 5],
    ],
    minima: () => [
      { x: [3, 2], fun: 0 },
      { x: [-2.805118086952745, 3.131312518250573], fun: 0 },
      { x: [-3.779310253377747, -3.28318599128617], fun: 0 },
      { x: [3.584428340330492, -1.848126526964404], fun: 0 },
    ],
    start: () => [-0.5, -1],
    citation: 'D. M. Himmelblau (1972), Applied Nonlinear Programming, McGraw-Hill, New York',
    description: 'Four minima of equal depth. Which one a method finds depends on the start: look at the basins.',
    logScale: true,
    tags: ['smooth', 'multimodal'],
  },
  {
    id: 'booth',
    title: 'Booth',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2
`,
      python: `def f(x, y):
    return (x + 2*y - 7)**2 + (2*x + y - 5)**2
`,
      formula: '(x + 2y - 7)^2 + (2x + y - 5)^2',
    },
    latex: 'f(x,y)=(x+2y-7)^2+(2x+y-5)^2',
    domain: [
      [-10, 10],
      [-10, 10],
    ],
    minima: () => [{ x: [1, 3], fun: 0 }],
    start: () => [-8, 8],
    citation: `${survey} (function 20)`,
    description: 'A convex quadratic, slightly stretched: gradient descent zigzags, Newton steps do not.',
    logScale: true,
    tags: ['smooth', 'convex', 'unimodal'],
  },
  {
    id: 'matyas',
    title: 'Matyas',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => 0.26 * (x ** 2 + y ** 2) - 0.48 * x * y
`,
      python: `def f(x, y):
    return 0.26*(x**2 + y**2) - 0.48*x*y
`,
      formula: '0.26(x^2 + y^2) - 0.48x y',
    },
    latex: 'f(x,y)=0.26(x^2+y^2)-0.48xy',
    domain: [
      [-10, 10],
      [-10, 10],
    ],
    minima: () => [{ x: [0, 0], fun: 0 }],
    start: () => [-8, 6],
    citation: `J. Matyas (1965), Random optimization, Automation and Remote Control 26(2):246–253; ${survey}`,
    description: 'A quadratic trough with condition number 25: the gentlest example of ill-conditioning.',
    logScale: true,
    tags: ['smooth', 'convex', 'unimodal', 'valley'],
  },
  {
    id: 'six-hump-camel',
    title: 'Six-hump camel',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => (4 - 2.1 * x ** 2 + x ** 4 / 3) * x ** 2 + x * y + (-4 + 4 * y ** 2) * y ** 2
`,
      python: `def f(x, y):
    return (4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (-4 + 4*y**2)*y**2
`,
      formula: '(4 - 2.1x^2 + x^4/3)x^2 + x y + (-4 + 4y^2)y^2',
    },
    latex: 'f(x,y)=\\left(4-2.1x^2+\\tfrac{x^4}{3}\\right)x^2+xy+(-4+4y^2)y^2',
    domain: [
      [-2, 2],
      [-1.2, 1.2],
    ],
    minima: () => [
      { x: [0.08984201368301331, -0.7126564032704135], fun: -1.031628453489877 },
      { x: [-0.08984201368301331, 0.7126564032704135], fun: -1.031628453489877 },
    ],
    start: () => [-1.6, -0.9],
    citation:
      'L. C. W. Dixon and G. P. Szegő (1978), The global optimization problem: an introduction, in Towards Global Optimisation 2, North-Holland, Amsterdam, pp. 1–15',
    description: 'Six local minima, two of them global and symmetric about the origin.',
    logScale: true,
    tags: ['smooth', 'multimodal'],
  },
  {
    id: 'three-hump-camel',
    title: 'Three-hump camel',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => 2 * x ** 2 - 1.05 * x ** 4 + x ** 6 / 6 + x * y + y ** 2
`,
      python: `def f(x, y):
    return 2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2
`,
      formula: '2x^2 - 1.05x^4 + x^6/6 + x y + y^2',
    },
    latex: 'f(x,y)=2x^2-1.05x^4+\\tfrac{x^6}{6}+xy+y^2',
    domain: [
      [-2.5, 2.5],
      [-2.5, 2.5],
    ],
    minima: () => [{ x: [0, 0], fun: 0 }],
    start: () => [2, -2],
    citation: `${survey} (function 29)`,
    description: 'Three minima on a diagonal; the global one is in the middle.',
    logScale: true,
    tags: ['smooth', 'multimodal'],
  },
  {
    id: 'goldstein-price',
    title: 'Goldstein–Price',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `function f(x, y) {
  const a = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x ** 2 - 14 * y + 6 * x * y + 3 * y ** 2);
  const b = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x ** 2 + 48 * y - 36 * x * y + 27 * y ** 2);
  return a * b;
}
`,
      python: `def f(x, y):
    a = 1 + (x + y + 1)**2 * (19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2)
    b = 30 + (2*x - 3*y)**2 * (18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2)
    return a * b
`,
      formula:
        '(1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6x y + 3y^2)) (30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36x y + 27y^2))',
    },
    latex:
      'f(x,y)=\\left[1+(x+y+1)^2(19-14x+3x^2-14y+6xy+3y^2)\\right]\\left[30+(2x-3y)^2(18-32x+12x^2+48y-36xy+27y^2)\\right]',
    domain: [
      [-2, 2],
      [-2, 2],
    ],
    minima: () => [{ x: [0, -1], fun: 3 }],
    start: () => [-1.5, 1],
    citation:
      'A. A. Goldstein and J. F. Price (1971), On descent from local minima, Mathematics of Computation 25(115):569–574',
    description:
      'Values from 3 to a million in a small box: a test of scaling as much as of search. Three further local minima.',
    logScale: true,
    tags: ['smooth', 'multimodal', 'ill-scaled'],
  },
  {
    id: 'branin',
    title: 'Branin',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `function f(x, y) {
  const t = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
  return t ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
}
`,
      python: `from math import cos, pi

def f(x, y):
    t = y - 5.1/(4*pi**2)*x**2 + 5/pi*x - 6
    return t**2 + 10*(1 - 1/(8*pi))*cos(x) + 10
`,
      formula: '(y - 5.1/(4pi^2) x^2 + 5/pi x - 6)^2 + 10(1 - 1/(8pi))cos(x) + 10',
    },
    latex:
      'f(x,y)=\\left(y-\\tfrac{5.1}{4\\pi^2}x^2+\\tfrac{5}{\\pi}x-6\\right)^2+10\\left(1-\\tfrac{1}{8\\pi}\\right)\\cos x+10',
    domain: [
      [-5, 10],
      [0, 15],
    ],
    minima: () => [
      { x: [-Math.PI, 12.275], fun: 0.39788735772973816 },
      { x: [Math.PI, 2.275], fun: 0.39788735772973816 },
      { x: [3 * Math.PI, 2.475], fun: 0.39788735772973816 },
    ],
    start: () => [6, 13],
    citation:
      'F. H. Branin (1972), Widely convergent method for finding multiple solutions of simultaneous nonlinear equations, IBM Journal of Research and Development 16(5):504–522',
    description: 'Three equal minima along a curved trench; a standard first test for surrogate methods.',
    logScale: true,
    tags: ['smooth', 'multimodal'],
  },
  {
    id: 'freudenstein-roth',
    title: 'Freudenstein–Roth',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `function f(x, y) {
  const a = -13 + x + ((5 - y) * y - 2) * y;
  const b = -29 + x + ((y + 1) * y - 14) * y;
  return a ** 2 + b ** 2;
}
`,
      python: `def f(x, y):
    a = -13 + x + ((5 - y)*y - 2)*y
    b = -29 + x + ((y + 1)*y - 14)*y
    return a**2 + b**2
`,
      formula: '(-13 + x + ((5 - y)y - 2)y)^2 + (-29 + x + ((y + 1)y - 14)y)^2',
    },
    latex: 'f(x,y)=\\left(-13+x+((5-y)y-2)y\\right)^2+\\left(-29+x+((y+1)y-14)y\\right)^2',
    domain: [
      [-2, 16],
      [-3, 6],
    ],
    minima: () => [{ x: [5, 4], fun: 0 }],
    start: () => [0.5, -2],
    citation: `F. Freudenstein and B. Roth (1963), Numerical solution of systems of nonlinear equations, Journal of the ACM 10(4):550–556; problem 2 of ${moreGarbowHillstrom}`,
    description: 'From the standard start most local methods stop at the local minimum (11.41, −0.897) with f = 48.98.',
    logScale: true,
    tags: ['smooth', 'multimodal', 'valley'],
  },
  {
    id: 'mccormick',
    title: 'McCormick',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => Math.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1
`,
      python: `from math import sin

def f(x, y):
    return sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1
`,
      formula: 'sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1',
    },
    latex: 'f(x,y)=\\sin(x+y)+(x-y)^2-1.5x+2.5y+1',
    domain: [
      [-1.5, 4],
      [-3, 4],
    ],
    minima: () => [{ x: [-0.5471975511965976, -1.5471975511965976], fun: -1.9132229549810367 }],
    start: () => [3, 3],
    citation:
      'G. P. McCormick (1976), Computability of global solutions to factorable nonconvex programs: Part I — Convex underestimating problems, Mathematical Programming 10(1):147–175',
    description:
      'A sine wave along one diagonal and a parabola across it; without bounds the minima repeat and get deeper.',
    logScale: false,
    tags: ['smooth', 'multimodal', 'valley'],
  },
  {
    id: 'easom',
    title: 'Easom',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => -Math.cos(x) * Math.cos(y) * Math.exp(-((x - Math.PI) ** 2) - (y - Math.PI) ** 2)
`,
      python: `from math import cos, exp, pi

def f(x, y):
    return -cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)
`,
      formula: '-cos(x) cos(y) exp(-(x - pi)^2 - (y - pi)^2)',
    },
    latex: 'f(x,y)=-\\cos x\\cos y\\,e^{-(x-\\pi)^2-(y-\\pi)^2}',
    domain: [
      [-2, 8],
      [-2, 8],
    ],
    minima: () => [{ x: [Math.PI, Math.PI], fun: -1 }],
    start: () => [1.5, 4.5],
    citation: `E. E. Easom (1990), A Survey of Global Optimization Techniques, M.Eng. thesis, University of Louisville; ${survey}`,
    description:
      'One sharp pit in a wide plain. Away from it the gradient underflows and local methods declare success.',
    logScale: false,
    tags: ['smooth', 'plateau', 'multimodal'],
  },
  {
    id: 'bohachevsky',
    title: 'Bohachevsky 1',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => x ** 2 + 2 * y ** 2 - 0.3 * Math.cos(3 * Math.PI * x) - 0.4 * Math.cos(4 * Math.PI * y) + 0.7
`,
      python: `from math import cos, pi

def f(x, y):
    return x**2 + 2*y**2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7
`,
      formula: 'x^2 + 2y^2 - 0.3cos(3pi x) - 0.4cos(4pi y) + 0.7',
    },
    latex: 'f(x,y)=x^2+2y^2-0.3\\cos(3\\pi x)-0.4\\cos(4\\pi y)+0.7',
    domain: [
      [-2, 2],
      [-2, 2],
    ],
    minima: () => [{ x: [0, 0], fun: 0 }],
    start: () => [1.6, -1.3],
    citation:
      'I. O. Bohachevsky, M. E. Johnson and M. L. Stein (1986), Generalized simulated annealing for function optimization, Technometrics 28(3):209–217',
    description: 'A bowl with small ripples: from afar convex, near the minimum full of traps.',
    logScale: false,
    tags: ['smooth', 'multimodal'],
  },
  {
    id: 'mishra-bird',
    title: 'Mishra’s bird',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => Math.sin(y) * Math.exp((1 - Math.cos(x)) ** 2) + Math.cos(x) * Math.exp((1 - Math.sin(y)) ** 2) + (x - y) ** 2
`,
      python: `from math import cos, exp, sin

def f(x, y):
    return sin(y)*exp((1 - cos(x))**2) + cos(x)*exp((1 - sin(y))**2) + (x - y)**2
`,
      formula: 'sin(y) exp((1 - cos(x))^2) + cos(x) exp((1 - sin(y))^2) + (x - y)^2',
    },
    latex: 'f(x,y)=\\sin y\\,e^{(1-\\cos x)^2}+\\cos x\\,e^{(1-\\sin y)^2}+(x-y)^2',
    domain: [
      [-10, 0],
      [-6.5, 0],
    ],
    minima: () => [
      { x: [-3.1302467959920475, -1.5821422009206203], fun: -106.76453674926478 },
      { x: [3.152938511187539, 4.701043106258966], fun: -106.76453674926478 },
    ],
    start: () => [-7, -4.5],
    citation:
      'S. K. Mishra (2006), Some new test functions for global optimization and performance of repulsive particle swarm method, MPRA Paper 2718, Munich',
    description:
      'Deep pits between high ridges that repeat with the period of the sines; often used with a disk as constraint.',
    logScale: true,
    tags: ['smooth', 'multimodal'],
  },
  {
    id: 'eggholder',
    title: 'Eggholder',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `function f(x, y) {
  const h = y + 47;
  return -h * Math.sin(Math.sqrt(Math.abs(x / 2 + h))) - x * Math.sin(Math.sqrt(Math.abs(x - h)));
}
`,
      python: `import numpy as np

def f(x, y):
    h = y + 47
    return -h*np.sin(np.sqrt(np.abs(x/2 + h))) - x*np.sin(np.sqrt(np.abs(x - h)))
`,
      formula: '-(y + 47) sin(sqrt(|x/2 + y + 47|)) - x sin(sqrt(|x - y - 47|))',
    },
    latex: 'f(x,y)=-(y+47)\\sin\\sqrt{\\left|\\tfrac{x}{2}+y+47\\right|}-x\\sin\\sqrt{|x-y-47|}',
    domain: [
      [-512, 512],
      [-512, 512],
    ],
    minima: () => [{ x: [512, 404.2318051201336], fun: -959.6406627208507 }],
    start: () => [0, 0],
    citation: `${survey}; D. Whitley, S. Rana, J. Dzubera and K. E. Mathias (1996), Evaluating evolutionary algorithms, Artificial Intelligence 85(1–2):245–276`,
    description: 'Hundreds of crooked pits; the best one lies on the edge of the box, at x = 512.',
    logScale: false,
    tags: ['multimodal', 'nonsmooth'],
  },
  {
    id: 'holder-table',
    title: 'Hölder table',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => -Math.abs(Math.sin(x) * Math.cos(y) * Math.exp(Math.abs(1 - Math.hypot(x, y) / Math.PI)))
`,
      python: `import numpy as np

def f(x, y):
    return -abs(np.sin(x)*np.cos(y)*np.exp(abs(1 - np.hypot(x, y)/np.pi)))
`,
      formula: '-|sin(x) cos(y) exp(|1 - sqrt(x^2 + y^2)/pi|)|',
    },
    latex: 'f(x,y)=-\\left|\\sin x\\cos y\\,\\exp\\left|1-\\tfrac{\\sqrt{x^2+y^2}}{\\pi}\\right|\\right|',
    domain: [
      [-10, 10],
      [-10, 10],
    ],
    minima: () =>
      [-1, 1].flatMap((a) =>
        [-1, 1].map((b) => ({ x: [a * 8.055023465851152, b * 9.66459002806085], fun: -19.208502567886747 })),
      ),
    start: () => [2, 1],
    citation:
      'S. K. Mishra (2006), Some new test functions for global optimization and performance of repulsive particle swarm method, MPRA Paper 2718, Munich',
    description: 'A table with four legs: equal minima near the four corners, kinks along every crease.',
    logScale: false,
    tags: ['multimodal', 'nonsmooth'],
  },
  {
    id: 'brown-badly-scaled',
    title: 'Brown badly scaled',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: `(x, y) => (x - 1e6) ** 2 + (y - 2e-6) ** 2 + (x * y - 2) ** 2
`,
      python: `def f(x, y):
    return (x - 1e6)**2 + (y - 2e-6)**2 + (x*y - 2)**2
`,
      formula: '(x - 10^6)^2 + (y - 2*10^-6)^2 + (x y - 2)^2',
    },
    latex: 'f(x,y)=(x-10^6)^2+(y-2\\cdot10^{-6})^2+(xy-2)^2',
    domain: [
      [0, 2e6],
      [-1e-5, 1e-5],
    ],
    minima: () => [{ x: [1e6, 2e-6], fun: 0 }],
    start: () => [1, 1],
    citation: `Problem 4 of ${moreGarbowHillstrom}`,
    description:
      'The variables differ by twelve orders of magnitude: methods without a sense of scale stop at once or never.',
    logScale: true,
    tags: ['smooth', 'ill-scaled'],
  },
];
