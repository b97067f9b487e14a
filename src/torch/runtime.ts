/**
 * Runs tensor kernels. Dispatches are collected in one command buffer and submitted when a result is read, so that an
 * evaluation of a network costs one submission and one readback.
 *
 * There is one runtime, because webgpu-torch knows one device. `openTorch` makes it.
 */
import { Tensor } from 'webgpu-torch';
import { DeviceLostError, GpuRunError, type DeviceContext } from '../gpu';
import { jobBytes, TensorKernels, type KernelSpec } from './kernels';
import { TensorMemory, usage } from './memory';
import type { TorchDevice } from './webgpu-torch';
import { markRewritten } from './versions';
import { storageOf } from './webgpu-torch';

const jobsPerSubmission = 1024;
const groupSize = 64;
const elementsPerThread = 4;

/** What a dispatch needs beside its inputs; strides and shapes of at most eight axes. */
export interface Job {
  readonly count: number;
  readonly shape?: readonly number[];
  readonly stridesA?: readonly number[];
  readonly stridesB?: readonly number[];
  readonly offsetA?: number;
  readonly offsetB?: number;
  /** up to four scalars */
  readonly numbers?: readonly number[];
}

/** See the header. */
export class TorchRuntime {
  readonly context: DeviceContext;
  readonly device: TorchDevice;
  readonly memory: TensorMemory;
  readonly #kernels: TensorKernels;
  readonly #jobs: GPUBuffer;
  readonly #jobBytes = new ArrayBuffer(jobsPerSubmission * jobBytes);
  readonly #idle: GPUBuffer;
  #jobCount = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  #checks: Promise<GPUError | null>[] = [];

  constructor(context: DeviceContext, device: TorchDevice, memory: TensorMemory) {
    this.context = context;
    this.device = device;
    this.memory = memory;
    this.#kernels = new TensorKernels(context);
    this.#jobs = context.allocate('tensor jobs', this.#jobBytes.byteLength, usage.uniform | usage.copyTarget);
    this.#idle = context.allocate('unused input', 16, usage.storage);
  }

  /** Runs an evaluation after every earlier one has settled: they rewrite the same parameters. */
  exclusive<T>(evaluation: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(evaluation);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  /** Queues one kernel.
   *  @param inputs  at most three tensors, in the kernel's order; read only
   *  @returns a new tensor (outShape), without a gradient */
  run(kernel: KernelSpec, inputs: readonly Tensor[], outShape: readonly number[], job: Job): Tensor {
    this.context.assertAlive();
    const sources = inputs.map((tensor) => this.bufferOf(tensor));
    const [buffer, output] = this.allocate(outShape);
    // Recorded only after the inputs are known to be alive: a throw leaves nothing half done.
    if (this.#jobCount === jobsPerSubmission) this.flush();
    const offset = this.#writeJob(job);
    const entries = [this.#jobs, ...[0, 1, 2].map((k) => sources[k] ?? this.#idle), buffer];
    const pass = this.#openPass();
    pass.setPipeline(this.#kernels.pipeline(kernel));
    pass.setBindGroup(
      0,
      this.context.device.createBindGroup({
        layout: this.#kernels.layout,
        entries: entries.map((entry, binding) => ({
          binding,
          resource: binding === 0 ? { buffer: entry, size: jobBytes } : { buffer: entry },
        })),
      }),
      [offset],
    );
    const limit = this.context.device.limits.maxComputeWorkgroupsPerDimension;
    const groups = Math.ceil(job.count / (groupSize * elementsPerThread));
    if (job.count > 0) pass.dispatchWorkgroups(Math.min(Math.max(1, groups), limit));
    return output;
  }

  /** A tensor of undefined content; the current scope owns its memory. */
  allocate(shape: readonly number[], requiresGrad = false): [GPUBuffer, Tensor] {
    const size = shape.reduce((product, extent) => product * extent, 1);
    this.#assertShape(shape, size);
    const buffer = this.memory.take(Math.max(4, size * 4));
    const storage = this.device.getStorageFromKernel(buffer);
    this.memory.adopt(storage, buffer);
    const tensor = new Tensor({
      data: storage,
      dtype: 'float32',
      shape: [...shape],
      requiresGrad,
      device: this.device,
    });
    return [buffer, tensor];
  }

  /** Overwrites a tensor's values, after everything queued so far has read the old ones. */
  write(tensor: Tensor, values: Float32Array<ArrayBuffer>): void {
    const buffer = this.bufferOf(tensor);
    markRewritten(tensor);
    this.flush();
    this.context.device.queue.writeBuffer(buffer, 0, values);
  }

  /** Submits what is queued. */
  flush(): void {
    if (!this.#encoder) return;
    const { device } = this.context;
    this.#pass?.end();
    device.pushErrorScope('validation');
    device.queue.writeBuffer(this.#jobs, 0, this.#jobBytes, 0, this.#jobCount * jobBytes);
    device.queue.submit([this.#encoder.finish()]);
    this.#checks.push(device.popErrorScope());
    this.#encoder = null;
    this.#pass = null;
    this.#jobCount = 0;
  }

  /** The values of several tensors, with one readback.
   *  @throws GpuRunError when a kernel was refused or failed, DeviceLostError */
  async read(tensors: readonly Tensor[]): Promise<Float32Array[]> {
    this.context.assertAlive();
    const sizes = tensors.map((tensor) => tensor.shape.reduce((product, extent) => product * extent, 1));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const staging = this.context.allocate('readback', total * 4, usage.mapRead | usage.copyTarget);
    try {
      this.#copyOut(tensors, sizes, staging);
      await this.#settle(staging);
      const all = new Float32Array(staging.getMappedRange(0, total * 4)).slice();
      let from = 0;
      return sizes.map((size) => all.subarray(from, (from += size)));
    } finally {
      this.context.release(staging);
    }
  }

  /** The buffer behind a tensor.
   *  @throws Error when `tidy` has taken it back, when it lives elsewhere, or when it is not contiguous f32 */
  bufferOf(tensor: Tensor): GPUBuffer {
    const storage = storageOf(tensor);
    if (tensor.device !== this.device) {
      throw new Error('This tensor belongs to a device that was lost or closed. Make it anew.');
    }
    if (tensor.dtype !== 'float32') {
      throw new TypeError(`Tensors here are float32, got ${tensor.dtype}. Make them with tensor().`);
    }
    if (!isContiguous(tensor)) {
      throw new Error('This tensor is a strided view, which kernels would misread. Use t(), permute() or expand().');
    }
    if (this.memory.isFreed(storage)) {
      throw new Error('This tensor was freed when its tidy scope ended. Return it from the scope to keep it.');
    }
    if (storage.isMapped) storage.unmap();
    return storage.gpuBuffer;
  }

  /** Frees everything; tensors of this runtime are void. */
  destroy(): void {
    this.#pass?.end();
    this.#pass = null;
    this.#encoder = null;
    this.memory.destroy();
    this.context.release(this.#jobs);
    this.context.release(this.#idle);
  }

  #assertShape(shape: readonly number[], size: number): void {
    if (!shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
      throw new RangeError(`The extents of a shape are whole numbers from 0 on, got [${shape.join(', ')}]`);
    }
    if (shape.length > 8) throw new RangeError(`Tensors have at most 8 axes, got ${shape.length}`);
    const { maxStorageBufferBindingSize, maxBufferSize } = this.context.device.limits;
    const most = Math.min(maxStorageBufferBindingSize, maxBufferSize) / 4;
    if (size <= most) return;
    throw new RangeError(`This GPU holds tensors of at most ${most} numbers, got ${size}: [${shape.join(', ')}]`);
  }

  #openPass(): GPUComputePassEncoder {
    this.#encoder ??= this.context.device.createCommandEncoder();
    this.#pass ??= this.#encoder.beginComputePass();
    return this.#pass;
  }

  #writeJob(job: Job): number {
    const offset = this.#jobCount++ * jobBytes;
    const words = new Uint32Array(this.#jobBytes, offset, jobBytes / 4);
    const shape = job.shape ?? [];
    words.fill(0);
    words.set([job.count, shape.length, job.offsetA ?? 0, job.offsetB ?? 0]);
    new Float32Array(this.#jobBytes, offset + 16, 4).set(job.numbers ?? []);
    words.set(shape, 8);
    words.set(job.stridesA ?? [], 16);
    words.set(job.stridesB ?? [], 24);
    return offset;
  }

  #copyOut(tensors: readonly Tensor[], sizes: readonly number[], staging: GPUBuffer): void {
    const buffers = tensors.map((tensor) => this.bufferOf(tensor));
    this.#pass?.end();
    this.#pass = null;
    this.#encoder ??= this.context.device.createCommandEncoder();
    let at = 0;
    buffers.forEach((buffer, k) => {
      if (sizes[k]! > 0) this.#encoder!.copyBufferToBuffer(buffer, 0, staging, at, sizes[k]! * 4);
      at += sizes[k]! * 4;
    });
    this.flush();
  }

  async #settle(staging: GPUBuffer): Promise<void> {
    const mapped = staging.mapAsync(1).then(
      () => null,
      (error: unknown) => error,
    );
    const errors = await Promise.all([this.#kernels.firstError(), ...this.#checks.splice(0)]);
    const failure = await mapped;
    if (this.context.lostReason !== null) throw new DeviceLostError(this.context.lostReason);
    const reported = errors.find((error) => error !== null);
    if (reported) throw new GpuRunError(`A tensor kernel failed: ${reported.message}`);
    if (failure) throw new GpuRunError(`Reading tensors failed: ${messageOf(failure)}`);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'no reason given');

function isContiguous({ shape, strides }: Tensor): boolean {
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false;
    stride *= shape[axis]!;
  }
  return true;
}

let current: TorchRuntime | null = null;

/** Sets the runtime; `openTorch` calls this. */
export function setRuntime(runtime: TorchRuntime | null): void {
  current = runtime;
}

/** The runtime that `openTorch` made.
 *  @throws Error before that */
export function runtime(): TorchRuntime {
  if (!current) throw new Error('Open the tensors first: await openTorch(engine).');
  return current;
}

/** The runtime, or null before `openTorch`. */
export const runtimeIfOpen = (): TorchRuntime | null => current;
