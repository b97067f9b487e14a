import { describe, expect, it } from 'vitest';
import { Graph, type Node, type Program } from '../ir/graph';
import { compileProgram } from './loss';

function rosenbrock(n: number, loop = false): Program {
  const g = new Graph();
  const x = g.input('x', [n]);
  const [head, tail] = [0, 1].map((start) => g.slice(x, [{ start, step: 1, count: n - 1 }])) as [Node, Node];
  const term = (a: Node, next: Node): Node => {
    const t = g.binary('sub', next, g.binary('mul', a, a));
    const u = g.binary('sub', 1, a);
    return g.binary('add', g.binary('mul', 100, g.binary('mul', t, t)), g.binary('mul', u, u));
  };
  if (!loop) return g.program([x], [g.reduce('sum', term(head, tail))]);
  const { carry } = g.scan({
    length: n - 1,
    init: [g.scalar(0)],
    xs: [head, tail],
    body: ([sum], [a, next]) => ({ carry: [g.binary('add', sum!, term(a!, next!))], ys: [] }),
  });
  return g.program([x], [carry[0]!]);
}

describe('a loss of 10,000 coordinates', () => {
  const n = 10_000;
  const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
  const p = Float64Array.from({ length: n }, (_, i) => Math.cos(3 * i));

  it('compiles its value, gradient and product in 200 ms', { retry: 3 }, () => {
    const started = performance.now();
    const loss = compileProgram(rosenbrock(n), { names: [] });
    loss.fun(x);
    loss.grad(x);
    loss.hessp(x, p);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('stays a loop', () => {
    expect(compileProgram(rosenbrock(n), { names: [] }).javascript).toMatchInlineSnapshot(`
      "function run(x0) {
        let s0 = 0;
        for (let i0 = 0; i0 < 9999; i0++) {
          const t1 = x0[i0];
          const t3 = x0[i0 + 1] - (t1 * t1);
          const t6 = 1 - t1;
          s0 += (100 * (t3 * t3)) + (t6 * t6);
        }
        return s0;
      }"
    `);
  });

  it('is the same written as arrays and as a sequential loop', () => {
    const arrays = compileProgram(rosenbrock(n), { names: [] });
    const loop = compileProgram(rosenbrock(n, true), { names: [] });
    expect(loop.fun(x)).toBe(arrays.fun(x));
    const [slopes, loopSlopes] = [arrays.grad(x), loop.grad(x)];
    const [products, loopProducts] = [arrays.hessp(x, p), loop.hessp(x, p)];
    for (let i = 0; i < n; i++) {
      expect(Math.abs(slopes[i]! - loopSlopes[i]!)).toBeLessThan(1e-11);
      expect(Math.abs(products[i]! - loopProducts[i]!)).toBeLessThan(1e-11);
    }
  });
});

describe('a compiled loss', () => {
  it('writes into out and returns it', () => {
    const loss = compileProgram(rosenbrock(3), { names: ['a', 'b', 'c'] });
    const x = Float64Array.of(-1.2, 1, 0.5);
    const [g, h, hp, many] = [new Float64Array(3), new Float64Array(9), new Float64Array(3), new Float64Array(1)];
    expect(loss.grad(x, g)).toBe(g);
    expect(loss.hess(x, h)).toBe(h);
    expect(loss.hessp(x, x, hp)).toBe(hp);
    expect(loss.funBatch(x, many)).toBe(many);
    expect(many[0]).toBe(loss.fun(x));
    expect(loss.valueAndGrad(x, new Float64Array(3))).toBe(loss.fun(x));
    expect(loss.names).toEqual(['a', 'b', 'c']);
    expect(x).toEqual(Float64Array.of(-1.2, 1, 0.5));
  });

  it('leaves nothing of one call to the next', () => {
    const g = new Graph();
    const x = g.input('x', [30]);
    const f = g.reduce('max', g.cumsum(g.gather(g.unary('sin', x), [3, 1, 4, 1, 5, 9, 2, 6, 5], 0), 0));
    const program = g.program([x], [g.binary('mul', f, f)]);
    const [reused, first, second] = [0, 1, 2].map(() => compileProgram(program, { names: [] }));
    const a = Float64Array.from({ length: 30 }, (_, i) => i / 7);
    const b = a.map((v) => -v);
    expect(reused!.grad(a)).toEqual(first!.grad(a));
    expect(reused!.grad(b)).toEqual(second!.grad(b));
    expect(reused!.hessp(a, b)).toEqual(first!.hessp(a, b));
    expect(reused!.hessp(b, a)).toEqual(second!.hessp(b, a));
  });

  it('computes arithmetic progressions and tabulates the rest', () => {
    const g = new Graph();
    const x = g.input('x', [1000]);
    const ramp = g.constant(
      Array.from({ length: 1000 }, (_, i) => 1 + 2 * i),
      [1000],
    );
    const loss = compileProgram(g.program([x], [g.reduce('sum', g.binary('mul', ramp, x))]), { names: [] });
    expect(loss.javascript).toContain('1 + 2 * (i0)');
    expect(loss.javascript).not.toMatch(/k0/);
    expect(loss.fun(new Float64Array(1000).fill(1))).toBe(1_000_000);
  });

  it('takes one coordinate, constants and empty sums in its stride', () => {
    const g = new Graph();
    const x = g.input('x', [1]);
    const nothing = g.slice(x, [{ start: 1, step: 1, count: 0 }]);
    const f = g.binary('add', g.reduce('sum', g.binary('mul', nothing, nothing)), g.scalar(3));
    const loss = compileProgram(g.program([x], [f]), { names: [] });
    const at = Float64Array.of(2);
    expect([loss.fun(at), ...loss.grad(at), ...loss.hess(at), ...loss.hessp(at, at)]).toEqual([3, 0, 0, 0]);
    expect(loss.gradBatch(Float64Array.of(1, 2, 3))).toEqual(new Float64Array(3));
  });

  it('refuses a program that is not a loss', () => {
    const g = new Graph();
    const x = g.input('x', [2]);
    expect(() => compileProgram(g.program([x], [x]), { names: [] })).toThrow('one number as its output');
  });

  it('runs sequential loops: an explicit Euler fit, gradient against differences', () => {
    const g = new Graph();
    const x = g.input('x', [3]);
    const [growth, capacity, start] = [g.at(x, 0), g.at(x, 1), g.at(x, 2)];
    const data = g.constant(
      Array.from({ length: 400 }, (_, i) => 1 / (1 + 9 * Math.exp(-0.02 * i))),
      [400],
    );
    const { carry } = g.scan({
      length: 400,
      init: [start, g.scalar(0)],
      xs: [data],
      body: ([y, sum], [seen]) => {
        const rate = g.binary('mul', growth, g.binary('sub', 1, g.binary('div', y!, capacity)));
        const miss = g.binary('sub', y!, seen!);
        const next = g.binary('add', y!, g.binary('mul', 0.02, g.binary('mul', rate, y!)));
        return { carry: [next, g.binary('add', sum!, g.binary('mul', miss, miss))], ys: [] };
      },
    });
    const loss = compileProgram(g.program([x], [carry[1]!]), { names: [] });
    const at = Float64Array.of(0.8, 1.2, 0.15);
    const slope = loss.grad(at);
    const hess = loss.hess(at);
    for (let i = 0; i < 3; i++) {
      const h = 1e-6;
      const [up, down] = [at.slice(), at.slice()];
      up[i]! += h;
      down[i]! -= h;
      expect(slope[i]).toBeCloseTo((loss.fun(up) - loss.fun(down)) / (2 * h), 5);
      const [gUp, gDown] = [loss.grad(up), loss.grad(down)];
      for (let j = 0; j < 3; j++) {
        const expected = (gUp[j]! - gDown[j]!) / (2 * h);
        expect(Math.abs(hess[i * 3 + j]! - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(1e-5);
      }
    }
  });
});
