/**
 * The landscape of a first visit, before the compiler has arrived: parser, IR and emitter are half of the code that
 * such a visit loads, and its picture is known in advance. Only the problem that the app opens with is here, as a
 * function in plain code; the compiled loss draws the same picture again as soon as it is there. Evaluating the
 * catalogue's source texts instead was rejected: no text becomes code but in `emit/`.
 */
import { gridPoints, gridSize, type GridSpec } from '../gpu/grid';

const functions: Readonly<Record<string, (x: Float64Array) => number>> = {
  rosenbrock(x) {
    let sum = 0;
    for (let i = 0; i < x.length - 1; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
    return sum;
  },
};

/** f at every point of the grid, row by row; null for every problem but the one that the app opens with. */
export function previewValues(problemId: string, spec: GridSpec): Float64Array<ArrayBuffer> | null {
  const f = Object.hasOwn(functions, problemId) ? functions[problemId]! : null;
  if (!f) return null;
  const n = spec.base.length;
  const points = gridPoints(spec);
  const values = new Float64Array(gridSize(spec));
  for (let k = 0; k < values.length; k++) values[k] = f(points.subarray(k * n, (k + 1) * n));
  return values;
}
