/**
 * Tick positions and their labels. Steps are 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph
 * labels", Graphics Gems, 1990), so that a zoomed axis never shows 0.30000000000000004.
 */

const MINUS = '\u2212';

/** The step of 1, 2 or 5 · 10^k that divides `span` into at most about `target` parts. */
export function niceStep(span: number, target: number): number {
  const rough = span / Math.max(1, target);
  const power = 10 ** Math.floor(Math.log10(rough));
  const fraction = rough / power;
  if (fraction <= 1) return power;
  if (fraction <= 2) return 2 * power;
  if (fraction <= 5) return 5 * power;
  return 10 * power;
}

/** Multiples of a nice step inside [lo, hi]; empty when the interval is empty or not finite. */
export function linearTicks(lo: number, hi: number, target: number): number[] {
  if (!(hi > lo) || !Number.isFinite(hi - lo)) return [];
  const step = niceStep(hi - lo, target);
  const first = Math.ceil(lo / step - 1e-9);
  const last = Math.floor(hi / step + 1e-9);
  const decimals = Math.max(0, Math.min(100, -Math.floor(Math.log10(step))));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(decimals)));
}

/** Powers of ten inside [lo, hi], thinned to about `target`. Under two decades 1, 2 and 5 times them, or linear ticks,
 *  whichever are more. */
export function logTicks(lo: number, hi: number, target: number): number[] {
  if (!(hi > lo) || !(lo > 0) || !Number.isFinite(hi)) return [];
  const first = Math.ceil(Math.log10(lo) - 1e-9);
  const last = Math.floor(Math.log10(hi) + 1e-9);
  if (last - first < 1) {
    const even = linearTicks(lo, hi, target);
    const halves = [first - 1, first, last, last + 1].flatMap((power) => [1, 2, 5].map((k) => Number(`${k}e${power}`)));
    const uneven = [...new Set(halves)].filter((tick) => tick >= lo && tick <= hi).sort((p, q) => p - q);
    return uneven.length > even.length ? uneven : even;
  }
  const stride = Math.max(1, Math.ceil((last - first) / Math.max(1, target)));
  const ticks: number[] = [];
  for (let power = Math.ceil(first / stride) * stride; power <= last; power += stride) ticks.push(10 ** power);
  return ticks;
}

/** A tick's label: plain digits where they are short, otherwise mantissa and power. */
export function tickLabel(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = value.toExponential(3).split('e');
    const short = Number(mantissa);
    const power = superscript(Number(exponent));
    if (short === 1) return `10${power}`;
    if (short === -1) return `${MINUS}10${power}`;
    return `${String(short).replace('-', MINUS)}·10${power}`;
  }
  return String(Number(value.toPrecision(8))).replace('-', MINUS);
}

/** An integer in superscript digits: 10⁻¹². */
export function superscript(power: number): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  return Array.from(String(power), (c) => (c === '-' ? '⁻' : (digits[Number(c)] ?? ''))).join('');
}
