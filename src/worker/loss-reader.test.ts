import { describe, expect, it } from 'vitest';
import { LossCache } from './loss-cache';
import { LossReader } from './loss-reader';

const beale = `def f(x, y):
    s = (1.5 - x + x * y) ** 2
    for k, c in enumerate([2.25, 2.625]):
        t = c - x + x * y ** (k + 2)
        s += t ** 2
    return s`;

const source = { text: beale, language: 'auto', n: 2 } as const;
const at = (text: string, which = 0): number => [...beale.matchAll(new RegExp(`\\b${text}\\b`, 'g'))].at(which)!.index;

describe('LossReader', () => {
  const reader = new LossReader(new LossCache());

  it('evaluates the names of a text at a point', () => {
    expect(reader.explain(source, at('x'), [1, 1])).toMatchObject({ kind: 'value', value: { shape: [], first: [1] } });
    expect(reader.explain(source, at('s'), [1, 1])).toMatchObject({ value: { shape: [], first: [2.25] } });
    expect(reader.explain(source, at('s', -1), [1, 1])).toMatchObject({ value: { first: [14.203125] } });
    expect(reader.explain(source, at('s', -1), [3, 0.5])).toMatchObject({ value: { first: [0] } });
  });

  it('gives what a loop changes a shape and its last value', () => {
    expect(reader.explain(source, at('t'), [1, 1])).toMatchObject({ value: { shape: [], first: null } });
    expect(reader.explain(source, at('s', 1), [1, 1])).toMatchObject({
      value: { first: null },
      final: { first: [14.203125] },
    });
  });

  it('explains functions, lists and arrays, and says nothing elsewhere', () => {
    expect(reader.explain(source, at('enumerate'), [1, 1])).toMatchObject({ kind: 'function', name: 'enumerate' });
    expect(reader.explain(source, at('return') + 1, [1, 1])).toBeNull();
    const vector = { text: 'lambda x: np.linalg.norm(x - 1)', language: 'python', n: 9 } as const;
    expect(reader.explain(vector, vector.text.indexOf('x -'), [1, 2, 3, 4, 5, 6, 7, 8, 9])).toMatchObject({
      value: { shape: [9], first: [1, 2, 3, 4, 5, 6] },
    });
    expect(reader.explain(vector, vector.text.indexOf('norm'), [])).toMatchObject({ kind: 'function', name: 'norm' });
  });

  it('tells names with a unit in the unit that was chosen for them, others in SI', () => {
    const text = 'lambda tau, v: np.sum((v * np.exp(-t / tau) - y) ** 2) / (1 * V) ** 2 + 2 * (v / (1 * V)) ** 2';
    const measured = {
      text,
      language: 'python',
      n: 2,
      params: [
        { name: 'tau', unit: 'ms' },
        { name: 'v', unit: 'mV' },
      ],
      data: [
        { name: 't', values: [0, 20.1], unit: 'ms', source: 'a' },
        { name: 'y', values: [1, 2], unit: 'V', source: 'a' },
      ],
    } as const;
    const named = (name: string) => reader.explain(measured, text.indexOf(name), [20.1, -70]);
    expect(named('tau)')).toMatchObject({ value: { first: [20.1], unit: 'ms' } });
    expect(named('v * np')).toMatchObject({ value: { first: [-70], unit: 'mV' } });
    expect(named('t / tau')).toMatchObject({ value: { shape: [2], first: [0, 20.1], unit: 'ms' } });
    expect(named('y) **')).toMatchObject({ value: { first: [1, 2], unit: 'V' } });
    const local = {
      ...measured,
      text: 'def f(tau, v):\n    rate = v / tau\n    pure = rate * tau / (1 * V)\n    return pure ** 2',
    };
    expect(reader.explain(local, local.text.indexOf('rate'), [10, 20])).toMatchObject({
      value: { first: [2], unit: 'V/s' },
    });
    expect(reader.explain(local, local.text.indexOf('pure'), [10, 20])?.kind).toBe('value');
    expect(reader.explain(local, local.text.indexOf('pure'), [10, 20])).not.toHaveProperty('value.unit');
  });

  it('answers null where the text does not compile', () => {
    const broken = { ...source, text: 'def f(x):\n    return x +' };
    expect(reader.explain(broken, 6, [1, 1])).toBeNull();
    expect(reader.forms(broken)).toBeNull();
  });

  it('shows what a text became', () => {
    const forms = reader.forms({
      text: '(x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2 + 0 * 3',
      language: 'auto',
      n: 2,
    })!;
    expect(forms.formula?.lines[0]?.tex).toContain('100');
    expect(forms.gradient?.lines).toHaveLength(2);
    expect(forms.javascript.value).toMatch(/return/);
    expect(forms.javascript.gradient).not.toBe(forms.javascript.value);
    expect(forms.wgsl).toMatchObject({ ok: true });
    expect(forms.operations.kept).toBeLessThanOrEqual(forms.operations.built);
    expect(forms.operations.withGradient).toBeGreaterThan(forms.operations.kept);
  });
});
