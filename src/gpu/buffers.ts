/**
 * Named buffers that grow on demand and die together. Whoever evaluates owns one set, so that memory stays flat
 * over any number of evaluations and `destroy` leaves nothing behind.
 */
import type { DeviceContext } from './context';

/** WebGPU's usage flags, spelled out because Node has no `GPUBufferUsage` global. */
export const usage = {
  mapRead: 0x01,
  copySource: 0x04,
  copyTarget: 0x08,
  uniform: 0x40,
  storage: 0x80,
} as const;

const mapModeRead = 1;

/** A set of buffers with one owner. */
export class BufferSet {
  readonly #context: DeviceContext;
  readonly #label: string;
  readonly #buffers = new Map<string, GPUBuffer>();

  constructor(context: DeviceContext, label: string) {
    this.#context = context;
    this.#label = label;
  }

  /** The buffer called `name`, with room for at least `bytes`; a smaller one is replaced and its content lost. */
  ensure(name: string, bytes: number, flags: GPUBufferUsageFlags): GPUBuffer {
    const old = this.#buffers.get(name);
    if (old && old.size >= bytes) return old;
    if (old) this.#context.release(old);
    const buffer = this.#context.allocate(`${this.#label} ${name}`, bytes, flags);
    this.#buffers.set(name, buffer);
    return buffer;
  }

  /** Destroys every buffer of the set. */
  destroy(): void {
    for (const buffer of this.#buffers.values()) this.#context.release(buffer);
    this.#buffers.clear();
  }
}

/** Maps the first `count` floats of a readback buffer into `out`, and unmaps it. */
export async function readFloats(staging: GPUBuffer, count: number, out: Float32Array): Promise<void> {
  await staging.mapAsync(mapModeRead, 0, count * 4);
  out.set(new Float32Array(staging.getMappedRange(0, count * 4)));
  staging.unmap();
}
