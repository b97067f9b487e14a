/**
 * f32 functions for generated WGSL, where the builtins are inexact, undefined off their domain, or launder NaN.
 *
 * Sources. sin, cos: Cody–Waite reduction by π/2 in three parts and minimax polynomials; exp, log, atan, tanh: the
 * reductions and coefficients of Moshier's Cephes (single precision). Non-finite values are told by their bits, since
 * compilers may assume that there are none; NaN and ∞ are made from a private variable, since constant ones do not
 * compile. Measured against f64 in `wgsl.test.ts`.
 */

/** Each function by name; `preludeFor` adds what it calls. */
const functions: Record<string, string> = {
  tw_bits: `var<private> tw_bits: u32 = 0u;`,
  tw_nan: `fn tw_nan() -> f32 { return bitcast<f32>(0x7fc00000u | tw_bits); }`,
  tw_infinity: `fn tw_infinity() -> f32 { return bitcast<f32>(0x7f800000u | tw_bits); }`,
  tw_is_nan: `fn tw_is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }`,
  tw_is_finite: `fn tw_is_finite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }`,
  tw_is_true: `fn tw_is_true(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) != 0u; }`,
  tw_differ: `fn tw_differ(a: f32, b: f32) -> bool { return tw_is_nan(a) || tw_is_nan(b) || a != b; }`,
  tw_sign: `fn tw_sign(x: f32) -> f32 { return select(sign(x), x, tw_is_nan(x)); }`,
  tw_min: `fn tw_min(a: f32, b: f32) -> f32 {
  if (tw_is_nan(a)) { return a; }
  if (tw_is_nan(b)) { return b; }
  return min(a, b);
}`,
  tw_max: `fn tw_max(a: f32, b: f32) -> f32 {
  if (tw_is_nan(a)) { return a; }
  if (tw_is_nan(b)) { return b; }
  return max(a, b);
}`,
  tw_sqrt: `fn tw_sqrt(x: f32) -> f32 {
  if (tw_is_nan(x) || x < 0.0) { return tw_nan(); }
  return sqrt(x);
}`,
  tw_power_of_two: `fn tw_power_of_two(k: i32) -> f32 { return bitcast<f32>(u32(k + 127) << 23u); }`,
  tw_exp: `fn tw_exp(x: f32) -> f32 {
  if (tw_is_nan(x)) { return x; }
  if (x > 88.72284) { return tw_infinity(); }
  if (x < -104.0) { return 0.0; }
  let k = floor(x * 1.44269504 + 0.5);
  let r = (x - k * 0.693359375) + k * 2.12194440e-4;
  var p = 1.9875691500e-4 * r + 1.3981999507e-3;
  p = p * r + 8.3334519073e-3;
  p = p * r + 4.1665795894e-2;
  p = p * r + 1.6666665459e-1;
  p = p * r + 5.0000001201e-1;
  let y = (p * r * r + r) + 1.0;
  let half = i32(k) / 2;
  return (y * tw_power_of_two(half)) * tw_power_of_two(i32(k) - half);
}`,
  tw_log: `fn tw_log(given: f32) -> f32 {
  var x = given;
  if (tw_is_nan(x) || x < 0.0) { return tw_nan(); }
  if (x == 0.0) { return -tw_infinity(); }
  if (!tw_is_finite(x)) { return x; }
  var e = 0;
  if (x < 1.17549435e-38) { x = x * 16777216.0; e = -24; }
  let bits = bitcast<u32>(x);
  e = e + i32(bits >> 23u) - 126;
  var m = bitcast<f32>((bits & 0x007fffffu) | 0x3f000000u);
  if (m < 0.707106781) { e = e - 1; m = m + m; }
  let t = m - 1.0;
  let z = t * t;
  var p = 7.0376836292e-2 * t - 1.1514610310e-1;
  p = p * t + 1.1676998740e-1;
  p = p * t - 1.2420140846e-1;
  p = p * t + 1.4249322787e-1;
  p = p * t - 1.6668057665e-1;
  p = p * t + 2.0000714765e-1;
  p = p * t - 2.4999993993e-1;
  p = p * t + 3.3333331174e-1;
  let k = f32(e);
  let y = (p * t * z + k * -2.12194440e-4) - 0.5 * z;
  return (t + y) + k * 0.693359375;
}`,
  // 1 + x is never formed and taken back, which compilers would cancel: log(1+x) = 2 artanh(x/(2+x)).
  tw_log1p: `fn tw_log1p(x: f32) -> f32 {
  if (abs(x) < 0.5) {
    let s = x / (2.0 + x);
    let z = s * s;
    return 2.0 * s * (1.0 + z * (0.333333333 + z * (0.2 + z * (0.142857143 + z * (0.111111111 + z * 0.0909090909)))));
  }
  return tw_log(1.0 + x);
}`,
  tw_expm1: `fn tw_expm1(x: f32) -> f32 {
  if (abs(x) < 0.5) {
    var p = 2.48015873e-5 * x + 1.98412698e-4;
    p = p * x + 1.38888889e-3;
    p = p * x + 8.33333333e-3;
    p = p * x + 4.16666667e-2;
    p = p * x + 1.66666667e-1;
    p = p * x + 0.5;
    return x + x * x * p;
  }
  return tw_exp(x) - 1.0;
}`,
  tw_turn: `fn tw_turn(x: f32, quarter: i32) -> f32 {
  if (!tw_is_finite(x)) { return tw_nan(); }
  // Beyond this the reduction has lost its bits, and f32 itself most of its meaning: bounded is all that is asked.
  if (abs(x) > 1e5) { return clamp(sin(x + 1.5707963 * f32(quarter)), -1.0, 1.0); }
  let k = floor(x * 0.6366197723675814 + 0.5);
  let r = ((x - k * 1.5703125) - k * 4.837512969970703125e-4) - k * 7.54978995489188216e-8;
  let z = r * r;
  let s = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 + z * -1.9515295891e-4));
  let c = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  let q = (i32(k) + quarter) & 3;
  let v = select(s, c, (q & 1) != 0);
  return select(v, -v, (q & 2) != 0);
}`,
  tw_sin: `fn tw_sin(x: f32) -> f32 { return tw_turn(x, 0); }`,
  tw_cos: `fn tw_cos(x: f32) -> f32 { return tw_turn(x, 1); }`,
  tw_tan: `fn tw_tan(x: f32) -> f32 { return tw_turn(x, 0) / tw_turn(x, 1); }`,
  tw_atan: `fn tw_atan(given: f32) -> f32 {
  if (tw_is_nan(given)) { return given; }
  let size = abs(given);
  var x = size;
  var base = 0.0;
  if (size > 2.414213562) { base = 1.570796327; x = -1.0 / size; }
  else if (size > 0.4142135624) { base = 0.7853981634; x = (size - 1.0) / (size + 1.0); }
  let z = x * x;
  var p = 8.05374449538e-2 * z - 1.38776856032e-1;
  p = p * z + 1.99777106478e-1;
  p = p * z - 3.33329491539e-1;
  let y = base + (p * z * x + x);
  return select(y, -y, given < 0.0);
}`,
  tw_atan2: `fn tw_atan2(y: f32, x: f32) -> f32 {
  if (tw_is_nan(x) || tw_is_nan(y)) { return tw_nan(); }
  let negative = (bitcast<u32>(y) >> 31u) != 0u;
  let turn = select(3.14159265, -3.14159265, negative);
  if (y == 0.0) { return select(y, turn, x < 0.0 || (bitcast<u32>(x) >> 31u) != 0u); }
  if (abs(x) >= abs(y)) {
    let a = tw_atan(select(y / x, select(1.0, -1.0, negative != (x < 0.0)), abs(x) == abs(y)));
    return select(a, a + turn, x < 0.0);
  }
  return 0.5 * turn - tw_atan(x / y);
}`,
  tw_cosine_side: `fn tw_cosine_side(x: f32) -> f32 { return tw_sqrt((1.0 - x) * (1.0 + x)); }`,
  tw_asin: `fn tw_asin(x: f32) -> f32 { return tw_atan2(x, tw_cosine_side(x)); }`,
  tw_acos: `fn tw_acos(x: f32) -> f32 { return tw_atan2(tw_cosine_side(x), x); }`,
  tw_sinh: `fn tw_sinh(x: f32) -> f32 {
  let size = abs(x);
  if (size < 1.0) {
    let z = x * x;
    return x + x * z * (0.166666667 + z * (8.33333333e-3 + z * (1.98412698e-4 + z * 2.75573192e-6)));
  }
  let t = tw_exp(size - 0.69314718);
  let y = t - 0.25 / t;
  return select(y, -y, x < 0.0);
}`,
  tw_cosh: `fn tw_cosh(x: f32) -> f32 {
  let t = tw_exp(abs(x) - 0.69314718);
  return t + 0.25 / t;
}`,
  tw_tanh: `fn tw_tanh(x: f32) -> f32 {
  let size = abs(x);
  if (size < 0.625) {
    let z = x * x;
    var p = -5.70498872745e-3 * z + 2.06390887954e-2;
    p = p * z - 5.37397155531e-2;
    p = p * z + 1.33314422036e-1;
    p = p * z - 3.33332819422e-1;
    return p * z * x + x;
  }
  if (tw_is_nan(x)) { return x; }
  let y = select(1.0 - 2.0 / (tw_exp(2.0 * size) + 1.0), 1.0, size > 9.0);
  return select(y, -y, x < 0.0);
}`,
  tw_asinh: `fn tw_asinh(x: f32) -> f32 {
  let a = abs(x);
  let y = select(tw_log1p(a + a * a / (1.0 + sqrt(1.0 + a * a))), tw_log(a) + 0.69314718, a > 1e4);
  return select(y, -y, x < 0.0);
}`,
  tw_acosh: `fn tw_acosh(x: f32) -> f32 {
  if (x > 1e4) { return tw_log(x) + 0.69314718; }
  let t = x - 1.0;
  return tw_log1p(t + tw_sqrt(t * (2.0 + t)));
}`,
  tw_atanh: `fn tw_atanh(x: f32) -> f32 {
  let a = abs(x);
  if (a > 1.0) { return tw_nan(); }
  let y = 0.5 * tw_log1p(2.0 * a / (1.0 - a));
  return select(y, -y, x < 0.0);
}`,
  tw_cbrt: `fn tw_cbrt(x: f32) -> f32 {
  if (x == 0.0 || !tw_is_finite(x)) { return x; }
  let a = abs(x);
  let y = tw_exp(tw_log(a) * 0.333333333);
  let z = y - (y - a / (y * y)) * 0.333333333;
  return select(z, -z, x < 0.0);
}`,
  tw_pow: `fn tw_pow(a: f32, b: f32) -> f32 {
  if (b == 0.0) { return 1.0; }
  if (tw_is_nan(a) || tw_is_nan(b)) { return tw_nan(); }
  let whole = floor(b) == b;
  let odd = whole && abs(b) < 16777216.0 && (i32(b) & 1) != 0;
  if (a < 0.0 && !whole) { return tw_nan(); }
  if (a == 0.0) {
    if (b < 0.0) { return tw_infinity(); }
    return 0.0;
  }
  let y = tw_exp(b * tw_log(abs(a)));
  return select(y, -y, a < 0.0 && odd);
}`,
  tw_hypot: `fn tw_hypot(a: f32, b: f32) -> f32 {
  let large = tw_max(abs(a), abs(b));
  if (large == 0.0 || !tw_is_finite(large)) { return large; }
  let ratio = min(abs(a), abs(b)) / large;
  return large * sqrt(1.0 + ratio * ratio);
}`,
  tw_floor_mod: `fn tw_floor_mod(a: f32, b: f32) -> f32 { return a - b * floor(a / b); }`,
  // The remainder tells where the division was rounded past a whole number.
  tw_floor_divide: `fn tw_floor_divide(a: f32, b: f32) -> f32 {
  let q = floor(a / b);
  let r = fma(-q, b, a);
  return select(q, q - 1.0, r != 0.0 && (r < 0.0) != (b < 0.0));
}`,
  tw_sigmoid: `fn tw_sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + tw_exp(-x)); }`,
  tw_softplus: `fn tw_softplus(x: f32) -> f32 { return tw_max(x, 0.0) + tw_log1p(tw_exp(-abs(x))); }`,
  // Series near 0; Abramowitz & Stegun 7.1.26 elsewhere.
  tw_erf: `fn tw_erf(x: f32) -> f32 {
  let a = abs(x);
  if (a < 0.6) {
    let z = x * x;
    let p = z * (0.1 + z * (-0.0238095238 + z * (4.62962963e-3 + z * (-7.57575758e-4 + z * 1.06837607e-4))));
    return 1.12837917 * x * (1.0 + z * -0.333333333 + z * p);
  }
  let t = 1.0 / (1.0 + 0.3275911 * a);
  let p = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  let y = 1.0 - p * tw_exp(-a * a);
  return select(y, -y, x < 0.0);
}`,
};

/** The prelude's text with those functions that `code` needs, directly or through each other. */
export function preludeFor(code: string): string {
  const needed = new Set<string>();
  const visit = (text: string): void => {
    for (const [name] of text.matchAll(/\btw_\w+/g)) {
      if (needed.has(name)) continue;
      needed.add(name);
      visit(functions[name] ?? '');
    }
  };
  visit(code);
  return Object.keys(functions)
    .filter((name) => needed.has(name))
    .map((name) => functions[name])
    .join('\n');
}
