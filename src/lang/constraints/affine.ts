/**
 * Whether a vector function is A·x + b, read off its exact Jacobian: constant, and no step functions on the way
 * (a sign or a floor has a constant derivative and is not affine).
 */
import { jacobian } from '../../ir/autodiff';
import { constantArray } from '../../ir/constants';
import { evaluate } from '../../ir/evaluate';
import type { OpName, Program } from '../../ir/graph';
import { dependents, reachable } from '../../ir/traverse';

/** A·x + b; A row-major (m·n). */
export interface Affine {
  readonly A: Float64Array;
  readonly b: Float64Array;
}

const steps: ReadonlySet<OpName> = new Set<OpName>([
  'sign',
  'floor',
  'ceil',
  'round',
  'trunc',
  'not',
  'isnan',
  'isfinite',
  'mod',
  'rem',
  'floordiv',
  'lt',
  'le',
  'gt',
  'ge',
  'eq',
  'ne',
  'and',
  'or',
  'select',
  'scan',
]);

/** @returns A and b, or null: not affine, or too large to be written out */
export function affineForm(program: Program, n: number): Affine | null {
  const [input] = program.inputs;
  const active = dependents(program.outputs, [input!]);
  const isStepped = reachable(program.outputs).some(({ id, op }) => active.has(id) && steps.has(op));
  if (isStepped) return null;
  const slopes = jacobian(program)?.outputs[0];
  const A = slopes && constantArray(slopes);
  if (!A || !A.every(Number.isFinite)) return null;
  const [b] = evaluate(program, [new Float64Array(n)]);
  return b!.every(Number.isFinite) ? { A: Float64Array.from(A), b: b! } : null;
}
