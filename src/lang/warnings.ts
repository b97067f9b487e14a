/** What is worth a word though the loss compiles: variables that do not change it, a result with a unit. */
import type { Node, Program } from '../ir/graph';
import { type Dimension, describeDimension, unitText } from './units/dimension';
import { type Diagnostic, warningAt } from './diagnostics';
import type { Range } from './syntax/tree';

/** Warns of each variable that the output does not depend on.
 *  @param names  one for each number of the point
 *  @param range  what to underline */
export function warnOfUnused(program: Program, names: readonly string[], range: Range): Diagnostic[] {
  const used = usedPositions(program);
  if (used === null || names.length > 64) return [];
  return names.flatMap((name, i) =>
    used.has(i)
      ? []
      : [
          warningAt(
            range,
            'unused',
            `“${name}” does not change the loss.`,
            'Use it, or remove it from the parameters.',
          ),
        ],
  );
}

/** Positions of the packed vector that the output reads; null if it reads the vector as a whole. */
function usedPositions(program: Program): Set<number> | null {
  const [input] = program.inputs;
  const used = new Set<number>();
  const seen = new Set<Node>();
  const stack = [...program.outputs];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node === input) return null;
    const body = node.attrs.scan;
    if (body) stack.push(...body.nextCarry, ...body.ys);
    const range = node.op === 'slice' && node.args[0] === input ? node.attrs.ranges?.[0] : undefined;
    if (!range) stack.push(...node.args);
    else for (let k = 0; k < range.count; k++) used.add(range.start + k * range.step);
  }
  return used;
}

/** Warns of a result with a unit: tolerances and plots then depend on what SI makes of it. */
export function warnOfUnit(dimension: Dimension | null, range: Range): Diagnostic[] {
  if (dimension === null) return [];
  const unit = unitText(dimension);
  return [
    warningAt(
      range,
      'loss-unit',
      `The loss is ${describeDimension(dimension)}, and its number is in SI.`,
      `Divide it by a scale, such as (1*${unit}), so that tolerances have a meaning.`,
    ),
  ];
}
