/** Arrays of data in a few words. */
import { formatNumber } from '../format';
import type { DataSet } from '../types';

type Values = DataSet['values'];

/** The shape of values, each level after its first item. */
export function shapeOf(values: Values): number[] {
  if (typeof values !== 'object') return [];
  const [first] = values;
  return first === undefined ? [values.length] : [values.length, ...shapeOf(first)];
}

/** `a number`, `12 numbers`, `160 × 3`. */
export function sizeText(shape: readonly number[]): string {
  if (shape.length === 0) return 'a number';
  return shape.length === 1 ? `${shape[0]} numbers` : shape.join(' × ');
}

const shown = 4;

/** The first numbers: `5.1, 3.5, 1.4, 0.2, …`. */
export function previewText(values: Values): string {
  const first = firstOf(values, shown + 1);
  return first
    .slice(0, shown)
    .map((value) => formatNumber(value, 4))
    .join(', ')
    .concat(first.length > shown ? ', …' : '');
}

function firstOf(values: Values, count: number): number[] {
  if (typeof values !== 'object') return [Number(values)];
  const found: number[] = [];
  for (const item of values) {
    if (found.length >= count) break;
    found.push(...firstOf(item, count - found.length));
  }
  return found;
}
