/** Constant arrays in formulas: those that follow a rule in their subscripts are written as it, the others get a name. */
import { sizeOf, stridesOf } from '../shape';
import type { Shape } from '../node';
import { fixed, plus, times, type Affine } from './affine';

/** A constant array as a function of its subscripts. */
export interface Rule {
  readonly kind: 'plain' | 'sqrt' | 'reciprocal';
  /** what is inside the root or under the line: numbers times subscripts */
  readonly inside: Affine;
}

const tolerance = 1e-13;

const inverses: readonly [Rule['kind'], (value: number) => number][] = [
  ['plain', (value) => value],
  ['sqrt', (value) => value * value],
  ['reciprocal', (value) => 1 / value],
];

/** The rule that an array follows, if it is a + b·i + c·j, the root of that, or one over it. */
export function ruleOf(data: Float64Array, shape: Shape, index: readonly Affine[]): Rule | null {
  for (const [kind, inverse] of inverses) {
    const steps = stepsOf(Float64Array.from(data, inverse), shape);
    if (!steps) continue;
    const first = inverse(data[0]!);
    return { kind, inside: index.reduce((sum, at, axis) => plus(sum, times(at, steps[axis]!)), fixed(first)) };
  }
  return null;
}

/** Differences along each axis, if they are the same everywhere. */
function stepsOf(data: Float64Array, shape: Shape): number[] | null {
  const strides = stridesOf(shape);
  const first = data[0]!;
  const steps = shape.map((extent, axis) => (extent > 1 ? nice(data[strides[axis]!]! - first) : 0));
  for (let flat = 0; flat < sizeOf(shape); flat++) {
    const expected = steps.reduce(
      (value, step, axis) => value + step * (Math.floor(flat / strides[axis]!) % shape[axis]!),
      first,
    );
    if (!(Math.abs(data[flat]! - expected) <= tolerance * Math.max(1, Math.abs(expected)))) return null;
  }
  return steps;
}

/** A difference without the rounding that made it 0.30000000000000004. */
const nice = (value: number): number => Number(value.toPrecision(14));
