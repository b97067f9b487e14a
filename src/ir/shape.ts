/** Shapes: NumPy's broadcasting and axis rules, with messages in the user's words. */
import type { Shape } from './node';

/** A mistake in the shapes or indices of an array expression, told in the user's words. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = Array.from<number>({ length: shape.length });
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** A shape as NumPy prints it: (), (3,), (2, 3). */
export function formatShape(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** The common shape of arrays that meet in one elementwise operation.
 *  @throws ShapeError if an axis differs and neither extent is 1 */
export function broadcastShapes(shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const result = Array.from<number>({ length: rank }).fill(1);
  for (const shape of shapes) {
    const offset = rank - shape.length;
    shape.forEach((extent, axis) => {
      const seen = result[offset + axis]!;
      if (extent === seen || extent === 1) return;
      if (seen !== 1) {
        const distinct = shapes.filter((s, i) => shapes.findIndex((t) => sameShape(s, t)) === i);
        throw new ShapeError(`shapes ${distinct.map(formatShape).join(' and ')} do not broadcast`);
      }
      result[offset + axis] = extent;
    });
  }
  return result;
}

/** An axis counted from the front; negative axes count from the end.
 *  @throws ShapeError if there is no such axis */
export function normalizeAxis(axis: number, rank: number): number {
  const result = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || result < 0 || result >= rank) {
    throw new ShapeError(`axis ${axis} is out of range for an array of ${rank} dimension${rank === 1 ? '' : 's'}`);
  }
  return result;
}

/** Axes to reduce over: sorted, distinct; all of them when none are named. */
export function normalizeAxes(axes: readonly number[] | undefined, rank: number): number[] {
  if (!axes) return Array.from({ length: rank }, (_, axis) => axis);
  const result = axes.map((axis) => normalizeAxis(axis, rank)).sort((a, b) => a - b);
  if (new Set(result).size !== result.length) throw new ShapeError(`axes ${axes.join(', ')} name an axis twice`);
  return result;
}
