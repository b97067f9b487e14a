// Lays the points of a grid out for the loss kernels: the base point, with two coordinates replaced.
// `inputs` holds the base point (n), then the column coordinates (width), then the row coordinates.
// The tables are rounded from f64 on the host, so a grid point is the f32 nearest to the exact one.

struct Job {
  first: u32,   // number of the first point of this dispatch in the whole grid
  count: u32,   // points in this dispatch
  n: u32,
  width: u32,
  axis_x: u32,  // coordinate that varies along a row
  axis_y: u32,  // coordinate that varies from row to row; n when there is none
}

@group(0) @binding(0) var<uniform> job: Job;
@group(0) @binding(2) var<storage, read> inputs: array<f32>;
@group(0) @binding(3) var<storage, read_write> results: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let stride = groups.x * 64u;
  for (var point = id.x; point < job.count; point += stride) {
    let cell = job.first + point;
    let column = cell % job.width;
    let row = cell / job.width;
    for (var k = 0u; k < job.n; k++) {
      var value = inputs[k];
      if (k == job.axis_x) { value = inputs[job.n + column]; }
      if (k == job.axis_y) { value = inputs[job.n + job.width + row]; }
      results[point * job.n + k] = value;
    }
  }
}
