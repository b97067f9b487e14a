import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exactNumber,
  formatCompact,
  formatCount,
  formatNumber,
  formatPoint,
  formatSeconds,
  parseNumber,
} from './format';

describe('numbers for people', () => {
  it('are short, with a real minus and powers only where needed', () => {
    expect([0, 1, -0.5, 123456.789, 1e6, 1.23456789e-7, -2.5e12].map((v) => formatNumber(v))).toEqual([
      '0',
      '1',
      '−0.5',
      '123460',
      '1e6',
      '1.2346e−7',
      '−2.5e12',
    ]);
    expect([Number.NaN, Infinity, -Infinity, null, undefined].map((v) => formatNumber(v))).toEqual([
      'NaN',
      '∞',
      '−∞',
      '—',
      '—',
    ]);
  });

  it('lose at most their last digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = parseNumber(formatNumber(value, 6));
        expect(Math.abs((read ?? Number.NaN) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-5);
      }),
      { seed: 11 },
    );
  });

  it('are exact on demand', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        expect(Number(exactNumber(value))).toBe(value === 0 ? 0 : value);
      }),
      { seed: 12 },
    );
  });

  it('counts, rates and times have units', () => {
    expect(formatCount(1234567)).toBe('1\u202f234\u202f567');
    expect(formatCount(undefined)).toBe('—');
    expect([950, 12_345, 3_100_000, 999_600].map(formatCompact)).toEqual([
      '950',
      '12.3\u202fk',
      '3.1\u202fM',
      '1\u202fM',
    ]);
    expect([0, 4e-6, 0.0123, 2.5, 600, Infinity].map(formatSeconds)).toEqual([
      '0',
      '4\u202fµs',
      '12.3\u202fms',
      '2.5\u202fs',
      '10\u202fmin',
      '—',
    ]);
  });

  it('points are cut after three coordinates', () => {
    expect(formatPoint([1, -2])).toBe('(1, −2)');
    expect(formatPoint(new Float64Array(10))).toBe('(0, 0, 0, … 10 in all)');
  });
});

describe('numbers from people', () => {
  it('reads what they type and refuses the rest', () => {
    expect(['1e-3', ' −2 ', '.5', 'inf', '-Infinity', '∞'].map(parseNumber)).toEqual([
      1e-3,
      -2,
      0.5,
      Infinity,
      -Infinity,
      Infinity,
    ]);
    expect(['', 'abc', '1,5', '1 2', 'NaN'].map(parseNumber)).toEqual([null, null, null, null, null]);
  });
});
