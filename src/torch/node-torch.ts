/** Tensors for tests in Node; see `src/gpu/node-gpu.ts`. */
import { openGpu, type GpuEngine } from '../gpu';
import { nodeGpu } from '../gpu/node-gpu';
import { openTorch } from './open';
import type { TorchRuntime } from './runtime';

/** Opens tensors on Dawn, or gives null, with a warning on the console, where there is no driver. */
export async function nodeTorch(): Promise<{ engine: GpuEngine; runtime: TorchRuntime } | null> {
  const gpu = await nodeGpu();
  if (!gpu) return null;
  // webgpu-torch expects the browser's WebGPU globals.
  const { globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const state = await openGpu(gpu);
  if (!state.ok) throw new Error(state.reason);
  return { engine: state.engine, runtime: await openTorch(state.engine) };
}
