/** The front door: SciPy's dispatch, warnings and refusals, and what happens with hostile losses. */
import { describe, expect, it } from 'vitest';
import { goldenCases, goldenProblems } from '../golden/golden';
import { attemptMinimize, differences } from '../golden/parity';
import { methods } from '../solve/registry';
import { minimize, minimizeAsync, type MinimizeOptions } from './minimize';

const rosen = (x: ArrayLike<number>): number => {
  let total = 0;
  for (let i = 0; i + 1 < x.length; i++) total += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
  return total;
};
const rosenGrad = (x: ArrayLike<number>): number[] => {
  const g = Array.from({ length: x.length }, () => 0);
  for (let i = 0; i + 1 < x.length; i++) {
    const a = x[i + 1]! - x[i]! ** 2;
    g[i]! += -400 * x[i]! * a - 2 * (1 - x[i]!);
    g[i + 1]! += 200 * a;
  }
  return g;
};

const local = methods.filter(({ family }) => family === 'minimize');
const isKnown = (name: string | null): boolean =>
  name === null || name === 'foo' || local.some((method) => method.name.toLowerCase() === name.toLowerCase());

// SciPy's own defects, which we do not copy.
const defects: Record<string, string> = {
  'edge_cases/052-tnc-stop-first': 'StopIteration escapes from minimize; ours is a result',
  'edge_cases/248-tnc-stop': 'StopIteration escapes from minimize; ours is a result',
  'edge_cases/077-trust-constr-unknown-option': 'TypeError; ours is a warning, as for every other method',
  'edge_cases/062-cobyla-x0-nan': 'a NaN in x0 becomes −1.8e308 there',
  'edge_cases/172-cobyla-bounds-all-fixed': 'crash on an empty reduction; ours is a result',
  'edge_cases/240-l-bfgs-b-maxcor-zero': 'returns fun = 0 without an evaluation',
  'edge_cases/243-l-bfgs-b-ftol-neg': 'returns fun = 0 without an evaluation',
};

describe('edge cases recorded from SciPy', () => {
  const problems = goldenProblems();
  const cases = goldenCases('edge_cases').filter((golden) => golden.call === 'minimize' && isKnown(golden.method));
  const bare = (text: string): string => text.replaceAll(/['`]/g, '');

  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_id, golden) => {
    if (golden.id in defects) return;
    const ours = attemptMinimize(golden, problems);
    expect(differences(golden, ours)).toEqual([]);
    for (const { message } of golden.warnings ?? []) {
      expect(ours.result?.warnings.map(bare)).toContainEqual(expect.stringContaining(bare(message).slice(0, 60)));
    }
    if (ours.error) expect(ours.error.message.length).toBeGreaterThan(20);
  });
});

describe('acceptance numbers', () => {
  const expected: Record<string, number> = {
    'Nelder-Mead': 243,
    Powell: 988,
    CG: 97,
    BFGS: 30,
    'L-BFGS-B': 26,
    TNC: 55,
    SLSQP: 46,
    'Newton-CG': 30,
    'trust-ncg': 19,
    'trust-krylov': 19,
    'trust-exact': 13,
    'trust-constr': 23,
  };
  const hess = (x: Float64Array): number[][] => {
    const n = x.length;
    const H = Array.from({ length: n }, () => Array.from({ length: n }, () => 0));
    for (let i = 0; i + 1 < n; i++) {
      H[i]![i]! += 1200 * x[i]! ** 2 - 400 * x[i + 1]! + 2;
      H[i + 1]![i + 1]! += 200;
      H[i]![i + 1] = H[i + 1]![i] = -400 * x[i]!;
    }
    return H;
  };
  it.each(local.filter(({ name }) => name in expected).map(({ name, needs }) => [name, needs] as const))(
    'rosen of 5 variables by %s',
    (name, needs) => {
      const result = minimize(rosen, [1.3, 0.7, 0.8, 1.9, 1.2], {
        method: name,
        jac: needs.grad === 'ignored' ? null : rosenGrad,
        hess: needs.hess === 'ignored' ? null : hess,
      });
      expect(result.nfev).toBe(expected[name]);
      expect(result.success).toBe(true);
    },
  );
});

// 190 with OpenBLAS's default kernels; SciPy itself takes 188 to 228 when kernels or the order of sums change.
it.runIf(local.some(({ name }) => name === 'COBYQA'))('rosen of 5 variables by COBYQA', () => {
  const result = minimize(rosen, [1.3, 0.7, 0.8, 1.9, 1.2], { method: 'COBYQA' });
  expect(result.nfev).toBeGreaterThan(150);
  expect(result.nfev).toBeLessThan(250);
  expect(result.fun).toBeLessThan(1e-8);
});

describe('callers', () => {
  it('a compiled loss brings its derivatives', () => {
    const loss = { n: 2, fun: rosen, grad: (x: Float64Array) => Float64Array.from(rosenGrad(x)) };
    const result = minimize(loss, [-1.2, 1]);
    const plain = minimize(rosen, [-1.2, 1], { jac: rosenGrad });
    expect(result).toEqual(plain);
    expect(() => minimize(loss, [1, 2, 3])).toThrow(/2 variables, but x0 has 3/);
  });

  it('jac: true takes value and gradient from one call', () => {
    let calls = 0;
    const both = (x: Float64Array): [number, number[]] => {
      calls++;
      return [rosen(x), rosenGrad(x)];
    };
    const result = minimize(both, [-1.2, 1], { jac: true });
    const plain = minimize(rosen, [-1.2, 1], { jac: rosenGrad });
    expect(result).toEqual(plain);
    expect(calls).toBe(plain.nfev);
  });

  it('the async function takes the same path', async () => {
    for (const method of ['BFGS', 'Nelder-Mead']) {
      const result = await minimizeAsync((x) => Promise.resolve(rosen(x)), [-1.2, 1], { method });
      expect(result).toEqual(minimize(rosen, [-1.2, 1], { method }));
    }
    expect(() => minimize((x) => Promise.resolve(rosen(x)), [-1.2, 1])).toThrow(/minimizeAsync/);
  });

  it('a loss may write to the x that it is given', () => {
    const scribbler = (x: Float64Array): number => {
      const f = rosen(x);
      x.fill(7);
      return f;
    };
    expect(minimize(scribbler, [-1.2, 1])).toEqual(minimize(rosen, [-1.2, 1]));
  });

  it('an unknown option names the nearest one', () => {
    const { warnings } = minimize(rosen, [0, 0], { method: 'BFGS', options: { maxitr: 3 } });
    expect(warnings).toEqual(['Unknown solver options: maxitr. "maxitr": did you mean "maxiter"?']);
  });

  it('keeps the iterates as a trace when asked', () => {
    const seen: number[] = [];
    const result = minimize(rosen, [-1.2, 1], {
      method: 'BFGS',
      jac: rosenGrad,
      trace: true,
      callback: ({ fun }) => {
        seen.push(fun);
      },
    });
    const trace = result.trace as { x: Float64Array; fun: number }[];
    expect(trace.map(({ fun }) => fun)).toEqual(seen);
    expect(trace.at(-1)!.x).toEqual(result.x);
    expect(minimize(rosen, [-1.2, 1], { method: 'BFGS' })).not.toHaveProperty('trace');
  });

  it('budgets end a run honestly', () => {
    const result = minimize(rosen, [-1.2, 1], { method: 'Nelder-Mead', budget: { evaluations: 20 } });
    expect(result).toMatchObject({ status: 101, success: false, nfev: 20 });
  });
});

describe('hostile losses end with an honest result', () => {
  const second = (_x: Float64Array): number[][] => [
    [2, 0],
    [0, 2],
  ];
  const wall = (x: Float64Array): number => (x[0]! < 0 ? Infinity : (x[0]! - 1) ** 2 + x[1]! ** 2);
  const losses: Record<string, { fun: (x: Float64Array) => number; jac: (x: Float64Array) => number[] }> = {
    'NaN everywhere': { fun: () => NaN, jac: () => [NaN, NaN] },
    'NaN in a region': {
      fun: (x) => (x[0]! > 1.5 ? NaN : (x[0]! - 2) ** 2 + x[1]! ** 2),
      jac: (x) => [2 * (x[0]! - 2), 2 * x[1]!],
    },
    'infinite wall': { fun: wall, jac: (x) => [2 * (x[0]! - 1), 2 * x[1]!] },
    'infinite everywhere': { fun: () => Infinity, jac: () => [0, 0] },
    flat: { fun: () => 1, jac: () => [0, 0] },
    'unbounded below': { fun: (x) => -(x[0]! ** 2) - 2 * x[1]!, jac: (x) => [-2 * x[0]!, -2] },
    'exponentially unbounded': { fun: (x) => -Math.exp(x[0]!), jac: (x) => [-Math.exp(x[0]!), 0] },
    discontinuous: { fun: (x) => Math.floor(4 * x[0]! ** 2) + Math.floor(4 * x[1]! ** 2), jac: () => [0, 0] },
    'gradient of the wrong sign': { fun: rosen, jac: (x) => rosenGrad(x).map((g) => -g) },
  };
  const grid = local.flatMap((method) => Object.keys(losses).map((loss) => [method.name, loss] as const));

  it.each(grid)('%s: %s', (name, loss) => {
    const { needs } = local.find((method) => method.name === name)!;
    const { fun, jac } = losses[loss]!;
    const options: MinimizeOptions = {
      method: name,
      jac: needs.grad === 'ignored' ? null : jac,
      hess: needs.hess === 'required' ? second : null,
      ...(name.startsWith('trust') || name === 'dogleg' ? { hess: second } : {}),
    };
    let evaluations = 0;
    const counted = (x: Float64Array): number => {
      evaluations++;
      return fun(x);
    };
    const result = minimize(counted, [0.8, 1.3], options);
    expect(evaluations).toBeLessThan(50_000);
    expect(result.message).not.toBe('');
    if (!Number.isFinite(result.fun)) expect(result.success).toBe(false);
  });

  it.each(local.map(({ name, needs }) => [name, needs] as const))(
    '%s passes on what the loss throws',
    (name, needs) => {
      let calls = 0;
      const fun = (x: Float64Array): number => {
        if (++calls === 4) throw new RangeError('out of range');
        return rosen(x);
      };
      const options = {
        method: name,
        jac: needs.grad === 'ignored' ? null : rosenGrad,
        hess: needs.hess === 'ignored' ? null : second,
      };
      expect(() => minimize(fun, [-1.2, 1], options)).toThrow(RangeError);
    },
  );

  it.each(local.filter(({ needs }) => needs.grad === 'used').map(({ name }) => name))(
    '%s is not led astray by a loss that writes into its point',
    (name) => {
      const writes = (x: Float64Array): number => {
        const value = rosen(x);
        x.fill(NaN);
        return value;
      };
      const options = { method: name, hess: name.startsWith('trust') || name === 'dogleg' ? second : null };
      const clean = minimize(rosen, [-1.2, 1], { ...options, jac: rosenGrad });
      const dirty = minimize(writes, [-1.2, 1], {
        ...options,
        jac: (x) => {
          const g = rosenGrad(x);
          x.fill(NaN);
          return g;
        },
      });
      expect(dirty.x).toEqual(clean.x);
      expect(dirty.nfev).toBe(clean.nfev);
    },
  );
});
