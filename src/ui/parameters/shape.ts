/** Shapes and arrays of numbers as people type and read them. */
import { exactNumber, formatNumber } from '../format';
import type { NamedValue } from '../types';

/** `3 × 4`; nothing for a number. */
export const shapeText = (shape: readonly number[]): string => shape.join(' × ');

/** The shape in a text: `3 x 4`, `3, 4`, `(3, 4)`, `5`; empty: a number. Null when it is none. */
export function parseShape(text: string): readonly number[] | null {
  const plain = text.trim().replaceAll(/[[\]()]/g, '');
  if (plain === '' || /^(number|scalar)$/i.test(plain)) return [];
  const parts = plain
    .split(/[\s,;×x*]+/i)
    .filter(Boolean)
    .map(Number);
  return parts.every((part) => Number.isInteger(part) && part >= 1) ? parts : null;
}

const nested = (values: readonly string[], shape: readonly number[]): string => {
  const [extent = 1, ...rest] = shape;
  if (rest.length === 0) return `[${values.join(', ')}]`;
  const size = values.length / extent;
  return `[${Array.from({ length: extent }, (_, i) => nested(values.slice(i * size, (i + 1) * size), rest)).join(', ')}]`;
};

const withUnit = (text: string, unit: string | null): string => (unit === null ? text : `${text} ${unit}`);

/** Every digit, in a form that programs read: `tau = 12.25 ms; W = [[1, 2], [3, 4]]`. */
export function exactValues(values: readonly NamedValue[], separator = '; '): string {
  return values
    .map(({ name, shape, unit, values: numbers }) => {
      const texts = numbers.map(exactNumber);
      return `${name} = ${withUnit(shape.length === 0 ? texts[0]! : nested(texts, shape), unit)}`;
    })
    .join(separator);
}

const shownElements = 3;

/** Few digits and few elements, to read: `tau 12.25 ms, W (3 × 4) 1, 2, 3, …`. */
export function shortValues(values: readonly NamedValue[], digits = 4): string {
  return values
    .map(({ name, shape, unit, values: numbers }) => {
      const shown = numbers.slice(0, shownElements).map((value) => formatNumber(value, digits));
      const text =
        shape.length === 0 ? shown[0]! : `[${shown.join(', ')}${numbers.length > shownElements ? ', …' : ''}]`;
      return `${name} ${withUnit(text, unit)}`;
    })
    .join(', ');
}
