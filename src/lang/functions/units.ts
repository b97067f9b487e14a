/** Units as the unit libraries of Python spell them: `import brainunit as u`, `x.to_decimal(u.mV)`, `u.math.exp`. */
import { fail } from '../diagnostics';
import type { Context } from '../lower/context';
import { simplify } from '../lower/convert';
import { jointDimension, withUnits } from '../lower/unit-flow';
import { type Tensor, type Value } from '../lower/values';
import { describeDimension, unitText } from '../units/dimension';
import { parseUnit } from '../units/parse-unit';
import { unitNamed } from '../units/table';
import { unitValue } from '../units/names';
import type { Binding } from './binding';
import { type Builtin, row } from './builtin';

/** Modules whose members are units. */
export const unitModules: ReadonlySet<string> = new Set([
  'brainunit',
  'saiunit',
  'brian2',
  'brian2.units',
  'pint',
  'astropy.units',
  'unyt',
  'quantities',
]);

/** A member of a unit library; null where it has no such unit. */
export function unitMember(context: Context, name: string): Value | null {
  if (name === 'math' || name === 'umath') return { kind: 'module', name: 'numpy' };
  const unit = unitNamed(name);
  return unit && unitValue(context, unit);
}

/** A unit argument: a quantity such as `u.mV`, or its name as a text. */
function unitOf(context: Context, args: Binding): Tensor {
  const value = args.value('unit');
  if (value.kind !== 'string') return args.scalar(context, 'unit');
  const parsed = parseUnit(value.value);
  if (!parsed.ok) return fail(args.rangeOf('unit'), 'unknown-unit', parsed.message, parsed.remedy);
  const quantity = unitValue(context, parsed.unit);
  return quantity.kind === 'tensor' ? quantity : context.ops.scalar((quantity as { value: number }).value);
}

function decimal(context: Context, args: Binding): Value {
  const [a, unit] = [args.tensor(context, 'a'), unitOf(context, args)];
  return withUnits(args.range, () => {
    jointDimension(context.ops, 'in', [a, unit]);
    return simplify(context, context.ops.binary('div', a, unit));
  });
}

function sameIn(context: Context, args: Binding): Value {
  const [a, unit] = [args.tensor(context, 'a'), unitOf(context, args)];
  withUnits(args.range, () => jointDimension(context.ops, 'in', [a, unit]));
  return a;
}

function magnitude(context: Context, args: Binding): Value {
  const a = args.tensor(context, 'a');
  if (!a.dimension) return simplify(context, a);
  return fail(
    args.range,
    'unit',
    `“${args.name}” of ${describeDimension(a.dimension)} depends on the unit that it happens to be kept in.`,
    `Say in which unit: divide by it, such as a / (1*${unitText(a.dimension)}).`,
  );
}

/** Rows of the functions of unit libraries. */
export const unitRows: readonly Builtin[] = [
  row('to_decimal', '(a, unit)', 'method:to_decimal|m_as|to_value units', 'The number of a unit.', decimal),
  row('in_unit', '(a, unit)', 'method:in_unit|ito units', 'The same quantity, checked to have a unit.', sameIn),
  row(
    'get_magnitude',
    '(a)',
    'units:get_magnitude|get_mantissa',
    'The bare number; refused where it has a unit.',
    magnitude,
  ),
  row('Quantity', '(a, unit)', 'units', 'A number of a unit.', (context, args) =>
    simplify(context, context.ops.binary('mul', args.tensor(context, 'a'), unitOf(context, args))),
  ),
  row('UnitRegistry', '(*options)', 'units', 'The units.', () => ({ kind: 'module', name: 'pint' })),
];
