/** JavaScript as people write it, against V8, at lengths that take each way of running a loop. */
import { describe, expect, it } from 'vitest';
import { agrees, lengths, runInV8, valueOf } from './fuzz/compare';

const idioms = [
  'x => x.map(v => v ** 2).reduce((a, b) => a + b)',
  'x => x.reduce((a, b, i) => a + i * b, 0)',
  'x => Math.max(...x) - Math.min(...x) + Math.hypot(...x)',
  'x => x.slice(1).reduce((s, v, i) => s + (v - x[i]) ** 2, 0)',
  'x => x.slice(0, -1).map((v, i) => v * x[i + 1]).reduce((a, b) => a + b, 0)',
  '([a, b, ...rest]) => a * b + rest.length + rest.reduce((p, q) => p * q, 1)',
  'function f(x) { const [a, b] = x; const { length } = x; return a * b + length; }',
  'x => { let s = 0; for (const v of x) { if (v < 0) continue; s += Math.sqrt(v); } return s; }',
  'x => { let s = 0; for (const [i, v] of x.entries()) s += i * v; return s; }',
  'x => { let s = 0; x.forEach((v, i) => { s += v * i; }); return s; }',
  'x => { const A = [[1, 2], [3, 4]]; let s = 0; for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) s += A[i][j] * x[i] * x[j]; return s; }',
  'x => { let i = 0, s = 0; while (i < x.length) { s += x[i++]; } return s; }',
  'x => { let i = 0, s = 0; do { s += x[i]; i++; } while (i < 3); return s; }',
  'x => { let s = 0; for (let i = x.length - 1; i >= 0; i--) s = s * 0.5 + x[i]; return s; }',
  'x => { let s = 0; for (let i = 0, n = x.length; i < n; i += 2) { s += x[i]; } return s; }',
  'x => { const y = new Float64Array(x.length); for (let i = 0; i < x.length; ++i) y[i] = x[i] * 2; return y.reduce((a, b) => a + b); }',
  'x => { const y = Array.from({ length: 5 }, (_, i) => x[0] * i); return y[3] + y.length; }',
  'x => { const y = Array.from(x, v => v + 1); return y.at(-1) + y[0]; }',
  'x => [...x, 1, 2].length + [...x].reverse()[0]',
  'x => { const g = (a, b = 2) => a * b; return g(x[0]) + g(x[0], 3) + (function (t) { return t + 1; })(x[1]); }',
  'x => { const o = { a: x[0], b: { c: x[1] } }; return o.a + o.b.c + o["a"]; }',
  'x => { const { a, b: c } = { a: x[0], b: 2 }; return a * c; }',
  'x => x[0] > 0 ? x[1] > 0 ? 1 : 2 : 3',
  'x => (x[0] || 5) + (x[1] && 7) + (null ?? 3)',
  'x => Number(x[0] > 0) + (x[0] > 0) + +true + !0',
  'x => x[0] % 2 + (-7) % 3 + 7 % -3 + Math.round(-2.5) + Math.round(2.5) + Math.trunc(-2.7) + Math.sign(x[0])',
  'x => 2 ** 3 ** 2 + (-2) ** 2 + 7 / 2 + (7 / 2 | 0) + (5 & 3) + (1 << 4) + ~~3.7',
  'x => { let s = 0; outer(); function outer() { s += x[0]; } return s; }',
  'x => { var s = 0; for (var i = 0; i < x.length; i++) { var t = x[i] * 2; s += t; } return s + i + t; }',
  'x => x.every(v => v > -100) ? x[0] : x[1]',
  'x => x.some(v => v > 1) ? x[0] : x[1]',
  'x => x.filter((v, i) => i % 2 === 0).reduce((a, b) => a + b, 0)',
  'x => { const parts = []; for (let i = 0; i < x.length; i++) { if (i % 3 === 0) parts.push(x[i]); } return parts.reduce((a, b) => a + b, 0) + parts.length; }',
  'x => { let best = Infinity; for (let i = 0; i < x.length; i++) { const d = (x[i] - 1) ** 2; if (d < best) best = d; } return best; }',
  'x => { let p = 1; for (let i = 0; i < x.length; i++) { p *= 1 + 0.1 * x[i]; } return Math.log(Math.abs(p)); }',
  'x => { let a = x[0], b = x[1]; for (let k = 0; k < 50; k++) { [a, b] = [(a + b) / 2, Math.sqrt(Math.abs(a * b) + 0.1)]; } return a; }',
  'x => { let u = x[0], v = 0; const dt = 0.01; for (let t = 0; t < 200; t++) { const du = u - u ** 3 / 3 - v + x[1]; v += dt * 0.08 * (u + 0.7 - 0.8 * v); u += dt * du; } return u * u + v; }',
  'x => { const n = x.length; let s = 0; for (let i = 0; i < n; i++) { let t = 0; for (let j = 0; j <= i; j++) { t += x[j]; } s += t * t; } return s; }',
  'x => { const n = x.length; const y = [x[0]]; for (let i = 1; i < n; i++) y.push(0.5 * y[i - 1] + x[i]); return y[n - 1]; }',
  'x => { const n = x.length; const y = new Array(n).fill(0); for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) y[i] += x[j] / (1 + Math.abs(i - j)); return y.reduce((s, v) => s + v * v, 0); }',
  'x => { const h = [0, 0, 0]; for (let i = 0; i < x.length; i++) h[i % 3] += x[i]; return h[0] * h[1] * h[2]; }',
  'x => { let s = 0; for (let i = 0; i < x.length; i++) { if (x[i] < 0) break; s += x[i]; } return s; }',
  'x => { for (let i = 0; i < x.length; i++) { if (x[i] < -1) return i + x[i]; } return -1; }',
  'x => { let k = 0; let s = 0; for (let i = 0; i < x.length; i++) { k += 2; s += k * x[i]; } return s; }',
  'x => { let prev = x[0]; let s = 0; for (const v of x) { s += (v - prev) ** 2; prev = v; } return s; }',
  'x => { let s = 0; let t = 0; for (const v of x) { s += v; t += s; } return t; }',
  'x => { let c = 0; for (const v of x) if (v > 0) c++; return c; }',
  'x => { let m = -Infinity, at = 0; for (let i = 0; i < x.length; i++) if (x[i] > m) { m = x[i]; at = i; } return m + at; }',
  'x => { const y = x.map(Math.abs); return Math.max(...y); }',
  'x => x.map((v, i, a) => v * a[a.length - 1 - i]).reduce((s, v) => s + v, 0)',
  'x => { const m = x.map(a => x.map(b => a * b)); return m[1][2] + m.length; }',
  'x => { const t = x.flatMap(v => [v, -v]); return t[3] + t.length; }',
  'x => { const { PI, sin } = Math; return sin(PI * x[0]); }',
  'x => Array.isArray(x) ? x[0] : 0',
  'x => `${x[0]}`.length > 0 ? x[1] : 0',
  'x => { let s = 0; for (const i in x) s += x[i]; return s; }',
  'x => { let y = x; y = y.slice(); y[0] = 5; return y[0] + x[0]; }',
  'x => { const y = x.concat([1, 2]); return y[y.length - 1] + y[0]; }',
  'x => { let a = 1; { let a = 2; a += x[0]; } return a; }',
  'x => { let s = 0; let i; for (i = 0; i < 4; i++) s += x[i]; return s * i; }',
  'x => { let s = 0; for (let i = 0; i < x.length; i++) { const w = i === 0 || i === x.length - 1 ? 0.5 : 1; s += w * x[i] ** 2; } return s; }',
];

describe('JavaScript idioms', () => {
  it.each(idioms)('%s', (source) => {
    for (const n of lengths.map((length) => length + 3)) {
      const x = Array.from({ length: n }, (_, i) => Math.sin(3 * i + 1) * 1.5 + 0.2);
      const expected = Number(runInV8(source, x));
      const got = valueOf(source, 'javascript', x);
      expect(agrees(got, expected), `${got} for ${expected} at n = ${n}`).toBe(true);
    }
  });
});
