/** Maps between data and pixels, and the boxes that plots live in. Plain numbers; no DOM. */

/** A box in CSS pixels. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** One axis: `toPixel` and `toValue` are inverse to each other. */
export interface Scale {
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly pixels: readonly [number, number];
  toPixel(value: number): number;
  toValue(pixel: number): number;
}

/** What is left of a canvas inside its margins; never negative. */
export function insetRect(width: number, height: number, margins: Margins): Rect {
  return {
    left: margins.left,
    top: margins.top,
    width: Math.max(1, width - margins.left - margins.right),
    height: Math.max(1, height - margins.top - margins.bottom),
  };
}

/** An affine axis. An empty domain is widened so that the map stays invertible. */
export function linearScale(domain: readonly [number, number], pixels: readonly [number, number]): Scale {
  const [lo, hi] = widen(domain);
  const slope = (pixels[1] - pixels[0]) / (hi - lo);
  return {
    kind: 'linear',
    domain: [lo, hi],
    pixels,
    toPixel: (value) => pixels[0] + (value - lo) * slope,
    toValue: (pixel) => lo + (pixel - pixels[0]) / slope,
  };
}

/** A base-10 axis; values at or below zero land on the lower end, so that a converged gap is still drawn. */
export function logScale(domain: readonly [number, number], pixels: readonly [number, number]): Scale {
  const [lo, hi] = widen([Math.log10(domain[0]), Math.log10(domain[1])]);
  const inner = linearScale([lo, hi], pixels);
  return {
    kind: 'log',
    domain: [10 ** lo, 10 ** hi],
    pixels,
    toPixel: (value) => inner.toPixel(value > 0 ? Math.max(Math.log10(value), lo) : lo),
    toValue: (pixel) => 10 ** inner.toValue(pixel),
  };
}

function widen([lo, hi]: readonly [number, number]): readonly [number, number] {
  if (hi > lo) return [lo, hi];
  const pad = Math.abs(lo) * 1e-6 || 1;
  return [lo - pad, lo + pad];
}

/** The interval seen after zooming by `factor` (< 1 comes nearer) about `center`. */
export function zoomInterval(
  interval: readonly [number, number],
  center: number,
  factor: number,
): readonly [number, number] {
  return [center + (interval[0] - center) * factor, center + (interval[1] - center) * factor];
}

/** Rounds to the power of ten at or under one pixel: a click gives −1.23, not −1.2298850574712643. */
export function roundToPixel(value: number, pixel: number): number {
  const digits = Math.min(15, Math.max(0, -Math.floor(Math.log10(pixel))));
  return Number(value.toFixed(digits));
}
