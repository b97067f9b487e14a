/** Index expressions as text: the same in JavaScript and WGSL. */
import type { Affine } from './ast';

export function indexText(index: Affine): string {
  const terms = index.terms.map(({ symbol, factor }) => ({
    text: Math.abs(factor) === 1 ? symbol : `${Math.abs(factor)} * ${symbol}`,
    negative: factor < 0,
  }));
  // Positive terms first: `n - i`, not `-i + n`.
  const parts = [...terms, { text: String(Math.abs(index.constant)), negative: index.constant < 0 }]
    .filter((part) => part.text !== '0')
    .sort((a, b) => Number(a.negative) - Number(b.negative));
  const [first, ...rest] = parts;
  if (!first) return '0';
  const lead = first.negative ? `-${first.text}` : first.text;
  return rest.reduce((text, part) => `${text} ${part.negative ? '-' : '+'} ${part.text}`, lead);
}
