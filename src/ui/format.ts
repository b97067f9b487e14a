/** Numbers as people read them: few digits on the page, all of them on demand. */

const MINUS = '\u2212';
const NARROW_SPACE = '\u202f';

/** A value with `digits` significant digits; powers of ten beyond 10⁻⁴ … 10⁶; '—' for null and undefined. */
export function formatNumber(value: number | null | undefined, digits = 5): string {
  if (value === null || value === undefined) return '—';
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, exponent] = rounded.toExponential().split('e') as [string, string];
    return `${mantissa}e${exponent.replace('+', '')}`.replaceAll('-', MINUS);
  }
  return String(rounded).replace('-', MINUS);
}

/** Every digit of a double, in the form that any language reads back. */
export function exactNumber(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

/** A count with thin spaces between thousands: 1 234 567. */
export function formatCount(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—';
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
}

/** A count that may move quickly: 950, 12.4 k, 3.1 M. */
export function formatCompact(value: number): string {
  if (value < 1000) return String(Math.round(value));
  if (value < 999_500) return `${Number((value / 1e3).toPrecision(3))}${NARROW_SPACE}k`;
  if (value < 999_500_000) return `${Number((value / 1e6).toPrecision(3))}${NARROW_SPACE}M`;
  return `${Number((value / 1e9).toPrecision(3))}${NARROW_SPACE}G`;
}

/** Seconds in the unit that suits them. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '—';
  if (seconds === 0) return '0';
  if (seconds < 1e-3) return `${Number((seconds * 1e6).toPrecision(3))}${NARROW_SPACE}µs`;
  if (seconds < 1) return `${Number((seconds * 1e3).toPrecision(3))}${NARROW_SPACE}ms`;
  if (seconds < 120) return `${Number(seconds.toPrecision(3))}${NARROW_SPACE}s`;
  return `${Number((seconds / 60).toPrecision(3))}${NARROW_SPACE}min`;
}

/** A point, at most three coordinates long: (1, 0.5, −3, … 10 in all). */
export function formatPoint(x: ArrayLike<number>, digits = 4): string {
  const shown = Array.from({ length: Math.min(3, x.length) }, (_, i) => formatNumber(x[i], digits));
  const more = x.length > 3 ? `, … ${x.length} in all` : '';
  return `(${shown.join(', ')}${more})`;
}

/** Reads a number as a person types it: 1e-3, −2, .5, inf. Null when it is not one. */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replaceAll(MINUS, '-').replaceAll(NARROW_SPACE, '');
  if (plain === '') return null;
  const named = /^([+-]?)(inf|infinity|∞)$/i.exec(plain);
  if (named) return named[1] === '-' ? -Infinity : Infinity;
  const value = Number(plain);
  return Number.isNaN(value) ? null : value;
}
