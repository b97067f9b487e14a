// result[i] from the elements at i of up to three inputs, by the operation spliced in below.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var i = id.x; i < job.count; i += groups.x * 64u) {
    //#operation
  }
}
