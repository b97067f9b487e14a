// Shared by every tensor kernel: the job, the buffers, indexing by strides, and functions whose builtins are
// inexact or launder NaN (see shaders/README.md).

struct Job {
  count: u32,             // elements of the output
  rank: u32,
  offset_a: u32,
  offset_b: u32,
  numbers: vec4f,         // scalars of the operation
  shape: array<vec4u, 2>, // of the output, or what the kernel says
  a: array<vec4u, 2>,     // strides of the inputs over that shape; 0 repeats
  b: array<vec4u, 2>,
}

@group(0) @binding(0) var<uniform> job: Job;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read> c: array<f32>;
@group(0) @binding(4) var<storage, read_write> result: array<f32>;

fn at_a(index: u32) -> u32 {
  var rest = index;
  var at = job.offset_a;
  for (var d = job.rank; d > 0u; d--) {
    let k = d - 1u;
    let extent = job.shape[k / 4u][k % 4u];
    at += (rest % extent) * job.a[k / 4u][k % 4u];
    rest /= extent;
  }
  return at;
}

fn at_b(index: u32) -> u32 {
  var rest = index;
  var at = job.offset_b;
  for (var d = job.rank; d > 0u; d--) {
    let k = d - 1u;
    let extent = job.shape[k / 4u][k % 4u];
    at += (rest % extent) * job.b[k / 4u][k % 4u];
    rest /= extent;
  }
  return at;
}

fn is_nan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }

// NaN that no compiler can fold away: constant NaN expressions do not compile.
fn nan_like(x: f32) -> f32 { return bitcast<f32>((bitcast<u32>(x) & 0u) | 0x7fc00000u); }
fn infinity_like(x: f32) -> f32 { return bitcast<f32>((bitcast<u32>(x) & 0u) | 0x7f800000u); }

// x·y as 64 bits: (low, high).
fn multiply_wide(x: u32, y: u32) -> vec2u {
  let low = (x & 0xffffu) * (y & 0xffffu);
  let middle = (x >> 16u) * (y & 0xffffu) + (low >> 16u);
  let cross = (x & 0xffffu) * (y >> 16u) + (middle & 0xffffu);
  return vec2u((cross << 16u) | (low & 0xffffu), (x >> 16u) * (y >> 16u) + (middle >> 16u) + (cross >> 16u));
}

struct Reduced { r: f32, quarters: i32 }

// x = r + quarters·pi/2 for large x, by Payne & Hanek (1983): of the bits of 2/pi only those are multiplied with the
// significand that neither make whole turns nor fall below the result. x is finite and at least 2^-30.
fn reduce_large(x: f32) -> Reduced {
  var two_over_pi = array<u32, 8>(
    0u, 0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu);
  let bits = bitcast<u32>(x);
  let significand = (bits & 0x007fffffu) | 0x00800000u;
  // |x| = significand·2^(e - 150); the window's first bit weighs two quarter turns.
  let offset = ((bits >> 23u) & 0xffu) - 120u;
  let first = offset / 32u;
  let shift = offset % 32u;
  var window = vec3u(two_over_pi[first], two_over_pi[first + 1u], two_over_pi[first + 2u]);
  if (shift > 0u) {
    let next = vec3u(window.y, window.z, two_over_pi[first + 3u]);
    window = (window << vec3u(shift)) | (next >> vec3u(32u - shift));
  }
  let low = multiply_wide(significand, window.z);
  let product = multiply_wide(significand, window.y);
  var fraction = product.x + low.y;
  let carry = select(0u, 1u, fraction < low.y);
  var high = significand * window.x + product.y + carry;
  // The top two bits count quarter turns; to the nearest one.
  let quarters = (high + 0x20000000u) >> 30u;
  high -= quarters << 30u;
  let below = (high & 0x80000000u) != 0u;
  if (below) {
    fraction = ~fraction + 1u;
    high = ~high + select(0u, 1u, fraction == 0u);
  }
  let size = (f32(high) * 4294967296.0 + f32(fraction)) * 3.40612158e-19; // pi/2·2^-62
  let turned = below != (x < 0.0);
  return Reduced(select(size, -size, turned), select(i32(quarters), -i32(quarters), x < 0.0));
}

// Sine and cosine: reduction by pi/2 in three parts, or by integers where x is large; then minimax polynomials on
// [-pi/4, pi/4]: 1e-7.
fn sine_cosine(x: f32, quarter_turns: i32) -> f32 {
  if ((bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u) { return nan_like(x); }
  let k = floor(x * 0.6366197723675814 + 0.5);
  var reduced = Reduced(((x - k * 1.5703125) - k * 4.837512969970703125e-4) - k * 7.54978995489188216e-8, i32(k));
  if (abs(x) > 8192.0) { reduced = reduce_large(x); }
  let r = reduced.r;
  let z = r * r;
  let s = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 + z * -1.9515295891e-4));
  let q = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  let quadrant = (reduced.quarters + quarter_turns) & 3;
  let value = select(s, q, (quadrant & 1) != 0);
  return select(value, -value, (quadrant & 2) != 0);
}
fn sine(x: f32) -> f32 { return sine_cosine(x, 0); }
fn cosine(x: f32) -> f32 { return sine_cosine(x, 1); }

// exp by powers of two and a polynomial on [-ln 2 / 2, ln 2 / 2]: 1e-7 relative, where the builtin has 4e-6.
fn exponential(x: f32) -> f32 {
  if (is_nan(x)) { return x; }
  if (x > 88.72) { return infinity_like(x); }
  if (x < -87.3) { return 0.0; }
  let k = floor(x * 1.4426950408889634 + 0.5);
  let r = (x - k * 0.693359375) + k * 2.12194440054690583e-4;
  let p = 5.0000001201e-1 + r * (1.6666665459e-1 + r * (4.1665795894e-2 + r * (8.3334519073e-3
    + r * (1.3981999507e-3 + r * 1.9875691500e-4))));
  // Two factors: 2^128 alone has no f32.
  let half_k = i32(k) / 2;
  let low = bitcast<f32>(u32(half_k + 127) << 23u);
  let high = bitcast<f32>(u32(i32(k) - half_k + 127) << 23u);
  return (1.0 + r + r * r * p) * low * high;
}

fn exponential_minus_one(x: f32) -> f32 {
  if (abs(x) > 0.35) { return exponential(x) - 1.0; }
  return x + x * x * (5.0000001201e-1 + x * (1.6666665459e-1 + x * (4.1665795894e-2 + x * (8.3334519073e-3
    + x * (1.3981999507e-3 + x * 1.9875691500e-4)))));
}

// log from the exponent bits and a polynomial on [sqrt(1/2), sqrt(2)].
fn logarithm(x: f32) -> f32 {
  if (is_nan(x) || x < 0.0) { return nan_like(x); }
  if (x == 0.0) { return -infinity_like(x); }
  if ((bitcast<u32>(x) & 0x7f800000u) == 0x7f800000u) { return x; }
  let subnormal = (bitcast<u32>(x) & 0x7f800000u) == 0u;
  let bits = bitcast<u32>(select(x, x * 8388608.0, subnormal));
  var k = f32(i32(bits >> 23u) - 126) - select(0.0, 23.0, subnormal);
  var m = bitcast<f32>((bits & 0x007fffffu) | 0x3f000000u);
  if (m < 0.70710678) { m = m + m; k -= 1.0; }
  return log_reduced(m - 1.0) + k * 0.693359375 - k * 2.12194440054690583e-4;
}

// log(1 + f) for f in [sqrt(1/2) - 1, sqrt(2) - 1].
fn log_reduced(f: f32) -> f32 {
  let z = f * f;
  let p = 3.3333331174e-1 + f * (-2.4999993993e-1 + f * (2.0000714765e-1 + f * (-1.6668057665e-1 + f * (1.4249322787e-1
    + f * (-1.2420140846e-1 + f * (1.1676998740e-1 + f * (-1.1514610310e-1 + f * 7.0376836292e-2)))))));
  return f + (-0.5 * z + f * z * p);
}

fn log_one_plus(x: f32) -> f32 {
  if (x > -0.29 && x < 0.41) { return log_reduced(x); }
  return logarithm(1.0 + x);
}

fn hyperbolic_tangent(x: f32) -> f32 {
  let t = abs(x);
  if (is_nan(x)) { return x; }
  if (t > 9.1) { return sign(x); }
  let e = exponential_minus_one(2.0 * t);
  return sign(x) * e / (e + 2.0);
}

fn logistic(x: f32) -> f32 {
  let e = exponential(-abs(x));
  return select(e / (1.0 + e), 1.0 / (1.0 + e), x >= 0.0);
}

fn soft_plus(x: f32) -> f32 {
  return select(0.0, x, x > 0.0) + log_one_plus(exponential(-abs(x)));
}

// x^p for a scalar p: whole powers by squaring or by |x|, so that negative bases work; else exp(p log x), NaN for x < 0.
fn power(x: f32, p: f32) -> f32 {
  if (p == floor(p) && abs(p) <= 64.0) {
    var rest = u32(abs(p));
    var square = x;
    var product = 1.0;
    while (rest > 0u) {
      if ((rest & 1u) == 1u) { product *= square; }
      square *= square;
      rest >>= 1u;
    }
    return select(product, 1.0 / product, p < 0.0);
  }
  if (x == 0.0) { return select(0.0, infinity_like(x), p < 0.0); }
  if (p == floor(p)) {
    let size = exponential(p * logarithm(abs(x)));
    return select(size, -size, x < 0.0 && p * 0.5 != floor(p * 0.5));
  }
  return exponential(p * logarithm(x));
}
