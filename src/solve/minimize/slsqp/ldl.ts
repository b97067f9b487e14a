/**
 * The BFGS matrix of SLSQP as unit lower triangle and diagonal, B = L·D·Lᵀ, updated by rank-one terms.
 *
 * Source: Fletcher & Powell (1974), "On the modification of LDLᵀ factorizations", Math. Comp. 28, 1067–1087 (the
 * composite-t method); Kraft (1988), DFVLR-FB 88-28, §2.2.4.
 * Packed by columns: d₀, l₁₀, l₂₀, …, d₁, l₂₁, …; column j starts at `j·n − j·(j − 1)/2`.
 */

const EPSILON = 2 ** -52;

/** Sets B to the identity. */
export function resetToIdentity(packed: Float64Array, n: number): void {
  packed.fill(0);
  for (let j = 0, at = 0; j < n; at += n - j, j++) packed[at] = 1;
}

/** out := B·s.
 *  @param out  (n), not s */
export function multiplyFactored(packed: Float64Array, n: number, s: Float64Array, out: Float64Array): void {
  for (let j = 0, at = 0; j < n; at += n - j, j++) {
    let sum = 0;
    for (let i = 1; i < n - j; i++) sum += packed[at + i] * s[j + i];
    out[j] = s[j] + sum;
  }
  for (let j = 0, at = 0; j < n; at += n - j, j++) out[j] = packed[at] * out[j];
  // L·v in place, from the last column to the first, so that each entry is read before it changes.
  for (let j = n - 1; j >= 0; j--) {
    const at = columnStart(n, j);
    for (let i = 1; i < n - j; i++) out[j + i] += out[j] * packed[at + i];
  }
}

/** v := L⁻¹·v in place. */
export function solveUnitLower(packed: Float64Array, n: number, v: Float64Array): void {
  for (let j = 0, at = 0; j < n; at += n - j, j++) {
    for (let i = 1; i < n - j; i++) v[j + i] -= v[j] * packed[at + i];
  }
}

/** B := B + sigma·z·zᵀ, kept positive definite.
 *  @param z     (n); overwritten
 *  @param work  (n); overwritten when sigma < 0
 *  Cost: O(n²). */
export function updateFactors(
  packed: Float64Array,
  n: number,
  z: Float64Array,
  sigma: number,
  work: Float64Array,
): void {
  if (sigma === 0) return;
  let t = 1 / sigma;
  if (sigma < 0) t = prepareDowndate(packed, n, z, sigma, work, t);
  for (let i = 0, at = 0; i < n; at += n - i, i++) {
    const v = z[i];
    const delta = v / packed[at];
    const tNext = sigma < 0 ? work[i] : t + delta * v;
    const alpha = tNext / t;
    packed[at] = alpha * packed[at];
    const beta = delta / tNext;
    if (alpha <= 4) {
      for (let j = 1; j < n - i; j++) {
        z[i + j] = z[i + j] - v * packed[at + j];
        packed[at + j] = packed[at + j] + beta * z[i + j];
      }
    } else {
      const gamma = t / tNext;
      for (let j = 1; j < n - i; j++) {
        const old = packed[at + j];
        packed[at + j] = gamma * old + beta * z[i + j];
        z[i + j] = z[i + j] - v * old;
      }
    }
    t = tNext;
  }
}

/** Fills `work` with the t of each stage, computed backwards so that no pivot can turn negative.
 *  @returns  the first t */
function prepareDowndate(
  packed: Float64Array,
  n: number,
  z: Float64Array,
  sigma: number,
  work: Float64Array,
  start: number,
): number {
  let t = start;
  for (let i = 0; i < n; i++) work[i] = z[i];
  for (let i = 0, at = 0; i < n; at += n - i, i++) {
    const v = work[i];
    t = t + (v * v) / packed[at];
    for (let j = 1; j < n - i; j++) work[i + j] = work[i + j] - v * packed[at + j];
  }
  if (t >= 0) t = EPSILON / sigma;
  for (let j = n - 1; j >= 0; j--) {
    const u = work[j];
    work[j] = t;
    t = t - (u * u) / packed[columnStart(n, j)];
  }
  return t;
}

function columnStart(n: number, j: number): number {
  return j * n - (j * (j - 1)) / 2;
}
