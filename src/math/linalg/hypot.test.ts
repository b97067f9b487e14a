import { expect, it } from 'vitest';
import { hypot } from './hypot';

it('equals the C library where that is not correctly rounded', () => {
  expect(hypot(-0.6410070633672493, 1.6289532163060292)).toBe(1.7505366709099417);
  expect(hypot(3, 4)).toBe(5);
});

it('neither overflows nor underflows, and knows infinities', () => {
  expect(hypot(3e300, 4e300)).toBeCloseTo(5e300, -286);
  expect(hypot(3e-300, 4e-300) / 5e-300).toBeCloseTo(1, 14);
  expect(hypot(-Infinity, NaN)).toBe(Infinity);
  expect(hypot(1, NaN)).toBeNaN();
  expect(hypot(0, 0)).toBe(0);
});
