/** The notebook on PyTorch's optimizers: two functions of one variable, and what each optimizer makes of them. */
import type { Example } from './example';

const group = 'First-order methods in one dimension';

/** The notebook's second function, and what a cell of it does with it. */
const bumpy = (cell: string): string => `import torch
import matplotlib.pyplot as plt

f = lambda x: x ** 2 / 20 + x.sin().tanh()

${cell}`;

const bumpyDomain = [[-10, 10]] as const;
/** the lowest of its dips */
const bumpyMinimum = [{ x: [-1.2804594436], fun: -0.6614705917970709 }] as const;

export const notebookExamples: readonly Example[] = [
  {
    id: 'gradient-descent',
    title: 'Gradient descent on x²',
    group,
    story:
      'The simplest descent there is: each step goes against the slope, by a tenth of it. On a parabola every step ' +
      'multiplies x by the same 0.8, so f shrinks by 0.64 each time.',
    look: 'The tangent flattens as the point comes down, and the steps shorten with it. On a logarithmic axis the convergence is a straight line.',
    text: `import torch

def f(x):
    return x ** 2

x = torch.tensor([2.5], requires_grad=True)
optimizer = torch.optim.SGD([x], lr=0.1)
for _ in range(40):
    optimizer.zero_grad()
    y = f(x)
    y.backward()
    optimizer.step()
`,
    language: 'python',
    n: 1,
    x0: [2.5],
    domain: [[-3, 3]],
    minima: [{ x: [0], fun: 0 }],
    methods: [{ method: 'SGD', options: { lr: 0.1, maxiter: 40 } }],
    reaches: [
      { run: 0, iteration: 10, fun: [6.25 * 0.64 ** 10, 1e-14] },
      { run: 0, iteration: 39, fun: [1.725e-7, 5e-10] },
    ],
  },
  {
    id: 'learning-rates',
    title: 'Too small, right, too large',
    group,
    story:
      'Four learning rates on the same parabola. A step of lr·f′ multiplies x by 1 − 2·lr: it creeps, it jumps to the ' +
      'minimum at once, it swings from side to side, or it flies away.',
    look: 'At lr 0.95 the point lands on the other side each time, and at 1.05 each landing is higher than the last.',
    text: `import torch

def f(x):
    return x ** 2
`,
    language: 'python',
    n: 1,
    x0: [2.5],
    domain: [[-6, 6]],
    minima: [{ x: [0], fun: 0 }],
    methods: [
      { method: 'SGD', options: { lr: 0.02, maxiter: 20 } },
      { method: 'SGD', options: { lr: 0.5, maxiter: 20 } },
      { method: 'SGD', options: { lr: 0.95, maxiter: 20 } },
      { method: 'SGD', options: { lr: 1.05, maxiter: 20 } },
    ],
    reaches: [
      { run: 0, fun: [6.25 * 0.96 ** 40, 1e-12] },
      { run: 1, fun: [0, 0] },
      { run: 2, fun: [6.25 * 0.9 ** 40, 1e-12] },
      { run: 3, fun: [6.25 * 1.1 ** 40, 1e-9] },
    ],
  },
  {
    id: 'adam-leaps',
    title: 'Adam leaps over a bump',
    group,
    story:
      'A parabola with ripples, from x = 8, by Adam with the bold learning rate 2. Its first steps have the length of the ' +
      'learning rate whatever the slope, so it strides over dips in which plain descent would stay.',
    look: 'After fifteen evaluations it stands at −0.27488, beyond two dips. Let it run longer, or lower lr to 0.1: then it stays in the first one.',
    text: bumpy(`x = torch.tensor([8.], requires_grad=True)
optimizer = torch.optim.Adam([x], lr=2)
for _ in range(15):
    optimizer.zero_grad()
    y = f(x)
    y.backward()
    optimizer.step()
`),
    language: 'python',
    n: 1,
    x0: [8],
    domain: bumpyDomain,
    minima: bumpyMinimum,
    methods: [{ method: 'Adam', options: { lr: 2, maxiter: 14 } }],
    view: { logY: false },
    reaches: [{ run: 0, fun: [-0.27488, 5e-7] }],
  },
  {
    id: 'three-optimizers',
    title: 'Adam, momentum and LBFGS',
    group,
    story:
      'The same rippled parabola from the same start, by three of PyTorch’s optimizers. The notebook found that “LBFGS ' +
      'does not work well”: its closure forgot to call backward().',
    look: 'With a right closure LBFGS is in the nearest dip within a few steps, f = 0.160707 at x = 3.98471, and stays: it is a local method. Momentum rolls on.',
    text: bumpy(`x = torch.tensor([8.], requires_grad=True)
optimizer = torch.optim.LBFGS([x], lr=1)

def closure():
    optimizer.zero_grad()
    y = f(x)
    y.backward()
    return y

optimizer.step(closure)
`),
    language: 'python',
    n: 1,
    x0: [8],
    domain: bumpyDomain,
    minima: bumpyMinimum,
    methods: [
      { method: 'Adam', options: { lr: 2, maxiter: 40 } },
      { method: 'SGD', options: { lr: 0.5, momentum: 0.9, maxiter: 40 } },
      { method: 'LBFGS', options: { lr: 1 } },
    ],
    view: { logY: false },
    reaches: [{ run: 2, fun: [0.160707, 5e-7], x: [[3.98471], 1e-4] }],
  },
  {
    id: 'schedules',
    title: 'What a schedule does',
    group,
    story:
      'One optimizer, four learning-rate schedules. A rate that is large at first gets over the ripples; one that then ' +
      'shrinks comes to rest.',
    look: 'Open a method’s card: the small curve is its learning rate over the run. Then see how the swings die down with the rate, and how OneCycleLR throws its point about before it lets it settle.',
    text: bumpy(`x = torch.tensor([8.], requires_grad=True)
optimizer = torch.optim.Adam([x], lr=1.5)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=15, gamma=0.3)
`),
    language: 'python',
    n: 1,
    x0: [8],
    domain: bumpyDomain,
    minima: bumpyMinimum,
    methods: [
      { method: 'Adam', options: { lr: 1.5, maxiter: 60 } },
      { method: 'Adam', options: { lr: 1.5, maxiter: 60, scheduler: 'StepLR', step_size: 15, gamma: 0.3 } },
      { method: 'Adam', options: { lr: 1.5, maxiter: 60, scheduler: 'CosineAnnealingLR', warmup_steps: 5 } },
      { method: 'SGD', options: { lr: 1.5, momentum: 0.9, maxiter: 60, scheduler: 'OneCycleLR' } },
    ],
    view: { logY: false },
    reaches: [],
  },
  {
    id: 'any-method',
    title: 'One dip or the lowest',
    group,
    story:
      'A function of one variable by methods of every kind: a local one with exact derivatives, one that only compares ' +
      'values, and two that search the whole box.',
    look: 'The small dots on the curve are the points that a population or a simplex holds. Only the global methods reach −0.66147.',
    text: bumpy(`x = torch.linspace(-10, 10, 500)
plt.plot(x, f(x))
`),
    language: 'python',
    n: 1,
    x0: [8],
    bounds: [[-10, 10]],
    domain: bumpyDomain,
    minima: bumpyMinimum,
    methods: [
      { method: 'L-BFGS-B' },
      { method: 'Nelder-Mead' },
      { method: 'differential_evolution', options: { maxiter: 30 } },
      { method: 'multi-start', options: { n_iter: 8 } },
    ],
    view: { logY: false },
    reaches: [
      { run: 0, fun: [0.160707, 5e-7] },
      { run: 2, fun: [-0.6614705917970709, 1e-9] },
      { run: 3, fun: [-0.6614705917970709, 1e-9] },
    ],
  },
];
