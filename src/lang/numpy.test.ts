/** NumPy's functions, indexing and broadcasting against values recorded from NumPy 2.4.6. */
import { describe, expect, it } from 'vitest';
import { agrees, valueOf } from './fuzz/compare';

const points = [
  [0.37, -1.21, 0.84, 2.05, -0.46, 1.33],
  [-0.52, 0.91, 1.7, -2.2, 0.15, -0.83],
];

const recorded: [expression: string, first: number, second: number][] = [
  [`np.sum(x**2) + np.mean(x) + np.prod(x) + np.max(x) + np.min(x)`, 10.287927391586663, 8.687897217333333],
  [`np.sum(x[1:] * x[:-1]) + x[-1] + x[::2].sum() + x[::-1][0]`, 2.1131, -3.4507000000000003],
  [
    `np.linalg.norm(x) + np.linalg.norm(x, 1) + np.linalg.norm(x, np.inf) + np.linalg.norm(x, 3)`,
    13.603617902022695,
    14.171483246534791,
  ],
  [`np.var(x) + np.std(x) + x.var(ddof=1) + x.std()`, 4.7625916204947645, 5.96792852962637],
  [`np.dot(x, x) + x @ x + np.inner(x, x) + np.vdot(x, x)`, 33.9584, 38.159600000000005],
  [`(x.reshape(2, 3) @ x.reshape(3, 2)).sum() + np.trace(np.outer(x, x))`, 3.5183999999999997, 7.357500000000001],
  [`np.outer(x, x)[1, 2] + np.outer(x, x)[:, 1].sum() + np.outer(x, x)[0].sum()`, -3.4692, 1.2388999999999997],
  [
    `x.reshape(2, 3).sum(axis=0)[1] + x.reshape(2, 3).sum(axis=1)[0] + x.reshape(2,3).sum(axis=-1, keepdims=True)[1,0]`,
    1.25,
    0.2699999999999996,
  ],
  [`x.reshape(2, -1).T[2, 1] + x.reshape(-1, 2)[:, 0].sum()`, 2.08, 0.4999999999999999],
  [
    `np.cumsum(x)[3] + np.cumsum(x.reshape(2,3), axis=0)[1,1] + np.cumprod(x)[4]`,
    0.7346321239999998,
    1.2154651999999997,
  ],
  [`np.diff(x).sum() + np.diff(x, n=2)[0]`, 4.59, -0.9500000000000003],
  [
    `np.clip(x, -0.5, 0.5).sum() + np.where(x > 0, x, x**2).sum() + np.maximum(x, 0).sum() + np.minimum(x, 0.3).sum()`,
    11.295699999999998,
    8.1693,
  ],
  [
    `np.concatenate([x, x[:2]])[-1] + np.stack([x, 2*x])[1, 2] + np.hstack([x, x]).sum() + np.vstack([x, x])[1, 1]`,
    5.1,
    3.6399999999999997,
  ],
  [`np.linspace(0, 1, 6) @ x + np.arange(6) @ x + np.arange(1, 13, 2) @ x`, 39.496, -19.478],
  [`np.eye(6)[2] @ x + np.diag(x)[3, 3] + np.diag(np.outer(x, x)).sum()`, 11.3796, 9.039900000000001],
  [
    `np.exp(x).sum() + np.log(np.abs(x) + 1).sum() + np.log1p(x**2).sum() + np.expm1(x).sum() + np.sqrt(np.abs(x)).sum()`,
    40.85371195082787,
    28.76179669794316,
  ],
  [
    `np.sin(x).sum() + np.cos(x) @ np.tan(x) + np.arctan(x).sum() + np.arctan2(x, 2).sum() + np.hypot(x, 1).sum()`,
    15.137828993257592,
    8.288929394071992,
  ],
  [
    `np.sinh(x).sum() + np.cosh(x).sum() + np.tanh(x).sum() + np.arcsinh(x).sum()`,
    20.07272154965674,
    9.414917099036726,
  ],
  [
    `np.floor(x).sum() + np.ceil(x).sum() + np.round(x, 2).sum() + np.sign(x).sum() + np.trunc(x*3).sum() + np.rint(x*3).sum()`,
    27.92,
    -7.79,
  ],
  [`np.mod(x, 0.7).sum() + (x % 0.3).sum() + (x // 0.3).sum() + np.fmod(x, 0.7).sum()`, 10.16, -2.3700000000000014],
  [
    `(x > 0).sum() + np.all(x > -10) + np.any(x > 100) + ((x > 0) & (x < 1)).sum() + ((x > 0) | (x < -1)).sum() + (~(x > 0)).sum()`,
    14.0,
    13.0,
  ],
  [`x[[0, 2, 4]].sum() + x[np.array([1, 1, 3])].sum() + x[np.arange(3) * 2].sum()`, 1.13, 2.2799999999999994],
  [
    `x.reshape(2,3)[np.arange(2), [0, 2]].sum() + x.reshape(2,3)[:, [0, 2]].sum() + x.reshape(2,3)[[1,0]][0,1]`,
    5.83,
    -3.0500000000000003,
  ],
  [
    `x[:, None].shape[1] + (x[:, None] - x[None, :])[1, 2] + ((x[:, None] - x[None, :])**2).sum()`,
    83.77239999999999,
    113.4406,
  ],
  [
    `x.mean() + x.max() + x.min() + x.prod() + x.sum() + x.dot(x) + x.size + x.shape[0] + x.ndim + len(x)`,
    32.207927391586665,
    26.897897217333334,
  ],
  [`np.tile(x, 2).sum() + np.repeat(x, 2)[3] + np.roll(x, 1)[0] + np.flip(x)[0]`, 7.29, -2.33],
  [`np.meshgrid(x, x[:2])[0][1, 3] + np.meshgrid(x, x[:2], indexing='ij')[1][3, 1]`, 0.8399999999999999, -1.29],
  [`np.tril(np.outer(x, x)).sum() + np.triu(np.outer(x, x), 1).sum()`, 8.526399999999999, 0.6240999999999994],
  [`sum(x) + max(x) + min(x) + sum(v**2 for v in x) + sum([v for v in x if True]) + abs(x).sum()`, 21.4296, 13.7699],
  [
    `np.power(x, 2).sum() + np.square(x).sum() + np.abs(x).sum() + np.fabs(x).sum() + np.negative(x).sum()`,
    26.579199999999993,
    32.4898,
  ],
  [
    `np.zeros(6) @ x + np.ones((6,)) @ x + np.ones_like(x) @ x + np.full(6, 2.0) @ x + np.zeros((2, 3)).sum()`,
    11.68,
    -3.160000000000001,
  ],
  [`np.array([[1, 2, 3], [4, 5, 6]]) @ x[:3] @ np.array([1.0, 2.0])`, 1.4099999999999993, 31.740000000000002],
  [
    `np.array([x[0], x[1] * 2, 3]).sum() + np.array([[x[0], x[1]], [x[2], 1]]).T[0, 1] + np.asarray([1., 2.]) @ x[:2]`,
    -0.2599999999999998,
    7.3,
  ],
  [
    `np.squeeze(x.reshape(1, 6))[2] + np.expand_dims(x, 0)[0, 1] + x.ravel()[2] + x.reshape(2,3).flatten()[4] + np.transpose(x.reshape(2,3))[2,0]`,
    0.8499999999999999,
    6.16,
  ],
  [`np.where(x > 0, np.sqrt(np.abs(x)), 0).sum() if x[0] > 0 else np.sum(x)`, 4.109829757815705, -0.7900000000000003],
  [`len(x) // 4 + 7 // 2 + -7 // 2 + -7 % 3 + 7 % -3 + 2**-1 + 2**3**2 + -2**2 + (-8) ** 2`, 572.5, 572.5],
  [
    `float(x[0] > 0) + int(3.7) + round(2.5) + round(3.5) + round(-2.567, 2) + abs(-3) + divmod(7, 3)[1] + pow(2, 3) + bool(3)`,
    20.43,
    19.43,
  ],
  [
    `sum(i * v for i, v in enumerate(x)) + sum(a * b for a, b in zip(x, x[1:])) + sum(x[i] for i in range(0, len(x), 2)) + sum(reversed([1, 2, x[0]]))`,
    14.2531,
    -5.150699999999999,
  ],
  [
    `sum(a*b for a in x for b in x if True) + sum(x[i]*x[j] for i in range(len(x)) for j in range(i))`,
    8.544799999999999,
    -3.8338000000000005,
  ],
  [
    `(lambda a, b=2: a * b)(x[0]) + (lambda *a: sum(a))(x[0], x[1]) + [1, 2, 3][-1] + (1, 2)[0] + {'a': 3}['a']`,
    6.9,
    6.35,
  ],
  [
    `math.sin(x[0]) + math.exp(x[1]) + math.pi + math.e + math.hypot(x[0], x[1]) + math.log(abs(x[2]) + 1) + math.log(8, 2) + math.floor(x[0]) + math.atan2(x[0], x[1]) + math.fabs(x[1]) + math.pow(2, x[0]) + math.copysign(3, x[1])`,
    13.741948775545076,
    15.976887876807693,
  ],
  [
    `np.ptp(x) + np.average(x) + np.mean(x.reshape(2,3), axis=1)[0] + np.max(x.reshape(2,3), axis=0)[1] + np.min(x.reshape(2,3), axis=(0,1))`,
    2.0766666666666667,
    3.175,
  ],
  [
    `np.matmul(x.reshape(2,3), np.ones((3,2)))[1,1] + np.dot(x.reshape(2,3), x[:3])[1] + np.column_stack([x, x])[2, 1]`,
    6.1922999999999995,
    -1.3105,
  ],
  [
    `x.copy()[0] + x.tolist()[1] + list(x)[2] + tuple(x)[3] + np.array(list(x))[4]`,
    1.5899999999999999,
    0.039999999999999675,
  ],
  [`np.logaddexp(x, 0).sum() + np.logaddexp(x, x[::-1])[1]`, 6.507003922756814, 6.114242588215381],
  [`(x > 0) @ x + (x > 0) * 1 @ x + True + (x[0] > 0) + (x[0] > 0) * 2`, 13.18, 6.52],
  [`1 if x[0] > 0 > x[1] else 2 if not x[0] > 0 and x[1] > 0 else 3`, 1.0, 2.0],
  [`x[0] if len(x) > 3 and x[0] > 0 or x[1] > 5 else -x[0]`, 0.37, 0.52],
  [
    `np.linalg.norm(x.reshape(2,3), axis=1).sum() + np.linalg.norm(x.reshape(2,3))`,
    6.919005196044763,
    7.4419366973680665,
  ],
  [`np.sum(np.abs(x - np.roll(x, -1))) + np.sum(x[2:] - 2*x[1:-1] + x[:-2])`, 13.470000000000002, 7.350000000000002],
  [
    `np.concatenate((x[:2].reshape(1,2), x[2:4].reshape(1,2)), axis=0).sum(axis=0)[1] + np.concatenate([x.reshape(2,3), x.reshape(2,3)], axis=1)[1,4]`,
    0.37999999999999984,
    -1.1400000000000001,
  ],
  [
    `np.exp(x - x.max()).sum() + (np.exp(x) / np.exp(x).sum())[2] + np.log(np.sum(np.exp(x)))`,
    5.021224319035549,
    4.736445947658202,
  ],
  [
    `np.sum((np.arange(6)[:, None] * x)[2:4, ::2]) + x[..., 0] + x.reshape(2,3)[..., -1].sum() + x.reshape(2,3)[1, ...].sum()`,
    9.21,
    4.119999999999999,
  ],
  [`np.isnan(x).sum() + np.isfinite(x).sum()`, 6.0, 6.0],
  [
    `np.fmax(x, np.log(x)).sum() + np.fmin(np.sqrt(x), x)[1] + np.fmax(np.nan, 2.5) + np.isnan(np.maximum(x, np.log(x))).sum() + np.isnan(np.fmin(np.log(x), np.sqrt(x))).sum()`,
    8.21,
    8.62,
  ],
  [
    `np.heaviside(x, 0.5).sum() + np.deg2rad(x)[0] + np.degrees(x[1]) + math.radians(90)`,
    -63.75063916580233,
    56.70087997158944,
  ],
  [
    `x[np.array([True, False, True, False, True, False])].sum() + x[[i for i in range(6) if i % 2 == 0]].sum()`,
    1.5,
    2.6599999999999997,
  ],
  [
    `np.sum([v**2 for v in x]) + np.mean([x[0], x[1]]) + np.max([x[0], 2*x[1]]) + np.sum([[x[0], 1], [2, x[1]]])`,
    10.599599999999999,
    14.944900000000002,
  ],
  ['1 // 0.1 + 7.5 // -2 + np.sum(x // 0.1) + np.floor_divide(x, 0.1)[0] + divmod(x[1], 0.1)[0]', 21.0, -4.0],
];

describe('NumPy', () => {
  it.each(recorded)('%s', (expression, ...expected) => {
    points.forEach((x, i) => {
      const got = valueOf(`import numpy as np\nimport math\ndef f(x):\n    return ${expression}`, 'python', x);
      expect(agrees(got, expected[i]!), `${got} for ${expected[i]}`).toBe(true);
    });
  });
});
