/**
 * A loss on the GPU, in f32: batches of points in; values, gradients or Hessian-vector products out; and the
 * landscape grid, whose points are made on the device. Work is cut into dispatches of about 50 ms, one set of
 * buffers serves every call, and a call that was aborted drops what it reads back.
 *
 * Refuses f64 (whatever is found here is verified on the CPU) and losses that the emitter cannot write in WGSL.
 */
import { BufferSet, readFloats, usage } from './buffers';
import type { DeviceContext } from './context';
import { axisCoordinates, checkGrid, gridSize, type GridSpec } from './grid';
import { LossKernels, type LossForGpu, type Quantity } from './kernels';
import { Pacer, workgroupsFor } from './pacer';

type Floats = Float64Array | Float32Array;

// A chunk's buffers stay small beside a modest GPU's memory, whatever the number of coordinates.
const maxBufferBytes = 64 << 20;
const firstChunk = 4096;

/** Where the points of an evaluation come from: the host uploads them, or a kernel lays out a grid. */
type Source =
  | { readonly from: 'host'; readonly count: number; readonly points: Floats; readonly vectors?: Floats }
  | {
      readonly from: 'grid';
      readonly count: number;
      readonly spec: GridSpec;
      readonly tables: Float32Array<ArrayBuffer>;
    };

interface ChunkBuffers {
  readonly job: GPUBuffer;
  readonly points: GPUBuffer;
  readonly vectors: GPUBuffer;
  readonly results: GPUBuffer;
  readonly staging: GPUBuffer;
}

/** A compiled loss; made by `GpuEngine.compile`. */
export class GpuLoss {
  readonly n: number;
  readonly #context: DeviceContext;
  readonly #kernels: LossKernels;
  readonly #pacers: Record<Quantity, Pacer>;
  readonly #buffers: BufferSet;
  #closed = false;

  private constructor(context: DeviceContext, kernels: LossKernels) {
    this.n = kernels.n;
    this.#context = context;
    this.#kernels = kernels;
    this.#buffers = new BufferSet(context, 'loss');
    const first = (firstChunk * 16) / (16 + kernels.n);
    this.#pacers = { value: new Pacer(first), gradient: new Pacer(first), hessp: new Pacer(first) };
  }

  /**
   * Compiles the value kernel; the others follow on first use.
   * @throws NoGpuFormError, ShaderError, DeviceLostError
   */
  static async create(context: DeviceContext, loss: LossForGpu): Promise<GpuLoss> {
    context.assertAlive();
    const kernels = new LossKernels(context, loss);
    await kernels.pipeline('value');
    return new GpuLoss(context, kernels);
  }

  /**
   * f at every point.
   * @param points row-major (m·n), rounded to f32; not to be written until the promise settles
   * @returns f32 values (m); NaN and ±Infinity as they came
   * @throws AbortError (a DOMException) when `signal` aborts or the loss is destroyed; DeviceLostError; GpuRunError
   */
  values(points: Floats, signal?: AbortSignal): Promise<Float32Array> {
    return this.#evaluate('value', this.#hostSource(points), signal);
  }

  /** ∇f at every point, row-major (m·n). Otherwise as `values`. */
  gradients(points: Floats, signal?: AbortSignal): Promise<Float32Array> {
    return this.#evaluate('gradient', this.#hostSource(points), signal);
  }

  /** ∇²f·v for every pair of a point and a vector, both row-major (m·n). Otherwise as `values`. */
  hessps(points: Floats, vectors: Floats, signal?: AbortSignal): Promise<Float32Array> {
    if (vectors.length !== points.length) {
      throw new RangeError(`${points.length} point coordinates but ${vectors.length} vector coordinates`);
    }
    return this.#evaluate('hessp', { ...this.#hostSource(points), vectors }, signal);
  }

  /** f on a grid, row by row (width·height); the points never leave the GPU. Otherwise as `values`. */
  grid(spec: GridSpec, signal?: AbortSignal): Promise<Float32Array> {
    return this.#evaluate('value', this.#gridSource(spec), signal);
  }

  /** The drawn components of ∇f on a grid, row by row, x before y (2·width·height; width for a curve). */
  async gradientGrid(spec: GridSpec, signal?: AbortSignal): Promise<Float32Array> {
    const full = await this.#evaluate('gradient', this.#gridSource(spec), signal);
    const drawn = spec.y ? [spec.x.index, spec.y.index] : [spec.x.index];
    const arrows = new Float32Array(gridSize(spec) * drawn.length);
    for (let k = 0; k < arrows.length; k++) {
      arrows[k] = full[Math.floor(k / drawn.length) * this.n + drawn[k % drawn.length]!]!;
    }
    return arrows;
  }

  /** Frees every buffer. Calls under way are dropped with AbortError, and so are later ones. */
  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    // The turn after the one under way: a buffer is never destroyed between its map and its copy.
    void this.#context.exclusive(async () => this.#buffers.destroy());
  }

  #hostSource(points: Floats): Source & { from: 'host' } {
    if (points.length % this.n !== 0) {
      throw new RangeError(`Points of ${this.n} coordinates expected, got ${points.length} numbers`);
    }
    return { from: 'host', count: points.length / this.n, points };
  }

  #gridSource(spec: GridSpec): Source {
    checkGrid(spec);
    if (spec.base.length !== this.n) {
      throw new RangeError(`A base point of ${this.n} coordinates expected, got ${spec.base.length}`);
    }
    const ys = spec.y ? axisCoordinates(spec.y) : [];
    const tables = new Float32Array([...spec.base, ...axisCoordinates(spec.x), ...ys]);
    return { from: 'grid', count: gridSize(spec), spec, tables };
  }

  /** Cuts the work into chunks and runs them one after another, in this call's turn. */
  #evaluate(quantity: Quantity, source: Source, signal: AbortSignal | undefined): Promise<Float32Array> {
    return this.#context.exclusive(async () => {
      this.#assertWanted(signal);
      const pipelines = {
        main: await this.#kernels.pipeline(quantity),
        fill: source.from === 'grid' ? await this.#kernels.pipeline('fill') : null,
      };
      const width = quantity === 'value' ? 1 : this.n;
      const out = new Float32Array(source.count * width);
      const pacer = this.#pacers[quantity];
      for (let first = 0; first < source.count;) {
        this.#assertWanted(signal);
        const count = pacer.next(Math.min(source.count - first, this.#mostPoints()));
        const started = performance.now();
        const target = out.subarray(first * width, (first + count) * width);
        await this.#context.checked(() => this.#runChunk(pipelines, source, first, count, target));
        pacer.record(count, performance.now() - started);
        first += count;
      }
      this.#assertWanted(signal);
      return out;
    });
  }

  /** One dispatch there and back. Commands are issued before the first await, under the caller's error scopes. */
  #runChunk(
    pipelines: { main: GPUComputePipeline; fill: GPUComputePipeline | null },
    source: Source,
    first: number,
    count: number,
    target: Float32Array,
  ): Promise<void> {
    const { device } = this.#context;
    const buffers = this.#chunkBuffers(count);
    this.#upload(buffers, source, first, count);
    const groups = workgroupsFor(count, device.limits.maxComputeWorkgroupsPerDimension);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    if (pipelines.fill && source.from === 'grid') {
      const tables = this.#buffers.ensure('grid tables', source.tables.byteLength, usage.storage | usage.copyTarget);
      device.queue.writeBuffer(tables, 0, source.tables);
      pass.setPipeline(pipelines.fill);
      pass.setBindGroup(0, this.#kernels.bind(buffers.job, buffers.vectors, tables, buffers.points));
      pass.dispatchWorkgroups(groups);
    }
    pass.setPipeline(pipelines.main);
    pass.setBindGroup(0, this.#kernels.bind(buffers.job, buffers.points, buffers.vectors, buffers.results));
    pass.dispatchWorkgroups(groups);
    pass.end();
    encoder.copyBufferToBuffer(buffers.results, 0, buffers.staging, 0, target.byteLength);
    device.queue.submit([encoder.finish()]);
    return readFloats(buffers.staging, target.length, target);
  }

  #upload(buffers: ChunkBuffers, source: Source, first: number, count: number): void {
    const { n } = this;
    const { queue } = this.#context.device;
    const axes = source.from === 'grid' ? gridFields(source.spec, n) : [1, n, n];
    queue.writeBuffer(buffers.job, 0, Uint32Array.from([first, count, n, ...axes]));
    if (source.from === 'grid') return;
    const chunk = (values: Floats): Float32Array<ArrayBuffer> =>
      new Float32Array(values.subarray(first * n, (first + count) * n));
    queue.writeBuffer(buffers.points, 0, chunk(source.points));
    if (source.vectors) queue.writeBuffer(buffers.vectors, 0, chunk(source.vectors));
  }

  #chunkBuffers(count: number): ChunkBuffers {
    const bytes = count * this.n * 4;
    const set = this.#buffers;
    return {
      job: set.ensure('job', 24, usage.uniform | usage.copyTarget),
      points: set.ensure('points', bytes, usage.storage | usage.copyTarget),
      vectors: set.ensure('vectors', bytes, usage.storage | usage.copyTarget),
      results: set.ensure('results', bytes, usage.storage | usage.copySource),
      staging: set.ensure('staging', bytes, usage.mapRead | usage.copyTarget),
    };
  }

  #mostPoints(): number {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.#context.device.limits;
    const bytes = Math.min(maxBufferBytes, maxStorageBufferBindingSize, maxBufferSize);
    return Math.max(1, Math.floor(bytes / (4 * this.n)));
  }

  #assertWanted(signal: AbortSignal | undefined): void {
    this.#context.assertAlive();
    if (this.#closed) throw new DOMException('The loss was destroyed', 'AbortError');
    if (signal?.aborted) throw new DOMException('The evaluation was aborted', 'AbortError');
  }
}

/** A grid's part of the job record: width, column axis, row axis (n: none). */
const gridFields = (spec: GridSpec, n: number): number[] => [spec.x.count, spec.x.index, spec.y?.index ?? n];
