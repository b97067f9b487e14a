/** L-BFGS-B: SciPy's recorded runs, edge cases, hostile objectives, and the laws of its matrices. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimize } from '../../../drive/minimize';
import { describeParity } from '../../../golden/expect-parity';
import { hostileObjectives } from './hostile.test-data';
import { denseInverseHessian } from './inverse-hessian';
import { Workspace } from '../../../math/workspace';
import { CompactMemory } from './memory';
import { TwoLoop } from './two-loop';

describeParity('minimize-l-bfgs-b', {
  'L-BFGS-B/unbounded-2/x0/exact': 'SciPy reports success at f = −Infinity; we report ABNORMAL',
});

const rosen = (x: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1] - x[i] * x[i]) ** 2 + (1 - x[i]) ** 2;
  return sum;
};
const rosenGradient = (x: ArrayLike<number>): number[] => {
  const g = Array.from(x, () => 0);
  for (let i = 0; i + 1 < x.length; i++) {
    g[i] += -400 * x[i] * (x[i + 1] - x[i] * x[i]) - 2 * (1 - x[i]);
    g[i + 1] += 200 * (x[i + 1] - x[i] * x[i]);
  }
  return g;
};

describe('L-BFGS-B', () => {
  it('solves rosen from SciPy’s standard start in 26 evaluations', () => {
    const result = minimize(rosen, [1.3, 0.7, 0.8, 1.9, 1.2], { method: 'L-BFGS-B', jac: rosenGradient });
    expect(result.nfev).toBe(26);
    expect(result.success).toBe(true);
  });

  it('ends at a point that satisfies the optimality conditions of any convex quadratic in a box', () => {
    const vector = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(vector, vector, vector, (center, low, width) => {
        const n = center.length;
        const weight = (i: number): number => 10 ** (i - 2);
        const fun = (x: ArrayLike<number>): number =>
          center.reduce((total, c, i) => total + weight(i) * (x[i] - c) ** 2, 0) + 0.1 * (x[0] + x[n - 1]) ** 2;
        const jac = (x: ArrayLike<number>): number[] =>
          center.map((c, i) => 2 * weight(i) * (x[i] - c) + (i === 0 || i === n - 1 ? 0.2 * (x[0] + x[n - 1]) : 0));
        const bounds = low.map((l, i): [number, number] => [l, l + Math.abs(width[i])]);
        const { x } = minimize(fun, center.map(Math.abs), {
          method: 'L-BFGS-B',
          jac,
          bounds,
          options: { ftol: 0, gtol: 1e-7 },
        });
        jac(x).forEach((g, i) => {
          const projected = Math.min(Math.max(x[i] - g, bounds[i][0]), bounds[i][1]) - x[i];
          expect(Math.abs(projected)).toBeLessThan(1e-4);
        });
      }),
      { seed: 20260, numRuns: 60 },
    );
  });

  it('keeps fixed variables fixed and every finite-difference point inside the box', () => {
    const bounds: [number, number][] = [
      [-1, 0.5],
      [0.25, 0.25],
      [0, 2],
    ];
    const fun = (x: ArrayLike<number>): number => {
      bounds.forEach(([low, high], i) => {
        expect(x[i]).toBeGreaterThanOrEqual(low);
        expect(x[i]).toBeLessThanOrEqual(high);
      });
      return rosen(x);
    };
    for (const jac of [null, '2-point', '3-point'] as const) {
      const result = minimize(fun, [9, 9, 9], { method: 'L-BFGS-B', jac, bounds });
      expect(result.success).toBe(true);
      expect(result.x[1]).toBe(0.25);
    }
  });

  it('reports its correction pairs and the inverse Hessian that they make', () => {
    const { hess_inv, sk, yk } = minimize(rosen, [-1.2, 1], { method: 'L-BFGS-B', jac: rosenGradient });
    expect(hess_inv).toHaveLength(4);
    const s = sk as Float64Array;
    const y = yk as Float64Array;
    expect(s).toHaveLength(y.length);
    // SciPy's operator takes the pairs in the order of their slots: the last slot satisfies the secant equation.
    const at = s.length - 2;
    expect(hess_inv![0] * y[at] + hess_inv![1] * y[at + 1]).toBeCloseTo(s[at], 12);
    expect(hess_inv![2] * y[at] + hess_inv![3] * y[at + 1]).toBeCloseTo(s[at + 1], 12);
    expect(hess_inv![1]).toBeCloseTo(hess_inv![2], 12);
    const large = minimize(
      rosen,
      Array.from({ length: 80 }, () => 0),
      { method: 'L-BFGS-B', jac: rosenGradient },
    );
    expect(large.hess_inv).toBeUndefined();
    expect(large.sk).toHaveLength(800);
  });

  it('stops at its limits with SciPy’s words', () => {
    const run = (options: Record<string, number>) =>
      minimize(rosen, [-1.2, 1], { method: 'L-BFGS-B', jac: rosenGradient, options });
    expect(run({ maxiter: 2 })).toMatchObject({ nit: 2, status: 1, success: false });
    expect(run({ maxfun: 3 }).message).toBe('STOP: TOTAL NO. OF F,G EVALUATIONS EXCEEDS LIMIT');
    expect(run({ maxcor: 0 })).toMatchObject({ nit: 0, nfev: 1, status: 2, message: 'ERROR: M <= 0' });
    expect(run({ ftol: -1 })).toMatchObject({ nit: 0, nfev: 1, status: 2, message: 'ERROR: FACTR < 0' });
    expect(() => run({ maxls: 0 })).toThrow(/maxls must be positive/);
    expect(run({ disp: 1 }).warnings.join()).toContain('deprecated');
    expect(run({ maxitr: 5 }).warnings.join()).toContain('"maxiter"');
  });

  it.each(hostileObjectives)('ends honestly on: $name', ({ fun, grad, x0 }) => {
    for (const jac of [grad, null]) {
      for (const bounds of [null, { lb: [-50, -50], ub: [Infinity, 50] }]) {
        let calls = 0;
        const counted = (x: ArrayLike<number>): number => (calls++, fun(x));
        const result = minimize(counted, x0, { method: 'L-BFGS-B', jac, bounds });
        expect(calls).toBeLessThan(20000);
        if (result.success) expect(Number.isFinite(result.fun)).toBe(true);
        expect(result.message).not.toBe('');
      }
    }
  });

  it('lets the error of a throwing objective out', () => {
    let calls = 0;
    const fun = (x: ArrayLike<number>): number => {
      if (++calls === 5) throw new RangeError('fifth call');
      return rosen(x);
    };
    expect(() => minimize(fun, [-1.2, 1], { method: 'L-BFGS-B', jac: rosenGradient })).toThrow('fifth call');
  });

  it('moves to a minimum of 300 variables with half of the bounds active', () => {
    const n = 300;
    const bounds = Array.from({ length: n }, (_, i): [number, number] => (i % 2 ? [1.5, 3] : [-10, 10]));
    const result = minimize(
      rosen,
      Array.from({ length: n }, () => 2),
      { method: 'L-BFGS-B', jac: rosenGradient, bounds },
    );
    expect(result.success).toBe(true);
    expect(Array.from(result.x).filter((v) => v === 1.5).length).toBeGreaterThan(n / 4);
  });
});

describe('compact memory', () => {
  const entry = fc.double({ min: -1, max: 1, noNaN: true });
  const vectors = fc.array(fc.array(entry, { minLength: 4, maxLength: 4 }), { minLength: 7, maxLength: 7 });

  it('represents the dense BFGS matrix: B·s = y for the newest pair, and B·H = I', () => {
    fc.assert(
      fc.property(vectors, (steps) => {
        const memory = new CompactMemory(4, 3, true, new Workspace());
        let last: { s: Float64Array; y: Float64Array } | null = null;
        for (const step of steps) {
          const s = Float64Array.from(step);
          const y = s.map((v, i) => (i + 1) * v + 0.1 * s[(i + 1) % 4] + 0.1 * s[(i + 3) % 4]);
          const product = (a: Float64Array, b: Float64Array): number => a.reduce((t, v, i) => t + v * b[i], 0);
          if (product(s, s) < 1e-2) continue;
          expect(memory.push(s, y, product(y, y), product(s, y), product(s, s))).toBe(true);
          last = { s, y };
        }
        if (!last) return;
        multiply(memory, last.s).forEach((value, i) => expect(value).toBeCloseTo(last.y[i], 6));
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

describe('two-loop step', () => {
  it('solves with the compact matrix: B·(B⁻¹·g) = g', () => {
    const n = 9;
    const memory = new CompactMemory(n, 3, true, new Workspace());
    const twoLoop = new TwoLoop(memory);
    const product = (a: Float64Array, b: Float64Array): number => a.reduce((t, v, i) => t + v * b[i], 0);
    for (let k = 1; k <= 5; k++) {
      const s = Float64Array.from({ length: n }, (_, i) => Math.sin(3 * k + i * i));
      const y = s.map((v, i) => (i + 1) * v + 0.1 * s[(i + 1) % n] + 0.1 * s[(i + n - 1) % n]);
      memory.push(s, y, product(y, y), product(s, y), product(s, s));
      const g = Float64Array.from({ length: n }, (_, i) => Math.cos(k * i + 1));
      const step = new Float64Array(n);
      twoLoop.solveScaled(g, step);
      const scaled = step.map((value) => value / memory.theta);
      multiply(memory, scaled).forEach((value, i) => expect(value).toBeCloseTo(g[i], 8));
    }
  });
});

// B·v = θv − W·M·Wᵀ·v
function multiply(memory: CompactMemory, v: Float64Array): number[] {
  const { size, theta, S, Y } = memory;
  const wv = new Float64Array(2 * size);
  const mwv = new Float64Array(2 * size);
  memory.innerProducts(v, wv);
  for (let j = size; j < 2 * size; j++) wv[j] *= theta;
  memory.multiplyMiddle(wv, mwv);
  return Array.from(v, (value, i) => {
    let sum = theta * value;
    for (let j = 0; j < size; j++) {
      const at = memory.column(j) + i;
      sum -= Y[at] * mwv[j] + theta * S[at] * mwv[size + j];
    }
    return sum;
  });
}

describe('inverse Hessian', () => {
  it('satisfies the secant equation of the newest pair', () => {
    const sk = Float64Array.of(1, 0, 0.5, 1);
    const yk = Float64Array.of(2, 0.5, 1, 3);
    const H = denseInverseHessian({ n: 2, count: 2, sk, yk });
    expect(H[0] * yk[2] + H[1] * yk[3]).toBeCloseTo(sk[2], 12);
    expect(H[2] * yk[2] + H[3] * yk[3]).toBeCloseTo(sk[3], 12);
    expect(denseInverseHessian({ n: 2, count: 0, sk, yk })).toEqual(Float64Array.of(1, 0, 0, 1));
  });
});
