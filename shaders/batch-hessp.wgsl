// A Hessian-vector product at every point of a batch: loss_hessp(point) writes results[point * n + k].
// Each thread strides over the batch, so that no batch needs more workgroups than one dimension allows.

struct Job {
  first: u32,
  count: u32,
  n: u32,
  width: u32,
  axis_x: u32,
  axis_y: u32,
}

@group(0) @binding(0) var<uniform> job: Job;
@group(0) @binding(1) var<storage, read> points: array<f32>;
@group(0) @binding(2) var<storage, read> vectors: array<f32>;
@group(0) @binding(3) var<storage, read_write> results: array<f32>;

//#loss

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = groups.x * 64u;
  for (var point = id.x; point < job.count; point += stride) {
    loss_hessp(point);
  }
}
