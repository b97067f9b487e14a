/**
 * Functions with several values, such as constraints: c(x), its Jacobian, and the Hessian of v·c(x).
 *
 * Small ones are written out element by element; others take their Jacobian from n forward or m reverse sweeps,
 * whichever are fewer, and their Hessian from n products.
 */
import {
  hessian,
  hessianVector,
  jacobian,
  jacobianVector,
  SCALAR_BUDGET,
  vectorJacobian,
  weightedSum,
} from '../ir/autodiff';
import type { Program } from '../ir/graph';
import { scalarize } from '../ir/scalarize';
import { sizeOf } from '../ir/shape';
import { hessianByProducts } from './assemble';
import { emitJavaScript } from './javascript';
import { lazily } from './lazily';

/** A function from n to m real numbers, in f64. Arrays passed in are read, never kept. */
export interface VectorFunction {
  readonly n: number;
  readonly m: number;
  fun(x: Float64Array, out?: Float64Array): Float64Array;
  /** ∂cₖ/∂xᵢ, row-major m·n. */
  jac(x: Float64Array, out?: Float64Array): Float64Array;
  /** Σ vₖ ∇²cₖ(x), row-major n·n. */
  hess(x: Float64Array, v: Float64Array, out?: Float64Array): Float64Array;
  readonly program: Program;
}

/** Jacobian one column or one row at a time. */
function jacobianBySweeps(program: Program, n: number, m: number): (x: Float64Array, out: Float64Array) => void {
  const forward = n <= m;
  const { run } = emitJavaScript(forward ? jacobianVector(program) : vectorJacobian(program));
  const unit = new Float64Array(forward ? n : m);
  const line = new Float64Array(forward ? m : n);
  return (x, out) => {
    for (let i = 0; i < unit.length; i++) {
      unit[i] = 1;
      run(x, unit, line);
      unit[i] = 0;
      if (forward) for (let k = 0; k < m; k++) out[k * n + i] = line[k]!;
      else out.set(line, i * n);
    }
  };
}

/** Compiles a program of one packed input x (n) and one output of m numbers.
 *  @throws Error if the program has another form */
export function compileVector(program: Program): VectorFunction {
  const [input] = program.inputs;
  const [output] = program.outputs;
  if (!input || !output || program.outputs.length !== 1) {
    throw new Error('a vector function is a program with one packed input and one output');
  }
  const n = sizeOf(input.shape);
  const m = sizeOf(output.shape);
  const flat = { ...program, outputs: [program.graph.reshape(output, [m])] };
  const value = emitJavaScript(scalarize(flat, SCALAR_BUDGET) ?? flat);
  const slopes = lazily((): ((x: Float64Array, out: Float64Array) => void) => {
    const written = jacobian(flat);
    if (!written) return jacobianBySweeps(flat, n, m);
    const { run } = emitJavaScript(written);
    return (x, out) => void run(x, out);
  });
  const curvature = lazily((): ((x: Float64Array, v: Float64Array, out: Float64Array) => void) => {
    const weighted = weightedSum(flat);
    const written = hessian(weighted);
    if (written) {
      const { run } = emitJavaScript(written);
      return (x, v, out) => void run(x, v, out);
    }
    const { run } = emitJavaScript(hessianVector(weighted));
    const assemble = hessianByProducts(n);
    return (x, v, out) => assemble((unit, column) => void run(x, unit, v, column), out);
  });
  return {
    n,
    m,
    program,
    fun: (x, out = new Float64Array(m)) => {
      value.run(x, out);
      return out;
    },
    jac: (x, out = new Float64Array(m * n)) => {
      slopes()(x, out);
      return out;
    },
    hess: (x, v, out = new Float64Array(n * n)) => {
      curvature()(x, v, out);
      return out;
    },
  };
}
