/**
 * The Loss: a compiled function of n real numbers with exact derivatives.
 *
 * Value, gradient, Hessian and products are each compiled when they are first asked for, since compile time is felt
 * while somebody types.
 */
import { gradient, hessian, hessianVector, SCALAR_BUDGET } from '../ir/autodiff';
import type { Program } from '../ir/graph';
import { scalarize } from '../ir/scalarize';
import { sizeOf } from '../ir/shape';
import { hessianByProducts } from './assemble';
import { emitJavaScript } from './javascript';
import { lazily } from './lazily';
import { emitWgsl } from './wgsl';
import { preludeFor } from './wgsl-prelude';

/** `HISTORY_LIMIT` for the GPU, where a thread has room for less than 2,000 numbers in all. */
const GPU_HISTORY_LIMIT = 256;

/** The loss in WGSL: see `wgsl.ts` for the interface. `value`, `gradient` and `hessp` are complete in themselves. A
 *  kernel that needs several splices `prelude` once and then `functions` as it needs them. */
export type WgslForm =
  | {
      readonly ok: true;
      readonly value: string;
      readonly gradient: string;
      readonly hessp: string;
      readonly prelude: string;
      readonly functions: { readonly value: string; readonly gradient: string; readonly hessp: string };
    }
  | { readonly ok: false; readonly reason: string };

/** A loss function with exact derivatives, in f64. Arrays passed in are read, never kept; with `out` nothing is
 *  allocated, and `out` must not be the point itself. */
export interface Loss {
  readonly n: number;
  readonly names: readonly string[];
  fun(x: Float64Array): number;
  grad(x: Float64Array, out?: Float64Array): Float64Array;
  /** f(x), with ∇f(x) left in `out`. */
  valueAndGrad(x: Float64Array, out: Float64Array): number;
  /** ∇²f(x), row-major n·n. */
  hess(x: Float64Array, out?: Float64Array): Float64Array;
  /** ∇²f(x)·p. */
  hessp(x: Float64Array, p: Float64Array, out?: Float64Array): Float64Array;
  /** f at m points, row-major m·n. */
  funBatch(points: Float64Array, out?: Float64Array): Float64Array;
  gradBatch(points: Float64Array, out?: Float64Array): Float64Array;
  hesspBatch(points: Float64Array, vectors: Float64Array, out?: Float64Array): Float64Array;
  readonly program: Program;
  /** The generated source of `fun`, for people to read. */
  readonly javascript: string;
  /** The loss for the GPU, or why it has no such form. */
  wgsl(): WgslForm;
}

/** Compiles a program of one packed input x (n) and one scalar output.
 *  @param meta  names of the n coordinates, for people
 *  @throws Error if the program has another form */
export function compileProgram(program: Program, meta: { names: readonly string[] }): Loss {
  const [input] = program.inputs;
  const [output] = program.outputs;
  if (!input || !output || program.outputs.length !== 1 || sizeOf(output.shape) !== 1) {
    throw new Error('a loss is a program with one packed input and one number as its output');
  }
  const n = sizeOf(input.shape);
  const { graph } = program;
  const scalar = { ...program, outputs: [graph.reshape(output, [])] };
  const small = scalarize(scalar, SCALAR_BUDGET) ?? scalar;
  const value = emitJavaScript(small);
  const derivative = lazily(() => gradient(scalar));
  const slopeProgram = (): Program => ({ ...derivative(), outputs: derivative().outputs.slice(1) });
  const slope = lazily(() => emitJavaScript(slopeProgram()));
  const both = lazily(() => emitJavaScript(derivative()));
  const product = lazily(() => emitJavaScript(hessianVector(scalar)));
  const curvature = lazily((): ((x: Float64Array, out: Float64Array) => void) => {
    const written = hessian(scalar);
    if (!written) {
      const assemble = hessianByProducts(n);
      const { run } = product();
      return (x, out) => assemble((unit, column) => void run(x, unit, column), out);
    }
    const { run } = emitJavaScript(written);
    return (x, out) => void run(x, out);
  });
  const shader = lazily((): WgslForm => {
    const slopes = gradient(scalar, GPU_HISTORY_LIMIT);
    const texts = [
      emitWgsl(small, 'loss_value'),
      emitWgsl({ ...slopes, outputs: slopes.outputs.slice(1) }, 'loss_gradient'),
      emitWgsl(hessianVector(scalar, GPU_HISTORY_LIMIT), 'loss_hessp'),
    ];
    const sources: string[] = [];
    for (const text of texts) {
      if (!text.ok) return text;
      sources.push(text.source);
    }
    const [fun, grad, hessp] = sources as [string, string, string];
    const alone = (text: string): string => `${preludeFor(text)}\n${text}`;
    return {
      ok: true,
      value: alone(fun),
      gradient: alone(grad),
      hessp: alone(hessp),
      prelude: preludeFor(sources.join('\n')),
      functions: { value: fun, gradient: grad, hessp },
    };
  });
  return {
    n,
    names: meta.names,
    program,
    javascript: value.source,
    fun: value.run,
    grad: (x, out = new Float64Array(n)) => {
      slope().run(x, out);
      return out;
    },
    valueAndGrad: (x, out) => both().run(x, out),
    wgsl: shader,
    hessp: (x, p, out = new Float64Array(n)) => {
      product().run(x, p, out);
      return out;
    },
    hess: (x, out = new Float64Array(n * n)) => {
      curvature()(x, out);
      return out;
    },
    funBatch: (points, out = new Float64Array(points.length / n)) => {
      value.batch(points.length / n, points, out);
      return out;
    },
    gradBatch: (points, out = new Float64Array(points.length)) => {
      slope().batch(points.length / n, points, out);
      return out;
    },
    hesspBatch: (points, vectors, out = new Float64Array(points.length)) => {
      product().batch(points.length / n, points, vectors, out);
      return out;
    },
  };
}
