/** Lists of numbers as people type them. */
import { parseNumber } from '../format';

/** The numbers in a text, null when it is empty, or what is wrong with it. */
export function parseVector(text: string, length?: number): readonly number[] | null | string {
  const parts = text
    .replaceAll(/[[\]();]/g, ' ')
    .split(/[\s,]+/)
    .filter(Boolean);
  if (parts.length === 0) return null;
  const values = parts.map(parseNumber);
  const wrong = values.findIndex((value) => value === null);
  if (wrong >= 0) return `“${parts[wrong]}” is not a number`;
  const numbers = values as number[];
  if (length === undefined || numbers.length === length) return numbers;
  if (numbers.length === 1) return Array.from({ length }, () => numbers[0]!);
  return `Needs ${length} numbers, or one for all; got ${numbers.length}`;
}
