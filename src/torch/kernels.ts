/** The tensor kernels: hand-written skeletons with an operation spliced in, compiled once for each device. */
import type { DeviceContext } from '../gpu';
import elementwise from '../../shaders/torch-elementwise.wgsl?raw';
import matmul from '../../shaders/torch-matmul.wgsl?raw';
import prelude from '../../shaders/torch-prelude.wgsl?raw';
import reduce from '../../shaders/torch-reduce.wgsl?raw';

const skeletons = { elementwise, reduce, matmul } as const;
const marker = '//#operation';
const computeStage = 4; // GPUShaderStage.COMPUTE, a global that Node lacks

/** A kernel: a skeleton and the text that makes it an operation. */
export interface KernelSpec {
  readonly skeleton: keyof typeof skeletons;
  /** WGSL: an assignment to result[i], or a reduction's `start` and `combine`; empty for products */
  readonly operation: string;
}

/** Bytes of one job record, padded to WebGPU's alignment of dynamic offsets. */
export const jobBytes = 256;

/** Pipelines of one device. */
export class TensorKernels {
  readonly layout: GPUBindGroupLayout;
  readonly #context: DeviceContext;
  readonly #pipelines = new Map<string, GPUComputePipeline>();
  /** what the compiler refused, since the last look */
  readonly #checks: Promise<GPUError | null>[] = [];

  constructor(context: DeviceContext) {
    this.#context = context;
    const types = ['uniform', 'read-only-storage', 'read-only-storage', 'read-only-storage', 'storage'] as const;
    this.layout = context.device.createBindGroupLayout({
      label: 'tensor kernels',
      entries: types.map((type, binding) => ({
        binding,
        visibility: computeStage,
        buffer: { type, hasDynamicOffset: type === 'uniform' },
      })),
    });
  }

  /** The pipeline of a kernel. What the compiler refuses is reported by `firstError`. */
  pipeline({ skeleton, operation }: KernelSpec): GPUComputePipeline {
    const key = `${skeleton}: ${operation}`;
    let pipeline = this.#pipelines.get(key);
    if (!pipeline) {
      const { device } = this.#context;
      device.pushErrorScope('validation');
      pipeline = device.createComputePipeline({
        label: key,
        layout: device.createPipelineLayout({ bindGroupLayouts: [this.layout] }),
        compute: {
          module: device.createShaderModule({
            label: key,
            code: `${prelude}\n${skeletons[skeleton].split(marker).join(operation)}`,
          }),
          entryPoint: 'main',
        },
      });
      this.#checks.push(device.popErrorScope());
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  /** The first error of the pipelines made since the last call, or null. */
  async firstError(): Promise<GPUError | null> {
    const errors = await Promise.all(this.#checks.splice(0));
    return errors.find((error) => error !== null) ?? null;
  }
}
