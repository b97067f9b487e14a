/** The loss of a study and its constraints as Python functions, with the exact derivatives that the runs had. */
import { emitPython } from '../../emit/python';
import { gradient, hessian, hessianVector, jacobian, jacobianVector, weightedSum } from '../../ir/autodiff';
import type { Program } from '../../ir/graph';
import type { CompiledLoss } from '../compile';
import type { CompiledConstraint } from '../constraints';
import type { FunctionName } from './calls';

/** The loss, then the derivatives that are needed. */
export function lossFunctions({ loss }: CompiledLoss, needed: ReadonlySet<FunctionName>): string[] {
  const { program, n } = loss;
  const texts = [emitPython({ ...program, outputs: [program.graph.reshape(program.outputs[0]!, [])] }, 'loss')];
  if (needed.has('gradient')) texts.push(emitPython(slopesOf(program), 'gradient'));
  if (needed.has('product')) texts.push(emitPython(hessianVector(program), 'product'));
  if (needed.has('hessian')) texts.push(hessianFunction(program, n, 'hessian', []));
  return texts;
}

/** c(x), its Jacobian, and the Hessian of v·c. */
export function constraintFunctions({ residual }: CompiledConstraint, k: number, n: number): string[] {
  const name = `constraint${k}`;
  const { m } = residual;
  const program = { ...residual.program, outputs: [residual.program.graph.reshape(residual.program.outputs[0]!, [m])] };
  const written = jacobian(program);
  const slopes = `${name}_slopes`;
  const matrix = written
    ? `${slopes}(x).reshape(${m}, ${n})`
    : `np.column_stack([${slopes}(x, e) for e in np.eye(${n})])`;
  return [
    emitPython(program, name),
    emitPython(written ?? jacobianVector(program), slopes),
    `def ${name}_jacobian(x):\n    return ${matrix}`,
    hessianFunction(weightedSum(program), n, `${name}_hessian`, ['v']),
  ];
}

const slopesOf = (program: Program): Program => {
  const both = gradient(program);
  return { ...both, outputs: both.outputs.slice(1) };
};

/** n × n: written out where it is small, else from n products.
 *  @param further  names of inputs after x */
function hessianFunction(program: Program, n: number, name: string, further: readonly string[]): string {
  const written = hessian(program);
  const rest = further.map((parameter) => `, ${parameter}`).join('');
  if (written) {
    return `${emitPython(written, `${name}_entries`)}\n\ndef ${name}(x${rest}):\n    return ${name}_entries(x${rest}).reshape(${n}, ${n})`;
  }
  const product = emitPython(hessianVector(program), `${name}_product`);
  return [
    product,
    '',
    `def ${name}(x${rest}):`,
    `    lower = np.tril(np.column_stack([${name}_product(x, e${rest}) for e in np.eye(${n})]))`,
    '    return lower + np.tril(lower, -1).T',
  ].join('\n');
}
