import { describe, expect, it } from 'vitest';
import { dataByName } from '../study/data-sets';
import { compileLoss } from '../study/compile';
import type { DataSet, ParamSpec } from '../study/types';
import { predictorOf } from './predictions';

const data: readonly DataSet[] = [
  {
    name: 'X',
    values: [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  },
  { name: 'y', values: [1, 0, 2] },
];
const params: readonly ParamSpec[] = [{ name: 'w', shape: [2] }];
const predictor = (text: string, known = data) =>
  predictorOf(compileLoss(text, { params, data: dataByName(data) }).program, known);

describe('predictions', () => {
  it.each([
    [
      'a helper function',
      'def predict(w):\n    return X @ w\n\ndef loss(w):\n    return jnp.mean((predict(w) - y)**2)',
    ],
    ['a variable, the other way round', 'def loss(w):\n    p = X @ w\n    return np.sum(np.abs(y - p)) + np.sum(w**2)'],
  ])('are found in %s', (_, text) => {
    const { target, predicted, wanted } = predictor(text)!(Float64Array.of(1, -0.5));
    expect(target).toBe('y');
    expect([...predicted]).toEqual([0, 1, 2]);
    expect([...wanted]).toEqual([1, 0, 2]);
  });

  it('are found beside data in typed arrays', () => {
    const typed = [data[0]!, { name: 'y', values: Float64Array.of(1, 0, 2) as never }];
    expect(predictor('def loss(w):\n    return np.sum((X @ w - y)**2)', typed)).not.toBeNull();
  });

  it('are none where nothing is compared to named data', () => {
    expect(predictor('def loss(w):\n    return np.sum((X @ w)**2)')).toBeNull();
    expect(predictor('def loss(w):\n    return np.sum((X @ w - y)**2)', [])).toBeNull();
  });
});
