/**
 * Named parameters of a study: which part of the packed vector each one is, quantities in its unit, and what becomes
 * of a packed number when its row of the table is rewritten in another unit, scale or shape.
 *
 * A packed number is the quantity over the scale (lang/units/packing.ts). The law kept here: a rewritten row states the
 * same physical quantity wherever both units measure the same thing, and with a scale the packed number does not change.
 */
import { scaleOfParam, unitOfParam, unpackParams, type ParamValue } from '../lang/units/packing';
import { parseUnit } from '../lang/units/parse-unit';
import { convert, one, toSi, type Unit } from '../lang/units/unit';
import type { ParamSpec } from './types';

export { unpackParams, type ParamValue };

/** Numbers that a parameter packs. */
export const sizeOfParam = ({ shape = [] }: ParamSpec): number =>
  shape.reduce((product, extent) => product * extent, 1);

/** Numbers that all of them pack: the n of the loss. */
export const sizeOfParams = (params: readonly ParamSpec[]): number =>
  params.reduce((sum, param) => sum + sizeOfParam(param), 0);

/** One parameter and its part [from, to) of the packed vector. */
export interface ParamSlice {
  readonly spec: ParamSpec;
  readonly from: number;
  readonly to: number;
}

/** The parts of the packed vector, in order. */
export function slicesOf(params: readonly ParamSpec[]): ParamSlice[] {
  let from = 0;
  return params.map((spec) => ({ spec, from, to: (from += sizeOfParam(spec)) }));
}

/** Why a text is no unit, or null: the empty text is the unit of pure numbers. */
export function unitComplaint(text: string): string | null {
  const parsed = parseUnit(text);
  return parsed.ok ? null : `${parsed.message} ${parsed.remedy}`;
}

/** The quantity that a packed number stands for, in the parameter's unit. */
export const quantityOf = ({ scale = 1 }: ParamSpec, packed: number): number =>
  scale === 1 ? packed : Number((packed * scale).toPrecision(15));

/** The packed number of a quantity in the parameter's unit. */
export function packedOf(spec: ParamSpec, quantity: number): number {
  return spec.scale === undefined ? quantity : toSi(quantity, unitOrOne(spec)) / scaleOfParam(spec);
}

/** A text that is no unit is reported by the compiler; until it is corrected, numbers are just numbers. */
function unitOrOne(spec: ParamSpec): Unit {
  const parsed = parseUnit(spec.unit ?? '');
  return parsed.ok ? unitOfParam(spec) : one;
}

/** What packed numbers become when a row is rewritten: the same quantity where the units measure the same thing, the
 *  same number of the new unit where they do not. */
export function rewriting(from: ParamSpec, to: ParamSpec): (packed: number) => number {
  const [before, after] = [unitOrOne(from), unitOrOne(to)];
  const isSame = from.scale === to.scale && before.factor === after.factor && before.exponent === after.exponent;
  if (isSame && before.dimension === after.dimension) return (packed) => packed;
  const isSameScale =
    from.scale !== undefined && to.scale !== undefined && convert(from.scale, before, after) === to.scale;
  if (isSameScale) return (packed) => packed;
  return (packed) => {
    const quantity = packed * (from.scale ?? 1);
    return packedOf(to, convert(quantity, before, after) ?? quantity);
  };
}

/** A row with another unit: its scale is rewritten with it where both units measure the same thing. */
export function withUnit(spec: ParamSpec, unit: string | undefined): ParamSpec {
  const { unit: _, ...rest } = spec;
  const next: ParamSpec = unit === undefined || unit.trim() === '' ? rest : { ...rest, unit: unit.trim() };
  if (spec.scale === undefined) return next;
  return { ...next, scale: convert(spec.scale, unitOrOne(spec), unitOrOne(next)) ?? spec.scale };
}

/** For each number of an array of the new shape, the number of the old array that stands for it: the one with the same
 *  indices, or the nearest; a number stands for every element of an array that replaces it. */
export function reshaping(from: readonly number[], to: readonly number[]): number[] {
  const size = to.reduce((product, extent) => product * extent, 1);
  // Axes are matched from the last one, as in broadcasting.
  const lead = to.length - from.length;
  return Array.from({ length: size }, (_, flat) => {
    let rest = flat;
    let index = 0;
    let stride = 1;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      const at = rest % to[axis]!;
      rest = Math.floor(rest / to[axis]!);
      const old = from[axis - lead];
      if (old === undefined) continue;
      index += Math.min(at, old - 1) * stride;
      stride *= old;
    }
    return index;
  });
}

/** What one of a parameter's packed numbers is counted in, for axes: `ms`, `10 ms`; null for pure numbers. */
export function countedIn({ unit, scale }: ParamSpec): string | null {
  if (scale === undefined || scale === 1) return unit ?? null;
  return unit === undefined ? `${scale}` : `${scale} ${unit}`;
}
