/** A choice among a few named values. */
import { Select as Radix } from 'radix-ui';
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
    <Radix.Root value={value} onValueChange={(next) => onChange(next as T)}>
      <Radix.Trigger className={`select select-${size}`} aria-label={label}>
        <Radix.Value>{items.find((item) => item.value === value)?.label ?? value}</Radix.Value>
        <Icon name="chevron" size={12} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {items.map((item) => (
              <Radix.Item key={item.value} value={item.value} className="menu-item">
                <Radix.ItemText>{item.label}</Radix.ItemText>
                <Radix.ItemIndicator className="menu-check">
                  <Icon name="check" size={12} />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
