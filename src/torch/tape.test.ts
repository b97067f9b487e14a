import * as library from 'webgpu-torch';
import type { Tensor } from 'webgpu-torch';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeTorch } from './node-torch';
import { openTorch } from './open';
import { add, mul } from './ops/arithmetic';
import { Linear, crossEntropy } from './ops/losses';
import { exp, sin, square } from './ops/pointwise';
import { sum } from './ops/reduce';
import { backward, grad, hessianVector } from './tape';
import { dispose, full, nested, parameter, read, readNumber, setValues, tensor, tidy, zeros } from './tensors';

const torch = await nodeTorch();
afterAll(() => torch?.engine.destroy());

const list = async (of: Tensor): Promise<number[]> => [...(await read(of))[0]!];

describe.skipIf(!torch)('the tape', () => {
  it('visits shared parts once: 100 levels of x + x', async () => {
    let y = parameter([1]) as Tensor;
    const x = y;
    const started = performance.now();
    for (let level = 0; level < 100; level++) y = add(y, y);
    const [g] = grad(y, [x]);
    expect(await readNumber(g!)).toBeCloseTo(2 ** 100, -25);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('differentiates again and again: the fourth derivative of sin(x)·eˣ is −4 sin(x)·eˣ', async () => {
    const x = parameter([0.7]);
    let y = sum(mul(sin(x), exp(x)));
    for (let order = 0; order < 4; order++) [y] = grad(y, [x], { createGraph: true }) as [Tensor];
    expect(await readNumber(y)).toBeCloseTo(-4 * Math.sin(0.7) * Math.exp(0.7), 4);
  });

  it('gives zeros where nothing depends, in gradients and in products', async () => {
    const [x, y] = [parameter([1, 2]), parameter([3, 4])];
    const gradients = grad(sum(x), [x, y], { createGraph: true });
    expect(await list(gradients[1]!)).toEqual([0, 0]);
    const products = hessianVector(gradients, [x, y], [full([2], 1), full([2], 1)]);
    expect(await list(products[0]!)).toEqual([0, 0]);
  });

  it('accumulates in .grad as backward() does, through methods and functions alike', async () => {
    const w = parameter([1, 2, 3]);
    const x = tensor([4, 5, 6]);
    w.mul(x).sum().backward();
    expect(await list(w.grad!)).toEqual([4, 5, 6]);
    backward(sum(mul(w, w)));
    expect(await list(w.grad!)).toEqual([6, 9, 12]);
  });

  it('says what is wrong with a loss', () => {
    expect(() => backward(tensor([1]))).toThrow('Does the loss use the model?');
    expect(() => backward(mul(parameter([1, 2]), 2))).toThrow('needs one number, got shape [2]');
    const x = parameter([0.5]);
    expect(() => grad(x.sinc().sum(), [x], { createGraph: true })).toThrow('has no second derivative');
  });

  it('passes through operations that stay webgpu-torch’s', async () => {
    const x = parameter([0.5, 1.5]);
    const [g] = grad(x.atan().mul(x).sum(), [x]);
    const want = [0.5, 1.5].map((v) => Math.atan(v) + v / (1 + v * v));
    (await list(g!)).forEach((value, k) => expect(value).toBeCloseTo(want[k]!, 5));
  });
});

describe.skipIf(!torch)('memory', () => {
  it('is flat over 500 evaluations of a network with its gradient and a Hessian-vector product', async () => {
    const model = new Linear(20, 10, { random: () => 0.3 });
    const x = full([120, 20], 0.1);
    const labels = tensor(Array.from({ length: 120 }, (_, k) => k % 10));
    const parameters = [...model.parameters()];
    const evaluate = (): Promise<Float32Array[]> =>
      tidy(() => {
        const loss = crossEntropy(model.forward(x), labels);
        const gradients = grad(loss, parameters, { createGraph: true });
        return read(
          loss,
          ...hessianVector(
            gradients,
            parameters,
            gradients.map((g) => g.detach()),
          ),
        );
      });
    const first = await evaluate();
    const bytes = torch!.engine.bytes;
    for (let k = 0; k < 500; k++) await evaluate();
    expect(torch!.engine.bytes).toBe(bytes);
    expect(await evaluate()).toEqual(first);
  });

  it('keeps what a scope returns and frees the rest, webgpu-torch’s own tensors too', async () => {
    let inner: Tensor;
    const kept = await tidy(async () => {
      inner = square(tensor([3]));
      return [add(inner, 1), library.tensor([[2]]).sinh()];
    });
    expect(await list(kept[0]!)).toEqual([10]);
    expect(await readNumber(kept[1]!)).toBeCloseTo(Math.sinh(2), 5);
    expect(() => square(inner)).toThrow('freed when its tidy scope ended');
    kept.forEach(dispose);
    expect(() => square(kept[0]!)).toThrow('freed');
  });

  it('frees when an evaluation throws, and refuses scopes that overlap', async () => {
    let inner: Tensor;
    await expect(
      tidy(() => {
        inner = zeros([3]);
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(() => square(inner)).toThrow('freed');
    let finish: () => void = () => undefined;
    const outer = tidy(() => new Promise<void>((resolve) => (finish = resolve)));
    const second = tidy(() => new Promise<void>((resolve) => setTimeout(resolve, 5)));
    finish();
    await expect(outer).rejects.toThrow('overlap');
    await second;
  });
});

describe.skipIf(!torch)('repairs of webgpu-torch', () => {
  it('rewrites parameters between evaluations, in order with queued work', async () => {
    const w = parameter([1, 2]);
    const before = mul(w, 10);
    setValues(w, [3, 4]);
    expect(await list(before)).toEqual([10, 20]);
    expect(await list(mul(w, 10))).toEqual([30, 40]);
    expect(() => setValues(w, [1])).toThrow('Shape [2] holds 2 numbers, got 1');
  });

  it('broadcasts, takes numbers, honors alpha, transposes, and keeps the second gradient', async () => {
    const a = tensor([1, 2, 3, 4], [2, 2]);
    expect(await list(a.add(library.tensor([10, 20])))).toEqual([11, 22, 13, 24]);
    expect(await list(a.sub(a, 2))).toEqual([-1, -2, -3, -4]);
    expect(await list(a.t().mul(1 as unknown as Tensor))).toEqual([1, 3, 2, 4]);
    const b = parameter([1, 1]);
    a.mul(b).sum().backward();
    expect(await list(b.grad!)).toEqual([4, 6]);
    expect(await list(a.mean(0))).toEqual([2, 3]);
  });

  it('throws where a number would be wrong', () => {
    const a = tensor([1, 2]);
    expect(() => a.prod()).toThrow('gives wrong numbers');
    expect(() => a.all()).toThrow('invalid');
    expect(() => a.atan2(parameter([1, 2]))).toThrow('loses the gradient of its second operand');
    expect(() => a.add_(tensor([1]))).toThrow('equal shapes');
    expect(() => zeros([600_000]).cosh()).toThrow('at most 524280 elements');
  });

  it('reads nested arrays, and refuses ragged ones', async () => {
    const matrix = nested([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(matrix.shape).toEqual([2, 3]);
    expect(await list(matrix)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(() => nested([[1], [2, 3]])).toThrow('Ragged');
    expect(await list(nested(5))).toEqual([5]);
  });

  it('is one runtime for one engine', async () => {
    expect(await openTorch(torch!.engine)).toBe(torch!.runtime);
  });
});
