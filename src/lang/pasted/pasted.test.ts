/**
 * Losses as people have them: pasted whole, and compared with what their own language makes of them.
 *
 * Python: values recorded from CPython with NumPy (`record.py`; torch and jax by `shims.py`). JavaScript and
 * TypeScript: V8. Formulas: the JavaScript beside them. Gradients and Hessian-vector products: extrapolated differences.
 */
import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compileProgram, type Loss } from '../../emit/loss';
import { parseLoss } from '../index';
import { stripTypes } from '../syntax/strip-types';
import { type Cell, cellsOf, pastedPoint, recordedValues } from './cells';

function compile({ source, n, params }: Cell, language: 'auto' | 'formula' = 'auto'): Loss {
  const parsed = parseLoss(source, { language, n, params });
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message }) => message).join('\n'));
  expect(parsed.n).toBe(n);
  return compileProgram(parsed.program, { names: parsed.names });
}

/** Richardson's extrapolation of central differences of f along a direction. */
function slope(f: (x: Float64Array) => number, x: Float64Array, direction: Float64Array): number {
  const at = (h: number): number => f(x.map((value, i) => value + h * direction[i]!));
  const central = (h: number): number => (at(h) - at(-h)) / (2 * h);
  return (4 * central(5e-5) - central(1e-4)) / 3;
}

function expectClose(actual: number, expected: number, tolerance: number, what: string): void {
  const off = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  expect(Object.is(actual, expected) || off <= tolerance, `${what}: ${actual}, not ${expected}`).toBe(true);
}

/** Values at three points, slopes along each coordinate, curvature along one direction. */
function expectMeans(loss: Loss, valueAt: (x: Float64Array, k: number) => number): void {
  for (let k = 0; k < 3; k++) {
    const x = pastedPoint(loss.n, k);
    expectClose(loss.fun(x), valueAt(x, k), 1e-11, `value at point ${k}`);
    const gradient = loss.grad(x);
    for (let i = 0; i < loss.n; i++) {
      const unit = Float64Array.from(x, (_, j) => Number(i === j));
      expectClose(
        gradient[i]!,
        slope((y) => loss.fun(y), x, unit),
        1e-6,
        `slope ${i} at point ${k}`,
      );
    }
    const p = Float64Array.from(x, (_, i) => Math.cos(3 * i + k));
    const along = (y: Float64Array): number => loss.grad(y).reduce((sum, g, i) => sum + g * Math.sin(2 + i), 0);
    const curvature = loss.hessp(x, p).reduce((sum, h, i) => sum + h * Math.sin(2 + i), 0);
    expectClose(curvature, slope(along, x, p), 1e-5, `curvature at point ${k}`);
  }
}

describe('pasted Python', () => {
  const values = recordedValues();
  const cells = [...cellsOf('python.txt'), ...cellsOf('tensors.txt')];

  it('is a collection of more than 120 losses, each recorded', () => {
    expect(cells.length).toBeGreaterThan(120);
    expect(new Set(cells.map(({ title }) => title)).size).toBe(cells.length);
    expect(cells.filter(({ title }) => values[title]?.length !== 3)).toEqual([]);
  });

  it.each(cells.map((cell) => [cell.title, cell] as const))('%s', (title, cell) => {
    expectMeans(compile(cell), (_, k) => values[title]![k]!);
  });
});

/** The loss of a text, run by V8: the last name that it declares, or the expression that it is. */
function runByV8(source: string): (x: Float64Array) => number {
  const plain = stripTypes(source).replaceAll(/^export (default )?/gm, '');
  const name = [...plain.matchAll(/^(?:function|const) ([\w$]+)/gm)].at(-1)?.[1];
  const text = name ? `(() => { ${plain}\nreturn ${name}; })()` : plain;
  const f = runInThisContext(text) as (...args: unknown[]) => number;
  return (x) => (f.length > 1 && f.length === x.length ? f(...x) : f([...x]));
}

describe('pasted JavaScript and TypeScript', () => {
  it.each(cellsOf('javascript.txt').map((cell) => [cell.title, cell] as const))('%s', (_, cell) => {
    const silent = cell.source.replaceAll(/^\s*console\.log.*$/gm, '');
    expectMeans(compile(cell), runByV8(silent));
  });
});

describe('pasted formulas', () => {
  it.each(cellsOf('formulas.txt').map((cell) => [cell.title, cell] as const))('%s', (_, cell) => {
    const twin = runInThisContext(`(${cell.note})`) as (...x: number[]) => number;
    expectMeans(compile(cell, 'formula'), (x) => twin(...x));
  });
});
