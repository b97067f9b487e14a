import { afterAll, describe, expect, it } from 'vitest';
import { calibrate } from './calibrate';
import type { GpuEngine } from './engine';
import { gridPoints, gridSize, type GridSpec } from './grid';
import { nodeGpu } from './node-gpu';
import { openGpu } from './open';
import { rosenbrock, valueOnly } from './sample-losses';

const gpu = await nodeGpu();

/** Points in [−2, 2]², from a fixed linear congruential sequence, exactly representable in f32. */
function somePoints(count: number, n = 2): Float64Array {
  let state = 12345;
  return Float64Array.from({ length: count * n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 30 - 2);
  });
}

const worstError = (got: Float32Array, want: (k: number) => number, floor: number): number =>
  got.reduce((worst, value, k) => Math.max(worst, Math.abs(value - want(k)) / Math.max(floor, Math.abs(want(k)))), 0);

async function open(): Promise<GpuEngine> {
  const state = await openGpu(gpu!);
  if (!state.ok) throw new Error(state.reason);
  return state.engine;
}

describe.skipIf(!gpu)('a loss on the GPU', async () => {
  const engine = gpu ? await open() : null!;
  const loss = gpu ? await engine.compile(rosenbrock) : null!;
  afterAll(() => engine?.destroy());

  it('gives values, gradients and Hessian-vector products that agree with f64', async () => {
    const points = somePoints(3001);
    const vectors = somePoints(6002).subarray(6002);
    const at = (k: number): Float64Array => points.subarray(2 * k, 2 * k + 2);
    const values = await loss.values(points);
    expect(worstError(values, (k) => rosenbrock.fun(at(k)), 1)).toBeLessThan(1e-5);
    const gradients = await loss.gradients(points);
    expect(worstError(gradients, (k) => rosenbrock.grad(at(k >> 1))[k & 1]!, 1)).toBeLessThan(1e-5);
    const products = await loss.hessps(points, vectors);
    const product = (k: number): number => rosenbrock.hessp(at(k >> 1), vectors.subarray(k & ~1))[k & 1]!;
    expect(worstError(products, product, 10)).toBeLessThan(1e-5);
  });

  it('answers for no points at all', async () => {
    expect(await loss.values(new Float64Array(0))).toHaveLength(0);
  });

  it('evaluates more points than one dimension of workgroups has threads, in chunks', async () => {
    const identity = await engine.compile(valueOnly(1, 'return points[point];'));
    const points = Float32Array.from({ length: 5_000_000 }, (_, k) => k);
    const values = await identity.values(points);
    expect(values.every((value, k) => value === k)).toBe(true);
    identity.destroy();
  });

  it('draws a grid whose every cell is f at that cell', async () => {
    const spec: GridSpec = {
      base: Float64Array.of(0, 0),
      x: { index: 0, lo: -2, hi: 2, count: 129 },
      y: { index: 1, lo: -1, hi: 3, count: 65 },
    };
    const values = await loss.grid(spec);
    const points = gridPoints(spec);
    expect(values).toHaveLength(gridSize(spec));
    expect(worstError(values, (k) => rosenbrock.fun(points.subarray(2 * k)), 1)).toBeLessThan(1e-5);
    const arrows = await loss.gradientGrid({ ...spec, x: { ...spec.x, count: 9 }, y: { ...spec.y!, count: 5 } });
    expect(arrows).toHaveLength(90);
    expect(arrows[0]).toBeCloseTo(rosenbrock.grad([-2, -1])[0]!, 2);
    expect(arrows[89]).toBeCloseTo(rosenbrock.grad([2, 3])[1]!, 2);
  });

  it('draws a slice through more coordinates, with the axes in any order', async () => {
    const sum = await engine.compile(
      valueOnly(
        4,
        'return points[4u*point] + 10.0*points[4u*point+1u] + 100.0*points[4u*point+2u] + 1000.0*points[4u*point+3u];',
      ),
    );
    const spec: GridSpec = {
      base: Float64Array.of(1, 2, 3, 4),
      x: { index: 3, lo: 0, hi: 2, count: 3 },
      y: { index: 1, lo: 5, hi: 6, count: 2 },
    };
    expect([...(await sum.grid(spec))]).toEqual([351, 1351, 2351, 361, 1361, 2361]);
    expect([...(await sum.grid({ ...spec, y: null }))]).toEqual([321, 1321, 2321]);
    sum.destroy();
  });

  it('keeps NaN and infinities', async () => {
    const odd = await engine.compile(
      valueOnly(
        1,
        'let bits = array(0x7fc00000u, 0x7f800000u, 0xff800000u, 0x3f800000u); return bitcast<f32>(bits[u32(points[point]) & 3u]);',
      ),
    );
    expect([...(await odd.values([0, 1, 2, 3].reduce((a, v, k) => ((a[k] = v), a), new Float32Array(4))))]).toEqual([
      NaN,
      Infinity,
      -Infinity,
      1,
    ]);
    odd.destroy();
  });

  it('keeps its memory flat, and frees it', async () => {
    const before = engine.bytes;
    const mine = await engine.compile(rosenbrock);
    const points = somePoints(2000);
    await mine.values(points);
    const once = engine.bytes;
    for (let k = 0; k < 50; k++) await mine.values(points);
    expect(engine.bytes).toBe(once);
    mine.destroy();
    await expect(mine.values(points)).rejects.toThrow('destroyed');
    expect(engine.bytes).toBe(before);
  });

  it('drops an evaluation that was aborted, and serves the next', async () => {
    const abort = new AbortController();
    const heavy = await engine.compile(
      valueOnly(1, 'var s = points[point]; for (var k = 0u; k < 20000u; k++) { s = s * 0.999 + 1.0; } return s;'),
    );
    const started = performance.now();
    const stale = heavy.values(new Float32Array(2_000_000), abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(stale).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await loss.values(Float64Array.of(1, 1))).toEqual(Float32Array.of(0));
    heavy.destroy();
  });

  it('refuses points of the wrong width and grids that make no sense', () => {
    expect(() => loss.values(new Float64Array(3))).toThrow('Points of 2 coordinates expected, got 3 numbers');
    const axis = { index: 0, lo: 0, hi: 1, count: 4 };
    expect(() => loss.grid({ base: new Float64Array(2), x: axis, y: axis })).toThrow('Both grid axes are coordinate 0');
    expect(() => loss.grid({ base: new Float64Array(2), x: { ...axis, index: 2 }, y: null })).toThrow('does not exist');
    expect(() => loss.grid({ base: new Float64Array(3), x: axis, y: null })).toThrow('base point of 2');
  });

  it('reports what the compiler refuses, in the lines of the loss', async () => {
    const broken = engine.compile(valueOnly(1, 'let a = 1.0;\nreturn a + undefined_name;'));
    await expect(broken).rejects.toMatchObject({ name: 'ShaderError', messages: [{ severity: 'error', line: 3 }] });
    await expect(engine.compile({ n: 1, wgsl: () => ({ ok: false, reason: 'too big' }) })).rejects.toThrow('too big');
  });

  it('measures both devices and names the faster', async () => {
    const spec: GridSpec = {
      base: new Float64Array(2),
      x: { index: 0, lo: -2, hi: 2, count: 128 },
      y: { index: 1, lo: -2, hi: 2, count: 128 },
    };
    const result = await calibrate(rosenbrock, loss, spec);
    expect(result.points).toBe(128 * 128);
    expect(result.cpuMs).toBeGreaterThan(0);
    expect(result.gpuMs).toBeGreaterThan(0);
    expect(result.faster).toBe(result.gpuMs < result.cpuMs ? 'gpu' : 'cpu');
    const slowOnCpu = {
      funBatch: (points: Float64Array) => {
        const end = performance.now() + points.length / 20;
        while (performance.now() < end);
        return points;
      },
    };
    expect((await calibrate(slowOnCpu, loss, spec)).faster).toBe('gpu');
  });

  it('knows that its device is gone, and a new one works', async () => {
    const mortal = await open();
    const before = await mortal.compile(rosenbrock);
    const underway = before.values(somePoints(1_000_000));
    setTimeout(() => mortal.destroy(), 5);
    await expect(underway).rejects.toMatchObject({ name: 'DeviceLostError' });
    expect(mortal.lostReason).toBe('it was closed');
    await expect(before.values(somePoints(1))).rejects.toMatchObject({ name: 'DeviceLostError' });
    await expect(mortal.compile(rosenbrock)).rejects.toMatchObject({ name: 'DeviceLostError' });
    const fresh = await open();
    expect(await (await fresh.compile(rosenbrock)).values(Float64Array.of(0, 0))).toEqual(Float32Array.of(1));
    fresh.destroy();
  });
});

describe('without a GPU', () => {
  const adapter = (requestDevice: () => Promise<GPUDevice>): GPU =>
    ({ requestAdapter: async () => ({ limits: {}, info: {}, requestDevice }) }) as unknown as GPU;

  it('says why, and never throws', async () => {
    expect(await openGpu(undefined)).toMatchObject({ ok: false, code: 'unsupported' });
    const none = { requestAdapter: async () => null } as unknown as GPU;
    expect(await openGpu(none)).toMatchObject({ ok: false, code: 'no-adapter' });
    const refuses = adapter(() => Promise.reject(new Error('blocklisted driver')));
    expect(await openGpu(refuses)).toMatchObject({
      ok: false,
      code: 'refused',
      reason: 'the graphics adapter refused a device: blocklisted driver',
    });
  });
});
