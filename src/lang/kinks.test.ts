/**
 * Where a derivative does not exist: the value, gradient and Hessian-vector product of every kink at its point, in f64
 * JavaScript as the table has it, and in WGSL the same. The conventions are those of `ir/README.md`; what stands in a
 * branch that is not taken counts for nothing, whatever it is.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { openWgsl, type RunWgsl } from '../emit/gpu-harness';
import { compileProgram, type Loss } from '../emit/loss';
import { nodeGpu } from '../gpu/node-gpu';
import { parseLoss } from './parse-loss';

let run: RunWgsl | null = null;
beforeAll(async () => {
  run = await openWgsl(await nodeGpu());
  if (!run) console.warn('\n*** Kinks in WGSL: SKIPPED, no Vulkan driver ***\n');
});

interface Kink {
  readonly source: string;
  readonly x: readonly number[];
  readonly gradient: readonly number[];
  /** H·p for p = (1, −2, 3, …) */
  readonly product: readonly number[];
}

const kink = (source: string, x: readonly number[], gradient: readonly number[], product: readonly number[]): Kink => ({
  source,
  x,
  gradient,
  product,
});

const { PI } = Math;
const kinks: readonly Kink[] = [
  // Values of size: 0 at the kink, so that a minimum there is stationary.
  kink('(x, y) => Math.abs(x) + y', [0, 1], [0, 1], [0, 0]),
  kink('(x, y) => Math.abs(x - y) ** 1.5', [1, 1], [0, 0], [0, 0]),
  kink('lambda x: np.sum(np.abs(x))', [0, -1, 2], [0, -1, 1], [0, 0, 0]),
  kink('(x, y) => Math.sign(x) * x + y', [0, 1], [0, 1], [0, 0]),
  kink('lambda x, y: jax.nn.relu(x) + y', [0, 1], [0, 1], [0, 0]),
  kink('lambda x, y: torch.relu(x) * torch.relu(y)', [0, 2], [0, 0], [0, 0]),
  // Ties share equally.
  kink('(x, y) => Math.max(x, 0) + y', [0, 1], [0.5, 1], [0, 0]),
  kink('(x, y) => Math.max(x, y)', [2, 2], [0.5, 0.5], [0, 0]),
  kink('(x, y) => Math.min(x, y * y)', [1, 1], [0.5, 1], [0, -2]),
  kink('lambda x: np.max(x)', [1, 1, 0], [0.5, 0.5, 0], [0, 0, 0]),
  // Three in a program that is written out meet in pairs, from the left.
  kink('lambda x: np.min(np.abs(x))', [-1, 1, 1], [-0.25, 0.25, 0.5], [0, 0, 0]),
  kink('lambda x, y: np.maximum(0, 1 - x * y)', [1, 1], [-0.5, -0.5], [1, -0.5]),
  kink('lambda x, y: np.clip(x, 0, 1) + y', [0, 1], [0.5, 1], [0, 0]),
  kink('lambda x, y: np.clip(x, 0, 1) + np.clip(y, 0, 1)', [1, 2], [0.5, 0], [0, 0]),
  kink('lambda x, y: torch.clamp(x, min=-1) * y', [-1, 3], [1.5, -1], [-1, 0.5]),
  // Steps.
  kink('(x, y) => Math.floor(x) + Math.ceil(y) + Math.round(x) + x', [1, 2], [1, 0], [0, 0]),
  kink('lambda x, y: x % 1 + y', [1, 0], [1, 1], [0, 0]),
  // Roots and norms: the shortest subgradient.
  kink('(x, y) => Math.sqrt(x) + y', [0, 1], [0, 1], [0, 0]),
  kink('(x, y) => Math.cbrt(x) + y', [0, 1], [0, 1], [0, 0]),
  kink('(x, y) => Math.sqrt(x * x + y * y)', [0, 0], [0, 0], [0, 0]),
  kink('(x, y) => Math.hypot(x, y)', [0, 0], [0, 0], [0, 0]),
  kink('lambda x: np.linalg.norm(x)', [0, 0, 0], [0, 0, 0], [0, 0, 0]),
  kink('lambda x: np.linalg.norm(x - 1) + x[0]', [1, 1, 1], [1, 0, 0], [0, 0, 0]),
  kink('lambda x: np.std(x) + x.sum()', [2, 2, 2], [1, 1, 1], [0, 0, 0]),
  kink('(x, y) => Math.atan2(x, y)', [0, 0], [0, 0], [0, 0]),
  // Powers and logarithms.
  kink('(x, y) => x ** 0.5 + y', [0, 1], [0, 1], [0, 0]),
  kink('(x, y) => x ** 1.5 + y', [0, 1], [0, 1], [0, 0]),
  kink('(x, y) => x ** 2 + y', [0, 1], [0, 1], [2, 0]),
  kink('(x, y) => x ** 1 + y', [0, 1], [1, 1], [0, 0]),
  kink('(x, y) => x ** 0 + y', [0, 1], [0, 1], [0, 0]),
  kink('(x, y) => x ** y', [0, 0.5], [0, 0], [0, 0]),
  kink('(x, y) => x ** y', [0, 2], [0, 0], [2, 0]),
  kink('(x, y) => x ** -1 + y', [0, 1], [-Infinity, 1], [Infinity, 0]),
  kink('(x, y) => Math.log(x) + y', [0, 1], [Infinity, 1], [-Infinity, 0]),
  kink('(x, y) => Math.max(Math.log(x), -3) + y', [0, 1], [0, 1], [0, 0]),
  kink('lambda x: np.prod(x)', [0, 3, 2], [6, 0, 0], [5, 2, 3]),
  // No convention, but no invention either: what IEEE arithmetic gives. (0·∞ is left out: drivers may simplify it.)
  kink('(x, y) => Math.log(x) + y', [-1, 1], [-1, 1], [-1, 0]),
  kink('(x, y) => Math.sqrt(x) + y', [-1, 1], [NaN, 1], [NaN, 0]),
  // The branch not taken.
  kink('lambda x, y: np.where(x > 0, np.log(x), 0) + y', [0, 1], [0, 1], [0, 0]),
  kink('lambda x, y: np.where(x > 0, np.log(x), x * x) + y', [-1, 1], [-2, 1], [2, 0]),
  kink('lambda x, y: np.where(x > 0, np.sqrt(x), -x) + y', [-4, 1], [-1, 1], [0, 0]),
  kink('lambda x, y: np.where(x != 0, np.sin(x) / x, 1) + y', [0, 1], [0, 1], [0, 0]),
  kink('lambda x, y: np.where(x != 0, 1 / x ** 2, y) + np.where(x == 0, 0, np.log(np.abs(x)))', [0, 1], [0, 1], [0, 0]),
  kink('lambda x: np.where(x > 0, x * np.log(x), 0).sum()', [0, -1, 1], [0, 0, 1], [0, 0, 3]),
  kink(
    'lambda x: np.where(x > 0, np.sqrt(np.where(x > 0, x, 0)), 0).sum()',
    [0, -1, 4],
    [0, 0, 0.25],
    [0, 0, -0.09375],
  ),
  kink('(x, y) => (x > 0 ? Math.acos(1 + x) : x * y)', [0, 2], [2, 0], [-2, 1]),
  kink('(x, y) => { if (y <= 0) return x; return x + Math.log(y) * Math.sqrt(-x); }', [1, -1], [1, 0], [0, 0]),
  kink('lambda x, y: np.exp(np.where(x > 500, 0, x)) + np.where(x > 500, y, np.exp(x))', [1000, 1], [0, 1], [0, 0]),
  kink('lambda x, y: np.where(np.abs(x) < 1, 0.5 * x**2, np.abs(x) - 0.5) + y', [1, 0], [1, 1], [0, 0]),
  kink('lambda x, y: np.where(y > 0, np.arccos(x), np.arctan2(x, x)) + x', [2, 0], [1, 0], [0, 0]),
  kink(
    'def f(x):\n    s = 0.0\n    for i in range(40):\n        s = 0.5 * s + (math.sqrt(x[i % 3]) if x[i % 3] > 0 else x[i % 3] * 0.0)\n    return s',
    [0, -1, 0],
    [0, 0, 0],
    [0, 0, 0],
  ),
  kink(
    'function f(x) { let s = 0; for (let i = 0; i < x.length; i++) s += x[i] > 0 ? Math.log(x[i]) : Math.max(0, x[i]); return s; }',
    [0, -1, 0, -2, 1, 0, 0, -1, -3, 0, 0, 1],
    [0.5, 0, 0.5, 0, 1, 0.5, 0.5, 0, 0, 0.5, 0.5, 1],
    [0, 0, 0, 0, -5, 0, 0, 0, 0, 0, 0, 12],
  ),
  kink('lambda x, y: np.where(np.isnan(x), 0, x * x) + y', [NaN, 1], [0, 1], [0, 0]),
  kink('lambda x, y: np.fmax(x, np.log(y)) + np.fmin(np.sqrt(y), x)', [1, -1], [2, 0], [0, 0]),
  kink('lambda x, y: np.fmax(x, y) * 2', [1, 1], [1, 1], [0, 0]),
  kink('lambda x: np.nanmean(np.where(x > 0, x, np.nan)) if len(x) > 3 else x.sum()', [1, 2, 0], [1, 1, 1], [0, 0, 0]),
  kink('lambda x, y: np.arctan2(y, x)', [-1, 0], [0, -1], [2, -1]),
  kink('lambda x, y: np.sqrt(np.abs(x)) + np.cos(PI * y)', [0, 0], [0, 0], [0, 2 * PI * PI]),
];

function compiled({ source, x }: Kink): Loss {
  const parsed = parseLoss(source.replaceAll('PI', String(PI)), { n: x.length });
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(({ message }) => message).join('\n'));
  expect(parsed.n).toBe(x.length);
  return compileProgram(parsed.program, { names: parsed.names });
}

const direction = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => (i + 1) * (i % 2 ? -1 : 1));

function expectNear(actual: ArrayLike<number>, expected: readonly number[], tolerance: number, what: string): void {
  const same = expected.every(
    (value, i) =>
      Object.is(actual[i], value) ||
      actual[i] === value ||
      Math.abs(actual[i]! - value) <= tolerance * Math.max(1, Math.abs(value)),
  );
  expect(same, `${what}: ${Array.from(actual).join(', ')}, not ${expected.join(', ')}`).toBe(true);
}

describe('kinks', () => {
  it.each(kinks)('$source at $x', (each) => {
    const loss = compiled(each);
    const x = Float64Array.from(each.x);
    expectNear(loss.grad(x), each.gradient, 1e-12, 'gradient');
    expectNear(loss.hessp(x, direction(x.length)), each.product, 1e-12, 'product');
  });

  it.for(kinks)('in WGSL: $source at $x', async (each, { skip }) => {
    if (!run) return skip();
    const loss = compiled(each);
    const [x, p, n] = [Float64Array.from(each.x), direction(each.x.length), each.x.length];
    const text = loss.wgsl();
    if (!text.ok) throw new Error(text.reason);
    expectNear(await run('loss_value', text.value, x, p, 1, 1), [loss.fun(x)], 1e-5, 'value');
    expectNear(await run('loss_gradient', text.gradient, x, p, 1, n), each.gradient, 1e-5, 'gradient');
    expectNear(await run('loss_hessp', text.hessp, x, p, 1, n), each.product, 1e-5, 'product');
  });
});
