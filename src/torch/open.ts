/**
 * Makes webgpu-torch compute on the device of `src/gpu/`. It asks `navigator.gpu` for an adapter and offers no other
 * way in, so for the length of its own initialization it is answered with a view of our device: the real one, except
 * that buffers created through it get an owner, and that our queued commands go first.
 */
import * as torch from 'webgpu-torch';
import type { GpuEngine } from '../gpu';
import { TensorMemory } from './memory';
import { installRepairs } from './repairs';
import { runtimeIfOpen, setRuntime, TorchRuntime } from './runtime';
import type { TorchDevice } from './webgpu-torch';

let opening: Promise<TorchRuntime> | null = null;

/** Opens tensors on an engine's device. Once per device: a second call for the same engine gives the same runtime.
 *  @throws Error when tensors live on another device that is not lost; DeviceLostError */
export async function openTorch(engine: GpuEngine): Promise<TorchRuntime> {
  if (opening) await opening;
  const open = runtimeIfOpen();
  if (open?.context === engine.context && engine.lostReason === null) return open;
  if (open && open.context.lostReason === null) {
    throw new Error('Tensors are open on another GPU device. Close that engine first.');
  }
  engine.context.assertAlive();
  opening = initialize(engine);
  try {
    return await opening;
  } finally {
    opening = null;
  }
}

async function initialize(engine: GpuEngine): Promise<TorchRuntime> {
  setRuntime(null);
  const memory = new TensorMemory(engine.context);
  const view = ownedView(engine.context.device, memory);
  await withAdapter(view, () => torch.initWebGPUAsync());
  const device = torch.tensor([0]).device as TorchDevice;
  if (device.gpuDevice !== view) throw new Error('webgpu-torch did not take the shared device.');
  const runtime = new TorchRuntime(engine.context, device, memory);
  setRuntime(runtime);
  installRepairs();
  return runtime;
}

/** The device as webgpu-torch sees it. */
function ownedView(device: GPUDevice, memory: TensorMemory): GPUDevice {
  const bound = new Map<PropertyKey, unknown>();
  const createBuffer = (descriptor: GPUBufferDescriptor): GPUBuffer => {
    const buffer = device.createBuffer(descriptor);
    memory.adoptForeign(buffer);
    return buffer;
  };
  return new Proxy(device, {
    get(target, property) {
      if (property === 'createBuffer') return createBuffer;
      if (property === 'queue') runtimeIfOpen()?.flush();
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function') return value;
      if (!bound.has(property)) bound.set(property, value.bind(target));
      return bound.get(property);
    },
  });
}

/** Runs `task` while `navigator.gpu` answers with one device. */
async function withAdapter<T>(device: GPUDevice, task: () => Promise<T>): Promise<T> {
  const host = globalThis.navigator as Navigator | undefined;
  const gpu = { requestAdapter: async () => ({ requestDevice: async () => device }) };
  const silence = console.log;
  if (host) Object.defineProperty(host, 'gpu', { value: gpu, configurable: true });
  else Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  // It announces its device on the console.
  console.log = () => undefined;
  try {
    return await task();
  } finally {
    console.log = silence;
    if (host) delete (host as { gpu?: unknown }).gpu;
    else delete (globalThis as { navigator?: unknown }).navigator;
  }
}
