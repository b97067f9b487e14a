import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate';
import { constantArray, constantValue, Graph, ShapeError, type Node } from './graph';

const g = new Graph();
const x = g.input('x', [4]);
const at = (output: Node, ...inputs: number[][]): number[] => {
  const [value] = evaluate(
    { inputs: [x], outputs: [output], graph: g },
    inputs.map((input) => Float64Array.from(input)),
  );
  return [...value!];
};
const point = [1, 2, 3, 4];

describe('building', () => {
  it('interns equal nodes, both orders of a sum included', () => {
    const y = g.at(x, 1);
    const z = g.at(x, 2);
    expect(g.binary('add', y, z)).toBe(g.binary('add', z, y));
    expect(g.binary('sub', y, z)).not.toBe(g.binary('sub', z, y));
    expect(g.input('x', [4])).toBe(x);
  });

  it('folds constants and keeps 0·x, which may be NaN', () => {
    expect(constantValue(g.binary('pow', 2, 10))).toBe(1024);
    expect(constantArray(g.binary('add', g.constant([1, 2], [2]), 1))).toEqual(Float64Array.of(2, 3));
    expect(g.binary('mul', 0, x).op).toBe('mul');
    expect(g.binary('add', 0, x)).toBe(x);
  });

  it('multiplies out small integer powers only', () => {
    expect(at(g.binary('pow', x, 5), point)).toEqual([1, 32, 243, 1024]);
    expect(g.binary('pow', x, 2).op).toBe('mul');
    expect(g.binary('pow', x, 2.5).op).toBe('pow');
    expect(g.binary('pow', x, 0.5).op).toBe('sqrt');
  });

  it('collapses towers of views', () => {
    const tail = g.slice(x, [{ start: 1, step: 1, count: 3 }]);
    const backwards = g.slice(tail, [{ start: 2, step: -2, count: 2 }]);
    expect(backwards.args[0]).toBe(x);
    expect(at(backwards, point)).toEqual([4, 2]);
    const rows = g.reshape(x, [2, 2]);
    expect(g.transpose(g.transpose(rows))).toBe(rows);
    expect(at(g.transpose(rows), point)).toEqual([1, 3, 2, 4]);
    expect(g.stack([g.at(x, 0), g.at(x, 1), g.at(x, 2), g.at(x, 3)], 0)).toBe(x);
  });

  it('reads a slice of a concatenation from its part', () => {
    const both = g.concat([g.unary('sin', x), g.unary('cos', x)], 0);
    expect(g.at(both, 5).args[0]!.args[0]!.op).toBe('cos');
    expect(at(g.at(both, -1), point)).toEqual([Math.cos(4)]);
  });
});

describe('meaning', () => {
  it('reduces along axes', () => {
    const m = g.reshape(x, [2, 2]);
    expect(at(g.reduce('sum', m, [0]), point)).toEqual([4, 6]);
    expect(at(g.reduce('prod', m, [-1]), point)).toEqual([2, 12]);
    expect(g.reduce('max', m, [1], true).shape).toEqual([2, 1]);
    expect(at(g.cumsum(x, 0), point)).toEqual([1, 3, 6, 10]);
    expect(at(g.cumulative('prod', x, 0, { reverse: true, exclusive: true }), point)).toEqual([24, 12, 4, 1]);
  });

  it('multiplies matrices as NumPy does', () => {
    const m = g.reshape(x, [2, 2]);
    const v = g.constant([1, -1], [2]);
    expect(at(g.matmul(m, v), point)).toEqual([-1, -1]);
    expect(at(g.matmul(v, m), point)).toEqual([-2, -2]);
    expect(at(g.matmul(m, g.transpose(m)), point)).toEqual([5, 11, 11, 25]);
    expect(at(g.matmul(v, v), point)).toEqual([2]);
  });

  it('scans, with captured outer nodes and stacked values', () => {
    const scale = g.at(x, 0);
    const { carry, ys } = g.scan({
      length: 4,
      init: [g.scalar(0)],
      xs: [x],
      body: ([sum], [value], index) => {
        const next = g.binary('add', sum!, g.binary('mul', scale, g.binary('mul', value!, index)));
        return { carry: [next], ys: [g.binary('mul', next, 2)] };
      },
    });
    expect(at(carry[0]!, [2, 2, 3, 4])).toEqual([40]);
    expect(at(ys[0]!, [2, 2, 3, 4])).toEqual([0, 8, 32, 80]);
  });
});

describe('mistakes are told in the words of arrays', () => {
  const three = g.constant([1, 2, 3], [3]);
  it.each([
    ['broadcast', () => g.binary('add', x, three), 'shapes (4,) and (3,) do not broadcast'],
    ['index', () => g.at(x, 4), 'index 4 is out of range for an axis of length 4'],
    ['axis', () => g.reduce('sum', x, [1]), 'axis 1 is out of range for an array of 1 dimension'],
    ['reshape', () => g.reshape(x, [3]), 'an array of shape (4,) has 4 elements and cannot become (3,)'],
    ['matmul', () => g.matmul(x, three), 'shapes (4,) and (3,) cannot be multiplied: 4 columns against 3 rows'],
    [
      'carry',
      () => g.scan({ length: 2, init: [g.scalar(0)], xs: [], body: () => ({ carry: [x], ys: [] }) }),
      'a loop must keep the shape of what it carries: it starts as () and becomes (4,)',
    ],
  ])('%s', (_name, build, message) => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(message);
  });
});
