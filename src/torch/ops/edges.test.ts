/** What operations refuse, and what they give at the edges: never a wrong number in silence. */
import * as library from 'webgpu-torch';
import type { Tensor } from 'webgpu-torch';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeTorch } from '../node-torch';
import { backward, grad, hessianVector } from '../tape';
import { full, parameter, read, setValues, tensor, tidy, zeros } from '../tensors';
import { add, compare, div, mul } from './arithmetic';
import { expand, reshape } from './broadcast';
import { crossEntropy, logSoftmax, mseLoss, softmax } from './losses';
import { matmul, mm } from './matmul';
import * as pointwise from './pointwise';
import { mean, sum } from './reduce';
import { indexRows, permute, pickColumns, t } from './shape';

const torch = await nodeTorch();
afterAll(() => torch?.engine.destroy());

const value = async (make: () => Tensor): Promise<number[]> => tidy(async () => [...(await read(make()))[0]!]);

describe.skipIf(!torch)('numbers at the edges', () => {
  it('sine and cosine are right for every size of argument', async () => {
    const sizes = [1e-3, 1, 100, 8191, 8193, 1e4, 12345.678, 1e5, 1e6, 16777215, 1e8, 1e12, 1e20, 3.4e38, 2.2e5];
    const x = sizes.flatMap((size) => [Math.fround(size), Math.fround(-size)]);
    const sines = await value(() => pointwise.sin(tensor(x)));
    const cosines = await value(() => pointwise.cos(tensor(x)));
    x.forEach((at, k) => {
      expect(Math.abs(sines[k]! - Math.sin(at)), `sin ${at}`).toBeLessThan(3e-7);
      expect(Math.abs(cosines[k]! - Math.cos(at)), `cos ${at}`).toBeLessThan(3e-7);
    });
    expect(await value(() => pointwise.sin(tensor([NaN, Infinity, -Infinity])))).toEqual([NaN, NaN, NaN]);
  });

  it('a sum over nothing is 0, a mean of nothing NaN', async () => {
    expect(await value(() => sum(tensor([])))).toEqual([0]);
    expect(await value(() => sum(zeros([3, 0]), 1))).toEqual([0, 0, 0]);
    expect(await value(() => mean(tensor([])))).toEqual([NaN]);
    expect(await value(() => mm(zeros([2, 0]), zeros([0, 3])))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await value(() => add(tensor([]), 1))).toEqual([]);
  });

  it('NaN and infinity stay what they are through every operation', async () => {
    const x = (): Tensor => tensor([NaN, Infinity, -Infinity]);
    expect(await value(() => div(2, x()))).toEqual([NaN, 0, -0]);
    expect(await value(() => sum(x()))).toEqual([NaN]);
    expect(await value(() => sum(tensor([1e38, 1e38, 1e38, 1e38])))).toEqual([Infinity]);
    expect(await value(() => pointwise.abs(x()))).toEqual([NaN, Infinity, Infinity]);
    expect(await value(() => pointwise.softplus(x()))).toEqual([NaN, Infinity, 0]);
    expect(await value(() => pointwise.sigmoid(x()))).toEqual([NaN, 1, 0]);
    expect(await value(() => pointwise.square(x()))).toEqual([NaN, Infinity, Infinity]);
    expect(await value(() => softmax(tensor([NaN, 0], [1, 2])))).toEqual([NaN, NaN]);
    expect(await value(() => logSoftmax(tensor([-Infinity, 0], [1, 2])))).toEqual([-Infinity, 0]);
    expect(await value(() => compare('>', x(), 0))).toEqual([0, 1, 0]);
    expect(await value(() => pointwise.pow(tensor([-2, -2, 2]), 65))).toEqual(
      [-(2 ** 65), -(2 ** 65), 2 ** 65].map((want) => expect.closeTo(want, -15) as number),
    );
    expect(await value(() => pointwise.pow(tensor([-1, -1]), 70.5))).toEqual([NaN, NaN]);
  });

  it('gradients that are infinite do not become NaN where the derivative is 0', async () => {
    const [relu, clamped, chosen] = await tidy(async () => {
      const x = tensor([-1, 2], [2], true);
      const mask = tensor([NaN, 0]);
      return read(
        ...grad(pointwise.relu(x), [x], { seed: tensor([Infinity, 1]) }),
        ...grad(pointwise.clamp(x, 0, 1), [x], { seed: tensor([Infinity, Infinity]) }),
        ...grad(sum(pointwise.where(mask, x, mul(x, 3))), [x]),
      );
    });
    expect([...relu!]).toEqual([0, 1]);
    expect([...clamped!]).toEqual([0, 0]);
    expect([...chosen!]).toEqual([1, 3]);
  });

  it('a vector times a vector is a number', async () => {
    const product = matmul(tensor([1, 2, 3]), tensor([4, 5, 6]));
    expect(product.shape).toEqual([]);
    expect(await value(() => product)).toEqual([32]);
  });
});

describe.skipIf(!torch)('what operations refuse', () => {
  it('numbers that pick no row or column', async () => {
    const m = tensor([1, 2, 3, 4], [2, 2]);
    expect(() => indexRows(m, tensor([0, 2]))).toThrow('There are 2 rows, numbered from 0 to 1; got number 2');
    expect(() => indexRows(m, tensor([-1]))).toThrow('got number -1');
    expect(() => pickColumns(m, tensor([0.5, 1]))).toThrow('got number 0.5');
    expect(() => crossEntropy(m, tensor([0, 7]))).toThrow('There are 2 classes');
    expect(() => pickColumns(m, tensor([0]))).toThrow('as many numbers as it has rows');
    // A kernel's own numbers are unknown here: they give NaN.
    expect(await value(() => indexRows(m, add(tensor([0, 1]), 1)))).toEqual([3, 4, NaN, NaN]);
    expect(await value(() => pickColumns(m, add(tensor([0, 0]), 0.5)))).toEqual([NaN, NaN]);
    const rows = tensor([0]);
    setValues(rows, [5]);
    expect(await value(() => indexRows(m, rows))).toEqual([NaN, NaN]);
  });

  it('shapes that are none, or do not fit', () => {
    expect(() => expand(tensor([1, 2, 3]), [-1, 3])).toThrow('whole numbers');
    expect(() => zeros([2.5])).toThrow('whole numbers');
    expect(() => zeros(Array.from({ length: 9 }, () => 1))).toThrow('at most 8 axes');
    expect(() => zeros([1 << 20, 1 << 12])).toThrow('holds tensors of at most');
    expect(() => tensor([1, 2], [3])).toThrow('holds 3 numbers, got 2');
    expect(() => mseLoss(zeros([5]), zeros([5, 1]))).toThrow('equal shapes');
    expect(() => logSoftmax(full([], 1))).toThrow('at least one axis');
    expect(() => reshape(zeros([6]), [-1, -1])).toThrow('does not reshape');
    expect(() => permute(zeros([2, 3]), [0, 0])).toThrow('not an order');
    expect(() => t(zeros([2, 3, 4]))).toThrow('at most two axes');
    expect(() => matmul(zeros([2, 3, 4]), zeros([4, 2]))).toThrow('needs matrices');
    expect(() => mean(zeros([2]), 1.5)).toThrow('Axis 1.5 does not exist');
    expect(() => pointwise.clamp(tensor([1]), 2, 1)).toThrow('lo ≤ hi');
    expect(() => pointwise.clamp(tensor([1]), NaN)).toThrow('lo ≤ hi');
  });

  it('gradients that would be wrong', () => {
    const x = parameter([1, 2]);
    const constant = tensor([1, 2]);
    expect(() => grad(sum(mul(x, constant)), [constant])).toThrow('does not require one');
    expect(() => grad(mul(x, 2), [x], { seed: tensor([1]) })).toThrow('must have the shape [2], got [1]');
    const plain = grad(sum(pointwise.square(x)), [x]);
    expect(() => hessianVector(plain, [x], [tensor([1, 0])])).toThrow('createGraph: true');
    const taped = grad(sum(pointwise.square(x)), [x], { createGraph: true });
    expect(() => hessianVector(taped, [x], [tensor([1])])).toThrow('A direction must have the shape [2], got [1]');
    expect(() => hessianVector(taped, [x], [])).toThrow('got none');
  });

  it('a derivative whose inputs were rewritten', () => {
    const x = parameter([1, 2]);
    const loss = sum(pointwise.square(x));
    setValues(x, [3, 4]);
    expect(() => backward(loss)).toThrow('Compute the loss anew');
    const w = parameter([1, 2]);
    const factor = tensor([1, 1]);
    const other = sum(mul(w, factor));
    factor.add_(tensor([1, 1]));
    expect(() => grad(other, [w])).toThrow('Compute the loss anew');
    expect(() => w.add_(tensor([1, 1]))).toThrow('in-place');
  });

  it('other dtypes, and views with strides', async () => {
    expect(() => add(new library.Tensor({ data: [1, 2], dtype: 'int32' }), 1)).toThrow('float32');
    const x = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(() => x.withShape([3, 2], [1, 3])).toThrow('strided views');
    expect(await value(() => x.withShape([3, 2], [2, 1]))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('and webgpu-torch’s own reader gives what ours does', async () => {
    expect(await tensor([1, 2, 3, 4, 5, 6], [2, 3]).toArrayAsync()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(await full([], 7).toArrayAsync()).toBe(7);
    const x = parameter([1, 2, 3, 4]);
    x.withShape([2, 2], [2, 1]).square().sum().backward();
    expect(await x.grad!.toArrayAsync()).toEqual([2, 4, 6, 8]);
  });
});
