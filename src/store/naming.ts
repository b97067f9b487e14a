/** Names and units of the packed vector's numbers, for everything that people read. */
import { countedIn, quantityOf, slicesOf, type ParamSlice } from '../study/parameters';
import type { ParamSpec } from '../study/types';
import type { LossInfo } from './state';

type Named = Pick<LossInfo, 'names' | 'params'> | null;

/** A parameter's value in its own unit. */
export interface NamedValue {
  readonly name: string;
  /** empty for a number */
  readonly shape: readonly number[];
  readonly unit: string | null;
  /** row-major */
  readonly values: readonly number[];
}

/** What a coordinate is called: `x[0]`, `W1[0, 2]`. */
export const coordinateName = (loss: Named, index: number): string => loss?.names[index] ?? `x${index + 1}`;

/** What a coordinate is called, and what its numbers are counted in: `tau_m (ms)`, `V (10 mV)`. */
export function coordinateTitle(loss: Named, index: number): string {
  const unit = loss?.params && unitAt(loss.params, index);
  return unit ? `${coordinateName(loss, index)} (${unit})` : coordinateName(loss, index);
}

function unitAt(params: readonly ParamSpec[], index: number): string | null {
  const slice = slicesOf(params).find(({ from, to }) => index >= from && index < to);
  return slice ? countedIn(slice.spec) : null;
}

/** A packed vector by name, in the parameters' units; null where it is not one of these parameters. */
export function namedValues(params: readonly ParamSpec[] | undefined, x: ArrayLike<number>): NamedValue[] | null {
  if (!params) return null;
  const slices = slicesOf(params);
  if (slices.at(-1)?.to !== x.length) return null;
  return slices.map(({ spec, from, to }) => ({
    name: spec.name,
    shape: spec.shape ?? [],
    unit: spec.unit ?? null,
    values: Array.from({ length: to - from }, (_, i) => quantityOf(spec, x[from + i]!)),
  }));
}

/** A row of the table of parameters as it is edited: quantities in the parameter's unit. */
export interface ParamRow extends ParamSlice {
  readonly start: readonly number[];
  /** null: no bound */
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
}

/** The rows of the table. */
export function paramRows(
  params: readonly ParamSpec[],
  x0: readonly number[],
  bounds: readonly (readonly [number | null, number | null])[] | null,
): ParamRow[] {
  return slicesOf(params).map((slice) => {
    const { spec, from, to } = slice;
    const quantity = (packed: number | null | undefined): number | null =>
      packed === null || packed === undefined ? null : quantityOf(spec, packed);
    const pairs = bounds?.slice(from, to) ?? [];
    const ends = (side: 0 | 1): (number | null)[] =>
      Array.from({ length: to - from }, (_, i) => quantity(pairs[i]?.[side]));
    return {
      ...slice,
      start: x0.slice(from, to).map((packed) => quantityOf(spec, packed)),
      lower: ends(0),
      upper: ends(1),
    };
  });
}
