/**
 * Which is faster for this loss and this grid, the CPU in f64 or the GPU in f32? Nobody can tell without trying:
 * an adapter may be software, a loss may be one multiplication. Both are timed on the picture that is wanted.
 */
import type { GpuLoss } from './gpu-loss';
import { gridPoints, gridSize, type GridSpec } from './grid';

/** What was measured. */
export interface Calibration {
  readonly faster: 'cpu' | 'gpu';
  /** points of the grid that both times stand for */
  readonly points: number;
  /** f64 on one thread; measured on a part of the grid and scaled when the whole takes longer than 30 ms */
  readonly cpuMs: number;
  /** f32, there and back; scaled likewise once it is clear which is faster */
  readonly gpuMs: number;
}

/** The CPU side of a `Loss`. */
export interface LossForCpu {
  funBatch(points: Float64Array, out?: Float64Array): Float64Array;
}

const cpuBudgetMs = 30;
const repeats = 3;

/**
 * Times both and chooses. The gradient's and the Hessian's relation is much the same, so one choice serves all.
 * @throws as `GpuLoss.grid` does
 * Cost: at most about 60 ms of CPU and three grids of GPU work; one small grid if the GPU is clearly slower.
 */
export async function calibrate(
  loss: LossForCpu,
  gpuLoss: GpuLoss,
  spec: GridSpec,
  signal?: AbortSignal,
): Promise<Calibration> {
  const points = gridSize(spec);
  const cpuMs = timeCpu(loss, spec);
  const gpuMs = await timeGpu(gpuLoss, spec, cpuMs, signal);
  return { faster: gpuMs < cpuMs ? 'gpu' : 'cpu', points, cpuMs, gpuMs };
}

/** Milliseconds for the whole grid, from blocks that grow until they have taken the budget. */
function timeCpu(loss: LossForCpu, spec: GridSpec): number {
  const total = gridSize(spec);
  for (let count = Math.min(total, 64); ; count = Math.min(total, count * 4)) {
    const block = gridPoints(spec, Math.floor((total - count) / 2), count);
    const started = performance.now();
    loss.funBatch(block);
    const ms = performance.now() - started;
    if (count === total || ms * 4 > cpuBudgetMs) return (ms * total) / count;
  }
}

/** Milliseconds for the whole grid: a coarse one warms up and may settle it, then the best of three. */
async function timeGpu(
  gpuLoss: GpuLoss,
  spec: GridSpec,
  cpuMs: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const coarse = coarser(spec);
  const scale = gridSize(spec) / gridSize(coarse);
  await gpuLoss.grid(coarse, signal);
  const coarseMs = await timeGrid(gpuLoss, coarse, signal);
  // Latency makes scaling unfair to the GPU, so only a large gap decides.
  if (coarseMs > 4 * cpuMs) return coarseMs * Math.sqrt(scale);
  let best = Infinity;
  for (let k = 0; k < repeats; k++) best = Math.min(best, await timeGrid(gpuLoss, spec, signal));
  return best;
}

async function timeGrid(gpuLoss: GpuLoss, spec: GridSpec, signal: AbortSignal | undefined): Promise<number> {
  const started = performance.now();
  await gpuLoss.grid(spec, signal);
  return performance.now() - started;
}

function coarser(spec: GridSpec): GridSpec {
  const shrink = <A extends { count: number }>(axis: A): A => ({ ...axis, count: Math.ceil(axis.count / 8) });
  return { ...spec, x: shrink(spec.x), y: spec.y && shrink(spec.y) };
}
