// C (m·n) = A (m·k) B (k·n), each input with two strides, so that transposes cost nothing. shape = (m, n, k).
// One thread makes one element. Tiles in workgroup memory were 30 times slower on a software adapter.

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let n = job.shape[0].y;
  let k = job.shape[0].z;
  for (var i = id.x; i < job.count; i += groups.x * 64u) {
    let row = (i / n) * job.a[0].x;
    let column = (i % n) * job.b[0].y;
    var total = 0.0;
    for (var step = 0u; step < k; step++) { total += a[row + step * job.a[0].y] * b[step * job.b[0].x + column]; }
    result[i] = total;
  }
}
