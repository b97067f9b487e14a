/** Symmetric eigendecompositions: laws on hard families of matrices, and SciPy's last bits on a few. */
import { describe, expect, it } from 'vitest';
import { jacobiEigen } from './jacobi-eigen';
import { symmetricEigen } from './symmetric-eigen';

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

function fromEntries(n: number, entry: (i: number, j: number) => number): Float64Array {
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A[i * n + j] = A[j * n + i] = entry(i, j);
  return A;
}

// H·diag(values)·H for a random Householder reflector H.
function withSpectrum(values: readonly number[], seed: number): Float64Array {
  const n = values.length;
  const next = stream(seed);
  const v = values.map(next);
  const square = v.reduce((sum, x) => sum + x * x, 0);
  const H = fromEntries(n, (i, j) => (i === j ? 1 : 0) - (2 * v[i] * v[j]) / square);
  return fromEntries(n, (i, j) => values.reduce((sum, value, k) => sum + H[i * n + k] * value * H[j * n + k], 0));
}

const families: Record<string, (n: number) => Float64Array> = {
  random: (n) => {
    const next = stream(n + 1);
    return fromEntries(n, next);
  },
  'triple eigenvalues': (n) =>
    withSpectrum(
      Array.from({ length: n }, (_, k) => Math.floor(k / 3)),
      n + 2,
    ),
  'a tight cluster': (n) =>
    withSpectrum(
      Array.from({ length: n }, (_, k) => 1 + k * 1e-12),
      n + 3,
    ),
  'graded over 15 decades': (n) =>
    withSpectrum(
      Array.from({ length: n }, (_, k) => 10 ** (-15 * (k / n))),
      n + 4,
    ),
  Wilkinson: (n) => fromEntries(n, (i, j) => (i === j ? Math.abs(i - Math.floor(n / 2)) : i - j === 1 ? 1 : 0)),
  'diagonally dominant': (n) => fromEntries(n, (i, j) => (i === j ? 5 + i : 0.01)),
  diagonal: (n) => fromEntries(n, (i, j) => (i === j ? ((i * 7) % 5) - 2 : 0)),
  ones: (n) => fromEntries(n, () => 1),
  zero: (n) => fromEntries(n, () => 0),
};

describe.each(Object.entries(families))('eigenvectors of a matrix, %s', (_, family) => {
  it.each([1, 2, 3, 4, 8, 17, 33, 60])('of order %i satisfy A·v = λ·v and are orthonormal', (n) => {
    const A = family(n);
    const size = A.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const { values, vectors } = symmetricEigen(A, n);
    const tolerance = 1e-14 * size * n;
    for (let k = 0; k < n; k++) {
      if (k > 0) expect(values[k]).toBeGreaterThanOrEqual(values[k - 1]);
      for (let i = 0; i < n; i++) {
        let product = 0;
        for (let j = 0; j < n; j++) product += A[i * n + j] * vectors[k * n + j];
        expect(Math.abs(product - values[k] * vectors[k * n + i])).toBeLessThan(tolerance);
      }
      for (let m = 0; m <= k; m++) {
        let product = 0;
        for (let i = 0; i < n; i++) product += vectors[k * n + i] * vectors[m * n + i];
        expect(Math.abs(product - (m === k ? 1 : 0))).toBeLessThan(1e-13 * n);
      }
    }
    const other = jacobiEigen(A, n).values;
    values.forEach((value, k) => expect(Math.abs(value - other[k])).toBeLessThan(tolerance));
  });
});

describe('bit for bit with scipy.linalg.eigh (SciPy 1.17.1, Sandybridge kernels)', () => {
  it('the Hilbert matrix of order 8', () => {
    const { values, vectors } = symmetricEigen(
      fromEntries(8, (i, j) => 1 / (i + j + 1)),
      8,
    );
    expect([...values]).toEqual([
      1.1115390158041436e-10, 1.7988737457918868e-8, 1.2943320918737546e-6, 5.436943369749952e-5, 0.0014676881177417907,
      0.026212843578118906, 0.2981252113169301, 1.6959389969219485,
    ]);
    expect([...vectors.subarray(0, 8)]).toEqual([
      -4.715425089569721e-5, 0.0025345880387785138, -0.0331729078824338, 0.17986924200428103, -0.48504295300888095,
      0.6872756297886101, -0.4896901662514191, 0.13830860824666993,
    ]);
  });

  it('an indefinite matrix of small integers and halves', () => {
    const entry = (i: number, j: number): number => ((i * 7 + j * 7 + i * j * 3) % 11) - 5;
    const { values, vectors } = symmetricEigen(fromEntries(9, entry), 9);
    expect([...values]).toEqual([
      -14.470989701182807, -10.281169047777041, -8.156880968150858, -6.457640297002614, -2.1281821148268314,
      4.115224809897834, 6.183633571134729, 9.163096631111221, 15.03290711679629,
    ]);
    expect([...vectors.subarray(27, 36)]).toEqual([
      0.558492187197793, -0.2525359286139592, -0.36961685518219495, 0.3194497551288729, -0.42723970025310654,
      0.1348795850861044, -0.20577795615695413, 0.28505826085956043, 0.24762526656555814,
    ]);
  });
});
