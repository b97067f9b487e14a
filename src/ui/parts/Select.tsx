/**
 * A choice among a few named values: the browser's own select in the page's clothes. Radix's select hides the rest of
 * the page from assistive technology while focusable parts of it remain, which axe rightly reports; the native one
 * does not, and on a phone it opens the system's picker.
 */
import { Icon } from './Icon';

export interface SelectItem<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly items: readonly SelectItem<T>[];
  readonly onChange: (value: T) => void;
  readonly size?: 'small' | 'normal';
}

/** A labelled select; the label is for assistive technology, place a visible one beside it where needed. */
export function Select<T extends string>({ label, value, items, onChange, size = 'normal' }: SelectProps<T>) {
  return (
    <span className={`select select-${size}`}>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value as T)}>
        {items.map((item) => (
          <option key={item.value} value={item.value}>
            {item.label}
          </option>
        ))}
      </select>
      <Icon name="chevron" size={12} />
    </span>
  );
}
