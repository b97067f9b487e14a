/**
 * What bounds and constraints leave of the landscape: the region that they rule out, and the curves c(x) = 0, in grid
 * coordinates. For one variable the first row is the foot of the plot and the last its top.
 */
import type { AppState, Landscape } from '../types';
import { negativeRegions, zeroLines, type Isoline } from './isolines';

/** One curve c(x) = 0 with its constraint's text. */
export interface LimitCurve {
  readonly text: string;
  readonly kind: 'eq' | 'ineq';
  readonly lines: readonly Isoline[];
}

export interface LimitPicture {
  /** outlines of what is ruled out; overlapping ones follow the even-odd rule */
  readonly region: readonly Isoline[];
  /** share of the grid that is ruled out, 0 to 1 */
  readonly share: number;
  readonly curves: readonly LimitCurve[];
  /** whether a place of the grid touches what is allowed: there a curve is best named */
  readonly isBeside: (column: number, row: number) => boolean;
}

type Bounds = AppState['bounds'];
type Grid = Pick<Landscape, 'width' | 'height' | 'xRange' | 'yRange' | 'axes' | 'constraints'>;

/** The picture of all limits, or null when there is none. */
export function limitPicture(landscape: Grid, bounds: Bounds): LimitPicture | null {
  if (landscape.constraints.length === 0 && bounds === null) return null;
  const { width, height } = landscape;
  const margin = marginOf(landscape, bounds);
  let ruledOut = 0;
  for (const value of margin) if (!(value >= 0)) ruledOut += 1;
  const isCurve = height === 1;
  return {
    region: ruledOut === 0 ? [] : negativeRegions(isCurve ? tall(width, margin) : { width, height, values: margin }),
    share: ruledOut / margin.length,
    isBeside: (column, row) => besideAllowed(margin, width, isCurve ? 1 : height, column, isCurve ? 0 : row),
    curves: landscape.constraints.map(({ text, kind, values }) => ({
      text,
      kind,
      lines: zeroLines(isCurve ? tall(width, values) : { width, height, values }),
    })),
  };
}

/** The least margin of all inequalities and bounds at each grid point: negative where the point is ruled out. */
function marginOf({ width, height, xRange, yRange, axes, constraints }: Grid, bounds: Bounds): Float64Array {
  const margin = new Float64Array(width * height).fill(Infinity);
  const lower = (at: number, value: number): void => {
    if (!(value >= margin[at]!)) margin[at] = Number.isNaN(value) ? -1 : value;
  };
  for (const { kind, values } of constraints) {
    if (kind === 'ineq') values.forEach((value, at) => lower(at, value));
  }
  const shown =
    height === 1
      ? [{ axis: axes[0], range: xRange }]
      : [
          { axis: axes[0], range: xRange },
          { axis: axes[1], range: yRange },
        ];
  shown.forEach(({ axis, range }, side) => {
    const [lo, hi] = bounds?.[axis] ?? [null, null];
    if (lo === null && hi === null) return;
    const count = side === 0 ? width : height;
    for (let at = 0; at < margin.length; at++) {
      const k = side === 0 ? at % width : Math.floor(at / width);
      const x = range[0] + (k / Math.max(1, count - 1)) * (range[1] - range[0]);
      lower(at, Math.min(x - (lo ?? -Infinity), (hi ?? Infinity) - x));
    }
  });
  return margin;
}

/** Whether one of the grid points around a place is allowed. */
function besideAllowed(margin: Float64Array, width: number, height: number, column: number, row: number): boolean {
  for (const i of [Math.floor(column), Math.ceil(column)]) {
    for (const j of [Math.floor(row), Math.ceil(row)]) {
      if (i < width && j < height && margin[j * width + i]! >= 0) return true;
    }
  }
  return false;
}

/** Rows of a picture of one variable: enough of them for a label to find a place along an upright line. */
export const CURVE_ROWS = 17;

/** A row of numbers as a grid of equal rows, so that intervals become boxes and zeros become upright lines. */
function tall(width: number, row: ArrayLike<number>): { width: number; height: number; values: Float64Array } {
  const values = Float64Array.from({ length: CURVE_ROWS * width }, (_, at) => row[at % width]!);
  return { width, height: CURVE_ROWS, values };
}

const most = 36;
const powers = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A constraint's text as it is written on paper, short enough for a label: x^2 + y^2 <= 1 is x² + y² ≤ 1. */
export function constraintLabel(text: string): string {
  const written = text
    .trim()
    .replaceAll('**', '^')
    .replaceAll(/\^(\d)(?!\d|\.)/g, (_, digit: string) => powers[Number(digit)]!)
    .replaceAll(/\s*<=?\s*/g, ' ≤ ')
    .replaceAll(/\s*>=?\s*/g, ' ≥ ')
    .replaceAll(/\s*={1,3}\s*/g, ' = ')
    .replaceAll(/(?<![\w.])(\d+(?:\.\d+)?)\s*\*\s*(?=[A-Za-z(])/g, '$1')
    .replaceAll(/\s*\*\s*/g, '·')
    .replaceAll('-', '−')
    .replaceAll(/\s+/g, ' ');
  return written.length > most ? `${written.slice(0, most - 1).trimEnd()}…` : written;
}
