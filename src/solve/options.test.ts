/** Options: SciPy's names, typed values, helpful refusals. */
import { describe, expect, it } from 'vitest';
import { OptionError } from './errors';
import type { OptionSpec } from './method';
import { nearestName, readOptions } from './options';
import { findMethod, methods } from './registry';

const specs: readonly OptionSpec[] = [
  { name: 'gtol', kind: 'number', default: 1e-5, description: '' },
  { name: 'maxiter', kind: 'integer', default: null, description: '' },
  { name: 'eps', kind: 'vector', default: 1e-8, description: '' },
];
const read = (options: Record<string, unknown>, tol: number | null = null) =>
  readOptions({ options, tol }, specs, ['gtol']);

describe('readOptions', () => {
  it('gives defaults, what was given, and tol where it applies', () => {
    expect(read({}).number('gtol')).toBe(1e-5);
    expect(read({ gtol: 1 }).number('gtol')).toBe(1);
    expect(read({}, 0.1).number('gtol')).toBe(0.1);
    expect(read({ gtol: 1 }, 0.1).number('gtol')).toBe(1);
    expect(read({}).numberOrNull('maxiter')).toBeNull();
    expect([...read({}).vector('eps', 2)!]).toEqual([1e-8, 1e-8]);
    expect([...read({ eps: [1, 2] }).vector('eps', 2)!]).toEqual([1, 2]);
    expect(
      read({
        eps: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      }).matrix('eps', 2),
    ).toMatchObject({ rows: 3, cols: 2 });
  });

  it('warns about unknown names once, with the nearest known one or all of them', () => {
    expect(read({ gtoll: 1, maxiter: 2 }).warnings).toEqual([
      'Unknown solver options: gtoll. "gtoll": did you mean "gtol"?',
    ]);
    expect(read({ zzzzzz: 1 }).warnings[0]).toContain('this method has gtol, maxiter, eps');
    expect(read({ gtol: 1 }).warnings).toEqual([]);
  });

  it.each([
    [() => read({ gtol: 'small' }).number('gtol'), /"gtol" expects a number, got "small"/],
    [() => read({ eps: [1, 2, 3] }).vector('eps', 2), /2 numbers, got 3/],
    [() => read({ eps: [[1], [2, 3]] }).matrix('eps', 2), /rows of equal length/],
  ])('refuses a value of the wrong type with a remedy', (action, message) => {
    expect(action).toThrow(OptionError);
    expect(action).toThrow(message);
  });
});

describe('names', () => {
  it('finds the nearest name, or none', () => {
    expect(nearestName('nelder', ['Nelder-Mead', 'BFGS'])).toBe('Nelder-Mead');
    expect(nearestName('bfsg', ['Nelder-Mead', 'BFGS'])).toBe('BFGS');
    expect(nearestName('qqqq', ['Nelder-Mead', 'BFGS'])).toBeNull();
  });

  it('finds methods in any letter case and names the nearest one', () => {
    expect(findMethod('bfgs').name).toBe('BFGS');
    expect(() => findMethod('BFG')).toThrow(/Did you mean "BFGS"/);
  });

  it('every method says what it is, its paper, and its options once', () => {
    const names = methods.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, summary, source, options } of methods) {
      expect(summary.length, name).toBeGreaterThan(80);
      expect(source.length, name).toBeGreaterThan(10);
      expect(new Set(options.map((option) => option.name)).size, name).toBe(options.length);
      for (const option of options) expect(option.description.length, `${name} ${option.name}`).toBeGreaterThan(9);
    }
  });
});
