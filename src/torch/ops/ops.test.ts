/**
 * Every operation, forward, gradient and Hessian-vector product, against f64 on random shapes. The reference computes
 * L = Σ w·op(x₁, x₂, …) in f64 from an independent definition of the operation; its gradient and Hessian-vector product are
 * central differences.
 */
import type { Tensor } from 'webgpu-torch';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeTorch } from '../node-torch';
import { grad, hessianVector } from '../tape';
import { read, sizeOf, tensor, tidy } from '../tensors';
import { add, compare, div, mul, neg, sub } from './arithmetic';
import { expand, reshape } from './broadcast';
import { crossEntropy, logSoftmax, mseLoss, softmax } from './losses';
import { matmul, mm, mmTransposed } from './matmul';
import * as pointwise from './pointwise';
import { mean, sum } from './reduce';
import { indexRows, permute, pickColumns, t } from './shape';

const torch = await nodeTorch();
afterAll(() => torch?.engine.destroy());

/** A seeded generator of numbers in [0, 1): mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A dense f64 array. */
interface Dense {
  readonly data: Float64Array;
  readonly shape: readonly number[];
}

interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly range?: readonly [number, number];
  readonly run: (...inputs: Tensor[]) => Tensor;
  readonly reference: (...inputs: Dense[]) => Float64Array;
  /** piecewise linear: its Hessian is zero and its kinks spoil differences across them */
  readonly noSecond?: boolean;
}

const at = ({ data, shape }: Dense, index: readonly number[]): number => {
  let offset = 0;
  shape.forEach((extent, axis) => {
    const own = index[index.length - shape.length + axis]!;
    offset = offset * extent + (extent === 1 ? 0 : own);
  });
  return data[offset]!;
};

/** Every index of a shape, row-major. */
function indices(shape: readonly number[]): number[][] {
  return Array.from({ length: sizeOf(shape) }, (_, flat) => {
    const index: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index.unshift(rest % shape[axis]!);
      rest = Math.floor(rest / shape[axis]!);
    }
    return index;
  });
}

const fill = (shape: readonly number[], value: (index: number[]) => number): Float64Array =>
  Float64Array.from(indices(shape), value);

const each =
  (f: (x: number) => number) =>
  (x: Dense): Float64Array =>
    x.data.map(f);

const pair =
  (shape: readonly number[], f: (x: number, y: number) => number) =>
  (x: Dense, y: Dense): Float64Array =>
    fill(shape, (index) => f(at(x, index), at(y, index)));

const product = (a: Dense, b: Dense, m: number, k: number, n: number): Float64Array =>
  fill([m, n], ([i, j]) => {
    let total = 0;
    for (let l = 0; l < k; l++) total += a.data[i! * k + l]! * b.data[l * n + j!]!;
    return total;
  });

const logSoftmaxReference = (x: Dense): Float64Array => {
  const width = x.shape.at(-1)!;
  return x.data.map((value, k) => {
    const row = x.data.subarray(k - (k % width), k - (k % width) + width);
    return value - Math.log(row.reduce((total, entry) => total + Math.exp(entry), 0));
  });
};

const text = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

const labels = [2, 0, 1, 2, 2];
const unary = (
  name: string,
  run: (x: Tensor) => Tensor,
  f: (x: number) => number,
  range: readonly [number, number] = [-2, 2],
  noSecond = false,
): Case => ({ name, shapes: [[3, 5]], range, run, reference: each(f), noSecond });

const broadcasts: readonly (readonly [readonly number[], readonly number[], readonly number[]])[] = [
  [
    [4, 3],
    [4, 3],
    [4, 3],
  ],
  [[4, 3], [3], [4, 3]],
  [
    [4, 1],
    [1, 3],
    [4, 3],
  ],
  [
    [2, 1, 5],
    [3, 1],
    [2, 3, 5],
  ],
  [[], [7], [7]],
];

const cases: readonly Case[] = [
  ...broadcasts.flatMap(([a, b, out]): Case[] => [
    {
      name: `add ${text(a)} ${text(b)}`,
      shapes: [a, b],
      run: (x, y) => add(x, y),
      reference: pair(out, (x, y) => x + y),
    },
    {
      name: `sub ${text(a)} ${text(b)}`,
      shapes: [a, b],
      run: (x, y) => sub(x, y),
      reference: pair(out, (x, y) => x - y),
    },
    { name: `mul ${text(a)} ${text(b)}`, shapes: [a, b], run: mul, reference: pair(out, (x, y) => x * y) },
    {
      name: `div ${text(a)} ${text(b)}`,
      shapes: [a, b],
      range: [0.5, 2],
      run: div,
      reference: pair(out, (x, y) => x / y),
    },
  ]),
  unary(
    'add a number',
    (x) => add(x, 3),
    (x) => x + 3,
  ),
  unary(
    'a number minus',
    (x) => sub(3, x),
    (x) => 3 - x,
  ),
  unary(
    'subtract with alpha',
    (x) => sub(x, x, 0.25),
    (x) => 0.75 * x,
  ),
  unary(
    'a number over',
    (x) => div(2, x),
    (x) => 2 / x,
    [0.5, 3],
  ),
  unary('neg', neg, (x) => -x),
  unary('exp', pointwise.exp, Math.exp),
  unary('log', pointwise.log, Math.log, [0.1, 5]),
  unary('log1p', pointwise.log1p, Math.log1p, [-0.5, 3]),
  unary('expm1', pointwise.expm1, Math.expm1),
  unary('sin', pointwise.sin, Math.sin, [-50, 50]),
  unary('cos', pointwise.cos, Math.cos, [-50, 50]),
  unary('tan', pointwise.tan, Math.tan, [-1, 1]),
  unary('tanh', pointwise.tanh, Math.tanh),
  unary('sigmoid', pointwise.sigmoid, (x) => 1 / (1 + Math.exp(-x)), [-6, 6]),
  unary('softplus', pointwise.softplus, (x) => Math.log1p(Math.exp(x)), [-6, 6]),
  unary('silu', pointwise.silu, (x) => x / (1 + Math.exp(-x))),
  unary('square', pointwise.square, (x) => x * x),
  unary('sqrt', pointwise.sqrt, Math.sqrt, [0.3, 4]),
  unary('reciprocal', pointwise.reciprocal, (x) => 1 / x, [0.5, 3]),
  unary('relu', pointwise.relu, (x) => Math.max(0, x), [-2, 2], true),
  unary('abs', pointwise.abs, Math.abs, [-2, 2], true),
  unary(
    'clamp',
    (x) => pointwise.clamp(x, -0.5, 1),
    (x) => Math.min(1, Math.max(-0.5, x)),
    [-2, 2],
    true,
  ),
  unary(
    'pow 3',
    (x) => pointwise.pow(x, 3),
    (x) => x ** 3,
  ),
  unary(
    'pow −2',
    (x) => pointwise.pow(x, -2),
    (x) => x ** -2,
    [0.5, 2],
  ),
  unary(
    'pow 1.7',
    (x) => pointwise.pow(x, 1.7),
    (x) => x ** 1.7,
    [0.3, 3],
  ),
  {
    name: 'where',
    shapes: [[4, 3], [3]],
    run: (x, y) => pointwise.where(compare('>', x, 0), pointwise.square(x), y),
    reference: pair([4, 3], (x, y) => (x > 0 ? x * x : y)),
    noSecond: true,
  },
  {
    name: 'sum of all',
    shapes: [[3, 4]],
    run: (x) => sum(pointwise.square(x)),
    reference: (x) => Float64Array.of(x.data.reduce((s, v) => s + v * v, 0)),
  },
  {
    name: 'sum over axis 0',
    shapes: [[3, 4]],
    run: (x) => pointwise.square(sum(x, 0)),
    reference: (x) => fill([4], ([j]) => (x.data[j!]! + x.data[4 + j!]! + x.data[8 + j!]!) ** 2),
  },
  {
    name: 'mean over axes 0 and −1, kept',
    shapes: [[2, 3, 4]],
    run: (x) => pointwise.exp(mean(x, [0, -1], true)),
    reference: (x) =>
      fill([3], ([j]) => Math.exp(indices([2, 4]).reduce((s, [i, k]) => s + at(x, [i!, j!, k!]), 0) / 8)),
  },
  {
    name: 'mm',
    shapes: [
      [3, 5],
      [5, 2],
    ],
    run: mm,
    reference: (a, b) => product(a, b, 3, 5, 2),
  },
  {
    name: 'mm of larger matrices',
    shapes: [
      [19, 37],
      [37, 18],
    ],
    run: mm,
    reference: (a, b) => product(a, b, 19, 37, 18),
  },
  {
    name: 'x·Wᵀ',
    shapes: [
      [3, 5],
      [2, 5],
    ],
    run: mmTransposed,
    reference: (x, w) =>
      fill([3, 2], ([i, j]) => indices([5]).reduce((s, [l]) => s + at(x, [i!, l!]) * at(w, [j!, l!]), 0)),
  },
  { name: 'matrix @ vector', shapes: [[3, 5], [5]], run: matmul, reference: (a, b) => product(a, b, 3, 5, 1) },
  { name: 'vector @ matrix', shapes: [[5], [5, 2]], run: matmul, reference: (a, b) => product(a, b, 1, 5, 2) },
  {
    name: 'x xᵀ, an input used twice',
    shapes: [[3, 4]],
    run: (x) => mm(x, t(x)),
    reference: (x) =>
      fill([3, 3], ([i, j]) => indices([4]).reduce((s, [l]) => s + at(x, [i!, l!]) * at(x, [j!, l!]), 0)),
  },
  {
    name: 't',
    shapes: [[3, 4]],
    run: (x) => pointwise.square(t(x)),
    reference: (x) => fill([4, 3], ([i, j]) => at(x, [j!, i!]) ** 2),
  },
  {
    name: 'permute',
    shapes: [[2, 3, 4]],
    run: (x) => pointwise.square(permute(x, [2, 0, 1])),
    reference: (x) => fill([4, 2, 3], ([i, j, k]) => at(x, [j!, k!, i!]) ** 2),
  },
  {
    name: 'reshape',
    shapes: [[2, 6]],
    run: (x) => pointwise.square(reshape(x, [3, -1])),
    reference: each((x) => x * x),
  },
  {
    name: 'expand',
    shapes: [[3, 1]],
    run: (x) => pointwise.square(expand(x, [2, 3, 4])),
    reference: (x) => fill([2, 3, 4], (k) => at(x, k) ** 2),
  },
  {
    name: 'rows by number, with repetition',
    shapes: [[3, 4]],
    run: (x) => pointwise.square(indexRows(x, tensor([2, 0, 2]))),
    reference: (x) => fill([3, 4], ([i, j]) => at(x, [[2, 0, 2][i!]!, j!]) ** 2),
  },
  {
    name: 'one column of each row',
    shapes: [[5, 3]],
    run: (x) => pointwise.square(pickColumns(x, tensor(labels))),
    reference: (x) => fill([5], ([i]) => at(x, [i!, labels[i!]!]) ** 2),
  },
  { name: 'logSoftmax', shapes: [[5, 3]], run: logSoftmax, reference: logSoftmaxReference },
  { name: 'softmax', shapes: [[5, 3]], run: softmax, reference: (x) => logSoftmaxReference(x).map(Math.exp) },
  {
    name: 'crossEntropy',
    shapes: [[5, 3]],
    run: (x) => crossEntropy(x, tensor(labels)),
    reference(x) {
      const logs = logSoftmaxReference(x);
      return Float64Array.of(-labels.reduce((total, label, row) => total + logs[row * 3 + label]!, 0) / 5);
    },
  },
  {
    name: 'mseLoss',
    shapes: [
      [5, 3],
      [5, 3],
    ],
    run: mseLoss,
    reference: (x, y) => Float64Array.of(x.data.reduce((s, v, k) => s + (v - y.data[k]!) ** 2, 0) / 15),
  },
  {
    name: 'a two-layer network',
    shapes: [[4, 3], [5, 3], [5], [1, 5]],
    run: (x, w, b, v) => mean(pointwise.square(mmTransposed(pointwise.tanh(add(mmTransposed(x, w), b)), v))),
    reference(x, w, b, v) {
      const hidden = fill([4, 5], ([i, j]) =>
        Math.tanh(b.data[j!]! + indices([3]).reduce((s, [l]) => s + at(x, [i!, l!]) * at(w, [j!, l!]), 0)),
      );
      const out = fill([4], ([i]) => v.data.reduce((s, weight, j) => s + weight * hidden[i! * 5 + j]!, 0));
      return Float64Array.of(out.reduce((s, y) => s + y * y, 0) / 4);
    },
  },
];

/** L as a function of all inputs, packed. */
function packedLoss({ shapes, reference }: Case, weights: Float64Array): (x: Float64Array) => number {
  return (x) => {
    let from = 0;
    const inputs = shapes.map((shape) => ({ data: x.subarray(from, (from += sizeOf(shape))), shape }));
    return reference(...inputs).reduce((total, value, k) => total + value * weights[k]!, 0);
  };
}

function differences(f: (x: Float64Array) => number, x: Float64Array, h = 1e-5): Float64Array {
  return x.map((_, k) => {
    const moved = (by: number): number => f(x.map((value, j) => (j === k ? value + by : value)));
    return (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
  });
}

function curvature(f: (x: Float64Array) => number, x: Float64Array, p: Float64Array): Float64Array {
  const h = 1e-3;
  const aside = (by: number): Float64Array =>
    differences(
      f,
      x.map((value, k) => value + by * p[k]!),
      1e-3,
    );
  const [one, minusOne, two, minusTwo] = [aside(h), aside(-h), aside(2 * h), aside(-2 * h)];
  return one.map((value, k) => (8 * (value - minusOne[k]!) - (two[k]! - minusTwo[k]!)) / (12 * h));
}

function expectClose(got: Float32Array, want: Float64Array, tolerance: number): void {
  const scale = want.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
  expect(got).toHaveLength(want.length);
  got.forEach((value, k) => expect(Math.abs(value - want[k]!) / scale, `element ${k}`).toBeLessThan(tolerance));
}

describe.skipIf(!torch)('tensor operations agree with f64', () => {
  it.each(cases.map((entry, index) => [entry.name, entry, index] as const))('%s', async (_, entry, index) => {
    const random = generator(1000 + index);
    const [lo, hi] = entry.range ?? [-2, 2];
    const counts = entry.shapes.map(sizeOf);
    const total = counts.reduce((a, b) => a + b, 0);
    const x = Float64Array.from({ length: total }, () => Math.fround(lo + (hi - lo) * random()));
    const p = Float64Array.from({ length: total }, () => Math.fround(2 * random() - 1));
    const split = (packed: Float64Array, requiresGrad: boolean): Tensor[] => {
      let from = 0;
      return entry.shapes.map((shape, k) => tensor(packed.subarray(from, (from += counts[k]!)), shape, requiresGrad));
    };
    let from = 0;
    const want = entry.reference(
      ...entry.shapes.map((shape, k) => ({ data: x.subarray(from, (from += counts[k]!)), shape })),
    );
    const weights = Float64Array.from({ length: want.length }, () => Math.fround(random() + 0.5));
    const results = await tidy(async () => {
      const inputs = split(x, true);
      const output = entry.run(...inputs);
      const loss = sum(mul(output, tensor(weights, output.shape)));
      const plain = grad(loss, inputs);
      const taped = grad(loss, inputs, { createGraph: true });
      const products = hessianVector(taped, inputs, split(p, false));
      return read(output, ...plain, ...taped, ...products);
    });
    const join = (first: number): Float32Array =>
      Float32Array.from(results.slice(first, first + counts.length).flatMap((part) => [...part]));
    const f = packedLoss(entry, weights);
    const slope = differences(f, x);
    expectClose(results[0]!, want, 1e-5);
    expectClose(join(1), slope, 1e-5);
    expectClose(join(1 + counts.length), slope, 1e-5);
    if (!entry.noSecond) expectClose(join(1 + 2 * counts.length), curvature(f, x, p), 1e-5);
  });
});

describe.skipIf(!torch)('edges', () => {
  const value = async (make: () => Tensor): Promise<number[]> => tidy(async () => [...(await read(make()))[0]!]);

  it('keeps NaN and infinities, and makes them where f64 does', async () => {
    const x = (): Tensor => tensor([NaN, Infinity, -Infinity, 0, -1]);
    expect(await value(() => pointwise.exp(x()))).toEqual([NaN, Infinity, 0, 1, expect.closeTo(Math.exp(-1), 6)]);
    expect(await value(() => pointwise.log(x()))).toEqual([NaN, Infinity, NaN, -Infinity, NaN]);
    expect(await value(() => pointwise.tanh(tensor([NaN, 100, -100, 0])))).toEqual([NaN, 1, -1, 0]);
    expect(await value(() => pointwise.relu(x()))).toEqual([NaN, Infinity, 0, 0, 0]);
    expect(await value(() => pointwise.clamp(x(), -2, 2))).toEqual([NaN, 2, -2, 0, -1]);
    expect(await value(() => pointwise.softplus(tensor([200, -200])))).toEqual([200, 0]);
    expect(await value(() => pointwise.pow(tensor([-2, -8, 0]), 3))).toEqual([-8, -512, 0]);
    expect(await value(() => logSoftmax(tensor([1000, 0], [1, 2])))).toEqual([0, -1000]);
  });

  it('does not let a NaN leak from the branch not taken', async () => {
    const [g] = await tidy(async () => {
      const x = tensor([-1, 4], [2], true);
      const safe = pointwise.where(
        compare('>', x, 0),
        pointwise.where(compare('>', x, 0), x, tensor([1])),
        tensor([0]),
      );
      return read(...grad(sum(safe), [x]));
    });
    expect([...g!]).toEqual([0, 1]);
  });

  it('sums a million numbers with the digits that f32 has, in more workgroups than one dimension allows', async () => {
    const size = 1 << 20;
    expect(await value(() => sum(tensor(new Float32Array(size).fill(0.1))))).toEqual([
      expect.closeTo(size * Math.fround(0.1), 0),
    ]);
    const [rows] = await tidy(() => read(sum(tensor(new Float32Array(200_000).fill(1), [100_000, 2]), 1)));
    expect(rows!.every((total) => total === 2)).toBe(true);
  });

  it('refuses shapes that do not fit, in words', () => {
    expect(() => add(tensor([1, 2, 3]), tensor([1, 2]))).toThrow('Shapes [3] and [2] do not broadcast');
    expect(() => mm(tensor([1, 2], [1, 2]), tensor([1, 2, 3], [3, 1]))).toThrow('[1, 2] and [3, 1] do not multiply');
    expect(() => reshape(tensor([1, 2, 3]), [2, -1])).toThrow('does not reshape');
    expect(() => sum(tensor([1]), 1)).toThrow('Axis 1 does not exist');
    expect(() => crossEntropy(tensor([1, 2], [1, 2]), tensor([0, 1]))).toThrow('needs logits');
  });
});
