/** Python as people write it — loops, lists, arrays, aliases — against values recorded from CPython 3.11, at lengths that
 *  take each way of running a loop. */
import { describe, expect, it } from 'vitest';
import { agrees, valueOf } from './fuzz/compare';

const lengths = [4, 12, 40];
const pointOf = (n: number): number[] =>
  Array.from({ length: n }, (_, k) => Math.round(1000 * (1.5 * Math.sin(3 * k + 1) + 0.2)) / 1000);

const recorded: [body: string, values: number[]][] = [
  [
    `    s = 0
    for i in range(len(x)):
        x2 = x[i]**2
        s += x2
    return s + x2`,
    [5.174806, 8.261813, 43.886854],
  ],
  [
    `    a = [0.0]*len(x)
    for i in range(len(x)):
        a[i] = x[i]**2
    for i in range(1, len(x)):
        a[i] = a[i-1]*0.5 + a[i]
    return a[-1] + sum(a)`,
    [9.590700000000002, 14.547554, 84.53265],
  ],
  [
    `    a = np.zeros(len(x))
    for i in range(len(x)):
        a[i] = x[i]**2
        a[i] += 1
    return a.sum() + a[0]`,
    [11.932794, 22.411221, 85.403769],
  ],
  [
    `    a = np.zeros(len(x))
    t = 0
    for i in range(len(x)):
        a[i] = x[i]
        t += a.sum()
    return t`,
    [4.797, 24.069999999999993, 190.30199999999996],
  ],
  [
    `    a = np.zeros(len(x))
    t = 0
    for i in range(len(x)):
        t += a[i]
        a[(i+1) % len(x)] = x[i]
    return t`,
    [1.712, 2.5069999999999997, 9.184],
  ],
  [
    `    h = [1.0, 0.0, 0.0]
    for i in range(len(x)):
        h[0] = h[0]*0.9
        h[i % 3] += x[i]
    return h[0] + 2*h[1] + 3*h[2]`,
    [2.7908980000000003, 6.413871076604579, 14.16176308205283],
  ],
  [
    `    h = [1.0, 2.0]
    for i in range(len(x)):
        h[0] = h[0]*0.9 + 0*x[0]
    return h[0]`,
    [0.6561000000000001, 0.28242953648100017, 0.014780882941434608],
  ],
  [
    `    y = [0.0]*len(x)
    for i in range(len(x)):
        for j in range(len(x)):
            y[j] = y[j]*0.5 + 1
    return sum(y)*x[0]`,
    [10.965, 35.07943359375, 116.95999999989363],
  ],
  [
    `    y = [0.0]*len(x)
    for i in range(len(x)):
        for j in range(len(x)):
            y[i] += x[j]/(1+abs(i-j))
    return sum(v*v for v in y)`,
    [2.365240416666667, 13.188453813771153, 60.35432335099722],
  ],
  [
    `    H = [[0.0]*len(x) for _ in range(len(x))]
    for i in range(len(x)):
        for j in range(len(x)):
            H[i][j] = x[i]*x[j]
    return sum(sum(r) for r in H) + H[0][1]*3 + H[1][0]`,
    [-4.2666640000000005, 6.789121, 57.116040999999996],
  ],
  [
    `    H = [[0.0]*len(x) for _ in range(len(x))]
    for i in range(len(x)):
        H[i][i] = x[i]
    return sum(H[i][i] for i in range(len(x))) + sum(H[0])`,
    [2.558, 4.962999999999999, 9.373],
  ],
  [
    `    A = np.outer(x, x)
    for i in range(len(x)):
        A[i, i] = 0
        A[i, 0] += 1
    return A.sum() + A[0, 0]`,
    [1.405866, 17.983224, 61.317596],
  ],
  [
    `    A = np.zeros((len(x), 3))
    for i in range(len(x)):
        A[i] = [x[i], i, x[0]]
        A[i, 1] *= 2
    return (A**2).sum() + A[-1, 1]`,
    [75.34512600000001, 2078.923105, 82365.764085],
  ],
  [
    `    A = np.zeros((3, len(x)))
    for i in range(len(x)):
        A[1, i] = x[i]
    return A.sum() + A[1, 2]`,
    [2.281, 4.686, 9.096],
  ],
  [
    `    A = np.zeros((3, len(x)))
    for i in range(len(x)):
        A[:, i] = x[i]
    return A.sum() + A[1, 2]`,
    [4.473, 11.687999999999999, 24.918],
  ],
  [
    `    xs = []
    for i in range(len(x)):
        if i % 2 == 0:
            xs.append(x[i])
    return sum(xs) + len(xs)`,
    [4.647, 9.497, 20.781],
  ],
  [
    `    xs = [x[0]]
    for k in range(30):
        xs.append(0.5*xs[-1] + x[1])
    return xs[-1] + xs[10] + sum(xs[5:9])`,
    [-11.021511715646835, -11.021511715646835, -11.021511715646835],
  ],
  [
    `    pairs = [(x[i], i) for i in range(len(x))]
    return sum(a*b for a, b in pairs) + pairs[1][1]`,
    [0.5870000000000002, 18.942, 127.138],
  ],
  [
    `    rows = [x[i:i+2] for i in range(len(x)-1)]
    return sum(r.sum() for r in rows) + (rows[0] + rows[1])[1]`,
    [1.596, 4.796, 15.883000000000004],
  ],
  [
    `    rows = [[x[i], 2.0] for i in range(len(x))]
    z = rows[0] + rows[1]
    return len(z) + z[2] + rows[-1][0]`,
    [2.449, 4.059, 1.792],
  ],
  [
    `    t = 0
    i = 0
    while True:
        t += x[i]
        i += 1
        if i >= len(x):
            break
    return t`,
    [1.096, 3.5009999999999994, 7.911],
  ],
  [
    `    t = 0
    for i in range(len(x)):
        if x[i] > 0.5:
            break
        t += x[i]
    else:
        t += 100
    return t`,
    [0.0, 0.0, 0.0],
  ],
  [
    `    t = 1.0
    for k in range(60):
        t = t - (t*t - abs(x[0]) - 1)/(2*t)
    return t`,
    [1.5690761613127644, 1.5690761613127644, 1.5690761613127644],
  ],
  [
    `    u, v = x[0], x[1]
    for k in range(100):
        u, v = u + 0.01*v, v - 0.01*u
    return u*u + 2*v`,
    [-3.4882126052360882, -3.4882126052360882, -3.4882126052360882],
  ],
  [
    `    c = 0
    for v in x:
        c += v > 0
    return c + 0.5`,
    [2.5, 8.5, 22.5],
  ],
  [
    `    m = x[0]
    k = 0
    for i, v in enumerate(x):
        if v > m:
            m = v
            k = i
    return m + k`,
    [1.462, 1.462, 20.689],
  ],
  [
    `    p = 1
    q = 0
    for v in x:
        p *= 1 + 0.1*v
        q = max(q, abs(v))
    return p + q`,
    [2.55256661849212, 2.8327529028962934, 3.485951004406301],
  ],
  [
    `    s = 0
    for i in range(len(x)):
        for j in range(i+1, len(x)):
            s += (x[i]-x[j])**2/(j-i)
    return s`,
    [15.012216333333335, 31.79356886915584, 317.4417983294934],
  ],
  [
    `    s = 0
    for i in range(len(x)):
        t = 0
        for j in range(len(x)):
            if j == i:
                continue
            t += x[j]
        s += t*x[i]
    return s`,
    [-3.5941340000000004, 4.983223999999999, 20.317595999999988],
  ],
  [
    `    s = 0
    for i in range(0, len(x), 3):
        s += x[i]
    for i in range(len(x)-1, -1, -1):
        s = s*0.9 + x[i]
    return s`,
    [1.6863466, 2.789851074651697, 2.692035125211709],
  ],
  [
    `    s = np.zeros(3)
    for i in range(len(x)):
        s += np.array([x[i], x[i]**2, 1.0])
    return s @ s`,
    [40.19659762249999, 209.164832845729, 3449.026150005625],
  ],
  [
    `    s = np.zeros(3)
    t = s
    for i in range(4):
        s += x[i]
    return t.sum()`,
    [3.2880000000000003, 3.2880000000000003, 3.2880000000000003],
  ],
  [
    `    a = np.array([1.0, 2.0, 3.0])
    b = a
    b[0] = x[0]
    c = a.copy()
    c[1] = 100
    return a.sum()`,
    [6.462, 6.462, 6.462],
  ],
  [
    `    def g(t, n=2):
        return t**n + k
    k = 3
    return g(x[0]) + g(x[1], n=3)`,
    [7.320043625, 7.320043625, 7.320043625],
  ],
  [
    `    f2 = lambda t: t*2
    fs = [f2, math.sin]
    return fs[0](x[0]) + fs[1](x[1])`,
    [2.119400921888031, 2.119400921888031, 2.119400921888031],
  ],
  [
    `    d = {'a': x[0], 'b': 2}
    d['c'] = d['a']*3
    return sum(d.values()) + d.get('z', 7) + len(d)`,
    [17.848, 17.848, 17.848],
  ],
  [
    `    a, *b = list(x)
    (c, e), g = (x[0], x[1]), 3
    return a + sum(b) + c*e*g`,
    [-3.0049099999999997, -0.5999100000000004, 3.8100900000000006],
  ],
  [
    `    v = x[0]
    for k in range(20):
        if v > 1:
            v = v - 1
        elif v < -1:
            v = v + 1
        else:
            v = v*1.1
    return v`,
    [0.2107341078334125, 0.2107341078334125, 0.2107341078334125],
  ],
  [
    `    tot = 0
    for i in range(len(x)):
        w = 1 if i in (0, len(x)-1) else 2
        tot += w*x[i]
    return tot/2`,
    [0.673, 2.2729999999999997, 7.816499999999998],
  ],
  [
    `    s = 0.0
    n = len(x)
    for i in range(n):
        s += x[i]*x[(i+1) % n] + x[-i] + x[n-1-i]*i
    return s`,
    [0.6915029999999995, 20.946551, 151.676881],
  ],
  [
    `    r = x[0]
    for c in [3.0, -2.0, 0.5, 1.0, 2.0, -1.0, 0.1, 0.2, 0.3, 0.4, 0.7]:
        r = r*0.1 + c
    return r`,
    [0.74320210331462, 0.74320210331462, 0.74320210331462],
  ],
  [
    `    acc = 0
    prev = 0
    for v in x:
        acc += (v - prev)**2
        prev = v
    return acc`,
    [15.621054, 22.712872, 156.44010699999998],
  ],
  [
    `    s = 0
    for a, b, c in zip(x, x[1:], x[2:]):
        s += a*b*c
    return s`,
    [-0.93734685, -1.7694859130000002, -6.620003598000001],
  ],
  [
    `    s = 0
    k = 5
    for v in x:
        k += 2
        s += v*k
    return s + k`,
    [19.846, 89.39099999999999, 392.65299999999996],
  ],
  [
    `    if not x[0] > 0 and x[1] > 0 or x[2] > 0:
        y = 1
    else:
        y = 2
    return y + (x[0] if not x[1] < 0 else -x[1])`,
    [1.935, 1.935, 1.935],
  ],
  [`    return 1 if -1 < x[0] < 1 < x[3] else 2 if x[1] == x[1] != x[0] else 3`, [2.0, 2.0, 2.0]],
  [
    `    s = 0
    for i in range(len(x)):
        try_ = x[i] ** 2 if i else 0
        s -= try_
        s /= 1.5
    return s`,
    [-1.1361002962962965, -0.9355831470586575, -3.301446600151401],
  ],
  [
    `    z = np.zeros((2, 2))
    z[0] = x[:2]
    z[:, 1] += 1
    z[1, :] = z[0, ::-1] * 2
    return z[1, 0] * 3 + z.sum()`,
    [4.970999999999999, 4.970999999999999, 4.970999999999999],
  ],
  [
    `    y = x.copy()
    y[y > 0] = 0
    return y.sum()`,
    [-1.5510000000000002, -2.189, -14.237000000000002],
  ],
  [
    `    y = x.copy()
    y[::2] = y[1::2] if len(x) % 2 == 0 else 0
    y[-1] -= 3
    return (y * np.arange(len(y))).sum()`,
    [-13.015, -5.496000000000002, 44.77799999999999],
  ],
];

describe('Python idioms', () => {
  it.each(recorded)('%s', (body, values) => {
    lengths.forEach((n, i) => {
      const got = valueOf(`import math\nimport numpy as np\ndef f(x):\n${body}`, 'python', pointOf(n));
      expect(agrees(got, values[i]!), `${got} for ${values[i]} at n = ${n}`).toBe(true);
    });
  });
});
