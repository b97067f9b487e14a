/** The open GPU: compiles losses, knows whether its device still lives, and gives it back. */
import type { DeviceContext } from './context';
import { GpuLoss } from './gpu-loss';
import type { LossForGpu } from './kernels';

/** One device at work. After a loss, ask `openGpu` for a new engine and compile again. */
export class GpuEngine {
  readonly context: DeviceContext;

  constructor(context: DeviceContext) {
    this.context = context;
  }

  /** The adapter, for the badge. */
  get adapterName(): string {
    return this.context.adapterName;
  }

  /** Why the device is gone, or null while it lives. */
  get lostReason(): string | null {
    return this.context.lostReason;
  }

  /** Settles with the reason when the device is lost or destroyed. */
  get lost(): Promise<string> {
    return this.context.lost;
  }

  /** Bytes of GPU memory in use by this engine's losses. */
  get bytes(): number {
    return this.context.bytes;
  }

  /**
   * Compiles a loss for this device.
   * @throws NoGpuFormError when it cannot be written in WGSL, ShaderError when the compiler refuses it, DeviceLostError
   */
  compile(loss: LossForGpu): Promise<GpuLoss> {
    return GpuLoss.create(this.context, loss);
  }

  /** Gives the device back. */
  destroy(): void {
    this.context.destroy();
  }
}
