/**
 * The WGSL of random losses against their f64 meaning. How far f32 may be off differs from program to program (floor,
 * %, comparisons jump), so each is evaluated several times in f64 with every result disturbed by an f32 rounding error
 * (Vignes 1993, A stochastic arithmetic for reliable scientific computation): the GPU's value must lie among those.
 */
import type { openWgsl } from '../../src/emit/gpu-harness';
import { compileProgram } from '../../src/emit/loss';
import { evaluate, evaluateOp } from '../../src/ir/evaluate';
import type { Program } from '../../src/ir/graph';
import { reachable } from '../../src/ir/traverse';
import { type Language, parseLoss } from '../../src/lang';
import type { Difference } from '../../src/lang/fuzz/compare';
import { pointOf } from '../../src/lang/fuzz/generate';

type RunWgsl = NonNullable<Awaited<ReturnType<typeof openWgsl>>>;

const n = 12;
const samples = 12;
/** relative error of one f32 operation; WGSL grants its functions a few units in the last place */
const disturbance = 4 * 2 ** -23;

function disturber(from: number): (value: number) => number {
  let state = from;
  return (value) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return value * (1 + disturbance * (state / 2 ** 31 - 1));
  };
}

/** The program with every result disturbed; sequential loops, which have no value of their own, by their point alone. */
function disturbed(program: Program, x: Float64Array, from: number): number {
  const disturb = disturber(from);
  const nodes = reachable(program.outputs);
  if (nodes.some(({ op }) => op === 'scan')) return evaluate(program, [x.map(disturb)])[0]![0]!;
  const values = new Map(program.inputs.map((input) => [input.id, x]));
  for (const node of nodes) {
    if (node.op === 'input') continue;
    if (node.op === 'constant') {
      values.set(node.id, node.attrs.data!.map(disturb));
      continue;
    }
    const args = node.args.map((arg) => ({ data: values.get(arg.id)!, shape: arg.shape }));
    values.set(node.id, evaluateOp(node, args).map(disturb));
  }
  return values.get(program.outputs[0]!.id)![0]!;
}

/** Whether an f32 value is among the disturbed ones, widened by their own spread. */
function isAmong(actual: number, values: readonly number[]): boolean {
  if (values.some((value) => !Number.isFinite(Math.fround(value)))) return true;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const slack = 2 * (high - low) + 1e-5 * Math.max(1, Math.abs(low), Math.abs(high));
  return actual >= low - slack && actual <= high + slack;
}

/** Differences of the GPU's values from the disturbed ones. Texts without a GPU form are left out: `compared` counts
 *  the others. */
export async function compareWgsl(
  run: RunWgsl,
  sources: readonly string[],
  language: Language,
): Promise<{ differences: Difference[]; compared: number }> {
  const differences: Difference[] = [];
  let compared = 0;
  for (const source of sources) {
    const parsed = parseLoss(source, { language, n });
    if (!parsed.ok || parsed.n > n) continue;
    const text = compileProgram(parsed.program, { names: parsed.names }).wgsl();
    if (!text.ok) continue;
    const x = Float64Array.from(pointOf(parsed.n, 1), Math.fround);
    const [actual] = await run('loss_value', text.value, x, x, 1, 1);
    const expected = [
      evaluate(parsed.program, [x])[0]![0]!,
      ...Array.from({ length: samples }, (_, k) => disturbed(parsed.program, x, k + 1)),
    ];
    compared++;
    if (!isAmong(actual!, expected))
      differences.push({ source, n: parsed.n, point: [...x], expected: expected[0]!, got: actual! });
  }
  return { differences, compared };
}
