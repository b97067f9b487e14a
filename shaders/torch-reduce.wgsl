// Reduces the middle axis of an input seen as (outer, length, inner) to `parts` partial results: shape = (outer, length,
// inner, parts), count = outer·parts·inner. Run again until one part is left: a tree, so that rounding stays small, and
// without barriers, which cost a software adapter a hundred times the arithmetic.
// The operation spliced in below holds `start`, the neutral element, and `combine`.

//#operation

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let length = job.shape[0].y;
  let inner = job.shape[0].z;
  let parts = job.shape[0].w;
  for (var i = id.x; i < job.count; i += groups.x * 64u) {
    let base = (i / (inner * parts)) * length * inner + i % inner;
    var total = start;
    for (var k = (i / inner) % parts; k < length; k += parts) { total = combine(total, a[base + k * inner]); }
    result[i] = total;
  }
}
