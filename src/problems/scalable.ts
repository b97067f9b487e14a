/** Test functions of any number of variables. */
import { type Problem, repeat } from './problem';

const moreGarbowHillstrom =
  'J. J. Moré, B. S. Garbow and K. E. Hillstrom (1981), Testing unconstrained optimization software, ACM Transactions on Mathematical Software 7(1):17–41';

/** Stationary point of (x⁴ − 16x² + 5x)/2 on the left, and its value. */
const styblinskiTang = { x: -2.903534027771177, fun: -39.16616570377142 };

/** Maximizer of x sin √|x| on [−500, 500]; the constant in the function is the value there. */
const schwefelMinimizer = 420.968746359982;

const michalewicz: Record<number, { x: number[]; fun: number }> = {
  1: { x: [2.20290552], fun: -0.8013034100985537 },
  2: { x: [2.20290552, 1.570796327], fun: -1.8013034100985537 },
};

export const scalableProblems: readonly Problem[] = [
  {
    id: 'rosenbrock',
    title: 'Rosenbrock',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = 0;
  for (let i = 0; i < x.length - 1; i++) {
    s += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2;
  }
  return s;
}
`,
      python: `import numpy as np

def f(x):
    return np.sum(100 * (x[1:] - x[:-1]**2)**2 + (1 - x[:-1])**2)
`,
      formula: 'sum(i=1..n-1, 100(x_(i+1) - x_i^2)^2 + (1 - x_i)^2)',
    },
    latex: 'f(x)=\\sum_{i=1}^{n-1}\\left[100\\,(x_{i+1}-x_i^2)^2+(1-x_i)^2\\right]',
    domain: [
      [-2, 2],
      [-1, 3],
    ],
    minima: (n) => [{ x: repeat(1, n), fun: 0 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1.2 : 1)),
    citation: `H. H. Rosenbrock (1960), An automatic method for finding the greatest or least value of a function, The Computer Journal 3(3):175–184; problem 1 of ${moreGarbowHillstrom}`,
    description:
      'A curved valley with an almost flat floor. Reaching the valley is easy; walking along it to (1, …, 1) separates the methods.',
    logScale: true,
    tags: ['smooth', 'valley', 'scalable'],
  },
  {
    id: 'rastrigin',
    title: 'Rastrigin',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = 10 * x.length;
  for (const xi of x) {
    s += xi ** 2 - 10 * Math.cos(2 * Math.PI * xi);
  }
  return s;
}
`,
      python: `import numpy as np

def f(x):
    return 10 * len(x) + np.sum(x**2 - 10 * np.cos(2 * np.pi * x))
`,
      formula: '10n + sum(i=1..n, x_i^2 - 10cos(2pi x_i))',
    },
    latex: 'f(x)=10n+\\sum_{i=1}^{n}\\left[x_i^2-10\\cos(2\\pi x_i)\\right]',
    domain: [[-5.12, 5.12]],
    minima: (n) => [{ x: repeat(0, n), fun: 0 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 3.3 : -2.6)),
    citation:
      'L. A. Rastrigin (1974), Systems of Extremal Control, Nauka, Moscow; n variables: H. Mühlenbein, M. Schomisch and J. Born (1991), The parallel genetic algorithm as function optimizer, Parallel Computing 17(6–7):619–632',
    description: 'A bowl covered by a regular grid of about 10ⁿ local minima. Local methods stop in the nearest one.',
    logScale: false,
    tags: ['smooth', 'multimodal', 'scalable'],
  },
  {
    id: 'sphere',
    title: 'Sphere',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `(x) => x.reduce((s, xi) => s + xi * xi, 0)
`,
      python: `import numpy as np

def f(x):
    return np.sum(x**2)
`,
      formula: 'sum(i=1..n, x_i^2)',
    },
    latex: 'f(x)=\\sum_{i=1}^{n} x_i^2',
    domain: [[-5.12, 5.12]],
    minima: (n) => [{ x: repeat(0, n), fun: 0 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 4 : -3)),
    citation:
      'K. A. De Jong (1975), An Analysis of the Behavior of a Class of Genetic Adaptive Systems, PhD thesis, University of Michigan (function F1)',
    description:
      'The easiest function there is: a Newton step solves it. Useful as a check and for counting evaluations.',
    logScale: false,
    tags: ['smooth', 'convex', 'unimodal', 'scalable'],
  },
  {
    id: 'ackley',
    title: 'Ackley',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  const n = x.length;
  let squares = 0;
  let waves = 0;
  for (const xi of x) {
    squares += xi * xi;
    waves += Math.cos(2 * Math.PI * xi);
  }
  return -20 * Math.exp(-0.2 * Math.sqrt(squares / n)) - Math.exp(waves / n) + 20 + Math.E;
}
`,
      python: `import numpy as np

def f(x):
    return -20 * np.exp(-0.2 * np.sqrt(np.mean(x**2))) - np.exp(np.mean(np.cos(2 * np.pi * x))) + 20 + np.e
`,
      formula: '-20exp(-0.2sqrt(sum(i=1..n, x_i^2)/n)) - exp(sum(i=1..n, cos(2pi x_i))/n) + 20 + e',
    },
    latex: 'f(x)=-20\\,e^{-0.2\\sqrt{\\frac1n\\sum x_i^2}}-e^{\\frac1n\\sum\\cos 2\\pi x_i}+20+e',
    domain: [[-5, 5]],
    minima: (n) => [{ x: repeat(0, n), fun: 0 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 3.6 : -2.4)),
    citation:
      'D. H. Ackley (1987), A Connectionist Machine for Genetic Hillclimbing, Kluwer, Boston; n variables: T. Bäck and H.-P. Schwefel (1993), An overview of evolutionary algorithms for parameter optimization, Evolutionary Computation 1(1):1–23',
    description:
      'Ripples on a plateau around one deep, pointed hole. The derivative does not exist at the minimum itself.',
    logScale: false,
    tags: ['multimodal', 'plateau', 'scalable'],
  },
  {
    id: 'levy',
    title: 'Lévy',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  const w = x.map((xi) => 1 + (xi - 1) / 4);
  const last = w[w.length - 1];
  let s = Math.sin(Math.PI * w[0]) ** 2;
  for (let i = 0; i < w.length - 1; i++) {
    s += (w[i] - 1) ** 2 * (1 + 10 * Math.sin(Math.PI * w[i] + 1) ** 2);
  }
  return s + (last - 1) ** 2 * (1 + Math.sin(2 * Math.PI * last) ** 2);
}
`,
      python: `import numpy as np

def f(x):
    w = 1 + (x - 1) / 4
    head = np.sin(np.pi * w[0])**2
    body = np.sum((w[:-1] - 1)**2 * (1 + 10 * np.sin(np.pi * w[:-1] + 1)**2))
    tail = (w[-1] - 1)**2 * (1 + np.sin(2 * np.pi * w[-1])**2)
    return head + body + tail
`,
    },
    latex:
      'f(x)=\\sin^2(\\pi w_1)+\\sum_{i=1}^{n-1}(w_i-1)^2\\left[1+10\\sin^2(\\pi w_i+1)\\right]+(w_n-1)^2\\left[1+\\sin^2(2\\pi w_n)\\right],\\quad w_i=1+\\tfrac{x_i-1}{4}',
    domain: [[-10, 10]],
    minima: (n) => [{ x: repeat(1, n), fun: 0 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -7 : 6)),
    citation:
      'A. V. Levy and A. Montalvo (1985), The tunneling algorithm for the global minimization of functions, SIAM Journal on Scientific and Statistical Computing 6(1):15–29; this form: M. Laguna and R. Martí (2005), Experimental testing of advanced scatter search designs for global optimization of multimodal functions, Journal of Global Optimization 33(2):235–255',
    description: 'Parallel ridges of sine waves on a bowl; the minima get shallower toward the middle.',
    logScale: true,
    tags: ['smooth', 'multimodal', 'scalable'],
  },
  {
    id: 'styblinski-tang',
    title: 'Styblinski–Tang',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    s += x[i] ** 4 - 16 * x[i] ** 2 + 5 * x[i];
  }
  return s / 2;
}
`,
      python: `import numpy as np

def f(x):
    return np.sum(x**4 - 16 * x**2 + 5 * x) / 2
`,
      formula: '1/2 sum(i=1..n, x_i^4 - 16x_i^2 + 5x_i)',
    },
    latex: 'f(x)=\\tfrac12\\sum_{i=1}^{n}\\left(x_i^4-16x_i^2+5x_i\\right)',
    domain: [[-5, 5]],
    minima: (n) => [{ x: repeat(styblinskiTang.x, n), fun: styblinskiTang.fun * n }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 4 : 0.5)),
    citation:
      'M. A. Styblinski and T.-S. Tang (1990), Experiments in nonconvex optimization: stochastic approximation with function smoothing and simulated annealing, Neural Networks 3(4):467–483',
    description: 'Two minima along every axis, 2ⁿ in all; only the one with every coordinate at −2.9035 is global.',
    logScale: false,
    tags: ['smooth', 'multimodal', 'scalable'],
  },
  {
    id: 'griewank',
    title: 'Griewank',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = 0;
  let p = 1;
  for (let i = 0; i < x.length; i++) {
    s += x[i] ** 2 / 4000;
    p *= Math.cos(x[i] / Math.sqrt(i + 1));
  }
  return 1 + s - p;
}
`,
      python: `import numpy as np

def f(x):
    i = np.arange(1, len(x) + 1)
    return 1 + np.sum(x**2) / 4000 - np.prod(np.cos(x / np.sqrt(i)))
`,
      formula: '1 + sum(i=1..n, x_i^2)/4000 - prod(i=1..n, cos(x_i/sqrt(i)))',
    },
    latex: 'f(x)=1+\\frac{1}{4000}\\sum_{i=1}^{n}x_i^2-\\prod_{i=1}^{n}\\cos\\frac{x_i}{\\sqrt{i}}',
    domain: [[-10, 10]],
    minima: (n) => [{ x: repeat(0, n), fun: 0 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 8 : -7)),
    citation:
      'A. O. Griewank (1981), Generalized descent for global optimization, Journal of Optimization Theory and Applications 34(1):11–39',
    description: 'A wide bowl with ripples that couple the variables; it gets easier, not harder, as n grows.',
    logScale: false,
    tags: ['smooth', 'multimodal', 'scalable'],
  },
  {
    id: 'dixon-price',
    title: 'Dixon–Price',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = (x[0] - 1) ** 2;
  for (let i = 1; i < x.length; i++) {
    s += (i + 1) * (2 * x[i] ** 2 - x[i - 1]) ** 2;
  }
  return s;
}
`,
      python: `import numpy as np

def f(x):
    i = np.arange(2, len(x) + 1)
    return (x[0] - 1)**2 + np.sum(i * (2 * x[1:]**2 - x[:-1])**2)
`,
      formula: '(x_1 - 1)^2 + sum(i=2..n, i(2x_i^2 - x_(i-1))^2)',
    },
    latex: 'f(x)=(x_1-1)^2+\\sum_{i=2}^{n} i\\,(2x_i^2-x_{i-1})^2',
    domain: [[-10, 10]],
    minima: (n) => dixonPriceMinima(n),
    start: (n) => repeat(-8, n),
    citation:
      'L. C. W. Dixon and R. C. Price (1989), Truncated Newton method for sparse unconstrained optimization using automatic differentiation, Journal of Optimization Theory and Applications 60(2):261–275',
    description:
      'A valley like Rosenbrock’s, but steeper with every further variable; from n = 3 a local minimum waits nearby.',
    logScale: true,
    tags: ['smooth', 'valley', 'scalable'],
  },
  {
    id: 'zakharov',
    title: 'Zakharov',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = 0;
  let t = 0;
  for (let i = 0; i < x.length; i++) {
    s += x[i] ** 2;
    t += 0.5 * (i + 1) * x[i];
  }
  return s + t ** 2 + t ** 4;
}
`,
      python: `import numpy as np

def f(x):
    t = np.dot(np.arange(1, len(x) + 1) / 2, x)
    return np.sum(x**2) + t**2 + t**4
`,
      formula: 'sum(i=1..n, x_i^2) + sum(i=1..n, i x_i/2)^2 + sum(i=1..n, i x_i/2)^4',
    },
    latex: 'f(x)=\\sum x_i^2+\\left(\\sum \\tfrac{i}{2}x_i\\right)^2+\\left(\\sum \\tfrac{i}{2}x_i\\right)^4',
    domain: [[-5, 10]],
    minima: (n) => [{ x: repeat(0, n), fun: 0 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 8 : -4)),
    citation:
      'M. Jamil and X.-S. Yang (2013), A literature survey of benchmark functions for global optimisation problems, International Journal of Mathematical Modelling and Numerical Optimisation 4(2):150–194',
    description: 'Convex but badly conditioned: one direction rises like a fourth power, the others like a square.',
    logScale: true,
    tags: ['smooth', 'convex', 'unimodal', 'scalable'],
  },
  {
    id: 'trid',
    title: 'Trid',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    s += (x[i] - 1) ** 2;
  }
  for (let i = 1; i < x.length; i++) {
    s -= x[i] * x[i - 1];
  }
  return s;
}
`,
      python: `import numpy as np

def f(x):
    return np.sum((x - 1)**2) - np.sum(x[1:] * x[:-1])
`,
      formula: 'sum(i=1..n, (x_i - 1)^2) - sum(i=2..n, x_i x_(i-1))',
    },
    latex: 'f(x)=\\sum_{i=1}^{n}(x_i-1)^2-\\sum_{i=2}^{n}x_ix_{i-1}',
    domain: [[-10, 10]],
    minima: (n) => [{ x: Array.from({ length: n }, (_, i) => (i + 1) * (n - i)), fun: (-n * (n + 4) * (n - 1)) / 6 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -8 : 6)),
    citation:
      'M. M. Ali, C. Khompatraporn and Z. B. Zabinsky (2005), A numerical evaluation of several stochastic algorithms on selected continuous global optimization test problems, Journal of Global Optimization 31(4):635–672 (Neumaier 3)',
    description: 'A convex quadratic with a tridiagonal Hessian whose minimizer moves far out as n grows.',
    logScale: false,
    tags: ['smooth', 'convex', 'unimodal', 'scalable'],
  },
  {
    id: 'schwefel',
    title: 'Schwefel 2.26',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = 418.9828872724338 * x.length;
  for (const xi of x) {
    s -= xi * Math.sin(Math.sqrt(Math.abs(xi)));
  }
  return s;
}
`,
      python: `import numpy as np

def f(x):
    return 418.9828872724338 * len(x) - np.sum(x * np.sin(np.sqrt(np.abs(x))))
`,
      formula: '418.9828872724338n - sum(i=1..n, x_i sin(sqrt(|x_i|)))',
    },
    latex: 'f(x)=418.9829\\,n-\\sum_{i=1}^{n}x_i\\sin\\sqrt{|x_i|}',
    domain: [[-500, 500]],
    minima: (n) => [{ x: repeat(schwefelMinimizer, n), fun: 0 }],
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -250 : 120)),
    citation: 'H.-P. Schwefel (1981), Numerical Optimization of Computer Models, Wiley, Chichester (problem 2.26)',
    description:
      'The best minimum sits in a corner, far from the second best: searches that follow the trend are misled.',
    logScale: false,
    tags: ['multimodal', 'nonsmooth', 'scalable'],
  },
  {
    id: 'michalewicz',
    title: 'Michalewicz',
    n: 'any',
    defaultN: 2,
    sources: {
      javascript: `function f(x) {
  let s = 0;
  for (let i = 0; i < x.length; i++) {
    s -= Math.sin(x[i]) * Math.sin(((i + 1) * x[i] ** 2) / Math.PI) ** 20;
  }
  return s;
}
`,
      python: `import numpy as np

def f(x):
    i = np.arange(1, len(x) + 1)
    return -np.sum(np.sin(x) * np.sin(i * x**2 / np.pi)**20)
`,
      formula: '-sum(i=1..n, sin(x_i) sin(i x_i^2/pi)^20)',
    },
    latex: 'f(x)=-\\sum_{i=1}^{n}\\sin(x_i)\\,\\sin^{20}\\!\\left(\\frac{i\\,x_i^2}{\\pi}\\right)',
    domain: [[0, Math.PI]],
    minima: (n) => (michalewicz[n] ? [michalewicz[n]] : []),
    start: (n) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1.6 : 2)),
    citation: 'Z. Michalewicz (1992), Genetic Algorithms + Data Structures = Evolution Programs, Springer, Berlin',
    description: 'Flat plains cut by narrow canyons: away from the canyons the gradient says nothing.',
    logScale: false,
    tags: ['smooth', 'multimodal', 'plateau', 'scalable'],
  },
];

/** x₁ = 1, xᵢ = ±√(xᵢ₋₁ / 2): both signs of the last coordinate give zero. */
function dixonPriceMinima(n: number): { x: number[]; fun: number }[] {
  const x = Array.from({ length: n }, (_, i) => 2 ** (2 ** -i - 1));
  if (n === 1) return [{ x, fun: 0 }];
  return [
    { x, fun: 0 },
    { x: [...x.slice(0, -1), -x[n - 1]!], fun: 0 },
  ];
}
