/** Rosenbrock's function with its derivatives, as a person writes them: the loss of the solver benchmarks. */

/** f of any number of variables. */
export function rosenbrock(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length - 1; i++) {
    const a = x[i + 1]! - x[i]! * x[i]!;
    const b = 1 - x[i]!;
    sum += 100 * (a * a) + b * b;
  }
  return sum;
}

/** ∇f (n), into `out` where given. */
export function rosenbrockGrad(x: Float64Array, out: Float64Array = new Float64Array(x.length)): Float64Array {
  let carry = 0;
  const last = x.length - 1;
  for (let i = 0; i < last; i++) {
    const a = x[i + 1]! - x[i]! * x[i]!;
    out[i] = carry - 400 * x[i]! * a - 2 * (1 - x[i]!);
    carry = 200 * a;
  }
  out[last] = carry;
  return out;
}

/** f in the plane, written out. */
export function rosenbrock2(x: Float64Array): number {
  const a = x[1]! - x[0]! * x[0]!;
  const b = 1 - x[0]!;
  return 100 * a * a + b * b;
}

/** Its gradient (2), into `out` where given. */
export function rosenbrock2Grad(x: Float64Array, out: Float64Array = new Float64Array(2)): Float64Array {
  const a = x[1]! - x[0]! * x[0]!;
  out[0] = -400 * x[0]! * a - 2 * (1 - x[0]!);
  out[1] = 200 * a;
  return out;
}

/** Its Hessian (2·2). */
export function rosenbrock2Hess(x: Float64Array): Float64Array {
  const cross = -400 * x[0]!;
  return Float64Array.of(1200 * x[0]! * x[0]! - 400 * x[1]! + 2, cross, cross, 200);
}

/** The start −1.2, 1, −1.2, 1, … */
export function rosenbrockStart(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
}
