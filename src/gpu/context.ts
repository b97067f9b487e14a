/**
 * One device and the three facts that everything on it shares: whether it is lost (our own flag, because
 * `GPUDeviceLostInfo.reason` cannot be trusted and `submit` does not throw afterwards), how many bytes are
 * allocated, and whose turn it is (evaluations are serialized: they reuse buffers).
 */
import { DeviceLostError, GpuRunError } from './errors';

/** A device with its owner's books. */
export class DeviceContext {
  readonly device: GPUDevice;
  readonly adapterName: string;
  /** settles with the reason when the device is lost, `destroy()` included */
  readonly lost: Promise<string>;
  #lostReason: string | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #bytes = 0;

  constructor(device: GPUDevice, adapterName: string) {
    this.device = device;
    this.adapterName = adapterName;
    this.lost = device.lost.then((info) => {
      this.#lostReason ??= info.message || 'the driver gave no reason';
      return this.#lostReason;
    });
  }

  /** Why the device is gone, or null while it lives. */
  get lostReason(): string | null {
    return this.#lostReason;
  }

  /** Bytes of GPU memory in buffers that are alive. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @throws DeviceLostError when the device is gone */
  assertAlive(): void {
    if (this.#lostReason !== null) throw new DeviceLostError(this.#lostReason);
  }

  /** Creates a buffer and counts it. Destroy it with `release`. */
  allocate(label: string, size: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const buffer = this.device.createBuffer({ label, size: Math.max(16, (size + 3) & ~3), usage });
    this.#bytes += buffer.size;
    return buffer;
  }

  /** Destroys a buffer of `allocate`. */
  release(buffer: GPUBuffer): void {
    this.#bytes -= buffer.size;
    buffer.destroy();
  }

  /** Runs `task` after every earlier one has settled. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(task);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  /**
   * Runs `commands` under error scopes, and names a loss of the device as such.
   * @throws DeviceLostError, GpuRunError
   */
  async checked<T>(commands: () => Promise<T>): Promise<T> {
    this.assertAlive();
    const { device } = this;
    device.pushErrorScope('out-of-memory');
    device.pushErrorScope('validation');
    let outcome: { ok: true; value: T } | { ok: false; error: unknown };
    // Popped before the first await, so that the scopes hold exactly what `commands` issued.
    const work = (async () => commands())();
    const scopes = [device.popErrorScope(), device.popErrorScope()];
    try {
      outcome = { ok: true, value: await work };
    } catch (error) {
      outcome = { ok: false, error };
    }
    const errors = await Promise.all(scopes.map((scope) => scope.catch(() => null)));
    // A lost device rejects `mapAsync` before `device.lost` has settled: give that its turn.
    if (!outcome.ok) await Promise.race([this.lost, new Promise((resolve) => setTimeout(resolve, 100))]);
    this.assertAlive();
    const reported = errors.find((error) => error !== null);
    if (reported) throw new GpuRunError(`The GPU reported an error: ${reported.message}`);
    if (!outcome.ok) throw outcome.error;
    return outcome.value;
  }

  /** Gives the device back; work under way ends with DeviceLostError. */
  destroy(reason = 'it was closed'): void {
    this.#lostReason ??= reason;
    this.device.destroy();
  }
}
