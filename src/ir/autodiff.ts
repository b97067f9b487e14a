/**
 * Derivatives of programs, as programs.
 *
 * Gradient: reverse mode. Hessian times vector: forward mode over the gradient. Hessian: written out element by element
 * where the program is small enough, so that shared terms and structural zeros pay off; else whoever evaluates it
 * assembles it from n products. A program is differentiated by its first input; further inputs (the weights of
 * `weightedSum`) are held.
 *
 * Conventions where a derivative does not exist: see `ops-unary.ts` and `ops-binary.ts`.
 */
import { pullBack } from './adjoint';
import type { Graph, Node, Program } from './graph';
import { zerosLike } from './rules';
import { assemble, elementCount, scalarElements } from './scalarize';
import { sizeOf } from './shape';
import { pushForward } from './tangent';

/** Programs of at most so many elements are differentiated element by element. Empirical: compile time stays in ms. */
export const SCALAR_BUDGET = 600;
/** A Hessian or Jacobian is written out up to this many elements of code. Empirical. */
const SYMBOLIC_BUDGET = 6000;
const SYMBOLIC_MAX_N = 24;

/** Numbers that the gradient of one sequential loop keeps, above which it keeps checkpoints: 8 MB. Measured on loops of
 *  10² to 10⁵ steps, a gradient is 1.8 to 2.7 values with every step kept and 2.3 to 3.8 with checkpoints, which is one
 *  more run of the loop; beyond 10⁶ numbers, which no cache holds, the two are even (3.2 and 3.4). */
export const HISTORY_LIMIT = 2 ** 20;

/** The elements of x as nodes: what a written-out program is differentiated by. */
function coordinates(g: Graph, x: Node): Node[] {
  return scalarElements(g, [x])[0]!.slice();
}

function isSmall(program: Program): boolean {
  return sizeOf(program.inputs[0]!.shape) <= SYMBOLIC_MAX_N && elementCount(program.outputs) <= SCALAR_BUDGET;
}

function scalarOutput(program: Program): Node {
  const [f] = program.outputs;
  if (!f || sizeOf(f.shape) !== 1) throw new Error('only a program with one number as its output has a gradient');
  return program.graph.reshape(f, []);
}

/** Adjoints of `wrt` for a scalar f; structural zeros become zero arrays. */
function adjointsOf(g: Graph, f: Node, wrt: readonly Node[]): Node[] {
  const one = { node: g.scalar(1), masked: false };
  return pullBack(g, [f], [one], wrt).map((adjoint, i) => adjoint?.node ?? zerosLike(g, wrt[i]!));
}

/** f and ∂f/∂xᵢ as scalars, for a small program. */
function scalarGradient(program: Program): { f: Node; x: Node[]; gradient: Node[] } {
  const { graph: g } = program;
  const x = coordinates(g, program.inputs[0]!);
  const f = scalarElements(g, [scalarOutput(program)])[0]![0]!;
  return { f, x, gradient: adjointsOf(g, f, x) };
}

/** The gradient, with the value as its by-product.
 *  @param historyLimit  numbers that the adjoint of one loop may keep: memory against time, the same bits either way
 *  @returns program of the same inputs with outputs [f, ∇f (n)] */
export function gradient(program: Program, historyLimit = HISTORY_LIMIT): Program {
  const { graph: g, inputs } = program;
  return g.relax(() => {
    if (isSmall(program)) {
      const { f, gradient: parts } = scalarGradient(program);
      return g.program(inputs, [f, assemble(g, parts, inputs[0]!.shape)]);
    }
    const f = scalarOutput(program);
    return g.program(inputs, [f, ...adjointsOf(g, f, [inputs[0]!])]);
  }, historyLimit);
}

function directionOf(g: Graph, x: Node): Node {
  return g.input(`${x.attrs.name} direction`, x.shape);
}

/** The Hessian times a vector.
 *  @param historyLimit  as for `gradient`; the products need twice as much
 *  @returns program with inputs [x, p, …the others] and output [H·p (n)] */
export function hessianVector(program: Program, historyLimit = HISTORY_LIMIT): Program {
  const { graph: g, inputs } = program;
  const [x, ...held] = inputs as [Node, ...Node[]];
  const p = directionOf(g, x);
  return g.relax(() => {
    if (isSmall(program)) {
      const { x: wrt, gradient: parts } = scalarGradient(program);
      const moved = pushForward(g, parts, wrt, coordinates(g, p)).map((part) => part ?? g.scalar(0));
      return g.program([x, p, ...held], [assemble(g, moved, x.shape)]);
    }
    const [slope] = adjointsOf(g, scalarOutput(program), [x]);
    const [product] = pushForward(g, [slope!], [x], [p]);
    return g.program([x, p, ...held], [product ?? zerosLike(g, x)]);
  }, historyLimit);
}

/** The Hessian, written out, where the program is small.
 *  @returns program of the same inputs with output [H (n·n, row-major, exactly symmetric)], or null: assemble it from
 *           n products with `hessianVector` */
export function hessian(program: Program): Program | null {
  const { graph: g, inputs } = program;
  if (!isSmall(program)) return null;
  return g.relax(() => {
    const { x, gradient: parts } = scalarGradient(program);
    const n = x.length;
    const entries = Array.from<unknown, Node>({ length: n * n }, () => g.scalar(0));
    for (let column = 0; column < n; column++) {
      const moved = pushForward(
        g,
        parts.slice(column),
        x,
        x.map((_, i) => (i === column ? g.scalar(1) : null)),
      );
      moved.forEach((entry, k) => {
        const row = column + k;
        if (entry) entries[row * n + column] = entries[column * n + row] = entry;
      });
    }
    if (elementCount(entries) > SYMBOLIC_BUDGET) return null;
    return g.program(inputs, [assemble(g, entries, [n * n])]);
  });
}

/** The Jacobian of a program with one output of shape [m], written out, where the program is small.
 *  @returns program of the same inputs with output [J (m·n, row-major)], or null: assemble it from `jacobianVector`
 *           or `vectorJacobian` */
export function jacobian(program: Program): Program | null {
  const { graph: g, inputs } = program;
  if (!isSmall(program)) return null;
  return g.relax(() => {
    const x = coordinates(g, inputs[0]!);
    const outputs = scalarElements(g, [program.outputs[0]!])[0]!;
    const entries = outputs.flatMap((output) => adjointsOf(g, output, x));
    if (elementCount(entries) > SYMBOLIC_BUDGET) return null;
    return g.program(inputs, [assemble(g, entries, [entries.length])]);
  });
}

/** J·p of a program with one output.
 *  @returns program with inputs [x, p, …] and output [J·p] */
export function jacobianVector(program: Program): Program {
  const { graph: g, inputs } = program;
  const [x, ...held] = inputs as [Node, ...Node[]];
  const p = directionOf(g, x);
  return g.relax(() => {
    const [product] = pushForward(g, program.outputs.slice(0, 1), [x], [p]);
    return g.program([x, p, ...held], [product ?? zerosLike(g, program.outputs[0]!)]);
  });
}

/** v·c(x) for a program with one output c: its gradient is vᵀJ, its Hessian Σ vₖ∇²cₖ.
 *  @returns program with inputs [x, v] and one scalar output */
export function weightedSum(program: Program): Program {
  const { graph: g, inputs } = program;
  const c = program.outputs[0]!;
  const v = g.input('weights', c.shape);
  return g.program([...inputs, v], [g.reduce('sum', g.binary('mul', v, c))]);
}

/** vᵀJ of a program with one output.
 *  @returns program with inputs [x, v] and output [vᵀJ (n)] */
export function vectorJacobian(program: Program): Program {
  const weighted = gradient(weightedSum(program));
  return { ...weighted, outputs: weighted.outputs.slice(1) };
}
