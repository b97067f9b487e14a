/** What is read of a text that is outside the language: its loss, and how that takes its point. */
import { describe, expect, it } from 'vitest';
import { parseLoss } from './parse-loss';
import { isOutsideLanguage, readPlainJavaScript } from './plain-javascript';
import type { PlainOutside } from './plain-outside';

/** The loss of a text. Tests alone do this here: the app evaluates texts in its sandbox only. */
function lossOf(source: string): (...args: unknown[]) => unknown {
  const reading = readPlainJavaScript(source);
  if (!reading) throw new Error('not read');
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function(`'use strict';\n${reading.program.code}`)() as (...args: unknown[]) => unknown;
}
const formOf = (source: string): unknown => readPlainJavaScript(source)?.program.form;
const standOf = (source: string) => {
  const reading = readPlainJavaScript(source)!;
  const inFive = parseLoss(reading.stand, { language: 'javascript', n: 5 });
  const parsed = inFive.ok ? inFive : parseLoss(reading.stand, { language: 'javascript' });
  return parsed.ok ? [parsed.n, parsed.signature.n, parsed.names.slice(0, 2)] : parsed.diagnostics;
};

describe('readPlainJavaScript', () => {
  it('takes the function that the language would take', () => {
    expect(lossOf('(x, y) => x + 10 * y + Date.now() * 0')(1, 2)).toBe(21);
    expect(lossOf('function (x) { return x[0] + 1 }')([1])).toBe(2);
    expect(lossOf('const h = (a) => a + 1;\nconst loss = (x) => h(x[0]) * 2;\n')([1])).toBe(4);
    expect(lossOf('const loss = (x) => x[0] * 2;\nfunction other(z) { return 7 }\nloss')([3])).toBe(6);
    expect(lossOf('export default function (x) { return x[0] * 3 }\nfunction g(a) { return a }')([3])).toBe(9);
    expect(lossOf('export default function loss(x) { return x[0] * 4 }\nexport const c = 3;')([3])).toBe(12);
    expect(lossOf('const f = (x) => x[0] * 5;\nexport { f };\nexport default f;')([3])).toBe(15);
    expect(lossOf('class A { at(x) { return x[0] ** 2 } }\nconst a = new A();\nx => a.at(x)')([3])).toBe(9);
    expect(lossOf('const k = 2;\nMath.random() * 0 + k * y + x')(1, 10)).toBe(21);
  });

  it('blanks out types', () => {
    expect(
      lossOf('type V = number[];\nconst f = (x: number[]): number => new Map([[1, x[0] as number]]).get(1)!;')([4]),
    ).toBe(4);
  });

  it('tells numbers, arrays and objects apart', () => {
    expect(formOf('(x, y) => x + y')).toBe('scalars');
    expect(formOf('(x) => Math.random() * x ** 2')).toBe('scalars');
    expect(formOf('(x) => Math.sin(x)')).toBe('scalars');
    expect(formOf('(x) => x[0] ** 2 + x[1]')).toBe('vector');
    expect(formOf('(x) => x.map((v) => v * v)[0]')).toBe('vector');
    expect(formOf('([x, y]) => x + y')).toBe('vector');
    expect(formOf('({ a, b }) => a + b')).toBe('named');
    expect(formOf('(...x) => x.length')).toBe('scalars');
  });

  it('stands in with a loss of the language over the same variables', () => {
    expect(standOf('(x, y) => new Date() * x * y')).toEqual([2, 2, ['x', 'y']]);
    expect(standOf('(x) => x[0] + x[2]')).toEqual([3, 3, expect.anything()]);
    expect(standOf('(x) => { for (const v of x) { } }')).toEqual([5, null, ['x[0]', 'x[1]']]);
    expect(standOf('(x) => Math.random() * x')).toEqual([1, 1, ['x']]);
    expect(standOf('({ a, b, c }) => a')).toEqual([3, 3, ['a', 'b']]);
    expect(standOf('(...x) => x.length')).toEqual([5, null, ['x[0]', 'x[1]']]);
  });

  it('reads no text that would not run there either', () => {
    for (const text of [
      '',
      '(x, y) => x +',
      '(x, y) => x + q',
      '(x, y) => Math.cosine(x)',
      'import { f } from "./f.js";\nf',
      '(x) => fetch("https://example.org")',
      '(x) => document.cookie',
      'async (x) => 1',
      'const a = 1;',
      '() => 1',
      '(x, { y }) => x + y',
      'def f(x):\n    return x',
    ])
      expect(readPlainJavaScript(text), text).toBeNull();
  });
});

describe('parameters and data', () => {
  const data = {
    t: [0, 1, 2],
    y: [
      [1, NaN],
      [3, 4],
    ],
  };
  const run = (source: string, outside: PlainOutside): ((...args: unknown[]) => unknown) => {
    const reading = readPlainJavaScript(source, outside);
    if (!reading) throw new Error('not read');
    // oxlint-disable-next-line typescript/no-implied-eval
    return new Function(`'use strict';\n${reading.program.code}`)() as (...args: unknown[]) => unknown;
  };

  it('are constants, or passed where the loss has a parameter of their name', () => {
    expect(run('(x) => Date.now() * 0 + x[0] * t[2] + y[1][0]', { data })([2])).toBe(7);
    expect(run('(a, b) => a * t[1] + b + y.length', { data })(2, 3)).toBe(7);
    expect(run('function loss(x, t) { return x[0] + t.length }', { data })([2])).toBe(5);
    expect(run('(a, t, b) => a * t[2] + b', { data })(2, 3)).toBe(7);
    expect(run('(x) => { const t = [9]; return x[0] + t[0] }', { data })([1])).toBe(10);
    expect(run('({ a, b }) => a + b + t[1]', { data })({ a: 1, b: 2 })).toBe(4);
    expect(run('(...x) => x.length + t[1]', { data })(1, 2, 3)).toBe(4);
    expect(Number.isNaN(run('(x) => y[0][1] * x[0]', { data })([1]))).toBe(true);
  });

  it('take a packed point apart by the table', () => {
    const params = [{ name: 'W', shape: [2, 2] }, { name: 'b', shape: [2] }, { name: 'c' }];
    const point = [1, 2, 3, 4, 5, 6, 7];
    expect(run('({ W, b, c }) => W[1][0] + b[1] * c', { params })(point)).toBe(45);
    expect(run('(c, W) => W[0][1] * c', { params })(point)).toBe(14);
    expect(run('(p) => p.W[0].length + p.b[0] + p.c', { params })(point)).toBe(14);
    expect(
      run('function loss(b, t, W, scale = 2) { return b[0] + t[2] + W[1][1] * scale }', { params, data })(point),
    ).toBe(15);
    const stand = parseLoss(readPlainJavaScript('({ c }) => c * Math.random()', { params })!.stand, {
      language: 'javascript',
      params,
    });
    expect(stand.ok && stand.names).toEqual(['W[0, 0]', 'W[0, 1]', 'W[1, 0]', 'W[1, 1]', 'b[0]', 'b[1]', 'c']);
  });

  it('are not read with units, as names that are none, or in masses', () => {
    const text = '(x) => Math.random() * x[0]';
    expect(readPlainJavaScript(text, { params: [{ name: 'x', unit: 'ms' }] })).toBeNull();
    expect(readPlainJavaScript(text, { data: { t: { values: [1], unit: 'ms' } } })).toBeNull();
    expect(readPlainJavaScript(text, { data: { 'a = alert()': [1] } })).toBeNull();
    expect(readPlainJavaScript(text, { data: { t: new Float64Array(60_000) } })).toBeNull();
    expect(readPlainJavaScript('(p, q) => p.a + q', { params: [{ name: 'a' }] })).toBeNull();
    expect(readPlainJavaScript(text, { data: {} })).not.toBeNull();
  });
});

describe('isOutsideLanguage', () => {
  const codes = (text: string): string[] => {
    const parsed = parseLoss(text, { language: 'javascript' });
    return parsed.ok ? [] : parsed.diagnostics.map(({ code }) => code);
  };
  const outside = [
    '(x, y) => x * Math.random() + y',
    '(x, y) => new Date() * x',
    'function f(x) { let s = 1; while (s > 1e-9 * x[0]) s *= x[1]; return s }',
    'class A { at(x) { return x[0] ** 2 + x[1] } }\nconst a = new A();\nx => a.at(x)',
    '(x) => { try { return x[0] + x[1] } catch { return 0 } }',
    '(x) => [...new Set(x)].length',
    '(x) => { switch (x.length) { case 2: return x[0]; default: return x[1] } }',
    '(x) => { const m = new Map(); m.set(1, x[0]); return m.get(1) ** 2 + x[1] }',
    '(x) => JSON.parse("[1]")[0] * x[0] + x[1]',
    'function f(x) { const s = x.slice().sort((a, b) => a - b); return s[0] ** 2 + s[1] }',
  ];
  for (const text of outside) {
    it(`offers: ${text.slice(0, 50)}`, () => {
      expect(isOutsideLanguage(codes(text)), codes(text).join()).toBe(true);
      expect(readPlainJavaScript(text)).not.toBeNull();
    });
  }
  it('is preceded by a sentence that names the construct', () => {
    const said = (text: string): string => {
      const parsed = parseLoss(text, { language: 'javascript' });
      return parsed.ok ? '' : parsed.diagnostics[0]!.message;
    };
    expect(said(outside[3]!)).toBe('A class is not part of the loss language.');
    expect(said('function* g() { yield 1 }\nx => g().next().value * x[0] + x[1]')).toMatch(/^A generator is not part/);
    expect(said(outside[0]!)).toMatch(/random/);
  });
  it('offers nothing for mistakes', () => {
    for (const text of ['(x, y) => (x - 1', '', '(x, y) => Math.atan2(x)', '(x, y) => { x + y }', '(x, y) => [x, y]'])
      expect(isOutsideLanguage(codes(text)), `${text}: ${codes(text).join()}`).toBe(false);
    expect(isOutsideLanguage([])).toBe(false);
  });
});
