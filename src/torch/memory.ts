/**
 * Who owns GPU memory. webgpu-torch never frees a buffer; here every buffer made inside `tidy` is taken back when it
 * ends, and handed out again to the next evaluation, so that memory stays flat over any number of them.
 *
 * Taking back is safe while commands are queued: the queue is in order, so a buffer's next writer runs after its last
 * reader. Buffers that webgpu-torch makes for itself are destroyed rather than reused.
 */
import type { DeviceContext } from '../gpu';
import type { GpuStorage } from './webgpu-torch';

/** WebGPU's buffer usage flags: Node has no such global. */
export const usage = { mapRead: 0x01, copySource: 0x04, copyTarget: 0x08, uniform: 0x40, storage: 0x80 } as const;

const smallestClass = 256;

/** What a scope owns: pooled buffers by the storage object that wraps them, and foreign ones. */
interface Scope {
  readonly pooled: Map<object, GPUBuffer>;
  readonly foreign: Set<GPUBuffer>;
}

/** Buffers of one device, pooled by size, with a stack of scopes. */
export class TensorMemory {
  readonly #context: DeviceContext;
  readonly #free = new Map<number, GPUBuffer[]>();
  readonly #scopes: Scope[] = [];
  readonly #freed = new WeakSet<object>();
  readonly #outside: Scope = newScope();

  constructor(context: DeviceContext) {
    this.#context = context;
  }

  /** A storage buffer of at least `bytes`; `adopt` must follow, naming its owner. */
  take(bytes: number): GPUBuffer {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.#context.device.limits;
    const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
    const size = Math.min(most, Math.max(smallestClass, 2 ** Math.ceil(Math.log2(bytes))));
    const flags = usage.storage | usage.copySource | usage.copyTarget;
    return this.#free.get(size)?.pop() ?? this.#context.allocate('tensor', size, flags);
  }

  /** Makes the current scope the owner of a taken buffer, known by the storage that wraps it. */
  adopt(storage: object, buffer: GPUBuffer): void {
    this.#current.pooled.set(storage, buffer);
  }

  /** Makes the current scope the owner of a buffer that webgpu-torch created. */
  adoptForeign(buffer: GPUBuffer): void {
    this.#current.foreign.add(buffer);
  }

  /** Whether the memory of a storage has been taken back. */
  isFreed(storage: object): boolean {
    return this.#freed.has(storage);
  }

  /** Opens a scope. */
  enter(): Scope {
    const scope = newScope();
    this.#scopes.push(scope);
    return scope;
  }

  /** Closes a scope, and takes back what it owns; what is to be kept moves to the scope around it.
   *  @throws Error when scopes overlap instead of nesting */
  leave(scope: Scope, kept: readonly GpuStorage[]): void {
    if (this.#scopes.at(-1) !== scope) {
      throw new Error('Two tidy scopes overlap. Await one evaluation before the next one begins.');
    }
    this.#scopes.pop();
    for (const storage of kept) {
      const buffer = scope.pooled.get(storage);
      if (scope.pooled.delete(storage)) this.#current.pooled.set(storage, buffer!);
      if (scope.foreign.delete(storage.gpuBuffer)) this.#current.foreign.add(storage.gpuBuffer);
    }
    for (const [storage, buffer] of scope.pooled) this.#takeBack(storage, buffer);
    for (const buffer of scope.foreign) buffer.destroy();
  }

  /** Takes back one tensor's memory, whichever scope owns it. */
  dispose(storage: object): void {
    for (const { pooled } of [...this.#scopes, this.#outside]) {
      const buffer = pooled.get(storage);
      if (!buffer) continue;
      pooled.delete(storage);
      this.#takeBack(storage, buffer);
    }
  }

  /** Destroys every buffer. */
  destroy(): void {
    for (const { pooled, foreign } of [...this.#scopes, this.#outside]) {
      for (const [storage, buffer] of pooled) this.#takeBack(storage, buffer);
      for (const buffer of foreign) buffer.destroy();
      foreign.clear();
      pooled.clear();
    }
    for (const buffers of this.#free.values()) for (const buffer of buffers) this.#context.release(buffer);
    this.#free.clear();
  }

  get #current(): Scope {
    return this.#scopes.at(-1) ?? this.#outside;
  }

  #takeBack(storage: object, buffer: GPUBuffer): void {
    this.#freed.add(storage);
    const shelf = this.#free.get(buffer.size);
    if (shelf) shelf.push(buffer);
    else this.#free.set(buffer.size, [buffer]);
  }
}

function newScope(): Scope {
  return { pooled: new Map(), foreign: new Set() };
}
