/** Element types, dictionaries, sets and NumPy's ways of joining, against values recorded from CPython 3.11, NumPy 2.4.6. */
import { describe, expect, it } from 'vitest';
import { agrees, valueOf } from './fuzz/compare';

const points = [
  [0.7, -1.3, 0.4, 2.2],
  [-0.5, 1.7, 1.1, 0.3],
];

const head = `import numpy as np, math, itertools, functools
from functools import partial, reduce
def f(x):
    x = np.array(x)
    `;

const recorded: [body: string, first: number, second: number][] = [
  ['m = np.array([1, 0, 1, 0] + [1]*(len(x)-4), dtype=bool)\nreturn x[m].sum() + m.sum()', 3.1, 2.6],
  [
    'm = np.array([1, 0, 1, 0] + [1]*(len(x)-4)).astype(bool)\nreturn x[~m].sum() if (~m).any() else 0.0',
    0.9000000000000001,
    2.0,
  ],
  ['m = np.ones(len(x), dtype=bool)\nm[0] = False\nreturn x[m].sum()', 1.3000000000000003, 3.0999999999999996],
  [
    'm = np.zeros(len(x), bool)\nm[1:3] = True\nreturn (x * m).sum() + np.sum(x[m] ** 2)',
    0.9500000000000001,
    6.8999999999999995,
  ],
  ['return x.astype(int).sum() + x[0]', 1.7, 1.5],
  ['return np.array([1.7, -1.7], dtype=int).sum() + x[0]', 0.7, -0.5],
  ['i = np.zeros(3, dtype=int)\nreturn x[i].sum() + x[0]', 2.8, -2.0],
  ['a = np.array([1, 2, 3], dtype=float)\na[0] = x[0]\nreturn a.sum()', 5.7, 4.5],
  ['a = np.array([1, 2, 3]).astype(float)\na[0] = x[0]\nreturn a.sum()', 5.7, 4.5],
  ['a = np.zeros(3, dtype=np.float64)\na[1] += x[0]\nreturn a.sum()', 0.7, -0.5],
  ['a = np.arange(4, dtype=float)\na[1] = x[0]\nreturn a.sum()', 5.7, 4.5],
  ['return ((x > 0).astype(float) * x).sum() + (x > 0).astype(int).sum()', 6.300000000000001, 6.1],
  ['return np.sum(x > 0, dtype=float) / len(x)', 0.75, 0.75],
  ['return (np.linspace(0, 3.9, 4, dtype=int) * x[:4]).sum()', 6.1000000000000005, 4.800000000000001],
  ['return np.array([True, False, True], dtype=float) @ x[:3]', 1.1, 0.6000000000000001],
  ['return x[np.array([0., 2.]).astype(int)].sum()', 1.1, 0.6000000000000001],
  ["return x[np.array([0, 2], dtype='int64')].sum() + np.asarray(x, dtype='float64')[0]", 1.8, 0.10000000000000009],
  ['return np.full(3, 2.7, dtype=int).sum() * x[0] + np.full((2,), 3).sum() / 2', 7.199999999999999, 0.0],
  ['return np.zeros_like(x, dtype=int).sum() + np.ones_like(x, dtype=bool).sum() + x[0]', 4.7, 3.5],
  [
    'return float(isinstance(x, np.ndarray)) + isinstance(3, int) + isinstance(3.0, (int, float)) + isinstance([1], (list, tuple)) + x[0]',
    4.7,
    3.5,
  ],
  ['return (x.astype(np.float32) * 0 + x).sum() + np.bool_(True) * x[0]', 2.7, 2.0999999999999996],
  ['k = (x[0] > 0).astype(int)\nreturn k * x[1] + (1 - k) * x[2]', -1.3, 1.1],
  ['idx = (np.linspace(0, 0.99, 3) * len(x)).astype(int)\nreturn x[idx].sum()', 1.6, 1.5],
  [
    'return (np.c_[np.ones(len(x)), x] @ np.array([1.0, 2.0])).sum() + np.c_[x, x**2].shape[1]',
    10.0,
    11.200000000000001,
  ],
  ['return np.r_[0, x, 1:4].sum() + len(np.r_[x, x]) + np.r_[0, x][-1]', 18.2, 16.900000000000002],
  [
    'd = {90: 1.5, 100: 2.5}\nreturn sum(k * v * x[0] for k, v in d.items()) + d[90] + d.get(100) + d.get(5, 7) + (90 in d) + (91 not in d) + sum(d)',
    472.5,
    10.5,
  ],
  [
    'edges = {(0, 1): 2.0, (1, 2): 3.0}\nreturn sum(w * (x[i] - x[j])**2 for (i, j), w in edges.items()) + edges[0, 1] + edges[(1, 2)]',
    21.67,
    15.760000000000002,
  ],
  ['d = {}\nfor i in range(3):\n    d[i] = x[i] ** 2\nreturn d[0] + sum(d.values()) + max(d.keys())', 4.83, 6.6],
  [
    'return sum(k * x[0] for k in sorted({3, 1, 2, 3})) + len({1, 1, 2}) + sum({i % 2 for i in range(4)}) + len(set([1, 2, 2]))',
    9.2,
    2.0,
  ],
  [
    'return sum((x[i] - x[j])**2 for i, j in itertools.combinations(range(len(x)), 2)) + len(list(itertools.permutations([1,2,3]))) + sum(a*b for a, b in itertools.product([1, 2], [3, 4])) + len(list(itertools.product([0,1], repeat=3)))',
    59.72,
    46.0,
  ],
  [
    'return sum(a * b for a, b in itertools.pairwise(x)) + sum(itertools.chain([1, 2], [3])) + list(itertools.accumulate([x[0], x[1], 2]))[-1] + len(list(itertools.combinations_with_replacement([1,2,3], 2)))',
    12.85,
    16.55,
  ],
  [
    'a, b = np.split(x[:4], 2)\nreturn a @ b + sum(p.sum() * k for k, p in enumerate(np.split(x, [1, 3]))) + len(np.array_split(x, 3)[0]) + np.split(np.arange(6.).reshape(2,3), 3, axis=1)[2].sum()',
    9.92,
    12.36,
  ],
  [
    'y = np.select([x < 0, x < 1], [x * 2, x ** 2], default=3.0)\nreturn y.sum() + np.select([x > 0], [x]).sum()',
    4.35,
    8.19,
  ],
  [
    'return np.piecewise(x, [x < 0, x >= 1], [lambda t: -t, lambda t: t ** 2, 0.5]).sum() + np.piecewise(x, [x < 0], [1.0]).sum()',
    8.14,
    6.1,
  ],
  [
    'A = np.array([[0.5, x[0]], [0.1, x[1]]])\nreturn np.linalg.matrix_power(A, 3).sum() + np.linalg.matrix_power(A, 0).sum()',
    0.8479999999999999,
    5.132,
  ],
  [
    'return np.exp(-np.subtract.outer(x, x) ** 2).sum() + np.add.outer(x[:2], x[2:4])[1, 0] + np.multiply.outer(x[:2], np.ones((2, 2))).shape[2] + np.maximum.outer(x, x).sum()',
    26.16478188309938,
    30.556662779146134,
  ],
  [
    'cube = partial(lambda base, exponent, k=1: k * base ** exponent, exponent=3)\ng = partial(cube, k=2)\nreturn cube(x[0]) + g(x[1]) + partial(max, 0.3)(x[2])',
    -3.6510000000000002,
    10.800999999999998,
  ],
  ['name = "loss {:.2f} {a}".format(x[0], a=3)\nreturn x[0] + len([name])', 1.7, 0.5],
  [
    'return float(math.isclose(x[0], 0.7)) + np.isclose(x, 0.4).sum() + np.allclose(x, x + 1e-9) + math.isclose(1.0, 1.0 + 1e-10) + math.isclose(x[1], x[1] + 1e-3, abs_tol=1e-2) + np.isclose(x, x * 1.001, rtol=1e-2).sum() + np.allclose(x, 2)',
    9.0,
    7.0,
  ],
  [
    'return np.column_stack([x[0], x[1]])[0, 1] + np.column_stack((x, np.ones((len(x), 2)))).sum() + np.column_stack([x, x]).shape[0]',
    12.7,
    16.3,
  ],
  ["d = dict(a=1)\ne = {**{1: 2.0}, 'b': 3}\nreturn sum(v for v in e.values()) * x[0] + e[1]", 5.5, -0.5],
  ['return callable(np.sin) + x[0]', 1.7, 0.5],
  [
    "d = dict(zip(['a', 'b'], [x[0], x[1]]))\ne = dict([(1, 2.0), (2, 3.0)], c=4)\nf2 = dict(d, z=x[2])\nreturn d['a'] * e[1] + e['c'] + f2['z'] + len(f2)",
    8.8,
    7.1,
  ],
  [
    'return round(2.675, 2) * x[0] + round(0.125, 2) + round(0.375, 2) + round(-2.675, 2) + round(2.5) + round(1e20, 2) * 0 + round(1.005, 2) + round(7.0, 3) + np.round(2.675, 2)',
    12.379,
    9.175,
  ],
  [
    'a = x.copy(); a[a < 0] = 0; a[a > 1] *= 2; a[a > 3] -= x[0]; a[x < 0] += 1; a[a == 0] /= 2\nreturn a.sum()',
    5.800000000000001,
    7.4,
  ],
  [
    'a = np.zeros(len(x)); a[x > 0] += 1; a[np.array([True] + [False] * (len(x) - 1))] += 5; a[[0, 1]] *= 2\nreturn (a * x).sum()',
    11.0,
    -0.2,
  ],
  [
    'return sum(1 for v in x if v > 0) + sum(v for v in x if v > 0) + sum([v ** 2 for v in x if v > 0 and v < 2]) + sum((i * v for i, v in enumerate(x) if v < 0), 0.5) + sum(x[i + 1] for i in range(len(x)) if i < len(x) - 1)',
    7.450000000000001,
    13.889999999999999,
  ],
  ["with np.errstate(all='ignore'):\n    v = np.log(x ** 2).sum()\nreturn v", -0.444288101962252, -2.542363108038772],
  [
    "w = np.median([3, 1, 2]) + np.percentile([1, 2, 3, 4], 25) + np.quantile([1., 2., 5.], 0.4) + np.argmax([1, 3, 2]) + np.argmin(np.array([4, 3, 9])) + np.unique([3, 1, 2, 2]).size + np.searchsorted([0, 1, 2], 1) + np.searchsorted([0, 1, 2], 1, side='right') + np.median([4, 1, 2, 3]) + np.percentile([1, 2, 3], [10, 50]).sum()\nreturn w * x[0] + np.array([1, 5]).argmax()",
    14.475,
    -8.625,
  ],
  [
    'i, j = np.triu_indices(len(x), k=1)\nr, c = np.tril_indices(3)\nreturn ((x[i] - x[j]) ** 2).sum() + x[r].sum() - x[c].sum()',
    24.120000000000005,
    14.2,
  ],
  [
    'A = np.outer(x, x)\nreturn A[np.ix_([0, 1], [2, 3])].sum() + A[np.ix_(np.array([0]), [1, 2, 3])][0, 1] + A[np.diag_indices(2)].sum()',
    0.8999999999999999,
    4.27,
  ],
  [
    'return np.kron(np.eye(2), np.array([[x[0], x[1]]])).sum() + np.kron(np.array([1.0, 2.0]), x).sum() + np.kron(np.ones((2, 2)), np.outer(x[:2], x[:2]))[3, 2]',
    3.8899999999999997,
    9.350000000000001,
  ],
  [
    'y = x[:4].reshape(2, -1)\nreturn np.cov(y)[0, 1] + np.corrcoef(x[:4].reshape(2, 2) + np.array([[0, 1], [2, 0]]))[0, 1] + np.cov(x) + np.cov(y, ddof=0)[0, 0] + np.cov(y.T, rowvar=False)[1, 1]',
    3.88,
    0.5666666666666669,
  ],
  [
    "return np.pad(x, 1).sum() + np.pad(x, (1, 2), constant_values=3).sum() + np.pad(x, 1, mode='edge')[0] + np.pad(x, 2, mode='constant')[2]",
    14.399999999999999,
    13.200000000000001,
  ],
  [
    'return np.block([[np.eye(2), np.zeros((2, 1))], [np.ones((1, 3))]]).sum() * x[0] + np.append(x, 7)[-1] + np.append(x, [1, 2]).sum() + np.take(x, [0, 1]).sum() + x.take([1])[0]',
    13.6,
    12.999999999999998,
  ],
  [
    'return np.logspace(0, 1, 3).sum() * x[0] + np.geomspace(1, 8, 4)[1] + np.count_nonzero(x > 0) + np.nanmax(np.log(x)) + np.nanmin(np.sqrt(x)) + np.logical_xor(x > 0, x > 1).sum() + np.bitwise_and(x > 0, x < 1).sum() + np.bitwise_or(x > 1, x < 0).sum()',
    22.334507254515813,
    3.997211978483146,
  ],
  [
    'return np.fliplr(x.reshape(2, -1))[0, 0] + math.dist([0, 0], [x[0], x[1]])',
    0.17648230602334003,
    3.472004514666935,
  ],
  [
    'a = np.zeros(4); a[[0, 2]] += 5; a[np.array([1, 3])] -= x[0]; a[np.array([True, False, True, False])] *= 3\nreturn (a * x[:4]).sum()',
    15.870000000000001,
    10.0,
  ],
  [
    'A = np.zeros((2, 2)); A[[0, 1], [1, 0]] += x[0]; A[np.triu_indices(2)] += x[1]; A[:, [0]] += 1; A[0] *= 2; A[..., 1] -= 3\nreturn A.sum() + A[0, 1]',
    -11.600000000000001,
    3.400000000000001,
  ],
  [
    'rows = [np.zeros(2), np.ones(2)]; r0 = rows[0]; rows[0] += x[0]; rows[1][1] += 2\nreturn r0.sum() + rows[1].sum()',
    5.4,
    3.0,
  ],
  ["d = {'a': np.zeros(2)}; v = d['a']; d['a'] += x[0]; d['a'][0] *= 3\nreturn v.sum()", 2.8, -2.0],
  ['a = x.copy(); b = a; b[[0, 1]] += 1; b *= 2\nreturn a.sum()', 8.0, 9.200000000000001],
  ['a = np.arange(4.); a[a > 1] += 10; a[[0, 0, 1]] += 1\nreturn a.sum() * x[0]', 19.599999999999998, -14.0],
  [
    'i = np.triu_indices(3); A = np.zeros((3, 3)); A[i] = 2.0; A[(0, 0)] = x[0]; t = (1, 2); A[t] = 5\nreturn A.sum() + A[t]',
    18.7,
    17.5,
  ],
  [
    'a = np.zeros((3, 2))\nfor k in range(3):\n    a[k] += x[0] * k\n    a[k, [0]] -= 1\nreturn a.sum() + a[2, 0]',
    1.5999999999999996,
    -8.0,
  ],
  [
    'a = np.zeros(len(x))\nfor k in range(len(x)):\n    a[k] += x[k]\n    a[[k]] *= 2\nreturn a.sum()',
    4.0,
    5.199999999999999,
  ],
];

describe('Python with NumPy', () => {
  it.each(recorded)('%s', (body, ...expected) => {
    points.forEach((x, i) => {
      const got = valueOf(head + body.replaceAll('\n', '\n    '), 'python', x);
      expect(agrees(got, expected[i]!), `${got} for ${expected[i]}`).toBe(true);
    });
  });
});
