/** What can go wrong between a loss and the GPU, each as its own type, so that callers can fall back to the CPU. */

/** One message of the shader compiler, placed in the generated loss. */
export interface ShaderMessage {
  readonly severity: 'error' | 'warning' | 'info';
  readonly text: string;
  /** line in the spliced loss, 1 for its first; 0 or less: in the kernel around it */
  readonly line: number;
  /** column, 1 for the first */
  readonly column: number;
}

/** The shader compiler or the driver refused a kernel. The loss still works on the CPU. */
export class ShaderError extends Error {
  override readonly name = 'ShaderError';
  readonly messages: readonly ShaderMessage[];

  constructor(label: string, detail: string, messages: readonly ShaderMessage[] = []) {
    super(`The GPU refused the ${label} kernel: ${detail}. It runs on the CPU instead.`);
    this.messages = messages;
  }
}

/** The loss has no WGSL form; `reason` is the emitter's own. */
export class NoGpuFormError extends Error {
  override readonly name = 'NoGpuFormError';
  readonly reason: string;

  constructor(reason: string) {
    super(`This loss has no GPU form: ${reason}`);
    this.reason = reason;
  }
}

/** The device is gone. Open the GPU again for a new one; every buffer and pipeline of the old one is void. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';

  constructor(reason: string) {
    super(`The GPU device was lost: ${reason}`);
  }
}

/** The device ran, but reported an error: out of memory, or a mistake of ours in a command. */
export class GpuRunError extends Error {
  override readonly name = 'GpuRunError';
}
