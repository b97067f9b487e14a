/**
 * From quantities to the packed vector and back.
 *
 * The packed number of a parameter is the quantity divided by its scale: 1 unit by default, so that the vector holds
 * milliseconds where the table says ms. With a `scale`, both are taken to SI first, by moving the decimal point. What
 * is invariant, then: two tables that state the same start, bounds and scale in different units (20 ms or 0.02 s) give
 * the same program, the same packed start and bounds and so the same path, to the last bit, for units that are powers
 * of ten of each other. Without a scale the vector itself is in the unit, and only the physical values agree.
 */
import { parseUnit } from './parse-unit';
import type { ParamSpec } from './param-spec';
import { type Unit, one, toSi } from './unit';

/** A parameter's values: a number, or an array of its shape, in its unit. */
export type ParamValue = number | readonly ParamValue[];

/** A mistake in the table of parameters. */
export class ParamError extends Error {
  override readonly name = 'ParamError';
  constructor(
    /** what is wrong, without the remedy */
    readonly reason: string,
    readonly remedy: string,
    /** the parameter or data that it is about */
    readonly subject: string,
  ) {
    super(`${reason} ${remedy}`);
  }
}

/** The unit of a parameter.
 *  @throws ParamError if it is not one */
export function unitOfParam({ name, unit }: ParamSpec): Unit {
  if (unit === undefined) return one;
  const parsed = parseUnit(unit);
  if (!parsed.ok) throw new ParamError(`Parameter “${name}”: ${parsed.message}`, parsed.remedy, name);
  return parsed.unit;
}

/** What a packed 1 is in SI.
 *  @throws ParamError unless the scale is a positive number */
export function scaleOfParam(spec: ParamSpec): number {
  const { name, scale = 1 } = spec;
  if (!(scale > 0 && scale < Infinity))
    throw new ParamError(`Parameter “${name}” has the scale ${scale}.`, 'A scale is a positive number.', name);
  return toSi(scale, unitOfParam(spec));
}

/** The packed vector of values by name.
 *  @param values  of each parameter, in its unit; a number for an array fills it
 *  @throws ParamError if a value is missing or has another shape */
export function packParams(specs: readonly ParamSpec[], values: Readonly<Record<string, ParamValue>>): Float64Array {
  return Float64Array.from(specs.flatMap((spec) => packParam(spec, values[spec.name])));
}

function packParam(spec: ParamSpec, value: ParamValue | undefined): number[] {
  const size = sizeOf(spec);
  if (value === undefined) throw new ParamError(`Parameter “${spec.name}” has no value.`, 'Give it one.', spec.name);
  const flat = typeof value === 'number' ? Array.from({ length: size }, () => value) : flatten(value);
  if (flat.length !== size) {
    throw new ParamError(
      `Parameter “${spec.name}” takes ${size} numbers, and ${flat.length} were given.`,
      'Check its shape.',
      spec.name,
    );
  }
  if (spec.scale === undefined) return flat;
  const unit = unitOfParam(spec);
  const scale = scaleOfParam(spec);
  return flat.map((number) => toSi(number, unit) / scale);
}

/** Values by name, in each parameter's unit, from a packed vector. */
export function unpackParams(specs: readonly ParamSpec[], x: ArrayLike<number>): Record<string, ParamValue> {
  let offset = 0;
  return Object.fromEntries(
    specs.map((spec) => {
      const { scale = 1, shape = [] } = spec;
      const flat = Array.from({ length: sizeOf(spec) }, (_, i) => x[offset + i]! * scale);
      offset += flat.length;
      return [spec.name, shape.length === 0 ? flat[0]! : nest(flat, shape)];
    }),
  );
}

const sizeOf = ({ shape = [] }: ParamSpec): number => shape.reduce((product, extent) => product * extent, 1);

const flatten = (value: ParamValue): number[] => (typeof value === 'number' ? [value] : value.flatMap(flatten));

function nest(flat: readonly number[], shape: readonly number[]): ParamValue {
  const [extent = 0, ...rest] = shape;
  if (rest.length === 0) return flat;
  const size = flat.length / extent;
  return Array.from({ length: extent }, (_, i) => nest(flat.slice(i * size, (i + 1) * size), rest));
}
