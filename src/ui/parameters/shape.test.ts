/** Shapes and named values as text. */
import { describe, expect, it } from 'vitest';
import { exactValues, parseShape, shapeText, shortValues } from './shape';

describe('shapes', () => {
  it.each([
    ['', []],
    ['number', []],
    ['5', [5]],
    ['3 × 4', [3, 4]],
    ['(3, 4)', [3, 4]],
    ['2x3x4', [2, 3, 4]],
    ['3 * 4', [3, 4]],
    ['two', null],
    ['0', null],
    ['1.5', null],
    ['3 × −4', null],
  ])('%j is %j', (text, shape) => expect(parseShape(text)).toEqual(shape));

  it('are read as they are written', () => {
    for (const shape of [[], [5], [3, 4], [2, 3, 4]]) expect(parseShape(shapeText(shape))).toEqual(shape);
  });
});

describe('values by name', () => {
  const values = [
    { name: 'tau', shape: [], unit: 'ms', values: [14.361234567] },
    { name: 'W', shape: [2, 2], unit: null, values: [1, -2, 3.5, 4] },
  ];

  it('have every digit, or few', () => {
    expect(exactValues(values)).toBe('tau = 14.361234567 ms; W = [[1, -2], [3.5, 4]]');
    expect(shortValues(values)).toBe('tau 14.36 ms, W [1, −2, 3.5, …]');
  });
});
