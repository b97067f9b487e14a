/**
 * ln |Γ(x)| for x ≤ 3, rounded as SciPy's `gammaln` rounds it.
 *
 * Source: S. L. Moshier, Cephes (1984–2000), function lgam: the argument is brought to 2 ≤ u < 3 by Γ(u + 1) = u·Γ(u), and
 * ln Γ(2 + t) = t·B(t)/C(t) there. Its error of a few 1e-16 is part of SciPy's path: see visiting.ts.
 */
import { accurateLog } from '../../../math/random/accurate-log';

const B = [
  -1378.2515256912086, -38801.631513463784, -331612.9927388712, -1162370.974927623, -1721737.0082083966,
  -853555.6642457654,
];
// The leading coefficient of C is 1.
const C = [
  1, -351.81570143652345, -17064.210665188115, -220528.59055385445, -1139334.4436798252, -2532523.0717758294,
  -2018891.4143353277,
];

/** ln |Γ(x)| for x ≤ 3; +Infinity at the poles 0, −1, −2, … */
export function logAbsGamma(x: number): number {
  let shift = 0;
  let product = 1;
  let u = x;
  while (u < 2) {
    product /= u;
    shift += 1;
    u = x + shift;
  }
  const lead = accurateLog(Math.abs(product));
  if (u === 2) return lead;
  const t = x + (shift - 2);
  return lead + (t * horner(B, t)) / horner(C, t);
}

function horner(coefficients: readonly number[], t: number): number {
  return coefficients.reduce((sum, coefficient) => sum * t + coefficient);
}
