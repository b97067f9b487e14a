import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../options';
import type { Iterate } from '../protocol';
import type { OptimizeResult } from '../result';
import type { Setup } from '../method';
import { firstOrderMethods, previewSchedule, scheduleOptions } from './index';

interface Loss {
  fun(x: Float64Array): number;
  grad(x: Float64Array): Float64Array;
}

const rosenbrock: Loss = {
  fun: ([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  grad: ([x, y]) => Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
};

const beale: Loss = {
  fun: ([x, y]) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2,
  grad([x, y]) {
    const [a, b, c] = [1.5 - x + x * y, 2.25 - x + x * y ** 2, 2.625 - x + x * y ** 3];
    return Float64Array.of(
      2 * (a * (y - 1) + b * (y ** 2 - 1) + c * (y ** 3 - 1)),
      2 * (a * x + b * 2 * x * y + c * 3 * x * y ** 2),
    );
  },
};

/** x²/20 + tanh(sin x), the function of the tutorial. */
const wavy: Loss = {
  fun: ([x]) => (x * x) / 20 + Math.tanh(Math.sin(x)),
  grad: ([x]) => Float64Array.of(x / 10 + Math.cos(x) * (1 - Math.tanh(Math.sin(x)) ** 2)),
};

const parabola: Loss = { fun: ([x]) => x * x, grad: ([x]) => Float64Array.of(2 * x) };

interface Run {
  readonly result: OptimizeResult;
  readonly iterates: readonly Iterate[];
}

/** Drives a method over a loss that answers at once; `stopAt` is the iteration at which the user stops it. */
function run(name: string, loss: Loss, x0: readonly number[], options: Setup['options'], stopAt = Infinity): Run {
  const setup: Setup = {
    x0: Float64Array.from(x0),
    jac: 'exact',
    hess: null,
    hessp: false,
    bounds: null,
    constraints: [],
    tol: null,
    options,
    seed: null,
  };
  const search = firstOrderMethods.find((method) => method.name === name)!.solve(setup);
  const iterates: Iterate[] = [];
  let step = search.next();
  while (!step.done) {
    const request = step.value;
    if (request.kind === 'fun') step = search.next(loss.fun(request.x));
    else if (request.kind === 'grad') step = search.next(loss.grad(request.x));
    else if (request.kind === 'funGrad') {
      request.out.set(loss.grad(request.x));
      step = search.next(loss.fun(request.x));
    } else if (request.kind === 'iterate') {
      iterates.push(request.iterate);
      step = search.next(iterates.length >= stopAt);
    } else throw new Error(`unexpected request ${request.kind}`);
  }
  return { result: step.value, iterates };
}

interface Recorded {
  readonly method: string;
  readonly problem: 'rosenbrock' | 'beale';
  readonly x0: number[];
  readonly options: Record<string, unknown>;
  readonly steps: number[];
  readonly x: number[][];
  readonly lr: number[] | null;
  /** iterations, where the run ends by itself */
  readonly length?: number;
  /** how far the reference's own path moves when its start does by one rounding */
  readonly spread?: number;
}

const recorded = JSON.parse(
  gunzipSync(readFileSync(new URL('./reference/paths.json.gz', import.meta.url))).toString(),
) as readonly Recorded[];

describe('200 steps equal the reference in NumPy', () => {
  it.each(
    recorded.map((entry) => [`${entry.method} ${JSON.stringify(entry.options)} on ${entry.problem}`, entry] as const),
  )('%s', (_, { method, problem, x0, options, steps, x, lr, length, spread = 0 }) => {
    const loss = problem === 'beale' ? beale : rosenbrock;
    const { iterates, result } = run(method, loss, x0, { ...options, maxiter: 200 });
    const path = [Float64Array.from(x0), ...iterates.map((iterate) => iterate.x)];
    expect(path).toHaveLength((length ?? 200) + 1);
    steps.forEach((step, k) => {
      x[k].forEach((want, i) => {
        expect(Math.abs(path[step][i] - want), `step ${step}`).toBeLessThanOrEqual(
          Math.max(1e-10 * Math.max(1, Math.abs(want)), 2 * spread),
        );
      });
    });
    lr?.forEach((want, k) => expect(iterates[10 * k].extra!.lr).toBeCloseTo(want, 14));
    expect(result.x).toEqual(path[path.length - 1]);
  });

  it('covers every method', () => {
    expect(new Set(recorded.map((entry) => entry.method))).toEqual(new Set(firstOrderMethods.map((m) => m.name)));
  });
});

describe('numbers of the tutorial', () => {
  it('gradient descent on x² with lr 0.1 from 2.5 gives 6.25·0.64ᵏ', () => {
    const { iterates } = run('SGD', parabola, [2.5], { lr: 0.1, maxiter: 39 });
    iterates.forEach((iterate, k) => expect(iterate.fun).toBeCloseTo(6.25 * 0.64 ** (k + 1), 13));
    expect(iterates[38].fun).toBeCloseTo(1.725e-7, 10);
  });

  it('Adam with lr 2 from 8, 15 evaluations', () => {
    const { result } = run('Adam', wavy, [8], { lr: 2, maxiter: 14 });
    expect(result.nfev).toBe(15);
    expect(result.fun).toBeCloseTo(-0.27488, 6);
  });

  it('LBFGS with lr 1 from 8', () => {
    const { result } = run('LBFGS', wavy, [8], { lr: 1 });
    expect(result.fun).toBeCloseTo(0.160707, 6);
    expect(result.x[0]).toBeCloseTo(3.98471, 4);
    expect(result.success).toBe(true);
  });
});

describe('how runs end', () => {
  it('converges where gtol says so', () => {
    const { result } = run('SGD', parabola, [2.5], { lr: 0.1, gtol: 1e-6 });
    expect(result).toMatchObject({ status: 0, success: true });
    expect(Math.abs(result.jac![0])).toBeLessThanOrEqual(1e-6);
  });

  it('does not claim convergence that was not tested', () => {
    expect(run('Adam', parabola, [1], { maxiter: 5 }).result).toMatchObject({ status: 1, success: false, nit: 5 });
    expect(run('Adam', parabola, [1], { maxiter: 5, gtol: 1e-9 }).result.message).toMatch('exceeded');
  });

  it('stops at the last finite point when it diverges', () => {
    const { result, iterates } = run('SGD', parabola, [1], { lr: 1e200 });
    expect(result).toMatchObject({ status: 3, success: false });
    expect(Number.isFinite(result.fun)).toBe(true);
    expect(iterates.every((iterate) => Number.isFinite(iterate.fun))).toBe(true);
  });

  it.each(firstOrderMethods.map((method) => method.name))('%s survives a loss that is NaN everywhere', (name) => {
    const nowhere: Loss = { fun: () => NaN, grad: () => Float64Array.of(NaN) };
    expect(run(name, nowhere, [1], {}).result).toMatchObject({ status: 3, nit: 0 });
  });

  it.each(firstOrderMethods.map((method) => method.name))('%s stays put on a flat loss', (name) => {
    const flat: Loss = { fun: () => 1, grad: () => Float64Array.of(0) };
    const { result } = run(name, flat, [0], { maxiter: 10 });
    expect(result.x).toEqual(Float64Array.of(0));
  });

  it('stops when the user says so', () => {
    expect(run('Adam', parabola, [1], {}, 3).result).toMatchObject({ status: 99, nit: 3 });
    expect(run('LBFGS', rosenbrock, [-1.2, 1], { lr: 0.1 }, 3).result).toMatchObject({ status: 99, nit: 3 });
  });

  it('averages late points in ASGD', () => {
    const { result, iterates } = run('ASGD', parabola, [1], { maxiter: 20, t0: 10, lambd: 0 });
    const late = iterates.slice(11).map((iterate) => iterate.x[0]);
    expect((result.ax as Float64Array)[0]).toBeCloseTo(late.reduce((a, b) => a + b) / late.length, 12);
  });
});

describe('options', () => {
  it.each([
    ['SGD', { lr: -1 }, 'expects a number ≥ 0, got -1'],
    ['SGD', { nesterov: true }, 'needs a momentum'],
    ['Adam', { betas: [0.9, 1] }, 'expects numbers in [0, 1), got 1'],
    ['Rprop', { etas: [1.5, 2] }, 'expects 0 < first < 1 < second'],
    ['LBFGS', { line_search_fn: 'armijo' }, 'expects "strong_wolfe" or nothing'],
    ['Adam', { scheduler: 'StepLr' }, 'expects one of none, StepLR'],
    ['Adam', { scheduler: 'MultiStepLR', milestones: 'soon' }, 'expects an array of step numbers'],
    ['Adam', { scheduler: 'ReduceLROnPlateau', factor: 1 }, 'expects a number in [0, 1), got 1'],
  ])('%s refuses %j', (name, options, message) => {
    expect(() => run(name, parabola, [1], options)).toThrow(message);
  });

  it('warns about names that it does not know', () => {
    expect(run('Adam', parabola, [1], { learning_rate: 1, maxiter: 1 }).result.warnings[0]).toMatch('learning_rate');
  });

  it('holds the last rate of a cycle that is over, and previews schedules', () => {
    const options = readOptions({ options: { scheduler: 'OneCycleLR', total_steps: 10 }, tol: null }, scheduleOptions);
    const rates = previewSchedule(options, 0.1, 15);
    expect(Math.max(...rates)).toBeCloseTo(0.1, 12);
    expect(rates[0]).toBeCloseTo(0.004, 12);
    expect(rates.slice(9).every((rate) => rate === rates[9])).toBe(true);
    expect(rates[9]).toBeCloseTo(4e-7, 15);
  });
});
