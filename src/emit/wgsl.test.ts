import { beforeAll, describe, expect, it } from 'vitest';
import { nodeGpu } from '../gpu/node-gpu';
import { Graph, type Node } from '../ir/graph';
import type { BinaryOp, UnaryOp } from '../ir/node';
import { binaryOps, unaryOps } from '../ir/ops';
import { openWgsl, type RunWgsl } from './gpu-harness';
import { compileProgram } from './loss';
import { randomProgram, seeded } from './random-program';
import { emitWgsl } from './wgsl';
import { preludeFor } from './wgsl-prelude';

let run: RunWgsl | null = null;
beforeAll(async () => {
  run = await openWgsl(await nodeGpu());
  if (!run) console.warn('\n*** WGSL against f64: SKIPPED, no Vulkan driver ***\n');
});

const unaryNames = Object.keys(unaryOps) as UnaryOp[];
const binaryNames = Object.keys(binaryOps) as BinaryOp[];
const special = [
  0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  1e-6,
  -1e-6,
  30,
  -30,
  90,
  -120,
  1e-30,
  1e30,
  NaN,
  Infinity,
  -Infinity,
];

/** Rows of one number (or pair) per operation, as f32. */
function samples(width: number, random: () => number): Float64Array {
  const rows = [
    ...special.map((value) => Array.from({ length: width }, () => value)),
    ...Array.from({ length: 200 }, () => Array.from({ length: width }, () => 6 * random() - 3)),
    ...Array.from({ length: 100 }, () => Array.from({ length: width }, () => 200 * random() - 100)),
  ];
  return Float64Array.from(rows.flat(), Math.fround);
}

function close(actual: number, expected: number, relative: number): boolean {
  const rounded = Math.fround(expected);
  if (!Number.isFinite(rounded)) return Object.is(actual, rounded);
  // Subnormal results may be flushed to zero.
  return Math.abs(actual - expected) <= relative * Math.max(Math.abs(expected), 1e-30);
}

/** Where f32 itself cannot do better: reductions of large angles, poles and cancelling arguments. */
function tolerance(op: string, x: number, y: number): number {
  const slack = 3e-6;
  if (op === 'sin' || op === 'cos') return Math.abs(x) > 1e4 ? Infinity : slack / Math.max(Math.abs(y), 1e-3) / 4;
  if (op === 'tan') return Math.abs(x) > 1e4 ? Infinity : slack * (1 + Math.abs(y) + 1 / Math.max(Math.abs(y), 1e-6));
  if (op === 'log' || op === 'log2' || op === 'log10') return slack / Math.max(1e-3, Math.min(1, Math.abs(y)));
  return slack;
}

async function runArray(
  outputs: (x: Node, g: Graph) => Node[],
  inputs: number,
  points: Float64Array,
): Promise<Float32Array> {
  const g = new Graph();
  const x = g.input('x', [inputs]);
  const parts = outputs(x, g);
  const padded = [...parts, ...Array.from({ length: inputs - parts.length }, () => g.scalar(0))];
  const text = emitWgsl(g.program([x], [g.stack(padded, 0)]), 'loss_gradient');
  if (!text.ok) throw new Error(text.reason);
  const source = `${preludeFor(text.source)}\n${text.source}`;
  return run!('loss_gradient', source, points, points, points.length / inputs, points.length);
}

describe('WGSL against f64', () => {
  it('agrees for every function of one number', async ({ skip }) => {
    if (!run) return skip();
    const width = unaryNames.length;
    const points = samples(width, seeded(11));
    const results = await runArray((x, g) => unaryNames.map((op, k) => g.unary(op, g.at(x, k))), width, points);
    const wrong: string[] = [];
    results.forEach((actual, i) => {
      const op = unaryNames[i % width]!;
      const expected = unaryOps[op].cpu(points[i]!);
      if (!close(actual, expected, tolerance(op, points[i]!, expected))) {
        wrong.push(`${op}(${points[i]}) = ${actual}, not ${expected}`);
      }
    });
    expect(wrong).toEqual([]);
  });

  it('agrees for every function of two numbers', async ({ skip }) => {
    if (!run) return skip();
    const width = binaryNames.length;
    const all = samples(2 * width, seeded(12));
    const results = await runArray(
      (x, g) => binaryNames.map((op, k) => g.binary(op, g.at(x, k), g.at(x, width + k))),
      2 * width,
      all,
    );
    const wrong: string[] = [];
    results.forEach((actual, i) => {
      const row = Math.floor(i / (2 * width));
      const k = i % (2 * width);
      if (k >= width) return;
      const op = binaryNames[k]!;
      const [a, b] = [all[row * 2 * width + k]!, all[row * 2 * width + width + k]!];
      const expected = binaryOps[op].cpu(a, b);
      // b·log a is rounded before exp, and a − b·floor(a/b) cancels.
      const loose =
        op === 'pow' ? 3e-5 : op === 'mod' || op === 'rem' ? 1e-4 / Math.max(1e-3, Math.abs(expected)) : 3e-6;
      if ((op === 'mod' || op === 'rem' || op === 'floordiv') && !(Math.abs(a / b) < 1e3 && Number.isFinite(b))) return;
      if (!close(actual, expected, loose)) wrong.push(`${op}(${a}, ${b}) = ${actual}, not ${expected}`);
    });
    expect(wrong).toEqual([]);
  });

  it('agrees for random programs: value, gradient and product', async ({ skip }) => {
    if (!run) return skip();
    for (let seed = 1; seed <= 8; seed++) {
      const n = [1, 2, 4, 30][seed % 4]!;
      const loss = compileProgram(randomProgram(seed, n, 3 + (seed % 10)), { names: [] });
      const text = loss.wgsl();
      if (!text.ok) continue;
      const random = seeded(seed);
      const points = Float64Array.from({ length: 5 * n }, () => Math.fround(2 * random() - 1));
      const vectors = Float64Array.from({ length: 5 * n }, () => Math.fround(2 * random() - 1));
      const check = (label: string, actual: Float32Array, expected: Float64Array): void => {
        const scale = Math.max(1, ...expected.map(Math.abs));
        expected.forEach((value, i) => {
          const error = Math.abs(actual[i]! - value) / scale;
          expect(error < 2e-4, `seed ${seed} ${label}[${i}]: ${actual[i]} against ${value}`).toBe(true);
        });
      };
      check('value', await run('loss_value', text.value, points, vectors, 5, 5), loss.funBatch(points));
      check('gradient', await run('loss_gradient', text.gradient, points, vectors, 5, 5 * n), loss.gradBatch(points));
      check('hessp', await run('loss_hessp', text.hessp, points, vectors, 5, 5 * n), loss.hesspBatch(points, vectors));
    }
  }, 120_000);

  it('lets a kernel splice one prelude and all three functions', async ({ skip }) => {
    if (!run) return skip();
    const loss = compileProgram(randomProgram(7, 3, 8), { names: [] });
    const text = loss.wgsl();
    if (!text.ok) throw new Error(text.reason);
    const { value, gradient, hessp } = text.functions;
    const source = [text.prelude, value, gradient, hessp].join('\n');
    const x = Float64Array.of(0.5, -0.25, 0.125);
    const [result] = await run('loss_value', source, x, x, 1, 1);
    expect(result).toBeCloseTo(loss.fun(x), 3);
  });
});

describe('what does not fit is refused in the words of a user', () => {
  it('names the room that is missing', () => {
    const g = new Graph();
    const x = g.input('x', [3000]);
    const f = g.reduce('sum', g.unary('sin', g.cumsum(x, 0)));
    expect(compileProgram(g.program([x], [f]), { names: [] }).wgsl()).toEqual({
      ok: false,
      reason: 'the loss needs room for 3000 intermediate numbers per point; a GPU thread has room for 1900',
    });
  });

  it('names the array that is too long', () => {
    const g = new Graph();
    const x = g.input('x', [1]);
    const data = g.constant(
      Array.from({ length: 5000 }, (_, i) => Math.sin(i)),
      [5000],
    );
    const f = g.reduce('sum', g.unary('exp', g.binary('mul', g.at(x, 0), data)));
    expect(compileProgram(g.program([x], [f]), { names: [] }).wgsl()).toMatchObject({ ok: false });
  });
});
