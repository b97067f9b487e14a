/** A parameter's numbers in a table: one for all elements where they are equal, else the list. */
import { exactNumber } from '../format';
import { NumberField } from '../parts/NumberField';
import { parseVector } from '../parts/vector';
import { TextCell } from './TextCell';

interface ValuesCellProps {
  readonly label: string;
  /** null: none, where that means something */
  readonly values: readonly (number | null)[];
  readonly isNumber: boolean;
  readonly placeholder?: string;
  readonly allowEmpty?: boolean;
  readonly onCommit: (values: readonly number[] | null) => void;
}

/** See the file's header. An empty field commits null. */
export function ValuesCell({ label, values, isNumber, placeholder, allowEmpty = false, onCommit }: ValuesCellProps) {
  if (isNumber) {
    return (
      <NumberField
        label={label}
        hideLabel
        allowEmpty={allowEmpty}
        value={values[0] ?? null}
        {...(placeholder === undefined ? {} : { placeholder })}
        onCommit={(value) => onCommit(value === null ? null : [value])}
      />
    );
  }
  const [first] = values;
  const isUniform = values.every((value) => value === first);
  const text = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : exactNumber(value);
  const shown = isUniform ? text(first) : values.map((value) => text(value) || (placeholder ?? '')).join(', ');
  return (
    <TextCell
      label={`${label}, ${values.length} numbers or one for all`}
      value={shown}
      isMono
      {...(placeholder === undefined ? {} : { placeholder })}
      complain={(draft) => {
        const parsed = parseVector(draft, values.length);
        return typeof parsed === 'string' ? parsed : parsed === null && !allowEmpty ? 'Needs a number' : null;
      }}
      onCommit={(draft) => {
        const parsed = parseVector(draft, values.length);
        if (typeof parsed !== 'string') onCommit(parsed);
      }}
    />
  );
}
