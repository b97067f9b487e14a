import { describe, expect, it } from 'vitest';
import { makeLandscape } from '../test-data';
import { colorRamp } from './color';
import { boxScales, fieldPixels } from './field';
import { gridValue, isSamePicture, rangeOf } from './grid';
import { heightMap } from './levels';
import { stampPixels } from './population';

describe('the field', () => {
  const ramp = colorRamp(['#000000', '#ffffff'], 256);

  it('puts the lowest y at the bottom row and leaves holes transparent', () => {
    const landscape = makeLandscape(2, 2, (x, y) => (x === 1 && y === 1 ? Number.NaN : x + 2 * y));
    const pixels = fieldPixels(landscape, heightMap(landscape.values, null, false), ramp);
    // rows from the top: y = 1 (values 2, NaN), then y = 0 (values 0, 1)
    expect(pixels[0]).toBe(ramp[255]);
    expect(pixels[1]).toBe(0);
    expect(pixels[2]).toBe(ramp[0]);
  });

  it('gives both infinities no color', () => {
    const landscape = makeLandscape(3, 1, (x) => (x === 0 ? Infinity : x === 1 ? -Infinity : 5));
    const pixels = fieldPixels(landscape, heightMap(landscape.values, null, true), ramp);
    expect([pixels[0], pixels[2]]).toEqual([0, 0]);
    expect(pixels[1]).not.toBe(0);
  });
});

describe('reading the grid', () => {
  it('is exact for bilinear functions and NaN outside', () => {
    const landscape = makeLandscape(5, 4, (x, y) => 1 + 2 * x - 3 * y + 4 * x * y);
    expect(gridValue(landscape, 0.3, 0.7)).toBeCloseTo(1 + 0.6 - 2.1 + 0.84, 12);
    expect(gridValue(landscape, 1, 1)).toBeCloseTo(4, 12);
    expect(gridValue(landscape, 1.01, 0)).toBeNaN();
  });

  it('reads a curve by x alone', () => {
    const curve = makeLandscape(11, 1, (x) => 3 * x);
    expect(gridValue(curve, 0.25, 99)).toBeCloseTo(0.75, 12);
  });

  it('counts holes and ignores them in the range', () => {
    expect(rangeOf({ values: Float64Array.of(Number.NaN, -1, Infinity, 4) })).toEqual({ least: -1, most: 4, holes: 2 });
  });
});

describe('the same picture', () => {
  it('is one whose values and place are equal, NaN included; arrows do not count', () => {
    const make = (shift: number) => makeLandscape(4, 3, (x, y) => (x === 0 ? Number.NaN : x + y + shift));
    const arrows = { columns: 1, rows: 1, gradients: new Float32Array(2) };
    expect(isSamePicture(make(0), { ...make(0), arrows })).toBe(true);
    expect(isSamePicture(make(0), make(1e-9))).toBe(false);
    expect(isSamePicture(make(0), { ...make(0), xRange: [0, 2] })).toBe(false);
  });
});

describe('a stamped population', () => {
  it('lights a dot at each member inside the box and nothing outside', () => {
    const rect = { left: 10, top: 20, width: 30, height: 30 };
    const plane = { ...boxScales(rect, [0, 1], [0, 1]), axes: [0, 1] as const };
    const pixels = new Uint32Array(900);
    stampPixels(pixels, rect, plane, Float64Array.of(0.5, 0.5, 7, 7, Number.NaN, 0.5), 3, 2, ['#ffffff', '#112233']);
    const having = (red: number) => [...pixels.keys()].filter((k) => pixels[k] !== 0 && (pixels[k]! & 255) === red);
    const around = (red: number) => having(red).map((k) => [Math.floor(k / 30) - 15, (k % 30) - 15]);
    expect(around(0x11).map(([dy, dx]) => 3 * dy! + dx!)).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
    const rim = around(0xff);
    expect(rim).toHaveLength(12);
    expect(rim.every(([dy, dx]) => Math.max(Math.abs(dy!), Math.abs(dx!)) === 2)).toBe(true);
  });
});
