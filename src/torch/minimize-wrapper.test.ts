import { nn, type Tensor } from 'webgpu-torch';
import { afterAll, describe, expect, it } from 'vitest';
import { defaultRng } from '../math/random/generator';
import { RandomState } from '../math/random/random-state';
import { Closure, closureOf } from './closure';
import { MinimizeWrapper, type MinimizerArgs } from './minimize-wrapper';
import { NoiseFilter } from './noise';
import { nodeTorch } from './node-torch';
import { add, mul, sub } from './ops/arithmetic';
import { crossEntropy, Linear, mseLoss } from './ops/losses';
import { relu, sin, square, tanh } from './ops/pointwise';
import { sum } from './ops/reduce';
import { parameter, read, setValues, tensor } from './tensors';

const torch = await nodeTorch();
afterAll(() => torch?.engine.destroy());

/** Rosenbrock in two named parameters. */
class Valley extends nn.Module {
  readonly x = parameter([-1.2]);
  readonly y = parameter([1]);

  forward(): Tensor {
    return sum(add(square(sub(1, this.x)), mul(square(sub(this.y, square(this.x))), 100)));
  }
}

const valueOf = async (...tensors: Tensor[]): Promise<number[]> =>
  (await read(...tensors)).flatMap((part) => [...part]);

describe.skipIf(!torch)('MinimizeWrapper', () => {
  it.each([
    [-1.2, 1],
    [2, 2],
    [-1.5, -0.5],
    [0, 0],
    [1.5, -1],
  ])('finds Rosenbrock’s minimum by L-BFGS-B from (%f, %f)', async (x, y) => {
    const model = new Valley();
    setValues(model.x, [x]);
    setValues(model.y, [y]);
    const optimizer = new MinimizeWrapper(model.parameters(), { method: 'L-BFGS-B', options: { gtol: 1e-7, ftol: 0 } });
    await optimizer.step(closureOf(model, (valley) => valley.forward()));
    expect(Math.hypot(optimizer.res!.x[0]! - 1, optimizer.res!.x[1]! - 1)).toBeLessThan(1e-6);
    expect(await valueOf(model.x, model.y)).toEqual([...optimizer.res!.x].map(Math.fround));
  });

  it('fits the seed’s linear data to NumPy’s weights', async () => {
    const random = new RandomState(42);
    const x = Array.from({ length: 600 }, () => random.standardNormal());
    const y = Array.from({ length: 200 }, (_, k) => {
      return 2 * x[3 * k]! - 1.5 * x[3 * k + 1]! + 0.8 * x[3 * k + 2]! + 0.1 * random.standardNormal();
    });
    const model = new Linear(3, 1, { bias: false });
    const [train, target] = [tensor(x.slice(0, 480), [160, 3]), tensor(y.slice(0, 160), [160, 1])];
    const optimizer = new MinimizeWrapper(model.parameters(), { method: 'L-BFGS-B', options: { gtol: 1e-6 } });
    await optimizer.step(closureOf(model, (linear) => mseLoss(linear.forward(train), target)));
    const weights = await valueOf(model.weight);
    [1.99431044, -1.4900746, 0.81011212].forEach((want, k) => expect(weights[k]).toBeCloseTo(want, 5));
    const [test, wanted] = [tensor(x.slice(480), [40, 3]), tensor(y.slice(160), [40, 1])];
    expect((await valueOf(mseLoss(model.forward(test), wanted)))[0]).toBeCloseTo(0.008314, 6);
  });

  /** 120 points in 20 dimensions around 10 centers. */
  function classes(): { x: Tensor; labels: Tensor; model: Linear } {
    const rng = defaultRng(1);
    const centers = rng.normalArray(200, 0, 2);
    const labels = Array.from({ length: 120 }, (_, k) => k % 10);
    const x = labels.flatMap((label) =>
      Array.from(centers.subarray(20 * label, 20 * label + 20), (c) => c + rng.normal()),
    );
    return {
      x: tensor(x, [120, 20]),
      labels: tensor(labels),
      model: new Linear(20, 10, { random: () => rng.random() }),
    };
  }

  it.each(['CG', 'BFGS', 'L-BFGS-B', 'SLSQP', 'Newton-CG', 'TNC', 'trust-ncg', 'trust-constr', 'SGD', 'Adam', 'LBFGS'])(
    '%s brings a classifier below 0.1',
    async (method) => {
      const { x, labels, model } = classes();
      const extra: Record<string, MinimizerArgs['options']> = {
        SGD: { lr: 0.5, momentum: 0.9, maxiter: 60 },
        Adam: { lr: 0.1, maxiter: 60 },
        LBFGS: { line_search_fn: 'strong_wolfe', maxiter: 20 },
        TNC: { maxfun: 100 },
      };
      const optimizer = new MinimizeWrapper(model.parameters(), { method, options: extra[method] ?? { maxiter: 15 } });
      const loss = await optimizer.step(closureOf(model, (linear) => crossEntropy(linear.forward(x), labels)));
      expect(loss).toBeLessThan(0.1);
      const [again] = await valueOf(crossEntropy(model.forward(x), labels));
      expect(again).toBeCloseTo(loss, 5);
    },
  );

  // Without the noise filter BFGS and CG end with precision loss, L-BFGS-B and TNC short of gtol.
  it.each(['L-BFGS-B', 'BFGS', 'CG', 'TNC'])('%s reaches gtol 1e-5 in f32', async (method) => {
    const rng = defaultRng(1);
    const x = tensor(rng.normalArray(2400), [120, 20]);
    const labels = tensor(Array.from({ length: 120 }, (_, k) => k % 10));
    const model = new Linear(20, 10, { random: () => rng.random() });
    const exact = { 'L-BFGS-B': { ftol: 0 }, TNC: { ftol: 0 } }[method];
    const optimizer = new MinimizeWrapper(model.parameters(), { method, options: { gtol: 1e-5, ...exact } });
    const penalty = (m: Linear): Tensor => mul(sum(square(m.weight)), 0.01);
    await optimizer.step(closureOf(model, (m) => add(crossEntropy(m.forward(x), labels), penalty(m))));
    expect(optimizer.res!.success).toBe(true);
    expect(Math.max(...optimizer.res!.jac!.map(Math.abs))).toBeLessThan(1e-5);
    expect(optimizer.res!.nfev).toBeLessThan(100);
    expect(optimizer.res!.digits).toBeGreaterThanOrEqual(6);
  });

  it('trains a network from three starts and keeps its weights within bounds', async () => {
    const rng = defaultRng(3);
    const input = tensor(rng.normalArray(180), [60, 3]);
    const wanted = tensor(rng.normalArray(60), [60, 1]);
    const losses: number[] = [];
    for (let start = 0; start < 3; start++) {
      const [hidden, out] = [
        new Linear(3, 5, { random: () => rng.random() }),
        new Linear(5, 1, { random: () => rng.random() }),
      ];
      const parameters = [...hidden.parameters(), ...out.parameters()];
      const optimizer = new MinimizeWrapper(parameters, { method: 'L-BFGS-B', bounds: [-1, 1] });
      const penalty = (): Tensor =>
        mul(
          parameters.map((p) => sum(square(p))).reduce((a, b) => add(a, b)),
          0.01,
        );
      losses.push(
        await optimizer.step(
          closureOf(null, () => add(mseLoss(out.forward(relu(hidden.forward(input))), wanted), penalty())),
        ),
      );
      expect(Math.max(...(await valueOf(...parameters)).map(Math.abs))).toBeLessThanOrEqual(1);
    }
    expect(Math.max(...losses)).toBeLessThan(1.2);
  });

  it('gives Hessian methods exact products, and dense Hessians where they are needed', async () => {
    for (const method of ['Newton-CG', 'trust-ncg', 'trust-exact', 'dogleg']) {
      const w = parameter([0.5, -0.3, 0.8]);
      const target = tensor([1, 2, 3]);
      const optimizer = new MinimizeWrapper([w], { method, options: { gtol: 1e-5 } });
      const loss = await optimizer.step(
        closureOf(w, (u) => sum(add(square(sub(u, target)), mul(square(tanh(u)), 0.1)))),
      );
      expect(optimizer.res!.nhev, method).toBeGreaterThan(0);
      expect(loss, method).toBeLessThan(0.3);
    }
  });

  it('moves without gradients where none are needed', async () => {
    const w = parameter([2, -1]);
    const bowl = (): Tensor => sum(square(sub(w, 0.5)));
    for (const method of ['Nelder-Mead', 'Powell', 'BFGS', 'SLSQP']) {
      setValues(w, [2, -1]);
      const optimizer = new MinimizeWrapper([w], { method, jac: false });
      expect(await optimizer.step(bowl), method).toBeLessThan(1e-6);
    }
    expect(() => new MinimizeWrapper([w], { method: 'CGG' })).toThrow('Did you mean "CG"?');
    await expect(new MinimizeWrapper([w], { method: 'Newton-CG', jac: false }).step(bowl)).rejects.toThrow(
      'needs gradients',
    );
  });

  it('takes PyTorch’s form of a closure, and says what a broken one forgot', async () => {
    const w = parameter([3]);
    const args: MinimizerArgs = { method: 'BFGS' };
    const good = (): Tensor => {
      const loss = sum(square(sub(w, 1)));
      loss.backward();
      return loss;
    };
    expect(await new MinimizeWrapper([w], args).step(good)).toBeLessThan(1e-8);
    setValues(w, [3]);
    const step = (closure: () => unknown): Promise<number> =>
      new MinimizeWrapper([w], args).step(closure as () => Tensor);
    await expect(step(() => sum(square(w)))).rejects.toThrow('Call loss.backward() before `return loss`');
    await expect(step(() => good() && undefined)).rejects.toThrow('Add `return loss`');
    await expect(step(() => sum(tensor([1, 2])))).rejects.toThrow('does not depend on the parameters');
    await expect(step(() => mul(tensor([1, 2]), w))).rejects.toThrow('The loss must be one number, got shape [2]');
    await expect(new MinimizeWrapper([w], { method: 'trust-ncg' }).step(good)).rejects.toThrow();
    expect(await valueOf(w)).toEqual([3]);
    expect(() => new MinimizeWrapper([])).toThrow('empty parameter list');
  });

  it('diagnoses the mistake behind “LBFGS does not work well”', async () => {
    const x = parameter([8]);
    const wavy = (): Tensor => sum(add(mul(square(x), 1 / 20), tanh(sin(x))));
    const optimizer = new MinimizeWrapper([x], { method: 'LBFGS', options: { lr: 1 } });
    await expect(optimizer.step(wavy)).rejects.toThrow('left no gradients');
    expect(await optimizer.step(closureOf(x, wavy))).toBeCloseTo(0.160707, 5);
    expect(optimizer.res!.x[0]).toBeCloseTo(3.98471, 3);
  });

  it('starts anew from the present parameters when step is called twice', async () => {
    const model = new Valley();
    const optimizer = new MinimizeWrapper(model.parameters(), { method: 'CG', options: { maxiter: 3 } });
    const closure = closureOf(model, (valley) => valley.forward());
    const first = await optimizer.step(closure);
    const second = await optimizer.step(closure);
    expect(second).toBeLessThan(first);
    expect(optimizer.res!.nit).toBe(3);
  });

  it('stops when the callback says so, and reads bounds by parameter', async () => {
    const model = new Valley();
    const seen: number[] = [];
    const optimizer = new MinimizeWrapper(model.parameters(), {
      method: 'L-BFGS-B',
      bounds: [
        [-2, 0.5],
        [null, null],
      ],
      callback: ({ fun }) => seen.push(fun) >= 2,
    });
    await optimizer.step(
      new (class extends Closure<Valley> {
        override loss(valley: Valley): Tensor {
          return valley.forward();
        }
      })(model),
    );
    expect(seen).toHaveLength(2);
    expect(optimizer.res!.success).toBe(false);
    const wrong = new MinimizeWrapper(model.parameters(), {
      method: 'L-BFGS-B',
      bounds: [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    });
    await expect(wrong.step(() => model.forward())).rejects.toThrow('one for each of the 2 parameters');
  });
});

describe('values below the noise of f32', () => {
  // f = ½ xᵀDx + 100, whose value f32 rounds to 1e-5: its minimum hides in the noise within ‖x‖ < 3e-3.
  const sample = (x: number): { x: Float64Array; f: number; g: Float64Array } => ({
    x: Float64Array.of(x),
    f: Math.fround(0.5 * x * x + 100),
    g: Float64Array.of(Math.fround(x)),
  });

  it('are told apart by the gradient', () => {
    const filter = new NoiseFilter();
    const values = [2e-3, 1.5e-3, 1e-3, 5e-4, 0].map((x) => filter.value(sample(x)));
    const raw = new Set([2e-3, 1.5e-3, 1e-3, 5e-4, 0].map((x) => sample(x).f));
    expect(raw.size).toBe(1);
    values.slice(1).forEach((value, k) => expect(value).toBeLessThan(values[k]!));
    expect(values[4]! - values[0]!).toBeCloseTo(-2e-6, 12);
    expect(filter.digits).toBeGreaterThanOrEqual(6);
  });

  it('leave other values alone', () => {
    const filter = new NoiseFilter();
    filter.value(sample(3));
    expect(filter.value(sample(1))).toBe(sample(1).f);
    expect(filter.value({ ...sample(0), f: NaN })).toBeNaN();
    expect(filter.value(sample(2))).toBe(sample(2).f);
  });
});
