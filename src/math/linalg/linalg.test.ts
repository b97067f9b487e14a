/** Sums and products against numbers recorded from NumPy 2.4.6 (plain kernels): equal to the last bit. */
import { describe, expect, it } from 'vitest';
import { matMul, matVec, outer, vecMat } from './products';
import { dot, maxAbs, mean, minAbs, norm2, nrm2, sum } from './sums';

// Wild magnitudes that both languages compute exactly alike.
const entry = (i: number): number =>
  (Number((BigInt(i + 1) * 48271n * BigInt(i + 3)) % 2147483647n) / 2147483647 - 0.5) * 2 ** (((i * 5) % 13) - 6);
const entries = (count: number, offset = 0): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => entry(i + offset));

const products = [
  {
    rows: 2,
    cols: 2,
    Ax: [-0.37438194989279927, -0.37551669130796184],
    yA: [0.2075462232285966, 1.4158427429683789],
    lastOfAB: 12.515850574848436,
    norm: 1.4973459835444103,
    blasNorm: 1.4973459835444103,
  },
  {
    rows: 4,
    cols: 4,
    Ax: [-0.43403489585171234, -48.761826469359654, -0.8636013553634819, -1.9299604452238015],
    yA: [34.65274431544325, 2.500470436719198, 59.11455929102135, 138.02713310265094],
    lastOfAB: 0.43559669178225147,
    norm: 1.5152900135194947,
    blasNorm: 1.5152900135194947,
  },
  {
    rows: 5,
    cols: 5,
    Ax: [-8.585615616046665, -5.589715126152627, -2.7791401253428063, -8.681480845703186, -4.2960461828917],
    yA: [148.1973808875062, 1.9930248804095312, 63.7319444056219, 549.2772652174697, 7.953120326079014],
    lastOfAB: 12.74404990558706,
    norm: 8.303852926185023,
    blasNorm: 8.303852926185023,
  },
  {
    rows: 6,
    cols: 6,
    Ax: [
      -9.694850823340808, -135.87960269916437, -2.2155703413746903, -6.021955955856496, -65.63075152742088,
      -46.609210212676956,
    ],
    yA: [
      551.0448109362121, 56.84741678992403, 113.8822077522533, 11.794686756545747, 14.989330751721171,
      453.47978945923956,
    ],
    lastOfAB: 3.065374033194087,
    norm: 8.303925588984843,
    blasNorm: 8.303925588984843,
  },
  {
    rows: 7,
    cols: 7,
    Ax: [
      -9.844786765939318, -4.469756654389418, -273.3449023649349, -16.929756710041907, -8.556748778676468,
      -31.736661302198378, -31.388628046748646,
    ],
    yA: [
      1.8293860250563183, 40.75153542980424, 316.8816308281433, 7.253503175122277, 58.27684366459085,
      181.69923662061098, 20.046887060991384,
    ],
    lastOfAB: -403.24510784791215,
    norm: 8.390598019835892,
    blasNorm: 8.390598019835894,
  },
  {
    rows: 9,
    cols: 9,
    Ax: [
      -9.867632905049192, -34.01703519143886, -6.105942349623433, -264.837260250319, -7.906117342023402,
      -122.97860006008004, -9.852236091351303, -54.86595257271345, -4.266895342835161,
    ],
    yA: [
      37.37265425589695, 142.28479942845854, 49.89584535170999, 68.9030613251654, 562.6870109340716, 199.04523591506813,
      70.03435536528998, 28.833992002873003, 34.833726558030996,
    ],
    lastOfAB: 25.58099057819673,
    norm: 8.39238787798815,
    blasNorm: 8.39238787798815,
  },
  {
    rows: 3,
    cols: 5,
    Ax: [-8.585615616046665, -5.589715126152627, -2.7791401253428063],
    yA: [10.225630469001905, 1.4549323153054228, 46.54206006604542, 0.18172694393131328, 5.812243353860733],
    lastOfAB: 0.15146021596051779,
    norm: 8.303852926185023,
    blasNorm: 8.303852926185023,
  },
  {
    rows: 6,
    cols: 9,
    Ax: [
      -9.867632905049192, -34.01703519143886, -6.105942349623433, -264.837260250319, -7.906117342023402,
      -122.97860006008003,
    ],
    yA: [
      24.201797713933725, 141.971048485397, 48.27890794322278, 17.641199927596112, 561.461428741995, 192.7598924403499,
      69.88369816481952, 24.05446300628399, 10.450240673751262,
    ],
    lastOfAB: 3.5443564163041676,
    norm: 8.39238787798815,
    blasNorm: 8.39238787798815,
  },
];
const sums = [
  [1, -0.007811446346749526],
  [7, -41.33756341062038],
  [8, -45.32317753157391],
  [15, -64.03253966659454],
  [100, -415.2512405273452],
  [128, -471.05503967123167],
  [129, -471.07005784115233],
  [300, -366.1637656436322],
  [1000, -432.4783515413592],
] as const;

describe('products', () => {
  it.each(products)('$rows × $cols as NumPy', ({ rows, cols, Ax, yA, lastOfAB }) => {
    const A = entries(rows * cols);
    expect([...matVec(A, entries(cols, 500), new Float64Array(rows), rows, cols)]).toEqual(Ax);
    expect([...vecMat(entries(rows, 600), A, new Float64Array(cols), rows, cols)]).toEqual(yA);
    const AB = matMul(A, entries(cols * rows, 700), new Float64Array(rows * rows), rows, cols, rows);
    expect(AB[rows * rows - 1]).toBe(lastOfAB);
  });

  it('outer product', () => {
    expect([...outer(Float64Array.of(1, 2), Float64Array.of(3, 5, 7), new Float64Array(6))]).toEqual([
      3, 5, 7, 6, 10, 14,
    ]);
  });
});

describe('norms', () => {
  it.each(products)('of $cols components as NumPy and BLAS', ({ cols, norm, blasNorm }) => {
    const x = entries(cols, 500);
    expect(norm2(x)).toBe(norm);
    expect(nrm2(x)).toBe(blasNorm);
    expect(dot(x, x)).toBe(dot(x, x, cols));
  });

  it.each([
    [[2.077952205967207e-5, 5.0027759004923217e-5, 0.2617071593337084, -0.09111654154161429], 0.2771152545847828],
    [[-0.27, 0.56, -0.68, 0.15, 0.03, -0.63, -0.27, -0.3, -0.26, -0.22, -0.25, -0.88], 1.5443445211480502],
    [
      [-0.91, 2.75, 0.7, 1.16, -0.52, 1.12, -0.59, 0.72, 0.04, -1.05, 1.69, 0.02, 0.29, -1.19, -2.5, 2.52, -0.3, -1.55],
      5.7594444176500215,
    ],
  ])('nrm2 of %j rounds as 80-bit arithmetic does, not correctly', (x, norm) => {
    expect(nrm2(Float64Array.from(x))).toBe(norm);
    expect(nrm2(Float64Array.from(x, (value) => value * 2 ** -600)) * 2 ** 600).toBe(norm);
  });

  it('nrm2 neither overflows nor underflows early; norm2 does, as NumPy', () => {
    expect(nrm2(Float64Array.of(3e200, 4e200)) / 5e200).toBeCloseTo(1, 15);
    expect(nrm2(Float64Array.of(3e-200, 4e-200)) / 5e-200).toBeCloseTo(1, 15);
    expect(norm2(Float64Array.of(3e200, 4e200))).toBe(Infinity);
    expect(nrm2(Float64Array.of(0, 0))).toBe(0);
    expect(nrm2(Float64Array.of(1, NaN))).toBeNaN();
    expect(nrm2(Float64Array.of(1, -Infinity))).toBe(Infinity);
  });

  it('largest and smallest magnitude pass NaN on', () => {
    expect(maxAbs(Float64Array.of(1, -3, 2))).toBe(3);
    expect(minAbs(Float64Array.of(2, -1, 3))).toBe(1);
    expect(maxAbs(Float64Array.of(1, NaN, 2))).toBeNaN();
    expect(minAbs(Float64Array.of(NaN, 1))).toBeNaN();
  });
});

describe('sum', () => {
  it.each(sums)('of %i terms as np.sum', (count, total) => {
    expect(sum(entries(count))).toBe(total);
    expect(mean(entries(count))).toBe(total / count);
  });
});
