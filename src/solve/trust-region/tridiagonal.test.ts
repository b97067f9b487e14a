/** The tridiagonal trust-region problem against its optimality conditions, hard cases included. */
import { describe, expect, it } from 'vitest';
import { leftmostEigenvalue, TridiagonalSubproblem } from './tridiagonal';

// mulberry32: small, seeded, good enough for matrices.
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function multiply(d: Float64Array, e: Float64Array, h: Float64Array): Float64Array {
  return h.map(
    (value, i) => d[i] * value + (i > 0 ? e[i - 1] * h[i - 1] : 0) + (i + 1 < h.length ? e[i] * h[i + 1] : 0),
  );
}

function solve(
  d: Float64Array,
  e: Float64Array,
  m: number,
  pull: number,
  radius: number,
): { h: Float64Array; lambda: number } | null {
  const subproblem = new TridiagonalSubproblem(d, e);
  subproblem.pull = pull;
  if (!subproblem.solve(m, radius)) return null;
  return { h: subproblem.h.slice(0, subproblem.size), lambda: subproblem.lambda };
}

describe('tridiagonal subproblem', () => {
  it('satisfies (T + λI)h = −γe₁, λ(‖h‖ − radius) = 0, T + λI ≥ 0 on seeded random problems', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed);
      const m = 1 + Math.floor(8 * next());
      const d = Float64Array.from({ length: m }, () => 4 * next() - 2);
      const e = Float64Array.from({ length: m }, () => 0.05 + next());
      const pull = 0.1 + next();
      const radius = 10 ** (3 * next() - 2);
      const found = solve(d, e, m, pull, radius);
      const context = `seed ${seed}`;
      expect(found, context).not.toBeNull();
      const { h, lambda } = found!;
      const norm = Math.hypot(...h);
      expect(norm, context).toBeLessThanOrEqual(radius * (1 + 1e-7));
      const Th = multiply(d, e, h);
      const residual = Th.map((value, i) => value + lambda * h[i] + (i === 0 ? pull : 0));
      expect(Math.hypot(...residual), context).toBeLessThan(1e-6 * (pull + lambda * norm));
      expect(lambda, context).toBeGreaterThanOrEqual(-leftmostEigenvalue(d, e, m) - 1e-9);
      if (lambda > 0) expect(norm, context).toBeCloseTo(radius, 6);
    }
  });

  it('finds the leftmost eigenvalue', () => {
    // Eigenvalues of the discrete Laplacian: 2 − 2cos(kπ/(m + 1)).
    const m = 6;
    const lowest = leftmostEigenvalue(new Float64Array(m).fill(2), new Float64Array(m).fill(-1), m);
    expect(lowest).toBeCloseTo(2 - 2 * Math.cos(Math.PI / (m + 1)), 13);
  });

  it('completes the step with an eigenvector in the hard case', () => {
    // The gradient hardly reaches the second coordinate, along which the curvature is negative.
    const found = solve(Float64Array.of(1, -2), Float64Array.of(1e-18, 0), 2, 0.1, 1);
    expect(Math.hypot(...found!.h)).toBeCloseTo(1, 6);
    expect(found!.lambda).toBeCloseTo(2, 6);
  });

  it('declines what is not a number', () => {
    expect(solve(Float64Array.of(NaN), Float64Array.of(0), 1, 1, 1)).toBeNull();
  });
});
