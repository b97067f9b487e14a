/** Whether the parts of a scatter overlap, and whether they fill it: then it needs no adding and no clearing. */
import type { Target } from '../ir/node';
import { sizeOf, stridesOf } from '../ir/shape';

/** Beyond this many elements the question is not worth its time, and the careful answer is given. */
const LIMIT = 1 << 20;

function alongAxis(target: Target, axis: number, i: number): number {
  if (target.kind === 'gather') return axis === target.axis ? target.indices[i]! : i;
  return target.ranges[axis]!.start + i * target.ranges[axis]!.step;
}

export function coverage(
  targets: readonly Target[],
  partShapes: readonly (readonly number[])[],
  shape: readonly number[],
): { overlap: boolean; complete: boolean } {
  const size = sizeOf(shape);
  if (size > LIMIT) return { overlap: true, complete: false };
  const hits = new Uint8Array(size);
  const strides = stridesOf(shape);
  let overlap = false;
  const mark = (target: Target, part: readonly number[], axis: number, base: number): void => {
    if (axis === shape.length) {
      overlap ||= hits[base] !== 0;
      hits[base] = 1;
      return;
    }
    for (let i = 0; i < part[axis]!; i++)
      mark(target, part, axis + 1, base + alongAxis(target, axis, i) * strides[axis]!);
  };
  targets.forEach((target, i) => mark(target, partShapes[i]!, 0, 0));
  return { overlap, complete: !overlap && hits.every((hit) => hit === 1) };
}
