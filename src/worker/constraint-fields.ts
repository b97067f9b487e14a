/**
 * Constraints over the landscape's grid, in f64: what the picture hatches and the curves that it draws.
 *
 * An inequality of several components is kept where the least of them is, so it needs one field, whose zero line is
 * the border of what it allows. An equality has one field for each component.
 */
import { gridPoints, gridSize, type GridSpec } from '../gpu/grid';
import type { CompiledConstraint } from '../study/constraints';
import { turn } from './turn';
import type { ConstraintField } from './types';

const blockMilliseconds = 8;
const blockPoints = 2048;
/** More curves than these of one equality tell nothing. */
const mostCurves = 4;

/** The residuals on the grid, one field for each curve; null as soon as nobody wants them any more. */
export async function constraintFields(
  constraints: readonly CompiledConstraint[],
  grid: GridSpec,
  isStale: () => boolean,
): Promise<readonly ConstraintField[] | null> {
  const fields = constraints.flatMap((constraint) => emptyFields(constraint, gridSize(grid)));
  const n = grid.base.length;
  let sliceStart = performance.now();
  const total = gridSize(grid);
  for (let first = 0; first < total; first += blockPoints) {
    const count = Math.min(blockPoints, total - first);
    const points = gridPoints(grid, first, count);
    for (const { constraint, fill } of fields) {
      const out = new Float64Array(constraint.residual.m);
      for (let k = 0; k < count; k++) {
        fill(first + k, constraint.residual.fun(points.subarray(k * n, (k + 1) * n), out));
      }
    }
    if (performance.now() - sliceStart < blockMilliseconds) continue;
    await turn();
    if (isStale()) return null;
    sliceStart = performance.now();
  }
  return fields.map(({ field }) => field);
}

interface Filling {
  readonly constraint: CompiledConstraint;
  readonly field: ConstraintField;
  readonly fill: (at: number, residual: Float64Array) => void;
}

function emptyFields(constraint: CompiledConstraint, size: number): Filling[] {
  const { kind, text, residual } = constraint;
  const curves = kind === 'ineq' ? 1 : Math.min(mostCurves, residual.m);
  return Array.from({ length: curves }, (_, curve): Filling => {
    const values = new Float32Array(size);
    const fill =
      kind === 'ineq'
        ? (at: number, c: Float64Array): void => void (values[at] = c.length === 1 ? c[0]! : Math.min(...c))
        : (at: number, c: Float64Array): void => void (values[at] = c[curve]!);
    return { constraint, field: { text, kind, values }, fill };
  });
}
