/** What webgpu-torch 0.3.5 has but does not declare: the parts of its tensors, tape and device that repairs need. */
import type { Device, Tensor } from 'webgpu-torch';

/** A storage on the GPU. */
export interface GpuStorage {
  readonly gpuBuffer: GPUBuffer;
  readonly isMapped: boolean;
  unmap(): void;
}

/** webgpu-torch's device. */
export interface TorchDevice extends Device {
  readonly gpuDevice: GPUDevice;
}

/** What webgpu-torch records of an operation. */
export interface RecordedContext {
  readonly inputsWithGradient: readonly (Tensor | null)[];
}

/** The storage behind a tensor.
 *  @throws Error when the tensor lives on the CPU */
export function storageOf(tensor: Tensor): GpuStorage {
  const storage = tensor.storage as unknown as Partial<GpuStorage>;
  if (!storage.gpuBuffer) throw new Error('This tensor lives on the CPU. Make it after openTorch has been awaited.');
  return storage as GpuStorage;
}

/** How a tensor was computed, as webgpu-torch keeps it; null for a leaf. */
export function recordedContext(tensor: Tensor): RecordedContext | null {
  return (tensor as unknown as { _gradCtx: RecordedContext | null })._gradCtx;
}
