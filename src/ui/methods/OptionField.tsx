/** One option: the field that suits its kind, its default, its description. */
import { useId } from 'react';
import { NumberField } from '../parts/NumberField';
import { Select } from '../parts/Select';
import { VectorField } from '../parts/VectorField';
import { IconButton } from '../parts/IconButton';
import type { OptionSpec, OptionValue } from '../types';

interface OptionFieldProps {
  readonly spec: OptionSpec;
  /** undefined: the default is in force */
  readonly value: OptionValue | undefined;
  readonly onChange: (value: OptionValue | undefined) => void;
}

const DEFAULT = '\u0000default';

/** See the file's header. */
export function OptionField({ spec, value, onChange }: OptionFieldProps) {
  const helpId = useId();
  const isChanged = value !== undefined;
  return (
    <div className="option" data-changed={isChanged}>
      <span className="option-name" aria-hidden="true">
        {spec.name}
      </span>
      <Control spec={spec} value={value} onChange={onChange} helpId={helpId} />
      {isChanged ? (
        <IconButton icon="reset" label={`Reset ${spec.name}`} side="right" onClick={() => onChange(undefined)} />
      ) : (
        <span />
      )}
      <p className="option-help" id={helpId}>
        {spec.description}
      </p>
    </div>
  );
}

function Control({ spec, value, onChange, helpId }: OptionFieldProps & { readonly helpId: string }) {
  switch (spec.kind) {
    case 'number':
    case 'integer':
      return (
        <NumberField
          label={spec.name}
          hideLabel
          allowEmpty
          integer={spec.kind === 'integer'}
          value={typeof value === 'number' ? value : null}
          placeholder={defaultText(spec)}
          describedBy={helpId}
          {...(spec.min === undefined ? {} : { min: spec.min })}
          {...(spec.max === undefined ? {} : { max: spec.max })}
          onCommit={(next) => onChange(next ?? undefined)}
        />
      );
    case 'vector':
      return (
        <VectorField
          label={spec.name}
          hideLabel
          value={Array.isArray(value) ? (value as readonly number[]) : null}
          placeholder={defaultText(spec)}
          onCommit={(next) => onChange(next ?? undefined)}
        />
      );
    case 'boolean':
    case 'choice':
      return (
        <Select
          label={spec.name}
          value={value === undefined ? DEFAULT : String(value)}
          items={[
            { value: DEFAULT, label: `${defaultText(spec)} (default)` },
            ...choicesOf(spec).map((choice) => ({ value: choice, label: choice })),
          ]}
          onChange={(next) => onChange(read(spec, next))}
        />
      );
    default:
      return spec.kind satisfies never;
  }
}

function choicesOf(spec: OptionSpec): readonly string[] {
  const all = spec.kind === 'boolean' ? ['true', 'false'] : (spec.choices ?? []);
  return all.filter((choice) => choice !== String(spec.default));
}

function read(spec: OptionSpec, text: string): OptionValue | undefined {
  if (text === DEFAULT) return undefined;
  return spec.kind === 'boolean' ? text === 'true' : text;
}

/** The default as SciPy writes it. */
export function defaultText(spec: Pick<OptionSpec, 'default'>): string {
  if (spec.default === null) return 'None';
  if (Array.isArray(spec.default)) return spec.default.join(', ');
  return String(spec.default);
}
