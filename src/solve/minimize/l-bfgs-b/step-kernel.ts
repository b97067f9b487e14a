/**
 * The unrolled steps of L-BFGS-B compiled, with the memory that they work in, or null where there is no WebAssembly.
 *
 * One memory serves all runs: its tenant is the run whose pairs are in it. A run that finds another one there pushes its pairs
 * again, which gives the same products to the last bit; so nothing is ever copied out, and a run that is abandoned holds nothing.
 */
import { call, type Code, code, i32, IF, END, leave, local, moduleBytes, type WasmFunction } from '../../../math/wasm';
import { MOST_PAIRS } from './unrolled-layout';
import { unrolledStep } from './unrolled-step';

/** The function and its memory. */
export interface StepKernel {
  /** whose pairs are in the memory */
  tenant: unknown;
  readonly memory: Float64Array;
  /** @param size  pairs, the incoming one included;  @param first  column of the oldest;  @param n  variables
   *  @param hasPair, wantsStep  0 or 1
   *  @returns  0 when the matrices have lost their definiteness */
  step(size: number, first: number, n: number, hasPair: number, wantsStep: number): number;
}

/** Compiles the kernel: some 30 ms, once. */
export function loadStepKernel(): StepKernel | null {
  try {
    const steps = Array.from({ length: MOST_PAIRS }, (_, k) => unrolledStep(k + 1));
    const functions = { ...Object.fromEntries(steps.map((step, k) => [`step${k + 1}`, step])), step: dispatcher() };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes(functions, 1)));
    const { buffer } = exports['memory'] as WebAssembly.Memory;
    return { tenant: null, memory: new Float64Array(buffer), step: exports['step'] as unknown as StepKernel['step'] };
  } catch {
    return null;
  }
}

// One function for all sizes, which its callers call directly.
function dispatcher(): WasmFunction {
  const rest = code(...[1, 2, 3, 4].map((parameter) => local.get(parameter)));
  const cases = Array.from({ length: MOST_PAIRS }, (_, k): Code => {
    const size = MOST_PAIRS - k;
    return code(local.get(0), i32.const(size), i32.isEqual, IF, rest, call(size - 1), leave, END);
  });
  return { parameters: 5, i32Locals: 0, returnsI32: true, body: code(...cases, i32.const(0)) };
}

/** Runs after which the kernel is worth compiling: a page that minimizes once should not wait for it. */
const WORTH_COMPILING = 20;
let runs = 0;
let loaded: StepKernel | null | undefined;

/** The kernel for one more run, once there were enough of them; null: do without. */
export function stepKernel(): StepKernel | null {
  if (runs < WORTH_COMPILING) {
    runs++;
    return null;
  }
  if (loaded === undefined) loaded = loadStepKernel();
  return loaded;
}
