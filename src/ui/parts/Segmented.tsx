/** Two to four exclusive choices side by side: native radio buttons, so that arrow keys and forms work as ever. */
import { useId } from 'react';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly items: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** See the file's header. */
export function Segmented<T extends string>({ label, value, items, onChange }: SegmentedProps<T>) {
  const name = useId();
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{label}</legend>
      {items.map((item) => (
        <label key={item.value} className="segment" data-on={item.value === value}>
          <input
            type="radio"
            className="visually-hidden"
            name={name}
            value={item.value}
            checked={item.value === value}
            onChange={() => onChange(item.value)}
          />
          {item.label}
        </label>
      ))}
    </fieldset>
  );
}
