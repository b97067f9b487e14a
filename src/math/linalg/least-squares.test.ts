/** Least squares: NumPy's last bits on small matrices, laws on random ones; plane rotations and 2·2 singular values. */
import { describe, expect, it } from 'vitest';
import { leastSquares } from './least-squares';
import { rotation, singularPair, smallSingularValue } from './plane-rotation';

// xorshift32: a fixed stream of numbers in (−1, 1).
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
}

// Columns of an n·k matrix; its last column twice the first where it is to be dependent.
function columnsOf(n: number, k: number, isDependent: boolean): Float64Array {
  const A = new Float64Array(k * n);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < n; i++) A[j * n + i] = (((7 * i + 5 * j + 3 * i * j * j) % 11) - 5) / 4 + 1 / (i + j + 1);
  }
  if (isDependent) for (let i = 0; i < n; i++) A[(k - 1) * n + i] = 2 * A[i];
  return A;
}

// numpy.linalg.lstsq, NumPy 2.4.6, without fused multiply-add.
const recorded: [number, number, boolean, number[]][] = [
  [2, 1, false, [-1.6470588235294121]],
  [2, 2, false, [-1.6, 1.2000000000000008]],
  [3, 2, false, [-1.5031847133757965, 1.6956521739130441]],
  [3, 3, false, [-1.263291139240507, 3.6531645569620244, -0.7215189873417716]],
  [4, 3, false, [-0.13511714359914, 1.509519252248023, -0.4876544071850665]],
  [5, 4, false, [-0.46530772570586704, 2.8833988314453336, -0.8104691201573524, 1.8354218386776509]],
  [
    6,
    6,
    false,
    [
      0.2890172505588338, 23.17207078677371, -1.6092830572330863, 29.97057110062899, -6.812218370837128,
      -0.6267374146293658,
    ],
  ],
  [7, 5, false, [-0.516152250652052, 0.721515503097732, -0.607586361974235, -0.6834186551507619, 0.437908584646081]],
  [8, 3, false, [-0.3718026380748041, 0.24297929843672905, 0.003939040163878332]],
  [2, 3, false, [-1.7217391304347824, 0.31304347826086953, 0.2608695652173907]],
  [
    3,
    5,
    false,
    [-1.3588023663094049, 0.45687218178153016, 0.6700315731410912, -0.35123383357350624, -0.5241833388401475],
  ],
  [
    4,
    7,
    false,
    [
      7.384579929670326, 3.4171243588032745, -0.03823516661291748, 0.0025236451772906454, -2.878016357968553,
      -3.8319524588107523, 3.779354835325145,
    ],
  ],
  [3, 3, true, [-0.30063694267515934, 1.6956521739130448, -0.6012738853503186]],
  [5, 3, true, [-0.02761100448873506, 1.3206588527206833, -0.05522200897747043]],
];

describe('least squares', () => {
  it.each(recorded)('of %i rows and %i columns (dependent: %s), to NumPy’s last bit', (n, k, isDependent, expected) => {
    const b = Float64Array.from({ length: n }, (_, i) => 1 / (i + 1) - ((5 * i) % 3));
    expect([...leastSquares(columnsOf(n, k, isDependent), k, n, b)!]).toEqual(expected);
  });

  it('leave a residual orthogonal to the columns, and lie in the row space', () => {
    const next = stream(11);
    for (let round = 0; round < 200; round++) {
      const n = 1 + (round % 7);
      const k = 1 + (round % 5);
      const A = Float64Array.from({ length: n * k }, next);
      if (round % 3 === 0 && k > 1) for (let i = 0; i < n; i++) A[(k - 1) * n + i] = -A[i];
      const b = Float64Array.from({ length: n }, next);
      const x = leastSquares(A, k, n, b)!;
      const residual = b.map((value, i) => x.reduce((sum, weight, j) => sum - weight * A[j * n + i], value));
      const size = 1 + Math.max(...x.map(Math.abs));
      for (let j = 0; j < k; j++) {
        const product = residual.reduce((sum, value, i) => sum + value * A[j * n + i], 0);
        expect(Math.abs(product)).toBeLessThan(1e-12 * size);
      }
      // Equal and opposite columns share their weight evenly in the shortest solution.
      if (round % 3 === 0 && k > 1) expect(Math.abs(x[0] + x[k - 1])).toBeLessThan(1e-11 * size);
    }
  });

  it('are zero for a zero matrix, and null for NaN', () => {
    expect([...leastSquares(new Float64Array(6), 2, 3, Float64Array.of(1, 2, 3))!]).toEqual([0, 0]);
    const broken = leastSquares(Float64Array.of(NaN, 1, 2, 3, 4, 5), 2, 3, Float64Array.of(1, 2, 3));
    expect(broken === null || broken.some(Number.isNaN)).toBe(true);
  });
});

describe('plane rotations', () => {
  it.each([
    [3, 4],
    [-3, 4],
    [0, -2],
    [5, 0],
    [1e-200, 3e-200],
    [-4e200, 3e200],
  ])('turn (%d, %d) onto the first axis', (f, g) => {
    const { cos, sin, length } = rotation(f, g);
    expect(cos * cos + sin * sin).toBeCloseTo(1, 15);
    expect((cos * f + sin * g) / length).toBeCloseTo(1, 14);
    expect((cos * g - sin * f) / length).toBeCloseTo(0, 15);
  });

  it('diagonalize triangular matrices of order 2, whichever entry is largest', () => {
    const next = stream(5);
    for (let round = 0; round < 200; round++) {
      const [f, g, h] = [next() * 10 ** (3 * next()), next() * 10 ** (9 * next()), next() * 10 ** (3 * next())];
      const { large, small, cosLeft, sinLeft, cosRight, sinRight } = singularPair(f, g, h);
      const top = [cosLeft * f, cosLeft * g + sinLeft * h];
      const bottom = [-sinLeft * f, cosLeft * h - sinLeft * g];
      const size = Math.abs(large);
      expect(Math.abs(top[0]! * cosRight + top[1]! * sinRight - large)).toBeLessThan(1e-14 * size);
      expect(Math.abs(top[1]! * cosRight - top[0]! * sinRight)).toBeLessThan(1e-14 * size);
      expect(Math.abs(bottom[0]! * cosRight + bottom[1]! * sinRight)).toBeLessThan(1e-14 * size);
      expect(Math.abs(bottom[1]! * cosRight - bottom[0]! * sinRight - small)).toBeLessThan(1e-14 * size);
      expect(smallSingularValue(f, g, h) / Math.abs(small)).toBeCloseTo(1, 13);
    }
  });
});
