/** Problems with constraints: classics in the plane first, then the ones that solvers are shown with. */
import type { Problem } from './problem';

const rosenbrock = {
  sources: {
    javascript: '(x, y) => (1 - x) ** 2 + 100 * (y - x ** 2) ** 2\n',
    python: 'def f(x, y):\n    return (1 - x)**2 + 100*(y - x**2)**2\n',
    formula: '(1 - x)^2 + 100(y - x^2)^2',
  },
  latex: 'f(x,y)=(1-x)^2+100(y-x^2)^2',
};

export const constrainedProblems: readonly Problem[] = [
  {
    id: 'rosenbrock-disk',
    title: 'Rosenbrock in a disk',
    n: 2,
    defaultN: 2,
    ...rosenbrock,
    constraints: ['x^2 + y^2 <= 1'],
    domain: [
      [-1.5, 1.5],
      [-1.5, 1.5],
    ],
    minima: () => [{ x: [0.7864151541684279, 0.6176983125233935], fun: 0.04567480871950023 }],
    start: () => [-0.4, -0.6],
    citation:
      'MathWorks, Optimization Toolbox User’s Guide, “Solve a constrained nonlinear problem”, which takes the function of H. H. Rosenbrock (1960), An automatic method for finding the greatest or least value of a function, The Computer Journal 3(3):175–184',
    description:
      'The valley leaves the disk before its lowest point: the answer lies on the border, where the gradient does not vanish.',
    logScale: true,
    tags: ['smooth', 'valley', 'constrained'],
  },
  {
    id: 'rosenbrock-cubic-line',
    title: 'Rosenbrock with a cubic and a line',
    n: 2,
    defaultN: 2,
    ...rosenbrock,
    constraints: ['(x - 1)^3 - y + 1 <= 0', 'x + y - 2 <= 0'],
    domain: [
      [-1.5, 1.5],
      [-0.5, 2.5],
    ],
    minima: () => [{ x: [1, 1], fun: 0 }],
    start: () => [-1, 2],
    citation:
      'P. A. Simionescu and D. G. Beale (2002), New concepts in graphic visualization of objective functions, Proceedings of ASME DETC 2002, Montreal, pages 891–897',
    description: 'The minimum sits in the corner where both curves meet, at the very point where both are active.',
    logScale: true,
    tags: ['smooth', 'valley', 'constrained'],
  },
  {
    id: 'mishra-bird-disk',
    title: 'Mishra’s bird in a disk',
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
    constraints: ['(x + 5)^2 + (y + 5)^2 <= 25'],
    domain: [
      [-10, 0],
      [-6.5, 0],
    ],
    minima: () => [{ x: [-3.1302467959920475, -1.5821422009206203], fun: -106.76453674926478 }],
    start: () => [-7, -4.5],
    citation:
      'S. K. Mishra (2006), Some new test functions for global optimization and performance of repulsive particle swarm method, MPRA Paper 2718, Munich',
    description:
      'Several pits inside one disk: a local method stays in the one where it began, or stops at the border.',
    logScale: true,
    tags: ['smooth', 'multimodal', 'constrained'],
  },
  {
    id: 'nocedal-wright-16-4',
    title: 'Nocedal–Wright quadratic program',
    n: 2,
    defaultN: 2,
    sources: {
      javascript: '(x, y) => (x - 1) ** 2 + (y - 2.5) ** 2\n',
      python: 'def f(x, y):\n    return (x - 1)**2 + (y - 2.5)**2\n',
      formula: '(x - 1)^2 + (y - 2.5)^2',
    },
    latex: 'f(x,y)=(x-1)^2+(y-2.5)^2',
    constraints: ['x - 2*y + 2 >= 0', '-x - 2*y + 6 >= 0', '-x + 2*y + 2 >= 0', 'x >= 0', 'y >= 0'],
    domain: [
      [-0.75, 4.75],
      [-0.75, 3.25],
    ],
    minima: () => [{ x: [1.4, 1.7], fun: 0.8 }],
    start: () => [2, 0],
    citation: 'J. Nocedal and S. J. Wright (2006), Numerical Optimization, 2nd edition, Springer, example 16.4',
    description:
      'Five half-planes: an active-set method walks along the edges, an interior-point method through the middle.',
    logScale: false,
    tags: ['smooth', 'convex', 'constrained'],
  },
  {
    id: 'hock-schittkowski-71',
    title: 'Hock–Schittkowski 71',
    n: 4,
    defaultN: 4,
    sources: {
      javascript: '(x1, x2, x3, x4) => x1 * x4 * (x1 + x2 + x3) + x3\n',
      python: 'def f(x1, x2, x3, x4):\n    return x1*x4*(x1 + x2 + x3) + x3\n',
    },
    latex: 'f(x)=x_1x_4(x_1+x_2+x_3)+x_3',
    constraints: ['x1*x2*x3*x4 >= 25', 'x1^2 + x2^2 + x3^2 + x4^2 == 40'],
    bounds: [
      [1, 5],
      [1, 5],
      [1, 5],
      [1, 5],
    ],
    domain: [
      [0.5, 5.5],
      [0.5, 5.5],
      [0.5, 5.5],
      [0.5, 5.5],
    ],
    minima: () => [{ x: [1, 4.742999637264417, 3.821149984184874, 1.379408293172673], fun: 17.01401728915635 }],
    start: () => [1, 5, 5, 1],
    citation:
      'W. Hock and K. Schittkowski (1981), Test Examples for Nonlinear Programming Codes, Lecture Notes in Economics and Mathematical Systems 187, Springer, problem 71',
    description: 'A product from below, a sphere and a box at once: the example that comes with IPOPT.',
    logScale: false,
    tags: ['smooth', 'constrained'],
  },
  {
    id: 'portfolio-3',
    title: 'Portfolio of three assets',
    n: 3,
    defaultN: 3,
    sources: {
      javascript: `const C = [
  [0.04, 0.01, 0.005],
  [0.01, 0.09, 0.02],
  [0.005, 0.02, 0.16],
];
const r = [0.08, 0.12, 0.15];

(w) => w.reduce((sum, wi, i) => sum + wi * w.reduce((inner, wj, j) => inner + C[i][j] * wj, 0), 0)
`,
      python: `import numpy as np

C = np.array([[0.04, 0.01, 0.005], [0.01, 0.09, 0.02], [0.005, 0.02, 0.16]])
r = np.array([0.08, 0.12, 0.15])

def f(w):
    return w @ C @ w
`,
    },
    latex: 'f(w)=w^{\\mathsf T}Cw',
    constraints: ['sum(w) == 1', 'w @ r >= 0.10'],
    bounds: [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    domain: [
      [0, 1],
      [0, 1],
      [0, 1],
    ],
    minima: () => [{ x: [0.6142131979695431, 0.23350253807106597, 0.15228426395939085], fun: 0.02893401015228426 }],
    start: () => [1 / 3, 1 / 3, 1 / 3],
    citation:
      'H. Markowitz (1952), Portfolio selection, The Journal of Finance 7(1):77–91; covariances made for teaching',
    description:
      'The least variance for an expected return of 10 %: a plane, a half-space and a box around the simplex.',
    logScale: false,
    tags: ['smooth', 'convex', 'constrained'],
  },
];
