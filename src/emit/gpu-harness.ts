/** Runs generated WGSL for tests: one small kernel per function, on whatever GPU the test has found. Test-only. */

const calls = {
  loss_value: 'results[id.x] = loss_value(id.x);',
  loss_gradient: 'loss_gradient(id.x);',
  loss_hessp: 'loss_hessp(id.x);',
};

const STORAGE = 0x80;
const COPY_SRC = 0x4;
const COPY_DST = 0x8;
const MAP_READ = 0x1;

export type RunWgsl = (
  name: keyof typeof calls,
  text: string,
  points: Float64Array,
  vectors: Float64Array,
  count: number,
  resultSize: number,
) => Promise<Float32Array>;

/** A function that runs one generated text over `count` points, or null where there is no driver. */
export async function openWgsl(gpu: GPU | null): Promise<RunWgsl | null> {
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return null;
  const device = await adapter.requestDevice();
  const upload = (data: Float64Array): GPUBuffer => {
    const buffer = device.createBuffer({ size: Math.max(16, data.length * 4), usage: STORAGE | COPY_DST });
    device.queue.writeBuffer(buffer, 0, Float32Array.from(data));
    return buffer;
  };
  return async (name, text, points, vectors, count, resultSize) => {
    // Every binding must be used, or the automatic layout leaves it out.
    const code = `@group(0) @binding(0) var<storage, read> points: array<f32>;
@group(0) @binding(1) var<storage, read> vectors: array<f32>;
@group(0) @binding(2) var<storage, read_write> results: array<f32>;
${text}
@compute @workgroup_size(1)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (arrayLength(&points) + arrayLength(&vectors) == 0u) { results[0] = 0.0; }
  ${calls[name]}
}`;
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code });
    const info = await module.getCompilationInfo();
    const problem = info.messages.find((message) => message.type === 'error');
    if (problem) throw new Error(`${problem.message} at ${problem.lineNum}\n${code}`);
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    const size = Math.max(16, resultSize * 4);
    const results = device.createBuffer({ size, usage: STORAGE | COPY_SRC });
    const staging = device.createBuffer({ size, usage: COPY_DST | MAP_READ });
    const entries = [upload(points), upload(vectors), results].map((buffer, binding) => ({
      binding,
      resource: { buffer },
    }));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(count);
    pass.end();
    encoder.copyBufferToBuffer(results, 0, staging, 0, size);
    device.queue.submit([encoder.finish()]);
    const invalid = await device.popErrorScope();
    if (invalid) throw new Error(invalid.message);
    await staging.mapAsync(1);
    const out = new Float32Array(staging.getMappedRange().slice(0)).subarray(0, resultSize);
    for (const { resource } of entries) resource.buffer.destroy();
    staging.destroy();
    return out;
  };
}
