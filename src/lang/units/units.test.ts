/** Units: their text, their way through a loss, and what packing leaves unchanged. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../ir/evaluate';
import { parseConstraint } from '../constraints';
import type { Diagnostic } from '../diagnostics';
import { type ParseOptions, type ParsedLoss, parseLoss } from '../parse-loss';
import { unitText } from './dimension';
import { packParams, unpackParams } from './packing';
import { parseUnit } from './parse-unit';
import { toSi } from './unit';

type Parsed = ParsedLoss & { readonly ok: true };

function parsed(source: string, options: ParseOptions): Parsed {
  const loss = parseLoss(source, options);
  if (!loss.ok) throw new Error(loss.diagnostics.map(({ message }) => message).join('\n'));
  return loss;
}

const valueOf = (source: string, options: ParseOptions, ...x: number[]): number =>
  evaluate(parsed(source, options).program, [Float64Array.from(x)])[0]![0]!;

function diagnosticsOf(source: string, options: ParseOptions): readonly Diagnostic[] {
  const loss = parseLoss(source, options);
  return loss.ok ? [] : loss.diagnostics;
}

const inMs = { params: [{ name: 'tau', unit: 'ms' }] };
const membrane = {
  params: [
    { name: 'tau', unit: 'ms' },
    { name: 'v', unit: 'mV' },
  ],
};

describe('the text of a unit', () => {
  it.each([
    ['ms', 0.001, 's'],
    ['mV/ms', 1, '???'],
    ['pA*MOhm', 1e-6, 'V'],
    ['pA MOhm', 1e-6, 'V'],
    ['kg m^2 / s^2', 1, 'J'],
    ['N*m', 1, 'J'],
    ['µS·cm⁻²', 0.01, '???'],
    ['uS/cm2', 0.01, '???'],
    ['1/ms', 1000, 'Hz'],
    ['(m/s)^2', 1, 'm**2/s**2'],
    ['mM', 1, 'mol/m**3'],
    ['min', 60, 's'],
    ['Pa', 1, 'Pa'],
    ['cd', 1, 'cd'],
    ['milliseconds', 0.001, 's'],
    ['msecond', 0.001, 's'],
    ['ufarad', 1e-6, 'F'],
    ['nsiemens', 1e-9, 'S'],
    ['%', 0.01, '1'],
    ['degree', Math.PI / 180, '1'],
    ['rad', 1, '1'],
    ['', 1, '1'],
    ['mV**2', 1e-6, 'V**2'],
    ['V s^-1', 1, '???'],
  ])('%s', (text, size, si) => {
    const unit = parseUnit(text);
    if (!unit.ok) throw new Error(unit.message);
    expect(toSi(1, unit.unit)).toBe(size);
    if (si !== '???') expect(unitText(unit.unit.dimension)).toBe(si);
  });

  it.each([
    ['mz', '“mz” is not a unit: “mz” is not known.'],
    ['degC', '“degC” is not a unit: it has a zero point of its own.'],
    ['ms/', '“ms/” is not a unit: it ends too early.'],
    ['(m/s', '“(m/s” is not a unit: it ends too early.'],
    ['m^', '“m^” is not a unit: it ends too early.'],
    ['m)', '“m)” is not a unit: “)” is not expected here.'],
    ['m & s', '“m & s” is not a unit: “&” means nothing in a unit.'],
  ])('refuses %s', (text, message) => {
    const unit = parseUnit(text);
    expect(unit.ok ? '' : unit.message).toBe(message);
  });

  it('moves the decimal point: quantities that are equal on paper are equal in SI', () => {
    const ms = parseUnit('ms');
    const pA = parseUnit('pA');
    if (!ms.ok || !pA.ok) throw new Error('not a unit');
    for (let i = 1; i < 2000; i++) expect(toSi(i / 10, ms.unit)).toBe(Number(`${i}e-4`));
    expect(toSi(100, pA.unit)).toBe(1e-10);
    expect(toSi(1e-7, pA.unit)).toBe(1e-19);
    expect(toSi(20.1, ms.unit)).toBe(0.0201);
  });
});

describe('units in a loss', () => {
  it.each([
    ['python', 'def f(tau):\n    return (tau / (5*ms) - 4)**2'],
    ['python', 'import brainunit as u\ndef f(tau):\n    return (tau / (5*u.ms) - 4)**2'],
    ['python', 'from brian2 import ms\ndef f(tau):\n    return (tau / (5*ms) - 4)**2'],
    ['python', 'from astropy import units as u\ndef f(tau):\n    return (tau / (5*u.ms) - 4)**2'],
    ['python', 'import pint\nureg = pint.UnitRegistry()\ndef f(tau):\n    return (tau / (5*ureg.ms) - 4)**2'],
    ['python', 'def f(**p):\n    return ((p["tau"] - 20*ms) / (5*ms))**2'],
    ['python', 'import brainunit as u\ndef f(tau):\n    return (tau.to_decimal(u.ms) / 5 - 4)**2'],
    [
      'python',
      'import brainunit as u\ndef f(tau):\n    return u.math.sum(u.math.square(tau / u.Quantity(5, "ms") - 4))',
    ],
    ['javascript', '(tau) => (tau / (5 * ms) - 4) ** 2'],
    ['javascript', '({ tau }) => ((tau - 20 * ms) / (5 * ms)) ** 2'],
    ['formula', '(tau / (5 ms) - 4)^2'],
    ['formula', 'f(tau) = ((tau - 20 ms) / (5 ms))^2'],
  ] as const)('%s: %s', (language, source) => {
    expect(valueOf(source, { language, ...inMs }, 30)).toBeCloseTo(4, 12);
    expect(parsed(source, { language, ...inMs }).n).toBe(1);
  });

  it('lets the text give a name another meaning', () => {
    expect(
      valueOf('ms = 0.5\ndef f(x, tau):\n    return x * ms', { params: [{ name: 'x' }, ...inMs.params] }, 3, 1),
    ).toBe(1.5);
    expect(
      valueOf('def f(x, tau):\n    s = 4\n    return x * s', { params: [{ name: 'x' }, ...inMs.params] }, 3, 1),
    ).toBe(12);
    expect(
      valueOf('(m, tau) => { const s = 2; return m * s; }', { params: [{ name: 'm' }, ...inMs.params] }, 3, 1),
    ).toBe(6);
  });

  it('gives names no meaning where nothing has a unit', () => {
    expect(diagnosticsOf('def f(x):\n    return x / ms', {})[0]?.code).toBe('unknown-name');
    expect(parsed('m*x + s', { language: 'formula' }).names).toEqual(['x', 'm', 's']);
  });

  it.each([
    ['Ohm’s law', 'def f(i, r):\n    return (i * r / mV)**2', ['nA', 'MOhm'], [2, 3], 36],
    [
      'a square root',
      'import numpy as np\ndef f(a, b):\n    return np.sqrt(a**2 + b**2) / mm',
      ['mm', 'cm'],
      [3, 0.4],
      5,
    ],
    [
      'a norm',
      'import numpy as np\ndef f(a, b):\n    return np.linalg.norm(np.array([a, b])) / mm',
      ['mm', 'cm'],
      [3, 0.4],
      5,
    ],
    ['extremes and zero', 'def f(a, b):\n    return max(0, a, b) / mm', ['mm', 'cm'], [3, 0.4], 4],
    [
      'a sum from zero',
      'def f(a, b):\n    total = 0\n    for k in range(40):\n        total += k * a\n    return total / b',
      ['mm', 'cm'],
      [1, 1],
      78,
    ],
    [
      'a fold by multiplication',
      'def f(a, b):\n    p = 1\n    for k in range(12):\n        p *= a\n    return p / b**12',
      ['m', 'm'],
      [3, 3],
      1,
    ],
    [
      'an array of zeros',
      'import numpy as np\ndef f(a, b):\n    v = np.zeros(4)\n    v[1] = a\n    v[2:] = b\n    return v.sum() / mm',
      ['mm', 'cm'],
      [3, 0.4],
      11,
    ],
    [
      'a list',
      'def f(a, b):\n    v = []\n    for k in range(3):\n        v.append(a * k)\n    return sum(v) / b',
      ['mm', 'cm'],
      [1, 1],
      0.3,
    ],
    ['a condition', 'def f(a, b):\n    return (a if a > b else b) / mm', ['mm', 'cm'], [3, 0.4], 4],
    [
      'steps in time',
      'import numpy as np\ndef f(a, b):\n    t = np.arange(0*ms, 5*ms, 1*ms)\n    return np.sum(t) / a + int(5*ms / (1*ms)) * a / b',
      ['ms', 'ms'],
      [2, 1],
      15,
    ],
    [
      'matrix products',
      'import numpy as np\ndef f(a, b):\n    w = np.array([1.0, 2.0])\n    return (w @ np.array([a, b])) / mm',
      ['mm', 'cm'],
      [3, 0.4],
      11,
    ],
  ])('%s', (_, source, [a, b], x, expected) => {
    const params = [
      { name: source.includes('(i, r)') ? 'i' : 'a', unit: a! },
      { name: source.includes('(i, r)') ? 'r' : 'b', unit: b! },
    ];
    expect(valueOf(source, { params }, ...x)).toBeCloseTo(expected, 9);
  });

  it('goes through a scan: a membrane by Euler’s method', () => {
    const source = `
def f(tau, v):
    u = 0
    for k in range(300):
        u = u + (v - u) / tau * (0.1*ms)
    return u / mV
`;
    let u = 0;
    for (let k = 0; k < 300; k++) u += ((30 - u) / 20) * 0.1;
    expect(valueOf(source, membrane, 20, 30)).toBeCloseTo(u, 9);
  });

  it('reads data with units', () => {
    const source = 'import numpy as np\ndef f(tau):\n    return np.sum(np.exp(-t / tau))';
    const data = { t: { values: [0, 10, 20], unit: 'ms' } };
    expect(valueOf(source, { ...inMs, data }, 10)).toBeCloseTo(1 + Math.exp(-1) + Math.exp(-2), 12);
  });

  it('checks constraints', () => {
    const source = '(tau) => (tau / (5 * ms)) ** 2';
    const loss = { ...parsed(source, inMs), source, ...inMs };
    const inTime = parseConstraint('tau <= 30*ms', loss);
    if (!inTime.ok) throw new Error(inTime.diagnostics[0]!.message);
    expect(evaluate(inTime.program, [Float64Array.of(10)])[0]![0]).toBeCloseTo(0.02, 15);
    const wrong = parseConstraint('tau <= 30*mV', loss);
    expect(wrong.ok ? '' : wrong.diagnostics[0]!.message).toBe(
      '“<=” needs the same unit on both sides: the left is a time (s), the right a voltage (V).',
    );
  });

  it('warns of a result with a unit', () => {
    const loss = parsed('(tau) => (tau - 20 * ms) ** 2', inMs);
    expect(loss.unit).toBe('s**2');
    expect(loss.warnings.map(({ code }) => code)).toEqual(['loss-unit']);
    expect(parsed('(tau) => (tau / ms) ** 2', inMs)).toMatchObject({ unit: null, warnings: [] });
  });
});

describe('units that do not fit', () => {
  const message = '“+” needs the same unit on both sides: the left is a time (s), the right a voltage (V).';
  it.each([
    ['def f(tau, v):\n    return tau + v', 'tau + v', message],
    [
      'def f(tau, v):\n    return (v + 1) / mV',
      '(v + 1)',
      '“+” needs the same unit on both sides: the left is a voltage (V), the right a pure number.',
    ],
    [
      'import numpy as np\ndef f(tau, v):\n    return v / mV + np.exp(tau)',
      'tau',
      '“exp” needs a pure number, and this is a time (s).',
    ],
    [
      'def f(tau, v):\n    return 2 ** tau + v / mV',
      '2 ** tau',
      'An exponent must be a pure number, and this is a time (s).',
    ],
    [
      'def f(tau, v):\n    return tau ** (v / mV)',
      'tau ** (v / mV)',
      'The base is a time (s), and the exponent is not one constant: the result would have no unit.',
    ],
    [
      'def f(tau, v):\n    return 1.0 if tau > v else 2.0',
      'tau > v',
      '“>” needs the same unit on both sides: the left is a time (s), the right a voltage (V).',
    ],
    [
      'import numpy as np\ndef f(tau, v):\n    return np.where(tau > 0, tau, v)',
      'np.where(tau > 0, tau, v)',
      'Both branches need the same unit, and these are a time (s) and a voltage (V).',
    ],
    [
      'import numpy as np\ndef f(tau, v):\n    return np.sum(np.array([tau, v]))',
      '[tau, v]',
      'An array has one unit, and this one joins a time (s) with a voltage (V).',
    ],
    [
      'import numpy as np\ndef f(tau, v):\n    return np.maximum(tau, v)',
      'np.maximum(tau, v)',
      '“max” needs the same unit on both sides: the left is a time (s), the right a voltage (V).',
    ],
    [
      'def f(tau, v):\n    return tau if v > 0 else v',
      'tau if v > 0 else v',
      'Both branches need the same unit, and these are a time (s) and a voltage (V).',
    ],
    [
      'def f(tau, v):\n    u = v\n    for k in range(100):\n        u = u * v\n    return u',
      'for k in range(100):\n        u = u * v',
      null,
    ],
    [
      'import numpy as np\ndef f(tau, v):\n    return np.zeros(tau)[0] + v',
      'np.zeros(tau)',
      'A shape is a pure number, and this is a time (s).',
    ],
    [
      'def f(tau, v):\n    return v.to_decimal(s)',
      'v.to_decimal(s)',
      'A quantity can be counted only in its own unit: this is a voltage (V), and the unit a time (s).',
    ],
    ['def f(tau, v):\n    total = tau\n    total += v\n    return total', 'total += v', message],
  ])('%s', (source, underlined, expected) => {
    const [first] = diagnosticsOf(source, { language: 'python', ...membrane });
    if (expected === null) return expect(first).toBeUndefined();
    expect(first?.message).toBe(expected);
    expect(first?.remedy).not.toBe('');
    expect(source.slice(first!.from, first!.to)).toBe(underlined);
  });

  it('names the parameter whose unit is unknown', () => {
    expect(diagnosticsOf('(tau) => tau', { params: [{ name: 'tau', unit: 'mz' }] })[0]).toMatchObject({
      code: 'unknown-unit',
      message: 'Parameter “tau”: “mz” is not a unit: “mz” is not known.',
    });
  });
});

describe('packing', () => {
  const spec = [
    { name: 'tau', unit: 'ms', scale: 20 },
    { name: 'w', shape: [2, 2] },
  ];

  it('packs quantities by their scale and takes them out again', () => {
    const x = packParams(spec, {
      tau: 30,
      w: [
        [1, 2],
        [3, 4],
      ],
    });
    expect(Array.from(x)).toEqual([1.5, 1, 2, 3, 4]);
    expect(unpackParams(spec, x)).toEqual({
      tau: 30,
      w: [
        [1, 2],
        [3, 4],
      ],
    });
  });

  it.each([
    [{ tau: 30 }, 'Parameter “w” has no value. Give it one.'],
    [{ tau: 30, w: [1, 2] }, 'Parameter “w” takes 4 numbers, and 2 were given. Check its shape.'],
  ])('refuses %j', (values, message) => {
    expect(() => packParams(spec, values)).toThrow(message);
  });

  it('gives the same bits for the same quantities in other units, if there is a scale', () => {
    const source = '(tau, v) => (tau / (5 * ms) - 3.3) ** 2 + Math.exp(-(v / mV) / 7)';
    const spellings = [
      { tau: ['ms', 20.1, 33.3], v: ['mV', 7.7, -51.3] },
      { tau: ['s', 0.0201, 0.0333], v: ['uV', 7700, -51300] },
      { tau: ['us', 20100, 33300], v: ['V', 0.0077, -0.0513] },
    ] as const;
    const runs = spellings.map(({ tau, v }) => {
      const params = [
        { name: 'tau', unit: tau[0], scale: tau[1] },
        { name: 'v', unit: v[0], scale: v[1] },
      ];
      const x = packParams(params, { tau: tau[2], v: v[2] });
      return { x, f: valueOf(source, { params }, ...x) };
    });
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });
});
