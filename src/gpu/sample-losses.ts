/** Losses written by hand in WGSL and in f64, so that the GPU's machinery is tested apart from the emitter. */
import type { LossForGpu } from './kernels';

/** A loss with both forms. */
export interface SampleLoss extends LossForGpu {
  fun(x: Iterable<number>): number;
  grad(x: Iterable<number>): number[];
  hessp(x: Iterable<number>, p: Iterable<number>): number[];
  funBatch(points: Float64Array): Float64Array;
}

/** Rosenbrock's valley in two coordinates. */
export const rosenbrock: SampleLoss = {
  n: 2,
  fun: ([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2,
  grad: ([x, y]) => [-2 * (1 - x!) - 400 * x! * (y! - x! * x!), 200 * (y! - x! * x!)],
  hessp: ([x, y], [p, q]) => [(2 - 400 * (y! - 3 * x! * x!)) * p! - 400 * x! * q!, -400 * x! * p! + 200 * q!],
  funBatch: (points) =>
    Float64Array.from({ length: points.length / 2 }, (_, k) => rosenbrock.fun(points.subarray(2 * k, 2 * k + 2))),
  wgsl: () => ({
    ok: true,
    value: `fn loss_value(point: u32) -> f32 {
      let x = points[2u * point]; let y = points[2u * point + 1u];
      let a = 1.0 - x; let b = y - x * x; return a * a + 100.0 * b * b;
    }`,
    gradient: `fn loss_gradient(point: u32) {
      let x = points[2u * point]; let y = points[2u * point + 1u]; let b = y - x * x;
      results[2u * point] = -2.0 * (1.0 - x) - 400.0 * x * b; results[2u * point + 1u] = 200.0 * b;
    }`,
    hessp: `fn loss_hessp(point: u32) {
      let x = points[2u * point]; let y = points[2u * point + 1u];
      let p = vectors[2u * point]; let q = vectors[2u * point + 1u];
      results[2u * point] = (2.0 - 400.0 * (y - 3.0 * x * x)) * p - 400.0 * x * q;
      results[2u * point + 1u] = -400.0 * x * p + 200.0 * q;
    }`,
  }),
};

/** A value kernel alone, for losses that only test the machinery. */
export const valueOnly = (n: number, body: string): LossForGpu => ({
  n,
  wgsl: () => ({ ok: true, value: `fn loss_value(point: u32) -> f32 {\n${body}\n}`, gradient: '', hessp: '' }),
});
