import { describe, expect, it } from 'vitest';
import { compileLoss } from './compile';
import { scalingAdvice } from './scaling';

describe('advice to scale', () => {
  it('names the variables and their units on a badly scaled loss', () => {
    const loss = compileLoss('(x, y) => 1e6 * (x - 1) ** 2 + 1e-3 * (y - 2) ** 2');
    expect(scalingAdvice(loss, Float64Array.of(1, 2))).toBe(
      'The loss curves 1e+9 times more along x than along y. ' +
        'Scale the variables: count x in steps of about 0.0007 and y in steps of about 20.',
    );
  });

  it.each([
    ['comparable variables', '(x, y) => 100 * (y - x * x) ** 2 + (1 - x) ** 2'],
    ['one variable', 'x => 1e9 * x ** 2'],
    ['a variable without curvature', '(x, y) => 1e9 * x ** 2 + y'],
    ['a Hessian that is not finite', '(x, y) => 1e9 * x ** 2 + Math.abs(y) ** 1.5 / 0'],
  ])('is silent for %s', (_, text) => {
    const loss = compileLoss(text);
    expect(scalingAdvice(loss, new Float64Array(loss.n))).toBeNull();
  });
});
