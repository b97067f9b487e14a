import { describe, expect, it } from 'vitest';
import { accurateExp } from './accurate-exp';
import { defaultRng } from './generator';

describe('accurateExp', () => {
  it('agrees with Math.exp to two units in the last place', () => {
    const rng = defaultRng(5);
    for (let i = 0; i < 20000; i++) {
      const x = rng.uniform(-650, 650);
      const y = accurateExp(x);
      expect(Math.abs(y - Math.exp(x))).toBeLessThanOrEqual(4.5e-16 * y);
    }
  });

  // Values of e^x rounded from 40 digits.
  it.each([
    [1.0, 2.718281828459045],
    [-1.0, 0.36787944117144233],
    [0.5, 1.6487212707001282],
    [-0.3465, 0.7071588192872713],
    [0.3466, 1.4142509118505286],
    [10.25, 28282.541920334977],
    [-37.125, 7.530388099325974e-17],
    [123.456, 4.132944352778106e53],
    [-0.0001, 0.9999000049998333],
    [1e-9, 1.000000001],
    [-15.722122, 1.4858301668346036e-7],
    [2.653754, 14.207272764375032],
    [-7.80269, 0.00040863427299960914],
    [6.235202, 510.40370958507253],
    [7.543218, 1887.8955083117808],
    [-26.068268, 4.771940883364596e-12],
    [-29.209921, 2.0620181937822384e-13],
    [20.248145, 621809914.3138442],
    [-14.438759, 5.361997914957499e-7],
    [-15.940142, 1.1947699435095488e-7],
  ])('exp %d', (x, expected) => {
    expect(accurateExp(x)).toBe(expected);
  });

  it('leaves special arguments to Math.exp', () => {
    expect(accurateExp(-Infinity)).toBe(0);
    expect(accurateExp(Infinity)).toBe(Infinity);
    expect(accurateExp(NaN)).toBeNaN();
    expect(accurateExp(0)).toBe(1);
  });
});
