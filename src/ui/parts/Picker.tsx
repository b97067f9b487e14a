/** A searchable list in a popover: type to filter, arrows to move, Enter to take. Built on cmdk and a radix popover. */
import { Command } from 'cmdk';
import { Popover } from 'radix-ui';
import { useState, type ReactElement, type ReactNode } from 'react';

import { searchRank } from './search';

export interface PickerItem {
  readonly id: string;
  readonly title: string;
  readonly detail?: ReactNode;
  readonly meta?: ReactNode;
  /** further words that the search finds it by */
  readonly keywords?: readonly string[];
}

export interface PickerGroup {
  readonly heading: string;
  readonly items: readonly PickerItem[];
}

interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly groups: readonly PickerGroup[];
  readonly onPick: (id: string) => void;
  readonly trigger: ReactElement;
  readonly align?: 'start' | 'end';
  readonly current?: string | null;
}

/** See the file's header. */
export function Picker({ label, placeholder, groups, onPick, trigger, align = 'start', current }: PickerProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setIsOpen}>
      <Popover.Trigger asChild>{trigger}</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover picker"
          align={align}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
        >
          <Command
            label={label}
            loop
            filter={(_, search, keywords) => searchRank(keywords?.[0] ?? '', search, keywords)}
          >
            <Command.Input className="picker-input" placeholder={placeholder} />
            <Command.List className="picker-list" label={label}>
              <Command.Empty className="picker-empty">Nothing by that name</Command.Empty>
              {groups.map((group) => (
                <Command.Group key={group.heading} heading={group.heading} className="picker-group">
                  {group.items.map((item) => (
                    <Command.Item
                      key={item.id}
                      value={item.id}
                      keywords={[item.title, ...(item.keywords ?? [])]}
                      className="picker-item"
                      data-current={item.id === current}
                      onSelect={() => {
                        setIsOpen(false);
                        onPick(item.id);
                      }}
                    >
                      <span className="picker-title">{item.title}</span>
                      {item.meta ? <span className="picker-meta">{item.meta}</span> : null}
                      {item.detail ? <span className="picker-detail">{item.detail}</span> : null}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
