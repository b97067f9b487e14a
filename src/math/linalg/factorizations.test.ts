/** QR, SVD and symmetric eigenvectors: each factorization gives back its matrix, with orthonormal factors. */
import { describe, expect, it } from 'vitest';
import { pivotedQr, solveUpper, solveUpperTransposed } from './qr';
import { thinSvd } from './svd';
import { symmetricEigen } from './symmetric-eigen';

// A fixed matrix with entries of mixed sign and size.
const matrix = (rows: number, cols: number): Float64Array =>
  Float64Array.from({ length: rows * cols }, (_, i) => Math.sin(3 * i + 1) * (1 + (i % 5)));

describe.each([
  [2, 5],
  [4, 4],
  [6, 3],
])('pivoted QR of %i columns of length %i', (m, n) => {
  const rows = matrix(m, n);
  const { qTransposed, r, order } = pivotedQr(rows, n, m, true);
  const steps = Math.min(m, n);

  it('multiplies back to the columns in their new order', () => {
    for (let k = 0; k < m; k++) {
      for (let i = 0; i < n; i++) {
        let value = 0;
        for (let s = 0; s < steps; s++) value += qTransposed[s * n + i] * r[s * m + k];
        expect(value).toBeCloseTo(rows[order[k] * n + i], 12);
      }
    }
  });

  it('has an orthogonal Q', () => {
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        let value = 0;
        for (let i = 0; i < n; i++) value += qTransposed[a * n + i] * qTransposed[b * n + i];
        expect(value).toBeCloseTo(a === b ? 1 : 0, 13);
      }
    }
  });
});

it('solves triangular systems', () => {
  const r = Float64Array.of(2, 1, -1, 0, 3, 2, 0, 0, 4);
  expect([...solveUpper(r, Float64Array.of(1, 12, 8), 3)].map((x) => Number(x.toFixed(12)))).toEqual([
    0.166666666667, 2.666666666667, 2,
  ]);
  const x = solveUpperTransposed(r, Float64Array.of(2, 7, 9), 3);
  expect([...x]).toEqual([1, 2, 1.5]);
});

it.each([
  [3, 5],
  [5, 3],
])('SVD of a %i by %i matrix', (m, n) => {
  const A = matrix(m, n);
  const terms = thinSvd(A, m, n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const value = terms.reduce((sum, term) => sum + term.value * term.left[i] * term.right[j], 0);
      expect(value).toBeCloseTo(A[i * n + j], 12);
    }
  }
  expect(terms.map((term) => term.value)).toEqual(terms.map((term) => term.value).sort((a, b) => b - a));
});

it('eigenvectors of a symmetric matrix', () => {
  const n = 6;
  const half = matrix(n, n);
  const A = Float64Array.from({ length: n * n }, (_, e) => half[e] + half[(e % n) * n + Math.floor(e / n)]);
  const { values, vectors } = symmetricEigen(A, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let value = 0;
      for (let k = 0; k < n; k++) value += values[k] * vectors[k * n + i] * vectors[k * n + j];
      expect(value).toBeCloseTo(A[i * n + j], 11);
    }
  }
});
