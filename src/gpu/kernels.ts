/** The compute kernels of one loss: they share one bind group layout, and each is compiled when first needed. */
import fillGridSource from '../../shaders/fill-grid.wgsl?raw';
import gradientSource from '../../shaders/batch-gradient.wgsl?raw';
import hesspSource from '../../shaders/batch-hessp.wgsl?raw';
import valueSource from '../../shaders/batch-value.wgsl?raw';
import type { DeviceContext } from './context';
import { NoGpuFormError } from './errors';
import { createPipeline, spliceLoss } from './shader';

/** The WGSL form of a loss: functions that read `points` (and `vectors`) and, for vectors, write `results`. */
export type WgslForm =
  | { readonly ok: true; readonly value: string; readonly gradient: string; readonly hessp: string }
  | { readonly ok: false; readonly reason: string };

/** What the GPU needs of a `Loss`. */
export interface LossForGpu {
  readonly n: number;
  wgsl(): WgslForm;
}

/** What is computed at each point. */
export type Quantity = 'value' | 'gradient' | 'hessp';

const sources: Record<Quantity, string> = { value: valueSource, gradient: gradientSource, hessp: hesspSource };
const bindings: readonly GPUBufferBindingType[] = ['uniform', 'read-only-storage', 'read-only-storage', 'storage'];
const computeStage = 4; // GPUShaderStage.COMPUTE, a global that Node lacks

/** Pipelines and bind groups for one loss. */
export class LossKernels {
  readonly n: number;
  readonly #context: DeviceContext;
  readonly #form: WgslForm & { ok: true };
  readonly #layout: GPUBindGroupLayout;
  readonly #pipelines = new Map<Quantity | 'fill', Promise<GPUComputePipeline>>();

  /** @throws NoGpuFormError when the loss cannot be written in WGSL */
  constructor(context: DeviceContext, loss: LossForGpu) {
    const form = loss.wgsl();
    if (!form.ok) throw new NoGpuFormError(form.reason);
    this.n = loss.n;
    this.#context = context;
    this.#form = form;
    this.#layout = context.device.createBindGroupLayout({
      label: 'loss kernels',
      entries: bindings.map((type, binding) => ({ binding, visibility: computeStage, buffer: { type } })),
    });
  }

  /**
   * The pipeline for a quantity, or the one that lays out a grid's points.
   * @throws ShaderError, DeviceLostError
   */
  pipeline(name: Quantity | 'fill'): Promise<GPUComputePipeline> {
    let pipeline = this.#pipelines.get(name);
    if (!pipeline) {
      const kernel =
        name === 'fill' ? { code: fillGridSource, preludeLines: 0 } : spliceLoss(sources[name], this.#form[name]);
      const layout = this.#context.device.createPipelineLayout({ bindGroupLayouts: [this.#layout] });
      pipeline = createPipeline(this.#context, name, kernel, layout);
      this.#pipelines.set(name, pipeline);
    }
    return pipeline;
  }

  /** Binds the job, two inputs and the output, in the kernels' order. */
  bind(job: GPUBuffer, points: GPUBuffer, vectors: GPUBuffer, results: GPUBuffer): GPUBindGroup {
    return this.#context.device.createBindGroup({
      layout: this.#layout,
      entries: [job, points, vectors, results].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }
}
