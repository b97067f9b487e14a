/**
 * The GPU, or why not. Opened once, after the first picture; each loss is compiled for it and timed against the CPU
 * on the grid in hand, and the faster one draws. Loaded on demand: the first landscape needs none of it.
 */
import type { Loss } from '../emit/loss';
import { calibrate, openGpu, type Calibration, type GpuLoss, type GpuState, type GridSpec } from '../gpu';
import type { EngineState } from './types';

interface Choice {
  readonly loss: Loss;
  /** null: the CPU draws this loss */
  readonly gpuLoss: GpuLoss | null;
  readonly engine: EngineState;
}

const onCpu = (reason: string): EngineState => ({ kind: 'cpu', label: 'CPU (f64)', reason });
/** The adapter is named although it does not draw: that it is there is what people look for first. */
const slower = (name: string, timing: Calibration): EngineState => ({
  kind: 'cpu',
  label: `CPU (f64) beats ${name}`,
  reason: `${name} is there, but slower on this loss: ${compared(timing)}`,
});
const milliseconds = (ms: number): string => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class GpuChoice {
  private gpu: Promise<GpuState> | null = null;
  private choice: Choice | null = null;
  private deviceLosses = 0;

  /** Decides for a loss, on the grid that its picture needs. Never throws: without a GPU the reason says why. */
  async decide(loss: Loss, spec: GridSpec): Promise<EngineState> {
    if (this.choice?.loss === loss) return this.choice.engine;
    this.choice?.gpuLoss?.destroy();
    this.choice = null;
    const gpu = await (this.gpu ??= openGpu());
    this.choice = gpu.ok ? await this.compare(gpu, loss, spec) : { loss, gpuLoss: null, engine: onCpu(gpu.reason) };
    return this.choice.engine;
  }

  /** The loss on the GPU, where it was found to be the faster; null: use the CPU. */
  gpuLossFor(loss: Loss): GpuLoss | null {
    return this.choice?.loss === loss ? this.choice.gpuLoss : null;
  }

  /** The engine that draws this loss, or null before it was decided. */
  engineFor(loss: Loss): EngineState | null {
    return this.choice?.loss === loss ? this.choice.engine : null;
  }

  /** Called when the GPU failed at a picture: the CPU takes over. A lost device is opened anew once or twice. */
  giveUp(loss: Loss, error: unknown): EngineState {
    this.choice?.gpuLoss?.destroy();
    const engine = onCpu(`the GPU failed: ${messageOf(error)}`);
    this.choice = { loss, gpuLoss: null, engine };
    if (this.deviceLosses++ < 2) this.gpu = null;
    return engine;
  }

  private async compare(gpu: GpuState & { ok: true }, loss: Loss, spec: GridSpec): Promise<Choice> {
    const name = gpu.adapterName;
    try {
      const gpuLoss = await gpu.engine.compile(loss);
      const timing = await calibrate(loss, gpuLoss, spec);
      if (timing.faster === 'gpu')
        return {
          loss,
          gpuLoss,
          engine: { kind: 'webgpu', label: name, reason: `faster on this loss: ${compared(timing)}` },
        };
      gpuLoss.destroy();
      return { loss, gpuLoss: null, engine: slower(name, timing) };
    } catch (error) {
      if (gpu.engine.lostReason !== null && this.deviceLosses++ < 2) this.gpu = null;
      return { loss, gpuLoss: null, engine: onCpu(`${name} cannot draw this loss: ${messageOf(error)}`) };
    }
  }
}

const compared = ({ points, gpuMs, cpuMs }: Calibration): string =>
  `${points} points take ${milliseconds(gpuMs)} on the GPU in f32 and ${milliseconds(cpuMs)} on the CPU in f64`;
