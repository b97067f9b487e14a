/**
 * Plane rotations, and the singular values of upper triangular 2·2 matrices, in LAPACK's order of operations.
 *
 * Source: Anderson (2017), "Algorithm 978: safe scaling in the level 1 BLAS", ACM Trans. Math. Softw. 44, for the
 * rotation; Demmel & Kahan (1990), SIAM J. Sci. Stat. Comput. 11, section 3 and appendix, for the 2·2 matrices, whose
 * results have relative errors of a few units in the last place.
 */
const EPS = 2 ** -53;
const SAFE_MIN = 2 ** -1022;
const SAFE_MAX = 2 ** 1022;
const LEAST_SQUARED = 2 ** -511;
const MOST_SQUARED = Math.sqrt(SAFE_MAX / 2);

/** cos·f + sin·g = length and cos·g − sin·f = 0, with cos ≥ 0. */
export interface Rotation {
  readonly cos: number;
  readonly sin: number;
  readonly length: number;
}

/** The rotation that turns (f, g) into (length, 0). */
export function rotation(f: number, g: number): Rotation {
  if (g === 0) return { cos: 1, sin: 0, length: f };
  const size = Math.abs(g);
  if (f === 0) return { cos: 0, sin: Math.sign(g), length: size };
  const first = Math.abs(f);
  if (first > LEAST_SQUARED && first < MOST_SQUARED && size > LEAST_SQUARED && size < MOST_SQUARED) {
    const root = Math.sqrt(f * f + g * g);
    const length = f < 0 ? -root : root;
    return { cos: first / root, sin: g / length, length };
  }
  const unit = Math.min(SAFE_MAX, Math.max(SAFE_MIN, first, size));
  const x = f / unit;
  const y = g / unit;
  const root = Math.sqrt(x * x + y * y);
  const length = f < 0 ? -root : root;
  return { cos: Math.abs(x) / root, sin: y / length, length: length * unit };
}

/** The smaller singular value of (f, g; 0, h). */
export function smallSingularValue(f: number, g: number, h: number): number {
  const low = Math.min(Math.abs(f), Math.abs(h));
  const high = Math.max(Math.abs(f), Math.abs(h));
  const off = Math.abs(g);
  if (low === 0) return 0;
  const sum = 1 + low / high;
  const gap = (high - low) / high;
  if (off < high) {
    const ratio = (off / high) * (off / high);
    return low * (2 / (Math.sqrt(sum * sum + ratio) + Math.sqrt(gap * gap + ratio)));
  }
  const ratio = high / off;
  if (ratio === 0) return (low * high) / off;
  const a = sum * ratio;
  const b = gap * ratio;
  const half = low * (1 / (Math.sqrt(1 + a * a) + Math.sqrt(1 + b * b))) * ratio;
  return half + half;
}

/** Singular values and vectors of (f, g; 0, h): (cosLeft, sinLeft; −sinLeft, cosLeft)·M·(cosRight, −sinRight; sinRight,
 *  cosRight) = diag(large, small), signed. */
export interface SingularPair {
  readonly large: number;
  readonly small: number;
  readonly cosLeft: number;
  readonly sinLeft: number;
  readonly cosRight: number;
  readonly sinRight: number;
}

/** See `SingularPair`. */
export function singularPair(f: number, g: number, h: number): SingularPair {
  const isSwapped = Math.abs(h) > Math.abs(f);
  const [first, second] = isSwapped ? [h, f] : [f, h];
  const { large, small, cosLeft, sinLeft, cosRight, sinRight } = ordered(first, g, second);
  const cosL = isSwapped ? sinRight : cosLeft;
  const sinL = isSwapped ? cosRight : sinLeft;
  const cosR = isSwapped ? sinLeft : cosRight;
  const sinR = isSwapped ? cosLeft : sinRight;
  let sign = isSwapped ? signOf(sinR) * signOf(sinL) * signOf(h) : signOf(cosR) * signOf(cosL) * signOf(f);
  if (Math.abs(g) > Math.abs(first)) sign = signOf(sinR) * signOf(cosL) * signOf(g);
  return {
    large: sign * large,
    small: sign * signOf(f) * signOf(h) * small,
    cosLeft: cosL,
    sinLeft: sinL,
    cosRight: cosR,
    sinRight: sinR,
  };
}

// For |f| ≥ |h|, singular values without their signs.
function ordered(f: number, g: number, h: number): SingularPair {
  const fSize = Math.abs(f);
  const gSize = Math.abs(g);
  const hSize = Math.abs(h);
  if (gSize === 0) return { large: fSize, small: hSize, cosLeft: 1, sinLeft: 0, cosRight: 1, sinRight: 0 };
  if (gSize > fSize && fSize / gSize < EPS) {
    const small = hSize > 1 ? fSize / (gSize / hSize) : (fSize / gSize) * hSize;
    return { large: gSize, small, cosLeft: 1, sinLeft: h / g, cosRight: f / g, sinRight: 1 };
  }
  const gap = fSize - hSize;
  const l = gap === fSize ? 1 : gap / fSize;
  const m = g / f;
  const square = m * m;
  const t = 2 - l;
  const s = Math.sqrt(t * t + square);
  const r = l === 0 ? Math.abs(m) : Math.sqrt(l * l + square);
  const a = 0.5 * (s + r);
  let tangent = (m / (s + t) + m / (r + l)) * (1 + a);
  if (square === 0) tangent = l === 0 ? 2 * signOf(f) * signOf(g) : g / (signOf(f) * gap) + m / t;
  const length = Math.sqrt(tangent * tangent + 4);
  const cosRight = 2 / length;
  const sinRight = tangent / length;
  const cosLeft = (cosRight + sinRight * m) / a;
  return { large: fSize * a, small: hSize / a, cosLeft, sinLeft: ((h / f) * sinRight) / a, cosRight, sinRight };
}

function signOf(x: number): number {
  return x < 0 || Object.is(x, -0) ? -1 : 1;
}
